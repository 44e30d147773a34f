/**
 * Fuses the four channels of recall (words, meaning, weight, recency) and what the question says of who and when into one score, as a weighted
 * sum. Decay lowers a rank and must not hide an entry. Pure.
 *
 *     score = words x W + meaning x M + weight x S + recency x R + who + when + fact
 *
 * docs/recall-fusion.md gives the reasons for these channels and numbers, and the alternatives that were tried.
 */
import { DAY_MS } from '../../dates/units.js';
import { lastTouchedMs, onlyCreated, weight } from '../../memory/strength.js';
import { isInDialogue, keptOf, stretchesOf } from './conversation.js';
import { meaningScores, type Meaning, type MeaningScores } from './meaning.js';
import { rounded, sorted, type Ranked } from './order.js';
import type { Query } from '../question/query.js';
import { tierOf, type LexicalIndex } from '../lexical/lexical-index.js';
import { withoutTimes, type WhenAsked } from '../question/when.js';
import { matchWords, type WordMatches } from './bm25.js';
import { everySlot, positionOfSlot, strongest } from './strongest.js';
import { isAnswered, unsure } from './abstain.js';
import { secondLook } from './second-look.js';
import { nearest } from './when-score.js';
import { whoScores } from './who-scores.js';
import { foundShare, wordScores } from './word-scores.js';

export interface FusionSettings {
  /** The weight of each channel, 0 to 1; only their proportions matter. */
  readonly weights: { readonly words: number; readonly meaning: number; readonly weight: number; readonly recency: number };
  readonly halfLife: { readonly stmDays: number; readonly ltmDays: number };
  readonly recencyHalfLifeDays: number;
}

/** The weight of recency if the question says "now", "currently" or "latest" ... */
const RECENCY_IF_NOW = 0.25;
/** ... and its half-life then, as a part of the time that the memory covers. */
const NOW_SPAN = 0.125;
/** The bonus of long-term memory, so that at equal text reviewed knowledge comes before the raw log. */
const LONG_TERM = 0.02;
/**
 * The bonus of a claim that tells a fact of one current value and has all words of the question: "which test framework do we use" asks for that fact,
 * and a thousand commits about tests have its words more often.
 */
const FACT = 0.3;
/** The confidence if all words were found: the words alone do not prove that the question is answered. */
const SURE_BY_WORDS = 0.8;
/** The error of a sum and of its rounding. */
const ROUNDING = 2e-6;
/** The meaning score that an entry without a vector gets at most, from its words: the best by words is about three standard deviations out. */
const MEANING_BY_WORDS = 0.75;
/**
 * The weight of words for a turn of a dialogue is so many times the usual one, taken from the weight of meaning: a vector of a few words is
 * vague, and its words count with those of the other speaker.
 */
const WORDS_IN_DIALOGUE = 1.6;
/** At most so many entries with all words of a question count as exact answers; more of them have the words by chance. */
const FEW = 10;

export interface FusionSearch {
  readonly nowMs: number;
  /** The time of the oldest entry. */
  readonly sinceMs: number;
  readonly settings: FusionSettings;
  readonly meaning?: Meaning;
}

export interface Fused {
  /** The best, in order. */
  readonly ranked: readonly Ranked[];
  /** The words of the question that the bits of `matched` stand for. */
  readonly asked: readonly string[];
  /** 0 to 1: the confidence that any of them answers the question. */
  readonly confidence: number;
  /** True if the meaning channel was used, which needs at least one entry with a vector. */
  readonly byMeaning: boolean;
  /** Left out where it was not. */
  readonly means?: MeaningScores;
}

/**
 * Ranks the slots that `allowed` admits, and returns the best `count`.
 * Order: score rounded to 1e-6, then the newest (time, then file and line), then id.
 */
export function fuse(
  index: LexicalIndex,
  query: Query,
  asked: WhenAsked,
  allowed: (slot: number) => boolean,
  { nowMs, sinceMs, settings, meaning }: FusionSearch,
  count: number,
): Fused {
  const matches = matchWords(index, query);
  const means = meaning && meaningScores(index, meaning);
  const { words, touched } = wordScores(index, matches, means !== undefined);
  const who = whoScores(index, query);
  const weights = inProportion(settings.weights);
  const text = withoutTimes(query.text, asked);
  const found = foundShare(index, text, matches);
  const exact = found === 1 ? wholeAnswers(index, matches) : NONE;
  const { wordsOf, meaningOf } = contentScores(index, weights, words, means, exact);
  const recencyWeight = asked.asksForNow ? Math.max(weights.recency, RECENCY_IF_NOW) : weights.recency;
  // With a half-life of a month, statements that are years apart would all be equally old, and "now" could not decide between them.
  const halfLifeMs = Math.max(settings.recencyHalfLifeDays * DAY_MS, asked.asksForNow ? (nowMs - sinceMs) * NOW_SPAN : 0);

  const factOf = (slot: number): number => {
    if (!index.facts.has(slot) || index.supersededAt.has(slot)) return 0;
    return isWhole(matches.covered[positionOfSlot(matches.slots, slot)] ?? 0) ? FACT : 0;
  };
  // Of thousands of slots: a question of words alone asks nothing else.
  const isOfWords = !means && !who && index.facts.size === 0 && asked.spans.length === 0;
  const main = isOfWords
    ? wordsOf
    : (slot: number): number =>
        wordsOf(slot) + meaningOf(slot) + factOf(slot) + (who?.[slot] ?? 0) + nearest(asked.spans, index.atMs[slot] as number);
  const aging = (slot: number): { weight: number; recency: number } => {
    const tier = tierOf(index, slot);
    const events = index.strengthAt.get(slot) ?? onlyCreated(index.atMs[slot] as number);
    const touchedMs = lastTouchedMs(events);
    return {
      weight: weights.weight * weight(events, tier, nowMs, settings.halfLife) + (tier === 'ltm' ? LONG_TERM : 0),
      recency: touchedMs > 0 ? recencyWeight * Math.exp((-Math.LN2 * Math.max(0, nowMs - touchedMs)) / halfLifeMs) : 0,
    };
  };
  const rankedOf = (slot: number): Ranked => {
    const when = nearest(asked.spans, index.atMs[slot] as number);
    const parts = {
      words: wordsOf(slot),
      meaning: meaningOf(slot),
      who: who?.[slot] ?? 0,
      when,
      fact: factOf(slot),
      ...aging(slot),
    };
    const score = rounded(Object.values(parts).reduce((sum, part) => sum + part, 0));
    return { slot, score, parts, matched: matches.matched[positionOfSlot(matches.slots, slot)] ?? 0 };
  };
  const candidates = (means ? everySlot(index) : touched).filter(allowed);
  // Weight and recency are computed only for entries that they could raise into the best; they add no more than this.
  const liftable = strongest(candidates, main, count, weights.weight + LONG_TERM + recencyWeight);
  const withAging = (slot: number): number => {
    const { weight: strength, recency } = aging(slot);
    return main(slot) + strength + recency;
  };
  const strong = strongest(liftable, withAging, count, ROUNDING);
  const first = sorted(index, Array.from(strong, rankedOf)).slice(0, count);
  const best = meaning && means ? secondLook(index, meaning, first) : first;
  const likeliest = best.slice(0, 10);
  const sure = likeliest.map(({ slot }) => {
    const byWords = found * (matches.covered[positionOfSlot(matches.slots, slot)] ?? 0);
    return means ? 1 - (1 - SURE_BY_WORDS * byWords) * (1 - (means.cosine[slot] as number)) : byWords;
  });
  const surest = Math.max(0, ...sure);
  const confidence = means || isAnswered({ query, text, entries: index.liveCount }, matches, likeliest, surest) ? surest : unsure(surest);
  return { ranked: best, asked: matches.asked, confidence, byMeaning: means !== undefined, ...(means ? { means } : {}) };
}

/** What words and meaning add to the score of a slot. */
function contentScores(
  index: LexicalIndex,
  weights: FusionSettings['weights'],
  words: Float64Array,
  means: MeaningScores | undefined,
  exact: ReadonlySet<number>,
): { readonly wordsOf: (slot: number) => number; readonly meaningOf: (slot: number) => number } {
  const stretches = stretchesOf(index);
  const both = weights.words + weights.meaning;
  const inDialogue = means ? Math.min(both, weights.words * WORDS_IN_DIALOGUE) : weights.words;
  const wordsWeight = (slot: number): number => (isInDialogue(index, stretches, slot) ? inDialogue : weights.words);
  return {
    wordsOf:
      index.turns === 0
        ? (slot) => weights.words * (words[slot] as number)
        : (slot) => keptOf(index, stretches, slot) * wordsWeight(slot) * (words[slot] as number),
    meaningOf: (slot) => {
      if (!means) return 0;
      const byWords = MEANING_BY_WORDS * Math.min(1, words[slot] as number);
      const share = keptOf(index, stretches, slot) * (both - wordsWeight(slot));
      if (means.known[slot] !== 1) return share * byWords;
      const score = means.score[slot] as number;
      return share * (exact.has(slot) ? Math.max(score, byWords) : score);
    },
  };
}

/**
 * The entries with all words of the question, if there are few. Needed for commit ids, files and identifiers: they mean nothing to a model, which
 * would put the one entry that has them below two hundred others.
 */
function wholeAnswers({ turn }: LexicalIndex, { slots, covered }: WordMatches): ReadonlySet<number> {
  const whole = slots.filter((slot, n) => turn[slot] !== 1 && isWhole(covered[n] as number));
  return whole.length > FEW ? NONE : new Set(whole);
}

function isWhole(covered: number): boolean {
  return covered > 1 - ROUNDING;
}

const NONE: ReadonlySet<number> = new Set();

/** The weights scaled to a sum of 1, so that their absolute size does not change their balance with who and when. */
function inProportion({ words, meaning, weight, recency }: FusionSettings['weights']): FusionSettings['weights'] {
  const sum = words + meaning + weight + recency || 1;
  return { words: words / sum, meaning: meaning / sum, weight: weight / sum, recency: recency / sum };
}
