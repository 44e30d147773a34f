/**
 * Reads the time that a question asks for: spans to boost, at most one span with hard limits, and whether it asks for the present state. It reads
 * words and decides nothing about hits. Pure. The grammar is our own because chrono-node costs 130 ms for the first question, reads "march
 * through" and "sat on" as dates, and knows no seasons, years or versions.
 */
import { inTwoForms } from '../../base/two-forms.js';
import { DAY_MS } from '../../dates/units.js';
import { dayFields, LAST_MOMENT_MS } from '../../dates/day.js';
import { dateAt, mayNameDate, type Said } from '../../dates/date-at.js';
import type { Span } from '../../dates/span.js';

export interface AskedSpan extends Span {
  /** True: entries outside of it are not asked for. Only for since, until, before, after and between. At most one span of a question is hard. */
  readonly hard: boolean;
  /** The words of the question that name it. */
  readonly text: string;
}

export interface WhenAsked {
  /** True if the question asks for the newest: "now", "currently", "which is the latest". */
  readonly asksForNow: boolean;
  /** Soft spans by time, then the hard one. An entry in any soft span is a likelier answer. */
  readonly spans: readonly AskedSpan[];
  /** The places of the words that only name the time, as UTF-16 offsets. */
  readonly words: readonly { readonly start: number; readonly end: number }[];
}

/** Name of a release (as written, and without `v`) -> its time in milliseconds since 1970; undefined for a name that is no tag. */
export type Versions = (name: string) => number | undefined;

const FIRST_MS = 0;
const YEARS_MOST = 60;
/** Only so much of a question is read: a longer one is a pasted text. */
const QUERY_CHARS = 2000;
const LOOK = 40;

const CONNECTIVE = /(since|before|prior to|after|until|till|up to|between|from)\s+/iy;
const SECOND = /\s+(?:and|to|until|till|through)\s+|\s*[–-]\s*/iy;
const VERSION =
  /(?:the\s+)?(?:(?:version|release)\s+)?(v?\d+(?:\.\d+){1,4}(?:[-.]?[a-z0-9]+){0,3}|v\d+)(?:\s+(?:release|version))?(?![\w-])/iy;
/** "two weeks before", "the day after", "last weekend before": time is counted from the date, so the date is no limit. */
const COUNTED =
  /(?:\d+|an?|one|two|three|four|five|six|seven|few|couple of|the|last|next)\s+(?:hour|day|week|weekend|month|year|night|evening|morning|(?:sun|mon|tues|wednes|thurs|fri|satur)day)s?\s*$/i;
const COUNTED_SLACK_MS = 35 * DAY_MS;
/** "Where was he between May 3 and May 5?" may be answered by a message of May 7: so such a span is soft, and longer by this. */
const TOLD_LATER_MS = 3 * DAY_MS;
const NOW =
  /(?<![\w.:/@-])(?:now|nowadays|currently|today|at the moment|at present|right now|these days|as of now|still|latest|newest|most recent|up[ -]to[ -]date|current(?!\s+(?:working|dir|directory|folder|user|thread|process|line|row|column|cell|page|window|file|path|element|node|item|index|position|date|time|timestamp|frame|function|module|class|object|value|input|scope|week|month|quarter|year)\b))(?![\w(-]|[.:/]\w)/i;
const LEADING = /(?:^|\s)(?:(?:in|on|during|at|around|about|of|from|by)\s+)?(?:the\s+)?$/i;

/**
 * Reads the time that the question asks for.
 * @param nowMs milliseconds since 1970.
 * @param versions finds the time of a release named in the question ("before 2.0").
 * @param range the times that the memory covers. A month or day without a year means that of each of its years; a soft span wholly outside of it
 * is dropped.
 */
export function whenAsked(query: string, nowMs: number, versions: Versions = () => undefined, range: Span = yearsBefore(nowMs)): WhenAsked {
  const soft: AskedSpan[] = [];
  const hard: AskedSpan[] = [];
  const words: { start: number; end: number }[] = [];
  const text = query.slice(0, QUERY_CHARS).replace(/[\u00A0\t\r\n]/g, ' ');
  // A version has digits, too.
  for (let at = mayNameDate(text) ? 0 : text.length; at < text.length; at++) {
    if (!/[A-Za-z0-9]/.test(text[at] as string) || (at > 0 && !/[\s("'[]/.test(text[at - 1] as string))) continue;
    const found = phraseAt(text, at, { nowMs, versions, range });
    if (!found) continue;
    const { start, end } = { start: found.spans.some((span) => span.hard) ? at : at - leadBefore(text, at), end: at + found.length };
    words.push({ start, end });
    for (const span of found.spans) (span.hard ? hard : soft).push({ ...span, text: query.slice(start, end) });
    at += found.length - 1;
  }
  const border = intersection(hard);
  const boosts = border === undefined && hard.length > 0 ? [...soft, ...hard.map((span) => ({ ...span, hard: false }))] : soft;
  return {
    asksForNow: NOW.test(text),
    spans: [...inRange(boosts, range), ...(border ? [border] : [])],
    words,
  };
}

interface Context {
  readonly nowMs: number;
  readonly versions: Versions;
  readonly range: Span;
}

interface Phrase {
  readonly length: number;
  readonly spans: readonly Omit<AskedSpan, 'text'>[];
}

function phraseAt(text: string, at: number, context: Context): Phrase | undefined {
  CONNECTIVE.lastIndex = at;
  const connective = CONNECTIVE.exec(text);
  if (!connective) {
    const said = dateAt(text, at, context.nowMs);
    // "Last weekend before April 10" is not the last weekend.
    if (said && !said.anyYear && /^\s+(?:before|after)\s+(?:\d|[A-Z])/.test(text.slice(at + said.length, at + said.length + LOOK)))
      return undefined;
    return said && { length: said.length, spans: everyYear(said, context).map((span) => ({ ...span, hard: false })) };
  }
  const word = (connective[1] as string).toLowerCase();
  const from = at + connective[0].length;
  const first = pointAt(text, from, context);
  if (!first) return undefined;
  if (word === 'between' || word === 'from') return between(text, at, from, first, word, context);
  const length = connective[0].length + first.length;
  if (COUNTED.test(text.slice(Math.max(0, at - LOOK), at))) {
    const spans = first.every.map(({ fromMs, toMs }) => ({
      fromMs: word === 'after' ? fromMs : fromMs - COUNTED_SLACK_MS,
      toMs: word === 'after' ? toMs + COUNTED_SLACK_MS : toMs,
      hard: false,
    }));
    return { length, spans };
  }
  const { fromMs, toMs } = first.latest;
  const hard = first.isCertain || word === 'since' || word === 'until' || word === 'till';
  if (word === 'since') return { length, spans: [{ fromMs, toMs: LAST_MOMENT_MS, hard }] };
  if (word === 'after') return { length, spans: [{ fromMs: toMs + 1, toMs: LAST_MOMENT_MS, hard }] };
  return { length, spans: [{ fromMs: FIRST_MS, toMs: word === 'before' || word === 'prior to' ? fromMs - 1 : toMs, hard }] };
}

/** `between A and B`, `from A to B`; a first date without a year takes the second's. `from A` alone means A. */
function between(text: string, at: number, from: number, first: Point, word: string, context: Context): Phrase | undefined {
  SECOND.lastIndex = from + first.length;
  const link = SECOND.exec(text);
  const second = link && pointAt(text, SECOND.lastIndex, context);
  if (!link || !second) {
    if (word === 'between' || first.isVersion) return undefined;
    return { length: from - at + first.length, spans: first.every.map((span) => ({ ...span, hard: false })) };
  }
  // "Upgrade from 1.4 to 2.0" names two versions, not the time between them.
  if (word === 'from' && (first.isVersion || second.isVersion)) return undefined;
  const opening = first.said?.in(dayFields(second.latest.fromMs).year);
  const { fromMs } = first.isCertain || !opening ? first.latest : opening;
  const isTold = second.said?.isTold === true;
  const toMs = second.latest.toMs + (isTold ? TOLD_LATER_MS : 0);
  if (toMs < fromMs) return undefined;
  const hard = word === 'between' && second.isCertain && !isTold;
  return { length: SECOND.lastIndex - at + second.length, spans: [{ fromMs, toMs, hard }] };
}

interface Point {
  readonly length: number;
  readonly latest: Span;
  readonly every: readonly Span[];
  /** True if it means one time only, not one in each year. */
  readonly isCertain: boolean;
  readonly isVersion: boolean;
  readonly said?: Said;
}

function pointAt(text: string, at: number, context: Context): Point | undefined {
  const said = dateAt(text, at, context.nowMs, true);
  if (said) {
    const every = everyYear(said, context);
    const latest = every.at(-1);
    if (!latest) return undefined;
    return { length: said.length, latest, every, isCertain: !said.anyYear || said.year !== undefined, isVersion: false, said };
  }
  VERSION.lastIndex = at;
  const version = VERSION.exec(text);
  const name = version?.[1] as string;
  const atMs = version ? (context.versions(name) ?? context.versions(name.replace(/^v/i, ''))) : undefined;
  if (!version || atMs === undefined) return undefined;
  const span = { fromMs: atMs, toMs: atMs };
  return { length: version[0].length, latest: span, every: [span], isCertain: true, isVersion: true };
}

/** The time in the named year; without one, in each year that the memory covers and that has begun. */
function everyYear(said: Said, { nowMs, range }: Context): Span[] {
  if (!said.anyYear || said.year !== undefined) return [said.in(said.year ?? 0)].filter((span) => span !== undefined);
  const last = dayFields(Math.min(nowMs, Math.max(range.toMs, 0))).year;
  // A winter begins in the year before.
  const first = Math.max(dayFields(Math.max(0, range.fromMs)).year - 1, last - YEARS_MOST);
  const spans: Span[] = [];
  for (let year = first; year <= last; year++) {
    const span = said.in(year);
    if (span && span.fromMs <= Math.min(nowMs, range.toMs)) spans.push(span);
  }
  return spans;
}

function inRange(spans: readonly AskedSpan[], range: Span): AskedSpan[] {
  return spans
    .filter(({ fromMs, toMs }) => toMs >= range.fromMs && fromMs <= range.toMs)
    .toSorted((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs);
}

/** The time that lies in all spans; undefined if there are none, or no such time. */
function intersection(spans: readonly AskedSpan[]): AskedSpan | undefined {
  if (spans.length === 0) return undefined;
  const fromMs = Math.max(...spans.map((span) => span.fromMs));
  const toMs = Math.min(...spans.map((span) => span.toMs));
  return fromMs > toMs ? undefined : { fromMs, toMs, hard: true, text: spans.map(({ text }) => text).join(' ') };
}

/** The length of the words before a date that belong to it, such as `in ` or `during the `. */
function leadBefore(text: string, at: number): number {
  return (LEADING.exec(text.slice(Math.max(0, at - LOOK), at))?.[0] ?? '').trimStart().length;
}

function yearsBefore(nowMs: number): Span {
  return { fromMs: nowMs - 365 * DAY_MS, toMs: nowMs };
}

/** The question without the words that only name a time. A date that no entry spells out must not count as a word that the memory lacks. */
export function withoutTimes(text: string, { words }: Pick<WhenAsked, 'words'>): string {
  let rest = text;
  for (const { start, end } of words.toSorted((a, b) => b.start - a.start)) rest = `${rest.slice(0, start)} ${rest.slice(end)}`;
  return rest;
}

/** Words besides stop words that a question for a time alone may have: "what happened last week", "anything new since Monday". */
const ANYTHING: ReadonlySet<string> = new Set([
  'happen',
  'happened',
  'change',
  'changed',
  'changes',
  'new',
  'news',
  'anything',
  'everything',
  'going',
  'work',
  'worked',
]);

const WORD = inTwoForms(String.raw`[\p{L}\p{N}_][\p{L}\p{N}_'\u2019-]*`, 'gu');

/** True if the question names a time (even one that the memory does not cover) and nothing else. @param isStop true for stop words. */
export function asksOnlyWhen(text: string, when: WhenAsked, isStop: (word: string) => boolean): boolean {
  if (when.words.length === 0) return false;
  const rest = withoutTimes(text, when).toLowerCase();
  return (rest.match(WORD(rest)) ?? []).every((word) => ANYTHING.has(word) || isStop(word));
}
