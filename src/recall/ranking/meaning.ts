/** The meaning channel: turns the cosines of a question with all chunks into one value for each slot, comparable across models. Pure. */
import { WINDOW } from '../lexical/segment.js';
import type { Vectors } from '../vectors/vectors.js';
import type { LexicalIndex } from '../lexical/lexical-index.js';
import { isInDialogue, stretchesOf } from './conversation.js';
import { inCommon } from './in-common.js';

/** A question as a vector, and the vectors to compare it with. */
export interface Meaning {
  readonly vectors: Vectors;
  /** Of unit length. */
  readonly query: Float32Array;
}

export interface MeaningScores {
  /** By slot: how far the entry is above the mean of all, in units of four standard deviations; 0 where nothing is embedded yet. */
  readonly score: Float64Array;
  /** By slot: the best cosine, less what unrelated texts of this model have; 0 to 1. */
  readonly cosine: Float64Array;
  /** By slot: 1 if any chunk of it is embedded. */
  readonly known: Uint8Array;
}

/** Unrelated texts have a cosine of about 0.1 with MiniLM, and far more with some models. The mean of all, less this, counts as a cosine of 0. */
const COMMON_COSINE = 0.15;
/** A few entries give no reliable mean, so ten more with the usual mean and deviation are added to the statistics. */
const PRIOR = { count: 10, mean: 0.1, deviation: 0.1 };
/** Cosines are summed as whole numbers of this many steps, so that the sum does not depend on the order of entries. */
const STEPS = 65_536;
/** Four standard deviations, about the best of 30,000 entries, count as 1 on the scale of the other channels. */
const DEVIATIONS = 4;

/**
 * The value of an entry comes from its best chunk. For a turn of a dialogue it is the mean of two: the turn alone (what was said) and the
 * window with its neighbours (what it was about), each standardised among its own kind, and less what all turns mean alike. Undefined if no entry has a
 * vector.
 */
export function meaningScores(index: LexicalIndex, { vectors, query }: Meaning): MeaningScores | undefined {
  const cosines = vectors.scan(query);
  const rows = vectors.rowsOf(index.chunkKeys);
  const { slots, live, chunkStart, flags, turn } = index;
  const stretches = stretchesOf(index);
  const [own, around] = [new Float64Array(slots).fill(NaN), new Float64Array(slots).fill(NaN)];
  const [ownRow, aroundRow] = [new Int32Array(slots), new Int32Array(slots)];
  for (let slot = 0; slot < slots; slot++) {
    if (live[slot] !== 1) continue;
    const end = chunkStart[slot + 1] as number;
    const last = ((flags[slot] as number) & WINDOW) === 0 ? end : end - 1;
    let best = -1;
    for (let chunk = chunkStart[slot] as number; chunk < last; chunk++) {
      const row = rows[chunk] as number;
      if (row >= 0 && (best < 0 || (cosines[row] as number) > (cosines[best] as number))) best = row;
    }
    if (best < 0) continue;
    const window = last < end && isInDialogue(index, stretches, slot) ? (rows[last] as number) : -1;
    ownRow[slot] = best;
    aroundRow[slot] = window >= 0 ? window : best;
    own[slot] = cosines[best] as number;
    around[slot] = cosines[aroundRow[slot] as number] as number;
  }
  if (own.every(Number.isNaN)) return undefined;
  const mean = standardise(own);
  const meanAround = standardise(around);
  const floor = Math.max(0, mean.mean - COMMON_COSINE);
  const score = new Float64Array(slots);
  const cosine = new Float64Array(slots);
  const known = new Uint8Array(slots);
  // The cosines of the question are overwritten here.
  const common = inCommon(index, vectors, rows);
  for (let slot = 0; slot < slots; slot++) {
    const [a, b] = [own[slot] as number, around[slot] as number];
    if (Number.isNaN(a)) continue;
    const less = turn[slot] === 1 ? common : undefined;
    const [ofOwn, ofAround] = [less?.(ownRow[slot] as number) ?? 0, less?.(aroundRow[slot] as number) ?? 0];
    known[slot] = 1;
    score[slot] = ((a - ofOwn - mean.mean) / mean.unit + (b - ofAround - meanAround.mean) / meanAround.unit) / 2;
    cosine[slot] = Math.min(1, Math.max(0, (Math.max(a, b) - floor) / (1 - floor)));
  }
  return { score, cosine, known };
}

function standardise(values: Float64Array): { mean: number; unit: number } {
  let [count, sum, squares] = [PRIOR.count, 0, 0];
  // By number: an iterator costs a command, which V8 compiles nothing for, four times as much.
  for (let slot = 0; slot < values.length; slot++) {
    const value = values[slot] as number;
    if (Number.isNaN(value)) continue;
    const steps = Math.round(value * STEPS);
    count += 1;
    sum += steps;
    squares += steps * steps;
  }
  const mean = (sum / STEPS + PRIOR.count * PRIOR.mean) / count;
  const meanSquare = (squares / STEPS / STEPS + PRIOR.count * (PRIOR.mean * PRIOR.mean + PRIOR.deviation * PRIOR.deviation)) / count;
  return { mean, unit: DEVIATIONS * Math.sqrt(Math.max(0, meanSquare - mean * mean)) };
}
