/** `kairos jobs`: lists what tools run or ran in the background, shows what one printed, and ends one. */
import type { Command } from 'commander';
import { harmless } from '../../base/harmless-text.js';
import { isoTime } from '../../dates/day.js';
import { killJob, listJobs, showJob, type JobRow } from '../../desk/jobs.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { agoText, type Palette } from '../print.js';

const TAIL_BYTES = 8192;

export function addJobs(command: Command, context: Context): void {
  command
    .argument('[id]', 'show this one, and the end of what it printed')
    .option('--json', 'print as JSON; of several one a line')
    .addHelpText(
      'after',
      '\nA tool of the agent runs as a job. "kairos stop" ends all that run.\n\nExamples:\n  $ kairos jobs\n  $ kairos jobs --json\n  $ kairos jobs k3f9a2c7\n  $ kairos jobs kill k3f9a2c7',
    )
    .action(async (id: string | undefined, options: { json?: boolean }) => {
      const { world, ws } = await open(context, { git: true, quiet: true });
      if (id !== undefined) return show(context, await showJob(world, ws, id, TAIL_BYTES), world.clock.now(), options.json === true);
      const jobs = await listJobs(world, ws);
      if (options.json === true) return context.json(jobs.map(jsonOf));
      if (jobs.length === 0) context.say('no tool has run here as a job');
      for (const job of jobs) context.say(rowText(job, world.clock.now(), context.palette));
    });
  command
    .command('kill')
    .description('end a job with all its processes')
    .argument('<id>', 'as "kairos jobs" lists it')
    .option('--json', 'print as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos jobs kill k3f9a2c7')
    .action(async (id: string, _options: unknown, self: Command) => {
      const { world, ws } = await open(context, { git: true, quiet: true });
      const killed = await killJob(world, ws, id);
      if (self.optsWithGlobals()['json'] === true) return context.json({ id, killed });
      context.say(killed ? `job ${id} has ended, with all its processes` : `job ${id} runs no more`);
    });
}

function show(context: Context, { job, output, isWhole }: Awaited<ReturnType<typeof showJob>>, nowMs: number, asJson: boolean): void {
  if (asJson) return context.json({ ...jsonOf(job), output, outputIsWhole: isWhole });
  context.say(rowText(job, nowMs, context.palette));
  if (!isWhole) context.say(context.palette.dim(`... the last of ${job.outputBytes} bytes:`));
  const text = output.trimEnd();
  if (text !== '') for (const line of text.split('\n')) context.say(harmless(line));
}

function rowText({ id, tool, title, startedAtMs, place, is, root, said, outputBytes }: JobRow, nowMs: number, palette: Palette): string {
  const state =
    is === 'running'
      ? palette.green(`runs in the ${place}`)
      : is === 'ended'
        ? (said ?? '')
        : palette.yellow('runs no more; the next "kairos run" tells its end');
  const name = title === '' ? tool : `${tool} (${title})`;
  const where = root === undefined ? '' : `, in ${harmless(root)}`;
  return `${palette.cyan(id)}  ${harmless(name)}  begun ${agoText(startedAtMs, nowMs)}  ${harmless(state)}, ${outputBytes} bytes printed${where}`;
}

function jsonOf({ startedAtMs, end, ...job }: JobRow): object {
  const at = isoTime(startedAtMs);
  if (!end) return { ...job, at };
  const { atMs, ...how } = end;
  return { ...job, at, end: { ...how, at: isoTime(atMs) } };
}
