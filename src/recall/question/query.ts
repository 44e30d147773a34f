/** Plans a search: from a question to terms of the index, with joined and split words, prefixes and misspellings. Pure. */
import { byText } from '../../base/order.js';
import { inTwoForms } from '../../base/two-forms.js';
import { termsNear } from './misspelt.js';
import { isObjectId, wordsOf, type Word } from '../text/tokenize.js';
import { isKnown, termsBeginning, type LexicalIndex } from '../lexical/lexical-index.js';

/** One term to look for. */
export interface QueryTerm {
  readonly term: string;
  /** Terms of the question that it stands for: itself, or the two words that it joins. */
  readonly answers: readonly string[];
  /** Below 1 for a word of similar meaning. */
  readonly boost: number;
  /** Terms of the index to search for it: itself with weight 1, longer or differently spelt ones with less. */
  readonly candidates: readonly { readonly term: string; readonly weight: number }[];
  /** Set if it stands for a word that no entry has: its halves, longer words, other spellings. */
  readonly approximate?: true;
}

export interface Query {
  readonly text: string;
  readonly terms: readonly QueryTerm[];
  /** Set if the question has nothing but stop words: the words themselves, to be searched for literally. */
  readonly literal: readonly string[];
}

/** Stemmed words for one kind of change: a question with "replaced" must find the commit that says "switch from". */
const CHANGES: readonly (readonly string[])[] = [
  ['drop', 'remov', 'delet'],
  ['replac', 'switch', 'migrat'],
  ['updat', 'upgrad', 'bump'],
  ['add', 'introduc'],
  ['fix', 'repair', 'resolv'],
];
const SAME_CHANGE = 0.5;
const SHORTEST_PREFIX = 3;
const SHORTEST_FUZZY = 4;
const LETTERS = inTwoForms(String.raw`^[\p{L}_-]+$`, 'u');
/** A shorter half would match by accident ("on" + "line"). */
const SHORTEST_HALF = 3;

/** The terms to search for. Prefixes and misspellings are tried only for words that no entry has, so that an exact word stays exact. */
export function planQuery(index: LexicalIndex, text: string): Query {
  const words = wordsOf(text);
  const kept = words.filter((word) => !word.stop);
  if (kept.length === 0) return { text, terms: [], literal: words.map(({ surface }) => surface.toLowerCase()) };
  const terms = new Map<string, QueryTerm>();
  const add = (term: QueryTerm): void => void (terms.has(term.term) || terms.set(term.term, term));
  for (const word of kept) for (const term of termsFor(index, word)) add(term);
  const asked = Array.from(terms.keys());
  for (const term of asked) {
    for (const other of CHANGES.find((group) => group.includes(term)) ?? []) {
      if (isKnown(index, other)) add({ ...exact(other), answers: [term], boost: SAME_CHANGE });
    }
  }
  for (const [at, word] of words.entries()) {
    const next = words[at + 1];
    const joined = next && !word.stop && !next.stop ? wordsOf(`${word.surface}${next.surface}`)[0]?.terms[0] : undefined;
    if (joined === undefined || !isKnown(index, joined)) continue;
    add({ ...exact(joined), answers: [...word.terms, ...(next?.terms ?? [])] });
  }
  return { text, terms: [...terms.values()], literal: [] };
}

function exact(term: string): QueryTerm {
  return { term, answers: [term], boost: 1, candidates: [{ term, weight: 1 }] };
}

function termsFor(index: LexicalIndex, word: Word): QueryTerm[] {
  const known = word.terms.filter((term) => isKnown(index, term));
  if (known.length > 0) return known.map(exact);
  const whole = word.terms[0] as string;
  const halves = split(index, word.surface.toLowerCase());
  if (halves.length > 0) return halves.map((half) => ({ ...exact(half), approximate: true }));
  const identifier = isObjectId(whole) || /\d/.test(whole);
  const longer = whole.length >= SHORTEST_PREFIX ? termsBeginning(index, whole) : [];
  if (longer.length > 0)
    return [{ ...exact(whole), candidates: longer.map((term) => ({ term, weight: prefixWeight(term, whole) })), approximate: true }];
  // A wrong digit makes another number, not a misspelling.
  if (identifier || whole.length < SHORTEST_FUZZY || !LETTERS(whole).test(whole)) return [];
  const edits = whole.length < 6 ? 1 : 2;
  const alike = new Map(
    index.segments.flatMap((segment) => termsNear(segment, whole, edits)).map(({ term, distance }) => [term, distance]),
  );
  const candidates = [...alike].map(([term, distance]) => ({ term, weight: fuzzyWeight(term, distance) }));
  return [{ ...exact(whole), candidates: candidates.sort(byText(({ term }) => term)), approximate: true }];
}

/** MiniSearch's weight of a longer term: the more letters are added, the less, and always below 0.375. */
function prefixWeight(term: string, prefix: string): number {
  return (0.375 * term.length) / (term.length + 0.3 * (term.length - prefix.length));
}

function fuzzyWeight(term: string, distance: number): number {
  return (0.45 * term.length) / (term.length + distance);
}

/** Splits a word that no entry has into two that entries have: "lockfile" into "lock" and "file". */
function split(index: LexicalIndex, word: string): string[] {
  if (!/^[a-z]+$/.test(word)) return [];
  for (let at = SHORTEST_HALF; at <= word.length - SHORTEST_HALF; at++) {
    const halves = [word.slice(0, at), word.slice(at)].map((half) => wordsOf(half)[0]);
    if (halves.some((half) => !half || half.stop)) continue;
    const found = halves.map((half) => half?.terms[0] as string);
    if (found.every((half) => isKnown(index, half))) return found;
  }
  return [];
}
