/** `kairos status`: shows the state of the daemon, the memory, the gates and the embedder. */
import type { Command } from 'commander';
import { hooksStatus } from '../../adapters/hooks.js';
import { recallState } from '../../desk/recall-state.js';
import { wishesOf } from '../../desk/activation.js';
import { readStatus } from '../../desk/status.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { statusText } from '../daemon-view.js';
import { hooksText } from '../../hooks/hook-state.js';

export function addStatus(command: Command, context: Context): void {
  command
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExamples:\n  $ kairos status\n  $ kairos status --json')
    .action(async (options: { json?: boolean }) => {
      const { world, ws, view, config, problems } = await open(context, {
        git: true,
        kairos: true,
        brief: true,
        quiet: options.json === true,
      });
      const status = await readStatus(world, ws, view, config, { wishes: wishesOf(context.env), problems });
      const recall = await recallState(world, ws, view, context.signal);
      await world.embedders.close();
      const hooks = await hooksStatus(ws);
      if (options.json === true) return context.json({ ...status, hooks, recall });
      for (const row of statusText(status, recall, hooksText(hooks), world.clock.now(), {
        palette: context.palette,
        columns: process.stdout.columns,
      }))
        context.say(row);
    });
}
