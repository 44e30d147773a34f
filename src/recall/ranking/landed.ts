/**
 * What came to stay goes first: a commit before the entries that only keep the books of branches and tags, and before the steps that left with
 * their branch where a later commit, such as a squash, answers as well. Nothing is left out. Pure.
 */
import { COMMIT_KINDS } from '../../memory/commit-text.js';
import type { Kind } from '../../memory/kinds.js';
import { docOf, type LexicalIndex } from '../lexical/lexical-index.js';
import type { Doc } from '../text/document.js';
import { rounded, sorted, type Ranked } from './order.js';

const BOOKKEEPING: ReadonlySet<string> = new Set(['branch', 'tag', 'reset', 'pull', 'stash', 'rebase'] satisfies Kind[]);
/** Lines of entries about refs that name a commit which nothing holds any more. */
const DROPPED = /^\s*dropped(?: or squashed)? ([0-9a-f]{12})\b/gm;
const NAMED = /\b[0-9a-f]{12}\b/g;
/** So many of the best are looked at. */
const CONSIDERED = 60;
/** The factor on the score of the commit that goes first. */
const BEHIND = 0.7;

interface Looked {
  readonly hit: Ranked;
  readonly doc: Doc;
}

/** The final order, in which bookkeeping stands below commits that answer as well, and dropped steps below one that stayed and is not older. */
export function landedFirst(index: LexicalIndex, ranked: readonly Ranked[]): Ranked[] {
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
  return sorted(index, [...settled.values(), ...ranked.slice(CONSIDERED)]);
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
  if (score <= 0 || hit.score <= score) return hit;
  return { ...hit, score, parts: { ...hit.parts, landed: rounded(score - hit.score) } };
}
