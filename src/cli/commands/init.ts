/**
 * `kairos init`: prints what it will write, sets up this work tree, and offers what follows: hooks, the history, embedding in the background, and the commit
 * of what it wrote. Running it again adds what is missing.
 */
import type { Command } from 'commander';
import { historyLength } from '../../desk/observe.js';
import { commitLine, commitSetUp, uncommittedSetUp } from '../../desk/commit-setup.js';
import { embedBehind } from '../../desk/embed.js';
import { firstLook, planSetUp, setUp, type SetUpPlan } from '../../desk/init.js';
import type { KairosError } from '../../base/errors.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import type { Opened } from '../opened.js';
import { commitNow } from '../../desk/keep-journal.js';
import { offerEmbedder } from '../offer-embedder.js';
import { shortId } from '../../base/git-objects.js';
import { harmless } from '../../base/harmless-text.js';
import { plural } from '../print.js';
import { template } from '../package-files.js';
import { install } from './hooks.js';
import { versionText } from '../version.js';
import { readHistory } from './observe.js';

interface Options {
  yes?: boolean;
  hooks?: boolean;
  history?: boolean;
  trust?: boolean;
  embedder?: string;
  embed?: boolean;
  commit?: boolean;
  ci?: string | true;
}

export function addInit(command: Command, context: Context): void {
  command
    .option('--yes', 'ask nothing: write, trust the folder and read the history; the rest only with --hooks, --embed, --commit')
    .option('--hooks', 'install the hooks that wake the daemon')
    .option('--no-hooks', 'do not ask about hooks')
    .option('--history', 'read the whole history into the journal')
    .option('--no-history', 'do not read the history')
    .option('--no-trust', 'do not let the daemon work here')
    .option('--embedder <name>', 'minilm, ollama or none: what embeds for recall, in your own settings')
    .option('--embed', 'embed the memory in the background, so that every answer is by meaning')
    .option('--no-embed', 'do not ask about embedding')
    .option('--ci [github|gitlab]', 'also lay down what asks the memory in CI; never over a file that is there')
    .option('--commit', 'commit the files that it wrote, and nothing else that is staged')
    .option('--no-commit', 'do not ask about the commit')
    .addHelpText(
      'after',
      '\nEnter says yes to each question. HEAD moves only by the commit that it offers last.\n\nExamples:\n  $ kairos init\n  $ kairos init --yes --hooks --commit\n  $ kairos init --ci github          the files for CI, shown before they are written',
    )
    .action(async (options: Options) => {
      const before = await open(context, { git: true, quiet: true });
      const plan = await planSetUp(before.world, before.ws, template('config.yaml'), {
        wantsTasks: true,
        wantsTrust: options.trust !== false,
        ...(options.ci !== undefined && { ci: { forge: options.ci, version: versionText(), template } }),
      });
      for (const path of plan.kept) context.say(`${harmless(path)} is there already and stays as it is`);
      if (plan.writes.length === 0 && !plan.trusts && !wantsMore(options)) return isSetUp(context, before, options);
      if (plan.writes.length > 0 || plan.trusts) {
        sayPlan(context, before, plan);
        if (options.yes !== true && !(await context.confirm('write this?', '--yes', 'yes'))) {
          context.say('nothing was written');
          return;
        }
        const { untrusted } = await setUp(before.world, before.ws, plan);
        if (untrusted !== undefined) sayUntrusted(context, untrusted);
      }
      const opened = await open(context, { git: true, quiet: true });
      await firstLook(opened.world, opened.ws, opened.view);
      await offerHooks(context, opened, options);
      const isWhole = await offerHistory(context, opened, options);
      if (!isWhole) return;
      await offerEmbedder(context, opened, options.embedder, options.yes === true);
      await commitNow(opened);
      await offerEmbedding(context, options);
      await offerCommit(
        context,
        opened,
        options,
        plan.writes.map(({ path }) => path).filter((path) => path !== opened.ws.tasks),
      );
      sayNext(context);
    });
}

/** The commit alone needs nothing of the rest: what is not committed is offered wherever nothing else is missing. */
function wantsMore({ hooks, history, embedder, embed }: Options): boolean {
  return hooks === true || history === true || embedder !== undefined || embed === true;
}

/** Nothing is missing. What nobody committed is offered again. */
async function isSetUp(context: Context, opened: Opened, options: Options): Promise<void> {
  const { paths } = await uncommittedSetUp(opened.world, opened.ws);
  const is = `kairos is set up in ${harmless(opened.ws.root)}`;
  if (paths.length === 0) return context.say(`${is}; nothing to do`);
  context.say(`${is}; its files are not committed yet`);
  await offerCommit(context, opened, options, []);
}

/** A home that cannot be written: everything but the daemon works without it. */
function sayUntrusted(context: Context, { message, hint = '' }: KairosError): void {
  context.tell(`${context.palette.yellow('not trusted:')} ${harmless(message)}`);
  context.tell(context.palette.dim(`hint: ${harmless(hint)}, then "kairos trust"; all but the daemon works without`));
}

function sayPlan(context: Context, { ws }: Opened, plan: SetUpPlan): void {
  context.say(`kairos will write, in ${context.palette.bold(harmless(ws.root))}:`);
  const width = Math.max(0, ...plan.writes.map((w) => w.label.length));
  for (const { label, why } of plan.writes) context.say(`  ${label.padEnd(width)}  ${context.palette.dim(why)}`);
  if (plan.trusts)
    context.say(`  ${'trust'.padEnd(width)}  ${context.palette.dim(`the daemon may work in this folder (${ws.trustFile})`)}`);
}

async function offerHooks(context: Context, { ws }: Opened, options: Options): Promise<void> {
  const question = 'install git hooks that wake the daemon? (they touch one file and start nothing)';
  const isWanted = options.hooks ?? (options.yes !== true && (await context.confirm(question, '--hooks or --no-hooks', 'yes')));
  if (!isWanted) return;
  const refused = await install(context, ws);
  if (refused)
    context.tell(
      `${context.palette.yellow('hooks:')} ${harmless(refused.message)}\n${context.palette.dim(`hint: ${harmless(refused.hint ?? '')}`)}`,
    );
}

/** False where it was interrupted: then nothing more is offered. */
async function offerHistory(context: Context, opened: Opened, options: Options): Promise<boolean> {
  const count = await historyLength(opened.world);
  if (count === undefined) return true;
  const question = `read the history (${plural(count, 'commit')}) into the journal?`;
  const isWanted = options.history ?? (options.yes === true || (await context.confirm(question, '--history or --no-history', 'yes')));
  return !isWanted || (await readHistory(context, opened, { all: true })).isWhole;
}

/** Asked with the settings as they are now: an embedder may just have been chosen. */
async function offerEmbedding(context: Context, options: Options): Promise<void> {
  const { world, ws, config } = await open(context, { git: true, quiet: true });
  if (config.recall.embedder === 'none') return;
  const question = 'embed the memory in the background, so that every answer is by meaning? (it gives way to all other work)';
  const isWanted = options.embed ?? (options.yes !== true && (await context.confirm(question, '--embed or --no-embed', 'yes')));
  if (!isWanted) return;
  const pid = await embedBehind(world, ws);
  context.say(`process ${pid} embeds; "kairos status" shows how far it is`);
}

async function offerCommit(context: Context, { world, ws }: Opened, options: Options, written: readonly string[]): Promise<void> {
  const { paths, commit, why } = await uncommittedSetUp(world, ws, written);
  if (paths.length === 0) return;
  const later = (because: string): void => {
    context.say(`not committed${because === '' ? '' : `, because ${harmless(because)}`}: ${harmless(paths.join(' '))}`);
    if (commit === undefined) context.say(context.palette.dim(`  ${harmless(commitLine(paths))}`));
    else context.say(context.palette.dim('  kairos init --commit     commits them, and nothing else'));
  };
  if (commit === undefined) return later(why ?? '');
  const question = `commit ${paths.length === 1 ? 'this file' : `these ${paths.length} files`} on ${commit.branch}, and nothing else?`;
  const isAsked = options.commit === undefined && options.yes !== true && context.interactive;
  if (isAsked) for (const path of paths) context.say(`  ${harmless(path)}`);
  const isWanted = options.commit ?? (isAsked && (await context.confirm(harmless(question), '--commit or --no-commit', 'yes')));
  if (!isWanted) return later('');
  const id = await commitSetUp(world, ws, commit);
  context.say(`commit ${context.palette.cyan(shortId(id))} on ${harmless(commit.branch)}: ${harmless(paths.join(' '))}`);
}

function sayNext(context: Context): void {
  context.say('');
  context.say('next:');
  context.say('  kairos recall "what you want to know"');
  context.say('  kairos dream --now && kairos review     proposes long-term memory from the history');
  context.say('  kairos run                              keeps the diary from now on');
}
