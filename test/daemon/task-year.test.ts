/** A year of a daemon with fifty tasks in three zones: both changes of the clocks, a leap day, a clock set back and forward, a suspend of two days, and restarts. */
import { expect, it } from 'vitest';
import { isoTime, parseTime } from '../../src/dates/day.js';
import { DAY_MS, HOUR_MS } from '../../src/dates/units.js';
import { timesWithin } from '../../src/schedule/rule.js';
import { readTaskFile, taskFileOf } from '../../src/schedule/task-file.js';
import { accountOf, act, here } from './task-life.js';

const at = (text: string): number => parseTime(text) as number;
const BEGIN = at('2028-01-01T00:00Z');
const END = at('2029-01-03T00:00Z');

/** On the Sundays of the months in which the clocks change: a time that is skipped in spring, one that comes twice in autumn. */
const ZONES = [
  { id: 'berlin', schedule: '30 2 * 3,10 0', timezone: 'Europe/Berlin', has: ['2028-03-26T01:00Z', '2028-10-29T00:30Z'] },
  { id: 'new-york', schedule: '30 2 * 3,11 0', timezone: 'America/New_York', has: ['2028-03-12T07:00Z', '2028-11-05T07:30Z'] },
  { id: 'new-york-twice', schedule: '30 1 * 3,11 0', timezone: 'America/New_York', has: ['2028-03-12T06:30Z', '2028-11-05T05:30Z'] },
  { id: 'lord-howe', schedule: '15 2 * 4,10 0', timezone: 'Australia/Lord_Howe', has: ['2028-04-01T15:45Z', '2028-09-30T15:30Z'] },
];
const LEAP = { id: 'leap', schedule: '0 12 29 2 *', timezone: 'UTC', has: ['2028-02-29T12:00Z'] };
const MANY = Array.from({ length: 45 }, (_, n) => ({
  id: `many-${n}`,
  schedule: `${n} ${n % 24} 1 ${1 + (n % 12)} *`,
  missed: ['once', 'all', 'skip'][(n % 7) % 3],
  has: [],
}));
/** What happens to the machine, and how far its clock goes. */
const EVENTS = [
  { afterMs: at('2028-04-30T23:00Z'), byMs: 2 * DAY_MS },
  { afterMs: at('2028-06-11T01:00Z'), byMs: -3 * HOUR_MS },
  { afterMs: at('2028-08-20T05:00Z'), byMs: 5 * HOUR_MS },
];

it('has each planned time run once, or accounted for by its policy', async () => {
  const all = [...ZONES, LEAP, ...MANY];
  const life = await here(
    all.map(({ has: _has, ...fields }) => fields),
    '',
    BEGIN,
  );
  const events = [...EVENTS];
  let looks = 0;
  for (let nowMs = BEGIN; nowMs < END; looks += 1) {
    const looked = await life.look();
    await act(life, looked, 0);
    const waitMs = Math.max(1, Math.min(looked.nextAtMs ?? END, END) - nowMs);
    const [event] = events;
    if (event && nowMs + waitMs > event.afterMs) events.shift();
    const goMs = event && nowMs + waitMs > event.afterMs ? event.afterMs - nowMs + event.byMs : waitMs;
    if (looks % 40 === 0) life.restart();
    nowMs = life.pass(goMs);
  }
  expect(events).toEqual([]);
  const tasks = readTaskFile(taskFileOf(all.map(({ has: _has, ...fields }) => ({ prompt: 'x', permanent: true, ...fields }))), 'UTC').tasks;
  expect(tasks).toHaveLength(50);
  for (const [n, { id, rule }] of tasks.entries()) {
    const { fired, count } = await accountOf(life, id);
    expect([id, new Set(fired).size]).toEqual([id, fired.length]);
    expect([id, count]).toEqual([id, timesWithin(rule, BEGIN, END, BEGIN, 1000).times.length]);
    for (const time of all[n]?.has ?? []) expect([id, fired]).toEqual([id, expect.arrayContaining([isoTime(at(time))])]);
  }
  // Two days of sleep took the first of May from some: one leaves it out, another makes up for it. The message of each run was laid once.
  expect(await accountOf(life, 'many-16')).toMatchObject({ fired: [], count: 1 });
  expect(await accountOf(life, 'many-28')).toMatchObject({ fired: ['2028-05-01T04:28:00.000Z'], count: 1 });
  expect(new Set(life.taken).size).toBe(life.taken.length);
}, 60_000);
