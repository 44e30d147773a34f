/** Reads times that are relative to today: "yesterday", "two weeks ago", "last month", "on Monday". UTC. Pure. */
import { datePattern, matchAt } from './date-pattern.js';
import { dayFields } from './day.js';
import { daysFrom, daysSinceWeekday, mondayMs, monthsSpan, type Span, yearSpan } from './span.js';
import { DAY_MS } from './units.js';
import { dayOffset, dayWordPattern, NUMBERS, numberOf, unitDays, WEEKDAY_PATTERN, weekdayOf } from './words.js';

const COUNT = `(\\d{1,3}|an?|${NUMBERS.slice(1).join('|')}|(?:a )?few|a couple of|several)`;
const UNIT = '(day|week|month|year)';

const NEAR = datePattern(dayWordPattern({ untilToday: true }));
const AROUND = datePattern('(this|the current|the last|last|the past|past|the previous|previous) (week|weekend|month|quarter|year)');
const LAST_FEW = datePattern(`(?:the )?(?:last|past|previous) ${COUNT} ${UNIT}s?`);
const AGO = datePattern(`${COUNT} ${UNIT}s? ago`);
const WEEKDAY = datePattern(`(?:last |this )?${WEEKDAY_PATTERN}`);

/** The time whose words begin at `at`, and the length of the words; undefined if none does. @param nowMs milliseconds since 1970; its UTC day is today. */
export function spanFromToday(text: string, at: number, nowMs: number): { readonly length: number; readonly span: Span } | undefined {
  const found = (words: RegExpExecArray, span: Span): { length: number; span: Span } => ({ length: words[0].length, span });
  const day = (ago: number): Span => daysFrom(nowMs - ago * DAY_MS, 1);
  const upToNow = (days: number): Span => ({ fromMs: day(days).fromMs, toMs: day(0).toMs });
  const near = matchAt(NEAR, text, at);
  if (near) return found(near, day(-(dayOffset(near[1] as string) ?? 0)));
  const around = matchAt(AROUND, text, at);
  if (around) {
    const [which, unit] = [String(around[1]).toLowerCase(), String(around[2]).toLowerCase()];
    // "The last month" ends today; "last month" is the previous calendar month.
    if (/^(?:the last|the past|past)$/.test(which) && unit !== 'weekend') return found(around, upToNow(unitDays(unit)));
    return found(around, unitAround(unit, /this|current/.test(which), nowMs));
  }
  const few = matchAt(LAST_FEW, text, at);
  if (few) return found(few, upToNow(mostOf(few[1] as string) * unitDays(few[2] as string)));
  const ago = matchAt(AGO, text, at);
  if (ago) {
    const unit = unitDays(ago[2] as string);
    // "Two weeks ago" is rarely exactly fourteen days, so half a unit is allowed either way.
    const slack = unit === 1 ? 0 : Math.ceil(unit / 2);
    const [least, most] = [leastOf(ago[1] as string) * unit - slack, mostOf(ago[1] as string) * unit + slack];
    return found(ago, { fromMs: day(most).fromMs, toMs: day(Math.max(0, least)).toMs });
  }
  const weekday = matchAt(WEEKDAY, text, at);
  if (!weekday) return undefined;
  const back = daysSinceWeekday(weekdayOf(weekday[1] as string), nowMs);
  return found(weekday, day(back === 0 && /^last/i.test(weekday[0]) ? 7 : back));
}

/** The present calendar week (from Monday), weekend, month, quarter or year, or the previous one. */
function unitAround(unit: string, isThis: boolean, nowMs: number): Span {
  const { year, month } = dayFields(nowMs);
  const before = isThis ? 0 : 1;
  if (unit === 'year') return yearSpan(year - before);
  if (unit === 'month') return monthsSpan(year, month - before, 1);
  if (unit === 'quarter') return monthsSpan(year, Math.floor(month / 3) * 3 - 3 * before, 3);
  const monday = mondayMs(nowMs, -before);
  return unit === 'week' ? daysFrom(monday, 7) : daysFrom(monday + 5 * DAY_MS, 2);
}

function leastOf(count: string): number {
  if (/few|several/i.test(count)) return 2;
  return /couple/i.test(count) ? 1 : (numberOf(count) ?? 1);
}

function mostOf(count: string): number {
  if (/few|several/i.test(count)) return 7;
  return /couple/i.test(count) ? 3 : (numberOf(count) ?? 1);
}
