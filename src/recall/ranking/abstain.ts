/**
 * Decides whether words alone answer a question. In a large memory some entry has some word of any question, so that one common word proves nothing.
 * It hides nothing itself: it lowers the confidence. Pure.
 */
import type { Query } from '../question/query.js';
import { indexTerms, wordsOf } from '../text/tokenize.js';
import type { WordMatches } from './bm25.js';
import type { Ranked } from './order.js';
import { namesIn } from './who-scores.js';

/** An entry must have so many different words of the question ... */
const WORDS_NEEDED = 2;
/** ... or a rare one: of two entries, or of this share of all; in a small memory of `few` divided by their number, up to `most` ... */
const RARE = { entries: 2, share: 0.002, few: 1000, most: 8 };
/**
 * ... in a question of which this share was found, unless it is a name: one word of five may be there by chance. Chance finds less in a small memory,
 * so that the share grows with the logarithm of the number of entries, from nothing at `small` to this at `large`.
 */
const RARE_SHARE = { most: 0.35, small: 10, large: 1000 };
/** The confidence of an answer by chance: less than what is shown. */
const BY_CHANCE = 0.05;

export interface AskedWords {
  readonly query: Query;
  /** The question without its times. */
  readonly text: string;
  /** The number of all entries. */
  readonly entries: number;
}

/**
 * True if any of the best entries has two different words of the question, or one and its time, or a rare one. A question of one word needs that word. A word that
 * no entry has as it is written, for which similar ones were searched, counts only in a question of one or two words, and once.
 * @param share how much of the question the best entry has, 0 to 1.
 */
export function isAnswered({ query, text, entries }: AskedWords, matches: WordMatches, best: readonly Ranked[], share: number): boolean {
  const stems = new Set(wordsOf(text).flatMap((word) => (word.stop ? [] : (word.terms[0] ?? [])))).size;
  const exact = ofExactWords(query, matches);
  const least = rareShare(entries);
  const rare = exact & ofRareWords(matches, entries) & (share < least ? ofNames(query, matches) : -1);
  return best.some(({ matched, parts }) => {
    const [same, alike] = [bitCount(matched & exact) + ((parts['when'] ?? 0) > 0 ? 1 : 0), bitCount(matched)];
    if ((matched & rare) !== 0 || same >= WORDS_NEEDED) return true;
    return stems <= WORDS_NEEDED && alike >= stems && same >= stems - 1;
  });
}

/** The confidence where words do not answer: the entries stay in order, and `--min-score 0` shows them. */
export function unsure(confidence: number): number {
  return Math.min(confidence, BY_CHANCE);
}

/** The bits of the words that were searched as they are written. */
function ofExactWords({ terms }: Query, { asked }: WordMatches): number {
  const exact = new Set(terms.flatMap(({ answers, approximate, boost }) => (approximate === true || boost < 1 ? [] : answers)));
  return bitsOf(asked, (word) => exact.has(word));
}

function ofRareWords({ asked, frequency }: WordMatches, entries: number): number {
  const most = Math.max(RARE.entries, entries * RARE.share, Math.min(RARE.most, RARE.few / entries));
  return bitsOf(asked, (_, n) => (frequency[n] as number) <= most);
}

function rareShare(entries: number): number {
  const { most, small, large } = RARE_SHARE;
  return most * Math.min(1, Math.max(0, Math.log(entries / small) / Math.log(large / small)));
}

function ofNames({ text }: Query, { asked }: WordMatches): number {
  const names = new Set(namesIn(text).flatMap((name) => indexTerms(name)));
  return bitsOf(asked, (word) => names.has(word));
}

/** One bit a word, for as many as `matched` has. */
function bitsOf(asked: readonly string[], isMeant: (word: string, n: number) => boolean): number {
  let bits = 0;
  for (const [n, word] of asked.slice(0, 31).entries()) if (isMeant(word, n)) bits |= 1 << n;
  return bits;
}

function bitCount(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count += 1;
  return count;
}
