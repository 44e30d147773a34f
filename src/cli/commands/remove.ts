/** `kairos remove`: shows all that it will take out of this repository, asks, and takes it out. It commits nothing. */
import type { Command } from 'commander';
import { hooksStatus, uninstallHooks } from '../../adapters/hooks.js';
import { REFS } from '../../base/refs.js';
import { harmless } from '../../base/harmless-text.js';
import { openWorld } from '../../compose.js';
import { keptText, planRemoval, removeKairos, type Removal } from '../../desk/remove.js';
import { requireNeeds } from '../../desk/prepare.js';
import { stillConnected } from '../connect-plan.js';
import type { Context } from '../context.js';
import { plural } from '../print.js';

const NAMED_MOST = 5;

interface Options {
  readonly yes?: boolean;
  readonly journal?: boolean;
}

export function addRemove(command: Command, context: Context): void {
  command
    .option('--yes', 'do not ask')
    .option('--journal', 'the journal goes as well, for good')
    .addHelpText(
      'after',
      `\nIt ends the daemon, removes hooks, the folder .kairos, its refs, unmerged branches of dreams, its lines in info/exclude and the trust. The journal\nstays in ${REFS.journals}, and "kairos init" goes on with it. Nothing is committed. Run it again if it was cut off.\n\nExamples:\n  $ kairos remove\n  $ kairos remove --journal`,
    )
    .action(async (options: Options) => {
      // Nothing is prepared here: chores would lay out what is to go.
      const { world, ws } = await openWorld({ cwd: context.cwd, env: context.env });
      await requireNeeds(world, ws, { git: true });
      const journal = options.journal === true;
      const hooks = (await hooksStatus(ws)).hooks.filter(({ state }) => state === 'installed').map(({ event }) => event);
      const plan = await planRemoval(world, ws, { journal, hooks });
      if (plan.rows.length === 0) {
        context.say(
          `nothing of kairos is in ${harmless(ws.root)}${plan.kept.length === 0 ? '' : ` but its journal: ${harmless(plan.kept.join(', '))}`}`,
        );
        if (plan.kept.length > 0) context.say(context.palette.dim('  kairos remove --journal takes it out; kairos init goes on with it'));
        return;
      }
      const connected = await stillConnected(ws, context.env);
      sayPlan(context, ws.root, plan);
      if (options.yes !== true && !(await context.confirm(`remove all of this${journal ? ', and the journal for good' : ''}?`, '--yes'))) {
        context.exitCode = 3;
        context.say('nothing was removed');
        return;
      }
      if (plan.others.length === 0) await uninstallHooks(ws);
      await removeKairos(world, ws, plan, { journal });
      sayDone(context, plan);
      for (const client of connected) context.say(`${client} is still connected here; "kairos disconnect ${client}" takes that out`);
    });
}

function sayPlan({ say, palette }: Context, root: string, plan: Removal): void {
  say(`kairos will be taken out of ${palette.bold(harmless(root))}:`);
  const width = Math.min(40, Math.max(...plan.rows.map(({ what }) => what.length)));
  for (const { what, why } of plan.rows) say(`  ${harmless(what).padEnd(width)}  ${palette.dim(harmless(why))}`);
  if (plan.kept.length > 0) say(palette.dim(`  ${harmless(keptText(plan.kept))} (--journal takes it out)`));
  if (plan.lost.length > 0)
    say(
      `${palette.yellow('in no commit, and gone then:')} ${harmless(plan.lost.slice(0, NAMED_MOST).join(', '))}${plan.lost.length > NAMED_MOST ? ` and ${plural(plan.lost.length - NAMED_MOST, 'more file')}` : ''}`,
    );
  for (const branch of plan.inUse) say(`${palette.yellow('stays:')} ${harmless(branch)}, because it is checked out`);
  for (const other of plan.others)
    say(`${palette.yellow('stays for another work tree:')} ${harmless(other)} uses hooks, refs and info/exclude; run it there, too`);
}

function sayDone({ say, palette }: Context, { kept, tracked }: Removal): void {
  say(palette.green('removed'));
  if (kept.length > 0) say(`${harmless(keptText(kept))}; "kairos init" goes on with it, "kairos remove --journal" takes it out`);
  if (tracked.length > 0) {
    say(
      `${plural(tracked.length, 'file')} of .kairos ${tracked.length === 1 ? 'is' : 'are'} still in the branch; to commit that they are gone:`,
    );
    say('  git commit -m "Remove kairos" -- .kairos');
  }
}
