/**
 * How two sentences are built: whether they say one thing of two subjects ("the blog runs on Hugo", "the forum runs on Discourse"), or two things of one subject
 * ("the pool is heated", "the pool closes"). By the words and their order alone. Pure.
 */
import { LEADING_WORDS } from './answers.js';

export interface Frame {
  /** The part of the shorter one's words that both have in one order, without what is asked for. */
  readonly common: number;
  /** Both begin with the same word, articles aside. */
  readonly isOneSubject: boolean;
}

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’_.-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu;

/** The words of a sentence in lower case, in order. */
function wordsInOrder(text: string): string[] {
  return (text.toLowerCase().match(WORD) ?? []).slice(0, LONGEST);
}

/** Longer texts are no sentences. */
const LONGEST = 40;

/** Symmetric. */
export function frameOf(one: string, other: string): Frame {
  const [a, b] = [wordsInOrder(one), wordsInOrder(other)];
  const [first, second] = [a, b].map((words) => words.find((word) => !LEADING_WORDS.has(word)));
  const shorter = Math.min(a.length, b.length);
  return { common: shorter === 0 ? 0 : longestCommon(a, b) / shorter, isOneSubject: first !== undefined && first === second };
}

/** The length of the longest sequence of words that both have in order. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  let row = [0, ...b.map(() => 0)];
  for (const word of a) {
    const next = [0];
    for (let at = 0; at < b.length; at++)
      next.push(word === b[at] ? (row[at] as number) + 1 : Math.max(row[at + 1] as number, next[at] as number));
    row = next;
  }
  return row[b.length] as number;
}
