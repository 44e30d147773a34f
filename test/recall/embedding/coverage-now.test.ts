/** What is kept of the coverage says what counting says, and is counted anew when a source or a vector changed. */
import { beforeEach, describe, expect, it } from 'vitest';
import { workspaceOf } from '../../../src/base/workspace.js';
import { PLAIN_VIEW } from '../../../src/memory/log-view.js';
import { writerOf } from '../../../src/memory/writer.js';
import type { Coverage } from '../../../src/recall/embedding/coverage.js';
import { coverageNow } from '../../../src/recall/embedding/coverage-now.js';
import { bringVectorsUpToDate } from '../../../src/recall/embedding/embed-missing.js';
import { folderOf, listShards, spaceOf } from '../../../src/recall/vectors/shard-files.js';
import { VIRTUAL_MODEL } from '../../../src/replay/virtual-embedders.js';
import { virtualWorld, type VirtualWorld } from '../../../src/replay/virtual-world.js';
import type { EmbedderModel } from '../../../src/world/embedders.js';

const ws = workspaceOf({ root: '/repo', gitDir: '/repo/.git', commonDir: '/repo/.git' }, '/home/kairos');
const DAY = 'logs/2026/11/2026-11-19.md';
const FOLDER = folderOf(ws, spaceOf(VIRTUAL_MODEL));

let world: VirtualWorld;
let opened: string[];

beforeEach(async () => {
  world = virtualWorld();
  await world.files.mkdir('/repo/.kairos');
  await writerOf(world, ws);
  await put(DAY, '- 08:00 Redis holds the sessions ^a1\n- 09:00 The queue is a table ^a2\n');
  await world.clock.sleep(70_000);
  await bringVectorsUpToDate(world, ws, PLAIN_VIEW);
  await world.clock.sleep(70_000);
  await now();
});

const put = async (path: string, text: string): Promise<void> => world.files.write(`/repo/.kairos/${path}`, text);

async function now(model: EmbedderModel = VIRTUAL_MODEL): Promise<Coverage> {
  opened = [];
  const spied = <Out>(read: (path: string) => Promise<Out>) => {
    return async (path: string): Promise<Out> => {
      if (/\.(?:segment|shard|md)$/.test(path)) opened.push(path);
      return read(path);
    };
  };
  const { files } = world;
  return coverageNow({ ...world, files: { ...files, read: spied(files.read), readBytes: spied(files.readBytes) } }, ws, PLAIN_VIEW, model);
}

describe('the coverage', () => {
  it('opens neither index nor vectors while nothing has changed', async () => {
    expect(await now()).toEqual({ embedded: 2, entries: 2 });
    expect(opened).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>, Coverage]>([
    ['an entry was added', async () => world.files.append(`/repo/.kairos/${DAY}`, '- 10:00 New ^a3\n'), { embedded: 2, entries: 3 }],
    ['a topic was written', async () => put('topics/tests.md', '# Tests\n\n- They need Redis. ^t1\n'), { embedded: 2, entries: 3 }],
    ['an entry was forgotten', async () => world.files.write(ws.forgotten, 'a1\n'), { embedded: 1, entries: 1 }],
    ['the vectors were removed', async () => world.files.remove(FOLDER), { embedded: 0, entries: 2 }],
    [
      'a shard was damaged',
      async () => {
        for (const name of await listShards(world, FOLDER)) await world.files.write(`${FOLDER}/${name}`, 'x');
      },
      { embedded: 0, entries: 2 },
    ],
    ['what was kept is damaged', async () => world.files.write(ws.coverageFile, '{"format":1,"sta'), { embedded: 2, entries: 2 }],
  ])('is counted anew where %s', async (_what, change, expected) => {
    await change();
    expect(await now()).toEqual(expected);
    await world.clock.sleep(70_000);
    expect(await now()).toEqual(expected);
  });

  it('is none without a model, whatever was kept of one', async () => {
    expect(await coverageNow(world, ws, PLAIN_VIEW, undefined)).toEqual({ embedded: 0, entries: 2 });
    expect(await now()).toEqual({ embedded: 2, entries: 2 });
  });
});
