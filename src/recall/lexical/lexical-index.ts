/** The word index: segments as one list of documents, with the same statistics as an index made in one go. Pure. */
import type { Problem } from '../../memory/entry.js';
import { readCreated } from '../../memory/ref-text.js';
import { strengthFrom, type StrengthEvents } from '../../memory/strength.js';
import type { Doc, Tier } from '../text/document.js';
import { joinColumns, type Columns } from './columns.js';
import type { SegmentOf } from './live-slots.js';
import { docAt, docsWithId, idAt, OURS, STRUCK, termNumber, termsWithPrefix, textAt, type Segment } from './segment.js';
import { KEY_BYTES } from '../vectors/shard.js';
import { TOPICS } from '../text/sources.js';
import type { Replacement } from './superseded.js';

/**
 * Documents by slot; columns are typed arrays with one value a slot. A slot that is not live holds an older state of a file, or another
 * writer's copy of an entry. The slots of one file are consecutive, in the order of its lines.
 */
export interface LexicalIndex extends Columns {
  /** Replaced id -> what replaced it. */
  readonly superseded: ReadonlyMap<string, Replacement>;
  /** The same by live slot, because decoding an id costs more than a look-up by slot. */
  readonly supersededAt: ReadonlyMap<number, Replacement>;
  /** Id -> events, for ids with more events than their creation. */
  readonly strength: ReadonlyMap<string, StrengthEvents>;
  /** The same by slot. */
  readonly strengthAt: ReadonlyMap<number, StrengthEvents>;
  /** Slug of a topic -> slugs (or `^id`s) that its `relates:` line names. */
  readonly relates: ReadonlyMap<string, readonly string[]>;
  /** Live slots of claims that tell a fact of one current value, without the struck ones -> the name of the fact. */
  readonly facts: ReadonlyMap<number, string>;
  /** Name of a tag -> time of its commit, in milliseconds. */
  readonly versions: ReadonlyMap<string, number>;
  readonly problems: readonly Problem[];
}

/** The parts of an index that do not follow from its segments. */
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
    facts: factsIn(columns),
    relates: new Map(Object.entries(topics?.meta.relates ?? {})),
    // Computed on demand: it reads every entry, and most questions name no version.
    get versions() {
      return (versions ??= versionsIn(columns));
    },
  };
}

function factsIn({ segments, offsets, live, flags }: Columns): Map<number, string> {
  const named = segments.flatMap(({ meta }, n) =>
    Object.entries(meta.facts).map(([at, name]): [number, string] => [(offsets[n] as number) + Number(at), name]),
  );
  return new Map(named.filter(([slot]) => live[slot] !== 0 && ((flags[slot] as number) & STRUCK) === 0));
}

/** True where each tells a fact of one current value, and not the same: then neither says anything of the other. */
export function tellOtherFacts({ facts }: LexicalIndex, one: number, other: number): boolean {
  const [a, b] = [facts.get(one), facts.get(other)];
  return a !== undefined && b !== undefined && a !== b;
}

function bySlot<V>(columns: Columns, byId: ReadonlyMap<string, V>): Map<number, V> {
  const slots = new Map<number, V>();
  for (const [id, value] of byId) {
    const slot = slotOf(columns, id);
    if (slot >= 0) slots.set(slot, value);
  }
  return slots;
}

/** Tag -> time of its commit; of the entry about the tag where no entry about the commit exists. */
function versionsIn(columns: Columns): Map<string, number> {
  const tag = columns.kinds.indexOf('tag');
  const seen = new Map<string, { commit: string; atMs: number }>();
  for (let slot = 0; slot < columns.slots; slot++) {
    if (columns.kind[slot] !== tag || columns.live[slot] === 0 || ((columns.flags[slot] as number) & OURS) === 0) continue;
    const { name, commit } = readCreated(docOf(columns, slot).text) ?? {};
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

/** The document in a slot, with the id that recall shows for it. */
export function docOf(index: Columns, slot: number): Doc {
  const { segment, at } = segmentAt(index, slot);
  const doc = docAt(segment, at);
  const renamed = index.renamed.get(slot);
  return renamed === undefined ? doc : { ...doc, id: renamed };
}

/** The text of the document in a slot. */
export function textOf(index: Columns, slot: number): string {
  const { segment, at } = segmentAt(index, slot);
  return textAt(segment, at);
}

/** The id that recall shows for the document in a slot. */
export function idOf(index: Columns, slot: number): string {
  const { segment, at } = segmentAt(index, slot);
  return index.renamed.get(slot) ?? idAt(segment, at);
}

function segmentAt({ segments, offsets }: Columns, slot: number): { segment: Segment; at: number } {
  let n = segments.length - 1;
  while (n > 0 && (offsets[n] as number) > slot) n--;
  return { segment: segments[n] as Segment, at: slot - (offsets[n] as number) };
}

/** The live slot of an id, or -1. If an entry and a bullet of a topic share the id, the entry's, unless a tier is named. */
export function slotOf(index: Columns, id: string, tier?: Tier): number {
  const isMeant = (slot: number): boolean => index.live[slot] === 1 && (tier === undefined || tierOf(index, slot) === tier);
  for (const [slot, name] of index.renamed) if (name === id && isMeant(slot)) return slot;
  let best = -1;
  for (const [n, segment] of index.segments.entries()) {
    for (const at of docsWithId(segment, id)) {
      const slot = (index.offsets[n] as number) + at;
      if (isMeant(slot) && !index.renamed.has(slot) && (best < 0 || pathOf(index, slot) < pathOf(index, best))) best = slot;
    }
  }
  return best;
}

/** The live document with this id, or undefined. */
export function docWithId(index: Columns, id: string, tier?: Tier): Doc | undefined {
  const slot = slotOf(index, id, tier);
  return slot < 0 ? undefined : docOf(index, slot);
}

/** The path of the log or topic, relative to `.kairos`. */
export function pathOf(index: Columns, slot: number): string {
  return index.files[index.file[slot] as number] as string;
}

/** A hash of the commit's subject; 0 for documents that are no commit. */
export function subjectOf(index: Columns, slot: number): number {
  const { segment, at } = segmentAt(index, slot);
  return segment.subject[at] as number;
}

/** 'ltm' for a bullet of a topic, 'stm' for an entry of a log. */
export function tierOf(index: Columns, slot: number): Tier {
  return index.longTerm[slot] === 1 ? 'ltm' : 'stm';
}

/** The key of a chunk in 24 hexadecimal digits. */
export function chunkKey({ chunkKeys }: Columns, chunk: number): string {
  let key = '';
  for (let at = chunk * KEY_BYTES; at < (chunk + 1) * KEY_BYTES; at++) key += (chunkKeys[at] as number).toString(16).padStart(2, '0');
  return key;
}

/** The postings of a term in one segment: `postingDoc[start]` to `postingDoc[end - 1]`; add `offset` to get slots. */
export interface PostingRun {
  readonly segment: Segment;
  readonly offset: number;
  readonly start: number;
  readonly end: number;
}

/** The postings of a term, by segment. They include slots that are not live. */
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

/** The terms with this prefix, sorted. They include terms that no live document has. */
export function termsBeginning(index: Columns, prefix: string): string[] {
  return [...new Set(index.segments.flatMap((segment) => termsWithPrefix(segment, prefix)))].sort();
}

/** The live slots with a term; [] where more than `most` have it. */
export function slotsWith(index: LexicalIndex, term: string, most: number): number[] {
  const runs = postingsOf(index, term);
  if (runs.reduce((sum, { start, end }) => sum + end - start, 0) > most) return [];
  return runs.flatMap(({ segment, offset, start, end }) =>
    Array.from(segment.postingDoc.subarray(start, end), (doc) => offset + doc).filter((slot) => index.live[slot] === 1),
  );
}
