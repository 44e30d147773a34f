/** Orders scored hits: breaks ties, folds copies, puts the newest statement first and replaced entries below their replacements. Pure. */
import { compareText } from '../../base/order.js';
import { readCommitText, withoutCommitHead } from '../../memory/commit-text.js';
import { BASES } from './commit-ids.js';
import { stretchesOf } from './conversation.js';
import { hashOf } from '../lexical/segment-build.js';
import { replacements } from '../lexical/superseded.js';
import { indexTerms, isObjectId } from '../text/tokenize.js';
import { idOf, pathOf, slotOf, subjectOf, tellOtherFacts, textOf, tierOf, type LexicalIndex } from '../lexical/lexical-index.js';

export interface Ranked {
  readonly slot: number;
  readonly score: number;
  readonly parts: Readonly<Record<string, number>>;
  /** The factor by which the parts must be multiplied to add up to the score. Default: 1. */
  readonly unit?: number;
  /** Bit n is set if the entry has the n-th word of the question. */
  readonly matched: number;
  /** How many entries have the same text, this one included; left out for one. */
  readonly copies?: number;
  /** Slots of the commits that this one took in by a squash, the best first. */
  readonly took?: readonly number[];
}

/** Two statements with the same words of the question are about one thing if they share this part of all their words (Dice) ... */
const SAME_STATEMENT = 0.6;
/** ... or if their common beginning has all these words, at least two: "the port of Redis is" 6379, 6380. */
const SHORTEST_BEGINNING = 2;
const STATEMENTS_COMPARED = 50;
/** The most decoded texts that are cached for one index. */
const KEPT_MOST = 16_000;
/** The factor on a replaced entry's score. */
export const REPLACED = 0.7;

/** The total order of all hits: score, then newest (time, then file and line), then id. */
export function sorted(index: LexicalIndex, ranked: readonly Ranked[]): Ranked[] {
  return [...ranked].sort((a, b) => b.score - a.score || newerFirst(index, a.slot, b.slot));
}

function newerFirst(index: LexicalIndex, a: number, b: number): number {
  return (
    (index.atMs[b] as number) - (index.atMs[a] as number) ||
    compareText(pathOf(index, b), pathOf(index, a)) ||
    (index.line[b] as number) - (index.line[a] as number) ||
    compareText(idOf(index, a), idOf(index, b))
  );
}

/** A score rounded to 1e-6, so that the last bits of an addition decide no order. */
export function rounded(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}

/** The parts that add up to the score. */
export function partsOf({ parts, unit = 1 }: Pick<Ranked, 'parts' | 'unit'>): Record<string, number> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, rounded(part * unit)]));
}

/** Runs all steps after scoring, in their order. @param asked the words that the bits of `matched` stand for. */
export function finalOrder(
  index: LexicalIndex,
  ranked: readonly Ranked[],
  asked: readonly string[],
  allowed: (slot: number) => boolean,
): Ranked[] {
  const into = new Map<number, number>();
  return replacedBelow(index, newestStatementFirst(index, withoutCopies(index, ranked, asked, into), asked), into, allowed);
}

// ---------------------------------------------------------------- copies

/**
 * Folds entries with the same text (object ids and times aside) into one hit: the newest that is not replaced, in the place of the best. Of turns
 * it is the newest in the best one's conversation, because "yes" means nothing without it. Only hits with equal parts `when` and `who` compete,
 * so that a time or a person in the question decides first.
 * @param into gets, by slot, the slot that each entry was folded into.
 */
function withoutCopies(index: LexicalIndex, ranked: readonly Ranked[], asked: readonly string[], into: Map<number, number>): Ranked[] {
  const counted = asked.reduce((bits, word, n) => (n < 31 && PICKED_WORDS.has(word) ? bits & ~(1 << n) : bits), -1);
  const alike = new Map<string, Ranked[]>();
  for (const hit of ranked) {
    const subject = subjectOf(index, hit.slot);
    addTo(alike, `${tierOf(index, hit.slot)} ${hit.matched & (subject === 0 ? -1 : counted)} ${subject || index.length[hit.slot]}`, hit);
  }
  const groups = new Map<string, Ranked[]>();
  for (const [key, hits] of alike) {
    // Texts are decoded only where the columns are equal.
    for (const hit of hits) addTo(groups, `${key} ${hits.length === 1 ? '' : sayingOf(index, hit.slot)}`, hit);
  }
  if (groups.size === ranked.length) return [...ranked];
  const { of } = stretchesOf(index);
  const kept = Array.from(groups.values(), (group): Ranked => {
    const best = group[0] as Ranked;
    if (group.length === 1) return best;
    const isCommit = subjectOf(index, best.slot) !== 0;
    const fitting = group.filter((hit) =>
      isCommit ? isOfTimeAndPersonOf(best, hit) : isAskedAlike(best, hit) && (index.turn[hit.slot] !== 1 || of[hit.slot] === of[best.slot]),
    );
    const newest = newestOf(index, isCommit ? onBase(index, fitting) : fitting);
    for (const { slot } of group) into.set(slot, newest.slot);
    return { ...moved(newest, best.score), copies: group.length };
  });
  return sorted(index, kept);
}

/** Of copies of one commit those that were made on the base; where none was, those that were not picked from elsewhere. */
function onBase(index: LexicalIndex, group: readonly Ranked[]): readonly Ranked[] {
  const based = group.filter(({ slot }) => BASES.has(readCommitText(textOf(index, slot))?.branch ?? ''));
  if (based.length > 0) return based;
  const first = group.filter(({ slot }) => textOf(index, slot).search(PICKED) < 0);
  return first.length > 0 ? first : group;
}

/** The newest that is not replaced; if all are, the newest. */
function newestOf(index: LexicalIndex, group: readonly Ranked[]): Ranked {
  const holding = group.filter(({ slot }) => !index.superseded.has(idOf(index, slot)));
  return (holding.length > 0 ? holding : [...group]).sort((a, b) => newerFirst(index, a.slot, b.slot))[0] as Ranked;
}

function addTo(groups: Map<string, Ranked[]>, key: string, hit: Ranked): void {
  const group = groups.get(key);
  if (group) group.push(hit);
  else groups.set(key, [hit]);
}

/**
 * The text for comparing copies: without case, spaces, the punctuation around words, and the commit's id and branch. Stop words and inner
 * punctuation stay: "not" counts, and C++ is not C#.
 */
function sayingOf(index: LexicalIndex, slot: number): string {
  return kept(sayings, index, slot, () => {
    const text = withoutCommitHead(textOf(index, slot)).replace(PICKED, '').toLowerCase();
    const words = text.replace(AROUND, '$1').split(/\s+/);
    return words.filter((word) => word !== '' && (word.length < SHORTEST_ID || !isObjectId(word))).join(' ') || text;
  });
}

/** What `git cherry-pick -x` adds to a message. */
const PICKED = /\n\s*\(cherry picked from commit [0-9a-f]{7,64}\)/g;
/** Its words in the index, which are not what a commit is asked for. */
const PICKED_WORDS: ReadonlySet<string> = new Set(['cherri', 'pick', 'commit']);
/** Of the whole text in one go: a pattern for each word of two hundred texts takes longer than to score them. */
const AROUND = /(^|\s)["'`*_~()[\]{}.,;:!?]+|["'`*_~()[\]{}.,;:!?]+(?=\s|$)/g;
const SHORTEST_ID = 7;

const sayings = new WeakMap<LexicalIndex, Map<number, string>>();
const termLists = new WeakMap<LexicalIndex, Map<number, Int32Array>>();

/** Caches a value for an entry for as long as the index lives: entries that meet in one answer meet again in the next. */
function kept<T>(known: WeakMap<LexicalIndex, Map<number, T>>, index: LexicalIndex, slot: number, read: () => T): T {
  let bySlot = known.get(index);
  if (!bySlot || bySlot.size >= KEPT_MOST) known.set(index, (bySlot = new Map()));
  let value = bySlot.get(slot);
  if (value === undefined) bySlot.set(slot, (value = read()));
  return value;
}

/** Hashes of an entry's distinct terms, in order, without object ids. Hashes, because they are small to cache and fast to compare. */
function termsOf(index: LexicalIndex, slot: number): Int32Array {
  return kept(termLists, index, slot, () =>
    Int32Array.from(new Set(indexTerms(textOf(index, slot)).filter((term) => !isObjectId(term))), (term) => hashOf(term) | 0),
  );
}

// ---------------------------------------------------------------- newest statement

/** Among the best hits, orders statements about one thing by time: the newest takes the place of the best, and so on. */
function newestStatementFirst(index: LexicalIndex, ranked: readonly Ranked[], asked: readonly string[]): Ranked[] {
  const top = ranked.slice(0, STATEMENTS_COMPARED);
  const placed = new Set<number>();
  const out = [...top];
  for (const [at, first] of top.entries()) {
    if (placed.has(at) || first.matched === 0) continue;
    const group = [at];
    for (let other = at + 1; other < top.length; other++) {
      const hit = top[other] as Ranked;
      const may = !placed.has(other) && isAskedAlike(first, hit) && tierOf(index, hit.slot) === tierOf(index, first.slot);
      if (
        may &&
        !tellOtherFacts(index, first.slot, hit.slot) &&
        isSameStatement(index, first.slot, hit.slot, wordsAt(asked, first.matched))
      )
        group.push(other);
    }
    for (const member of group) placed.add(member);
    if (group.length === 1) continue;
    const newest = group.map((member) => top[member] as Ranked).sort((a, b) => newerFirst(index, a.slot, b.slot));
    for (const [n, place] of group.entries()) out[place] = moved(newest[n] as Ranked, (top[place] as Ranked).score);
  }
  return sorted(index, [...out, ...ranked.slice(STATEMENTS_COMPARED)]);
}

/** True if two hits match the question alike. If not (say in the time or person that it names), the newer is not the better answer. */
function isAskedAlike(one: Ranked, other: Ranked): boolean {
  return one.matched === other.matched && isOfTimeAndPersonOf(one, other);
}

function isOfTimeAndPersonOf(one: Ranked, other: Ranked): boolean {
  return one.parts['when'] === other.parts['when'] && one.parts['who'] === other.parts['who'];
}

/** A hit with another score; the difference becomes the part `newer`. */
function moved(hit: Ranked, score: number): Ranked {
  if (hit.score === score) return hit;
  return { ...hit, score, parts: { ...hit.parts, newer: rounded((hit.parts['newer'] ?? 0) + score - hit.score) } };
}

function wordsAt(asked: readonly string[], matched: number): string[] {
  return asked.filter((_, n) => n < 31 && (matched & (1 << n)) !== 0);
}

/**
 * True if two entries are statements about one thing. A common beginning does not count for turns of a conversation, which begin with names and
 * thanks.
 * @param words the words of the question that both have.
 */
function isSameStatement(index: LexicalIndex, one: number, other: number, words: readonly string[]): boolean {
  const [a, b] = [termsOf(index, one), termsOf(index, other)];
  if (dice(a, b) >= SAME_STATEMENT) return true;
  if (index.turn[one] === 1 || index.turn[other] === 1 || words.length < SHORTEST_BEGINNING) return false;
  let alike = 0;
  while (alike < a.length && a[alike] === b[alike]) alike += 1;
  const beginning = a.subarray(0, alike);
  return words.every((word) => beginning.includes(hashOf(word) | 0));
}

/** Dice's coefficient of two sets: the number of shared elements divided by the mean size. 0 if it cannot reach SAME_STATEMENT. */
function dice(a: Int32Array, b: Int32Array): number {
  const total = a.length + b.length;
  // Even if all of the smaller set were shared, it would not be enough.
  if (2 * Math.min(a.length, b.length) < SAME_STATEMENT * total) return 0;
  let common = 0;
  for (const term of a) if (b.includes(term)) common += 1;
  return (2 * common) / Math.max(1, total);
}

// ---------------------------------------------------------------- replaced

/** Lowers the score of a replaced entry, and raises its replacement to at least the former score; adds the replacement if it was not found. */
function replacedBelow(
  index: LexicalIndex,
  ranked: readonly Ranked[],
  into: ReadonlyMap<number, number>,
  allowed: (slot: number) => boolean,
): Ranked[] {
  if (index.superseded.size === 0) return [...ranked];
  const bySlot = new Map(ranked.map((hit) => [hit.slot, hit]));
  const lifts = new Map<number, number>();
  for (const { slot, score } of ranked) {
    if (!index.supersededAt.has(slot) || score <= 0) continue;
    const chain = replacements(index.superseded, idOf(index, slot));
    const hit = bySlot.get(slot) as Ranked;
    let factor = 1;
    for (let n = 0; n < chain.length; n++) factor *= REPLACED;
    bySlot.set(slot, { ...hit, score: rounded(score * factor), parts: { ...hit.parts, replaced: rounded(score * factor - score) } });
    let left = score * factor;
    for (const id of chain) {
      left /= REPLACED;
      const found = slotOf(index, id);
      const by = into.get(found) ?? found;
      if (by >= 0 && allowed(by)) lifts.set(by, Math.max(lifts.get(by) ?? 0, left));
    }
  }
  for (const [slot, atLeast] of lifts) {
    const hit = bySlot.get(slot) ?? { slot, score: 0, parts: {}, matched: 0 };
    if (hit.score < rounded(atLeast)) {
      bySlot.set(slot, { ...hit, score: rounded(atLeast), parts: { ...hit.parts, replaces: rounded(atLeast - hit.score) } });
    }
  }
  return sorted(index, [...bySlot.values()]);
}
