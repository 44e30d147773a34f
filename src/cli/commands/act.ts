/** `kairos act`: runs a command in a folder of its own, in a sandbox, and shows, accepts or drops the branch that it becomes. */
import type { Command } from 'commander';
import { harmless } from '../../base/harmless-text.js';
import { branchName } from '../../base/refs.js';
import { isoTime } from '../../dates/day.js';
import { acceptAct, actPatch, dropAct, listActs, type ActRecord, type ActRow } from '../../desk/acts.js';
import { startAct } from '../../desk/act-start.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import type { Opened } from '../opened.js';
import { agoText, plural } from '../print.js';

const ID = 'as "kairos act list" names it; its beginning is enough';

export function addAct(command: Command, context: Context): void {
  command.addHelpText(
    'after',
    '\nYour work tree, index, HEAD and stash stay as they are until you accept. "act: propose" or "act: on" in your own settings allows it.\n\nExamples:\n  $ kairos act start --title "Format the sources" -- npx prettier --write src\n  $ kairos act list\n  $ kairos act diff format-the\n  $ kairos act accept format-the',
  );
  addList(command, context);
  addStart(command, context);
  addDiff(command, context);
  addDecisions(command, context);
}

async function opened(context: Context, asJson: boolean | undefined): Promise<Opened> {
  return open(context, { git: true, kairos: true, quiet: asJson === true });
}

function addList(command: Command, context: Context): void {
  command
    .command('list', { isDefault: true })
    .description('list acts that run, await you or failed')
    .option('--json', 'print as JSON, one a line')
    .addHelpText(
      'after',
      '\nAn act that failed is kept for three days, with its folder.\n\nExamples:\n  $ kairos act list\n  $ kairos act list --json',
    )
    .action(async (options: { json?: boolean }) => {
      const { world, ws } = await opened(context, options.json);
      const { acts, settled } = await listActs(world, ws);
      if (options.json === true) return context.json(acts.map(jsonOf));
      for (const { id, became } of settled) context.tell(`${id} was cut off by the end of its process: ${became}`);
      if (acts.length === 0) context.say('no act runs or awaits you');
      for (const row of acts) for (const line of rowText(row, context, world.clock.now())) context.say(line);
    });
}

function addStart(command: Command, context: Context): void {
  command
    .command('start')
    .description('run a command in a folder of its own, in a sandbox; what it changed becomes a branch')
    .argument('<command...>', 'behind --: the program and its arguments; no shell reads them')
    .option('--title <text>', 'what it is for; it names the act and its commit')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nThe folder has the files of your base branch as they are committed. The sandbox (bubblewrap) shows the rest of the machine read-only and hides\nyour home folder (act.readable shows parts of it), temporary files and the network (act.network). A change of .kairos/ is not taken over.\n\nExamples:\n  $ kairos act start -- npx prettier --write src\n  $ kairos act start --title "Sort the imports" -- sh -c "sed -i s/a/b/ src/*.js"',
    )
    .action(async (argv: string[], options: { title?: string; json?: boolean }) => {
      const { world, ws, view } = await opened(context, options.json);
      const { act, id, said, held, output } = await startAct(world, ws, view, { argv, title: options.title, signal: context.signal });
      if (act?.is === 'failed') context.exitCode = 1;
      if (options.json === true) return context.json({ id, said, held, output, act: act ? actJson(act) : null });
      for (const line of output
        .trimEnd()
        .split('\n')
        .filter((one) => one !== ''))
        context.say(harmless(line));
      const { cyan, dim } = context.palette;
      context.say(`${cyan(id)} ${harmless(said)}; ${held.length === 0 ? 'no sandbox held it' : `the sandbox held ${held.join(', ')}`}`);
      if (!act) return context.say('it changed nothing');
      if (act.is === 'failed') return context.say(dim(`no branch was made; its folder is kept for three days: kairos act drop ${id}`));
      context.say(`${plural(act.change?.paths.length ?? 0, 'file')} changed on ${act.branch}`);
      context.say(dim(`look: kairos act diff ${id}`));
    });
}

function addDiff(command: Command, context: Context): void {
  command
    .command('diff')
    .description('print what an act changed, as a patch')
    .argument('<act>', ID)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos act diff format-the-sources-k3f9')
    .action(async (typed: string, options: { json?: boolean }) => {
      const { world, ws } = await opened(context, options.json);
      const { act, patch } = await actPatch(world, ws, typed);
      if (options.json === true) return context.json({ ...actJson(act), patch });
      for (const line of patch.trimEnd().split('\n')) context.say(harmless(line));
    });
}

function addDecisions(command: Command, context: Context): void {
  command
    .command('accept')
    .description('bring an act onto its base branch, and remove its branch')
    .argument('<act>', ID)
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nYour own edits of other files stay. Where the base has moved since, merge the branch with git.\n\nExample:\n  $ kairos act accept format-the-sources-k3f9',
    )
    .action(async (typed: string, options: { json?: boolean }) => {
      const { world, ws, view } = await opened(context, options.json);
      const { act, tip } = await acceptAct(world, ws, view, typed);
      if (options.json === true) return context.json({ id: act.id, base: branchName(act.base.ref), tip });
      context.say(`${context.palette.cyan(act.id)} stands on ${branchName(act.base.ref)} as ${tip.slice(0, 12)}`);
    });
  command
    .command('drop')
    .description('remove an act with its branch and its folder')
    .argument('<act>', ID)
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos act drop format-the-sources-k3f9')
    .action(async (typed: string, options: { json?: boolean }) => {
      const { world, ws, view } = await opened(context, options.json);
      const act = await dropAct(world, ws, view, typed);
      if (options.json === true) return context.json({ id: act.id, dropped: true });
      context.say(`${context.palette.cyan(act.id)} is gone, with its branch and its folder`);
    });
}

function rowText({ act, branchIs, isBehind, overlaps }: ActRow, { palette }: Context, nowMs: number): string[] {
  const { id, title, is, said, branch, change, base } = act;
  const state =
    is === 'running'
      ? palette.green('runs')
      : is === 'failed'
        ? palette.yellow(harmless(said ?? 'failed'))
        : `${plural(change?.paths.length ?? 0, 'file')} changed on ${branch}`;
  const more = [
    branchIs === 'gone' ? `the branch is gone: kairos act drop ${id}` : branchIs === 'moved' ? 'the branch was moved since' : '',
    is === 'open' && isBehind ? `${branchName(base.ref)} has moved since` : '',
    overlaps.length > 0 ? `changes what ${overlaps.join(', ')} changes, too` : '',
  ];
  return [
    `${palette.cyan(id)}  ${harmless(title)}  begun ${agoText(act.startedAtMs, nowMs)}  ${state}`,
    ...more.filter((line) => line !== '').map((line) => `  ${palette.dim(line)}`),
  ];
}

function jsonOf({ act, branchIs, isBehind, overlaps }: ActRow): object {
  return { ...actJson(act), branchIs, isBehind, overlaps };
}

function actJson({ id, title, argv, base, startedAtMs, branch, held, is, said, change }: ActRecord): object {
  return {
    id,
    title,
    argv,
    base: { branch: branchName(base.ref), commit: base.commit },
    at: isoTime(startedAtMs),
    branch,
    held,
    is,
    said,
    ...change,
  };
}
