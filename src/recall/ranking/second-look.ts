/**
 * A second look with what the first found: turns of dialogues that are near the best hit in meaning are lifted. What a question needs beside its first answer is often said
 * in other words than the question, and in those of the answer. Pure.
 */
import type { LexicalIndex } from '../lexical/lexical-index.js';
import { WINDOW } from '../lexical/segment.js';
import { isInDialogue, stretchesOf } from './conversation.js';
import type { Meaning } from './meaning.js';
import { rounded, sorted, type Ranked } from './order.js';

/** The lift of an entry that means the same as the best; others get the share of it that their cosine with the best is. */
const NEAR = 0.1;

/** The same hits, lifted by the part `near` and sorted; as they are where the best has no vector. @param ranked best first. */
export function secondLook(index: LexicalIndex, { vectors }: Meaning, ranked: readonly Ranked[]): Ranked[] {
  const [best] = ranked;
  const stretches = stretchesOf(index);
  // A scan takes as long as that of the question, which a memory without conversations need not pay.
  if (!ranked.some(({ slot }) => isInDialogue(index, stretches, slot))) return [...ranked];
  const rows = vectors.rowsOf(index.chunkKeys);
  const first = best === undefined ? [] : ownChunks(index, best.slot).filter((chunk) => (rows[chunk] as number) >= 0);
  if (best === undefined || first[0] === undefined) return [...ranked];
  const cosines = vectors.scan(vectors.vectorOf(rows[first[0]] as number));
  const lifted = ranked.map((hit): Ranked => {
    const near = ownChunks(index, hit.slot).map((chunk) => ((rows[chunk] as number) < 0 ? 0 : (cosines[rows[chunk] as number] as number)));
    const part = !isInDialogue(index, stretches, hit.slot) ? 0 : rounded(NEAR * (hit === best ? 1 : Math.min(1, Math.max(0, ...near))));
    return part === 0 ? hit : { ...hit, score: rounded(hit.score + part), parts: { ...hit.parts, near: part } };
  });
  return sorted(index, lifted);
}

/** The numbers of an entry's chunks, without its window. */
function ownChunks({ chunkStart, flags }: LexicalIndex, slot: number): number[] {
  const end = (chunkStart[slot + 1] as number) - (((flags[slot] as number) & WINDOW) === 0 ? 0 : 1);
  const first = chunkStart[slot] as number;
  return Array.from({ length: Math.max(0, end - first) }, (_, n) => first + n);
}
