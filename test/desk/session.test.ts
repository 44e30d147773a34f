import { beforeEach, describe, expect, it } from 'vitest';
import { endSession, sessionOf, startSession } from '../../src/desk/session.js';
import { pressureOf } from '../../src/dream/gate/pressure.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { readTally } from '../../src/memory/tally.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

let at: KairosClone;
beforeEach(async () => {
  at = await kairosClone();
});

const start = (id?: string): Promise<string> => startSession(at.world, at.ws, PLAIN_VIEW, ...(id === undefined ? [] : [id]));
const end = (inputs: number, id?: string): Promise<string> => {
  at.world.clock.advance(1000);
  return endSession(at.world, at.ws, PLAIN_VIEW, { inputs, ...(id === undefined ? {} : { id }) });
};
const counted = async (): Promise<number> => pressureOf(await readTally(at.world, at.ws, PLAIN_VIEW), -Infinity, Infinity).sessions;

describe('sessions', () => {
  it('count for the gate of activity when a person said something in them', async () => {
    await start('morning');
    await end(3, 'morning');
    await start('robot');
    await end(0, 'robot');
    expect(await counted()).toBe(1);
    const { entries } = await readEntries(at.world, at.ws, PLAIN_VIEW);
    expect(entries.map(sessionOf)).toContainEqual({ event: 'end', id: 'morning', inputs: 3 });
  });

  it('are ended by name, or the newest open one', async () => {
    const [first, second] = [await start(), (at.world.clock.advance(5000), await start())];
    expect(first).not.toBe(second);
    expect(await end(1)).toBe(second);
    expect(await end(1)).toBe(first);
    await expect(end(1)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('that only tell of their end count as well', async () => {
    await end(2, 'told-later');
    expect(await counted()).toBe(1);
  });

  it('are not ended by a mistyped name', async () => {
    await start('morning');
    const ended = async (id: string): Promise<string> => endSession(at.world, at.ws, PLAIN_VIEW, { id, inputs: 1, mustBeOpen: true });
    await expect(ended('mornin')).rejects.toMatchObject({ code: 'not-found', hint: expect.stringContaining('--only-end') });
    expect(await ended('morning')).toBe('morning');
    await expect(ended('morning')).rejects.toMatchObject({ code: 'not-found' });
    expect(await counted()).toBe(1);
  });

  it.each(['', 'two words', '-x', 'a\nb'])('refuse the id %j', async (id) => {
    await expect(start(id)).rejects.toMatchObject({ code: 'usage' });
  });

  it.each([-1, 1.5, Number.NaN])('refuse %j inputs', async (inputs) => {
    await expect(end(inputs, 'x')).rejects.toMatchObject({ code: 'usage' });
  });
});
