/** The order of hits once they are scored: ties, the newest of several statements, copies, what replaced what. Pure. */
import { compareText } from '../../base/order.js';
import { stretchesOf } from './conversation.js';
import { hashOf } from '../lexical/segment-build.js';
import { replacements } from '../lexical/superseded.js';
import { indexTerms, isObjectId } from '../text/tokenize.js';
import { idOf, pathOf, slotOf, subjectOf, textOf, tierOf, type LexicalIndex } from '../lexical/lexical-index.js';

export interface Ranked {
  readonly slot: number;
  readonly score: number;
  readonly parts: Readonly<Record<string, number>>;
  /** What the parts are to be multiplied by to add up to the score; 1 if left out. */
  readonly unit?: number;
  /** Bit n: the entry has the n-th word of the question. */
  readonly matched: number;
  /** How many entries say the same, this one among them; left out for one. */
  readonly copies?: number;
}

/** Statements with the same words of the question are of one thing if they share this part of all their words (Dice) ... */
const SAME_STATEMENT = 0.6;
/** ... or begin alike, with all that was asked, two words at least, in the beginning: "the port of Redis is" 6379, 6380. */
const SHORTEST_BEGINNING = 2;
const STATEMENTS_COMPARED = 50;
/** Texts read of one index that are kept. */
const KEPT_MOST = 16_000;
/** What is left of a replaced entry's score. */
const REPLACED = 0.7;

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

/** The scores are rounded so that the last bits of an addition decide nothing. */
export function rounded(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}

/** The parts that add up to the score. */
export function partsOf({ parts, unit = 1 }: Pick<Ranked, 'parts' | 'unit'>): Record<string, number> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, rounded(part * unit)]));
}

/** All steps after scoring, in their order. @param asked the words that the bits of `matched` stand for. */
export function finalOrder(
  index: LexicalIndex,
  ranked: readonly Ranked[],
  asked: readonly string[],
  allowed: (slot: number) => boolean,
): Ranked[] {
  const into = new Map<number, number>();
  return replacedBelow(index, newestStatementFirst(index, withoutCopies(index, ranked, into), asked), into, allowed);
}

// ---------------------------------------------------------------- copies

/**
 * Entries that say the same word for word, object ids and times aside, are one hit: the newest that holds, in the place of the best; of turns the
 * newest in the best one's conversation, for what "yes" says is said around it. A time or a person that the question names comes before that.
 * @param into gets what each of the others went into, by slot.
 */
function withoutCopies(index: LexicalIndex, ranked: readonly Ranked[], into: Map<number, number>): Ranked[] {
  const alike = new Map<string, Ranked[]>();
  for (const hit of ranked)
    addTo(alike, `${tierOf(index, hit.slot)} ${hit.matched} ${subjectOf(index, hit.slot) || index.length[hit.slot]}`, hit);
  const groups = new Map<string, Ranked[]>();
  for (const [key, hits] of alike) {
    // Texts are read only where what the index knows of them is the same.
    for (const hit of hits) addTo(groups, `${key} ${hits.length === 1 ? '' : sayingOf(index, hit.slot)}`, hit);
  }
  if (groups.size === ranked.length) return [...ranked];
  const { of } = stretchesOf(index);
  const kept = Array.from(groups.values(), (group): Ranked => {
    const best = group[0] as Ranked;
    if (group.length === 1) return best;
    const fitting = group.filter((hit) => isAskedAlike(best, hit) && (index.turn[hit.slot] !== 1 || of[hit.slot] === of[best.slot]));
    const newest = newestOf(index, fitting);
    for (const { slot } of group) into.set(slot, newest.slot);
    return { ...moved(newest, best.score), copies: group.length };
  });
  return sorted(index, kept);
}

/** Of those that hold, if any does. */
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
 * All but case, spaces and the punctuation around words: "not" is a word here, and C++ is not C#. Which commit of which branch it is, is not
 * what a commit says.
 */
function sayingOf(index: LexicalIndex, slot: number): string {
  return kept(sayings, index, slot, () => {
    const text = textOf(index, slot).replace(COMMIT_OF, '').toLowerCase();
    const words = text.split(/\s+/).map((word) => word.replace(AROUND, ''));
    return words.filter((word) => word !== '' && !isObjectId(word)).join(' ') || text;
  });
}

const COMMIT_OF = /^[0-9a-f]{12} \S+: /;
const AROUND = /^["'`*_~()[\]{}.,;:!?]+|["'`*_~()[\]{}.,;:!?]+$/g;

const sayings = new WeakMap<LexicalIndex, Map<number, string>>();
const termLists = new WeakMap<LexicalIndex, Map<number, Int32Array>>();

/** What was read of an entry is kept for as long as the index is: neighbours in one answer are neighbours in the next. */
function kept<T>(known: WeakMap<LexicalIndex, Map<number, T>>, index: LexicalIndex, slot: number, read: () => T): T {
  let bySlot = known.get(index);
  if (!bySlot || bySlot.size >= KEPT_MOST) known.set(index, (bySlot = new Map()));
  let value = bySlot.get(slot);
  if (value === undefined) bySlot.set(slot, (value = read()));
  return value;
}

/** Hashes of an entry's terms, each once, in order, without object ids: many are kept, and numbers are small and soon compared. */
function termsOf(index: LexicalIndex, slot: number): Int32Array {
  return kept(termLists, index, slot, () =>
    Int32Array.from(new Set(indexTerms(textOf(index, slot)).filter((term) => !isObjectId(term))), (term) => hashOf(term) | 0),
  );
}

// ---------------------------------------------------------------- newest statement

/** Among the best, statements of one thing trade places until the newest stands where the best stood. */
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
      if (may && isSameStatement(index, first.slot, hit.slot, wordsAt(asked, first.matched))) group.push(other);
    }
    for (const member of group) placed.add(member);
    if (group.length === 1) continue;
    const newest = group.map((member) => top[member] as Ranked).sort((a, b) => newerFirst(index, a.slot, b.slot));
    for (const [n, place] of group.entries()) out[place] = moved(newest[n] as Ranked, (top[place] as Ranked).score);
  }
  return sorted(index, [...out, ...ranked.slice(STATEMENTS_COMPARED)]);
}

/** Whether two have the same of the question: a newer one is no better answer if the question names a time or a person, and it is of another. */
function isAskedAlike(one: Ranked, other: Ranked): boolean {
  return one.matched === other.matched && one.parts['when'] === other.parts['when'] && one.parts['who'] === other.parts['who'];
}

/** A hit with another's score; what it got for being newer, or lost for being older, is a part like any other. */
function moved(hit: Ranked, score: number): Ranked {
  if (hit.score === score) return hit;
  return { ...hit, score, parts: { ...hit.parts, newer: rounded((hit.parts['newer'] ?? 0) + score - hit.score) } };
}

function wordsAt(asked: readonly string[], matched: number): string[] {
  return asked.filter((_, n) => n < 31 && (matched & (1 << n)) !== 0);
}

/** @param words what both have of the question. Turns of a conversation begin with names and thanks, which say nothing. */
function isSameStatement(index: LexicalIndex, one: number, other: number, words: readonly string[]): boolean {
  const [a, b] = [termsOf(index, one), termsOf(index, other)];
  if (dice(a, b) >= SAME_STATEMENT) return true;
  if (index.turn[one] === 1 || index.turn[other] === 1 || words.length < SHORTEST_BEGINNING) return false;
  let alike = 0;
  while (alike < a.length && a[alike] === b[alike]) alike += 1;
  const beginning = a.subarray(0, alike);
  return words.every((word) => beginning.includes(hashOf(word) | 0));
}

/** Dice's coefficient of two sets: shared by both against the mean of their sizes. */
function dice(a: Int32Array, b: Int32Array): number {
  const total = a.length + b.length;
  // So far apart in size that even all of the smaller would not do.
  if (2 * Math.min(a.length, b.length) < SAME_STATEMENT * total) return 0;
  let common = 0;
  for (const term of a) if (b.includes(term)) common += 1;
  return (2 * common) / Math.max(1, total);
}

// ---------------------------------------------------------------- replaced

/** A replaced entry loses a part of its score, and what replaced it gets at least what it had; it is brought in if nothing else found it. */
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
