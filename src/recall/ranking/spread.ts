/**
 * Spreads an answer over conversations: a question that needs two of them is not answered by ten turns of one. The best of each stays where it is. Pure.
 */
import type { LexicalIndex } from '../lexical/lexical-index.js';
import { isInDialogue, stretchesOf } from './conversation.js';
import { rounded, sorted, type Ranked } from './order.js';

/** So many of the best are spread. */
const CONSIDERED = 60;
/** What a turn loses for each turn of its dialogue above it; at most half of its score. Twice as much costs questions that one conversation answers. */
const AGAIN = 0.01;

/** The hits in an order in which each turn of a dialogue has lost something for each better one of the same; the difference is the part `again`. */
export function spread(index: LexicalIndex, ranked: readonly Ranked[]): Ranked[] {
  const stretches = stretchesOf(index);
  const above = new Map<number, number>();
  const out: Ranked[] = ranked.slice(CONSIDERED);
  for (const hit of ranked.slice(0, CONSIDERED)) {
    const stretch = stretches.of[hit.slot] as number;
    const better = isInDialogue(index, stretches, hit.slot) ? (above.get(stretch) ?? 0) : 0;
    above.set(stretch, better + 1);
    out.push(lowered(hit, better));
  }
  return sorted(index, out);
}

function lowered(hit: Ranked, above: number): Ranked {
  if (above === 0 || hit.score <= 0) return hit;
  const score = rounded(Math.max(hit.score / 2, hit.score - AGAIN * above));
  return { ...hit, score, parts: { ...hit.parts, again: rounded(score - hit.score) } };
}
