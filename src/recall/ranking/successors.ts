/**
 * Notes and claims that say anew, in other words, what an older one says: which the question asks for as well, and which stands out from all else by its meaning.
 * They only go before the older one; nothing is marked. It needs the meanings of texts. Pure.
 */
import { likenessOf, type Nearness, type Reading } from '../../wording/successor.js';
import { saidIn, type Said } from '../../wording/relation.js';
import { WINDOW } from '../lexical/segment.js';
import { idOf, type LexicalIndex } from '../lexical/lexical-index.js';
import type { Meaning, MeaningScores } from './meaning.js';
import type { Ranked } from './order.js';
import { isStatement, statementOf } from './statement.js';

/** A question, and how near in meaning each entry is to it. */
export interface Asked {
  readonly text: string;
  readonly said: Said;
  /** By slot, 0 to 1. */
  readonly cosine: Float64Array;
  /** By slot: 1 if it is embedded. */
  readonly known: Uint8Array;
  readonly meaning: Meaning;
}

/** Undefined where meaning is not known. */
export function askedOf(text: string, meaning: Meaning | undefined, means: MeaningScores | undefined): Asked | undefined {
  return meaning && means ? { text, said: saidIn(text), meaning, cosine: means.cosine, known: means.known } : undefined;
}

/** One of so many of the best may be the older one ... */
const OLDER_MOST = 3;
/** ... and one of so many the newer. */
const NEWER_MOST = 8;
/** A text of another thing has so much of the question at least now and then. */
const NOISE = 0.25;

/** Pairs of which the newer belongs before the older. @param top best first. @param isAskedAlike whether two fit times and persons of the question alike. */
export function successorsAmong(
  index: LexicalIndex,
  top: readonly Ranked[],
  asked: Asked,
  isAskedAlike: (one: Ranked, other: Ranked) => boolean,
): { older: number; newer: number }[] {
  const told = top.filter(({ slot }) => isTold(index, slot) && asked.known[slot] === 1);
  const pairs: { older: number; newer: number }[] = [];
  for (const [at, older] of told.slice(0, OLDER_MOST).entries()) {
    for (const newer of told.slice(at + 1, NEWER_MOST)) {
      const [one, other] = [statementOf(index, older.slot), statementOf(index, newer.slot)];
      if (one.atMs <= 0 || one.atMs >= other.atMs || one.text === other.text || !isAskedAlike(older, newer)) continue;
      if (isSuccessor(index, told, asked, older.slot, newer.slot)) pairs.push({ older: older.slot, newer: newer.slot });
    }
  }
  return pairs;
}

/** A likeness below it says that the newer is about another thing. */
const OF_OTHER = -1;

/** True where the question asks for what the older says of a thing, and the newer says it of another one; whatever else stands beside the two. */
export function isOfOther(index: LexicalIndex, top: readonly Ranked[], asked: Asked, older: number, newer: number): boolean {
  if (!top.slice(0, OLDER_MOST).some(({ slot }) => slot === older)) return false;
  const near = nearnessOf(index, [], asked, older, newer);
  return near !== undefined && likenessOf(readingOf(index, older), readingOf(index, newer), asked, near) < OF_OTHER;
}

function isSuccessor(index: LexicalIndex, top: readonly Ranked[], asked: Asked, older: number, newer: number): boolean {
  const near = nearnessOf(index, top, asked, older, newer);
  if (!near) return false;
  const isCrowd = near.others >= CROWD.least;
  if (isCrowd ? !isFirstInCrowd(near) : near.newer < FEW.least || (near.newer < FEW.newer && near.both < FEW.both)) return false;
  return likenessOf(readingOf(index, older), readingOf(index, newer), asked, near) > (isCrowd ? CROWD.likeness : FEW.likeness);
}

/** With so many others, most of what is newer speaks of another thing: the newer must be near the question and the older, and far ahead of the others. */
const CROWD = { least: 3, newer: 0.4, both: 0.45, ahead: 0.12, likeness: 0.6 };
/** Among a few notes what comes second mostly speaks of the same thing, unless it is far from both. */
const FEW = { least: 0.1, newer: 0.2, both: 0.35, likeness: -0.6 };

function isFirstInCrowd({ newer, both, third }: Nearness): boolean {
  return newer >= CROWD.newer && both >= CROWD.both && newer - third >= CROWD.ahead;
}

function readingOf(index: LexicalIndex, slot: number): Reading {
  const { text, said } = statementOf(index, slot);
  return { text, said: said() };
}

function nearnessOf(
  index: LexicalIndex,
  top: readonly Ranked[],
  { cosine, meaning }: Asked,
  older: number,
  newer: number,
): (Nearness & { readonly others: number }) | undefined {
  const both = cosineOf(index, meaning, older, newer);
  if (both === undefined) return undefined;
  const own = [older, newer].map((slot) => statementOf(index, slot).text);
  const cosines = top.flatMap(({ slot }) =>
    isTold(index, slot) && !own.includes(statementOf(index, slot).text) ? [cosine[slot] as number] : [],
  );
  const near = cosine[newer] as number;
  return {
    older: cosine[older] as number,
    newer: near,
    both,
    third: Math.max(NOISE, ...cosines),
    nearer: cosines.filter((one) => one > near).length,
    others: cosines.length,
  };
}

function isTold(index: LexicalIndex, slot: number): boolean {
  if (!isStatement(index, slot) || index.superseded.has(idOf(index, slot))) return false;
  const { isCommit, isCode } = statementOf(index, slot);
  return !isCommit && !isCode;
}

/** How near two entries are in meaning, each by its first chunk; undefined where one is not embedded. */
function cosineOf(index: LexicalIndex, { vectors }: Meaning, one: number, other: number): number | undefined {
  const rows = vectors.rowsOf(index.chunkKeys);
  const [a, b] = [one, other].map((slot) => {
    const start = index.chunkStart[slot] as number;
    const end = (index.chunkStart[slot + 1] as number) - (((index.flags[slot] as number) & WINDOW) === 0 ? 0 : 1);
    const row = start < end ? (rows[start] as number) : -1;
    return row < 0 ? undefined : vectors.vectorOf(row);
  });
  if (!a || !b) return undefined;
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
