/**
 * Reads a time that a person typed behind an option: `yesterday`, `2 weeks ago`, `3h`, `2026-05`, `last month`, `2026-05-01..2026-05-09`. Days are those of the
 * person's clock. Pure; the grammar of dates in questions (`date-at.ts`) is reused, but here "2 weeks ago" is one day and not some days.
 */
import { dateAt } from './date-at.js';
import { dayFields, utcMs } from './day.js';
import { daysFrom, writtenSpan, type Span } from './span.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './units.js';
import { NUMBERS, numberOf } from './words.js';

export interface Clocked {
  readonly nowMs: number;
  /** Local time minus UTC at a moment, in milliseconds. */
  readonly offsetMsAt: (atMs: number) => number;
}

const RANGE = /^(.*?)\s*(?:\.\.\.?|\s(?:to|until|-|–)\s)\s*(.*)$/i;
const COUNT = `(\\d{1,4}|an?|${NUMBERS.slice(1).join('|')})`;
const UNIT = '(minutes?|mins?|hours?|days?|weeks?|months?|years?)';
const AGO = new RegExp(`^${COUNT} ${UNIT} ago$`, 'i');
const SHORT = /^(\d{1,4})\s?(min|m|h|d|w|mo|y)$/i;
const SHORTS: Readonly<Record<string, string>> = { min: 'minute', m: 'minute', h: 'hour', d: 'day', w: 'week', mo: 'month', y: 'year' };
const ZONE = /T.*(?:Z|[+-]\d{2}:?\d{2})$/i;
const OLDEST_YEAR = 1970;

export interface TypedSpan extends Span {
  /** Both ends were typed, or one was left open. */
  readonly isRange: boolean;
}

/** The span of a time or a range, both ends inclusive; an open end (`2026-05..`) is infinite. Undefined for other text, and for a range that ends before it begins. */
export function typedSpan(text: string, clocked: Clocked): TypedSpan | undefined {
  const words = text.trim().replace(/\s+/g, ' ');
  const whole = pointSpan(words, clocked);
  if (whole) return { ...whole, isRange: false };
  const range = RANGE.exec(words);
  if (!range) return undefined;
  const [from, to] = [range[1] as string, range[2] as string];
  if (from === '' && to === '') return undefined;
  const [first, last] = [from === '' ? undefined : pointSpan(from, clocked), to === '' ? undefined : pointSpan(to, clocked)];
  if ((from !== '' && !first) || (to !== '' && !last)) return undefined;
  const span = { fromMs: first?.fromMs ?? -Infinity, toMs: last?.toMs ?? Infinity, isRange: true };
  return span.fromMs <= span.toMs ? span : undefined;
}

function pointSpan(words: string, clocked: Clocked): Span | undefined {
  const { nowMs, offsetMsAt } = clocked;
  if (/^now$/i.test(words)) return { fromMs: nowMs, toMs: nowMs };
  const written = writtenSpan(words);
  if (written) return ZONE.test(words) ? written : inUtc(written, clocked);
  const here = nowMs + offsetMsAt(nowMs);
  const ago = AGO.exec(words) ?? SHORT.exec(words);
  if (ago) {
    const unit = (SHORTS[String(ago[2]).toLowerCase()] ?? String(ago[2]).toLowerCase())
      .replace(/^min(?:ute)?s?$/, 'minute')
      .replace(/s$/, '');
    return agoSpan(numberOf(ago[1] as string) ?? 1, unit, clocked, here);
  }
  const said = dateAt(words, 0, here, true);
  if (!said || said.length !== words.length) return undefined;
  const { year } = dayFields(here);
  if (!said.anyYear || said.year !== undefined) return utcOf(said.in(said.year ?? year), clocked);
  // "May" is the last one that has begun.
  for (let one = year; one >= OLDEST_YEAR && one > year - 9; one--) {
    const span = said.in(one);
    if (span && span.fromMs <= here) return inUtc(span, clocked);
  }
  return undefined;
}

/** Minutes and hours are moments; the longer units are the day so long ago. */
function agoSpan(count: number, unit: string, clocked: Clocked, here: number): Span {
  if (unit === 'minute' || unit === 'hour') {
    const atMs = clocked.nowMs - count * (unit === 'hour' ? HOUR_MS : MINUTE_MS);
    return { fromMs: atMs, toMs: atMs };
  }
  if (unit === 'day' || unit === 'week') return inUtc(daysFrom(here - count * (unit === 'week' ? 7 : 1) * DAY_MS, 1), clocked);
  const { year, month, day } = dayFields(here);
  const [y, m] = unit === 'year' ? [year - count, month] : [year, month - count];
  // A month without this day gives its last one.
  const lastDay = dayFields(utcMs(y, m + 1, 0)).day;
  return inUtc(daysFrom(utcMs(y, m, Math.min(day, lastDay)), 1), clocked);
}

function utcOf(span: Span | undefined, clocked: Clocked): Span | undefined {
  return span && inUtc(span, clocked);
}

/** A span of the person's calendar as moments. A time that a change of clocks leaves out or has twice is the first of them. */
function inUtc({ fromMs, toMs }: Span, { offsetMsAt }: Clocked): Span {
  const moment = (localMs: number): number => localMs - offsetMsAt(localMs - offsetMsAt(localMs));
  return { fromMs: moment(fromMs), toMs: moment(toMs) };
}
