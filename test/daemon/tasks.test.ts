import { describe, expect, it } from 'vitest';
import type { Rights } from '../../src/activation/cascade.js';
import { workspaceOf } from '../../src/base/workspace.js';
import { createRecord, writeRecord } from '../../src/daemon/job-record.js';
import { lookAtTasks, type TaskLook, type TaskMemory } from '../../src/daemon/task-effects.js';
import { parseTime } from '../../src/dates/day.js';
import { HOUR_MS, MINUTE_MS } from '../../src/dates/units.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { virtualFiles } from '../../src/replay/virtual-files.js';
import { virtualRandom } from '../../src/replay/virtual-random.js';
import { virtualVolume } from '../../src/replay/virtual-volume.js';
import { readHistory } from '../../src/schedule/history.js';
import { approveTasks } from '../../src/schedule/task-journal.js';
import { readTaskFile, taskFileOf } from '../../src/schedule/task-file.js';
import type { Files } from '../../src/world/files.js';
import type { World } from '../../src/world/world.js';

const START = parseTime('2026-11-20T08:30:00Z') as number;
const RIGHTS: Rights = { active: false, brief: { isEntitled: true, isChosen: false }, on: ['scheduler'] };
const VERBS = ['write', 'append', 'create', 'link', 'rename', 'remove', 'touch'] as const;

/** A work tree with tasks that a person approved, and a daemon that may be killed at any change of the disk. */
async function here(fields: readonly Record<string, unknown>[], settings = '') {
  let nowMs = START;
  const clock = { now: () => nowMs, sleep: async (ms: number) => void (nowMs += ms) };
  const disk = virtualFiles(virtualVolume(), clock);
  let left = Infinity;
  let isAfter = false;
  const files = { ...disk } as Files;
  for (const verb of VERBS)
    Object.assign(files, {
      [verb]: async (...args: readonly unknown[]) => {
        left -= 1;
        if (left === 0 && !isAfter) throw new Error('killed');
        const done: unknown = await (disk[verb] as (...all: readonly unknown[]) => Promise<unknown>)(...args);
        if (left === 0) throw new Error('killed');
        return done;
      },
    });
  const log = { info: () => undefined, warn: () => undefined };
  const world = { files, clock, random: virtualRandom(7), log } as unknown as World;
  const ws = workspaceOf({ root: '/w', gitDir: '/w/.git', commonDir: '/w/.git' }, '/home/.config/kairos');
  disk.lay({
    '/w/.git/HEAD': 'ref: refs/heads/main\n',
    '/w/.kairos/config.yaml': 'format: 1\n',
    '/home/.config/kairos/config.yaml': `format: 1\n${settings}`,
  });
  const text = taskFileOf(fields.map((one, n) => ({ id: `t${n}`, prompt: 'Say so', schedule: '0 0 * * * *', permanent: true, ...one })));
  await disk.write(ws.tasks, text);
  await approveTasks(world, ws, PLAIN_VIEW, readTaskFile(text, 'UTC').tasks);
  let memory: TaskMemory = { journal: undefined, word: undefined, hasBegun: false };
  const look = async (more: Partial<TaskLook> = {}) =>
    lookAtTasks(world, ws, PLAIN_VIEW, memory, { startedAtMs: START, once: true, running: [], rights: RIGHTS, ...more });
  const taken: string[] = [];
  return {
    world,
    ws,
    disk,
    look,
    taken,
    pass: (ms: number) => (nowMs += ms),
    restart: () => (memory = { journal: undefined, word: undefined, hasBegun: false }),
    /** The queue is taken, as the same tick does. */
    take: async () => {
      for (const { name } of await disk.list(ws.queueNew)) {
        taken.push(name);
        await disk.remove(`${ws.queueNew}/${name}`);
      }
    },
    killAt: (call: number, after: boolean) => {
      left = call;
      isAfter = after;
    },
    spare: () => (left = Infinity),
  };
}

/** In the tail, which has every line before the log; a restore brings back what the log lacks. */
const fires = async (at: Awaited<ReturnType<typeof here>>): Promise<number> => {
  const writer = ((await at.disk.read(at.ws.writerFile)) ?? '').trim();
  return ((await at.disk.read(`${at.ws.tails}/${writer}/2026-11-20.md`)) ?? '').split('fired ').length - 1;
};

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
    expect(await fires(at)).toBe(1);
    expect(await readHistory(at.world, at.ws, PLAIN_VIEW)).toMatchObject([{ id: 't0', outcome: 'told' }]);
  });

  it('runs once, or is accounted for, wherever the daemon is killed', async () => {
    for (const missed of ['once', 'all', 'skip']) {
      for (const after of [false, true]) {
        for (let call = 1; call < 40; call += 1) {
          const at = await here([{ missed }]);
          let isKilled = false;
          for (const waitMs of [30 * MINUTE_MS + 1000, HOUR_MS, 3 * HOUR_MS, HOUR_MS]) {
            at.pass(waitMs);
            if (!isKilled) at.killAt(call, after);
            try {
              await at.look();
            } catch (error) {
              expect(String(error)).toContain('killed');
              isKilled = true;
              at.spare();
              at.restart();
              await at.look();
            }
            at.spare();
            await at.take();
          }
          expect(new Set(at.taken).size).toBe(at.taken.length);
          // Six hours came: of the two that were missed while nobody looked, the policy says what becomes.
          const runs = { once: 4, all: 6, skip: 4 }[missed as 'once'];
          expect([missed, after, call, at.taken.length, await fires(at)]).toEqual([missed, after, call, runs, runs]);
        }
      }
    }
  }, 120_000);

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

  it('is asked for until its record stands, tried again where it failed, and not beside itself', async () => {
    const at = await here([command], 'act: on\n');
    at.pass(HOUR_MS - MINUTE_MS * 29);
    const { calls } = await at.look();
    expect(calls).toMatchObject([{ tool: 'task', argv: ['npm', 'test'], task: 't0 2026-11-20T09:00:00.000Z 1' }]);
    // No room, or a kill before the record: it is asked for again, with no second entry.
    at.restart();
    expect((await at.look()).calls).toEqual(calls);
    expect(await fires(at)).toBe(1);
    const record = await createRecord(at.world, at.ws, { tool: 'task', title: '', place: 'background', task: calls[0]?.task ?? '' });
    expect((await at.look({ running: ['t0'] })).calls).toEqual([]);
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
