import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoTime, parseTime } from '../../src/dates/day.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/dates/units.js';
import { notesOf } from '../../src/schedule/entries.js';
import { EXPIRES_AFTER_MS, type Fire, jitterMs, type Plan, planOf, RUNS_MOST, type Standing } from '../../src/schedule/plan.js';
import { timesWithin } from '../../src/schedule/rule.js';
import { readTaskFile, taskFileOf } from '../../src/schedule/task-file.js';
import type { Task } from '../../src/schedule/task.js';

const at = (text: string): number => parseTime(text) as number;

function taskOf(fields: Record<string, unknown>): Task {
  const { tasks, problems } = readTaskFile(taskFileOf([{ id: 'one', prompt: 'Say so', ...fields }]), 'UTC');
  if (!tasks[0]) throw new Error(problems.map(({ message }) => message).join('; '));
  return tasks[0];
}

const since = (text: string): Standing => ({ approvedAtMs: at(text), accountedMs: at(text) });
const plan = (task: Task, standing: Standing, now: string, isRunning = false): Plan =>
  planOf(task, standing, { nowMs: at(now), isRunning });
const planned = ({ fires }: Plan): string[] => fires.map(({ plannedMs }) => isoTime(plannedMs).slice(5, 16));

describe('the plan of a task', () => {
  const hourly = { schedule: '0 0 * * * *', permanent: true };

  it('runs at its time, and not before', () => {
    const task = taskOf(hourly);
    const early = plan(task, since('2026-11-20T08:30Z'), '2026-11-20T08:59:59Z');
    expect([early.fires, early.nextAtMs]).toEqual([[], at('2026-11-20T09:00Z')]);
    const due = plan(task, since('2026-11-20T08:30Z'), '2026-11-20T09:00:02Z');
    expect([planned(due), due.passed, due.nextAtMs]).toEqual([['11-20T09:00'], [], at('2026-11-20T10:00Z')]);
  });

  it('begins a little later, always the same, and never where a second was named', () => {
    const task = taskOf({ schedule: '0 * * * *' });
    const jitter = jitterMs(task, at('2026-11-20T09:00Z'));
    expect(jitter).toBe(jitterMs(task, at('2026-11-21T17:00Z')));
    expect(jitter).toBeGreaterThan(0);
    expect(jitter).toBeLessThan(30_000);
    expect(plan(task, since('2026-11-20T08:30Z'), isoTime(at('2026-11-20T09:00Z') + jitter - 1)).fires).toEqual([]);
    expect(planned(plan(task, since('2026-11-20T08:30Z'), isoTime(at('2026-11-20T09:00Z') + jitter)))).toEqual(['11-20T09:00']);
    const ids = Array.from({ length: 50 }, (_, n) => jitterMs(taskOf({ id: `t${n}`, schedule: '0 * * * *' }), 0));
    expect(new Set(ids).size).toBeGreaterThan(45);
    expect(jitterMs(taskOf(hourly), 0)).toBe(0);
  });

  describe('after a suspend of two days', () => {
    const standing = since('2026-11-20T08:30Z');
    const now = '2026-11-22T08:59:00Z';

    it('makes up for all that was missed by one run', () => {
      const { fires, passed, accountedMs } = plan(taskOf(hourly), standing, now);
      expect(passed).toEqual([]);
      expect(fires).toMatchObject([{ plannedMs: at('2026-11-22T08:00Z'), folded: { count: 47, fromMs: at('2026-11-20T09:00Z') } }]);
      expect(accountedMs).toBe(at('2026-11-22T08:00Z'));
    });

    it('leaves them out', () => {
      const { fires, passed } = plan(taskOf({ ...hourly, missed: 'skip' }), standing, now);
      expect(fires).toEqual([]);
      expect(passed).toMatchObject([{ count: 48, why: 'missed' }]);
    });

    it('runs each, and no more than the newest ten', () => {
      const { fires, passed } = plan(taskOf({ ...hourly, missed: 'all' }), standing, now);
      expect(fires).toHaveLength(RUNS_MOST);
      expect(passed).toMatchObject([{ count: 38, why: 'cap' }]);
    });

    it('folds what was missed into the run that is due now', () => {
      const { fires } = plan(taskOf(hourly), standing, '2026-11-22T09:00:01Z');
      expect(fires).toMatchObject([{ plannedMs: at('2026-11-22T09:00Z'), folded: { count: 48 } }]);
    });
  });

  it('counts so far and no further', () => {
    const task = taskOf({ schedule: '* * * * * *', permanent: true });
    const { fires, accountedMs } = plan(task, since('2026-11-20T00:00Z'), '2026-11-22T00:00:00Z');
    expect(fires.at(-1)).toMatchObject({ plannedMs: at('2026-11-22T00:00Z') });
    expect(fires[0]?.folded?.isMore).toBe(true);
    expect(accountedMs).toBe(at('2026-11-22T00:00Z'));
  });

  it('is not late for those who start it every few minutes', () => {
    expect(planned(plan(taskOf({ ...hourly, missed: 'skip' }), since('2026-11-20T08:30Z'), '2026-11-20T09:04:59Z'))).toEqual([
      '11-20T09:00',
    ]);
    expect(planned(plan(taskOf({ ...hourly, missed: 'skip' }), since('2026-11-20T08:30Z'), '2026-11-20T09:20:00Z'))).toEqual([]);
  });

  it('waits, is left out or runs beside where its last run is not over', () => {
    const due = (fields: Record<string, unknown>): Plan =>
      plan(taskOf({ ...hourly, ...fields }), since('2026-11-20T08:30Z'), '2026-11-20T09:00:01Z', true);
    expect(due({ overlap: 'skip' })).toMatchObject({ fires: [], passed: [{ count: 1, why: 'overlap' }] });
    const queued = due({ overlap: 'queue' });
    expect(queued).toMatchObject({ fires: [], passed: [], accountedMs: at('2026-11-20T08:30Z') });
    expect(due({ missed: 'all' })).toMatchObject({ fires: [], passed: [] });
    expect(planned(due({ overlap: 'allow' }))).toEqual(['11-20T09:00']);
  });

  it('runs commands one after the other', () => {
    const task = taskOf({ ...hourly, prompt: undefined, command: ['true'], missed: 'all' });
    const first = plan(task, since('2026-11-20T05:30Z'), '2026-11-20T09:00:01Z');
    expect(planned(first)).toEqual(['11-20T06:00']);
    expect(first.accountedMs).toBe(at('2026-11-20T06:00Z'));
    expect(plan(task, { ...since('2026-11-20T05:30Z'), accountedMs: first.accountedMs }, '2026-11-20T09:00:02Z', true).fires).toEqual([]);
  });

  it('comes once, and is over then', () => {
    const task = taskOf({ schedule: 'at 2026-11-20T09:00Z' });
    expect(plan(task, since('2026-11-20T08:30Z'), '2026-11-20T09:00:01Z')).toMatchObject({ isOver: 'ran', fires: [{ isLast: false }] });
    expect(plan(task, since('2026-11-20T09:30Z'), '2026-11-20T09:31:00Z')).toMatchObject({ isOver: 'too-late', fires: [] });
    const missed = taskOf({ schedule: 'at 2026-11-20T09:00Z', missed: 'skip' });
    expect(plan(missed, since('2026-11-20T08:30Z'), '2026-11-21T09:00:01Z')).toMatchObject({
      isOver: 'ran',
      fires: [],
      passed: [{ count: 1 }],
    });
  });

  it('ends after seven days with a run that says so, unless it is permanent', () => {
    const daily = { schedule: '0 0 9 * * *' };
    const standing = { approvedAtMs: at('2026-11-20T08:00Z'), accountedMs: at('2026-11-26T08:00Z') };
    const last = plan(taskOf(daily), standing, '2026-11-26T09:00:01Z');
    expect(last).toMatchObject({ isOver: 'expired', fires: [{ isLast: true }] });
    expect(at('2026-11-27T09:00Z')).toBeGreaterThan(standing.approvedAtMs + EXPIRES_AFTER_MS);
    expect(plan(taskOf({ ...daily, permanent: true }), standing, '2026-11-26T09:00:01Z').isOver).toBeUndefined();
    // Nobody was there for its last run: what was missed is made up for, and it says so.
    expect(plan(taskOf(daily), standing, '2026-12-20T09:00:01Z')).toMatchObject({
      isOver: 'expired',
      fires: [{ plannedMs: at('2026-11-26T09:00Z'), isLast: true }],
    });
    expect(plan(taskOf({ ...daily, expiresAt: '2026-11-21T00:00Z' }), since('2026-11-20T10:00Z'), '2026-11-20T11:00Z').isOver).toBe(
      'expired',
    );
  });

  it('runs at the start of the daemon', () => {
    const task = taskOf({ schedule: 'at start', permanent: true });
    const startedAtMs = at('2026-11-20T09:00Z');
    const started = planOf(task, since('2026-11-20T08:30Z'), { nowMs: startedAtMs + 50, isRunning: false, startedAtMs });
    expect(planned(started)).toEqual(['11-20T09:00']);
    expect(
      planOf(task, { ...since('2026-11-20T08:30Z'), accountedMs: startedAtMs }, { nowMs: startedAtMs + 99, isRunning: false, startedAtMs })
        .fires,
    ).toEqual([]);
  });

  it('says at each start when it expires, since no run is known to be the last', () => {
    const task = taskOf({ schedule: 'at start' });
    const startedAtMs = at('2026-11-20T09:00Z');
    const [fire] = planOf(task, since('2026-11-20T08:30Z'), { nowMs: startedAtMs + 50, isRunning: false, startedAtMs }).fires;
    expect(fire).toMatchObject({ isLast: false, endsMs: at('2026-11-27T08:30Z') });
    expect(notesOf(fire as Fire)).toEqual(['it expires at 2026-11-27T08:30:00.000Z, and runs at no start behind that']);
  });

  it('does not wait for a time to which a wrong clock had come', () => {
    const task = taskOf(hourly);
    const ahead = { approvedAtMs: at('2026-11-20T08:30Z'), accountedMs: at('2027-11-20T08:00Z') };
    expect(plan(task, ahead, '2026-11-20T12:30Z').nextAtMs).toBe(at('2026-11-20T13:00Z'));
    const beat = taskOf({ schedule: 'every 1h', permanent: true });
    const wrong = { approvedAtMs: at('2027-11-20T08:30Z'), accountedMs: at('2027-11-20T08:30Z') };
    expect(plan(beat, wrong, '2026-11-20T12:45Z').nextAtMs).toBeLessThanOrEqual(at('2026-11-20T13:45Z') + 30_000);
  });
});

/** Each planned time is run, folded into a run or passed over, whenever anybody looks; no time is named twice. */
describe('what is planned', () => {
  const tasks = fc.record({
    schedule: fc.constantFrom('*/7 * * * *', '0 30 2 * * *', 'every 13m', '0 9 * * 1-5', '0 */5 * * *'),
    timezone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'),
    missed: fc.constantFrom('skip', 'once', 'all'),
    overlap: fc.constantFrom('skip', 'allow', 'queue'),
    permanent: fc.constant(true),
  });
  const looks = fc.array(fc.record({ afterMs: fc.integer({ min: 1000, max: 9 * HOUR_MS }), isRunning: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  });

  it('is accounted for, once', () => {
    fc.assert(
      fc.property(tasks, looks, fc.integer({ min: 0, max: 365 }), (fields, waits, day) => {
        const task = taskOf(fields);
        const startMs = at('2026-01-01T00:00Z') + day * DAY_MS;
        let standing: Standing = { approvedAtMs: startMs, accountedMs: startMs };
        let nowMs = startMs;
        const fired = new Set<number>();
        let counted = 0;
        for (const { afterMs, isRunning } of waits) {
          nowMs += afterMs;
          const { fires, passed, accountedMs } = planOf(task, standing, { nowMs, isRunning });
          for (const { plannedMs, folded } of fires) {
            expect(fired.has(plannedMs)).toBe(false);
            fired.add(plannedMs);
            counted += 1 + (folded?.count ?? 0);
          }
          for (const { count } of passed) counted += count;
          expect(accountedMs).toBeGreaterThanOrEqual(standing.accountedMs);
          expect(accountedMs).toBeLessThanOrEqual(nowMs);
          standing = { ...standing, accountedMs };
        }
        expect(counted).toBe(timesWithin(task.rule, startMs, standing.accountedMs, startMs, 10_000).times.length);
        // What is left is due no longer than the policy says.
        const { times } = timesWithin(task.rule, standing.accountedMs, nowMs - MINUTE_MS, startMs, 10_000);
        if (task.overlap !== 'queue' && task.missed !== 'all') expect(times).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});
