/**
 * Runs the daemon's jobs, each in a child process, so that the daemon stays small and responsive. It starts a child, relays what it says and reads
 * its end; what kinds there are is in `job-table`, and the reducer decides when.
 */
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { JobEnd, JobKind } from './event.js';
import { JOBS } from './job-table.js';
import { readConfig } from './preflight.js';

/**
 * Runs a job in a child process until it ends or `signal` ends it. A failing child is an outcome, and so is one that was stopped, unless it had
 * already told its end.
 * @param say takes each line for people, as it comes.
 * @throws KairosError `newer-format`, `cancelled` if no child can be started, `too-large` if it prints too much.
 */
export async function runJob(
  world: Pick<World, 'files' | 'processes'>,
  ws: Workspace,
  kind: JobKind,
  signal: AbortSignal,
  say: (line: string) => void,
): Promise<JobEnd> {
  const { args, graceMs, endOf } = JOBS[kind];
  if (kind === 'embedding' && (await readConfig(world, ws)).config.recall.embedder === 'none')
    return { outcome: 'none', detail: 'recall.embedder is none' };
  const result = await world.processes.runSelf(args, {
    cwd: ws.root,
    signal,
    graceMs,
    onLine: (line) => {
      if (line.trim() !== '' && !line.startsWith('{')) say(line);
    },
  });
  // A child that came to its end while it was told to stop has done its work.
  const hasEnded = result.code === 0 && result.stdout.trimEnd().split('\n').at(-1)?.startsWith('{') === true;
  if (!signal.aborted || hasEnded) return endOf(result);
  return { outcome: 'stopped', detail: '', ...(result.signal === 'SIGKILL' && { killed: true }) };
}
