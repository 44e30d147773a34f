/** How much a turn of a conversation says itself, beside what it asks: one that only asks, or only agrees, answers no question. Pure. */
import { SPEAKER } from './document.js';
import { indexTerms, type WordMemo } from './tokenize.js';

/** What a segment stores in one byte. */
const MOST = 255;
const SENTENCES = /[^.!?…。！？؟\n]+[.!?…。！？؟]*/gu;

/** The number of distinct terms in the sentences of a turn that are no questions, 255 at most. */
export function termsSaid(text: string, memo?: WordMemo): number {
  const sentences = text.replace(SPEAKER, '').match(SENTENCES) ?? [];
  const said = sentences.filter((sentence) => !/[?？؟]/u.test(sentence)).join(' ');
  return Math.min(MOST, new Set(indexTerms(said, memo)).size);
}
