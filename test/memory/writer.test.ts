import { beforeEach, describe, expect, it } from 'vitest';
import { LOCAL_WRITER, knownWriter, writerOf } from '../../src/memory/writer.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import { workspaceOf } from '../../src/base/workspace.js';

const ws = workspaceOf({ root: '/repo', gitDir: '/repo/.git', commonDir: '/repo/.git' }, '/home/kairos');
const plain = workspaceOf({ root: '/repo', gitDir: '', commonDir: '' }, '/home/kairos');

let world: VirtualWorld;
let writer: string;
beforeEach(async () => {
  world = virtualWorld();
  await world.files.mkdir('/repo/.kairos');
  writer = await writerOf(world, ws);
});

describe('the writer of a work tree', () => {
  it('is made once, of eight characters', async () => {
    expect(writer).toMatch(/^[0-9a-z]{8}$/);
    expect(await writerOf(world, ws)).toBe(writer);
    expect(await world.files.read(ws.writerFile)).toBe(`${writer}\n`);
  });

  it('is "local" without git, and nothing is written for it', async () => {
    expect(await writerOf(world, plain)).toBe(LOCAL_WRITER);
  });

  it('is not guessed anew when its file is damaged', async () => {
    await world.files.write(ws.writerFile, 'rubbish here\n');
    await expect(writerOf(world, ws)).rejects.toMatchObject({ code: 'damaged' });
  });

  it('an empty file, from a write cut off, is filled', async () => {
    await world.files.write(ws.writerFile, '');
    expect(await knownWriter(world, ws)).toBeUndefined();
    expect(await writerOf(world, ws)).toMatch(/^[0-9a-z]{8}$/);
  });
});
