/**
 * What became of jobs whose daemon is gone, and who is told. A daemon ends what an earlier one of its work tree left running, and starts none of it again:
 * how far it had come nobody knows. The end of a job is told by a sealed message whose id follows from the job, so that it is laid into the queue once.
 */
import { shortHash } from '../base/hash.js';
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { isoTime } from '../dates/day.js';
import { normalizeText } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { World } from '../world/world.js';
import type { ToolEnd } from './event.js';
import { endText } from './job-end-text.js';
import { markOf, outputBytes, outputPath, pruneRecords, readRecords, wasKilled, writeRecord, type JobRecord } from './job-record.js';
import { TOOL_GRACE_MS } from './job-table.js';
import { MESSAGE_ID_LENGTH } from './message-seal.js';
import { postMessage } from './post.js';

/** Of the output so much is told, the end of it. */
const TOLD_MAX_BYTES = 2000;

type JobWorld = Pick<World, 'files' | 'clock' | 'random' | 'processes'>;

/** The jobs of this work tree. Those of one that was removed are the first work tree's: nobody else would end them. */
async function jobsHere(world: JobWorld, ws: Workspace): Promise<readonly JobRecord[]> {
  const here: JobRecord[] = [];
  for (const record of await readRecords(world, ws)) {
    const isOrphan = ws.gitDir === ws.commonDir && (await world.files.stat(record.gitDir)) === undefined;
    if (record.gitDir === ws.gitDir || isOrphan) here.push(record);
  }
  return here;
}

/** The ids of jobs whose processes were ended, and of those of which a process goes on, not even killed: one that waits for a disk that does not answer, say. */
export interface EndedLeft {
  readonly ended: readonly string[];
  readonly stays: readonly string[];
}

/** Ends every process of the jobs of this work tree that have no end. Only where no daemon runs them. Those that had ended by themselves are in neither list. */
export async function endProcessesLeft(world: JobWorld, ws: Workspace): Promise<EndedLeft> {
  const ended: string[] = [];
  const stays: string[] = [];
  for (const record of await jobsHere(world, ws)) {
    if (record.end || (await world.processes.countJob(markOf(record))) === 0) continue;
    ((await hasEnded(world, record)) ? ended : stays).push(record.id);
  }
  return { ended, stays };
}

/** Ends a job. False: a process of it still runs. Of one that ran where we cannot see it none is known. */
async function hasEnded({ processes }: JobWorld, record: JobRecord): Promise<boolean> {
  const mark = markOf(record);
  return (await processes.endJob(mark, TOOL_GRACE_MS)) || (await processes.countJob(mark)) === 0;
}

/**
 * Ends what an earlier daemon left, and writes down that it ended. Only the daemon that holds the lock may call this. While a process of a job goes on it has
 * no end.
 * @param held ids of jobs that this daemon runs itself. @returns the ids of those that go on.
 */
export async function settleLeftJobs(world: JobWorld, ws: Workspace, held: ReadonlySet<string> = new Set()): Promise<readonly string[]> {
  const stays: string[] = [];
  for (const record of await jobsHere(world, ws)) {
    if (record.end || held.has(record.id)) continue;
    if (!(await hasEnded(world, record))) {
      stays.push(record.id);
      continue;
    }
    const why = (await wasKilled(world, ws, record.id)) ? 'killed' : 'left';
    const end = { atMs: world.clock.now(), why, code: null, signal: null, outputBytes: await outputBytes(world, ws, record.id) } as const;
    await writeRecord(world, ws, { ...record, end });
  }
  return stays;
}

/**
 * Lays the messages of ended jobs into the queue. Only whoever takes messages out of it may call this: between the message and the note that it
 * was laid there nobody takes it, and a daemon that was killed between them lays it there again, as the same file. One that finds no place waits for the next call.
 * @param held ids of jobs of which somebody else learns, or that are not at their end. @returns those that were cut off and are told now: no daemon said how they ended.
 */
export async function tellEndedJobs(world: JobWorld, ws: Workspace, view: LogView, held: ReadonlySet<string>): Promise<readonly LeftJob[]> {
  const left: LeftJob[] = [];
  const ended = (await jobsHere(world, ws)).filter(({ id, end, told }) => end && told === undefined && !held.has(id));
  for (const record of ended) {
    try {
      await postMessage(world, ws, view, await messageOf(world, ws, record));
    } catch (error) {
      if (error instanceof KairosError && (error.code === 'lock-held' || error.code === 'hostile-checkout')) return left;
      throw error;
    }
    await writeRecord(world, ws, { ...record, told: 'message' });
    const { id, tool, title, end } = record;
    if (end?.why === 'left') left.push({ record: id, call: { tool, title }, end });
  }
  if (ended.length > 0) await pruneRecords(world, ws);
  return left;
}

/** A job that was cut off, as its end is told. */
export interface LeftJob {
  readonly record: string;
  readonly call: Pick<JobRecord, 'tool' | 'title'>;
  readonly end: ToolEnd;
}

/** Of the message of a job: laid there again, it is the same file. */
function stampOf({ id, marker, end, startedAtMs }: JobRecord): { readonly id: string; readonly atMs: number } {
  return { id: shortHash(['job', id, marker], MESSAGE_ID_LENGTH), atMs: end?.atMs ?? startedAtMs };
}

async function messageOf(world: Pick<World, 'files'>, ws: Workspace, record: JobRecord): Promise<Parameters<typeof postMessage>[3]> {
  const { end, tool, title, startedAtMs, id } = record;
  const name = title === '' ? tool : `${tool} (${title})`;
  const seconds = Math.max(0, Math.round(((end?.atMs ?? startedAtMs) - startedAtMs) / 1000));
  const head = `job ${id}, ${name}, ${end ? endText(end) : ''} after ${seconds} s (begun ${isoTime(startedAtMs)})`;
  const tail = await tailOf(world, ws, id, TOLD_MAX_BYTES);
  const { text } = await replaceSecrets(tail.text);
  const said =
    text.trim() === '' ? 'it printed nothing' : `${tail.isWhole ? 'it printed' : `of ${tail.bytes} bytes it printed the last`}:\n${text}`;
  return { ...stampOf(record), priority: 'next', origin: 'tool', text: normalizeText(`${head}; ${said}`) };
}

/** The end of what a job printed. A character that the cut parts is left out. */
export async function tailOf(
  { files }: Pick<World, 'files'>,
  ws: Workspace,
  id: string,
  maxBytes: number,
): Promise<{ readonly text: string; readonly bytes: number; readonly isWhole: boolean }> {
  const path = outputPath(ws, id);
  const bytes = (await files.stat(path))?.sizeBytes ?? 0;
  const part = (await files.readPart(path, Math.max(0, bytes - maxBytes), maxBytes)) ?? new Uint8Array();
  const isWhole = bytes <= maxBytes;
  const text = new TextDecoder().decode(part);
  return { text: isWhole ? text : text.replace(/^\uFFFD+/, ''), bytes, isWhole };
}
