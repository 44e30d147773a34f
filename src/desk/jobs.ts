/** The jobs of tools, as another process sees them: what runs, what has ended and how, what was printed; and ending one. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { ToolEnd, ToolPlace } from '../daemon/event.js';
import { endText } from '../daemon/job-end-text.js';
import { markOf, noteKill, outputBytes, readRecords, type JobRecord } from '../daemon/job-record.js';
import { endProcessesLeft, tailOf, type EndedLeft } from '../daemon/left-jobs.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { World } from '../world/world.js';

/** How long a job that a person ends may take before it is killed. */
const GRACE_MS = 2000;

export interface JobRow {
  readonly id: string;
  readonly tool: string;
  readonly title: string;
  readonly startedAtMs: number;
  readonly place: ToolPlace;
  /** Of another work tree of the clone: where. */
  readonly root?: string;
  /** `lost`: no process of it is left, and no daemon has noted its end yet. */
  readonly is: 'running' | 'ended' | 'lost';
  readonly outputBytes: number;
  /** How it ended, in words. */
  readonly said?: string;
  readonly end?: ToolEnd;
  /** Who learnt of its end. */
  readonly told?: 'turn' | 'message';
}

type JobWorld = Pick<World, 'files' | 'processes'>;

/** The jobs of the clone that are kept, the oldest first. */
export async function listJobs(world: JobWorld, ws: Workspace): Promise<readonly JobRow[]> {
  const rows: JobRow[] = [];
  for (const record of await readRecords(world, ws)) rows.push(await rowOf(world, ws, record));
  return rows;
}

/** Those that run now in this work tree. */
export async function runningJobs(world: JobWorld, ws: Workspace): Promise<readonly JobRow[]> {
  return (await listJobs(world, ws)).filter(({ is, root }) => is === 'running' && root === undefined);
}

/** One job, and the end of what it printed, without secrets. @throws KairosError `not-found`. */
export async function showJob(
  world: JobWorld,
  ws: Workspace,
  id: string,
  tailBytes: number,
): Promise<{ readonly job: JobRow; readonly output: string; readonly isWhole: boolean }> {
  const record = await recordOf(world, ws, id);
  const { text, isWhole } = await tailOf(world, ws, record.id, tailBytes);
  return { job: await rowOf(world, ws, record), output: (await replaceSecrets(text)).text, isWhole };
}

/** Ends a job with all its processes. False: it had ended already. @throws KairosError `not-found`; `cancelled` where a process of it does not go. */
export async function killJob(world: JobWorld, ws: Workspace, id: string): Promise<boolean> {
  const record = await recordOf(world, ws, id);
  const mark = markOf(record);
  if (record.end || (await world.processes.countJob(mark)) === 0) return false;
  await noteKill(world, ws, record.id);
  if (await world.processes.endJob(mark, GRACE_MS)) return true;
  throw new KairosError('cancelled', `a process of job ${record.id} does not end, not even by force`, {
    hint: "look at it with your system's process list",
  });
}

/** Ends what a daemon left running that is gone: for `stop`, where no daemon runs. */
export async function endJobsLeft(world: World, ws: Workspace): Promise<EndedLeft> {
  return endProcessesLeft(world, ws);
}

async function recordOf(world: JobWorld, ws: Workspace, id: string): Promise<JobRecord> {
  const record = (await readRecords(world, ws)).find((one) => one.id === id);
  if (record) return record;
  throw new KairosError('not-found', `there is no job "${id}" in this clone`, { hint: 'kairos jobs lists them' });
}

async function rowOf(world: JobWorld, ws: Workspace, record: JobRecord): Promise<JobRow> {
  const { id, tool, title, startedAtMs, place, end, told } = record;
  const runs = !end && (await world.processes.countJob(markOf(record))) > 0;
  return {
    id,
    tool,
    title,
    startedAtMs,
    place,
    is: end ? 'ended' : runs ? 'running' : 'lost',
    outputBytes: end?.outputBytes ?? (await outputBytes(world, ws, id)),
    ...(record.gitDir !== ws.gitDir && { root: record.root }),
    ...(end && { end, said: endText(end) }),
    ...(told && { told }),
  };
}
