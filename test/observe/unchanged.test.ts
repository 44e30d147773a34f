/** While git's files stand as they did when everything was observed, git is not asked; whatever moves is observed. */
import { beforeEach, describe, expect, it } from 'vitest';
import { observe } from '../../src/observe/observe.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

let clone: KairosClone;
let asked: number;

beforeEach(async () => {
  clone = await kairosClone();
  await observed();
  await clone.world.clock.sleep(10_000);
  await observed();
});

/** What a new command notes; counts in `asked` how often git listed refs. */
async function observed(): Promise<string[]> {
  const { world, ws } = clone;
  asked = 0;
  const refs: typeof world.git.refs = async (prefixes) => {
    asked += 1;
    return world.git.refs(prefixes);
  };
  const { written } = await observe({ ...world, git: { ...world.git, refs } }, ws, PLAIN_VIEW);
  return written.map(({ kind }) => kind);
}

describe('what was observed', () => {
  it('is not asked of git again', async () => {
    expect(await observed()).toEqual([]);
    expect(asked).toBe(0);
  });

  it('is asked again after a commit, as long as a file may still change under the same stamp', async () => {
    await clone.repo.commit('More', { 'a.txt': 'a\n' }, { atMs: clone.world.clock.now() });
    expect(await observed()).toEqual(['commit']);
    expect(await observed()).toEqual([]);
    expect(asked).toBe(1);
    await clone.world.clock.sleep(10_000);
    await observed();
    expect(asked).toBe(1);
    await observed();
    expect(asked).toBe(0);
  });

  it('is asked again when a branch was made or removed', async () => {
    const { world } = clone;
    const { commit } = await world.git.head();
    await world.git.updateRefs([{ ref: 'refs/heads/side', old: undefined, new: commit }]);
    expect(await observed()).toEqual(['branch']);
    await world.clock.sleep(10_000);
    await observed();
    await observed();
    expect(asked).toBe(0);
    await world.git.updateRefs([{ ref: 'refs/heads/side', old: commit ?? '', new: undefined }]);
    expect(await observed()).toEqual(['branch']);
  });

  it('is asked again when the snapshot or the note is gone or damaged', async () => {
    const { world, ws } = clone;
    for (const file of [ws.observedFile, ws.seenFile]) {
      await world.files.remove(file);
      await observed();
      expect(asked).toBe(1);
      await observed();
      await observed();
      expect(asked).toBe(0);
    }
    await world.files.write(ws.observedFile, '{"format":1,"st');
    expect(await observed()).toEqual([]);
    expect(asked).toBe(1);
  });
});
