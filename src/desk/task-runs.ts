/** How the runs of tasks stand that are not over: what a record of a job or the daemon itself says, and not only that they were begun. */
import type { Workspace } from '../base/workspace.js';
import { endText } from '../daemon/job-end-text.js';
import { readRecords, type JobRecord } from '../daemon/job-record.js';
import { runKey } from '../daemon/task-acts.js';
import type { Act, StandingFile } from '../schedule/standing-file.js';
import type { World } from '../world/world.js';
import { daemonState } from './daemon-state.js';

/**
 * `runs`: at its work, or about to begin. `again`: it failed, and is tried again. `waits`: no daemon runs that could begin it. `ended`: it has ended, and
 * nobody was told yet. `left`: its daemon is gone, and the next one ends what is left of it.
 */
export interface TaskRun extends Act {
  readonly is: 'runs' | 'again' | 'waits' | 'ended' | 'left';
  /** Of a command that has begun: its job. */
  readonly job?: string;
  /** Of one that has ended, in words. */
  readonly how?: string;
}

/** What the runs stand by. */
export interface RunsNow {
  readonly hasDaemon: boolean;
  readonly records: readonly JobRecord[];
}

/** It reads nothing where no run has begun. */
export async function runsNow(world: World, ws: Workspace, standing: StandingFile | undefined): Promise<RunsNow> {
  const hasBegun = Object.values(standing?.tasks ?? {}).some(({ acts }) => acts.length > 0);
  if (!hasBegun) return { hasDaemon: false, records: [] };
  const records = (await readRecords(world, ws)).filter(({ gitDir }) => gitDir === ws.gitDir);
  return { hasDaemon: (await daemonState(world, ws)).is === 'running', records };
}

/** How a run stands. Pure. */
export function runOf(id: string, act: Act, { hasDaemon, records }: RunsNow, nowMs: number): TaskRun {
  const record = records.find(({ task }) => task === runKey(id, act));
  if (record?.end) return { ...act, is: 'ended', job: record.id, how: endText(record.end) };
  if (record) return { ...act, is: hasDaemon ? 'runs' : 'left', job: record.id };
  if (!hasDaemon) return { ...act, is: 'waits' };
  return { ...act, is: act.notBeforeMs > nowMs ? 'again' : 'runs' };
}
