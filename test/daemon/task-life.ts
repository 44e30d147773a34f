/** A work tree with tasks that a person approved, in memory, and a daemon that looks at them and may be killed at any change of the disk. */
import type { Rights } from '../../src/activation/cascade.js';
import { workspaceOf } from '../../src/base/workspace.js';
import { createRecord, writeRecord } from '../../src/daemon/job-record.js';
import { lookAtTasks, type TaskLook } from '../../src/daemon/task-effects.js';
import type { TaskMemory } from '../../src/daemon/tasks-now.js';
import { parseTime } from '../../src/dates/day.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { virtualFiles } from '../../src/replay/virtual-files.js';
import { virtualRandom } from '../../src/replay/virtual-random.js';
import { virtualVolume } from '../../src/replay/virtual-volume.js';
import { approveTasks } from '../../src/schedule/task-journal.js';
import { readTaskFile, taskFileOf } from '../../src/schedule/task-file.js';
import type { Files } from '../../src/world/files.js';
import type { World } from '../../src/world/world.js';

/** When a life begins, unless it says so. */
export const START = parseTime('2026-11-20T08:30:00Z') as number;
const RIGHTS: Rights = { active: false, brief: { isEntitled: true, isChosen: false }, on: ['scheduler'] };
const VERBS = ['write', 'append', 'create', 'link', 'rename', 'remove', 'touch'] as const;

/** A work tree with tasks that a person approved, and a daemon that may be killed at any change of the disk. */
export async function here(fields: readonly Record<string, unknown>[], settings = '', startMs = START) {
  let nowMs = startMs;
  const clock = { now: () => nowMs, sleep: async (ms: number) => void (nowMs += ms) };
  const disk = virtualFiles(virtualVolume(), clock);
  let left = 1e9;
  let isAfter = false;
  let isDead = false;
  const files = { ...disk } as Files;
  for (const verb of VERBS)
    Object.assign(files, {
      [verb]: async (...args: readonly unknown[]) => {
        left -= 1;
        // Who is dead does nothing more, whatever it catches.
        if ((left === 0 && !isAfter) || (left < 0 && isDead)) throw new Error('killed');
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
  let memory: TaskMemory = { journal: undefined, word: undefined, hasBegun: false, isWriting: false };
  const look = async (more: Partial<TaskLook> = {}) =>
    lookAtTasks(world, ws, PLAIN_VIEW, memory, { startedAtMs: startMs, once: true, running: [], rights: RIGHTS, ...more });
  const taken: string[] = [];
  const ran: string[] = [];
  return {
    world,
    ws,
    disk,
    look,
    taken,
    ran,
    pass: (ms: number) => (nowMs += ms),
    restart: () => (memory = { journal: undefined, word: undefined, hasBegun: false, isWriting: false }),
    /** The queue is taken, as the same tick does. */
    take: async () => {
      for (const { name } of await disk.list(ws.queueNew)) {
        taken.push(name);
        await disk.remove(`${ws.queueNew}/${name}`);
      }
    },
    /** The call does not come about, or only just; one that is killed does nothing more, else it goes on with an error. */
    killAt: (call: number, after: boolean, isKilled = true) => {
      left = call;
      isAfter = after;
      isDead = isKilled;
    },
    hasCome: () => left <= 0,
    spare: () => (left = 1e9),
  };
}

/** What the entries of a task account for: each planned time that ran, and how many others were folded into a run or passed over; how often it ended without a run. */
export async function accountOf(at: Life, id: string) {
  const writer = ((await at.disk.read(at.ws.writerFile)) ?? '').trim();
  const days = await Promise.all(
    (await at.disk.list(`${at.ws.tails}/${writer}`)).map(({ name }) => at.disk.read(`${at.ws.tails}/${writer}/${name}`)),
  );
  const text = days.join('');
  const found = (pattern: string): RegExpStringIterator<RegExpExecArray> => text.matchAll(new RegExp(pattern, 'g'));
  const fired = [...found(`fired ${id}, planned (\\S+?Z)[,\n ]`)].map(([, planned]) => planned as string);
  const folded = [...found(`fired ${id}, [^\n]*for (\\d+) runs? missed`)].map(([, count]) => Number(count));
  const passed = [...found(`passed over ${id}, [^\n]*: (\\d+) runs?,`)].map(([, count]) => Number(count));
  const ended = [...found(`ended ${id}: `)].length;
  return { fired, ended, count: [fired.length, ...folded, ...passed].reduce((sum, one) => sum + one, 0) };
}

export type Life = Awaited<ReturnType<typeof here>>;

/** What the reducer does with a look: it starts commands, which end at once, and takes the queue. */
export async function act(at: Life, { calls }: Awaited<ReturnType<Life['look']>>, code: number): Promise<void> {
  for (const { task = '' } of calls) {
    const record = await createRecord({ ...at.world, files: at.disk }, at.ws, { tool: 'task', title: '', place: 'background', task });
    const end = { atMs: START, why: 'exited', code, signal: null, outputBytes: 0 } as const;
    await writeRecord({ ...at.world, files: at.disk }, at.ws, { ...record, end });
    at.ran.push(task);
  }
  await at.take();
}
