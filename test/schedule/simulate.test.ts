/** What a simulation says of the clocks, at each change in each zone. */
import { expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../src/dates/units.js';
import { simulate } from '../../src/schedule/simulate.js';
import { readTaskFile, taskFileOf } from '../../src/schedule/task-file.js';
import { clockChanges } from './clock-changes.js';

/** The notes on the clocks of four days around a change, a row each where there is one. */
function told(schedule: string, zone: string, atMs: number, days = 4): readonly string[] {
  const { tasks } = readTaskFile(taskFileOf([{ id: 'a', prompt: 'Say so', schedule, timezone: zone, permanent: true }]), 'UTC');
  const [task] = tasks;
  if (!task) throw new Error(schedule);
  const fromMs = atMs - 2 * DAY_MS;
  const standing = { approvedAtMs: fromMs, accountedMs: fromMs };
  const { rows } = simulate([{ task, standing, isApproved: true }], { fromMs, days, zone: 'UTC' });
  expect(rows.length).toBeGreaterThanOrEqual(3);
  return rows.flatMap(({ planned, notes }) => {
    const some = notes.filter((note) => /clock|twice|not exist/.test(note));
    return some.length === 0 ? [] : [`${planned}: ${some.join('; ')}`];
  });
}

const two = (value: number): string => String(value).padStart(2, '0');

it('tells each change once: at the run that is skipped or comes twice, else at the first after it', () => {
  const kinds = new Map(clockChanges(2027, 2027).map((one) => [`${(one.atMs + one.fromMs) % DAY_MS} ${one.toMs - one.fromMs}`, one]));
  expect(kinds.size).toBeGreaterThan(8);
  for (const { zone, atMs, fromMs, toMs } of kinds.values()) {
    const minutes = (toMs - fromMs) / MINUTE_MS;
    // In the midst of what is jumped over, or comes twice.
    const wall = new Date(atMs + (minutes > 0 ? fromMs + (toMs - fromMs) / 2 : toMs + (fromMs - toMs) / 2));
    const [hour, minute] = [wall.getUTCHours(), wall.getUTCMinutes()];
    const there = told(`${minute} ${hour} * * *`, zone, atMs);
    const text =
      minutes > 0
        ? `: the clocks went forward ${minutes} min; ${two(hour)}:${two(minute)} does not exist on this day, so it runs when the clocks have moved`
        : `: the clocks go back ${-minutes} min: this time comes twice, and it runs the first time`;
    expect([zone, there]).toEqual([zone, [expect.stringContaining(text)]]);
    const noon = (hour + 12) % 24;
    const went = `: the clocks went ${minutes > 0 ? 'forward' : 'back'} ${Math.abs(minutes)} min`;
    expect([zone, told(`${minute} ${noon} * * *`, zone, atMs)]).toEqual([zone, [expect.stringMatching(`${went}$`)]]);
    // By real time nothing is skipped, and both times of a doubled hour run.
    expect([zone, told('0 * * * *', zone, atMs)]).toEqual([zone, [expect.stringMatching(`${went}$`)]]);
  }
}, 240_000);

it('tells what changed between two runs that lie far apart, and nothing of an interval', () => {
  const atMs = Date.UTC(2027, 9, 31, 1);
  expect(told('0 12 * * 1', 'Europe/Berlin', atMs, 21)).toEqual(['2027-11-01 12:00:00: the clocks went back 60 min']);
  expect(told('every 6h', 'Europe/Berlin', atMs)).toEqual([]);
  expect(told('0 12 * * *', 'Europe/Berlin', atMs - 30 * DAY_MS)).toEqual([]);
});
