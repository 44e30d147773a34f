/** Scores entries by the words of a question: BM25+ over the segments' own arrays. Pure; it knows no neighbours of entries and no weights. */
import type { Query } from '../question/query.js';
import { postingsOf, type LexicalIndex, type PostingRun } from '../lexical/lexical-index.js';

/** MiniSearch's constants but for b, 0.7 there. k from 0.8 to 2 and b from 0.3 to 0.9 changed recall by less than a point. */
const BM25 = { k: 1.2, b: 0.8, d: 0.5 };
/** Of fewer entries nobody can tell which words are rare. */
export const FEWEST = 50;
/** Bits in a group of an Int32Array; the sign bit is not used. */
const GROUP = 31;

export interface WordMatches {
  /** The distinct words of the question that its terms stand for, sorted. */
  readonly asked: readonly string[];
  /** For each of `asked`: the number of live entries that have it. */
  readonly frequency: Int32Array;
  /** For each of `asked`: its inverse document frequency. Words that no entry has get the most. */
  readonly idf: Float64Array;
  /** Live slots that have any of the words, ascending. */
  readonly slots: Int32Array;
  /** For each of `slots`: BM25+ with the terms' boosts. */
  readonly score: Float64Array;
  /** For each of `slots`: the idf of its words, as a share of the idf of all words that some entry has; 0 to 1. */
  readonly covered: Float64Array;
  /** For each of `slots`: bit n is set if it has `asked[n]`; for the first 31 words. */
  readonly matched: Int32Array;
}

/**
 * All live entries that have any of the question's terms. The score of an entry is the sum over its terms of
 *
 *     boost x weight x ln(1 + (N - n + 0.5) / (n + 0.5)) x (d + f (k + 1) / (f + k (1 - b + b length / average)))
 *
 * where n of N live entries have the term and this one has it f times: BM25 (Robertson, Zaragoza, "The Probabilistic Relevance Framework:
 * BM25 and Beyond", 2009) with the lower bound d of BM25+ (Lv, Zhai, "Lower-Bounding Term Frequency Normalization", 2011), as MiniSearch 7
 * computes it, except that a frequency above 255 counts as 255.
 */
export function matchWords(index: LexicalIndex, query: Query): WordMatches {
  const asked = [...new Set(query.terms.flatMap(({ answers }) => answers))].sort();
  const numberOf = new Map(asked.map((word, n) => [word, n]));
  const { sums, bits } = scratchOf(index, Math.max(1, Math.ceil(asked.length / GROUP)));
  for (const { answers, boost, candidates } of query.terms) {
    const marks = bits.map((group, n) => ({ group, mark: markOf(answers, numberOf, n) })).filter(({ mark }) => mark !== 0);
    for (const { term, weight } of candidates) {
      const runs = postingsOf(index, term);
      const n = liveIn(index, runs);
      if (n === 0) continue;
      const factor = boost * weight * idfOf(index.liveCount, n);
      for (const run of runs) addScores(run, index, factor, sums);
      for (const { group, mark } of marks) for (const run of runs) addBits(run, index.live, group, mark);
    }
  }
  return collect(index, asked, sums, bits);
}

function idfOf(total: number, having: number): number {
  return Math.log(1 + (total - having + 0.5) / (having + 0.5));
}

function markOf(answers: readonly string[], numberOf: ReadonlyMap<string, number>, group: number): number {
  let mark = 0;
  for (const word of answers) {
    const n = (numberOf.get(word) ?? 0) - group * GROUP;
    if (n >= 0 && n < GROUP) mark |= 1 << n;
  }
  return mark;
}

function scratchOf({ slots, scratch }: LexicalIndex, groups: number): { sums: Float64Array; bits: Int32Array[] } {
  scratch.sums ??= new Float64Array(slots);
  scratch.bits ??= [];
  while (scratch.bits.length < groups) scratch.bits.push(new Int32Array(slots));
  return { sums: scratch.sums, bits: scratch.bits.slice(0, groups) };
}

function liveIn({ live }: LexicalIndex, runs: readonly PostingRun[]): number {
  let having = 0;
  for (const { segment, offset, start, end } of runs) {
    const { postingDoc } = segment;
    for (let at = start; at < end; at++) having += live[offset + (postingDoc[at] as number)] as number;
  }
  return having;
}

function addScores(
  { segment, offset, start, end }: PostingRun,
  { live, length, averageLength }: LexicalIndex,
  factor: number,
  sums: Float64Array,
): void {
  const { postingDoc, postingCount } = segment;
  const { k, b, d } = BM25;
  for (let at = start; at < end; at++) {
    const slot = offset + (postingDoc[at] as number);
    if (live[slot] === 0) continue;
    const f = postingCount[at] as number;
    // Of the few entries that have a term, and not of all: a process that ends asks once.
    const norm = k * (1 - b + (b * (length[slot] as number)) / averageLength);
    sums[slot] = (sums[slot] as number) + factor * (d + (f * (k + 1)) / (f + norm));
  }
}

function addBits({ segment, offset, start, end }: PostingRun, live: Uint8Array, group: Int32Array, mark: number): void {
  const { postingDoc } = segment;
  for (let at = start; at < end; at++) {
    const slot = offset + (postingDoc[at] as number);
    if (live[slot] === 1) group[slot] = (group[slot] as number) | mark;
  }
}

/** Collects the results and resets the buffers to zero. */
function collect(
  { slots: all, liveCount }: LexicalIndex,
  asked: readonly string[],
  sums: Float64Array,
  bits: readonly Int32Array[],
): WordMatches {
  let count = 0;
  // A sum that is not 0 means a match: every term adds more than 0, since ln(1 + x), boost and weight are positive.
  for (let slot = 0; slot < all; slot++) if (sums[slot] !== 0) count += 1;
  const slots = new Int32Array(count);
  const score = new Float64Array(count);
  for (let slot = 0, n = 0; n < count; slot++) {
    if (sums[slot] === 0) continue;
    slots[n] = slot;
    score[n++] = sums[slot] as number;
    sums[slot] = 0;
  }
  const frequency = new Int32Array(asked.length);
  for (let at = 0; at < bits.length; at++) countBits(bits[at] as Int32Array, slots, frequency, at * GROUP);
  const idf = Float64Array.from(frequency, (having) => idfOf(Math.max(liveCount, FEWEST), having));
  const answered = idf.reduce((sum, weight, n) => sum + (frequency[n] === 0 ? 0 : weight), 0);
  const covered = new Float64Array(count);
  const matched = slots.map((slot) => bits[0]?.[slot] ?? 0);
  for (let at = 0; at < bits.length; at++) takeBits(bits[at] as Int32Array, slots, idf, at * GROUP, covered);
  for (let n = 0; n < count; n++) covered[n] = (covered[n] as number) / answered;
  return { asked, frequency, idf, slots, score, covered, matched };
}

function countBits(group: Int32Array, slots: Int32Array, frequency: Int32Array, first: number): void {
  for (let n = 0; n < slots.length; n++) {
    for (let left = group[slots[n] as number] as number; left !== 0; left &= left - 1) {
      const word = first + lowestBit(left);
      frequency[word] = (frequency[word] as number) + 1;
    }
  }
}

/** Adds the idf of the words that the bits name, and resets the bits to zero. */
function takeBits(group: Int32Array, slots: Int32Array, idf: Float64Array, first: number, covered: Float64Array): void {
  for (let n = 0; n < slots.length; n++) {
    const slot = slots[n] as number;
    let sum = covered[n] as number;
    for (let left = group[slot] as number; left !== 0; left &= left - 1) sum += idf[first + lowestBit(left)] as number;
    covered[n] = sum;
    group[slot] = 0;
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}
