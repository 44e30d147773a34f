/**
 * Reads and writes UTC days and times, as text and as fields; no other room uses `Date`. Pure: every time is an argument, in milliseconds since
 * 1970-01-01T00:00:00Z. It knows no words for dates ("yesterday") and no zone but UTC.
 */
import { DAY_MS, HOUR_MS } from './units.js';

/** The last time whose year has four digits. */
export const LAST_MOMENT_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Clocks of one clone's machines differ by less: what is dated further ahead was dated by a clock that was wrong. */
const AHEAD_MS = HOUR_MS;

/** True for a time that no right clock can have given yet. Nothing may wait for it, and it is the newest of nothing. */
export function isAhead(atMs: number, nowMs: number): boolean {
  return atMs > aheadFromMs(nowMs);
}

/** The last time that is not ahead of a clock that shows `nowMs`. */
export function aheadFromMs(nowMs: number): number {
  return nowMs + AHEAD_MS;
}

/** True for a day of which no moment can have been yet. @param day YYYY-MM-DD. */
export function isDayAhead(day: string, nowMs: number): boolean {
  return day > utcDay(Math.min(nowMs + AHEAD_MS, LAST_MOMENT_MS));
}

/** The time as `2026-11-20T14:03:22.123Z`. @throws RangeError for a time outside of the calendar (NaN, beyond 275,000 years). */
export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** The moment as libraries take it that read a written one by Node's knowledge of zones, to load which takes as long as Node's start. */
export function dateFor(atMs: number): Date {
  return new Date(atMs);
}

/** The day of a time: `2026-11-20`. @throws RangeError as `isoTime`. */
export function utcDay(atMs: number): string {
  return isoTime(atMs).slice(0, 10);
}

/** The last `count` days, up to the day of `nowMs`, newest first. */
export function lastDays(nowMs: number, count: number): string[] {
  return Array.from({ length: count }, (_, age) => utcDay(nowMs - age * DAY_MS));
}

/**
 * The first millisecond of `2026-11-20`; undefined for text that is no date. The 31st of a month of thirty days becomes the first of the next
 * month; check `isRealDay` where that matters.
 */
export function dayStartMs(day: string): number | undefined {
  return parseTime(`${day}T00:00:00Z`);
}

/** True for a day that exists, written YYYY-MM-DD; false for 2026-02-30. */
export function isRealDay(day: string): boolean {
  const startMs = dayStartMs(day);
  return startMs !== undefined && utcDay(startMs) === day;
}

/** The time that an ISO text names, with its zone; undefined for other text. */
export function parseTime(text: string): number | undefined {
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** The first millisecond of a day, from its fields. @param month from 0; months and days out of range carry over. */
export function utcMs(year: number, month: number, day: number): number {
  return Date.UTC(year, month, day);
}

export interface DayFields {
  readonly year: number;
  /** From 0. */
  readonly month: number;
  /** From 1. */
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/** The fields of the day of a time. */
export function dayFields(atMs: number): DayFields {
  const date = new Date(atMs);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate(), weekday: date.getUTCDay() };
}
