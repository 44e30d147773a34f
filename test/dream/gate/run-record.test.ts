/** What a later dream goes on with: only what this work tree wrote of its own work. */
import { beforeEach, describe, expect, it } from 'vitest';
import { workspaceOf } from '../../../src/base/workspace.js';
import { beginRun, entriesReadBy, type RunRecord } from '../../../src/dream/gate/run-record.js';
import { virtualWorld, type VirtualWorld } from '../../../src/replay/virtual-world.js';

const ws = workspaceOf({ root: '/repo', gitDir: '/repo/.git', commonDir: '/repo/.git' }, '/home/kairos');
const BEGUN = { ref: 'refs/heads/main', commit: 'a'.repeat(40), nowMs: 1, key: 'k', entries: ['one'] };
let world: VirtualWorld;
beforeEach(() => {
  world = virtualWorld();
});

async function next(epoch: number): Promise<RunRecord> {
  world.clock.advance(60_000);
  return beginRun(world, ws, epoch);
}

/** A run that was told to wait after two parts. */
async function slice(): Promise<void> {
  const run = await next(1);
  await run.begin(BEGUN);
  await run.part({ read: ['first'] });
  await run.part({ read: ['second'] });
  await run.waits();
}

const file = async (name: string): Promise<string> => {
  const [run] = (await world.files.list(ws.dreamRuns)).filter(({ kind }) => kind === 'directory');
  return `${ws.dreamRuns}/${run?.name}/${name}`;
};

describe('an unfinished dream', () => {
  it('is gone on with, and again after its next slice', async () => {
    await slice();
    const run = await next(2);
    expect(run.unfinished).toEqual({ begun: BEGUN, parts: [{ read: ['first'] }, { read: ['second'] }] });
    await run.goOn();
    await run.part({ read: ['third'] });
    await run.waits();
    expect((await next(3)).unfinished?.parts).toEqual([{ read: ['first'] }, { read: ['second'] }, { read: ['third'] }]);
  });

  it('is gone on with up to the part that somebody changed', async () => {
    await slice();
    await world.files.write(await file('part-000002.json'), '{"read":["forged"]}\n');
    expect((await next(2)).unfinished?.parts).toEqual([{ read: ['first'] }]);
  });

  it('that somebody else laid there is not gone on with', async () => {
    await slice();
    await world.files.remove(ws.dreamWitness);
    const run = await next(2);
    expect(run.unfinished).toBeUndefined();
    expect(run.interrupted).toBeUndefined();
  });

  it('under the name of another run does not count either', async () => {
    await slice();
    for (const name of ['begun.json', 'part-000001.json', 'waits.json'])
      await world.files.write(`${ws.dreamRuns}/99991231T000000Z-9/${name}`, (await world.files.read(await file(name))) as string);
    expect((await next(2)).unfinished).toBeUndefined();
  });
});

describe('the entries that a dream read', () => {
  async function dreamt(epoch: number, id: string, entries: readonly string[]): Promise<void> {
    const run = await next(epoch);
    await run.begin({ ...BEGUN, entries });
    await run.done({ outcome: 'proposed', id });
  }

  it('are known of each of the last runs, and of none that somebody else laid there', async () => {
    await dreamt(1, 'first', ['one']);
    await dreamt(2, 'second', ['one', 'two']);
    await next(3);
    const read = async (): Promise<unknown> =>
      Promise.all(['first', 'second', 'third'].map(async (id) => [...((await entriesReadBy(world, ws, id)) ?? ['nobody knows'])]));
    expect(await read()).toEqual([['one'], ['one', 'two'], ['nobody knows']]);
    await world.files.write(await file('begun.json'), JSON.stringify({ ...BEGUN, entries: ['forged'], version: 7 }));
    expect(await read()).toEqual([['nobody knows'], ['one', 'two'], ['nobody knows']]);
    for (const epoch of [4, 5, 6]) await next(epoch);
    expect(await read()).toEqual([['nobody knows'], ['one', 'two'], ['nobody knows']]);
    await next(7);
    expect(await read()).toEqual([['nobody knows'], ['nobody knows'], ['nobody knows']]);
  });
});
