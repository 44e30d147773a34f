/** What people ask of the tasks of a work tree, in the virtual world: without a daemon, and with one that lives. */
import { describe, expect, it } from 'vitest';
import { readOutbox } from '../../src/agent/outbox.js';
import { parseObject } from '../../src/base/json.js';
import { paletteOf } from '../../src/cli/print.js';
import { costText, stateText } from '../../src/cli/task-text.js';
import { createRecord, writeRecord } from '../../src/daemon/job-record.js';
import { runDaemon } from '../../src/daemon/daemon.js';
import { parseTime } from '../../src/dates/day.js';
import { HOUR_MS, MINUTE_MS } from '../../src/dates/units.js';
import { runTaskNow } from '../../src/desk/run-task.js';
import { simulateTasks } from '../../src/desk/simulate-tasks.js';
import { NO_WISHES } from '../../src/desk/activation.js';
import {
  addTask,
  approveTask,
  listTasks,
  NO_DAEMON,
  removeTask,
  taskHistory,
  type TaskRow,
  type TaskWish,
  whyNotNow,
} from '../../src/desk/tasks.js';
import { journalRef } from '../../src/base/refs.js';
import { signer } from '../../src/base/signer.js';
import { commitJournal } from '../../src/journal/commit.js';
import { restore } from '../../src/journal/restore.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { writerOf } from '../../src/memory/writer.js';
import { readStanding, writeStanding } from '../../src/schedule/standing-file.js';
import { taskFileOf } from '../../src/schedule/task-file.js';
import { actAll, anotherProcess, kairosClone, type KairosClone } from '../kairos-clone.js';

const wish = (fields: Partial<TaskWish> = {}): TaskWish => ({
  schedule: 'every 1h',
  text: 'Say what waits',
  isCommand: false,
  permanent: false,
  isOfSession: false,
  ...fields,
});
const add = ({ world, ws }: KairosClone, fields: Partial<TaskWish> = {}) => addTask(world, ws, PLAIN_VIEW, wish(fields));
const list = ({ world, ws }: KairosClone) => listTasks(world, ws, PLAIN_VIEW);
const NEVER = new AbortController().signal;
const budget = { turn: { calls: 12, tokens: 200_000 }, hour: { calls: 60, tokens: 600_000 }, day: { calls: 300, tokens: 3_000_000 } };

const simulated = async (at: KairosClone, more: object = {}) => simulateTasks(at.world, at.ws, PLAIN_VIEW, { days: 2, budget, ...more });

/** A daemon that lives while the script runs. */
async function live(at: KairosClone, script: readonly { readonly afterMs: number; readonly act: () => unknown }[]): Promise<void> {
  const stop = new AbortController();
  const startMs = at.world.clock.now();
  const running = runDaemon(anotherProcess(at), at.ws, { stop: stop.signal, print: () => undefined });
  const acts = script.map(({ afterMs, act }) => ({ atMs: startMs + afterMs, act }));
  await Promise.all([running, actAll(at.world, [...acts, { atMs: (acts.at(-1)?.atMs ?? startMs) + 5000, act: () => stop.abort('over') }])]);
}

/** Commits a text of tasks to the journal, whatever it is. */
async function journalAsItIs({ world, ws }: KairosClone, text: string): Promise<void> {
  const ref = journalRef(await writerOf(world, ws));
  const parent = (await world.git.refs([ref]))[0]?.commit;
  const author = await signer(world);
  const changes = [{ path: 'scheduled_tasks.json', content: new TextEncoder().encode(text) }];
  await world.git.commitChain([{ message: 'by hand\n', author, parent, changes }], [{ ref, old: parent, new: '#0' }]);
}

describe('the tasks of a work tree', () => {
  it('are named by their first words, shown with their next run, and approved by being added', async () => {
    const at = await kairosClone();
    const { task, consent, next, expiryMs } = await add(at, { schedule: 'in 45m', text: 'Remind me of the release' });
    expect([task.id, task.schedule, consent]).toEqual(['remind-me-of-the-release', 'at 2026-11-20T12:45:00Z', 'approved']);
    expect([next?.plannedMs, expiryMs]).toEqual([parseTime('2026-11-20T12:45:00Z'), undefined]);
    expect((await add(at, { schedule: 'at 09:00' })).task).toMatchObject({ id: 'say-what-waits', timezone: 'UTC' });
    expect((await add(at)).task.id).toBe('say-what-waits-2');
    expect((await list(at)).tasks.map(({ task: { id } }) => id)).toEqual([
      'remind-me-of-the-release',
      'say-what-waits',
      'say-what-waits-2',
    ]);
  });

  it.each([
    [{ text: ' ' }, 'usage', 'an empty task does nothing'],
    [{ schedule: 'soon' }, 'usage', 'is no schedule'],
    [{ schedule: 'soon' }, 'usage', 'write "every 20m", "in 20m", "at 2026-12-01 09:00"'],
    [{ schedule: 'in a while' }, 'usage', 'write "every 20m", "in 20m"'],
    [{ schedule: 'at 2020-01-01T09:00Z' }, 'usage', '"at 2020-01-01T09:00Z" lies in the past'],
    [
      { schedule: '0 9 * * 5#5' },
      'usage',
      'comes at 2027-01-29 09:00 first, after the task expires at 2026-11-27 12:00; --permanent, or a later --expires, lets it run',
    ],
    [
      { schedule: 'at 2026-12-24 09:00', expiresAt: '2026-12-01' },
      'usage',
      'comes at 2026-12-24 09:00 first, after the task expires at 2026-12-01 00:00; a later --expires, or none lets it run',
    ],
    [{ expiresAt: '2026-11-19' }, 'usage', 'it would expire at 2026-11-19 00:00, which lies in the past'],
    [{ permanent: true, expiresAt: '2026-12-01' }, 'usage', 'exclude each other'],
    [{ schedule: 'at 2026-12-24 09:00', permanent: true }, 'usage', 'comes once, and nothing of it expires'],
    [{ schedule: 'in 20m', permanent: true }, 'usage', 'comes once, and nothing of it expires'],
    [{ id: 'Bad' }, 'usage', 'is no id'],
    [{ timezone: 'Europe/Nowhere' }, 'usage', 'is no time zone'],
    [{ isCommand: true, text: 'ls | wc' }, 'usage', "write sh -c 'ls | wc'"],
    [{ expiresAt: 'soon' }, 'usage', 'is no time'],
    [{ isOfSession: true }, 'not-found', 'ends with the daemon, and none runs here'],
  ])('are refused where they are none: %j', async (fields, code, message) => {
    const at = await kairosClone();
    await expect(add(at, fields)).rejects.toMatchObject({ code, message: expect.stringContaining(message) as string });
    expect(await at.world.files.read(at.ws.tasks)).toBeUndefined();
  });

  it('say which time does not exist on the day on which they come', async () => {
    const at = await kairosClone();
    const row = await add(at, { schedule: 'at 2027-03-28 02:30', timezone: 'Europe/Berlin' });
    expect(row.next).toMatchObject({ plannedMs: parseTime('2027-03-28T01:00Z'), skipped: '02:30' });
    expect(stateText(row, at.world.clock.now(), 'UTC', paletteOf(false))).toContain(
      '(2027-03-28 03:00:00 Europe/Berlin; 02:30 does not exist on that day)',
    );
    expect((await list(at)).tasks[0]?.next).toEqual(row.next);
    const midnight = await add(at, { schedule: '30 23 27 3 *', timezone: 'America/Nuuk', permanent: true });
    expect(midnight.next).toMatchObject({ skipped: '23:30' });
    expect((await add(at, { schedule: 'at 2027-03-28 03:30', timezone: 'Europe/Berlin' })).next).not.toHaveProperty('skipped');
  });

  it('are fifty at most, and one of a name', async () => {
    const at = await kairosClone();
    const many = Array.from({ length: 50 }, (_, n) => ({ id: `t${n}`, prompt: 'x', schedule: 'every 1h' }));
    await at.world.files.write(at.ws.tasks, taskFileOf(many));
    await expect(add(at, { id: 't1' })).rejects.toMatchObject({ code: 'usage' });
    await expect(add(at)).rejects.toMatchObject({ code: 'lock-held' });
    await removeTask(at.world, at.ws, PLAIN_VIEW, 't1');
    await add(at);
  });

  it('are approved as they stand, once, and taken back with their removal', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    await world.files.write(ws.tasks, taskFileOf([{ id: 'a', prompt: 'x', schedule: 'every 1h' }]));
    expect((await list(at)).tasks).toMatchObject([{ consent: 'new' }]);
    expect((await list(at)).tasks[0]).not.toHaveProperty('next');
    await expect(runTaskNow(world, ws, PLAIN_VIEW, 'a', NEVER)).rejects.toMatchObject({ code: 'needs-answer' });
    expect(await approveTask(world, ws, PLAIN_VIEW, 'a')).toMatchObject({ isNews: true, row: { consent: 'approved' } });
    expect(await approveTask(world, ws, PLAIN_VIEW, 'a')).toMatchObject({ isNews: false });
    const text = (await world.files.read(ws.tasks)) ?? '';
    await world.files.write(ws.tasks, text.replace('"x"', '"y"'));
    expect((await list(at)).tasks).toMatchObject([{ consent: 'changed' }]);
    await world.files.write(ws.tasks, text);
    expect(await removeTask(world, ws, PLAIN_VIEW, 'a')).toEqual({});
    // An archive brings it back.
    await world.files.write(ws.tasks, text);
    expect((await list(at)).tasks).toMatchObject([{ consent: 'new' }]);
    for (const id of ['b', '../x']) {
      await expect(removeTask(world, ws, PLAIN_VIEW, id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(approveTask(world, ws, PLAIN_VIEW, id)).rejects.toMatchObject({ code: 'not-found' });
    }
  });

  it('are not approved where no run would come', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    const refused = async (fields: object, message: string) => {
      await world.files.write(ws.tasks, taskFileOf([{ id: 'a', prompt: 'x', ...fields }]));
      await expect(approveTask(world, ws, PLAIN_VIEW, 'a')).rejects.toMatchObject({
        code: 'usage',
        message: expect.stringContaining(message) as string,
        hint: 'kairos task rm a',
      });
      expect((await list(at)).tasks).toMatchObject([{ consent: 'new' }]);
    };
    await refused({ schedule: 'at 2020-01-01T09:00Z' }, '"at 2020-01-01T09:00Z" lies in the past');
    await refused({ schedule: 'every 1h', expiresAt: '2020-01-01' }, 'it would expire at 2020-01-01 00:00, which lies in the past');
    await refused({ schedule: 'at start', expiresAt: '2020-01-01' }, 'which lies in the past');
    await refused({ schedule: '0 9 * * 5#5' }, '"permanent", or a later "expiresAt", lets it run');
  });

  it('show no time as the next that ran before the clock was set back', async () => {
    const at = await kairosClone();
    await add(at, { id: 'a', schedule: '0 0 * * * *', permanent: true });
    await live(at, [{ afterMs: 3 * HOUR_MS + MINUTE_MS, act: () => undefined }]);
    const next = async () => (await list(at)).tasks[0]?.next?.plannedMs;
    const noon = parseTime('2026-11-20T12:00:00Z') as number;
    expect(await next()).toBe(noon + 4 * HOUR_MS);
    at.world.clock.set(noon + HOUR_MS + 30 * MINUTE_MS);
    expect(await next()).toBe(noon + 4 * HOUR_MS);
    expect((await simulated(at, { days: 1 })).rows[0]?.plannedMs).toBe(noon + 4 * HOUR_MS);
    // The daemon that looks then says the same.
    await live(at, [{ afterMs: MINUTE_MS, act: () => undefined }]);
    expect(await next()).toBe(noon + 4 * HOUR_MS);
  });

  it('go on as they were while their file cannot be read, in which nothing is written', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    await add(at, { id: 'a' });
    await live(at, [{ afterMs: MINUTE_MS, act: () => undefined }]);
    await world.files.write(ws.tasks, '{ "format": 1, broken');
    const listed = await list(at);
    expect(listed).toMatchObject({ isKept: true, tasks: [{ task: { id: 'a' }, consent: 'approved' }] });
    expect(listed.problems).toMatchObject([{ path: 'scheduled_tasks.json', line: 1, column: 16 }]);
    const place = expect.stringContaining('.kairos/scheduled_tasks.json:1:16: ') as string;
    for (const asked of [add(at), approveTask(world, ws, PLAIN_VIEW, 'a'), removeTask(world, ws, PLAIN_VIEW, 'b')])
      await expect(asked).rejects.toMatchObject({ code: 'damaged', message: place });
    expect(await removeTask(world, ws, PLAIN_VIEW, 'a')).toEqual({ unread: place });
    expect((await list(at)).tasks).toEqual([]);
    expect(await world.files.read(ws.tasks)).toBe('{ "format": 1, broken');
  });

  it('are told how their commands ended by the "run --once" that began them, which ends by itself', async () => {
    const at = await kairosClone({ config: 'format: 1\n' });
    const { world, ws } = at;
    world.files.lay({ [ws.userConfig]: 'format: 1\nact: on\n' });
    world.processes.commands(async ({ argv }) => {
      await world.clock.sleep(20_000);
      return { code: argv[0] === 'good' ? 0 : 3 };
    });
    await add(at, { id: 'good', isCommand: true, text: 'good' });
    await add(at, { id: 'bad', isCommand: true, text: 'bad' });
    await world.clock.sleep(HOUR_MS + MINUTE_MS);
    const lines: string[] = [];
    const once = () =>
      runDaemon(anotherProcess(at), ws, { once: true, stop: NEVER, print: ({ what, text }) => lines.push(`${what} ${text}`) });
    expect(await once()).toMatchObject({ code: 0, reason: 'the tick is done', ticks: 1 });
    expect(lines.join('\n')).toMatch(/task good ran: .*ended with code 0/);
    expect(lines.join('\n')).toMatch(/task bad waits: .*ended with code 3; again at/);
    expect((await taskHistory(world, ws, PLAIN_VIEW)).map(({ id, outcome }) => [id, outcome])).toEqual([
      ['good', 'started'],
      ['bad', 'started'],
      ['good', 'ran'],
      ['bad', 'waits'],
    ]);
    expect((await once()).ticks).toBe(1);
  });

  it('go on by what the git directory or the journal holds of a file that was broken before any daemon looked', async () => {
    for (const source of ['noted', 'journaled', 'journaled before the broken one']) {
      const at = await kairosClone();
      const { world, ws } = at;
      await add(at, { id: 'a' });
      // Somebody else wrote this one, and nobody approved it: that the journal has it makes it no wish of a person's.
      const text = (await world.files.read(ws.tasks)) ?? '';
      await world.files.write(
        ws.tasks,
        text.replace('"tasks": [', '"tasks": [{ "id": "evil", "prompt": "push", "schedule": "every 1m" },'),
      );
      await commitJournal(world, ws, PLAIN_VIEW, { minIntervalMs: 0 });
      if (source !== 'noted') await world.files.remove(ws.tasksRead);
      if (source === 'journaled before the broken one') await journalAsItIs(at, '{ "format": 1, ');
      await world.files.write(ws.tasks, '{ "format": 1, broken');
      expect(await list(at)).toMatchObject({ isKept: true, tasks: [{ task: { id: 'a' }, consent: 'approved' }] });
      await live(at, [{ afterMs: HOUR_MS + MINUTE_MS, act: () => undefined }]);
      expect([source, await taskHistory(world, ws, PLAIN_VIEW)]).toMatchObject([source, [{ id: 'a', outcome: 'told' }]]);
      expect(await world.files.read(ws.tasks)).toBe('{ "format": 1, broken');
    }
  });

  it('come back from the journal as they could last be read, where the broken file is removed', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    await add(at, { id: 'a' });
    const text = await world.files.read(ws.tasks);
    await commitJournal(world, ws, PLAIN_VIEW, { minIntervalMs: 0 });
    const broken = ['{ "format": 1, ', '[]', '{ "format": 7, "tasks": [] }', Uint8Array.of(0x7b, 0xfc, 0x7d)];
    for (const one of broken) {
      await world.files.write(ws.tasks, one);
      await commitJournal(world, ws, PLAIN_VIEW, { minIntervalMs: 0 });
      await world.files.remove(ws.tasks);
      expect((await restore(world, ws)).restored).toMatchObject([{ path: 'scheduled_tasks.json', why: 'missing' }]);
      expect(await world.files.read(ws.tasks)).toBe(text);
    }
    // One that an older kairos journaled.
    await journalAsItIs(at, '{ "format": 1, ');
    await world.files.remove(ws.tasks);
    await world.files.remove(ws.tasksRead);
    await restore(world, ws);
    expect(await world.files.read(ws.tasks)).toBe(text);
    // What was approved since the last commit comes back, too, whether the journal was committed meanwhile or not.
    for (const isCommitted of [false, true]) {
      await add(at);
      const newer = await world.files.read(ws.tasks);
      await world.files.write(ws.tasks, broken[0] as string);
      if (isCommitted) await commitJournal(world, ws, PLAIN_VIEW, { minIntervalMs: 0 });
      if (isCommitted) await world.files.remove(ws.tasksRead);
      await world.files.remove(ws.tasks);
      await restore(world, ws);
      expect(await world.files.read(ws.tasks)).toBe(newer);
    }
  });

  it('stand in a file that is UTF-8; any other is refused with its place, and keeps each of its bytes', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    await add(at, { id: 'a' });
    await live(at, [{ afterMs: MINUTE_MS, act: () => undefined }]);
    const plain = (await world.files.read(ws.tasks)) as string;
    await world.files.write(ws.tasks, plain.replace('"id": "a"', '"id": "a", "owner": "J\uFFFDrg"'));
    await add(at, { id: 'b' });
    const odd = Buffer.from(((await world.files.read(ws.tasks)) as string).replace('"owner": "', '"owner": "é|'));
    odd[odd.indexOf('|')] = 0xfc;
    await world.files.write(ws.tasks, new Uint8Array(odd));
    const lines = odd.subarray(0, odd.indexOf(0xfc)).toString().split('\n');
    const place = expect.stringContaining(
      `.kairos/scheduled_tasks.json:${lines.length}:${(lines.at(-1) as string).length + 1}: it holds a byte`,
    ) as string;
    for (const asked of [add(at, { id: 'c' }), approveTask(world, ws, PLAIN_VIEW, 'c'), removeTask(world, ws, PLAIN_VIEW, 'c')])
      await expect(asked).rejects.toMatchObject({ code: 'damaged', message: place });
    expect(await list(at)).toMatchObject({ isKept: true, tasks: [{ task: { id: 'a' } }, { task: { id: 'b' } }] });
    expect(await removeTask(world, ws, PLAIN_VIEW, 'a')).toEqual({ unread: place });
    await live(at, [{ afterMs: MINUTE_MS, act: () => undefined }]);
    expect(Buffer.from((await world.files.readBytes(ws.tasks)) as Uint8Array).equals(odd)).toBe(true);
  });

  it('of the session end with the daemon, and are shown as such where it was killed', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    const seen: unknown[] = [];
    await live(at, [
      { afterMs: MINUTE_MS, act: () => add(at, { id: 's', isOfSession: true, permanent: true }) },
      { afterMs: 2 * MINUTE_MS, act: async () => seen.push((await list(at)).tasks) },
      { afterMs: 2 * HOUR_MS, act: async () => seen.push((await taskHistory(world, ws, PLAIN_VIEW, 's')).length) },
    ]);
    expect(seen).toMatchObject([
      [{ path: 'state/session-tasks.json', consent: 'approved', task: { durable: false, permanent: false } }],
      1,
    ]);
    expect((seen[0] as object[])[0]).not.toHaveProperty('isLeft');
    expect(await world.files.read(ws.sessionTasks)).toBeUndefined();
    // What a daemon that was killed leaves is cleared at the next start.
    await world.files.write(ws.sessionTasks, taskFileOf([{ id: 's', prompt: 'Say what waits', schedule: 'every 1h', durable: false }]));
    const [left] = (await list(at)).tasks;
    expect(left).toMatchObject({ isLeft: true });
    expect(left).not.toHaveProperty('next');
    await live(at, [{ afterMs: MINUTE_MS, act: async () => seen.push(await world.files.read(ws.sessionTasks)) }]);
    expect(seen.at(-1)).toBeUndefined();
  });

  it('are begun by a daemon, and it is said where none runs, or none may begin them', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    await add(at, { id: 'a' });
    const why = () => whyNotNow(world, ws, NO_WISHES);
    expect([await why(), (await list(at)).isIdle]).toEqual([NO_DAEMON, true]);
    const seen: unknown[] = [];
    await live(at, [{ afterMs: MINUTE_MS, act: async () => seen.push(await why(), (await list(at)).isIdle) }]);
    expect(seen).toEqual([undefined, undefined]);
    world.files.lay({ [ws.userConfig]: 'format: 1\nfeatures.AGENT_TRIGGERS: off\n' });
    expect(await why()).toBe('no task runs: AGENT_TRIGGERS is off (settings)');
  });

  it('expire at a moment that was said in their zone', async () => {
    const at = await kairosClone();
    const fields = { id: 'a', expiresAt: '2026-12-01 09:00', timezone: 'Europe/Berlin' };
    expect((await add(at, fields)).expiryMs).toBe(parseTime('2026-12-01T08:00Z'));
    expect(await at.world.files.read(at.ws.tasks)).toContain('"expiresAt": "2026-12-01T08:00:00Z"');
  });

  it('are named by what is like them, in all that asks for one, and known by what they did', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    await add(at, { id: 'standup' });
    const hint = 'did you mean standup? See kairos task list';
    for (const asked of [
      taskHistory(world, ws, PLAIN_VIEW, 'standpu'),
      approveTask(world, ws, PLAIN_VIEW, 'standpu'),
      removeTask(world, ws, PLAIN_VIEW, 'standpu'),
    ])
      await expect(asked).rejects.toMatchObject({ code: 'not-found', hint });
    expect(await taskHistory(world, ws, PLAIN_VIEW, 'standup')).toEqual([]);
    await expect(taskHistory(world, ws, PLAIN_VIEW, 'frobnicate')).rejects.toMatchObject({ hint: 'kairos task list' });
    await runTaskNow(world, ws, PLAIN_VIEW, 'standup', NEVER);
    await removeTask(world, ws, PLAIN_VIEW, 'standup');
    expect(await taskHistory(world, ws, PLAIN_VIEW, 'standup')).toHaveLength(1);
  });

  it('are not found in a file that git tracks, and it is said how that is mended', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    await add(at, { id: 'a' });
    const view = { ...PLAIN_VIEW, hidden: new Set(['.kairos/scheduled_tasks.json']) };
    const tracked = { code: 'hostile-checkout', hint: 'git rm --cached .kairos/scheduled_tasks.json' };
    await expect(approveTask(world, ws, view, 'a')).rejects.toMatchObject(tracked);
    await expect(runTaskNow(world, ws, view, 'a', NEVER)).rejects.toMatchObject(tracked);
    await expect(addTask(world, ws, view, wish())).rejects.toMatchObject(tracked);
    await expect(removeTask(world, ws, view, 'b')).rejects.toMatchObject(tracked);
    await expect(simulateTasks(world, ws, view, { days: 2, budget, id: 'a' })).rejects.toMatchObject(tracked);
    expect(await listTasks(world, ws, view)).toMatchObject({ tasks: [], isTracked: true, problems: [{ line: 1 }] });
  });

  it('that are due while no task runs say so', async () => {
    const at = await kairosClone();
    const row = { ...(await add(at, { id: 'a', schedule: 'every 20m', timezone: 'Asia/Tokyo' })) };
    const atMs = at.world.clock.now() + 21 * MINUTE_MS;
    expect(stateText(row, atMs, 'UTC', paletteOf(false), true)).toMatch(/^due now, but no task runs \(\S+ \S+ Asia\/Tokyo\)/);
    expect(stateText(row, atMs, 'UTC', paletteOf(false))).toMatch(/^due now \(/);
  });

  it('that stand twice are told with their places, the others go on, and the one above is taken out alone', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    const task = (id: string, prompt: string): string => `{ "id": "${id}", "prompt": "${prompt}", "schedule": "every 1h" }`;
    const text = `{ "format": 1, "tasks": [\n  ${task('a', 'x')},\n  ${task('a', 'y')},\n  ${task('b', 'z')}\n] }\n`;
    await world.files.write(ws.tasks, text);
    expect(await list(at)).toMatchObject({
      tasks: [{ task: { id: 'a', prompt: 'x' } }, { task: { id: 'b' } }],
      problems: [{ line: 3, column: 3, id: 'a' }],
    });
    expect(await removeTask(world, ws, PLAIN_VIEW, 'a')).toEqual({ isTwice: true });
    expect(await world.files.read(ws.tasks)).toBe(text.replace(`  ${task('a', 'x')},\n`, ''));
    await world.files.write(ws.sessionTasks, `{ "format": 1, "tasks": [\n\n  ${task('b', 'other')}\n] }`);
    expect((await list(at)).problems).toMatchObject([{ path: 'state/session-tasks.json', line: 3, column: 3, id: 'b' }]);
  });

  it('that run a command say what holds them', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    const texts = async (): Promise<string[]> =>
      (await list(at)).tasks.map((row) => stateText(row, world.clock.now(), 'UTC', paletteOf(false)));
    const added = await add(at, { id: 'a', isCommand: true, text: 'make', schedule: 'in 1h' });
    expect(stateText(added, world.clock.now(), 'UTC', paletteOf(false))).toBe(
      'next in 60 min (2026-11-20 13:00:00), held then: act is off',
    );
    await add(at, { id: 'b', schedule: 'in 1h' });
    world.files.lay({ [ws.userConfig]: 'format: 1\nact: propose\n' });
    expect(await texts()).toEqual([
      'next in 60 min (2026-11-20 13:00:00), held then: act is propose',
      'next in 60 min (2026-11-20 13:00:00)',
    ]);
    await live(at, [{ afterMs: 2 * HOUR_MS, act: () => undefined }]);
    expect(await texts()).toEqual(['was held: kairos task run a']);
    world.files.lay({ [ws.userConfig]: 'format: 1\nact: on\n' });
    await add(at, { id: 'c', isCommand: true, text: 'make', schedule: 'in 1h' });
    expect((await texts())[1]).toMatch(/^next in 60 min \([-\d: ]+\)$/);
  });

  describe('of which a run is not over', () => {
    const KEY = 'a 2026-11-20T09:00:00.000Z 1';
    const end = { atMs: 0, why: 'stopped', code: null, signal: 'SIGTERM', outputBytes: 0 } as const;
    /** A task of which a run has begun, and the record of its job, if it has one. */
    async function begun(record: 'none' | 'runs' | 'stopped', more: object = {}): Promise<KairosClone> {
      const at = await kairosClone();
      const { world, ws } = at;
      await add(at, { id: 'a', isCommand: true, text: 'make' });
      await live(at, [{ afterMs: MINUTE_MS, act: () => undefined }]);
      const file = await readStanding(world, ws);
      const acts = [{ plannedMs: parseTime('2026-11-20T09:00Z'), attempt: 1, notBeforeMs: 0, ...more }];
      await writeStanding(world, ws, { ...file, tasks: { a: { ...(file?.tasks['a'] as never as object), acts } as never } });
      if (record === 'none') return at;
      const made = await createRecord(world, ws, { tool: 'task', title: '', place: 'background', task: KEY });
      if (record === 'stopped') await writeRecord(world, ws, { ...made, end });
      return at;
    }
    const runs = async (at: KairosClone) => (await list(at)).tasks[0]?.runs?.map(({ is, how }) => [is, how]);
    const text = async (at: KairosClone): Promise<string> =>
      stateText((await list(at)).tasks[0] as TaskRow, at.world.clock.now(), 'UTC', paletteOf(false))
        .replace(/job \w{8}/, 'job ID')
        .split(', next')[0] ?? '';

    it('say how it stands while no daemon runs, and not that it runs', async () => {
      const waits = await begun('none');
      expect([await runs(waits), await text(waits)]).toEqual([[['waits', undefined]], 'a run waits for a daemon']);
      const left = await begun('runs');
      expect([await runs(left), await text(left)]).toEqual([
        [['left', undefined]],
        'job ID was cut off with its daemon (told at the next start)',
      ]);
      const ended = await begun('stopped');
      const how = 'was ended, because the daemon ended or held still';
      expect([await runs(ended), await text(ended)]).toEqual([[['ended', how]], `job ID ${how} (told at the next look)`]);
    });

    it('say so while a daemon runs it, and which try comes', async () => {
      const at = await kairosClone();
      const { world, ws } = at;
      world.files.lay({ [ws.userConfig]: 'format: 1\nact: on\n' });
      let tries = 0;
      world.processes.commands(async () => {
        tries += 1;
        await world.clock.sleep(5 * MINUTE_MS);
        return { code: 1 };
      });
      await add(at, { id: 'a', isCommand: true, text: 'make', schedule: 'in 1m' });
      const seen: unknown[] = [];
      await live(at, [
        { afterMs: 3 * MINUTE_MS, act: async () => seen.push(await text(at)) },
        { afterMs: 6.5 * MINUTE_MS, act: async () => seen.push(await text(at)) },
      ]);
      expect([seen, tries]).toEqual([['runs now', expect.stringMatching(/^try 2 in \d+ s$/)], 1]);
    });
  });
});

describe('a task that a person runs by hand', () => {
  it('lays its prompt into the queue, and comes at its time all the same', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    const { next } = await add(at, { id: 'a' });
    expect(await runTaskNow(world, ws, PLAIN_VIEW, 'a', NEVER)).toEqual({ outcome: 'told', detail: 'Say what waits' });
    const [file] = await world.files.list(ws.queueNew);
    expect(parseObject((await world.files.read(`${ws.queueNew}/${file?.name}`)) ?? '')).toMatchObject({ task: 'a', origin: 'user' });
    expect((await list(at)).tasks[0]?.next).toEqual(next);
    expect(await taskHistory(world, ws, PLAIN_VIEW)).toMatchObject([{ id: 'a', outcome: 'told', detail: 'by hand: Say what waits' }]);
  });

  it('runs its command where `act` lets it, and says how it ended', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    await add(at, { id: 'words', isCommand: true, text: "touch it's two", words: ['touch', "it's two", '*.md'] });
    expect((await listTasks(at.world, at.ws, PLAIN_VIEW)).tasks.map(({ task }) => task.command)).toEqual([['touch', "it's two", '*.md']]);
    await removeTask(at.world, at.ws, PLAIN_VIEW, 'words');
    await add(at, { id: 'a', isCommand: true, text: 'greet "the world"' });
    const run = () => runTaskNow(world, ws, PLAIN_VIEW, 'a', NEVER);
    await expect(run()).rejects.toMatchObject({ code: 'needs-answer', hint: 'kairos config set act propose' });
    world.files.lay({ [ws.userConfig]: 'format: 1\nact: propose\n' });
    world.processes.commands(async ({ argv, print }) => {
      await print(`${argv.join(',')}\n`);
      return { code: argv.length === 2 ? 0 : 1 };
    });
    expect(await run()).toMatchObject({ outcome: 'ran', output: 'greet,the world\n' });
    await add(at, { id: 'b', isCommand: true, text: 'greet' });
    expect(await runTaskNow(world, ws, PLAIN_VIEW, 'b', NEVER)).toMatchObject({ outcome: 'failed', detail: 'ended with code 1' });
    // The settings of a repository give no such right.
    world.files.lay({ [ws.userConfig]: 'format: 1\n', [ws.config]: 'format: 1\nact: on\n' });
    await expect(run()).rejects.toMatchObject({ code: 'needs-answer' });
  });

  it('does a routine without a model, and leaves dreams to their own command', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    const tasks = [
      { id: 'dream', routine: 'dream', prompt: 'Dream', schedule: '0 3 * * *' },
      { id: 'morning-checkin', routine: 'morning-checkin', prompt: 'Tell', schedule: '0 9 * * *' },
    ];
    await world.files.write(ws.tasks, taskFileOf(tasks));
    for (const { id } of tasks) await approveTask(world, ws, PLAIN_VIEW, id);
    await expect(runTaskNow(world, ws, PLAIN_VIEW, 'dream', NEVER)).rejects.toMatchObject({ code: 'usage', hint: 'kairos dream --now' });
    expect(await runTaskNow(world, ws, PLAIN_VIEW, 'morning-checkin', NEVER)).toMatchObject({ outcome: 'nothing' });
    expect(await readOutbox(world, ws)).toEqual([]);
  });
});

describe('a simulation', () => {
  it('prints each run, those that are missed and folded, and what they may cost', async () => {
    const at = await kairosClone();
    await add(at, { id: 'often', schedule: '0 0 */6 * * *' });
    await add(at, { id: 'not-late', schedule: '0 0 3 * * *', missed: 'skip' });
    await add(at, { id: 'start', schedule: 'at start' });
    const awake = await simulated(at);
    expect(awake.runs).toEqual({ prompts: 10, commands: 0, dreams: 0, isMore: false });
    expect(awake.cost).toMatchObject({ turnsMost: 10, tokensMost: 10 * budget.turn.tokens, turnsPerStart: 1 });
    expect(costText(awake.cost)).toBe(
      'cost: nothing without a model; with one at most 10 turns and 2,000,000 tokens, and 1 turn each time the daemon starts: the budgets allow 200,000 tokens a turn and 3,000,000 a day',
    );
    expect(costText((await simulated(at, { id: 'start' })).cost)).toMatch(/with one at most 1 turn each time the daemon starts: /);
    expect(awake.atStart).toEqual(['start']);
    const asleep = await simulated(at, { asleep: { fromMinute: 23 * 60, toMinute: 7 * 60 } });
    expect(asleep.rows.filter(({ id }) => id === 'not-late')).toMatchObject([
      { is: 'passed', planned: '2026-11-21 03:00:00', notes: ['1 run, missed (missed: skip)'] },
      { is: 'passed', planned: '2026-11-22 03:00:00' },
    ]);
    const [, folded] = asleep.rows.filter(({ id }) => id === 'often');
    expect(folded).toMatchObject({ planned: '2026-11-21 06:00:00', is: 'run' });
    expect(folded?.notes).toContain('for 1 run missed since 2026-11-21T00:00:00.000Z as well');
    expect((await simulated(at, { id: 'not-late' })).rows).toHaveLength(2);
    await expect(simulated(at, { id: 'none' })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('shows what a change of the clocks does', async () => {
    const at = await kairosClone();
    await add(at, { id: 'skipped', schedule: '30 2 * * *', timezone: 'Europe/Berlin', permanent: true });
    const { rows } = await simulated(at, { days: 365 });
    const on = (day: string) => rows.filter(({ planned }) => planned?.startsWith(day)).map(({ notes }) => notes.join('; '));
    expect(on('2027-03-28')).toEqual([expect.stringContaining('02:30 does not exist on this day')]);
    expect(on('2027-10-31')).toEqual([expect.stringContaining('this time comes twice, and it runs the first time')]);
    // What comes at steps runs both times, and half an hour's change doubles no whole hour.
    await add(at, { id: 'steps', schedule: '*/20 2 * * *', timezone: 'Europe/Berlin', permanent: true });
    await add(at, { id: 'half', schedule: '0 1 * * *', timezone: 'Australia/Lord_Howe', permanent: true });
    const others = await simulated(at, { days: 365 });
    const twice = others.rows.filter(({ id, notes }) => id !== 'skipped' && notes.join().includes('comes twice'));
    expect(twice).toEqual([]);
    expect(on('2027-06-01')).toEqual([expect.not.stringContaining('clocks')]);
  });

  it('ends where there are very many, and says that there are more', async () => {
    const at = await kairosClone();
    await add(at, { id: 'a', schedule: 'every 1s' });
    const { rows, isCut, runs, cost } = await simulated(at);
    expect([rows.length, isCut, runs.isMore]).toEqual([2000, true, true]);
    expect(cost).toEqual({
      tokensMost: 2 * budget.day.tokens,
      turnsPerStart: 0,
      turnTokens: budget.turn.tokens,
      dayTokens: budget.day.tokens,
    });
  });

  it('costs nothing where dreams and commands alone run', async () => {
    const at = await kairosClone();
    await at.world.files.write(at.ws.tasks, taskFileOf([{ id: 'dream', routine: 'dream', prompt: 'Dream', schedule: '0 3 * * *' }]));
    await add(at, { id: 'a', isCommand: true, text: 'make' });
    expect(costText((await simulated(at)).cost)).toBe('cost: nothing, also with a model: no run asks it');
    await add(at, { id: 'often', isCommand: true, text: 'make', schedule: '* * * * * *' });
    const { runs, cost } = await simulated(at);
    expect([runs.isMore, costText(cost)]).toEqual([true, 'cost: nothing, also with a model: no run asks it']);
  });

  it('shows what nobody approved, and does not count it', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    await world.files.write(
      ws.tasks,
      taskFileOf([
        { id: 'a', prompt: 'x', schedule: '0 0 9 * * *' },
        { id: 'b', prompt: 'x', schedule: 'at start' },
      ]),
    );
    const { rows, runs, unapproved, cost, atStart } = await simulated(at);
    expect(rows[0]?.notes).toContain('not approved: it would not run');
    expect(runs).toEqual({ prompts: 0, commands: 0, dreams: 0, isMore: false });
    expect(unapproved).toEqual({ runs: 2, isMore: false, ids: ['a', 'b'] });
    expect(atStart).toEqual([]);
    expect(costText(cost)).toBe('cost: nothing, also with a model: no run asks it');
  });

  it('says that nothing of it comes where no task runs', async () => {
    const at = await kairosClone();
    await add(at, { id: 'a' });
    expect(await simulated(at)).not.toHaveProperty('whyNone');
    at.world.files.lay({ [at.ws.userConfig]: 'format: 1\nfeatures:\n  AGENT_TRIGGERS: off\n' });
    expect(await simulated(at)).toMatchObject({ whyNone: expect.stringContaining('AGENT_TRIGGERS is off') as string });
  });
});
