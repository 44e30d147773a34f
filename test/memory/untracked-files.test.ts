import { beforeEach, describe, expect, it } from 'vitest';
import { lookAnew, remembers } from '../../src/base/look-anew.js';
import { workspaceOf } from '../../src/base/workspace.js';
import { untrackedFiles } from '../../src/memory/untracked-files.js';
import { virtualWorld, type VirtualWorld } from '../../src/replay/virtual-world.js';

const ws = workspaceOf({ root: '/repo', gitDir: '/repo/.git', commonDir: '/repo/.git' }, '/home/kairos');
const view = { hidden: new Set(['.kairos/.locks/theirs', '.kairos/queue']) };
const theirs = `${ws.locks}/theirs`;
const ours = `${ws.locks}/ours`;

let world: VirtualWorld;
beforeEach(() => {
  world = virtualWorld();
  world.files.lay({ [theirs]: 'theirs', [ours]: 'ours', [`${ws.kairos}/queue/new/a`]: 'theirs' });
});

describe('files without what git tracks under ignored names', () => {
  it('are the same port where nothing is tracked', () => {
    expect(untrackedFiles(world.files, ws, { hidden: new Set() })).toBe(world.files);
  });

  it('are neither read, nor listed, nor looked at', async () => {
    const files = untrackedFiles(world.files, ws, view);
    for (const path of [theirs, `${ws.kairos}/queue/new/a`])
      expect([await files.read(path), await files.readBytes(path), await files.stat(path), await files.realPath(path)], path).toEqual(
        Array(4).fill(undefined),
      );
    expect(await files.read(ours)).toBe('ours');
    expect((await files.list(ws.locks)).map(({ name }) => name)).toEqual(['ours']);
    expect(await files.walk(ws.kairos)).toEqual(['.locks/ours']);
    expect([...(await files.stats(ws.kairos)).keys()]).toEqual(['.locks/ours']);
  });

  it('are neither written, nor moved, nor removed', async () => {
    const files = untrackedFiles(world.files, ws, view);
    await files.write(theirs, 'x');
    await files.append(theirs, 'x');
    await files.touch(theirs, 5);
    await files.remove(theirs);
    expect([await files.create(theirs, 'x'), await files.link(ours, theirs)]).toEqual([false, false]);
    await files.rename(theirs, `${ws.locks}/taken`);
    await files.rename(ours, theirs);
    expect(await world.files.read(theirs)).toBe('theirs');
    expect((await world.files.list(ws.locks)).map(({ name }) => name)).toEqual(['theirs']);
  });

  it('forget what the port below them remembers', () => {
    let forgot = 0;
    remembers(world.files, () => (forgot += 1));
    lookAnew({ git: {}, files: untrackedFiles(world.files, ws, view) });
    expect(forgot).toBe(1);
  });
});
