import { beforeEach, describe, expect, it } from 'vitest';
import { workspaceOf } from '../../src/base/workspace.js';
import { knownSealKey, sealKeyOf } from '../../src/memory/seal-key.js';
import { virtualWorld, type VirtualWorld } from '../../src/replay/virtual-world.js';

const ws = workspaceOf({ root: '/repo', gitDir: '/repo/.git/worktrees/one', commonDir: '/repo/.git' }, '/home/kairos');
let world: VirtualWorld;
beforeEach(() => {
  world = virtualWorld();
});

describe('the key of a clone', () => {
  it('is made once, for all work trees, and leaves nothing else behind', async () => {
    expect(await knownSealKey(world, ws)).toBeUndefined();
    const key = await sealKeyOf(world, ws);
    expect(key).toMatch(/^[0-9a-hjkmnp-tv-z]{52}$/);
    expect(await sealKeyOf(world, { ...ws, gitDir: '/repo/.git' })).toBe(key);
    expect(await knownSealKey(world, ws)).toBe(key);
    expect(Object.keys(world.files.snapshot('/repo/.git/kairos'))).toEqual(['key']);
  });

  it('is the same for processes that make it at once', async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, () => sealKeyOf(world, ws)));
    expect(new Set(keys).size).toBe(1);
    expect(Object.keys(world.files.snapshot('/repo/.git/kairos'))).toEqual(['key']);
  });

  it.each(['', 'short\n', `${'0'.repeat(52)}`, `${'0'.repeat(53)}\n`, `${'u'.repeat(52)}\n`])(
    'is not taken from a file that holds %j',
    async (text) => {
      world.files.lay({ [ws.sealKey]: text });
      await expect(knownSealKey(world, ws)).rejects.toMatchObject({ code: 'damaged', hint: expect.stringContaining('remove it') });
      await expect(sealKeyOf(world, ws)).rejects.toMatchObject({ code: 'damaged' });
      expect(await world.files.read(ws.sealKey)).toBe(text);
    },
  );

  it('is in no plain folder', async () => {
    await expect(sealKeyOf(world, { ...ws, hasGit: false })).rejects.toMatchObject({ code: 'not-a-repository' });
    expect(await knownSealKey(world, { ...ws, hasGit: false })).toBeUndefined();
  });
});
