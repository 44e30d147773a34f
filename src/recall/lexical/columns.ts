/**
 * Joins the columns of several segments. Pure. Unchanged segments cost at most a copy of arrays,
 * so that one edit in ten years of notes takes milliseconds.
 */
import { living, type SegmentOf } from './live-slots.js';
import { LONG_TERM, TURN, type Segment } from './segment.js';
import { KEY_BYTES } from '../vectors/shard.js';

export interface Columns {
  readonly slots: number;
  readonly live: Uint8Array;
  readonly liveCount: number;
  /** Mean `length` of the live documents; 0 if there are none. */
  readonly averageLength: number;
  readonly atMs: Float64Array;
  readonly line: Int32Array;
  /** Distinct terms. */
  readonly length: Int32Array;
  /** Index into `files`. */
  readonly file: Int32Array;
  /** Paths of logs and topics, relative to `.kairos`; some may have no live slot. */
  readonly files: readonly string[];
  /** Index into `actors`. */
  readonly actorNumber: Int32Array;
  readonly actors: readonly string[];
  /** Index into `kinds`. */
  readonly kind: Uint16Array;
  readonly kinds: readonly string[];
  /** Bits: see segment.ts. */
  readonly flags: Uint8Array;
  /** Of a turn, how much it says itself: see `termsSaid`. */
  readonly says: Uint8Array;
  /** 1 for a turn of a conversation. */
  readonly turn: Uint8Array;
  /** How many of the slots are turns. */
  readonly turns: number;
  /** 1 for long-term memory. */
  readonly longTerm: Uint8Array;
  /** The chunks of slot n are `chunkStart[n]` to `chunkStart[n + 1] - 1`. */
  readonly chunkStart: Int32Array;
  /** Twelve bytes a chunk. */
  readonly chunkKeys: Uint8Array;
  /** Slot -> id, where it is not the written one: a second bullet with an anchor that a person used twice. */
  readonly renamed: ReadonlyMap<number, string>;
  readonly segments: readonly Segment[];
  /** The first slot of each segment. */
  readonly offsets: readonly number[];
  /** Buffers of searches, kept between them. */
  readonly scratch: Scratch;
}

/** Each buffer is made by the first search that needs it. A search must leave `sums` and `bits` at zero. */
export interface Scratch {
  sums?: Float64Array;
  bits?: Int32Array[];
  /** Overwritten by the next search. */
  words?: Float64Array;
  touched?: Int32Array;
}

/**
 * Joins the segments. Of entries with one id in several files, the first by path is live; a second text under the same anchor gets the address
 * that the store gives it. Documents with forgotten ids are not live.
 */
export function joinColumns(segments: readonly Segment[], segmentOf: SegmentOf, forgotten: ReadonlySet<string>): Columns {
  const offsets = sumsBefore(segments.map(({ count }) => count));
  const chunksBefore = sumsBefore(segments.map(({ chunkKeys }) => chunkKeys.length / KEY_BYTES));
  const slots = segments.reduce((sum, { count }) => sum + count, 0);
  const files = numbered(segments.map(({ meta }) => meta.paths));
  const actors = numbered(segments.map(({ meta }) => meta.actors));
  const kinds = numbered(segments.map(({ meta }) => meta.kinds));
  const length = joined(Int32Array, segments, (segment) => segment.length);
  const flags = joined(Uint8Array, segments, (segment) => segment.flags);
  const { live, renamed } = living({ segments, offsets, slots }, segmentOf, forgotten);
  const turn = new Uint8Array(slots);
  const longTerm = new Uint8Array(slots);
  let [liveCount, total, turns] = [0, 0, 0];
  for (let slot = 0; slot < slots; slot++) {
    const bits = flags[slot] as number;
    if ((bits & TURN) !== 0) {
      turn[slot] = 1;
      turns += 1;
    }
    if ((bits & LONG_TERM) !== 0) longTerm[slot] = 1;
    if (live[slot] === 0) continue;
    liveCount += 1;
    total += length[slot] as number;
  }
  return {
    slots,
    live,
    liveCount,
    averageLength: liveCount === 0 ? 0 : total / liveCount,
    atMs: joined(Float64Array, segments, ({ atMs }) => atMs),
    line: joined(Int32Array, segments, ({ line }) => line),
    length,
    file: joined(Int32Array, segments, ({ file }, n) => files.translated(file, n)),
    files: files.names,
    actorNumber: joined(Int32Array, segments, ({ actor }, n) => actors.translated(actor, n)),
    actors: actors.names,
    kind: joined(Uint16Array, segments, ({ kind }, n) => kinds.translated(kind, n)),
    kinds: kinds.names,
    flags,
    says: joined(Uint8Array, segments, ({ says }) => says),
    turn,
    turns,
    longTerm,
    chunkStart: chunkStarts(segments, offsets, chunksBefore, slots),
    chunkKeys: joined(Uint8Array, segments, ({ chunkKeys }) => chunkKeys),
    renamed,
    segments,
    offsets,
    scratch: {},
  };
}

function sumsBefore(sizes: readonly number[]): number[] {
  let sum = 0;
  return sizes.map((size) => (sum += size) - size);
}

/** The column of one segment itself; of several, a copy with one behind the other. */
function joined<T extends Column>(
  make: new (length: number) => T,
  segments: readonly Segment[],
  of: (segment: Segment, n: number) => T,
): T {
  const parts = segments.map((segment, n) => of(segment, n));
  if (parts.length === 1) return parts[0] as T;
  const whole = new make(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

type Column = Float64Array | Int32Array | Uint16Array | Uint8Array;

interface Names {
  readonly names: readonly string[];
  /** A column that refers to the n-th list, with its numbers changed to refer to `names`. */
  translated<T extends Int32Array | Uint16Array>(column: T, n: number): T;
}

/** All names once; those of the first list keep their numbers. */
function numbered(lists: readonly (readonly string[])[]): Names {
  const names = [...(lists[0] ?? [])];
  const numbers = new Map(names.map((name, number) => [name, number]));
  const tables = lists.slice(1).map((list) =>
    list.map((name) => {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, names.length);
      return names.push(name) - 1;
    }),
  );
  return {
    names,
    translated: <T extends Int32Array | Uint16Array>(column: T, n: number) => {
      const table = tables[n - 1];
      return table ? (column.map((number) => table[number] ?? 0) as T) : column;
    },
  };
}

function chunkStarts(segments: readonly Segment[], offsets: readonly number[], before: readonly number[], slots: number): Int32Array {
  const starts = new Int32Array(slots + 1);
  for (const [n, { chunkStart }] of segments.entries()) {
    const moved = before[n] === 0 ? chunkStart : chunkStart.map((start) => start + (before[n] as number));
    starts.set(moved, offsets[n]);
  }
  return starts;
}
