/** Selection: which of very many slots can be among the best few, found without sorting them all. It knows no channels. Pure. */
import type { LexicalIndex } from '../lexical/lexical-index.js';

/** All live slots, ascending. */
export function everySlot(index: LexicalIndex): Int32Array {
  const slots = new Int32Array(index.liveCount);
  let count = 0;
  for (let slot = 0; slot < index.slots; slot++) if (index.live[slot] === 1) slots[count++] = slot;
  return slots;
}

/** The candidates that can be among the best `count` after each has gained at most `mostLift`. */
export function strongest(candidates: Int32Array, scoreOf: (slot: number) => number, count: number, mostLift: number): Int32Array {
  if (candidates.length <= count) return candidates;
  const scores = new Float64Array(candidates.length);
  for (let n = 0; n < candidates.length; n++) scores[n] = scoreOf(candidates[n] as number);
  const least = leastOfBest(scores, count) - mostLift;
  return candidates.filter((_, n) => (scores[n] as number) >= least);
}

/** The smallest of the `count` largest values, by a heap of that size with the smallest on top; most values never enter it. */
function leastOfBest(values: Float64Array, count: number): number {
  const heap = values.slice(0, count).sort();
  for (let n = count; n < values.length; n++) {
    const value = values[n] as number;
    if (value <= (heap[0] as number)) continue;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && (heap[child + 1] as number) < (heap[child] as number)) child += 1;
      if ((heap[child] as number) >= value) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = value;
  }
  return heap[0] as number;
}

/** The position of a slot among ascending ones, or -1. */
export function positionOfSlot(slots: Int32Array, slot: number): number {
  let [low, high] = [0, slots.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if ((slots[middle] as number) < slot) low = middle + 1;
    else high = middle - 1;
  }
  return slots[low] === slot ? low : -1;
}
