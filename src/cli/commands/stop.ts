/** `kairos stop`: ends the daemon of this work tree with all its jobs, what embeds in the background, and the process that a question left behind in this clone, and waits until they are gone. */
import type { Command } from 'commander';
import { stopDaemon } from '../../desk/daemon-control.js';
import { endLeftBehind } from '../../desk/door/leave-behind.js';
import { endJobsLeft } from '../../desk/jobs.js';
import { endEmbedding } from '../../desk/embed.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { plural } from '../print.js';

export function addStop(command: Command, context: Context): void {
  command
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos stop')
    .action(async (options: { json?: boolean }) => {
      const { world, ws } = await open(context, { git: true, quiet: true });
      const stopped = await stopDaemon(world, ws);
      const { ended: jobs, stays } = await endJobsLeft(world, ws);
      if (stays.length > 0) context.exitCode = 1;
      const warm = await endLeftBehind(world, ws);
      const embedding = await endEmbedding(world, ws);
      if (options.json === true)
        return context.json({
          stopped: stopped !== undefined,
          ...stopped,
          ...(jobs.length === 0 ? {} : { jobs }),
          ...(stays.length === 0 ? {} : { stays }),
          ...(warm ? { warm } : {}),
          ...(embedding === undefined ? {} : { embedding: { pid: embedding } }),
        });
      if (stopped === undefined) context.say('no daemon is running here');
      else
        context.say(
          `the daemon (process ${stopped.pid}) has ended${stopped.forced ? context.palette.yellow(', by force: it did not answer') : ''}`,
        );
      if (jobs.length > 0)
        context.say(`${plural(jobs.length, 'job')} that a daemon had left running ${jobs.length === 1 ? 'has' : 'have'} ended`);
      for (const id of stays)
        context.tell(context.palette.yellow(`a process of job ${id} goes on, not even killed; look at it with your system's process list`));
      if (warm !== undefined) context.say(`the process that a question left behind (process ${warm.pid}) has ended`);
      if (embedding !== undefined) context.say(`the process that embedded (process ${embedding}) has ended; what it embedded is kept`);
    });
}
