/** Makes the relative dates of a sentence absolute, against the day on which it was written. Pure; UTC. */
import { DAY_MS } from '../../dates/units.js';
import { dayFields, utcDay } from '../../dates/day.js';

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const NUMBERS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
};
const UNIT_DAYS: Readonly<Record<string, number>> = { day: 1, week: 7 };

/** "needs a new key since yesterday" written on 2026-11-20 becomes "needs a new key since 2026-11-19". Quoted code is left alone. */
export function absoluteDates(text: string, atMs: number): string {
  return text
    .split(/(`[^`]*`|"[^"]*")/)
    .map((part, i) => (i % 2 === 1 ? part : replaceIn(part, atMs)))
    .join('');
}

function replaceIn(text: string, atMs: number): string {
  const plus = (days: number): string => utcDay(atMs + days * DAY_MS);
  return text
    .replace(
      /\b(the day after tomorrow|the day before yesterday|yesterday|today|tomorrow|tonight|this (?:morning|afternoon|evening))\b/gi,
      (m) => plus(offsetOf(m.toLowerCase())),
    )
    .replace(
      /\b(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten) (day|week|month|year)s? ago\b/gi,
      (_m, n: string, unit: string) => ago(n, unit, atMs),
    )
    .replace(
      /\bin (\d{1,3}|two|three|four|five|six|seven|eight|nine|ten) (day|week)s\b(?! of)/gi,
      (_m, n: string, unit: string) => `on ${plus(count(n) * (UNIT_DAYS[unit.toLowerCase()] ?? 1))}`,
    )
    .replace(/\b(last|next) (sunday|monday|tuesday|wednesday|thursday|friday|saturday)\b/gi, (_m, which: string, name: string) =>
      plus(weekdayOffset(which, name, atMs)),
    )
    .replace(/\b(last|next|this) (week|month|year)\b/gi, (_m, which: string, unit: string) => period(which, unit, atMs));
}

function offsetOf(word: string): number {
  if (word === 'yesterday') return -1;
  if (word === 'the day before yesterday') return -2;
  if (word === 'tomorrow') return 1;
  return word === 'the day after tomorrow' ? 2 : 0;
}

function count(word: string): number {
  return NUMBERS[word.toLowerCase()] ?? Number(word);
}

function ago(n: string, unit: string, atMs: number): string {
  const days = UNIT_DAYS[unit.toLowerCase()];
  if (days !== undefined) return `on ${utcDay(atMs - count(n) * days * DAY_MS)}`;
  const year = dayFields(atMs).year;
  if (unit.toLowerCase() === 'year') return `in ${year - count(n)}`;
  return `in ${monthPlus(atMs, -count(n))}`;
}

function monthPlus(atMs: number, months: number): string {
  const { year, month } = dayFields(atMs);
  const index = year * 12 + month + months;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

function weekdayOffset(which: string, name: string, atMs: number): number {
  const today = dayFields(atMs).weekday;
  const wanted = WEEKDAYS.indexOf(name.toLowerCase());
  const ahead = (wanted - today + 7) % 7 || 7;
  return which.toLowerCase() === 'next' ? ahead : ahead - 7 || -7;
}

function period(which: string, unit: string, atMs: number): string {
  const step = which.toLowerCase() === 'last' ? -1 : which.toLowerCase() === 'next' ? 1 : 0;
  if (unit.toLowerCase() === 'year') return `${dayFields(atMs).year + step}`;
  if (unit.toLowerCase() === 'month') return monthPlus(atMs, step);
  const sinceMonday = (dayFields(atMs).weekday + 6) % 7;
  return `the week of ${utcDay(atMs + (step * 7 - sinceMonday) * DAY_MS)}`;
}
