/** Replaces the relative dates of a sentence by absolute ones, counted from the day on which it was written. Pure; UTC. */
import { dayFields, utcDay, utcMs } from './day.js';
import { daysSinceWeekday, mondayMs } from './span.js';
import { DAY_MS } from './units.js';
import { dayOffset, dayWordPattern, NUMBERS, numberOf, unitDays, WEEKDAY_PATTERN, weekdayOf } from './words.js';

const words = (source: string): RegExp => new RegExp(`\\b${source}\\b`, 'gi');
const DAY = words(dayWordPattern({ untilToday: false }));
const AGO = words(`(\\d{1,3}|an?|${NUMBERS.slice(1).join('|')}) (day|week|month|year)s? ago`);
const AHEAD = words(`in (\\d{1,3}|${NUMBERS.slice(2).join('|')}) (day|week)s\\b(?! of)`);
const WEEKDAY = words(`(last|next) ${WEEKDAY_PATTERN}`);
const PERIOD = words('(last|next|this) (week|month|year)');

/**
 * "needs a new key since yesterday", written on 2026-11-20, becomes "needs a new key since 2026-11-19". Quoted code is not changed.
 * @param atMs when it was written, in milliseconds since 1970.
 */
export function absoluteDates(text: string, atMs: number): string {
  return text
    .split(/(`[^`]*`|"[^"]*")/)
    .map((part, i) => (i % 2 === 1 ? part : replaceIn(part, atMs)))
    .join('');
}

function replaceIn(text: string, atMs: number): string {
  const plus = (days: number): string => utcDay(atMs + days * DAY_MS);
  return text
    .replace(DAY, (word: string) => plus(dayOffset(word) ?? 0))
    .replace(AGO, (_m, n: string, unit: string) => ago(numberOf(n) ?? 1, unit.toLowerCase(), atMs))
    .replace(AHEAD, (_m, n: string, unit: string) => `on ${plus((numberOf(n) ?? 1) * unitDays(unit))}`)
    .replace(WEEKDAY, (_m, which: string, name: string) => {
      // The day of writing is neither the last nor the next weekday of its name.
      const since = daysSinceWeekday(weekdayOf(name), atMs) || 7;
      return plus(which.toLowerCase() === 'next' ? 7 - (since % 7) : -since);
    })
    .replace(PERIOD, (_m, which: string, unit: string) => period(which.toLowerCase(), unit.toLowerCase(), atMs));
}

function ago(count: number, unit: string, atMs: number): string {
  if (unit === 'day' || unit === 'week') return `on ${utcDay(atMs - count * unitDays(unit) * DAY_MS)}`;
  return unit === 'year' ? `in ${dayFields(atMs).year - count}` : `in ${monthPlus(atMs, -count)}`;
}

function period(which: string, unit: string, atMs: number): string {
  const step = which === 'last' ? -1 : which === 'next' ? 1 : 0;
  if (unit === 'year') return `${dayFields(atMs).year + step}`;
  return unit === 'month' ? monthPlus(atMs, step) : `the week of ${utcDay(mondayMs(atMs, step))}`;
}

/** The month so many months later: `2026-09`. */
function monthPlus(atMs: number, months: number): string {
  const { year, month } = dayFields(atMs);
  return utcDay(utcMs(year, month + months, 1)).slice(0, 7);
}
