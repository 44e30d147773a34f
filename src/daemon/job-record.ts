/**
 * The record of a tool's job, in the common git directory, where no branch can put one: what it is, by which its processes are found, how it ended, and
 * who was told. The daemon of the job's work tree alone writes it; whoever else ends a job leaves a note (`ID.kill`) that says so.
 *
 *     jobs/k3f9a2c7.json   jobs/k3f9a2c7.out (what it prints)   jobs/k3f9a2c7.kill
 */
import { jsonFile, parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import type { JobMark, ProcessIdentity } from '../world/processes.js';
import type { World } from '../world/world.js';
import type { ToolEnd, ToolPlace } from './event.js';

const FORMAT = 1;
const ID_LENGTH = 8;
const MARKER_LENGTH = 20;
const NAME = /^([0-9a-hjkmnp-tv-z]{8})\.json$/;
/** Of jobs whose end was told so many are kept, and so much of their output, the newest. */
const KEPT_MAX = 50;
const KEPT_BYTES_MAX = 32 * 1024 * 1024;

export interface JobRecord {
  /** Eight characters that no other job of the clone has. */
  readonly id: string;
  readonly tool: string;
  readonly title: string;
  readonly startedAtMs: number;
  /** The work tree whose daemon runs it. */
  readonly root: string;
  readonly gitDir: string;
  readonly marker: string;
  /** Left out until its child has started. */
  readonly leader?: ProcessIdentity;
  readonly place: ToolPlace;
  /** Of a task: its id, the planned time and the try. */
  readonly task?: string;
  /** Left out while a process of it may run. */
  readonly end?: ToolEnd;
  /** Who learnt of its end. Left out: nobody yet. */
  readonly told?: 'turn' | 'message';
}

type JobWorld = Pick<World, 'files'>;

/** The path of what a job prints. */
export function outputPath(ws: Workspace, id: string): string {
  return `${ws.jobs}/${id}.out`;
}

/** What a job's processes are found by. */
export function markOf({ leader, marker }: Pick<JobRecord, 'leader' | 'marker'>): JobMark {
  return { marker, ...(leader && { leader }) };
}

/** The record of a job that is about to start; it is on the disk before the child is, so that no child is ever unknown. @throws KairosError `not-writable`, `disk-full`. */
export async function createRecord(
  world: Pick<World, 'files' | 'clock' | 'random'>,
  ws: Workspace,
  about: Pick<JobRecord, 'tool' | 'title' | 'place' | 'task'>,
): Promise<JobRecord> {
  for (;;) {
    const id = world.random.base32(ID_LENGTH);
    const marker = world.random.base32(MARKER_LENGTH);
    const record = { ...about, id, marker, startedAtMs: world.clock.now(), root: ws.root, gitDir: ws.gitDir };
    if (await world.files.create(`${ws.jobs}/${id}.json`, textOf(record), { ownerOnly: true })) return record;
  }
}

/** Replaces the record of a job. */
export async function writeRecord(world: JobWorld, ws: Workspace, record: JobRecord): Promise<void> {
  await world.files.write(`${ws.jobs}/${record.id}.json`, textOf(record));
}

/** All records of the clone, the oldest first. One of another format is left out. */
export async function readRecords(world: JobWorld, ws: Workspace): Promise<readonly JobRecord[]> {
  if (!ws.hasGit) return [];
  const records: JobRecord[] = [];
  for (const { name } of await world.files.list(ws.jobs)) {
    const record = NAME.test(name) ? readRecord(await world.files.read(`${ws.jobs}/${name}`)) : undefined;
    if (record && `${record.id}.json` === name) records.push(record);
  }
  return records.toSorted((a, b) => a.startedAtMs - b.startedAtMs);
}

/** Says that a person ended a job, before it is ended. */
export async function noteKill(world: JobWorld, ws: Workspace, id: string): Promise<void> {
  await world.files.write(`${ws.jobs}/${id}.kill`, '');
}

/** Whether a person ended it. */
export async function wasKilled(world: JobWorld, ws: Workspace, id: string): Promise<boolean> {
  return (await world.files.stat(`${ws.jobs}/${id}.kill`)) !== undefined;
}

/** How much a job has printed so far. */
export async function outputBytes(world: JobWorld, ws: Workspace, id: string): Promise<number> {
  return (await world.files.stat(outputPath(ws, id)))?.sizeBytes ?? 0;
}

/** Removes the oldest jobs whose end was told, where there are many or their output is large. */
export async function pruneRecords(world: JobWorld, ws: Workspace): Promise<void> {
  const told = (await readRecords(world, ws))
    .filter(({ gitDir, told: isTold }) => gitDir === ws.gitDir && isTold !== undefined)
    .toReversed();
  let bytes = 0;
  for (const [n, { id, end }] of told.entries()) {
    bytes += end?.outputBytes ?? 0;
    if (n < KEPT_MAX && bytes <= KEPT_BYTES_MAX) continue;
    // The record last: without it nobody would find the others.
    for (const path of [outputPath(ws, id), `${ws.jobs}/${id}.kill`, `${ws.jobs}/${id}.json`]) await world.files.remove(path);
  }
}

function textOf(record: JobRecord): string {
  return jsonFile({ format: FORMAT, ...record }, 2);
}

function readRecord(text: string | undefined): JobRecord | undefined {
  const { format, ...record } = parseObject(text) ?? {};
  const isWhole = ['id', 'tool', 'title', 'root', 'gitDir', 'marker', 'place'].every((key) => typeof record[key] === 'string');
  return format === FORMAT && isWhole && typeof record['startedAtMs'] === 'number' ? (record as unknown as JobRecord) : undefined;
}
