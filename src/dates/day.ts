/**
 * UTC days and moments as text and as fields: the one place that reads and writes dates. Pure: every time is an argument in milliseconds since
 * 1970-01-01T00:00:00Z, and none is asked of the system. It knows no words for dates ("yesterday") and no other zone than UTC.
 */
import { DAY_MS } from './units.js';

/** The last moment whose day can be written with four digits of year. */
export const LAST_MOMENT_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** `2026-11-20T14:03:22.123Z`. @throws RangeError for what is no time of the calendar (NaN, beyond 275,000 years). */
export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** The day of a moment: `2026-11-20`. @throws RangeError as `isoTime`. */
export function utcDay(atMs: number): string {
  return isoTime(atMs).slice(0, 10);
}

/** The days up to that of `nowMs`, newest first. */
export function lastDays(nowMs: number, count: number): string[] {
  return Array.from({ length: count }, (_, age) => utcDay(nowMs - age * DAY_MS));
}

/**
 * Midnight at the beginning of `2026-11-20`; undefined for what is no date. The 31st of a month of thirty days counts on to the first of the
 * next: a person wrote it. Where that matters, ask `isRealDay`.
 */
export function dayStartMs(day: string): number | undefined {
  return parseTime(`${day}T00:00:00Z`);
}

/** True for a day of the calendar, written YYYY-MM-DD. 2026-02-30 is none. */
export function isRealDay(day: string): boolean {
  const startMs = dayStartMs(day);
  return startMs !== undefined && utcDay(startMs) === day;
}

/** The moment that an ISO text says, with its zone; undefined for what is none. */
export function parseTime(text: string): number | undefined {
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** Midnight of a day by its fields. @param month from 0; months and days out of range count on. */
export function utcMs(year: number, month: number, day: number): number {
  return Date.UTC(year, month, day);
}

export interface DayFields {
  readonly year: number;
  /** From 0. */
  readonly month: number;
  /** From 1. */
  readonly day: number;
  /** From 0, a Sunday. */
  readonly weekday: number;
}

/** The fields of a moment's day. */
export function dayFields(atMs: number): DayFields {
  const date = new Date(atMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate(), weekday: date.getUTCDay() };
}
