/** The channel of words: BM25 scaled to 1 for the best, shared with neighbours and stretches of a conversation, and how much of a question was found. Pure. */
import type { LexicalIndex } from '../lexical/lexical-index.js';
import { wordsOf } from '../text/tokenize.js';
import { FEWEST, type WordMatches } from './bm25.js';
import { isInDialogue, shareWithNeighbours, stretchesOf, stretchScores } from './conversation.js';

/**
 * The share of the stretch's score that an entry gets: most for a turn of a dialogue, which is about one thing; least for a message that one speaker
 * writes after the other, which says itself what it is about.
 */
const STRETCH = { dialogue: 0.6, alone: 0.15, other: 0.3 };

/**
 * BM25 times the covered share of the question, scaled to 1 for the best; then the shares of neighbours and of the stretch are added.
 * @param isForAll every live slot gets its share, and not only those that have a word or a neighbour with one, the `touched` ones.
 */
export function wordScores(index: LexicalIndex, matches: WordMatches, isForAll: boolean): { words: Float64Array; touched: Int32Array } {
  const { slots, score, covered } = matches;
  const own = new Float64Array(slots.length);
  let best = 0;
  for (let n = 0; n < slots.length; n++) {
    own[n] = (score[n] as number) * (covered[n] as number);
    if ((own[n] as number) > best) best = own[n] as number;
  }
  const words = (index.scratch.words ??= new Float64Array(index.slots)).fill(0);
  if (best === 0) return { words, touched: slots };
  for (let n = 0; n < slots.length; n++) {
    own[n] = (own[n] as number) / best;
    words[slots[n] as number] = own[n] as number;
  }
  shareWithNeighbours(index, slots, own, words);
  const stretches = stretchesOf(index);
  const ofStretch = stretchScores(stretches, matches);
  const touched = (index.scratch.touched ??= new Int32Array(index.slots));
  let count = 0;
  const take = (slot: number): void => {
    const stretch = stretches.of[slot] as number;
    if (stretch < 0) return;
    if ((words[slot] as number) > 0) touched[count++] = slot;
    const share = (ofStretch[stretch] as number) * shareOf(isInDialogue(index, stretches, slot), index.turn[slot] === 1);
    words[slot] = (words[slot] as number) + share;
  };
  // Turns alone have neighbours.
  if (isForAll || index.turns > 0) for (let slot = 0; slot < index.slots; slot++) take(slot);
  else for (let n = 0; n < slots.length; n++) take(slots[n] as number);
  return { words, touched: touched.slice(0, count) };
}

function shareOf(inDialogue: boolean, isTurn: boolean): number {
  return inDialogue ? STRETCH.dialogue : isTurn ? STRETCH.alone : STRETCH.other;
}

/** The share of the idf of the question's words that occur anywhere in the memory; 0 to 1. A word that it lacks has the highest idf. */
export function foundShare(index: LexicalIndex, text: string, { asked, frequency, idf }: WordMatches): number {
  const known = idf.reduce((sum, one, n) => sum + (frequency[n] === 0 ? 0 : one), 0);
  const answered = new Set(asked.filter((_, n) => frequency[n] !== 0));
  const unknown = new Set(
    wordsOf(text)
      .filter((word) => !word.stop && !word.terms.some((term) => answered.has(term)))
      .map((word) => word.terms[0]),
  );
  const ofUnknown = unknown.size * Math.log(1 + (Math.max(index.liveCount, FEWEST) + 0.5) / 0.5);
  return known + ofUnknown === 0 ? 0 : known / (known + ofUnknown);
}
