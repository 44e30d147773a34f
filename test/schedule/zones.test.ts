/** The rule of FORMAT for changes of the clocks, in all zones that Node knows, against `Intl` alone. */
import { expect, it } from 'vitest';
import { isoTime } from '../../src/dates/day.js';
import { HOUR_MS, MINUTE_MS } from '../../src/dates/units.js';
import { clockChanges, type Change } from './clock-changes.js';
import { lastTimes, nextTime, readRule, skippedTime, timesWithin, type Rule } from '../../src/schedule/rule.js';

const NAMED = ['30 23', '0 0', '30 0', '0,30 23,0', '45 22,23', '0 1', '30 1', '30 2', '15 3', '0 2,3', '59 0,1,2,3,22,23'];
const BY_REAL_TIME = ['*/30 23', '0 22-23', '*/15 *', '* 0', '30 *', '*/20 0-3', '15 */2', '0 0-2', '45 23-23', '15 1-3', '0,30 22-23'];
const isIn = (field: string, value: number, most: number): boolean =>
  field.split(',').some((part) => {
    const [range = '', step = '1'] = part.split('/');
    const [from = 0, to = part.includes('/') ? most : from] = range === '*' ? [0, most] : range.split('-').map(Number);
    return value >= from && value <= to && (value - from) % Number(step) === 0;
  });
const isOf = (pattern: string, wallMs: number): boolean => {
  const [minute = '', hour = ''] = pattern.split(' ');
  const wall = new Date(wallMs);
  return isIn(minute, wall.getUTCMinutes(), 59) && isIn(hour, wall.getUTCHours(), 23);
};

/** The minutes around a change, each with its local time, and when each local minute comes first, or is jumped over. */
function around({ atMs, fromMs, toMs }: Change): { real: readonly (readonly [number, number])[]; come: ReadonlyMap<number, number> } {
  const real: (readonly [number, number])[] = [];
  const come = new Map<number, number>();
  let high = atMs - 30 * HOUR_MS + fromMs;
  for (let ms = atMs - 30 * HOUR_MS + MINUTE_MS; ms <= atMs + 26 * HOUR_MS; ms += MINUTE_MS) {
    const wall = ms + (ms < atMs ? fromMs : toMs);
    real.push([ms, wall]);
    for (high += MINUTE_MS; high <= wall; high += MINUTE_MS) come.set(high, ms);
    high = Math.max(wall, high - MINUTE_MS);
  }
  return { real, come };
}

const ALL = clockChanges(2026, 2028);

it('knows changes of each kind: over midnight forward and back, by half an hour and by two', () => {
  const kinds = new Set(ALL.map(({ atMs, fromMs, toMs }) => `${isoTime(atMs + fromMs).slice(11, 16)} ${(toMs - fromMs) / MINUTE_MS}`));
  expect([...kinds]).toEqual(expect.arrayContaining(['23:00 60', '00:00 60', '00:00 -60', '01:00 120', '02:00 30', '02:45 60']));
});

it('brings what is named once a day and the rest by real time, at each change in each zone from 2026 to 2028', () => {
  for (const change of ALL) {
    const { zone, atMs } = change;
    const [fromMs, untilMs] = [atMs - 26 * HOUR_MS, atMs + 26 * HOUR_MS];
    const { real, come } = around(change);
    for (const pattern of [...NAMED, ...BY_REAL_TIME]) {
      const named = [...come].filter(([wall, ms]) => ms > fromMs && isOf(pattern, wall)).map(([, ms]) => ms);
      const expected = NAMED.includes(pattern)
        ? [...new Set(named)]
        : real.filter(([ms, wall]) => ms > fromMs && isOf(pattern, wall)).map(([ms]) => ms);
      const rule = readRule(`${pattern} * * *`, zone) as Rule;
      expect([zone, pattern, timesWithin(rule, fromMs, untilMs, fromMs, 5000).times.map(isoTime)]).toEqual([
        zone,
        pattern,
        expected.map(isoTime),
      ]);
      const last = lastTimes(rule, untilMs, fromMs, Math.max(1, Math.min(5, expected.length)));
      expect([zone, pattern, last.filter((ms) => ms > fromMs).map(isoTime)]).toEqual([zone, pattern, expected.slice(-5).map(isoTime)]);
    }
  }
}, 240_000);

it('knows what a time stands for over which the clocks jump, and for which day it is meant', () => {
  const nuuk = (schedule: string): Rule => readRule(schedule, 'America/Nuuk') as Rule;
  const since = Date.UTC(2026, 2, 28, 3);
  const jump = Date.UTC(2026, 2, 29, 1);
  // 23:00 becomes midnight, on a Saturday.
  for (const schedule of ['30 23 * * *', '30 23 * * 6', '0 30 23 28 3 *', 'at 2026-03-28 23:30', 'at 23:30']) {
    const next = nextTime(nuuk(schedule), since, since);
    expect([schedule, next, skippedTime(nuuk(schedule), jump, since)]).toEqual([schedule, jump, '23:30']);
  }
  expect(nextTime(nuuk('30 23 * * 0'), since, since)).toBe(Date.UTC(2026, 2, 30, 0, 30));
  for (const schedule of ['0 0 * * *', '*/30 23 * * *', 'every 1h'])
    expect([schedule, skippedTime(nuuk(schedule), jump, since)]).toEqual([schedule, undefined]);
});

it('counts each second where the clocks go back', () => {
  const rule = readRule('* * * * * *', 'Europe/Berlin') as Rule;
  const from = Date.UTC(2026, 9, 25, 0, 59, 55);
  expect(timesWithin(rule, from, from + 10_000, from, 100).times).toEqual(Array.from({ length: 10 }, (_, n) => from + (n + 1) * 1000));
});
