/** Searches an open index for one question: applies the filters, ranks the documents, scales the scores and drops hits that are too weak. Pure. */
import { isAhead } from '../dates/day.js';
import type { Problem } from '../memory/entry.js';
import { hitOf, suggest, type Hit, type RecallSettings } from './hits.js';
import { docOf, isKnown, tierOf, type LexicalIndex } from './lexical/lexical-index.js';
import type { Bounds } from './question/filters.js';
import { planQuery, type Query } from './question/query.js';
import { withoutRequest } from './question/request.js';
import { releaseMoment } from './question/releases.js';
import { asksOnlyWhen, whenAsked, type WhenAsked } from './question/when.js';
import { edgesStep, type Bridged } from './ranking/edges-step.js';
import { fuse, type Fused } from './ranking/fuse.js';
import type { Meaning } from './ranking/meaning.js';
import { rounded, finalOrder, sorted, type Ranked } from './ranking/order.js';
import { landedFirst } from './ranking/landed.js';
import { spread } from './ranking/spread.js';
import { newerBefore, type Later } from './ranking/newer.js';
import { askedOf } from './ranking/successors.js';
import { wordsOf } from './text/tokenize.js';

export interface Recalled {
  /** Best first; [] is an answer. */
  readonly hits: readonly Hit[];
  /** With meaning, and where no least score was asked for: the best of those below the cut, three at most. The question may be about nothing here. */
  readonly perhaps: readonly Hit[];
  readonly problems: readonly Problem[];
  /** Entries that the filters let through, found or not. */
  readonly searched: number;
  /** Hits that were found and are too weak to be shown. */
  readonly belowCut: number;
  /** The score below which they are. */
  readonly cut: number;
  /** Where nothing was found: what to try. */
  readonly suggestion?: string;
}

export interface Search {
  readonly nowMs: number;
  readonly settings: RecallSettings;
  /** Left out: words only. */
  readonly meaning?: Meaning;
  /** Follow the approved edges of the topics one step. */
  readonly edges?: boolean;
}

/** What a score must reach to be shown, unless someone says otherwise. Measured with questions about other memories: see docs/recall-fusion.md. */
const CUT = { withMeaning: 0.4, wordsOnly: 0.1 };
/** Once the best hit reaches the cut, the others are shown down to this part of it: what a question needs together is found in parts. */
const LISTED = { withMeaning: 0.75, wordsOnly: 0.5 };
/** So many below the cut are shown: of right answers among the ten best the cut hides one in six. */
const PERHAPS_MOST = 3;
/** The steps after scoring (newest statement, copies, what replaced what) look at this many; at more where most of them are copies. */
const CONSIDERED = 200;
const CONSIDERED_MOST = 5000;

/** Searches an open index. `bounds` are checked filters. */
export function searchIndex(whole: LexicalIndex, query: string, bounds: Bounds, search: Search): Recalled {
  const { index, when, allowed, searched, listed } = looked(whole, query, bounds, search.nowMs);
  const { found, byMeaning, later } =
    when === undefined || listed !== undefined
      ? { found: listed ?? [], byMeaning: search.meaning !== undefined, later: NOTHING_LATER }
      : answers(index, planQuery(index, withoutRequest(query)), when, allowed, search);
  const cut = bounds.minScore ?? search.settings.minScore ?? (byMeaning ? CUT.withMeaning : CUT.wordsOnly);
  const least = bounds.minScore === undefined ? cut * (byMeaning ? LISTED.withMeaning : LISTED.wordsOnly) : cut;
  const isSure = (found[0]?.score ?? 0) >= cut;
  const shown = listed === undefined ? found.filter(({ score }) => isSure && score >= least) : found;
  const near = search.edges === true ? withEdges(index, shown.slice(0, bounds.limit), found, allowed) : shown;
  const hits = near.slice(0, bounds.limit).map((hit) => hitOf(index, hit, search, later.get(hit.slot)));
  const belowCut = found.length - shown.length;
  const room = byMeaning && bounds.minScore === undefined ? Math.min(PERHAPS_MOST, bounds.limit - hits.length) : 0;
  const taken = new Set(near.map(({ slot }) => slot));
  const weak = room > 0 ? found.filter(({ slot, score }) => (!isSure || score < least) && !taken.has(slot)) : [];
  const perhaps = weak.slice(0, room).map((hit) => hitOf(index, hit, search, later.get(hit.slot)));
  const suggestion = hits.length > 0 ? undefined : suggest(index, searched, bounds, belowCut);
  return { hits, perhaps, problems: index.problems, searched, belowCut, cut, ...(suggestion === undefined ? {} : { suggestion }) };
}

/**
 * The slots that answer a question most likely, before meaning is known: the best by words, then the newest. [] for a question that asks for a list by
 * time or for nothing but stop words.
 */
export function likeliest(whole: LexicalIndex, query: string, bounds: Bounds, search: Omit<Search, 'meaning'>, count: number): number[] {
  const { index, when, allowed, listed } = looked(whole, query, bounds, search.nowMs);
  if (when === undefined || listed !== undefined) return [];
  const plan = planQuery(index, withoutRequest(query));
  if (plan.terms.length === 0) return [];
  const best = fuse(index, plan, when, allowed, { ...search, sinceMs: timesOf(index).fromMs }, count).ranked.map(({ slot }) => slot);
  if (best.length === count) return best;
  // Numbers are sorted far faster than entries.
  const times = Float64Array.from(slotsOf(index, allowed), (slot) => index.atMs[slot] as number).sort();
  const sinceMs = times[Math.max(0, times.length - count)] ?? 0;
  const late = newest(index, (slot) => allowed(slot) && (index.atMs[slot] as number) >= sinceMs).map(({ slot }) => slot);
  return [...new Set([...best, ...late])].slice(0, count);
}

/** What a question asks of an index before anything is ranked; `listed`: it asks for no more than a list by time. */
function looked(
  whole: LexicalIndex,
  query: string,
  bounds: Bounds,
  nowMs: number,
): ReturnType<typeof admission> & { index: LexicalIndex; when: WhenAsked | undefined; listed: Ranked[] | undefined } {
  const index = withoutAhead(whole, nowMs);
  const when = query.trim() === '' ? undefined : whenAsked(query, nowMs, (name) => releaseMoment(index.versions, name), timesOf(index));
  const admitted = admission(whole, bounds);
  const listed = when === undefined ? newest(index, admitted.allowed) : inItsTime(index, query, when, admitted.allowed);
  return { index, when, ...admitted, listed };
}

function withEdges(index: LexicalIndex, shown: readonly Ranked[], found: readonly Ranked[], allowed: (slot: number) => boolean): Ranked[] {
  const bridged = edgesStep(index, shown, found, allowed);
  const bySlot = new Map<number, Ranked | Bridged>([...shown, ...bridged].map((hit) => [hit.slot, hit]));
  return sorted(index, [...bySlot.values()]);
}

/** Scales the scores: the best hit's becomes the confidence that the question is answered, the others stay in proportion to it. */
function answers(
  index: LexicalIndex,
  plan: Query,
  when: WhenAsked,
  allowed: (slot: number) => boolean,
  search: Search,
): { found: Ranked[]; byMeaning: boolean; later: ReadonlyMap<number, Later> } {
  const literal =
    plan.terms.length === 0 ? finalOrder(index, literally(index, plan.literal, allowed).slice(0, CONSIDERED_MOST), [], allowed) : [];
  if (literal.length > 0 || (plan.terms.length === 0 && !search.meaning)) return { found: literal, byMeaning: false, later: NOTHING_LATER };
  let considered = CONSIDERED;
  let { settled, fused } = considering(considered);
  // Most of these are copies of a few documents, so that other documents may be ranked behind them.
  while (fused.ranked.length === considered && settled.length < considered / 2 && considered < CONSIDERED_MOST) {
    considered *= 5;
    ({ settled, fused } = considering(considered));
  }
  const { confidence, byMeaning } = fused;
  const { ranked, later } = newerBefore(index, settled, allowed, askedOf(plan.text, search.meaning, fused.means));
  const best = ranked[0]?.score ?? 0;
  const factor = best > 0 ? confidence / best : 0;
  const found = ranked.filter(({ score }) => score * factor > 0);
  return { found: found.map((hit) => ({ ...hit, score: rounded(hit.score * factor), unit: factor })), byMeaning, later };

  function considering(count: number): { settled: Ranked[]; fused: Fused } {
    const made = fuse(index, plan, when, allowed, { ...search, sinceMs: timesOf(index).fromMs }, count);
    const ordered = landedFirst(index, finalOrder(index, made.ranked, made.asked, allowed), made.asked, allowed);
    return { settled: spread(index, ordered), fused: made };
  }
}

const NOTHING_LATER: ReadonlyMap<number, Later> = new Map();

const times = new WeakMap<LexicalIndex, { fromMs: number; toMs: number }>();

/** The index, in which what is dated ahead of the clock counts as undated: else it would be the newest of everything until its day comes. */
function withoutAhead(index: LexicalIndex, nowMs: number): LexicalIndex {
  if (!isAhead(timesOf(index).toMs, nowMs)) return index;
  return Object.defineProperties(Object.create(index) as LexicalIndex, {
    atMs: { value: index.atMs.map((atMs) => (isAhead(atMs, nowMs) ? 0 : atMs)) },
  });
}

/** From the oldest to the newest entry. */
function timesOf(index: LexicalIndex): { fromMs: number; toMs: number } {
  let span = times.get(index);
  if (span) return span;
  span = { fromMs: Infinity, toMs: -Infinity };
  for (let slot = 0; slot < index.slots; slot++) {
    const atMs = index.atMs[slot] as number;
    if (index.live[slot] !== 1 || atMs <= 0) continue;
    if (atMs < span.fromMs) span.fromMs = atMs;
    if (atMs > span.toMs) span.toMs = atMs;
  }
  times.set(index, span);
  return span;
}

function admission(index: LexicalIndex, bounds: Bounds): { allowed: (slot: number) => boolean; searched: number } {
  if (!bounds.any) return { allowed: (slot) => index.live[slot] === 1, searched: index.liveCount };
  const admitted = new Uint8Array(index.slots);
  let searched = 0;
  for (let slot = 0; slot < index.slots; slot++) {
    if (index.live[slot] !== 1 || !bounds.admits(tierOf(index, slot), index.atMs[slot] as number)) continue;
    if (bounds.needsText && !bounds.admitsDoc(docOf(index, slot))) continue;
    admitted[slot] = 1;
    searched += 1;
  }
  return { allowed: (slot) => admitted[slot] === 1, searched };
}

function newest(index: LexicalIndex, allowed: (slot: number) => boolean): Ranked[] {
  return sorted(
    index,
    slotsOf(index, allowed).map((slot) => ({ slot, score: 0, parts: {}, matched: 0 })),
  );
}

/**
 * "What happened in May": of what was asked for by its time alone, the newest, if there is any.
 * Undefined where anything else was asked, and for a date that entries spell out.
 */
function inItsTime(index: LexicalIndex, query: string, when: WhenAsked, allowed: (slot: number) => boolean): Ranked[] | undefined {
  const asksAnything = asksOnlyWhen(query, when, (word) => wordsOf(word).every(({ stop }) => stop));
  if (!asksAnything || wordsOf(query).some(({ terms: [day = ''] }) => /^\d{4}-\d\d-\d\d$/.test(day) && isKnown(index, day)))
    return undefined;
  const inside = (atMs: number): boolean => atMs > 0 && when.spans.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);
  const listed = newest(index, (slot) => allowed(slot) && inside(index.atMs[slot] as number));
  return finalOrder(index, listed.slice(0, CONSIDERED_MOST), [], allowed);
}

/** The phrase itself is worth 1, its words in any order a half. */
function literally(index: LexicalIndex, words: readonly string[], allowed: (slot: number) => boolean): Ranked[] {
  if (words.length === 0) return [];
  const phrase = ` ${words.join(' ')} `;
  const found: Ranked[] = [];
  for (const slot of slotsOf(index, allowed)) {
    const text = ` ${docOf(index, slot)
      .text.toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')} `;
    const score = text.includes(phrase) ? 1 : words.every((word) => text.includes(` ${word} `)) ? 0.5 : 0;
    if (score > 0) found.push({ slot, score, parts: { literal: score }, matched: 0 });
  }
  return sorted(index, found);
}

function slotsOf(index: LexicalIndex, allowed: (slot: number) => boolean): number[] {
  return Array.from({ length: index.slots }, (_, slot) => slot).filter(allowed);
}
