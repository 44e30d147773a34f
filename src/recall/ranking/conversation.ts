/**
 * The context of an entry: the neighbouring turns, and the stretch that it belongs to (a conversation, the other entries of a day's log, a
 * topic). A short entry often lacks the words that say what it is about; its context has them. It helps by need: in a dialogue an answer leans on
 * what the other said; what one person writes alone, and what is long, stands by its own words. Pure.
 */
import { MINUTE_MS } from '../../dates/units.js';
import type { LexicalIndex } from '../lexical/lexical-index.js';
import type { WordMatches } from './bm25.js';

/** Turns further apart belong to different conversations. */
const SAME_CONVERSATION_MS = 30 * MINUTE_MS;
/** What a turn passes on of its score to the turn beside it, and to the one after that. */
const BESIDE = [0.9, 0.45] as const;
/** The factor on that between turns of one speaker: nobody answers himself. */
const SAME_SPEAKER = 0.3;
/** A turn of so many distinct terms passes on half of that, since a long message has many words, and what follows is about a few of them. */
const HALF_PASSED_ON = 20;
/** What a turn of a dialogue that says nothing itself loses of its words and meaning; one that says so many distinct terms loses half of it. */
const SAYS_NOTHING = { loss: 0.4, half: 4 };
/** The usual constants of BM25, for stretches as documents. */
const STRETCH = { k: 1.2, b: 0.7 };

/** The stretches of an index, by number. */
export interface Stretches {
  /** By slot: the number of its stretch; -1 where no entry is live. */
  readonly of: Int32Array;
  readonly count: number;
  /** By stretch: 1 for turns of two speakers or more. */
  readonly dialogue: Uint8Array;
  /** By stretch: the sum of the numbers of distinct terms of its entries. */
  readonly lengths: Float64Array;
  readonly averageLength: number;
}

const known = new WeakMap<LexicalIndex, Stretches>();

/** The stretches of an index, computed once: turns of one conversation, or the other entries of one file. */
export function stretchesOf(index: LexicalIndex): Stretches {
  let stretches = known.get(index);
  if (!stretches) known.set(index, (stretches = findStretches(index)));
  return stretches;
}

function findStretches(index: LexicalIndex): Stretches {
  const of = new Int32Array(index.slots).fill(-1);
  const lengths: number[] = [];
  const speakers: number[] = [];
  const dialogues: number[] = [];
  const ofFile = new Map<number, number>();
  for (let slot = 0; slot < index.slots; slot++) {
    if (index.live[slot] !== 1) continue;
    const file = index.file[slot] as number;
    let stretch = index.turn[slot] === 1 ? (isBeside(index, slot - 1, slot) ? of[slot - 1] : undefined) : ofFile.get(file);
    if (stretch === undefined) {
      stretch = lengths.push(0) - 1;
      speakers.push(index.actorNumber[slot] as number);
      if (index.turn[slot] !== 1) ofFile.set(file, stretch);
    }
    of[slot] = stretch;
    if (index.turn[slot] === 1 && index.actorNumber[slot] !== speakers[stretch]) dialogues.push(stretch);
    lengths[stretch] = (lengths[stretch] as number) + (index.length[slot] as number);
  }
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const dialogue = new Uint8Array(lengths.length);
  for (const stretch of dialogues) dialogue[stretch] = 1;
  return { of, count: lengths.length, dialogue, lengths: Float64Array.from(lengths), averageLength: total / Math.max(1, lengths.length) };
}

/** True if two neighbouring slots are turns of one conversation: of one file, and at most 30 minutes apart. */
export function isBeside(index: LexicalIndex, a: number, b: number): boolean {
  return (
    a >= 0 &&
    b >= 0 &&
    b < index.slots &&
    index.live[a] === 1 &&
    index.live[b] === 1 &&
    index.turn[a] === 1 &&
    index.turn[b] === 1 &&
    index.file[a] === index.file[b] &&
    Math.abs((index.atMs[a] as number) - (index.atMs[b] as number)) <= SAME_CONVERSATION_MS
  );
}

/** True for a turn of a conversation of two speakers or more. */
export function isInDialogue(index: LexicalIndex, { of, dialogue }: Stretches, slot: number): boolean {
  return index.turn[slot] === 1 && dialogue[of[slot] as number] === 1;
}

/** The part of its words and meaning that an entry keeps: a turn of a dialogue that only asks, or only agrees, has words of the question and no answer. */
export function keptOf(index: LexicalIndex, stretches: Stretches, slot: number): number {
  if (!isInDialogue(index, stretches, slot)) return 1;
  return 1 - SAYS_NOTHING.loss / (1 + (index.says[slot] as number) / SAYS_NOTHING.half);
}

/** Adds to `into`, by slot, what each turn passes on to the two turns on either side. What a turn receives is not passed on again. */
export function shareWithNeighbours(index: LexicalIndex, slots: Int32Array, own: Float64Array, into: Float64Array): void {
  for (let n = 0; n < slots.length; n++) {
    const slot = slots[n] as number;
    if (index.turn[slot] !== 1) continue;
    const length = (index.length[slot] as number) / HALF_PASSED_ON;
    const passedOn = (own[n] as number) / (1 + length * length);
    for (const step of [-1, 1]) {
      for (let away = 1; away <= BESIDE.length; away++) {
        const other = slot + step * away;
        if (!isBeside(index, other - step, other)) break;
        const share = index.actorNumber[other] === index.actorNumber[slot] ? SAME_SPEAKER : 1;
        into[other] = (into[other] as number) + (BESIDE[away - 1] as number) * share * passedOn;
      }
    }
  }
}

/**
 * The score of each stretch as a whole, 0 to 1 (1 for the best): BM25 with the stretch as the document, and the number of its entries that have a
 * term as the frequency. All zero if there is only one stretch, since every entry would gain the same.
 */
export function stretchScores({ of, count, lengths, averageLength }: Stretches, { asked, slots, matched }: WordMatches): Float64Array {
  const scores = new Float64Array(count);
  if (count < 2) return scores;
  const terms = asked.length;
  const frequency = new Int32Array(count * terms);
  const having = new Int32Array(terms);
  const seen = new Uint8Array(count);
  const touched: number[] = [];
  for (let n = 0; n < slots.length; n++) {
    const stretch = of[slots[n] as number] as number;
    if (seen[stretch] === 0) {
      seen[stretch] = 1;
      touched.push(stretch);
    }
    for (let bits = matched[n] as number, at = stretch * terms, term = 0; bits !== 0; bits >>>= 1, at++, term++) {
      if ((bits & 1) === 0) continue;
      if (frequency[at] === 0) having[term] = (having[term] as number) + 1;
      frequency[at] = (frequency[at] as number) + 1;
    }
  }
  const idf = Float64Array.from(having, (n) => Math.log(1 + (count - n + 0.5) / (n + 0.5)));
  const { k, b } = STRETCH;
  let best = 0;
  for (const stretch of touched) {
    const norm = k * (1 - b + (b * (lengths[stretch] as number)) / averageLength);
    let score = 0;
    for (let term = 0, at = stretch * terms; term < terms; term++, at++) {
      const tf = frequency[at] as number;
      if (tf > 0) score += ((idf[term] as number) * tf * (k + 1)) / (tf + norm);
    }
    scores[stretch] = score;
    if (score > best) best = score;
  }
  if (best > 0) for (const stretch of touched) scores[stretch] = (scores[stretch] as number) / best;
  return scores;
}
