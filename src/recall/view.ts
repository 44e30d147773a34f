/** Segments seen as one list of documents with one set of statistics, equal to those of an index made at once. Pure. */
import MiniSearch, { type AsPlainObject } from 'minisearch';
import { entryId, type Problem } from '../memory/entry.js';
import { dayOfPath } from '../workspace.js';
import type { Doc, Tier } from './document.js';
import { docAt, postingsOf, termsWithPrefix, type Segment } from './segment.js';
import { TOPICS } from './sources.js';
import type { Replacement } from './superseded.js';

/** Terms come ready-made, in one field. */
const ENGINE_OPTIONS = { fields: ['text'], tokenize: (text: string): string[] => [text], processTerm: (term: string): string => term };

/** Documents by slot. A slot that is not live is a former state of a file, or another writer's copy of an entry. */
export interface LexicalIndex {
  readonly slots: number;
  readonly live: Uint8Array;
  readonly liveCount: number;
  readonly averageLength: number;
  /** The file: a log's or a topic's path. */
  readonly path: readonly string[];
  readonly id: readonly string[];
  readonly atMs: readonly number[];
  readonly line: readonly number[];
  readonly length: readonly number[];
  readonly actor: readonly string[];
  readonly tier: readonly Tier[];
  readonly turn: readonly boolean[];
  readonly superseded: ReadonlyMap<string, Replacement>;
  readonly problems: readonly Problem[];
  readonly segments: readonly Segment[];
  readonly offsets: readonly number[];
}

/**
 * @param home source -> number of the segment that holds its present state.
 * Of entries with one id in several files the first by path is live; an anchor used for a second text gets the address that the
 * store gives it. Forgotten ids are not live.
 */
export function joinSegments(
  segments: readonly Segment[],
  home: ReadonlyMap<string, number>,
  more: Pick<LexicalIndex, 'superseded' | 'problems'> & { readonly forgotten: ReadonlySet<string> },
): LexicalIndex {
  const { superseded, problems, forgotten } = more;
  const offsets = segments.map((_, n) => segments.slice(0, n).reduce((sum, segment) => sum + segment.head.id.length, 0));
  const slots = segments.reduce((sum, segment) => sum + segment.head.id.length, 0);
  const column = <T>(of: (segment: Segment) => readonly T[]): T[] => segments.flatMap((segment) => of(segment) as T[]);
  const id = column(({ head }) => head.id);
  const digest = column(({ head }) => head.digest);
  const length = column(({ head }) => head.length);
  const file = column(({ head }) => head.topic.map((n) => head.topics[n] ?? ''));
  const runs: { path: string; start: number; end: number }[] = [];
  for (const [n, segment] of segments.entries()) {
    for (const [path, first, count] of segment.head.files) {
      const start = (offsets[n] as number) + first;
      if (path !== TOPICS) file.fill(path, start, start + count);
      if (home.get(path) === n) runs.push({ path, start, end: start + count });
    }
  }
  runs.sort((a, b) => (a.path < b.path ? -1 : 1));

  const live = new Uint8Array(slots);
  const firstOf = new Map<string, number>();
  let [liveCount, total] = [0, 0];
  for (const { path, start, end } of runs) {
    for (let slot = start; slot < end; slot++) {
      if (forgotten.has(id[slot] as string)) continue;
      if (path !== TOPICS) {
        const taken = firstOf.get(id[slot] as string);
        if (taken !== undefined && digest[taken] === digest[slot]) continue;
        if (taken !== undefined)
          id[slot] = entryId('second-anchor', `${id[slot]}\0${dayOfPath(path)}\0${decode(segments, offsets, slot).text}`);
        if (taken !== undefined && firstOf.has(id[slot] as string)) continue;
        firstOf.set(id[slot] as string, slot);
      }
      live[slot] = 1;
      liveCount += 1;
      total += length[slot] as number;
    }
  }
  return {
    slots,
    live,
    liveCount,
    averageLength: liveCount === 0 ? 0 : total / liveCount,
    path: file,
    id,
    atMs: column(({ head }) => head.atMs),
    line: column(({ head }) => head.line),
    length,
    actor: column(({ head }) => head.actor.map((n) => head.actors[n] ?? '')),
    tier: column(({ head }) => head.flags.map((bits): Tier => ((bits & 1) === 1 ? 'ltm' : 'stm'))),
    turn: column(({ head }) => head.flags.map((bits) => (bits & 2) === 2)),
    superseded,
    problems,
    segments,
    offsets,
  };
}

function decode(segments: readonly Segment[], offsets: readonly number[], slot: number): Doc {
  const n = offsets.findLastIndex((offset) => offset <= slot);
  return docAt(segments[n] as Segment, slot - (offsets[n] as number));
}

/** The document in a slot, with the id under which it is known. */
export function docOf(index: LexicalIndex, slot: number): Doc {
  const doc = decode(index.segments, index.offsets, slot);
  return doc.id === index.id[slot] ? doc : { ...doc, id: index.id[slot] as string };
}

/** Live documents that have a term: slot -> frequency. */
export function liveWith(index: LexicalIndex, term: string): Map<number, number> {
  const found = new Map<number, number>();
  for (const [n, segment] of index.segments.entries()) {
    const postings = postingsOf(segment, term);
    for (let at = 0; at + 1 < postings.length; at += 2) {
      const slot = (index.offsets[n] as number) + (postings[at] as number);
      if (index.live[slot] === 1) found.set(slot, postings[at + 1] as number);
    }
  }
  return found;
}

/** Terms that begin so, sorted; some may stand in no live document any more. */
export function termsBeginning(index: LexicalIndex, prefix: string): string[] {
  return [...new Set(index.segments.flatMap((segment) => termsWithPrefix(segment, prefix)))].sort();
}

/**
 * A MiniSearch that knows these terms only, with the statistics of the whole: it scores them as an index of everything would.
 * Its document ids are slots.
 */
export function engineFor(index: LexicalIndex, terms: readonly string[]): MiniSearch {
  const postings: AsPlainObject['index'] = [];
  const slots = new Set<number>();
  for (const term of [...new Set(terms)].sort()) {
    const found = liveWith(index, term);
    if (found.size === 0) continue;
    for (const slot of found.keys()) slots.add(slot);
    postings.push([term, { 0: Object.fromEntries(found) }]);
  }
  const documentIds: Record<number, number> = {};
  const fieldLength: Record<number, number[]> = {};
  for (const slot of slots) {
    documentIds[slot] = slot;
    fieldLength[slot] = [index.length[slot] as number];
  }
  return MiniSearch.loadJS(
    {
      documentCount: index.liveCount,
      nextId: index.slots,
      documentIds,
      fieldIds: { text: 0 },
      fieldLength,
      averageFieldLength: [index.averageLength],
      storedFields: {},
      dirtCount: 0,
      index: postings,
      serializationVersion: 2,
    },
    ENGINE_OPTIONS,
  );
}
