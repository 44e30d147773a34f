/** `kairos stop`: ends the daemon of this work tree and waits until it is gone. */
import type { Command } from 'commander';
import { stopDaemon } from '../../desk/daemon-control.js';
import type { Context } from '../context.js';
import { open } from '../open.js';

export function addStop(command: Command, context: Context): void {
  command
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos stop')
    .action(async (options: { json?: boolean }) => {
      const { world, ws } = await open(context, { git: true, quiet: true });
      const stopped = await stopDaemon(world, ws);
      if (options.json === true) return context.json({ stopped: stopped !== undefined, ...stopped });
      if (stopped === undefined) context.say('no daemon is running here');
      else
        context.say(
          `the daemon (process ${stopped.pid}) has ended${stopped.forced ? context.palette.yellow(', by force: it did not answer') : ''}`,
        );
    });
}
