import { describe, expect, it } from 'vitest';
import { noteGates, readGates } from '../../../src/dream/gate/gate-readings.js';
import { activityGate, gateChanges, gateResults, lockGate, timeGate } from '../../../src/dream/gate/gates.js';
import { lastConsolidated, takeDreamLock } from '../../../src/dream/gate/lock.js';
import { pressureOf } from '../../../src/dream/gate/pressure.js';
import type { Entry } from '../../../src/memory/entry.js';
import { tallyOf } from '../../../src/memory/tally.js';
import type { Kind } from '../../../src/memory/kinds.js';
import { appendEntries } from '../../../src/memory/append.js';
import { CONFIG, view, virtualSetting } from '../setting.js';

const NOW_MS = Date.UTC(2026, 10, 20, 12);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function entry(kind: string, text: string, atMs = NOW_MS, actor: string | undefined = 'user'): Entry {
  return {
    id: `${kind}${atMs}`,
    defined: true,
    ours: true,
    kind,
    actor,
    atMs,
    text,
    source: { path: '', line: 1, writer: 'w' },
    origin: 'user',
  };
}

describe('the time gate', () => {
  it.each([
    ['never dreamt', undefined, true, 0],
    ['a minute too early', NOW_MS - DAY_MS + 60_000, false, 24],
    ['on the minute', NOW_MS - DAY_MS, true, 24],
    ['long ago', NOW_MS - 10 * DAY_MS, true, 240],
  ])('%s', (_what, atMs, pass, value) => {
    expect(timeGate({ atMs, source: 'x' }, 24, NOW_MS)).toMatchObject({ pass, value, threshold: 24, unit: 'hours', source: 'x' });
  });
});

describe('the activity gate', () => {
  const count = (entries: readonly Entry[], sinceMs = -Infinity): [number, string] => {
    const { value, unit } = activityGate(pressureOf(tallyOf(entries), sinceMs, Infinity), 5, true);
    return [value, unit];
  };

  it.each([
    ['a session with both its ends once', [entry('session', 'start a'), entry('session', 'end a input 3')], 1],
    ['sessions of two names', [entry('session', 'start a'), entry('session', 'start b')], 2],
    ['no session in which nobody said anything', [entry('session', 'start a'), entry('session', 'end a input 0')], 0],
    ['no session of an agent', [entry('session', 'start a', NOW_MS, 'agent')], 0],
    ['no commits beside sessions', [entry('session', 'start a'), entry('commit', 'x'), entry('commit', 'y', NOW_MS - DAY_MS)], 1],
    ['sessions without names', [entry('session', 'start'), entry('session', 'end'), entry('session', 'start')], 2],
  ])('counts %s', (_what, entries, sessions) => {
    expect(count(entries)).toEqual([sessions, 'sessions']);
  });

  it('counts days with commits only where no session is known', () => {
    expect(count([entry('commit', 'x'), entry('merge', 'y'), entry('commit', 'z', NOW_MS - DAY_MS)])).toEqual([2, 'days with commits']);
  });

  it('counts nothing before the last dream, and goes on counting sessions where there ever was one', () => {
    expect(count([entry('commit', 'x', NOW_MS - DAY_MS), entry('session', 'start a', NOW_MS - DAY_MS)], NOW_MS - HOUR_MS)).toEqual([
      0,
      'sessions',
    ]);
  });

  it.each(['daemon', 'dream', 'gate', 'journal', 'restore', 'head', 'verdict', 'reinforce', 'note'])('never counts a %s', (kind) => {
    expect(count([entry(kind, 'started')])).toEqual([0, 'days with commits']);
  });
});

describe('what a gate says', () => {
  const quiet = { sessions: 0, commitDays: 0, entries: 0, counted: 'commit days' } as const;

  it('is its number beside the threshold, and no "262 of 5" where it is more than enough', () => {
    const said = (commitDays: number, least: number, hasDreamt = true): string =>
      activityGate({ ...quiet, commitDays }, least, hasDreamt).said;
    expect(said(3, 5)).toBe('activity: 3 of 5 days with commits since the last dream (the journal tells of no session, so days count)');
    expect(said(1238, 5, false)).toBe(
      'activity: 1,238 days with commits, where 5 are enough (the journal tells of no session, so days count)',
    );
    expect(activityGate({ ...quiet, sessions: 2, counted: 'sessions' }, 1, true).said).toBe(
      'activity: 2 sessions since the last dream, where 1 is enough (sessions in the journal)',
    );
    expect(timeGate({ atMs: NOW_MS - 400 * HOUR_MS, source: 'x' }, 24, NOW_MS).said).toBe(
      'time: 400 hours since the last dream, where 24 are enough (x)',
    );
    expect(timeGate({ atMs: undefined, source: 'x' }, 24, NOW_MS).said).toBe('time: never dreamt before');
  });
});

describe('changes of gates', () => {
  it('are those whose result is another than last time', () => {
    const closed = timeGate({ atMs: NOW_MS, source: 'x' }, 24, NOW_MS);
    const open = lockGate(undefined);
    expect(gateChanges({}, [closed, open])).toEqual([closed, open]);
    const results = gateResults({}, [closed, open]);
    expect(gateChanges(results, [closed, open])).toEqual([]);
    expect(gateChanges(results, [lockGate('process 1 on host')]).map(({ name }) => name)).toEqual(['lock']);
    expect(gateResults(results, [lockGate('x')])).toEqual({ time: false, lock: false });
  });
});

describe('reading the gates', () => {
  it('stops at the first closed one unless all are asked for', async () => {
    const { world, ws } = await virtualSetting();
    expect((await readGates(world, ws, view, CONFIG)).map(({ name, pass }) => [name, pass])).toEqual([
      ['time', true],
      ['activity', false],
    ]);
    expect((await readGates(world, ws, view, CONFIG, { all: true })).map(({ name }) => name)).toEqual(['time', 'activity', 'lock']);
  });

  it('takes the newer of lock file and journal, and says which', async () => {
    const { world, ws } = await virtualSetting();
    const at = async (kind: Kind, text: string, atMs: number): Promise<void> =>
      void (await appendEntries(world, ws, view, [{ kind, text, atMs }]));
    const last = async (): Promise<string> => (await readGates(world, ws, view, CONFIG, { all: true }))[0]?.said ?? '';
    await at('dream', 'failed: no space', NOW_MS - HOUR_MS);
    expect(await last()).toContain('never dreamt before');
    await at('dream', 'consolidated: nothing to propose', NOW_MS - 3 * HOUR_MS);
    expect(await last()).toBe('time: 3 of 24 hours since the last dream (by the journal)');
    await world.files.touch(ws.consolidateLock, NOW_MS - 2 * HOUR_MS);
    expect(await last()).toBe('time: 2 of 24 hours since the last dream (by the time of .consolidate-lock)');
    await world.files.remove(ws.consolidateLock);
    expect(await last()).toContain('3 of 24 hours');
  });

  it('does not believe a date in the future', async () => {
    const { world, ws } = await virtualSetting();
    await world.files.touch(ws.consolidateLock, NOW_MS + 400 * DAY_MS);
    expect(await lastConsolidated(world, ws, [])).toMatchObject({ atMs: undefined });
  });

  it('notes a gate only when its result changes', async () => {
    const { world, ws } = await virtualSetting();
    const look = async (): Promise<string[]> =>
      (await noteGates(world, ws, view, await readGates(world, ws, view, CONFIG))).map(({ name }) => name);
    expect([await look(), await look()]).toEqual([['time', 'activity'], []]);
    for (let day = 0; day < 5; day++)
      await appendEntries(world, ws, view, [{ kind: 'commit', text: `c${day}`, atMs: NOW_MS - day * DAY_MS }]);
    expect([await look(), await look()]).toEqual([['activity', 'lock'], []]);
    await world.files.write(ws.gatesState, 'not json');
    expect(await look()).toEqual(['time', 'activity', 'lock']);
  });
});

describe("the dream's lock", () => {
  it('shows the owner and keeps the date until success', async () => {
    const { world, ws } = await virtualSetting();
    await world.files.touch(ws.consolidateLock, NOW_MS - DAY_MS);
    const mtimeMs = async (): Promise<number | undefined> => (await world.files.stat(ws.consolidateLock))?.mtimeMs;
    const lock = await takeDreamLock(world, ws);
    expect([await world.files.read(ws.consolidateLock), await mtimeMs()]).toEqual([`${world.processes.self().pid}\n`, NOW_MS - DAY_MS]);
    await expect(takeDreamLock({ ...world, processes: world.processes.another() }, ws)).rejects.toMatchObject({ code: 'lock-held' });
    await lock.succeed();
    await lock.release();
    expect(await mtimeMs()).toBe(NOW_MS);
  });

  it.each(['write', 'touch', 'rename'] as const)('killed in the %s of the visible file leaves the old date', async (step) => {
    const { world, ws } = await virtualSetting();
    await world.files.touch(ws.consolidateLock, NOW_MS - DAY_MS);
    const child = world.processes.another();
    let dead = (): void => undefined;
    const death = new Promise<void>((resolve) => {
      dead = resolve;
    });
    const real: (path: string, ...rest: never[]) => Promise<void> = world.files[step];
    const files = {
      ...world.files,
      [step]: async (path: string, ...rest: never[]) => {
        if (!path.includes('consolidate-lock')) return real(path, ...rest);
        child.kill();
        dead();
        return new Promise<never>(() => undefined);
      },
    };
    void takeDreamLock({ ...world, files, processes: child }, ws);
    await death;
    expect((await world.files.stat(ws.consolidateLock))?.mtimeMs).toBe(NOW_MS - DAY_MS);
    await (await takeDreamLock(world, ws)).release();
  });
});
