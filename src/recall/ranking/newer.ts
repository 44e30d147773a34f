/**
 * Of statements about one thing the newer goes first, and the older says by what it is overruled, or what else was said. Turns of a conversation are left
 * alone: they lean on each other. It hides nothing. Pure.
 */
import { utcDay } from '../../dates/day.js';
import { relationOf, type Related } from '../../wording/relation.js';
import { idOf, postingsOf, slotsWith, tellOtherFacts, type LexicalIndex } from '../lexical/lexical-index.js';
import { indexTerms } from '../text/tokenize.js';
import { REPLACED, rounded, sorted, type Ranked } from './order.js';
import { isStatement, statementOf, type Statement } from './statement.js';
import { isOfOther, successorsAmong, type Asked } from './successors.js';

/** So many of the best are compared. */
const COMPARED = 30;
/** For so many of them, notes and claims, newer statements are looked for by their own words, since the question may share none with these. */
const FOLLOWED = 5;
/** Words that more entries have do not lead from one statement to another. */
const RARE = { entries: 12, share: 0.005 };
/** So many words must lead from one to the other. */
const LEADING = 2;

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
  asked?: Asked,
): { ranked: Ranked[]; later: ReadonlyMap<number, Later> } {
  const top = ranked.slice(0, COMPARED).filter(({ slot }) => isStatement(index, slot));
  const found = new Map(top.map((hit) => [hit.slot, hit]));
  const told = withClaims(index, top, [...pairsAmong(index, top), ...followed(index, top.slice(0, FOLLOWED), found, allowed)]);
  const pairs =
    asked === undefined
      ? told
      : [
          ...told.filter(({ older, newer, relation }) => relation === 'overrules' || !isOfOther(index, top, asked, older, newer)),
          ...successors(index, top, told, asked),
        ];
  if (pairs.length === 0) return { ranked: [...ranked], later: new Map() };
  const hits = new Map(ranked.map((hit) => [hit.slot, hit]));
  for (const pair of pairs.toSorted((a, b) => (index.atMs[a.newer] as number) - (index.atMs[b.newer] as number))) lift(hits, pair);
  return { ranked: sorted(index, [...hits.values()]), later: laterOf(index, pairs) };
}

interface Pair extends Related {
  readonly older: number;
  readonly newer: number;
}

/** What seems to be said anew in other words; it is never marked. */
function successors(index: LexicalIndex, top: readonly Ranked[], told: readonly Pair[], asked: Asked): Pair[] {
  const isTold = new Set(told.map(({ older, newer }) => `${older} ${newer}`));
  return successorsAmong(index, top, asked, isAskedAlike)
    .filter(({ older, newer }) => !isTold.has(`${older} ${newer}`) && !tellOtherFacts(index, older, newer))
    .map(({ older, newer }) => ({ older, newer, relation: 'same', sure: false, byDenial: false, shared: 0 }));
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

/** What a note does to another, it does to the claim that the other became, whose own time is too coarse to tell; unless somebody said it again since. */
function withClaims(index: LexicalIndex, top: readonly Ranked[], pairs: readonly Pair[]): Pair[] {
  const claims = top.filter(({ slot }) => statementOf(index, slot).isClaim);
  const told = new Set(pairs.map(({ older, newer }) => `${older} ${newer}`));
  return pairs.flatMap((pair) => {
    const { older, newer } = pair;
    const saying = sayingOf(index, older);
    const isAgain = top.some(
      ({ slot }) => (index.atMs[slot] as number) > (index.atMs[newer] as number) && sayingOf(index, slot) === saying,
    );
    const became = isAgain
      ? []
      : claims.filter(({ slot }) => slot !== older && sayingOf(index, slot) === saying && !told.has(`${slot} ${newer}`));
    return [pair, ...became.map(({ slot }) => ({ ...pair, older: slot }))];
  });
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
  if (tellOtherFacts(index, older, newer)) return undefined;
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

const counted = new WeakMap<LexicalIndex, Map<string, number>>();

/** How many entries have a stem of `wording`, which writes some of them otherwise than the index does. The best hits of a question share most of theirs. */
function having(index: LexicalIndex, stem: string): number {
  let counts = counted.get(index);
  if (!counts) counted.set(index, (counts = new Map()));
  let count = counts.get(stem);
  if (count === undefined) {
    const ofTerm = (term: string): number => postingsOf(index, term).reduce((sum, { start, end }) => sum + end - start, 0);
    count = stem.endsWith('y') ? Math.max(ofTerm(stem), ofTerm(`${stem.slice(0, -1)}i`)) : ofTerm(stem);
    counts.set(stem, count);
  }
  return count;
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
