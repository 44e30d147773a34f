/**
 * Which chunks of the live entries have no vector yet, and in which order they are to be embedded. It reads the index and the vectors in memory,
 * and embeds nothing. Pure.
 */
import { docOf, type LexicalIndex } from '../lexical/lexical-index.js';
import { chunksBeside, chunksOfFile, type Chunk, type DocChunks } from '../text/chunk.js';
import { keyTable, type KeyTable } from '../vectors/key-table.js';
import { KEY_BYTES } from '../vectors/shard.js';
import type { Vectors } from '../vectors/vectors.js';

/** What of an index says which chunks its entries have. */
type Keys = Pick<LexicalIndex, 'slots' | 'live' | 'liveCount' | 'chunkKeys' | 'chunkStart'>;

/** How many live entries there are, and how many of them have a vector for every chunk. */
export function coverage(index: Keys, vectors: Vectors | undefined): { readonly embedded: number; readonly entries: number } {
  if (!vectors || vectors.count === 0) return { embedded: 0, entries: index.liveCount };
  const rows = vectors.rowsOf(index.chunkKeys);
  let embedded = 0;
  for (let slot = 0; slot < index.slots; slot++) if (index.live[slot] === 1 && isEmbedded(index, rows, slot)) embedded += 1;
  return { embedded, entries: index.liveCount };
}

/** How many of these entries have chunks, and a vector for each: an entry without a text has none to be compared. */
export function embeddedAmong(index: Keys, vectors: Vectors, slots: readonly number[]): number {
  const rows = vectors.rowsOf(index.chunkKeys);
  return slots.filter((slot) => index.chunkStart[slot] !== index.chunkStart[slot + 1] && isEmbedded(index, rows, slot)).length;
}

function isEmbedded({ chunkStart }: Keys, rows: ArrayLike<number>, slot: number): boolean {
  const end = chunkStart[slot + 1] as number;
  let chunk = chunkStart[slot] as number;
  while (chunk < end && (rows[chunk] as number) >= 0) chunk++;
  return chunk === end;
}

/** The distinct chunk keys of all live entries; with `without`, only keys that have no row there. */
export function keysOf(index: Keys, without?: Vectors): KeyTable {
  const table = keyTable();
  const rows = without?.rowsOf(index.chunkKeys);
  for (let slot = 0; slot < index.slots; slot++) {
    if (index.live[slot] !== 1) continue;
    for (let chunk = index.chunkStart[slot] as number; chunk < (index.chunkStart[slot + 1] as number); chunk++)
      if (!rows || (rows[chunk] as number) < 0) table.add(index.chunkKeys, chunk * KEY_BYTES);
  }
  return table;
}

/** A chunk that is to be embedded. */
export interface Missing {
  readonly key: string;
  readonly text: string;
  /** The entries whose text the chunk contains. */
  readonly ids: readonly string[];
}

/**
 * Each missing chunk once: long-term memory first, then by file, the newest first, in a file the newest entry first. Decodes an entry when it is reached, and
 * cuts only those that lack a vector: a day's log of which most is embedded is asked for again at each of its lines.
 */
export function* missingChunks(index: LexicalIndex, pending: KeyTable): Generator<Missing> {
  const given = new Set<string>();
  for (const { first, end } of runsOf(index, pending)) {
    for (let slot = end - 1; slot >= first; slot--) {
      if (!lacksVector(index, pending, slot)) continue;
      const [before, doc, after] = [slot - 1, slot, slot + 1].map((one) => (one < first || one >= end ? undefined : docOf(index, one)));
      if (!doc) continue;
      const { own, window } = chunksBeside(doc, before, after);
      for (const { key, text } of window ? [...own, window] : own) {
        if (pending.findHex(key) < 0 || given.has(key)) continue;
        given.add(key);
        const around = key === window?.key ? [before, doc, after] : [doc];
        yield { key, text, ids: around.flatMap((one) => one?.id ?? []) };
      }
    }
  }
}

/** True for a live entry of whose chunks one is pending. */
function lacksVector(index: Keys, pending: KeyTable, slot: number): boolean {
  if (index.live[slot] !== 1) return false;
  const end = index.chunkStart[slot + 1] as number;
  for (let chunk = index.chunkStart[slot] as number; chunk < end; chunk++)
    if (pending.find(index.chunkKeys, chunk * KEY_BYTES) >= 0) return true;
  return false;
}

/** The chunks of one entry, in the words of its file: a turn's neighbours are those beside it. */
export function chunksOfSlot(index: LexicalIndex, slot: number): Chunk[] {
  const borders = new Set(index.offsets);
  const beside = (other: number, border: number): boolean =>
    other >= 0 && other < index.slots && index.file[other] === index.file[slot] && !borders.has(border);
  const first = beside(slot - 1, slot) ? slot - 1 : slot;
  const last = beside(slot + 1, slot + 1) ? slot + 1 : slot;
  const docs = Array.from({ length: last - first + 1 }, (_, at) => docOf(index, first + at));
  const { own, window } = chunksOfFile(docs)[slot - first] as DocChunks;
  return window ? [...own, window] : [...own];
}

/** The ranges of slots of files with a missing chunk, in the order of embedding. */
function runsOf(index: LexicalIndex, pending: KeyTable): { first: number; end: number }[] {
  const runs: { first: number; end: number; topic: boolean; newestMs: number }[] = [];
  const borders = new Set(index.offsets);
  for (let first = 0, end = 0; first < index.slots; first = end) {
    let [lacks, newestMs] = [false, 0];
    // An older state of the same file, from another segment, may end where the present one begins.
    for (end = first; end < index.slots && index.file[end] === index.file[first] && (end === first || !borders.has(end)); end++) {
      newestMs = Math.max(newestMs, index.atMs[end] as number);
      lacks ||= lacksVector(index, pending, end);
    }
    if (lacks) runs.push({ first, end, newestMs, topic: index.longTerm[first] === 1 });
  }
  return runs.sort((a, b) => Number(b.topic) - Number(a.topic) || b.newestMs - a.newestMs || a.first - b.first);
}
