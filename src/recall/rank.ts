/**
 * Scores and order. One set of weights for notes, commits, chat and code; each weight says what it was measured on. Pure.
 *
 *     score = (words x covered + neighbours) x actor x file x tier x recency
 */
import type { Query } from './query.js';
import { replacements } from './superseded.js';
import { indexTerms } from './tokenize.js';
import { docOf, engineFor, type LexicalIndex } from './view.js';

export interface Ranked {
  readonly slot: number;
  readonly score: number;
  readonly parts: Readonly<Record<string, number>>;
  /** Terms of the question that the entry has. */
  readonly matched: readonly string[];
}

/** MiniSearch's own; k 0.8 to 2 and b 0.3 to 0.9 moved recall by less than a point either way. */
const BM25 = { k: 1.2, b: 0.7, d: 0.5 };
/** Of each neighbouring turn's score: +4 points of recall on conversations; on anything that is no conversation it costs, so it is not applied there. */
const NEIGHBOUR = 0.3;
const SAME_CONVERSATION_MS = 30 * 60_000;
/** The question names who said or did it: +2. */
const ACTOR = 0.5;
const NOBODY: ReadonlySet<string> = new Set(['', 'user', 'agent', 'model', 'kairos']);
/** The rest of the day, or of the topic, speaks of the question's other words: +1. */
const FILE = 0.6;
/** Reviewed knowledge before the raw log, at equal text. */
const LONG_TERM = 0.05;
/** Up to 0.1 costs nothing on questions about the whole past, 0.3 costs 1.3 points. */
const RECENCY = 0.05;
const RECENCY_HALF_LIFE_MS = 30 * 86_400_000;
/** Statements that share this part of their words (Dice) and the same words with the question speak of one thing: the newer stands first. */
const SAME_STATEMENT = 0.6;
const STATEMENTS_COMPARED = 50;
/** What is left of a replaced entry's score. */
const REPLACED = 0.7;

/**
 * Every entry that the question touches and `allowed` lets through, best first.
 * Order: score rounded to 1e-6, then the newest (time, then file and line), then id; a replaced entry below what replaced it.
 */
export function rank(index: LexicalIndex, query: Query, allowed: (slot: number) => boolean, nowMs: number): Ranked[] {
  const found = match(index, query);
  withNeighbours(index, found);
  const files = coverageByFile(index, query, found);
  const named = actorsNamed(index, query);
  const ranked: Ranked[] = [];
  for (const [slot, { words, covered, neighbours, matched }] of found) {
    if (!allowed(slot)) continue;
    const parts = {
      words,
      covered,
      neighbours,
      actor: named.has(index.actor[slot] as string) ? 1 + ACTOR : 1,
      file: 1 + FILE * (files.get(index.path[slot] as string) ?? 0),
      tier: index.tier[slot] === 'ltm' ? 1 + LONG_TERM : 1,
      recency: 1 + RECENCY * Math.exp((-Math.LN2 * Math.max(0, nowMs - (index.atMs[slot] as number))) / RECENCY_HALF_LIFE_MS),
    };
    const score = (words * covered + neighbours) * parts.actor * parts.file * parts.tier * parts.recency;
    ranked.push({ slot, score: rounded(score), parts, matched });
  }
  return replacedBelow(index, newestStatementFirst(index, sorted(index, ranked)), allowed);
}

/** The total order of all hits. */
export function sorted(index: LexicalIndex, ranked: readonly Ranked[]): Ranked[] {
  const { atMs, path, line, id } = index;
  const newest = (a: number, b: number): number =>
    (atMs[b] as number) - (atMs[a] as number) || compare(path[b] as string, path[a] as string) || (line[b] as number) - (line[a] as number);
  return [...ranked].sort((a, b) => b.score - a.score || newest(a.slot, b.slot) || compare(id[a.slot] as string, id[b.slot] as string));
}

interface Match {
  words: number;
  covered: number;
  neighbours: number;
  matched: readonly string[];
}

/** BM25 by MiniSearch, and the share of the question that the entry covers, each term weighing what it tells (its idf). */
function match(index: LexicalIndex, query: Query): Map<number, Match> {
  const found = new Map<number, Match>();
  const engine = engineFor(
    index,
    query.terms.flatMap(({ candidates }) => candidates),
  );
  const queries = query.terms.map(({ term, prefix, fuzzy, boost }) => ({
    queries: [term],
    prefix,
    boostTerm: () => boost,
    ...(fuzzy > 0 ? { fuzzy } : {}),
  }));
  const results = engine.search({ combineWith: 'OR', queries }, { bm25: BM25 });
  const answers = new Map(query.terms.map(({ term, answers: list }) => [term, list]));
  const frequency = new Map<string, number>();
  const matchedIn = results.map((result) => [...new Set(result.queryTerms.flatMap((term) => answers.get(term) ?? []))].sort());
  for (const terms of matchedIn) for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  const weight = (term: string): number => {
    const n = frequency.get(term) ?? 0;
    return Math.log(1 + (index.liveCount - n + 0.5) / (n + 0.5));
  };
  const total = [...frequency.keys()].sort().reduce((sum, term) => sum + weight(term), 0);
  for (const [at, result] of results.entries()) {
    const matched = matchedIn[at] as string[];
    // MiniSearch multiplies by the number of matched terms; `covered` says the same better.
    const words = result.score / Math.max(1, result.queryTerms.length);
    const covered = total > 0 ? matched.reduce((sum, term) => sum + weight(term), 0) / total : 1;
    found.set(result.id as number, { words, covered, neighbours: 0, matched });
  }
  return found;
}

/** A turn of a conversation is half a thought: the answer stands beside the question. */
function withNeighbours(index: LexicalIndex, found: Map<number, Match>): void {
  // Neighbours that join on the way have no words of their own and give nothing on.
  for (const [slot, { words, covered }] of found) {
    if (words === 0 || index.turn[slot] !== true) continue;
    for (const beside of [slot - 1, slot + 1]) {
      if (!inOneConversation(index, slot, beside)) continue;
      const other = found.get(beside) ?? { words: 0, covered: 0, neighbours: 0, matched: [] };
      other.neighbours += NEIGHBOUR * words * covered;
      found.set(beside, other);
    }
  }
}

function inOneConversation(index: LexicalIndex, a: number, b: number): boolean {
  return (
    index.live[b] === 1 &&
    index.turn[b] === true &&
    index.path[a] === index.path[b] &&
    Math.abs((index.atMs[a] as number) - (index.atMs[b] as number)) <= SAME_CONVERSATION_MS
  );
}

/** For each log and topic, the part of the question's terms that any of its entries has. */
function coverageByFile(index: LexicalIndex, query: Query, found: ReadonlyMap<number, Match>): Map<string, number> {
  const files = new Map<string, Set<string>>();
  for (const [slot, { matched }] of found) {
    const path = index.path[slot] as string;
    const terms = files.get(path) ?? new Set();
    for (const term of matched) terms.add(term);
    files.set(path, terms);
  }
  const asked = new Set(query.terms.flatMap(({ answers }) => answers)).size;
  return new Map([...files].map(([path, terms]) => [path, asked > 0 ? terms.size / asked : 0]));
}

function actorsNamed(index: LexicalIndex, query: Query): Set<string> {
  const asked = new Set(query.terms.map(({ term }) => term));
  const actors = [...new Set(index.actor)].filter((actor) => !NOBODY.has(actor));
  return new Set(actors.filter((actor) => indexTerms(actor).some((term) => asked.has(term))));
}

/** Among the best, statements of one thing trade places until the newest stands where the best stood. */
function newestStatementFirst(index: LexicalIndex, ranked: Ranked[]): Ranked[] {
  const top = ranked.slice(0, STATEMENTS_COMPARED);
  const terms = top.map(({ slot }) => new Set(indexTerms(docOf(index, slot).text)));
  const placed = new Set<number>();
  const out = [...top];
  for (const [at, first] of top.entries()) {
    if (placed.has(at) || first.matched.length === 0) continue;
    const group = [at];
    for (let other = at + 1; other < top.length; other++) {
      const same =
        !placed.has(other) &&
        index.tier[first.slot] === index.tier[(top[other] as Ranked).slot] &&
        String(first.matched) === String((top[other] as Ranked).matched) &&
        dice(terms[at] as Set<string>, terms[other] as Set<string>) >= SAME_STATEMENT;
      if (same) group.push(other);
    }
    for (const member of group) placed.add(member);
    const newestFirst = sorted(
      index,
      group.map((member) => ({ ...(top[member] as Ranked), score: 0 })),
    );
    for (const [n, place] of group.entries()) {
      const mover = top.find(({ slot }) => slot === newestFirst[n]?.slot) as Ranked;
      const { score } = top[place] as Ranked;
      out[place] = score === mover.score ? mover : { ...mover, score, parts: { ...mover.parts, newer: rounded(score - mover.score) } };
    }
  }
  return sorted(index, [...out, ...ranked.slice(STATEMENTS_COMPARED)]);
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let common = 0;
  for (const term of a) if (b.has(term)) common += 1;
  return (2 * common) / Math.max(1, a.size + b.size);
}

/** A replaced entry loses a part of its score, and what replaced it gets at least what it had; it is brought in if no word found it. */
function replacedBelow(index: LexicalIndex, ranked: Ranked[], allowed: (slot: number) => boolean): Ranked[] {
  if (index.superseded.size === 0) return ranked;
  const slotOf = new Map<string, number>();
  for (let slot = 0; slot < index.slots; slot++) if (index.live[slot] === 1) slotOf.set(index.id[slot] as string, slot);
  const bySlot = new Map(ranked.map((hit) => [hit.slot, hit]));
  const lifts = new Map<number, number>();
  for (const { slot, score } of ranked) {
    const chain = replacements(index.superseded, index.id[slot] as string);
    if (chain.length === 0) continue;
    const hit = bySlot.get(slot) as Ranked;
    let factor = 1;
    for (let n = 0; n < chain.length; n++) factor *= REPLACED;
    bySlot.set(slot, { ...hit, score: rounded(score * factor), parts: { ...hit.parts, replaced: factor } });
    let left = score * factor;
    for (const id of chain) {
      left /= REPLACED;
      const by = slotOf.get(id);
      if (by !== undefined && allowed(by)) lifts.set(by, Math.max(lifts.get(by) ?? 0, left));
    }
  }
  for (const [slot, atLeast] of lifts) {
    const hit = bySlot.get(slot) ?? { slot, score: 0, parts: {}, matched: [] };
    if (hit.score < rounded(atLeast)) {
      bySlot.set(slot, { ...hit, score: rounded(atLeast), parts: { ...hit.parts, replaces: rounded(atLeast - hit.score) } });
    }
  }
  return sorted(index, [...bySlot.values()]);
}

function rounded(score: number): number {
  return Math.round(score * 1e6) / 1e6;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
