/**
 * What came to stay goes first: a commit before the entries that only keep the books of branches and tags, above all before those that tell of it,
 * and before the steps that left with their branch where a later commit, such as a squash, answers as well. Nothing is left out. Pure.
 */
import { COMMIT_KINDS, readCommitText } from '../../memory/commit-text.js';
import type { Kind } from '../../memory/kinds.js';
import { docOf, type LexicalIndex } from '../lexical/lexical-index.js';
import type { Doc } from '../text/document.js';
import { indexTerms } from '../text/tokenize.js';
import { rounded, sorted, type Ranked } from './order.js';

const BOOKKEEPING: ReadonlySet<string> = new Set(['branch', 'tag', 'reset', 'pull', 'stash', 'rebase'] satisfies Kind[]);
/** Lines of entries about refs that name a commit which nothing holds any more. */
const DROPPED = /^\s*dropped(?: or squashed)? ([0-9a-f]{12})\b/gm;
const NAMED = /\b[0-9a-f]{12}\b/g;
/** So many of the best are looked at. */
const CONSIDERED = 60;
/** The factor on the score of the commit that goes first. */
const BEHIND = 0.7;
/** The factor for an event directly below the commit that took its place. */
const NEXT = 0.99;

interface Looked {
  readonly hit: Ranked;
  readonly doc: Doc;
}

/**
 * The final order, in which bookkeeping stands below commits that answer as well, an event below the commit that it tells of, unless only the event
 * was asked for, and dropped steps below one that stayed and is not older.
 * @param asked the words that the bits of `matched` stand for.
 */
export function landedFirst(index: LexicalIndex, ranked: readonly Ranked[], asked: readonly string[]): Ranked[] {
  const top = ranked.slice(0, CONSIDERED).map((hit): Looked => ({ hit, doc: docOf(index, hit.slot) }));
  const books = top.filter(({ doc }) => doc.ours && BOOKKEEPING.has(doc.kind));
  if (books.length === 0) return [...ranked];
  const dropped = new Set(books.flatMap(({ doc }) => Array.from(doc.text.matchAll(DROPPED), ([, commit = '']) => commit)));
  const commits = top.filter(({ doc }) => doc.ours && COMMIT_KINDS.has(doc.kind));
  const landed = commits.filter(({ doc }) => !dropped.has(doc.commit ?? ''));
  const settled = new Map(top.map((one) => [one, one.hit]));
  for (const step of commits) {
    const later = landed.filter((one) => one !== step && one.doc.atMs >= step.doc.atMs && answers(one, step));
    if (!landed.includes(step)) settled.set(step, atMost(step.hit, best(later) * BEHIND));
  }
  for (const book of books) {
    const named = new Set(book.doc.text.match(NAMED));
    const own = commits.filter((one) => named.has(one.doc.commit ?? '') && answers(one, book));
    const least = Math.min(1, ...own.map((one) => (settled.get(one) as Ranked).score));
    settled.set(book, atMost(book.hit, Math.min(best(commits.filter((one) => answers(one, book))), least) * BEHIND));
  }
  for (const book of books) {
    const told = commits.find((one) => one.doc.commit === book.doc.commit);
    if (told && isAskedForBy(told, book, asked)) settlePair(settled, told, book);
  }
  return sorted(index, [...settled.values(), ...ranked.slice(CONSIDERED)]);
}

/** True unless the question asks for the event alone: by words of which none stands in the subject of its commit. */
function isAskedForBy(told: Looked, book: Looked, asked: readonly string[]): boolean {
  if ((told.hit.matched & book.hit.matched) === book.hit.matched) return true;
  const subject = new Set(indexTerms(readCommitText(told.doc.text)?.subject ?? ''));
  return asked.some((word, n) => n < 31 && (book.hit.matched & (1 << n)) !== 0 && subject.has(word));
}

/** An event that stands above the commit that it tells of gives its place to it. */
function settlePair(settled: Map<Looked, Ranked>, told: Looked, book: Looked): void {
  const [commit, event] = [settled.get(told) as Ranked, settled.get(book) as Ranked];
  if (commit.score > event.score || event.score <= 0) return;
  settled.set(told, withPart(commit, event.score));
  settled.set(book, withPart(event, rounded(event.score * NEXT)));
}

/** True if one has all words of the question that the other has. */
function answers({ hit: one }: Looked, { hit: other }: Looked): boolean {
  return one.matched !== 0 && (one.matched & other.matched) === other.matched;
}

function best(hits: readonly Looked[]): number {
  return Math.max(0, ...hits.map(({ hit }) => hit.score));
}

/** @param most 0: nothing answers as well. */
function atMost(hit: Ranked, most: number): Ranked {
  const score = rounded(most);
  return score <= 0 || hit.score <= score ? hit : withPart(hit, score);
}

function withPart(hit: Ranked, score: number): Ranked {
  return { ...hit, score, parts: { ...hit.parts, landed: rounded((hit.parts['landed'] ?? 0) + score - hit.score) } };
}
