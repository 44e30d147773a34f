/**
 * How far each transcript was read, and what was learnt of its session by then: one JSON file for each in the common git directory. Offset and gist stand in
 * one file and are replaced together, so that two processes that read the same lines come to the same.
 */
import { isObject, jsonFile, parseObject } from '../base/json.js';
import { shortHash } from '../base/hash.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { Gist } from './gist.js';

export const RECORD_FORMAT = 1;

export interface TranscriptRecord {
  /** The transcript, below the folder of all transcripts. */
  readonly name: string;
  /** The byte behind the last line that was read. */
  readonly offset: number;
  readonly inode: string;
  /** Undefined: no line has told yet. False: of another repository, never to be read again. */
  readonly isOurs: boolean | undefined;
  /** It was summarised up to this byte because the session ended. */
  readonly closedAt: number | undefined;
  readonly gist: Gist | undefined;
}

/** The file of a transcript's record. */
export function recordPath(ws: Workspace, name: string): string {
  return `${ws.transcriptRecords}/${shortHash(['transcript', name])}.json`;
}

/** Undefined where there is none, and for one of another form or of a newer format: the transcript is then read from its beginning, and adds nothing twice. */
export async function readRecord({ files }: Pick<World, 'files'>, ws: Workspace, name: string): Promise<TranscriptRecord | undefined> {
  return parseRecord(await files.read(recordPath(ws, name)));
}

/** All records, in no order. */
export async function readRecords({ files }: Pick<World, 'files'>, ws: Workspace): Promise<TranscriptRecord[]> {
  const names = await files.list(ws.transcriptRecords);
  const all = await Promise.all(names.map(async ({ name }) => parseRecord(await files.read(`${ws.transcriptRecords}/${name}`))));
  return all.filter((record) => record !== undefined);
}

/** @throws KairosError as `files.write`. */
export async function writeRecord({ files }: Pick<World, 'files'>, ws: Workspace, record: TranscriptRecord): Promise<void> {
  await files.write(recordPath(ws, record.name), jsonFile({ format: RECORD_FORMAT, ...record }, 1));
}

/** Parses a record's file. */
export function parseRecord(text: string | undefined): TranscriptRecord | undefined {
  const value = parseObject(text);
  if (value?.['format'] !== RECORD_FORMAT) return undefined;
  const { name, offset, inode, isOurs, closedAt, gist } = value;
  if (typeof name !== 'string' || typeof offset !== 'number' || typeof inode !== 'string') return undefined;
  return {
    name,
    offset,
    inode,
    isOurs: typeof isOurs === 'boolean' ? isOurs : undefined,
    closedAt: typeof closedAt === 'number' ? closedAt : undefined,
    // Written by us alone, and outside of every checkout.
    gist: isObject(gist) ? (gist as unknown as Gist) : undefined,
  };
}
