import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { apart } from '../../src/adapters/files-apart.js';
import { realFiles } from '../../src/adapters/files.js';
import { workspaceOf } from '../../src/base/workspace.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { editTasks, readTasks, TASKS_PATH } from '../../src/schedule/store.js';
import { withoutTask, withTask } from '../../src/schedule/task-file.js';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), 'kairos-apart-')));
  folders.push(made);
  return made;
}

const pause = async (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('processes that keep apart', () => {
  it('act one after the other, and leave nothing behind', async () => {
    const folder = temporaryFolder();
    const name = join(folder, 'made', 'tasks');
    let inside = 0;
    const most: number[] = [];
    const one = async (n: number): Promise<number> =>
      apart(name, 5_000, async () => {
        inside += 1;
        most.push(inside);
        await pause(5);
        inside -= 1;
        return n;
      });
    expect(await Promise.all([one(1), one(2), one(3)])).toEqual([1, 2, 3]);
    expect(Math.max(...most)).toBe(1);
    expect(existsSync(`${name}.lock`)).toBe(false);
  });

  it('pass an error on, and let the next one in', async () => {
    const name = join(temporaryFolder(), 'tasks');
    await expect(
      apart(name, 100, async () => {
        throw new Error('no space');
      }),
    ).rejects.toThrow('no space');
    expect(await apart(name, 100, async () => 'in')).toBe('in');
  });

  it('do not wait for one that is gone, nor longer than they want, nor where no lock can be made', async () => {
    const folder = temporaryFolder();
    const name = join(folder, 'tasks');
    // kill -9 left this.
    mkdirSync(`${name}.lock`);
    utimesSync(`${name}.lock`, 1_700_000_000, 1_700_000_000);
    expect(await apart(name, 0, async () => 'taken over')).toBe('taken over');
    mkdirSync(`${name}.lock`);
    expect(await apart(name, 40, async () => 'without')).toBe('without');
    writeFileSync(join(folder, 'file'), '');
    expect(await apart(join(folder, 'file', 'tasks'), 40, async () => 'without')).toBe('without');
  });

  it('end what they do where the lock goes meanwhile', async () => {
    const name = join(temporaryFolder(), 'tasks');
    const done = apart(name, 100, async () => {
      rmSync(`${name}.lock`, { recursive: true });
      return 'done';
    });
    expect(await done).toBe('done');
  });
});

it('loses no task of many who write at once without any lock', async () => {
  const root = temporaryFolder();
  const ws = workspaceOf({ root, gitDir: join(root, '.git'), commonDir: join(root, '.git') }, join(root, 'home'));
  mkdirSync(ws.kairos, { recursive: true });
  const files = realFiles();
  // Each write comes a while after what it was made from was read, as that of another process may.
  const torn = {
    ...files,
    apart: async <T>(_name: string, _waitMs: number, act: () => Promise<T>): Promise<T> => act(),
    read: async (path: string) => {
      const text = await files.read(path);
      await pause(Math.floor(Math.random() * 4));
      return text;
    },
  };
  const world = { files: torn, clock: { now: () => Date.now(), sleep: pause } };
  const edit = async (change: (text: string) => string) => editTasks(world, ws, PLAIN_VIEW, TASKS_PATH, change);
  const task = (id: string) => ({ id, prompt: 'x', schedule: 'every 1h' });
  await edit((text) => withTask(text, 'gone', task('gone')));
  const ids = Array.from({ length: 12 }, (_, n) => `t${n}`);
  await Promise.all([...ids.map((id) => edit((text) => withTask(text, id, task(id)))), edit((text) => withoutTask(text, 'gone'))]);
  const { tasks, problems } = await readTasks(world, ws, PLAIN_VIEW);
  expect(problems).toEqual([]);
  expect(tasks.map(({ task: { id } }) => id).toSorted()).toEqual(ids.toSorted());
});
