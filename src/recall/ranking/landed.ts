/**
 * What came to stay goes first: a commit before the entries that only keep the books of branches and tags, above all before those that tell of it,
 * and before the steps that left with their branch where a later commit answers as well. Steps that a squash took in stand under it. Nothing is left out. Pure.
 */
import { COMMIT_KINDS, readCommitText } from '../../memory/commit-text.js';
import { docOf, slotsWith, type LexicalIndex } from '../lexical/lexical-index.js';
import type { Doc } from '../text/document.js';
import { indexTerms } from '../text/tokenize.js';
import { BASES, BOOKKEEPING, commitIds } from './commit-ids.js';
import { rounded, sorted, type Ranked } from './order.js';
import { takenIn } from './squashed.js';

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
  /** Twelve digits of what a commit is now, after rebases; '' for what is no commit. */
  readonly now: string;
  /** What entries of refs may call it: by what it was and is, or by the commits that it took in. */
  readonly names: readonly string[];
  readonly isDropped: boolean;
}

/**
 * The final order, in which bookkeeping stands below commits that answer as well, an event below the commit that it tells of, unless only the event
 * was asked for, and dropped steps below one that stayed and is not older.
 * @param asked the words that the bits of `matched` stand for.
 */
export function landedFirst(
  index: LexicalIndex,
  ranked: readonly Ranked[],
  asked: readonly string[],
  allowed: (slot: number) => boolean,
): Ranked[] {
  const top = looked(index, ranked.slice(0, CONSIDERED));
  const books = top.filter(({ doc }) => doc.ours && BOOKKEEPING.has(doc.kind));
  const all = top.filter(({ doc }) => doc.ours && COMMIT_KINDS.has(doc.kind));
  const taken = takenIn(all, ofSamePaths(index, all, new Set(ranked.map(({ slot }) => slot)), allowed));
  if (books.length === 0 && taken.size === 0) return [...ranked];
  const brought = new Set([...taken.values()].filter((one) => !all.includes(one)));
  const commits = [...all, ...brought].filter((one) => !taken.has(one)).map((one) => withSteps(one, taken));
  const landed = commits.filter(({ isDropped }) => !isDropped);
  const settled = new Map([...top.filter(({ doc }) => !all.some((one) => one.doc === doc)), ...commits].map((one) => [one, one.hit]));
  for (const step of commits) {
    const later = landed.filter((one) => one !== step && one.doc.atMs >= step.doc.atMs && answers(one, step));
    if (!landed.includes(step)) settled.set(step, atMost(step.hit, best(later) * BEHIND));
  }
  for (const book of books) {
    const named = new Set(book.doc.text.match(NAMED));
    const own = commits.filter((one) => one.names.some((name) => named.has(name)) && answers(one, book));
    const least = Math.min(1, ...own.map((one) => (settled.get(one) as Ranked).score));
    settled.set(book, atMost(book.hit, Math.min(best(commits.filter((one) => answers(one, book))), least) * BEHIND));
  }
  for (const book of books) {
    const told = commits.find((one) => one.names.includes(book.doc.commit ?? ''));
    if (told && isAskedForBy(told, book, asked)) settlePair(settled, told, book);
  }
  return sorted(index, [...settled.values(), ...ranked.slice(CONSIDERED)]);
}

function looked(index: LexicalIndex, hits: readonly Ranked[]): Looked[] {
  const { became, dropped } = commitIds(index);
  return hits.map((hit) => {
    const doc = docOf(index, hit.slot);
    const now = became.get(doc.commit ?? '') ?? doc.commit ?? '';
    const isLost = COMMIT_KINDS.has(doc.kind) && readCommitText(doc.text)?.lost === true;
    return {
      hit,
      doc,
      now,
      names: [doc.commit ?? '', now].filter((name) => name !== ''),
      isDropped: isLost || dropped.has(doc.commit ?? '') || dropped.has(now),
    };
  });
}

/** Later commits that change what steps off the base change, though the question did not find them: a squash has words of its own. */
function ofSamePaths(
  index: LexicalIndex,
  all: readonly Looked[],
  found: ReadonlySet<number>,
  allowed: (slot: number) => boolean,
): Looked[] {
  const slots = new Set<number>();
  for (const { doc, isDropped } of all.slice(0, FOLLOWED)) {
    const read = readCommitText(doc.text);
    if (!read || (!isDropped && BASES.has(read.branch))) continue;
    for (const { path } of read.changes)
      for (const slot of slotsWith(index, path.toLowerCase(), SHARED_MOST)) {
        const isCommit = COMMIT_KINDS.has(index.kinds[index.kind[slot] as number] ?? '');
        if (isCommit && !found.has(slot) && allowed(slot) && (index.atMs[slot] as number) >= doc.atMs) slots.add(slot);
      }
  }
  return looked(
    index,
    Array.from(slots, (slot) => ({ slot, score: 0, parts: {}, matched: 0 })),
  ).filter(({ doc }) => doc.ours);
}

/** For so many of the best commits, by paths that so many entries have at most. */
const FOLLOWED = 10;
const SHARED_MOST = 40;

/** A squash has at least the score of what it took in, and the words of the question that those have. */
function withSteps(squash: Looked, taken: ReadonlyMap<Looked, Looked>): Looked {
  const steps = [...taken].flatMap(([step, by]) => (by === squash ? [step] : []));
  if (steps.length === 0) return squash;
  const most = best(steps);
  const lifted = squash.hit.score < most ? withPart(squash.hit, most) : squash.hit;
  const matched = steps.reduce((bits, { hit }) => bits | hit.matched, lifted.matched);
  return {
    ...squash,
    hit: { ...lifted, matched, took: steps.map(({ hit }) => hit.slot) },
    names: [...squash.names, ...steps.flatMap(({ names }) => names)],
  };
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
