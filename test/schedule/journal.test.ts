import { describe, expect, it } from 'vitest';
import { workspaceOf } from '../../src/base/workspace.js';
import { parseTime } from '../../src/dates/day.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { virtualFiles } from '../../src/replay/virtual-files.js';
import { virtualRandom } from '../../src/replay/virtual-random.js';
import { virtualVolume } from '../../src/replay/virtual-volume.js';
import { expiredDraft, fireDraft, fireId, passedDraft, readTaskWord } from '../../src/schedule/entries.js';
import { addHistory, readHistory } from '../../src/schedule/history.js';
import { readStanding, standingNow, writeStanding } from '../../src/schedule/standing-file.js';
import { editTasks, readTasks, TASKS_PATH } from '../../src/schedule/store.js';
import { writerOf } from '../../src/memory/writer.js';
import { approveTasks, consentOf, readTaskJournal, takeBack } from '../../src/schedule/task-journal.js';
import { readTaskFile, taskFileOf, withTask } from '../../src/schedule/task-file.js';
import type { Task } from '../../src/schedule/task.js';

const START = parseTime('2026-11-20T09:00:00Z') as number;
const at = (text: string): number => parseTime(text) as number;
const taskOf = (fields: Record<string, unknown> = {}): Task =>
  readTaskFile(taskFileOf([{ id: 'standup', prompt: 'Say what waits', schedule: 'every 1h', ...fields }]), 'UTC').tasks[0] as Task;

function here() {
  let nowMs = START;
  const clock = { now: () => nowMs, sleep: async (ms: number) => void (nowMs += ms) };
  const files = virtualFiles(virtualVolume(), clock);
  const world = { files, clock, random: virtualRandom(7) };
  const ws = workspaceOf({ root: '/w', gitDir: '/w/.git', commonDir: '/w/.git' }, '/home/.config/kairos');
  files.lay({ '/w/.git/HEAD': 'ref: refs/heads/main\n', '/w/.kairos/config.yaml': 'format: 1\n' });
  return { world, ws, files, pass: (ms: number) => (nowMs += ms) };
}

describe('the word of a person that a task may run', () => {
  it('holds for the task as it stood, and until it is taken back', async () => {
    const { world, ws } = here();
    const task = taskOf();
    expect(consentOf(task, await readTaskJournal(world, ws, PLAIN_VIEW)).is).toBe('new');
    await approveTasks(world, ws, PLAIN_VIEW, [task]);
    const journal = await readTaskJournal(world, ws, PLAIN_VIEW);
    expect(consentOf(task, journal)).toMatchObject({ is: 'approved', approval: { atMs: START } });
    expect(consentOf(taskOf({ priority: 'now' }), journal).is).toBe('approved');
    for (const fields of [{ prompt: 'Say more' }, { schedule: 'every 2h' }, { permanent: true }])
      expect(consentOf(taskOf(fields), journal).is).toBe('changed');
    expect(consentOf(taskOf({ id: 'other' }), journal).is).toBe('new');
    await takeBack(world, ws, PLAIN_VIEW, 'standup');
    expect(consentOf(task, await readTaskJournal(world, ws, PLAIN_VIEW)).is).toBe('new');
  });

  it("is nobody else's: a line in the log without the seal, that of another work tree, and a copy of the file", async () => {
    const { world, ws, files } = here();
    const task = taskOf();
    await approveTasks(world, ws, PLAIN_VIEW, [task]);
    const writer = ((await files.read(ws.writerFile)) ?? '').trim();
    const log = `${ws.logs}/2026/11/2026-11-20.md`;
    const real = (await files.read(log)) ?? '';
    const consent = async (): Promise<string> => consentOf(task, await readTaskJournal(world, ws, PLAIN_VIEW)).is;
    await files.write(log, real.replace(/seal \S{4}/, 'seal 0000'));
    expect(await consent()).toBe('new');
    await files.write(log, real.replace('09:00:00.000Z', '09:00:01.000Z'));
    expect(await consent()).toBe('new');
    // The same line under another name of a writer, and from a peer.
    await files.write(log, real);
    expect(await consent()).toBe('approved');
    await files.write(ws.writerFile, 'zzzzzzzz\n');
    expect(await consent()).toBe('new');
    await files.write(ws.writerFile, `${writer}\n`);
    await files.write(ws.sealKey, `${'0'.repeat(52)}\n`);
    expect(await consent()).toBe('new');
  });

  it('is forgotten with its entry', async () => {
    const { world, ws, files } = here();
    await approveTasks(world, ws, PLAIN_VIEW, [taskOf()]);
    const [approval] = (await readTaskJournal(world, ws, PLAIN_VIEW)).approvals.get('standup') ?? [];
    await files.write(ws.forgotten, `${approval?.entry}\n`);
    expect(consentOf(taskOf(), await readTaskJournal(world, ws, PLAIN_VIEW)).is).toBe('new');
  });

  it('replaces the secrets of what it shows', async () => {
    const { world, ws, files } = here();
    await approveTasks(world, ws, PLAIN_VIEW, [taskOf({ prompt: `Use ghp_${'a1B2'.repeat(9)} now` })]);
    expect(await files.read(`${ws.logs}/2026/11/2026-11-20.md`)).not.toContain('ghp_a1B2');
  });
});

describe('the entry of a run', () => {
  const fire = { plannedMs: at('2026-11-20T08:00:00Z'), lateMs: 0, isLast: false };

  it('is one, whoever asks for it and however late', async () => {
    const { world, ws } = here();
    const first = await appendEntries(world, ws, PLAIN_VIEW, [fireDraft(taskOf(), fire, 'w')]);
    expect(first[0]?.id).toBe(fireId('w', 'standup', fire.plannedMs));
    expect(await appendEntries(world, ws, PLAIN_VIEW, [fireDraft(taskOf({ prompt: 'Else' }), { ...fire, lateMs: 9e6 }, 'w')])).toEqual([]);
    expect(await appendEntries(world, ws, PLAIN_VIEW, [fireDraft(taskOf(), fire, 'v')])).toHaveLength(1);
    // Neither is of this writer: a line of another's, wherever it stands, moves no task of ours.
    expect((await readTaskJournal(world, ws, PLAIN_VIEW)).accounted.get('standup')).toBeUndefined();
    const own = await writerOf(world, ws);
    const passed = { count: 2, isMore: false, fromMs: fire.plannedMs, toMs: fire.plannedMs + 3_600_000, why: 'missed' as const };
    await appendEntries(world, ws, PLAIN_VIEW, [fireDraft(taskOf(), fire, own)]);
    expect((await readTaskJournal(world, ws, PLAIN_VIEW)).accounted.get('standup')).toBe(fire.plannedMs);
    await appendEntries(world, ws, PLAIN_VIEW, [passedDraft(taskOf(), passed, own)]);
    expect((await readTaskJournal(world, ws, PLAIN_VIEW)).accounted.get('standup')).toBe(passed.toMs);
  });

  it('is known without a log being opened that did not change', async () => {
    const { world, ws, files, pass } = here();
    await approveTasks(world, ws, PLAIN_VIEW, [taskOf()]);
    pass(10 * 60_000);
    await readTaskJournal(world, ws, PLAIN_VIEW);
    const opened: string[] = [];
    const read = files.read.bind(files);
    Object.assign(files, { read: async (path: string) => (opened.push(path), read(path)) });
    expect(consentOf(taskOf(), await readTaskJournal(world, ws, PLAIN_VIEW)).is).toBe('approved');
    expect(opened.filter((path) => path.includes('/logs/'))).toEqual([]);
  });

  it('says what is out of the common, and is read back', () => {
    const folded = { count: 3, isMore: false, fromMs: at('2026-11-20T05:00:00Z'), toMs: at('2026-11-20T07:00:00Z') };
    const { text } = fireDraft(taskOf(), { ...fire, lateMs: 3 * 3_600_000, folded, isLast: true }, 'w');
    expect(text).toBe(
      'fired standup, planned 2026-11-20T08:00:00.000Z, 3 h late, for 3 runs missed since 2026-11-20T05:00:00.000Z as well, its last run: it expires before the next\nSay what waits',
    );
    expect(readTaskWord({ kind: 'task', text })).toEqual({ is: 'accounted', id: 'standup', untilMs: fire.plannedMs });
    const held = fireDraft(taskOf(), fire, 'w', 'act is off').text;
    expect(readTaskWord({ kind: 'task', text: held })).toEqual({ is: 'accounted', id: 'standup', untilMs: fire.plannedMs });
    const passed = passedDraft(taskOf(), { ...folded, why: 'missed' }, 'w').text;
    expect(passed).toContain('3 runs, missed (missed: once)');
    expect(readTaskWord({ kind: 'task', text: passed })).toEqual({ is: 'accounted', id: 'standup', untilMs: folded.toMs });
    expect(readTaskWord({ kind: 'task', text: expiredDraft(taskOf(), 'w', START, START).text })).toBeUndefined();
    expect(readTaskWord({ kind: 'note', text })).toBeUndefined();
  });
});

describe('the file of tasks on a disk', () => {
  it('is merged into what stands there when it is written, without a lock', async () => {
    const { world, ws, files } = here();
    const add = (id: string): Promise<string> =>
      editTasks(world, ws, PLAIN_VIEW, TASKS_PATH, (text) => withTask(text, id, { id, prompt: 'x', schedule: 'every 1m' }));
    await Promise.all(Array.from({ length: 12 }, (_, n) => add(`t${n}`)));
    expect((await readTasks(world, ws, PLAIN_VIEW)).tasks).toHaveLength(12);
    await files.write(ws.tasks, '{ broken');
    await expect(add('more')).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('.kairos/scheduled_tasks.json:1:3') as string,
    });
    expect(await files.read(ws.tasks)).toBe('{ broken');
  });

  it('is neither read nor written where git tracks it', async () => {
    const { world, ws, files } = here();
    await files.write(ws.tasks, taskFileOf([{ id: 'a', prompt: 'x', schedule: 'every 1m' }]));
    const view = { ...PLAIN_VIEW, hidden: new Set(['.kairos/scheduled_tasks.json']) };
    expect(await readTasks(world, ws, view)).toMatchObject({ tasks: [], problems: [{ path: TASKS_PATH }] });
    await expect(editTasks(world, ws, view, TASKS_PATH, (text) => `${text} `)).rejects.toMatchObject({ code: 'hostile-checkout' });
  });

  it('keeps tasks of the session in a file of their own', async () => {
    const { world, ws, files } = here();
    await files.write(ws.sessionTasks, taskFileOf([{ id: 'a', prompt: 'x', schedule: 'every 1m', permanent: true }]));
    await files.write(ws.tasks, taskFileOf([{ id: 'b', prompt: 'x', schedule: 'every 1m', durable: false }]));
    const { tasks, problems } = await readTasks(world, ws, PLAIN_VIEW);
    expect(tasks).toMatchObject([{ task: { id: 'a', durable: false, permanent: false } }]);
    expect(problems).toMatchObject([{ id: 'b' }]);
  });
});

it('knows how far a task has come by its file, else by the journal, else by its approval', async () => {
  const { world, ws } = here();
  const approval = { entry: 'aaaaaaaaaa', hash: '', atMs: START };
  const journal = { accounted: new Map([['a', START + 5]]) };
  expect(await readStanding(world, ws)).toBeUndefined();
  const standing = {
    tasks: { a: { approval: 'aaaaaaaaaa', accountedMs: START + 9, acts: [{ plannedMs: 1, attempt: 2, notBeforeMs: 3 }], message: 'm' } },
  };
  await writeStanding(world, ws, standing);
  expect(await readStanding(world, ws)).toEqual(standing);
  expect(standingNow('a', approval, standing, journal).accountedMs).toBe(START + 9);
  expect(standingNow('a', { ...approval, entry: 'bbbbbbbbbb' }, standing, journal).accountedMs).toBe(START + 5);
  expect(standingNow('b', approval, { tasks: {} }, { accounted: new Map() }).accountedMs).toBe(START);
});

it('keeps what became of runs, and no more than a thousand for long', async () => {
  const { world, ws, files } = here();
  const row = (n: number) => ({
    atMs: START + n,
    id: n % 2 ? 'odd' : 'even',
    plannedMs: START,
    outcome: 'told' as const,
    detail: 'x'.repeat(300),
  });
  for (let n = 0; n < 2000; n += 100)
    await addHistory(
      world,
      ws,
      PLAIN_VIEW,
      Array.from({ length: 100 }, (_, k) => row(n + k)),
    );
  await files.append(ws.taskHistory, 'no row\n');
  const rows = await readHistory(world, ws, PLAIN_VIEW);
  expect(rows.at(-1)).toEqual(row(1999));
  expect(rows.length).toBeLessThan(1800);
  expect((await readHistory(world, ws, PLAIN_VIEW, 'odd')).every(({ id }) => id === 'odd')).toBe(true);
});
