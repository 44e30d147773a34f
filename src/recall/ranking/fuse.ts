/**
 * Fuses the four channels of recall (words, meaning, weight, recency) and what the question says of who and when into one score, as a weighted
 * sum. Decay lowers a rank and must not hide an entry. Pure.
 *
 *     score = words x W + meaning x M + weight x S + recency x R + who + when
 *
 * docs/recall-fusion.md gives the reasons for these channels and numbers, and the alternatives that were tried.
 */
import { DAY_MS } from '../../dates/units.js';
import { lastTouchedMs, onlyCreated, weight } from '../../memory/strength.js';
import { shareWithNeighbours, stretchesOf, stretchScores } from './conversation.js';
import { meaningScores, type Meaning } from './meaning.js';
import { rounded, sorted, type Ranked } from './order.js';
import type { Query } from '../question/query.js';
import { indexTerms, wordsOf } from '../text/tokenize.js';
import { postingsOf, tierOf, type LexicalIndex } from '../lexical/lexical-index.js';
import { withoutTimes, type AskedSpan, type WhenAsked } from '../question/when.js';
import { matchWords, type WordMatches } from './bm25.js';

export interface FusionSettings {
  /** The weight of each channel, 0 to 1; only their proportions matter. */
  readonly weights: { readonly words: number; readonly meaning: number; readonly weight: number; readonly recency: number };
  readonly halfLife: { readonly stmDays: number; readonly ltmDays: number };
  readonly recencyHalfLifeDays: number;
}

/** The share of the stretch's score that an entry gets. A turn is short, so its conversation counts as much as its own words; for others little. */
const STRETCH = { turn: 1, other: 0.3 };
/** The boost if the question names the speaker or author. Less outside of conversations, where an author's name may occur by chance. */
const WHO = { turn: 0.35, other: 0.15 };
/** Actors that are roles, not names: a question about "users" names no speaker. */
const NOBODY: ReadonlySet<string> = new Set(['', 'user', 'agent', 'assistant', 'model', 'system', 'human', 'kairos']);
/**
 * The boost if the question names a time. It is no filter: events are often told later, and as a filter "before 25 October" hid the answer more
 * often than it helped. A day or an explicit limit (`sharp`) adds more than a longer span; a day counts until `toldDays` after it.
 */
const WHEN = { span: 0.45, sharp: 0.7, toldDays: 7 };
/** The weight of recency if the question says "now", "currently" or "latest" ... */
const RECENCY_IF_NOW = 0.25;
/** ... and its half-life then, as a part of the time that the memory covers. */
const NOW_SPAN = 0.125;
/** The bonus of long-term memory, so that at equal text reviewed knowledge comes before the raw log. */
const LONG_TERM = 0.02;
/** The confidence if all words were found: the words alone do not prove that the question is answered. */
const SURE_BY_WORDS = 0.8;
/** The error of a sum and of its rounding. */
const ROUNDING = 2e-6;
/** The meaning score that an entry without a vector gets at most, from its words: the best by words is about three standard deviations out. */
const MEANING_BY_WORDS = 0.75;
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
  const { words, touched } = wordScores(index, matches);
  const who = whoScores(index, query);
  const weights = inProportion(settings.weights);
  const found = foundShare(index, withoutTimes(query.text, asked), matches);
  const exact = found === 1 ? wholeAnswers(index, matches) : NONE;
  const meaningOf = (slot: number): number => {
    if (!means) return 0;
    const byWords = MEANING_BY_WORDS * Math.min(1, words[slot] as number);
    if (means.known[slot] !== 1) return weights.meaning * byWords;
    const score = means.score[slot] as number;
    return weights.meaning * (exact.has(slot) ? Math.max(score, byWords) : score);
  };
  const recencyWeight = asked.asksForNow ? Math.max(weights.recency, RECENCY_IF_NOW) : weights.recency;
  // With a half-life of a month, statements that are years apart would all be equally old, and "now" could not decide between them.
  const halfLifeMs = Math.max(settings.recencyHalfLifeDays * DAY_MS, asked.asksForNow ? (nowMs - sinceMs) * NOW_SPAN : 0);

  const main = (slot: number): number =>
    weights.words * (words[slot] as number) + meaningOf(slot) + (who?.[slot] ?? 0) + nearest(asked.spans, index.atMs[slot] as number);
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
      words: weights.words * (words[slot] as number),
      meaning: meaningOf(slot),
      who: who?.[slot] ?? 0,
      when,
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
  const best = sorted(index, Array.from(strong, rankedOf)).slice(0, count);
  const sure = best.slice(0, 10).map(({ slot }) => {
    const byWords = found * (matches.covered[positionOfSlot(matches.slots, slot)] ?? 0);
    return means ? 1 - (1 - SURE_BY_WORDS * byWords) * (1 - (means.cosine[slot] as number)) : byWords;
  });
  return { ranked: best, asked: matches.asked, confidence: Math.max(0, ...sure), byMeaning: means !== undefined };
}

/**
 * The entries with all words of the question, if there are few. Needed for commit ids, files and identifiers: they mean nothing to a model, which
 * would put the one entry that has them below two hundred others.
 */
function wholeAnswers({ turn }: LexicalIndex, { slots, covered }: WordMatches): ReadonlySet<number> {
  const whole = slots.filter((slot, n) => turn[slot] !== 1 && (covered[n] as number) > 1 - ROUNDING);
  return whole.length > FEW ? NONE : new Set(whole);
}

const NONE: ReadonlySet<number> = new Set();

/** The weights scaled to a sum of 1, so that their absolute size does not change their balance with who and when. */
function inProportion({ words, meaning, weight, recency }: FusionSettings['weights']): FusionSettings['weights'] {
  const sum = words + meaning + weight + recency || 1;
  return { words: words / sum, meaning: meaning / sum, weight: weight / sum, recency: recency / sum };
}

/** The position of a slot among ascending ones, or -1. */
function positionOfSlot(slots: Int32Array, slot: number): number {
  let [low, high] = [0, slots.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    if ((slots[middle] as number) < slot) low = middle + 1;
    else high = middle - 1;
  }
  return slots[low] === slot ? low : -1;
}

/** BM25 times the covered share of the question, scaled to 1 for the best; then the shares of neighbours and of the stretch are added. */
function wordScores(index: LexicalIndex, matches: WordMatches): { words: Float64Array; touched: Int32Array } {
  const { slots, score, covered } = matches;
  const own = new Float64Array(slots.length);
  let best = 0;
  for (let n = 0; n < slots.length; n++) {
    own[n] = (score[n] as number) * (covered[n] as number);
    if ((own[n] as number) > best) best = own[n] as number;
  }
  const words = (index.scratch.words ??= new Float64Array(index.slots)).fill(0);
  if (best === 0) return { words, touched: slots };
  for (let n = 0; n < slots.length; n++) {
    own[n] = (own[n] as number) / best;
    words[slots[n] as number] = own[n] as number;
  }
  shareWithNeighbours(index, slots, own, words);
  const stretches = stretchesOf(index);
  const ofStretch = stretchScores(stretches, matches);
  const touched = (index.scratch.touched ??= new Int32Array(index.slots));
  let count = 0;
  for (let slot = 0; slot < index.slots; slot++) {
    const stretch = stretches.of[slot] as number;
    if (stretch < 0) continue;
    if ((words[slot] as number) > 0) touched[count++] = slot;
    const share = (ofStretch[stretch] as number) * (index.turn[slot] === 1 ? STRETCH.turn : STRETCH.other);
    words[slot] = (words[slot] as number) + share;
  }
  return { words, touched: touched.slice(0, count) };
}

/** The boost of an entry by its time; 0 without a time. A span of up to 36 hours counts as a day, which extends to what is told later. */
function nearest(spans: readonly AskedSpan[], atMs: number): number {
  let best = 0;
  if (atMs <= 0) return best;
  for (const { fromMs, toMs, hard } of spans) {
    const isDay = toMs - fromMs <= 1.5 * DAY_MS;
    const [before, after] = isDay ? [DAY_MS, WHEN.toldDays * DAY_MS] : [0, 0];
    if (atMs >= fromMs - before && atMs <= toMs + after) best = Math.max(best, isDay || hard ? WHEN.sharp : WHEN.span);
  }
  return best;
}

/** The boost for the named speaker or author, by slot; undefined if the question names nobody. */
function whoScores(index: LexicalIndex, query: Query): Float64Array | undefined {
  const asked = query.terms.map(({ term }) => term);
  const named = actorsNamed(index, new Set(asked));
  if (named.size === 0) return undefined;
  const names = new Set(namesIn(query.text).flatMap((name) => indexTerms(name)));
  const called = actorsNamed(index, new Set(asked.filter((term) => names.has(term) || !isSaidByOthers(index, term, named))));
  const who = new Float64Array(index.slots);
  for (let slot = 0; slot < index.slots; slot++) {
    const actor = index.actorNumber[slot] as number;
    if (index.turn[slot] === 1 ? named.has(actor) : called.has(actor)) who[slot] = index.turn[slot] === 1 ? WHO.turn : WHO.other;
  }
  return who;
}

function actorsNamed(index: LexicalIndex, asked: ReadonlySet<string>): Set<number> {
  const named = new Set<number>();
  if (asked.size === 0) return named;
  for (const [number, actor] of index.actors.entries()) {
    if (!NOBODY.has(actor.toLowerCase()) && indexTerms(actor).some((term) => asked.has(term))) named.add(number);
  }
  return named;
}

/** Words used as a name: capitalised within the question, after "by" and the like, or with a genitive. */
const NAMES =
  /(?<=\S\s+["'(]?)\p{Lu}[\p{L}\p{N}_.-]*|(?<=(?:^|\s)(?:[Bb]y|[Ff]rom|[Dd]id|[Dd]oes)\s+|@)[\p{L}\p{N}_.-]+|[\p{L}\p{N}_.-]+(?=['’]s(?![\p{L}\p{N}]))/gu;

/** The words used as names. Needed because authors are called Mark, Will and Page, and "mark as read" asks for none of them. */
function namesIn(text: string): string[] {
  return text.match(NAMES) ?? [];
}

/** True if the word is not only a name: entries of other authors use it. */
function isSaidByOthers(index: LexicalIndex, term: string, called: ReadonlySet<number>): boolean {
  return postingsOf(index, term).some(({ segment, offset, start, end }) => {
    for (let at = start; at < end; at++) {
      const slot = offset + (segment.postingDoc[at] as number);
      if (index.live[slot] === 1 && index.turn[slot] !== 1 && !called.has(index.actorNumber[slot] as number)) return true;
    }
    return false;
  });
}

function everySlot(index: LexicalIndex): Int32Array {
  const slots = new Int32Array(index.liveCount);
  let count = 0;
  for (let slot = 0; slot < index.slots; slot++) if (index.live[slot] === 1) slots[count++] = slot;
  return slots;
}

/** The candidates that can be among the best `count` after each has gained at most `mostLift`. */
function strongest(candidates: Int32Array, scoreOf: (slot: number) => number, count: number, mostLift: number): Int32Array {
  if (candidates.length <= count) return candidates;
  const scores = new Float64Array(candidates.length);
  for (let n = 0; n < candidates.length; n++) scores[n] = scoreOf(candidates[n] as number);
  const least = leastOfBest(scores, count) - mostLift;
  return candidates.filter((_, n) => (scores[n] as number) >= least);
}

/** The smallest of the `count` largest values, by a heap of that size with the smallest on top; most values never enter it. */
function leastOfBest(values: Float64Array, count: number): number {
  const heap = values.slice(0, count).sort();
  for (let n = count; n < values.length; n++) {
    const value = values[n] as number;
    if (value <= (heap[0] as number)) continue;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && (heap[child + 1] as number) < (heap[child] as number)) child += 1;
      if ((heap[child] as number) >= value) break;
      heap[at] = heap[child] as number;
      at = child;
    }
    heap[at] = value;
  }
  return heap[0] as number;
}

/** The share of the idf of the question's words that occur anywhere in the memory; 0 to 1. A word that it lacks has the highest idf. */
function foundShare(index: LexicalIndex, text: string, { asked, frequency, idf }: WordMatches): number {
  const known = idf.reduce((sum, one, n) => sum + (frequency[n] === 0 ? 0 : one), 0);
  const answered = new Set(asked.filter((_, n) => frequency[n] !== 0));
  const unknown = new Set(
    wordsOf(text)
      .filter((word) => !word.stop && !word.terms.some((term) => answered.has(term)))
      .map((word) => word.terms[0]),
  );
  const ofUnknown = unknown.size * Math.log(1 + (index.liveCount + 0.5) / 0.5);
  return known + ofUnknown === 0 ? 0 : known / (known + ofUnknown);
}
