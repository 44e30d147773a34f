import { beforeEach, describe, expect, it } from 'vitest';
import { pause, readPause, resume } from '../../src/activation/pause.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

let at: KairosClone;
beforeEach(async () => {
  at = await kairosClone();
});

describe('the pause latch', () => {
  it('is set by a command and lifted by another', async () => {
    const { world, ws } = at;
    expect(await readPause(world, ws)).toBeUndefined();
    expect([await pause(world, ws), await pause(world, ws)]).toEqual([true, false]);
    expect(await readPause(world, ws)).toEqual({ by: 'command', fileStands: false, sinceMs: world.clock.now() });
    expect([await resume(world, ws), await resume(world, ws)]).toEqual([true, false]);
    expect(await readPause(world, ws)).toBeUndefined();
  });

  it('latches when .kairos/PAUSED is seen, and stays when a checkout takes the file away', async () => {
    const { world, ws } = at;
    world.files.lay({ [ws.pausedFile]: '' });
    expect(await readPause(world, ws)).toMatchObject({ by: 'file', fileStands: true });
    await world.files.remove(ws.pausedFile);
    expect(await readPause(world, ws)).toMatchObject({ by: 'file', fileStands: false });
    expect(await resume(world, ws)).toBe(true);
  });

  it('is not lifted while .kairos/PAUSED stands', async () => {
    const { world, ws } = at;
    world.files.lay({ [ws.pausedFile]: 'stop, please\n' });
    await expect(resume(world, ws)).rejects.toMatchObject({ code: 'paused', message: expect.stringContaining(ws.pausedFile) });
    expect(await readPause(world, ws)).toBeDefined();
  });

  it.each(['', 'nonsense\n', 'command yesterday\n'])('pauses whatever the latch says: %j', async (text) => {
    const { world, ws } = at;
    world.files.lay({ [ws.pausedLatch]: text });
    expect(await readPause(world, ws)).toEqual({ by: 'command', fileStands: false });
  });

  it('takes a folder or a link of that name for the switch as well', async () => {
    const { world, ws } = at;
    world.volume.symlinkSync('/nowhere', ws.pausedFile);
    expect(await readPause(world, ws)).toMatchObject({ by: 'file' });
  });
});
