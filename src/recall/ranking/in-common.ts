/**
 * What the turns of a memory mean alike: the manner of talking more than any matter. A turn that has nothing but that ("that sounds great") is near to every
 * question, so that some of it is taken off its cosine. Pure.
 */
import type { LexicalIndex } from '../lexical/lexical-index.js';
import { KEY_BYTES } from '../vectors/shard.js';
import type { Vectors } from '../vectors/vectors.js';
import { FEWEST } from './bm25.js';

/** The part of what a turn has in common with the mean of all that does not count. */
const TAKEN_OFF = 0.3;
/** The mean is that of about so many turns: more make it no truer, and a command would pay for them. */
const TURNS_READ = 256;
/** Numbers are summed as whole numbers of this many steps, so that the sum does not depend on the order of entries. */
const STEPS = 65_536;

/**
 * By row of the vectors: what is to be taken off the cosine of a turn, around 0 for all turns together. Undefined for a memory without turns. Of few turns
 * nobody can tell what they have in common: then less is taken off. It overwrites what `vectors.scan` gave before.
 * @param rows the row of each chunk, or -1.
 */
export function inCommon(index: LexicalIndex, vectors: Vectors, rows: Int32Array): ((row: number) => number) | undefined {
  const { read, turns } = someTurns(index, rows);
  if (read.length === 0) return undefined;
  const mean = new Float32Array(vectors.dims);
  const sums = new Float64Array(vectors.dims);
  for (const row of read) {
    const vector = vectors.vectorOf(row);
    for (let n = 0; n < sums.length; n++) sums[n] = (sums[n] as number) + Math.round((vector[n] as number) * STEPS);
  }
  let squares = 0;
  for (let n = 0; n < sums.length; n++) squares += ((sums[n] as number) / STEPS / read.length) ** 2;
  const length = Math.sqrt(squares);
  if (length === 0) return undefined;
  for (let n = 0; n < sums.length; n++) mean[n] = (sums[n] as number) / STEPS / read.length / length;
  const cosines = vectors.scan(mean);
  const share = TAKEN_OFF * (turns / (turns + FEWEST)) * length;
  return (row) => share * ((cosines[row] as number) - length);
}

/** The rows of some turns, chosen by their keys, which are as good as chance and know no order; and how many have a vector. */
function someTurns({ slots, live, turn, chunkStart, chunkKeys }: LexicalIndex, rows: Int32Array): { read: number[]; turns: number } {
  const chunks: number[] = [];
  for (let slot = 0; slot < slots; slot++) {
    const chunk = chunkStart[slot] as number;
    if (live[slot] === 1 && turn[slot] === 1 && chunk < (chunkStart[slot + 1] as number) && (rows[chunk] as number) >= 0)
      chunks.push(chunk);
  }
  const below = (TURNS_READ / chunks.length) * 65_536;
  const isRead = (chunk: number): boolean =>
    ((chunkKeys[chunk * KEY_BYTES] as number) << 8) + (chunkKeys[chunk * KEY_BYTES + 1] as number) < below;
  return { read: chunks.filter(isRead).map((chunk) => rows[chunk] as number), turns: chunks.length };
}
