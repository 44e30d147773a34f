import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecord, writeRecord } from '../../src/daemon/job-record.js';
import { HOUR_MS, MINUTE_MS } from '../../src/dates/units.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readHistory } from '../../src/schedule/history.js';
import { timesWithin } from '../../src/schedule/rule.js';
import { approveTasks } from '../../src/schedule/task-journal.js';
import { readStanding } from '../../src/schedule/standing-file.js';
import { readTaskFile, taskFileOf } from '../../src/schedule/task-file.js';
import type { Task } from '../../src/schedule/task.js';
import { accountOf, act, here, type Life, START } from './task-life.js';

/** A life of looks at these times, in which one call fails, and the daemon is killed or goes on. */
async function live(
  at: Life,
  waits: readonly number[],
  cut: { readonly call: number; readonly after: boolean; readonly isKilled: boolean },
): Promise<boolean> {
  at.killAt(cut.call, cut.after, cut.isKilled);
  let isCut = false;
  for (const waitMs of waits) {
    at.pass(waitMs);
    const looked = await at.look().catch((error: unknown) => {
      expect(String(error)).toContain('killed');
    });
    const isDead = cut.isKilled && !isCut && at.hasCome();
    isCut ||= at.hasCome();
    if (isDead) {
      at.restart();
      at.spare();
    }
    await act(at, looked && !isDead ? looked : await at.look(), 0);
  }
  at.spare();
  // What was begun at the last look ends.
  for (let n = 0; n < 12; n += 1) await act(at, await at.look(), 0);
  return isCut;
}

describe('a task that is due', () => {
  it('is told to the agent as the word of the person, once, with its entry before', async () => {
    const at = await here([{ prompt: 'Say what waits' }]);
    expect((await at.look()).told).toEqual([]);
    at.pass(30 * MINUTE_MS);
    const { told, nextAtMs } = await at.look();
    expect(told).toMatchObject([{ id: 't0', text: 'told: Say what waits', tone: 'good' }]);
    expect(nextAtMs).toBe(START + 90 * MINUTE_MS);
    const [file] = await at.disk.list(at.ws.queueNew);
    expect(await at.disk.read(`${at.ws.queueNew}/${file?.name}`)).toMatch(/"origin":"user".*"priority":"next".*\[task t0\] Say what waits/);
    await at.take();
    expect((await at.look()).told).toEqual([]);
    at.restart();
    expect((await at.look()).told).toEqual([]);
    expect((await accountOf(at, 't0')).fired).toHaveLength(1);
    expect(await readHistory(at.world, at.ws, PLAIN_VIEW)).toMatchObject([{ id: 't0', outcome: 'told' }]);
  });

  // Six hours come, of which two are missed while nobody looks.
  const WAITS = [30 * MINUTE_MS + 1000, HOUR_MS, 3 * HOUR_MS, HOUR_MS];

  it('runs once, wherever the daemon is killed, and has its entry', async () => {
    let cuts = 0;
    for (const after of [false, true])
      for (let call = 1; ; call += 1) {
        const at = await here([{}]);
        if (!(await live(at, WAITS, { call, after, isKilled: call % 4 > 0 }))) break;
        cuts += 1;
        expect(new Set(at.taken).size).toBe(at.taken.length);
        expect([call, at.taken.length, await accountOf(at, 't0')]).toMatchObject([call, 4, { fired: { length: 4 }, count: 6 }]);
      }
    expect(cuts).toBeGreaterThan(50);
  });

  it('runs once or is accounted for by its policy, whenever anybody looks and wherever it is cut off', async () => {
    const policies = fc.record({
      missed: fc.constantFrom('once', 'all', 'skip'),
      overlap: fc.constantFrom('skip', 'queue', 'allow'),
      schedule: fc.constantFrom('0 */20 * * * *', 'every 13m', '0 30 2 * * *'),
    });
    const waits = fc.array(fc.integer({ min: 1000, max: 9 * HOUR_MS }), { minLength: 1, maxLength: 5 });
    const cut = fc.record({ call: fc.integer({ min: 1, max: 40 }), after: fc.boolean(), isKilled: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(policies, fc.boolean(), waits, cut, async (fields, isCommand, times, where) => {
        const at = await here([{ ...fields, ...(isCommand && { prompt: undefined, command: ['true'] }) }], 'act: on\n');
        await live(at, times, where);
        const { accountedMs = 0 } = (await readStanding(at.world, at.ws))?.tasks['t0'] ?? {};
        const { fired, count } = await accountOf(at, 't0');
        const { rule } = readTaskFile(taskFileOf([{ id: 't0', prompt: 'x', ...fields }]), 'UTC').tasks[0] as Task;
        expect(new Set(fired).size).toBe(fired.length);
        expect(count).toBe(timesWithin(rule, START, accountedMs, START, 10_000).times.length);
        const acts = isCommand ? at.ran.map((key) => key.split(' ')[1]) : at.taken;
        expect([new Set(acts).size, acts.length]).toEqual([fired.length, fired.length]);
      }),
      { numRuns: 40 },
    );
  });

  it('does not run again for a clock that was set back, nor wait for a time to which it had come', async () => {
    const at = await here([{}]);
    at.pass(3 * HOUR_MS);
    await at.look();
    await at.take();
    const ran = at.taken.length;
    at.pass(-2 * HOUR_MS);
    for (let n = 0; n < 3; n += 1) {
      await at.look();
      await at.take();
      at.pass(HOUR_MS);
    }
    // 09:00 and 10:00 were folded into 11:00, which ran: now they come for the first time.
    expect(at.taken.length).toBeGreaterThan(ran);
    expect(new Set(at.taken).size).toBe(at.taken.length);
  });

  it('ends in its time where it was approved by a clock that was set back, which then jumps far ahead', async () => {
    const at = await here([]);
    await at.look();
    at.pass(-72 * HOUR_MS);
    const text = taskFileOf([{ id: 'often', prompt: 'Say so', schedule: 'every 20m' }]);
    await at.disk.write(at.ws.tasks, text);
    await approveTasks(at.world, at.ws, PLAIN_VIEW, readTaskFile(text, 'UTC').tasks);
    at.pass(61 * MINUTE_MS);
    await act(at, await at.look(), 0);
    expect(at.taken).toHaveLength(1);
    at.pass(20 * 24 * HOUR_MS);
    const last = await at.look();
    expect(last.told.map(({ text: said }) => said).join()).toContain('its last run: it expires before the next');
    await act(at, last, 0);
    await at.look();
    expect(at.taken).toHaveLength(2);
    expect(readTaskFile((await at.disk.read(at.ws.tasks)) ?? '', 'UTC').tasks).toEqual([]);
  });

  it('does not fire again for an older copy of the file, and one that came once is gone', async () => {
    const at = await here([{ schedule: 'at 2026-11-20T09:00Z', permanent: false }, {}]);
    const stale = (await at.disk.read(at.ws.tasks)) ?? '';
    at.pass(HOUR_MS);
    await at.look();
    await at.take();
    expect(await at.disk.read(at.ws.tasks)).not.toContain('"t0"');
    await at.disk.write(at.ws.tasks, stale);
    await at.look();
    await at.take();
    at.restart();
    await at.look();
    await at.take();
    expect(at.taken).toHaveLength(2);
    expect(await at.disk.read(at.ws.tasks)).not.toContain('"t0"');
  });

  it('goes on while the file cannot be read, and nothing is written over it', async () => {
    const at = await here([{}]);
    await at.look();
    const broken = `${(await at.disk.read(at.ws.tasks)) ?? ''},`;
    await at.disk.write(at.ws.tasks, broken);
    at.pass(HOUR_MS);
    const { told, problems } = await at.look();
    expect(told).toMatchObject([{ id: 't0' }]);
    expect(problems[0]).toMatch(/^\.kairos\/scheduled_tasks\.json:\d+:\d+: /);
    expect(await at.disk.read(at.ws.tasks)).toBe(broken);
  });

  it.each([
    [{ schedule: 'every 6h', missed: 'skip', permanent: false }, ['28 runs, missed', 'it expired at 2026-11-27T08:30:00.000Z']],
    [{ schedule: 'every 6h', missed: 'once', permanent: false }, ['its last run: it expires before the next']],
    [{ schedule: 'at 2026-11-21 09:00', missed: 'skip', permanent: false }, ['1 run, missed']],
  ])('says that it ends where its last runs were missed: %j', async (fields, words) => {
    const at = await here([fields]);
    at.pass(8 * 24 * HOUR_MS);
    const { told } = await at.look();
    for (const word of words) expect(told.map(({ text }) => text).join('\n')).toContain(word);
    const outcomes = (await readHistory(at.world, at.ws, PLAIN_VIEW)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === 'ended')).toHaveLength(words.length - 1);
    expect((await accountOf(at, 't0')).ended).toBe(words.length - 1);
    expect((await at.look()).told).toEqual([]);
    expect(readTaskFile((await at.disk.read(at.ws.tasks)) ?? '', 'UTC').tasks).toEqual([]);
  });

  it('does not run where nobody approved it, or somebody changed it', async () => {
    const at = await here([{}]);
    await at.disk.write(at.ws.tasks, ((await at.disk.read(at.ws.tasks)) ?? '').replace('Say so', 'Do evil'));
    at.pass(HOUR_MS);
    expect(await at.look()).toMatchObject({ told: [], calls: [], problems: ['t0 is changed, not approved'] });
    expect(await at.disk.list(at.ws.queueNew)).toEqual([]);
  });
});

describe('a command that is due', () => {
  const command = { prompt: undefined, command: ['npm', 'test'] };

  it('is held while act is off, and says what would let it run', async () => {
    const at = await here([command]);
    at.pass(HOUR_MS);
    const { told, calls } = await at.look();
    expect(calls).toEqual([]);
    expect(told).toMatchObject([{ text: expect.stringContaining('kairos config set act on') as string }]);
    expect(await at.disk.read(`${at.ws.logs}/2026/11/2026-11-20.md`)).toContain(
      'held t0, planned 2026-11-20T09:00:00.000Z, 30 min late: act is off',
    );
  });

  it('that comes once is left for a person where it is held', async () => {
    const at = await here([{ ...command, schedule: 'at 2026-11-20 09:00', permanent: undefined }], 'act: propose\n');
    at.pass(HOUR_MS);
    expect((await at.look()).told).toMatchObject([
      { text: expect.stringMatching(/^held: act is propose; "kairos task run" does it: /) as string },
    ]);
    at.pass(HOUR_MS);
    at.restart();
    expect((await at.look()).told).toEqual([]);
    expect(await at.disk.read(at.ws.tasks)).toContain('"t0"');
  });

  it('runs beside itself where it may overlap, and none of its runs twice', async () => {
    const at = await here([{ ...command, overlap: 'allow' }], 'act: on\n');
    at.pass(HOUR_MS);
    const first = (await at.look()).calls.map(({ task = '' }) => task);
    at.pass(HOUR_MS);
    const second = (await at.look({ running: first })).calls.map(({ task = '' }) => task);
    expect([first, second]).toEqual([['t0 2026-11-20T09:00:00.000Z 1'], ['t0 2026-11-20T10:00:00.000Z 1']]);
    expect((await at.look({ running: [...first, ...second] })).calls).toEqual([]);
  });

  it('is asked for until its record stands, tried again where it failed, and not beside itself', async () => {
    const at = await here([command], 'act: on\n');
    at.pass(HOUR_MS - MINUTE_MS * 29);
    const { calls } = await at.look();
    expect(calls).toMatchObject([{ tool: 'task', argv: ['npm', 'test'], task: 't0 2026-11-20T09:00:00.000Z 1' }]);
    // No room, or a kill before the record: it is asked for again, with no second entry.
    at.restart();
    expect(await at.look()).toMatchObject({ calls, told: [] });
    expect((await accountOf(at, 't0')).fired).toHaveLength(1);
    const record = await createRecord(at.world, at.ws, { tool: 'task', title: '', place: 'background', task: calls[0]?.task ?? '' });
    expect((await at.look({ running: ['t0 2026-11-20T09:00:00.000Z 1'] })).calls).toEqual([]);
    await writeRecord(at.world, at.ws, { ...record, end: { atMs: START, why: 'exited', code: 1, signal: null, outputBytes: 0 } });
    const again = await at.look();
    expect([again.calls, again.told[0]?.text]).toEqual([[], expect.stringMatching(/^waits: job .*again at/)]);
    at.pass(MINUTE_MS);
    const second = await at.look();
    expect(second.calls).toMatchObject([{ task: 't0 2026-11-20T09:00:00.000Z 2' }]);
    const next = await createRecord(at.world, at.ws, { tool: 'task', title: '', place: 'background', task: second.calls[0]?.task ?? '' });
    await writeRecord(at.world, at.ws, { ...next, end: { atMs: START, why: 'exited', code: 0, signal: null, outputBytes: 0 } });
    expect((await at.look()).told).toMatchObject([{ text: expect.stringMatching(/^ran: job /) as string }]);
    expect((await at.look()).told).toEqual([]);
  });
});

describe('a run that failed', () => {
  const command = { prompt: undefined, command: ['npm', 'test'] };
  const said = async (at: Life) => (await readHistory(at.world, at.ws, PLAIN_VIEW)).map(({ outcome, detail }) => `${outcome}: ${detail}`);

  it.each(['skip', 'queue'])('keeps no planned run from its time, however long it was to be tried again (overlap: %s)', async (overlap) => {
    const at = await here([{ ...command, overlap, schedule: 'every 5m', permanent: true }], 'act: on\n');
    for (let n = 0; n < 4; n += 1) {
      at.pass(5 * MINUTE_MS + 30_000);
      // Who starts "run --once" looks at the time of the run alone, and once more at the end of its command.
      await act(at, await at.look(), 1);
      expect((await at.look({ isLast: true })).calls).toEqual([]);
    }
    const { fired } = await accountOf(at, 't0');
    expect([fired.length, at.ran.map((key) => key.split(' ')[2])]).toEqual([4, ['1', '1', '1', '1']]);
    expect((await said(at)).filter((one) => one.startsWith('failed'))).toEqual(
      Array.from({ length: 3 }, () => 'failed: it failed once, and is not tried again: its next run is due'),
    );
  });

  it('is told at the last look of "run --once", which begins nothing', async () => {
    const at = await here([command, {}], 'act: on\n');
    at.pass(31 * MINUTE_MS);
    await act(at, await at.look(), 1);
    at.pass(HOUR_MS);
    const { told, calls } = await at.look({ isLast: true });
    expect([told.length, calls]).toEqual([1, []]);
    expect(told[0]?.text).toMatch(/^waits: job \w+, ended with code 1; again at /);
  });

  it('is not tried again behind the end of its task', async () => {
    const at = await here([{ ...command, permanent: undefined, expiresAt: '2026-11-20T09:05Z' }], 'act: on\n');
    at.pass(31 * MINUTE_MS);
    for (let n = 0; n < 6; n += 1) {
      await act(at, await at.look(), 1);
      at.pass(MINUTE_MS + 1000);
    }
    expect(at.ran.map((key) => key.split(' ')[2])).toEqual(['1', '2']);
    const all = await said(at);
    expect(all.at(-1)).toMatch(
      /^failed: job \w+, ended with code 1, and is not tried again: its task expires at 2026-11-20T09:05:00.000Z$/,
    );
    // No try was promised that did not come.
    expect(all.filter((one) => one.startsWith('waits'))).toHaveLength(1);
    expect(await at.disk.read(at.ws.tasks)).not.toContain('t0');
  });

  it('of the dream says so where its daemon was killed in the midst', async () => {
    const at = await here([{ prompt: 'Dream', routine: 'dream', schedule: 'every 1h' }]);
    at.pass(61 * MINUTE_MS);
    await at.look();
    expect((await said(at)).at(-1)).toBe('started: the gates decide');
    at.restart();
    at.pass(MINUTE_MS);
    await at.look();
    await at.look();
    expect((await said(at)).slice(-2)).toEqual(['started: the gates decide', 'failed: its daemon ended before anything came of it']);
  });

  it('is tried three times more, where nothing else comes', async () => {
    const at = await here([{ ...command, schedule: 'at 2026-11-20T09:00Z', permanent: false }], 'act: on\n');
    at.pass(31 * MINUTE_MS);
    for (let n = 0; n < 12; n += 1) {
      await act(at, await at.look(), 1);
      at.pass(MINUTE_MS + 1000);
    }
    expect(at.ran).toHaveLength(4);
    expect((await said(at)).at(-1)).toMatch(/^failed: .* at the 4th try$/);
  });
});

describe('a run whose task is taken out, or changed, before it is over', () => {
  const KEY = 't0 2026-11-20T09:00:00.000Z 1';
  const command = { prompt: undefined, command: ['npm', 'test'] };
  const EMPTY = taskFileOf([]);
  const changed = (text: string): string => text.replace('"npm"', '"yarn"');
  const log = async (at: Life) => at.disk.read(`${at.ws.logs}/2026/11/2026-11-20.md`);

  it.each([
    ['taken out', () => EMPTY],
    ['changed', changed],
  ])('%s: the command that runs is told how it ends, once', async (word, edit) => {
    const at = await here([command], 'act: on\n');
    at.pass(31 * MINUTE_MS);
    await at.look();
    const record = await createRecord(at.world, at.ws, { tool: 'task', title: '', place: 'background', task: KEY });
    await at.disk.write(at.ws.tasks, edit((await at.disk.read(at.ws.tasks)) ?? ''));
    expect((await at.look({ running: [KEY] })).told).toEqual([]);
    // A new daemon knows of it, too.
    at.restart();
    expect((await at.look()).told).toEqual([]);
    await writeRecord(at.world, at.ws, { ...record, end: { atMs: START, why: 'exited', code: 0, signal: null, outputBytes: 0 } });
    const said = `job ${record.id}, ended with code 0; its task was ${word}`;
    expect((await at.look()).told).toMatchObject([{ id: 't0', text: `ran: ${said}` }]);
    expect((await at.look()).told).toEqual([]);
    expect((await readHistory(at.world, at.ws, PLAIN_VIEW)).at(-1)).toMatchObject({ id: 't0', outcome: 'ran', detail: said });
  });

  it('the command that found no room yet is passed over, and its entry says so', async () => {
    const at = await here([command], 'act: on\n');
    at.pass(31 * MINUTE_MS);
    expect((await at.look()).calls).toHaveLength(1);
    await at.disk.write(at.ws.tasks, EMPTY);
    expect(await at.look()).toMatchObject({ calls: [], told: [{ text: 'passed: 1 run, its task was taken out' }] });
    expect(await log(at)).toContain(
      'passed over t0, planned 2026-11-20T09:00:00.000Z to 2026-11-20T09:00:00.000Z: 1 run, its task was taken out',
    );
    expect(await at.look()).toMatchObject({ calls: [], told: [] });
  });

  it('the command that failed is not tried again', async () => {
    const at = await here([command], 'act: on\n');
    at.pass(31 * MINUTE_MS);
    await act(at, await at.look(), 1);
    expect((await at.look()).told).toMatchObject([{ text: expect.stringMatching(/^waits: /) as string }]);
    await at.disk.write(at.ws.tasks, EMPTY);
    expect(await at.look()).toMatchObject({ told: [{ text: 'failed: it failed, and is not tried again: its task was taken out' }] });
    at.pass(HOUR_MS);
    expect(await at.look()).toMatchObject({ calls: [], told: [] });
  });

  it('a prompt that was laid into the queue before a kill was told', async () => {
    for (let call = 1; ; call += 1) {
      const at = await here([{}]);
      at.pass(31 * MINUTE_MS);
      at.killAt(call, true);
      await at.look().catch(() => undefined);
      if (!at.hasCome()) break;
      at.spare();
      at.restart();
      const laid = (await at.disk.list(at.ws.queueNew)).length;
      await at.disk.write(at.ws.tasks, EMPTY);
      const outcomes = [...(await at.look()).told, ...(await at.look()).told].map(({ text }) => text.split(':', 1)[0]);
      // Killed before its beginning was kept nothing had begun, and behind its end nothing is left to be told.
      expect([call, outcomes.filter((one) => one !== (laid === 1 ? 'told' : 'passed'))]).toEqual([call, []]);
      expect(outcomes.length).toBeLessThanOrEqual(1);
    }
  });
});

describe('a command whose task is taken out around a kill', () => {
  it('runs, or its entry is followed by one that says that it did not', async () => {
    let cuts = 0;
    for (const after of [false, true])
      for (let call = 1; ; call += 1) {
        const at = await here([{ prompt: undefined, command: ['npm', 'test'] }], 'act: on\n');
        at.pass(31 * MINUTE_MS);
        at.killAt(call, after);
        await at.look().catch(() => undefined);
        if (!at.hasCome()) break;
        cuts += 1;
        at.spare();
        at.restart();
        await at.disk.write(at.ws.tasks, taskFileOf([]));
        for (let n = 0; n < 3; n += 1) await act(at, await at.look(), 0);
        const log = (await at.disk.read(`${at.ws.logs}/2026/11/2026-11-20.md`)) ?? '';
        const [fired, passed] = ['fired t0, planned', 'passed over t0, planned'].map((word) => log.split(word).length - 1);
        expect([call, at.ran, passed ?? 0]).toEqual([call, [], Math.max(fired ?? 0, passed ?? 0)]);
        expect(passed ?? 0).toBeLessThanOrEqual(1);
      }
    expect(cuts).toBeGreaterThan(8);
  });
});

describe('the task of dreams', () => {
  it('is due, and nothing else is done', async () => {
    const at = await here([{ id: 'dream', routine: 'dream', schedule: '0 0 9 * * *' }]);
    expect(await at.look()).toMatchObject({ isDreamDue: false, hasDreamTask: true });
    at.pass(HOUR_MS);
    expect(await at.look()).toMatchObject({ isDreamDue: true, hasDreamTask: true });
    expect(await at.look()).toMatchObject({ isDreamDue: false });
    expect(await at.disk.list(at.ws.queueNew)).toEqual([]);
  });
});
