/**
 * Of statements about one thing the newer goes first, and the older says by what it is overruled, or what else was said. Turns of a conversation are left
 * alone: they lean on each other. It hides nothing. Pure.
 */
import { utcDay } from '../../dates/day.js';
import { COMMIT_KINDS, readCommitText } from '../../memory/commit-text.js';
import { relationOf, saidIn, type Related, type Said } from '../../wording/relation.js';
import { docOf, idOf, postingsOf, slotsWith, type LexicalIndex } from '../lexical/lexical-index.js';
import { undatedText } from '../text/document.js';
import { indexTerms } from '../text/tokenize.js';
import { REPLACED, rounded, sorted, type Ranked } from './order.js';

/** So many of the best are compared. */
const COMPARED = 30;
/** For so many of them, notes and claims, newer statements are looked for by their own words, since the question may share none with these. */
const FOLLOWED = 5;
/** Words that more entries have do not lead from one statement to another. */
const RARE = { entries: 12, share: 0.005 };
/** So many words must lead from one to the other. */
const LEADING = 2;

interface Statement {
  /** Read when it is compared: most subjects have too little in common with any other. */
  said(): Said;
  /** A subject is a line of many, and says little. */
  readonly isCommit: boolean;
  /** Of a topic. */
  readonly isClaim: boolean;
  /** Code states nothing. */
  readonly isCode: boolean;
  readonly atMs: number;
  readonly text: string;
  readonly words: ReadonlySet<string>;
}

/** What later statements do to a hit. */
export interface Later {
  /** Slot of the newest that overrules it. */
  readonly overruledBy?: number;
  /** Slots of those that give another value of the same thing, newest first. */
  readonly others: readonly number[];
}

/** The order in which newer statements stand before what they overrule, and each hit's later ones. */
export function newerBefore(
  index: LexicalIndex,
  ranked: readonly Ranked[],
  allowed: (slot: number) => boolean,
): { ranked: Ranked[]; later: ReadonlyMap<number, Later> } {
  const top = ranked.slice(0, COMPARED).filter(({ slot }) => isStatement(index, slot));
  const found = new Map(top.map((hit) => [hit.slot, hit]));
  const pairs = [...pairsAmong(index, top), ...followed(index, top.slice(0, FOLLOWED), found, allowed)];
  if (pairs.length === 0) return { ranked: [...ranked], later: new Map() };
  const hits = new Map(ranked.map((hit) => [hit.slot, hit]));
  for (const pair of pairs.toSorted((a, b) => (index.atMs[a.newer] as number) - (index.atMs[b.newer] as number))) lift(hits, pair);
  return { ranked: sorted(index, [...hits.values()]), later: laterOf(index, pairs) };
}

interface Pair extends Related {
  readonly older: number;
  readonly newer: number;
}

function pairsAmong(index: LexicalIndex, top: readonly Ranked[]): Pair[] {
  return top.flatMap((one, at) =>
    top.slice(at + 1).flatMap((other) => {
      const [older, newer] = (index.atMs[one.slot] as number) < (index.atMs[other.slot] as number) ? [one, other] : [other, one];
      const related = isAskedAlike(older, newer) ? between(index, older.slot, newer.slot) : undefined;
      // What may be of another thing must have all words of the question that the other has.
      return related === undefined || ((related.relation === 'same' || !related.sure) && (newer.matched & older.matched) !== older.matched)
        ? []
        : [{ older: older.slot, newer: newer.slot, ...related }];
    }),
  );
}

/** False where one fits a time or a person of the question better: then the newer is not the better answer. */
function isAskedAlike(one: Ranked, other: Ranked): boolean {
  return one.parts['when'] === other.parts['when'] && one.parts['who'] === other.parts['who'];
}

function between(index: LexicalIndex, older: number, newer: number): Related | undefined {
  const [one, other] = [statementOf(index, older), statementOf(index, newer)];
  if (one.atMs <= 0 || one.atMs >= other.atMs || one.text === other.text || one.isCode || other.isCode) return undefined;
  // A claim knows the day of its evidence alone: what it quotes would be newer than it.
  if ((one.isClaim || other.isClaim) && utcDay(one.atMs) === utcDay(other.atMs)) return undefined;
  if (index.superseded.has(idOf(index, older)) || index.superseded.has(idOf(index, newer))) return undefined;
  const strict = one.isCommit && other.isCommit;
  if (strict && !isNear(one, other)) return undefined;
  return relationOf(one.said(), other.said(), { having: (stem) => having(index, stem), strict });
}

/** Two subjects with less in common in their bare words cannot be about one thing. */
const NEAR = 0.3;

function isNear({ words: a }: Statement, { words: b }: Statement): boolean {
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return common >= NEAR * Math.max(a.size, b.size);
}

/** The newer statements that the words of the best hits lead to, though the question does not. */
function followed(
  index: LexicalIndex,
  best: readonly Ranked[],
  found: ReadonlyMap<number, Ranked>,
  allowed: (slot: number) => boolean,
): Pair[] {
  const most = Math.max(RARE.entries, index.liveCount * RARE.share);
  return best.flatMap(({ slot }) => {
    const { text, isCommit } = statementOf(index, slot);
    if (isCommit) return [];
    const counts = new Map<number, number>();
    for (const term of new Set(indexTerms(text))) {
      const slots = slotsWith(index, term, most);
      for (const other of slots) if (other !== slot) counts.set(other, (counts.get(other) ?? 0) + 1);
    }
    return [...counts].flatMap(([newer, count]) => {
      if (count < LEADING || found.has(newer) || !allowed(newer) || !isStatement(index, newer)) return [];
      const related = (index.atMs[newer] as number) > (index.atMs[slot] as number) ? between(index, slot, newer) : undefined;
      return related?.sure !== true || related.relation === 'same' ? [] : [{ older: slot, newer, ...related }];
    });
  });
}

/** How many entries have a stem of `wording`, which writes some of them otherwise than the index does. */
function having(index: LexicalIndex, stem: string): number {
  const counts = [stem, stem.replace(/y$/, 'i')].map((term) =>
    postingsOf(index, term).reduce((sum, { start, end }) => sum + end - start, 0),
  );
  return Math.max(...counts);
}

/** The newer gets at least the score of the older; what is overruled loses a part of its own. */
function lift(hits: Map<number, Ranked>, { older, newer, relation, sure }: Pair): void {
  const was = hits.get(older);
  if (!was) return;
  const hit = hits.get(newer) ?? { slot: newer, score: 0, parts: {}, matched: 0 };
  const least = rounded(Math.max(hit.score, was.score));
  if (least > hit.score) hits.set(newer, withScore(hit, least));
  const most = rounded(
    relation === 'overrules' && sure ? was.score * REPLACED : Math.min(was.score, Math.max(hit.score, was.score * JUST_BELOW)),
  );
  if (most < was.score) hits.set(older, withScore(was, most));
}

/** The factor on the score of an older statement that stands behind a newer one and is not overruled. */
const JUST_BELOW = 0.95;

function withScore(hit: Ranked, score: number): Ranked {
  return { ...hit, score, parts: { ...hit.parts, newer: rounded((hit.parts['newer'] ?? 0) + score - hit.score) } };
}

function laterOf(index: LexicalIndex, pairs: readonly Pair[]): Map<number, Later> {
  const later = new Map<number, Later>();
  const put = (slot: number, { overruledBy, others = [] }: Partial<Later>): void => {
    const known = later.get(slot);
    const by = overruledBy ?? known?.overruledBy;
    const told = new Set(others.map((other) => sayingOf(index, other)));
    const rest = (known?.others ?? []).filter((other) => !told.has(sayingOf(index, other)));
    later.set(slot, { ...(by === undefined ? {} : { overruledBy: by }), others: [...others, ...rest] });
  };
  for (const { older, newer, relation, sure } of pairs.toSorted(
    (a, b) => (index.atMs[a.newer] as number) - (index.atMs[b.newer] as number),
  )) {
    if (!sure) continue;
    if (relation === 'overrules') put(older, { overruledBy: newer });
    if (relation !== 'other value') continue;
    put(older, { others: [newer] });
    put(newer, { others: [older] });
  }
  return later;
}

/** A note and the claim that it became say the same. */
function sayingOf(index: LexicalIndex, slot: number): string {
  return statementOf(index, slot).text.replace(/[.\s]+$/, '');
}

function isStatement(index: LexicalIndex, slot: number): boolean {
  if (index.turn[slot] === 1) return false;
  const kind = index.kinds[index.kind[slot] as number] ?? '';
  return kind === 'note' || kind === 'claim' || kind === 'commit' || kind === 'amend';
}

const statements = new WeakMap<LexicalIndex, Map<number, Statement>>();

function statementOf(index: LexicalIndex, slot: number): Statement {
  let bySlot = statements.get(index);
  if (!bySlot || bySlot.size >= KEPT_MOST) statements.set(index, (bySlot = new Map()));
  let statement = bySlot.get(slot);
  if (statement === undefined) bySlot.set(slot, (statement = read(index, slot)));
  return statement;
}

/** As many as are met again within a few questions. */
const KEPT_MOST = 2000;

/** Numbers of issues and of pull requests are no values, and the type of a commit is no thing. */
const ASIDE = /^[a-z]{2,12}(?:\([^)]*\))?!?:\s|(?:\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?|see)\s+)?(?:\(?#\d+\)?|GH-\d+)/gi;

const CODE_SIGN = /[(){}[\]=;<>]/g;
/** Prose has such a sign more rarely than once in so many characters. */
const CODE_SIGN_EACH = 25;
const WORD = /[\p{L}\p{N}]{2,}/gu;

function read(index: LexicalIndex, slot: number): Statement {
  const { text: whole, tier, kind, atMs, ours } = docOf(index, slot);
  const isCommit = ours && COMMIT_KINDS.has(kind);
  const text = isCommit ? (readCommitText(whole)?.subject ?? whole).replace(ASIDE, ' ') : tier === 'ltm' ? undatedText(whole) : whole;
  const isCode = (text.match(CODE_SIGN)?.length ?? 0) * CODE_SIGN_EACH > text.length;
  let said: Said | undefined;
  return {
    said: () => (said ??= saidIn(text)),
    isCommit,
    isClaim: tier === 'ltm',
    isCode,
    atMs,
    text,
    words: new Set(text.toLowerCase().match(WORD)),
  };
}
