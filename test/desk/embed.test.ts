import { beforeEach, describe, expect, it } from 'vitest';
import { embedAll, embedInBackground } from '../../src/desk/embed.js';
import { writeNote } from '../../src/desk/note.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import type { World } from '../../src/world/world.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

let at: KairosClone;
beforeEach(async () => {
  at = await kairosClone();
  await writeNote(at.world, at.ws, PLAIN_VIEW, { text: 'Redis is on port 6380', actor: 'user' });
});

const quiet = { signal: new AbortController().signal, onProgress: () => undefined };
const background = (world: World = at.world): ReturnType<typeof embedInBackground> =>
  embedInBackground(world, at.ws, { signal: quiet.signal, say: () => undefined });

describe('embedding', () => {
  it('does what is missing, and nothing twice', async () => {
    expect(await embedAll(at.world, at.ws, PLAIN_VIEW, quiet)).toMatchObject({ embedded: 1, missing: 0 });
    expect(await embedAll(at.world, at.ws, PLAIN_VIEW, quiet)).toMatchObject({ embedded: 0, skipped: 'nothing' });
  });

  it('with waiting goes on until a round finds nothing, and counts all rounds', async () => {
    let waited = 0;
    const result = await embedAll(at.world, at.ws, PLAIN_VIEW, { ...quiet, onWaiting: () => (waited += 1) });
    expect(result).toEqual({ embedded: 1, total: 1, missing: 0 });
    expect(waited).toBe(0);
  });

  it('in the background ends with what a program reads', async () => {
    expect(await background()).toEqual({ outcome: 'done', detail: '1 text embedded', embedded: 1, missing: 0 });
    expect(await background()).toMatchObject({ outcome: 'done', embedded: 0 });
    const choose = async (): ReturnType<World['embedders']['choose']> => ({ wanted: 'minilm', problem: 'it is broken' });
    await writeNote(at.world, at.ws, PLAIN_VIEW, { text: 'one more', actor: 'user' });
    expect(await background({ ...at.world, embedders: { ...at.world.embedders, choose } })).toMatchObject({
      outcome: 'failed',
      detail: 'it is broken',
    });
  });
});
