/**
 * The files of a running dream: a checkpoint after each stage, what it works on, the parts of its work, and the delay after a failure. All of them
 * may be deleted. What a later run would go on with has its digest in the git directory: a run that was laid there by anybody else is begun anew.
 */
import { sha256 } from '../../base/hash.js';
import { jsonFile, parseObject } from '../../base/json.js';
import { HOUR_MS } from '../../dates/units.js';
import { isoTime } from '../../dates/day.js';
import type { Workspace } from '../../base/workspace.js';
import type { World } from '../../world/world.js';

type Disk = Pick<World, 'files' | 'clock'>;

export const STAGES = ['orient', 'gather', 'consolidate', 'prune'] as const;
export type Stage = (typeof STAGES)[number];

const KEPT_RUNS = 5;
const DONE = 'done';
/** Its file stands while a run waits for its next slice. */
const WAITS = 'waits';
/** What a run works on; a run without it cannot be gone on with. */
const BEGUN = 'begun';
const PART = /^part-\d{6}\.json$/;
/** Raise it when the work itself changes, so that the parts of an older kairos are not taken up. */
const WORK_VERSION = 7;
const LONGEST_WAIT_MS = 24 * HOUR_MS;

/** What a run works on: a later slice works on the same. */
export interface Begun {
  /** The full name of the base branch, and the commit on it. */
  readonly ref: string;
  readonly commit: string;
  /** The time as of which the dream is dreamt, in milliseconds since 1970. */
  readonly nowMs: number;
  /** A hash of everything that goes into it. */
  readonly key: string;
  /** Ids of the entries. */
  readonly entries: readonly string[];
}

/** By stage of the work, what was found out about its next items, in order. */
export type Part = Readonly<Record<string, readonly unknown[]>>;

/** A run that did not come to its end and can be gone on with. */
export interface Unfinished {
  readonly begun: Begun;
  /** In the order in which they were written. */
  readonly parts: readonly Part[];
}

export interface RunRecord {
  /** Writes what a stage came to. */
  checkpoint(stage: Stage, result: unknown): Promise<void>;
  /** Writes what the run works on. */
  begin(begun: Begun): Promise<void>;
  /** Writes what was found out since the last part. */
  part(part: Part): Promise<void>;
  /** Writes that the run waits for its next slice, so that it does not count as cut off. */
  waits(): Promise<void>;
  /** Continues the unfinished run: from now on its folder is written to. */
  goOn(): Promise<void>;
  done(result: unknown): Promise<void>;
  /** The stage after which the run before this one was cut off; undefined where it came to its end or waits for its next slice. */
  readonly interrupted: { readonly run: string; readonly after: Stage | 'start' } | undefined;
  readonly unfinished: Unfinished | undefined;
}

/** Begins a run and sweeps old ones. */
export async function beginRun(world: Disk, ws: Workspace, epoch: number): Promise<RunRecord> {
  const runs = (await world.files.list(ws.dreamRuns)).flatMap(({ name, kind }) => (kind === 'directory' ? [name] : []));
  const last = runs.at(-1);
  const { interrupted, unfinished } = await lastRun(world, ws, last);
  const stay = new Set(runs.slice(1 - KEPT_RUNS));
  const kept = (await witnessed(world, ws)).filter((line) => stay.has(line.slice(0, line.indexOf('/'))));
  await world.files.write(ws.dreamWitness, kept.map((line) => `${line}\n`).join(''));
  for (const old of runs) if (!stay.has(old)) await world.files.remove(`${ws.dreamRuns}/${old}`);
  const at = isoTime(world.clock.now())
    .replace(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');
  let folder = `${ws.dreamRuns}/${at}-${epoch}`;
  let parts = 0;
  await world.files.mkdir(folder);
  const write = async (name: string, result: unknown): Promise<void> => {
    const text = jsonFile(result);
    await world.files.append(ws.dreamWitness, `${lineOf(folder, `${name}.json`, text)}\n`);
    await world.files.write(`${folder}/${name}.json`, text);
  };
  return {
    checkpoint: write,
    begin: (begun) => write(BEGUN, { ...begun, version: WORK_VERSION }),
    part: (part) => write(`part-${String(++parts).padStart(6, '0')}`, part),
    waits: () => write(WAITS, {}),
    goOn: async () => {
      if (last === undefined) return;
      await world.files.remove(folder);
      folder = `${ws.dreamRuns}/${last}`;
      parts = unfinished?.parts.length ?? 0;
      await world.files.remove(`${folder}/${WAITS}.json`);
    },
    done: (result) => write(DONE, result),
    interrupted,
    unfinished,
  };
}

async function lastRun(world: Disk, ws: Workspace, run: string | undefined): Promise<Pick<RunRecord, 'interrupted' | 'unfinished'>> {
  const none = { interrupted: undefined, unfinished: undefined };
  if (run === undefined) return none;
  const folder = `${ws.dreamRuns}/${run}`;
  const files = new Set((await world.files.list(folder)).map(({ name }) => name));
  if (files.has(`${DONE}.json`)) return none;
  const after: Stage | 'start' = STAGES.findLast((stage) => files.has(`${stage}.json`)) ?? 'start';
  const interrupted = files.has(`${WAITS}.json`) ? undefined : { run, after };
  // A run that had only to be written failed at that, and its next try looks at everything anew.
  const isUseful = files.has(`${WAITS}.json`) || !files.has('prune.json');
  const read = ownReader(world, folder, new Set(await witnessed(world, ws)));
  const begun = isUseful ? begunIn(await read(`${BEGUN}.json`)) : undefined;
  if (!begun) return { interrupted, unfinished: undefined };
  const parts: Part[] = [];
  for (const name of [...files].filter((one) => PART.test(one)).toSorted()) {
    const part = parseObject(await read(name));
    // Parts build on each other: without one, those after it are of no use.
    if (!part || !Object.values(part).every((results) => Array.isArray(results))) break;
    parts.push(part as Part);
  }
  return { interrupted, unfinished: { begun, parts } };
}

/** Ids of the entries that a dream of this work tree read; undefined where the record of its run is gone, or is none of ours. */
export async function entriesReadBy(world: Pick<World, 'files'>, ws: Workspace, dream: string): Promise<ReadonlySet<string> | undefined> {
  const ours = new Set(await witnessed(world, ws));
  for (const { name, kind } of (await world.files.list(ws.dreamRuns)).toReversed()) {
    if (kind !== 'directory') continue;
    const read = ownReader(world, `${ws.dreamRuns}/${name}`, ours);
    if (parseObject(await read(`${DONE}.json`))?.['id'] !== dream) continue;
    const begun = begunIn(await read(`${BEGUN}.json`));
    return begun && new Set(begun.entries);
  }
  return undefined;
}

/** Reads files of a run that this work tree wrote. */
function ownReader(world: Pick<World, 'files'>, folder: string, ours: ReadonlySet<string>): (name: string) => Promise<string | undefined> {
  return async (name) => {
    const text = await world.files.read(`${folder}/${name}`);
    return text !== undefined && ours.has(lineOf(folder, name, text)) ? text : undefined;
  };
}

/** What this work tree wrote of its runs, a line for each file. */
async function witnessed(world: Pick<World, 'files'>, ws: Workspace): Promise<readonly string[]> {
  return ((await world.files.read(ws.dreamWitness)) ?? '').split('\n').filter((line) => line !== '');
}

/** The line of a file of a run: which it is, and the digest of its text. */
function lineOf(folder: string, name: string, text: string): string {
  return `${folder.slice(folder.lastIndexOf('/') + 1)}/${name} ${sha256(text)}`;
}

function begunIn(text: string | undefined): Begun | undefined {
  const value = parseObject(text) as (Partial<Begun> & { readonly version?: unknown }) | undefined;
  if (value?.version !== WORK_VERSION) return undefined;
  const { ref, commit, nowMs, key, entries } = value;
  const isWhole = typeof ref === 'string' && typeof commit === 'string' && typeof nowMs === 'number' && typeof key === 'string';
  return isWhole && Array.isArray(entries) ? { ref, commit, nowMs, key, entries } : undefined;
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
