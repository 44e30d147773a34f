/** The files of a running dream: a checkpoint after each stage, and the delay after a failure. All of them may be deleted. */
import { jsonFile } from '../../base/json.js';
import { HOUR_MS } from '../../dates/units.js';
import { isoTime } from '../../dates/day.js';
import type { Workspace } from '../../base/workspace.js';
import type { World } from '../../world/world.js';

type Disk = Pick<World, 'files' | 'clock'>;

export const STAGES = ['orient', 'gather', 'consolidate', 'prune'] as const;
export type Stage = (typeof STAGES)[number];

const KEPT_RUNS = 5;
const DONE = 'done';
const LONGEST_WAIT_MS = 24 * HOUR_MS;

export interface RunRecord {
  /** Writes what a stage came to. */
  checkpoint(stage: Stage, result: unknown): Promise<void>;
  done(result: unknown): Promise<void>;
  /** The stage after which the run before this one was cut off; undefined where it came to its end. */
  readonly interrupted: { readonly run: string; readonly after: Stage | 'start' } | undefined;
}

/** Begins a run and sweeps old ones. */
export async function beginRun(world: Disk, ws: Workspace, epoch: number): Promise<RunRecord> {
  const runs = (await world.files.list(ws.dreamRuns)).flatMap(({ name, kind }) => (kind === 'directory' ? [name] : []));
  const interrupted = await interruptedRun(world, ws, runs.at(-1));
  for (const old of runs.slice(0, Math.max(0, runs.length - KEPT_RUNS + 1))) await world.files.remove(`${ws.dreamRuns}/${old}`);
  const at = isoTime(world.clock.now())
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  const folder = `${ws.dreamRuns}/${at}-${epoch}`;
  await world.files.mkdir(folder);
  const write = (name: string, result: unknown): Promise<void> => world.files.write(`${folder}/${name}.json`, jsonFile(result));
  return { checkpoint: write, done: (result) => write(DONE, result), interrupted };
}

async function interruptedRun(world: Disk, ws: Workspace, run: string | undefined): Promise<RunRecord['interrupted']> {
  if (run === undefined) return undefined;
  const files = new Set((await world.files.list(`${ws.dreamRuns}/${run}`)).map(({ name }) => name));
  if (files.has(`${DONE}.json`)) return undefined;
  return { run, after: STAGES.findLast((stage) => files.has(`${stage}.json`)) ?? 'start' };
}

interface Failures {
  readonly count: number;
  readonly retryAtMs: number;
}

/** When the next try may start after failures; undefined: now. */
export async function retryAtMs(world: Disk, ws: Workspace): Promise<number | undefined> {
  const { count, retryAtMs: atMs } = await readFailures(world, ws);
  // A time further off than the longest wait was written by a clock that went wrong.
  return count > 0 && atMs > world.clock.now() && atMs <= world.clock.now() + LONGEST_WAIT_MS ? atMs : undefined;
}

/** One more failure: the next try waits an hour, then two, four, at most a day. */
export async function noteFailure(world: Disk, ws: Workspace): Promise<number> {
  const count = (await readFailures(world, ws)).count + 1;
  let waitMs = HOUR_MS;
  for (let doubled = 1; doubled < count && waitMs < LONGEST_WAIT_MS; doubled++) waitMs *= 2;
  const atMs = world.clock.now() + Math.min(waitMs, LONGEST_WAIT_MS);
  await world.files.write(failuresFile(ws), jsonFile({ count, format: 1, retryAtMs: atMs }));
  return atMs;
}

/** Forgets all failures, so that the next dream is not delayed. Call it after a success. */
export async function clearFailures(world: Disk, ws: Workspace): Promise<void> {
  await world.files.remove(failuresFile(ws));
}

async function readFailures(world: Disk, ws: Workspace): Promise<Failures> {
  try {
    const { count, retryAtMs: atMs } = JSON.parse((await world.files.read(failuresFile(ws))) ?? '{}') as Partial<Failures>;
    return { count: typeof count === 'number' && count > 0 ? Math.floor(count) : 0, retryAtMs: typeof atMs === 'number' ? atMs : 0 };
  } catch {
    return { count: 0, retryAtMs: 0 };
  }
}

function failuresFile(ws: Workspace): string {
  return `${ws.dreamRuns}/failures.json`;
}
