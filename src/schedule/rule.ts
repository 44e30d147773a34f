/**
 * When a task is due: its schedule, read once into a rule, and the planned times that follow from it. Pure.
 *
 *     0 9 * * 1-5     five fields, or six with seconds first; @hourly, @daily, @weekly, @monthly, @yearly
 *     every 20m       from when it was approved; s, m, h, d
 *     at 2026-12-01 09:00     once; with Z or an offset, or in the task's zone; "at 09:00" is the next one after it was approved
 *     at start        whenever the daemon starts
 */
import { isRealDay, isoTime, utcDay } from '../dates/day.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../dates/units.js';
import { localMomentsOf, offsetsOf } from '../dates/zone.js';
import { comesEver, lastCron, nextCron, skippedWall } from './cron-times.js';

export type Rule =
  | { readonly kind: 'cron'; readonly pattern: string; readonly zone: string; readonly hasSeconds: boolean }
  | { readonly kind: 'every'; readonly everyMs: number }
  /** `skipped`: the local time that was written, where the clocks jump over it. */
  | { readonly kind: 'at'; readonly atMs: number; readonly skipped?: string }
  | { readonly kind: 'time-of-day'; readonly time: string; readonly zone: string }
  | { readonly kind: 'start' };

/** What a schedule is not, in words. */
export interface Unread {
  readonly why: string;
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };
const NICKNAMES: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};
const EVERY_MOST_MS = 366 * DAY_MS;
const TIME = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;

/** The name of a zone, or what tells it: Node takes a tenth of a short command to say in which zone the machine is, and most rules are read to be counted. */
export type Zone = string | (() => string);

/** The name itself. */
export function nameOf(zone: Zone): string {
  return typeof zone === 'string' ? zone : zone();
}

/** The rule of a schedule, or why it is none. @param zone of the task, a name that `isZone` knows. */
export function readRule(schedule: string, zone: Zone): Rule | Unread {
  const text = schedule.trim().replace(/\s+/g, ' ');
  if (text === '') return { why: 'it is empty; write "every 20m", "at 2026-12-01 09:00" or "0 9 * * 1-5"' };
  if (/^every\b/i.test(text)) return readEvery(text);
  if (/^at\b/i.test(text)) return readAt(text.slice(2).trim(), zone);
  return readCron(NICKNAMES[text.toLowerCase()] ?? text, zone);
}

/** True for the name of a time zone, as `Europe/Berlin`; '' and offsets are none. */
export function isZone(zone: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(zone) && offsetsOf(zone) !== undefined;
}

/** True for a rule that comes once. */
export function isOnce({ kind }: Rule): boolean {
  return kind === 'at' || kind === 'time-of-day';
}

/** The first planned time after `afterMs`; undefined: none comes. @param sinceMs when the task was approved. */
export function nextTime(rule: Rule, afterMs: number, sinceMs: number): number | undefined {
  switch (rule.kind) {
    case 'start':
      return undefined;
    case 'cron':
      return nextCron(rule, afterMs);
    case 'every': {
      const first = wholeSecond(sinceMs) + rule.everyMs;
      return afterMs < first ? first : first + (Math.floor((afterMs - first) / rule.everyMs) + 1) * rule.everyMs;
    }
    case 'at':
    case 'time-of-day': {
      const atMs = onceAt(rule, sinceMs);
      return atMs !== undefined && atMs > afterMs ? atMs : undefined;
    }
  }
}

/** The last planned times that are not after `untilMs`, at most `most`, the oldest first. */
export function lastTimes(rule: Rule, untilMs: number, sinceMs: number, most: number): readonly number[] {
  switch (rule.kind) {
    case 'start':
      return [];
    case 'cron':
      return lastCron(rule, untilMs, most);
    case 'every': {
      const passed = Math.floor((untilMs - wholeSecond(sinceMs)) / rule.everyMs);
      const first = Math.max(1, passed - most + 1);
      return Array.from({ length: Math.max(0, passed - first + 1) }, (_, at) => wholeSecond(sinceMs) + (first + at) * rule.everyMs);
    }
    case 'at':
    case 'time-of-day': {
      const atMs = onceAt(rule, sinceMs);
      return atMs !== undefined && atMs <= untilMs ? [atMs] : [];
    }
  }
}

/** The planned times in (afterMs, untilMs], the oldest first, at most `most`; `isAll` says whether these are all. */
export function timesWithin(
  rule: Rule,
  afterMs: number,
  untilMs: number,
  sinceMs: number,
  most: number,
): { readonly times: readonly number[]; readonly isAll: boolean } {
  const times: number[] = [];
  let next = nextTime(rule, afterMs, sinceMs);
  while (next !== undefined && next <= untilMs && times.length < most) {
    times.push(next);
    next = nextTime(rule, next, sinceMs);
  }
  return { times, isAll: next === undefined || next > untilMs };
}

function onceAt(rule: Extract<Rule, { kind: 'at' | 'time-of-day' }>, sinceMs: number): number | undefined {
  return rule.kind === 'at' ? rule.atMs : nextTimeOfDay(rule, sinceMs)?.atMs;
}

function nextTimeOfDay(
  { time, zone }: Extract<Rule, { kind: 'time-of-day' }>,
  sinceMs: number,
): { readonly atMs: number; readonly isSkipped: boolean } | undefined {
  const offsetMsAt = offsetsOf(zone);
  if (!offsetMsAt) return undefined;
  // The day before may still be meant: the clocks may jump over its last hour.
  for (const dayMs of [-DAY_MS, 0, DAY_MS, 2 * DAY_MS]) {
    const day = utcDay(sinceMs + offsetMsAt(sinceMs) + dayMs);
    const local = localMomentsOf(`${day} ${time}`, offsetMsAt);
    if (typeof local === 'object' && local.firstMs > sinceMs) return { atMs: local.firstMs, isSkipped: local.isSkipped === true };
  }
  return undefined;
}

/** The local time that a planned time stands for, where it is the moment at which the clocks jump over that: `02:30`. @param sinceMs when it was approved. */
export function skippedTime(rule: Rule, plannedMs: number, sinceMs: number): string | undefined {
  switch (rule.kind) {
    case 'cron': {
      const wall = skippedWall(rule, plannedMs);
      return wall === undefined ? undefined : timeIn(isoTime(wall));
    }
    case 'at':
      return rule.skipped;
    case 'time-of-day':
      return nextTimeOfDay(rule, sinceMs)?.isSkipped === true ? rule.time : undefined;
    case 'every':
    case 'start':
      return undefined;
  }
}

function timeIn(text: string): string {
  return /\d\d:\d\d(?::(?!00)\d\d)?/.exec(text)?.[0] ?? '00:00';
}

function readEvery(text: string): Rule | Unread {
  const [, count = '', unit = ''] = /^every (\d+) ?([smhd])$/i.exec(text) ?? [];
  const everyMs = Number(count) * (UNIT_MS[unit.toLowerCase()] ?? 0);
  if (count === '') return { why: `"${text}" names no interval; write "every 20m", "every 90s", "every 2h" or "every 1d"` };
  if (everyMs < 1000 || everyMs > EVERY_MOST_MS) return { why: `"${text}" is not between 1 second and 366 days` };
  return { kind: 'every', everyMs };
}

function readAt(text: string, zone: Zone): Rule | Unread {
  if (text.toLowerCase() === 'start') return { kind: 'start' };
  const time = TIME.exec(text);
  if (time) return { kind: 'time-of-day', time: text.padStart(time[3] === undefined ? 5 : 8, '0'), zone: nameOf(zone) };
  const offsetMsAt = offsetsOf(nameOf(zone));
  const local = offsetMsAt && isRealDay(text.slice(0, 10)) ? localMomentsOf(text, offsetMsAt) : undefined;
  if (local === undefined) return { why: `"at ${text}" is no time; write "at 2026-12-01 09:00", "at 2026-12-01T09:00Z" or "at 09:00"` };
  if (typeof local === 'number') return { kind: 'at', atMs: local };
  return { kind: 'at', atMs: local.firstMs, ...(local.isSkipped && { skipped: timeIn(text) }) };
}

function readCron(pattern: string, zone: Zone): Rule | Unread {
  const fields = pattern.split(' ');
  if (fields.length !== 5 && fields.length !== 6)
    return {
      why: `"${pattern}" is no schedule; write "every 20m", "at 2026-12-01 09:00", or five or six fields as cron has them: "0 9 * * 1-5"`,
    };
  if (pattern.includes('?')) return { why: '"?" says nothing that "*" does not: write "*"' };
  try {
    // Whether a time comes is the same in all zones.
    if (!comesEver(pattern)) return { why: `"${pattern}" names a day that never comes` };
  } catch (error) {
    return { why: `"${pattern}": ${(error instanceof Error ? error.message : String(error)).replace(/^CronPattern: /, '')}` };
  }
  return {
    kind: 'cron',
    pattern,
    get zone() {
      return nameOf(zone);
    },
    hasSeconds: fields.length === 6,
  };
}

function wholeSecond(atMs: number): number {
  return Math.floor(atMs / 1000) * 1000;
}
