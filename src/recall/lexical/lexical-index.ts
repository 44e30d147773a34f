/** Segments seen as one list of documents with one set of statistics, equal to those of an index made at once. Pure. */
import type { Problem } from '../../memory/entry.js';
import { strengthFrom, type StrengthEvents } from '../../memory/strength.js';
import type { Doc, Tier } from '../text/document.js';
import { joinColumns, type Columns, type SegmentOf } from './columns.js';
import { docAt, docsWithId, idAt, OURS, termNumber, termsWithPrefix, textAt, type Segment } from './segment.js';
import { KEY_BYTES } from '../vectors/shard.js';
import { TOPICS } from '../text/sources.js';
import type { Replacement } from './superseded.js';

/**
 * Documents by slot; columns are typed arrays with a value a slot. A slot that is not live is a former state of a file, or another writer's
 * copy of an entry. Slots of one file stand side by side, in order of its lines.
 */
export interface LexicalIndex extends Columns {
  /** Replaced id -> what replaced it. */
  readonly superseded: ReadonlyMap<string, Replacement>;
  /** The same by the slots of those that are live: an id costs more to write out than a slot to look up. */
  readonly supersededAt: ReadonlyMap<number, Replacement>;
  /** Of the ids that have more than their creation. */
  readonly strength: ReadonlyMap<string, StrengthEvents>;
  /** The same by slot. */
  readonly strengthAt: ReadonlyMap<number, StrengthEvents>;
  /** Topic -> topics that it is related to, by slug. */
  readonly relates: ReadonlyMap<string, readonly string[]>;
  /** Name of a tag -> when what it names was committed. */
  readonly versions: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
}

/** What of an index does not follow from its segments. */
interface IndexExtras {
  readonly superseded: LexicalIndex['superseded'];
  readonly problems: LexicalIndex['problems'];
  readonly forgotten: ReadonlySet<string>;
}

/** The segments as one index. */
export function lexicalIndexOf(segments: readonly Segment[], segmentOf: SegmentOf, extras: IndexExtras): LexicalIndex {
  const { superseded, problems, forgotten } = extras;
  const columns = joinColumns(segments, segmentOf, forgotten);
  const touches = segments.flatMap(({ meta }, n) =>
    Object.entries(meta.touches).flatMap(([source, made]) =>
      segmentOf(source) === n ? made.filter(({ from }) => !forgotten.has(from)) : [],
    ),
  );
  const createdAtMs = (id: string): number | undefined => {
    const slot = slotOf(columns, id);
    return slot < 0 ? undefined : columns.atMs[slot];
  };
  const topics = segments[segmentOf(TOPICS) ?? -1];
  const strength = strengthFrom(touches, createdAtMs);
  let versions: Map<string, number> | undefined;
  return {
    ...columns,
    superseded,
    problems,
    supersededAt: bySlot(columns, superseded),
    strength,
    strengthAt: bySlot(columns, strength),
    relates: new Map(Object.entries(topics?.meta.relates ?? {})),
    // Most questions name none, and to find them takes a look at every entry.
    get versions() {
      return (versions ??= versionsIn(columns));
    },
  };
}

function bySlot<V>(columns: Columns, byId: ReadonlyMap<string, V>): Map<number, V> {
  const slots = new Map<number, V>();
  for (const [id, value] of byId) {
    const slot = slotOf(columns, id);
    if (slot >= 0) slots.set(slot, value);
  }
  return slots;
}

const TAGGED = /^(\S+) created at ([0-9a-f]{12})\b/;

/** When the commit that each tag was made at was written, or when the tag was seen, where no entry tells of the commit. */
function versionsIn(columns: Columns): Map<string, number> {
  const tag = columns.kinds.indexOf('tag');
  const seen = new Map<string, { commit: string; atMs: number }>();
  for (let slot = 0; slot < columns.slots; slot++) {
    if (columns.kind[slot] !== tag || columns.live[slot] === 0 || ((columns.flags[slot] as number) & OURS) === 0) continue;
    const [, name, commit] = TAGGED.exec(docOf(columns, slot).text) ?? [];
    const atMs = columns.atMs[slot] as number;
    if (name !== undefined && commit !== undefined && atMs >= (seen.get(name)?.atMs ?? 0)) seen.set(name, { commit, atMs });
  }
  if (seen.size === 0) return new Map();
  const writtenAtMs = commitTimes(columns, new Set([...seen.values()].map(({ commit }) => commit)));
  return new Map([...seen].map(([name, { commit, atMs }]) => [name, writtenAtMs.get(commit) ?? atMs]));
}

function commitTimes({ segments, offsets, live, atMs }: Columns, commits: ReadonlySet<string>): Map<string, number> {
  const numbers = new Map([...commits].map((commit) => [parseInt(commit, 16), commit]));
  const times = new Map<string, number>();
  for (const [n, { commit, subject, count }] of segments.entries()) {
    for (let at = 0; at < count; at++) {
      const wanted = subject[at] === 0 ? undefined : numbers.get(commit[at] as number);
      const slot = (offsets[n] as number) + at;
      if (wanted !== undefined && live[slot] === 1) times.set(wanted, atMs[slot] as number);
    }
  }
  return times;
}

/** The document in a slot, with the id under which it is known. */
export function docOf(index: Columns, slot: number): Doc {
  const { segment, at } = segmentAt(index, slot);
  const doc = docAt(segment, at);
  const renamed = index.renamed.get(slot);
  return renamed === undefined ? doc : { ...doc, id: renamed };
}

/** What the document in a slot says. */
export function textOf(index: Columns, slot: number): string {
  const { segment, at } = segmentAt(index, slot);
  return textAt(segment, at);
}

/** The id under which the document in a slot is known. */
export function idOf(index: Columns, slot: number): string {
  const { segment, at } = segmentAt(index, slot);
  return index.renamed.get(slot) ?? idAt(segment, at);
}

function segmentAt({ segments, offsets }: Columns, slot: number): { segment: Segment; at: number } {
  let n = segments.length - 1;
  while (n > 0 && (offsets[n] as number) > slot) n--;
  return { segment: segments[n] as Segment, at: slot - (offsets[n] as number) };
}

/** The live slot of an id, or -1. Of a log's entry and a topic's bullet with one id, the entry's. */
export function slotOf(index: Columns, id: string): number {
  for (const [slot, name] of index.renamed) if (name === id && index.live[slot] === 1) return slot;
  let best = -1;
  for (const [n, segment] of index.segments.entries()) {
    for (const at of docsWithId(segment, id)) {
      const slot = (index.offsets[n] as number) + at;
      if (index.live[slot] === 1 && !index.renamed.has(slot) && (best < 0 || pathOf(index, slot) < pathOf(index, best))) best = slot;
    }
  }
  return best;
}

/** The findable document with this id, or undefined. */
export function docWithId(index: Columns, id: string): Doc | undefined {
  const slot = slotOf(index, id);
  return slot < 0 ? undefined : docOf(index, slot);
}

/** The file: a log's or a topic's path, relative to `.kairos`. */
export function pathOf(index: Columns, slot: number): string {
  return index.files[index.file[slot] as number] as string;
}

/** A hash of a commit's subject; 0 for what is no commit. */
export function subjectOf(index: Columns, slot: number): number {
  const { segment, at } = segmentAt(index, slot);
  return segment.subject[at] as number;
}

export function tierOf(index: Columns, slot: number): Tier {
  return index.longTerm[slot] === 1 ? 'ltm' : 'stm';
}

/** The key of a chunk in 24 hexadecimal digits. */
export function chunkKey({ chunkKeys }: Columns, chunk: number): string {
  let key = '';
  for (let at = chunk * KEY_BYTES; at < (chunk + 1) * KEY_BYTES; at++) key += (chunkKeys[at] as number).toString(16).padStart(2, '0');
  return key;
}

/** Where a term's postings stand in one segment: `postingDoc[start]` to `postingDoc[end - 1]`, to which `offset` is added for the slot. */
export interface PostingRun {
  readonly segment: Segment;
  readonly offset: number;
  readonly start: number;
  readonly end: number;
}

/** The postings of a term, by segment. Some may be of slots that are not live. */
export function postingsOf(index: Columns, term: string): PostingRun[] {
  const runs: PostingRun[] = [];
  for (const [n, segment] of index.segments.entries()) {
    const number = termNumber(segment, term);
    if (number < 0) continue;
    const start = segment.postingStart[number] as number;
    runs.push({ segment, offset: index.offsets[n] as number, start, end: segment.postingStart[number + 1] as number });
  }
  return runs;
}

/** Whether any live document has the term. */
export function isKnown(index: Columns, term: string): boolean {
  for (const { segment, offset, start, end } of postingsOf(index, term)) {
    for (let at = start; at < end; at++) if (index.live[offset + (segment.postingDoc[at] as number)] === 1) return true;
  }
  return false;
}

/** Terms that begin so, sorted; some may stand in no live document any more. */
export function termsBeginning(index: Columns, prefix: string): string[] {
  return [...new Set(index.segments.flatMap((segment) => termsWithPrefix(segment, prefix)))].sort();
}
