/** Spans of time on the calendar, UTC. Pure; it knows no words. */
import { dayFields, dayStartMs, isRealDay, parseTime, utcMs } from './day.js';
import { DAY_MS } from './units.js';

/** A time span in milliseconds since 1970, both ends inclusive. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** The day `2026-11-20`, or the moment `2026-11-20T14:30` (UTC where no zone is written); undefined for other texts and for days that do not exist. */
export function writtenSpan(text: string): Span | undefined {
  if (DAY.test(text)) {
    const fromMs = isRealDay(text) ? dayStartMs(text) : undefined;
    return fromMs === undefined ? undefined : daysFrom(fromMs, 1);
  }
  const zone = TIME.exec(text);
  const atMs = zone ? parseTime(zone[1] === undefined ? `${text}Z` : text) : undefined;
  return atMs === undefined ? undefined : { fromMs: atMs, toMs: atMs };
}

/** Whole days from the one of a moment on. */
export function daysFrom(atMs: number, count: number): Span {
  const fromMs = Math.floor(atMs / DAY_MS) * DAY_MS;
  return { fromMs, toMs: fromMs + count * DAY_MS - 1 };
}

/** A day by its fields; undefined for one that the month does not have. @param month from 0. */
export function daySpan(year: number, month: number, day: number): Span | undefined {
  const fromMs = utcMs(year, month, day);
  const read = dayFields(fromMs);
  return read.month === month && read.day === day ? daysFrom(fromMs, 1) : undefined;
}

/** Whole months. @param first from 0; out of range counts on into other years. */
export function monthsSpan(year: number, first: number, count: number): Span {
  return { fromMs: utcMs(year, first, 1), toMs: utcMs(year, first + count, 1) - 1 };
}

export function yearSpan(year: number): Span {
  return monthsSpan(year, 0, 12);
}

/** Midnight of the Monday of a moment's week, or of one so many weeks later. */
export function mondayMs(atMs: number, weeks = 0): number {
  return daysFrom(atMs - (((dayFields(atMs).weekday + 6) % 7) - 7 * weeks) * DAY_MS, 1).fromMs;
}

/** Days since it was last this weekday: 0 if it is today. @param weekday from 0, a Sunday. */
export function daysSinceWeekday(weekday: number, atMs: number): number {
  return (dayFields(atMs).weekday - weekday + 7) % 7;
}
