/** `kairos init`: prints what it will write, then sets up this work tree. Running it again adds what is missing. */
import type { Command } from 'commander';
import { historyLength } from '../../desk/observe.js';
import { firstLook, planSetUp, setUp, type SetUpPlan } from '../../desk/init.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import type { Opened } from '../opened.js';
import { commitNow } from '../../desk/keep-journal.js';
import { offerEmbedder } from '../offer-embedder.js';
import { harmless } from '../../base/harmless-text.js';
import { plural } from '../print.js';
import { template } from '../package-files.js';
import { install } from './hooks.js';
import { readHistory } from './observe.js';

interface Options {
  yes?: boolean;
  hooks?: boolean;
  history?: boolean;
  trust?: boolean;
  embedder?: string;
}

export function addInit(command: Command, context: Context): void {
  command
    .option('--yes', 'write without asking; reads the history and trusts the folder, installs no hooks unless --hooks')
    .option('--hooks', 'install the hooks that wake the daemon')
    .option('--no-hooks', 'do not ask about hooks')
    .option('--history', 'read the whole history into the journal')
    .option('--no-history', 'do not read the history')
    .option('--no-trust', 'do not let the daemon work here')
    .option('--embedder <name>', 'minilm, ollama or none: what embeds for recall, in your own settings')
    .addHelpText(
      'after',
      '\nNothing is committed: what it writes is yours to look at and commit.\n\nExamples:\n  $ kairos init\n  $ kairos init --yes --hooks',
    )
    .action(async (options: Options) => {
      const before = await open(context, { git: true, quiet: true });
      const plan = await planSetUp(before.world, before.ws, template('config.yaml'), { wantsTrust: options.trust !== false });
      if (
        plan.writes.length === 0 &&
        !plan.trusts &&
        options.hooks !== true &&
        options.history !== true &&
        options.embedder === undefined
      ) {
        context.say(`kairos is set up in ${harmless(before.ws.root)}; nothing to do`);
        return;
      }
      sayPlan(context, before, plan);
      if (options.yes !== true && !(await context.confirm('write this?', '--yes'))) {
        context.say('nothing was written');
        return;
      }
      await setUp(before.world, before.ws, plan);
      const opened = await open(context, { git: true, quiet: true });
      await firstLook(opened.world, opened.ws, opened.view);
      await offerHooks(context, opened, options);
      await offerHistory(context, opened, options);
      await offerEmbedder(context, opened, options.embedder, options.yes === true);
      await commitNow(opened);
      sayNext(context);
    });
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
  const isWanted = options.hooks ?? (options.yes !== true && (await context.confirm(question, '--hooks or --no-hooks')));
  if (!isWanted) return;
  const refused = await install(context, ws);
  if (refused)
    context.tell(
      `${context.palette.yellow('hooks:')} ${harmless(refused.message)}\n${context.palette.dim(`hint: ${harmless(refused.hint ?? '')}`)}`,
    );
}

async function offerHistory(context: Context, opened: Opened, options: Options): Promise<void> {
  const count = await historyLength(opened.world);
  if (count === undefined) return;
  const isWanted =
    options.history ??
    (options.yes === true ||
      (await context.confirm(`read the history (${plural(count, 'commit')}) into the journal?`, '--history or --no-history')));
  if (isWanted) await readHistory(context, opened, { all: true });
}

function sayNext(context: Context): void {
  context.say('');
  context.say('next:');
  context.say('  kairos recall "what you want to know"');
  context.say('  kairos dream --now && kairos review     proposes long-term memory from the history');
  context.say('  kairos run                              keeps the diary from now on');
}
