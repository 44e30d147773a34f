/**
 * Runs the daemon's jobs, each in a child process, so that the daemon stays small and responsive. It starts a child, relays what it says and reads
 * its end; what kinds there are is in `job-table`, and the reducer decides when.
 */
import type { Workspace } from '../base/workspace.js';
import type { ProcessResult } from '../world/processes.js';
import type { World } from '../world/world.js';
import type { JobEnd, JobKind } from './event.js';
import { JOBS } from './job-table.js';
import { readConfig } from './preflight.js';

/**
 * Runs a job in a child process until it ends or `signal` ends it. A failing child is an outcome, and so is one that was stopped, unless it had
 * already told its end.
 * @param say takes each line for people, as it comes.
 * @param stays called when a child of a kind that stays has told its end; its promise resolves when the child is gone. `signal` ends it then, too.
 * @throws KairosError `newer-format`, `cancelled` if no child can be started, `over-limit` if it prints too much.
 */
export async function runJob(
  world: Pick<World, 'files' | 'processes'>,
  ws: Workspace,
  kind: JobKind,
  signal: AbortSignal,
  say: (line: string) => void,
  stays: (gone: Promise<void>) => void = () => undefined,
): Promise<JobEnd> {
  const { args, graceMs, endOf, afterEnd } = JOBS[kind];
  if (kind === 'embedding' && (await readConfig(world, ws)).config.recall.embedder === 'none')
    return { outcome: 'none', detail: 'recall.embedder is none' };
  let told = (_line: string): void => undefined;
  const last = new Promise<ProcessResult>((resolve) => {
    told = (stdout) => resolve({ code: 0, signal: null, stdout, stderr: '' });
  });
  const running = world.processes.runSelf(args, {
    cwd: ws.root,
    signal,
    graceMs,
    onLine: (line) => {
      if (line.startsWith('{')) told(line);
      else if (line.trim() !== '') say(line);
    },
  });
  const result = await (afterEnd === 'stays' ? Promise.race([running, last]) : running);
  if (afterEnd === 'stays') stays(running.then(gone, gone));
  // A child that came to its end while it was told to stop has done its work.
  const hasEnded = result.code === 0 && result.stdout.trimEnd().split('\n').at(-1)?.startsWith('{') === true;
  if (!signal.aborted || hasEnded) return endOf(result);
  return { outcome: 'stopped', detail: '', ...(result.signal === 'SIGKILL' && { killed: true }) };
}

function gone(): void {}
