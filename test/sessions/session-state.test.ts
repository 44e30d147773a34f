/** What the hooks of a session remember, where, and for how long. */
import { describe, expect, it } from 'vitest';
import { isFirstToShow, readSessionState, sweepSessionStates, writeSessionState } from '../../src/sessions/session-state.js';
import { kairosClone } from '../kairos-clone.js';

const DAY_MS = 86_400_000;
const EMPTY = { shown: [], failed: {}, failures: 0 };

describe('the state of a session', () => {
  it('is read as it was written, and kept short', async () => {
    const { world, ws } = await kairosClone();
    expect(await readSessionState(world, ws, 's1')).toEqual(EMPTY);
    const shown = Array.from({ length: 600 }, (_, n) => `id${n}`);
    await writeSessionState(world, ws, 's1', { shown, failed: { a: 2 }, failures: 3 });
    expect(await readSessionState(world, ws, 's1')).toEqual({ shown: shown.slice(100), failed: { a: 2 }, failures: 3 });
    expect(await readSessionState(world, ws, 's2')).toEqual(EMPTY);
  });

  it('lies in the git directory, where no branch can bring one', async () => {
    const { world, ws } = await kairosClone();
    await writeSessionState(world, ws, 's1', { ...EMPTY, shown: ['a'] });
    expect(await world.files.stat(`${ws.commonDir}/kairos/sessions/s1.json`)).toBeDefined();
  });

  it('lets one of two hooks show something with a prompt, and each prompt once more later', async () => {
    const { world, ws } = await kairosClone();
    const first = async (prompt: string): Promise<boolean> => isFirstToShow(world, ws, 's1', prompt);
    expect(await Promise.all([first('which port?'), first('which port?')])).toEqual([true, false]);
    expect([await first('which host?'), await first('which host?')]).toEqual([true, false]);
    await world.clock.sleep(6_000);
    expect(await first('which host?')).toBe(true);
    // The other one is just writing it.
    world.files.lay({ [`${ws.hookedSessions}/s1.prompt`]: '' });
    expect(await first('which user?')).toBe(false);
    expect(await readSessionState(world, ws, 's1')).toEqual(EMPTY);
  });

  it('is nothing where the file says something else', async () => {
    const { world, ws } = await kairosClone();
    for (const text of ['', '{', '[]', '{"format":2,"shown":["a"]}', '{"format":1,"shown":7,"failed":[],"failures":"x"}']) {
      await world.files.write(`${ws.hookedSessions}/s1.json`, text);
      expect(await readSessionState(world, ws, 's1')).toEqual(EMPTY);
    }
  });

  it('goes after sixty days without a hook', async () => {
    const { world, ws } = await kairosClone();
    await writeSessionState(world, ws, 'old', { ...EMPTY, shown: ['a'] });
    await world.clock.sleep(59 * DAY_MS);
    await writeSessionState(world, ws, 'young', { ...EMPTY, shown: ['b'] });
    await sweepSessionStates(world, ws);
    expect((await readSessionState(world, ws, 'old')).shown).toEqual(['a']);
    await world.clock.sleep(2 * DAY_MS);
    await sweepSessionStates(world, ws);
    expect((await readSessionState(world, ws, 'old')).shown).toEqual([]);
    expect((await readSessionState(world, ws, 'young')).shown).toEqual(['b']);
  });
});
