/** Spans of time by the calendar, UTC. Pure; it knows no words. */
import { dayFields, dayStartMs, isRealDay, parseTime, utcMs } from './day.js';
import { DAY_MS } from './units.js';

/** A time span in milliseconds since 1970, both ends inclusive. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** The span of the day `2026-11-20` or of the time `2026-11-20T14:30` (UTC without a zone); undefined for other texts and for days that do not exist. */
export function writtenSpan(text: string): Span | undefined {
  if (DAY.test(text)) {
    const fromMs = isRealDay(text) ? dayStartMs(text) : undefined;
    return fromMs === undefined ? undefined : daysFrom(fromMs, 1);
  }
  const zone = TIME.exec(text);
  const atMs = zone ? parseTime(zone[1] === undefined ? `${text}Z` : text) : undefined;
  return atMs === undefined ? undefined : { fromMs: atMs, toMs: atMs };
}

/** `count` whole days, beginning with the day of a time. */
export function daysFrom(atMs: number, count: number): Span {
  const fromMs = Math.floor(atMs / DAY_MS) * DAY_MS;
  return { fromMs, toMs: fromMs + count * DAY_MS - 1 };
}

/** A day from its fields; undefined if the month does not have it. @param month from 0. */
export function daySpan(year: number, month: number, day: number): Span | undefined {
  const fromMs = utcMs(year, month, day);
  const read = dayFields(fromMs);
  return read.month === month && read.day === day ? daysFrom(fromMs, 1) : undefined;
}

/** `count` whole months. @param first from 0; a month out of range carries over into other years. */
export function monthsSpan(year: number, first: number, count: number): Span {
  return { fromMs: utcMs(year, first, 1), toMs: utcMs(year, first + count, 1) - 1 };
}

/** A whole year. */
export function yearSpan(year: number): Span {
  return monthsSpan(year, 0, 12);
}

/** The first millisecond of the Monday of a time's week, or of the Monday so many weeks later. */
export function mondayMs(atMs: number, weeks = 0): number {
  return daysFrom(atMs - (((dayFields(atMs).weekday + 6) % 7) - 7 * weeks) * DAY_MS, 1).fromMs;
}

/** The number of days since this weekday; 0 if it is today. @param weekday 0 is Sunday. */
export function daysSinceWeekday(weekday: number, atMs: number): number {
  return (dayFields(atMs).weekday - weekday + 7) % 7;
}
