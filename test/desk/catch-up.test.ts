import { describe, expect, test } from 'vitest';
import { catchUp } from '../../src/desk/catch-up.js';
import { isAtRest } from '../../src/journal/at-rest.js';
import { pause, resume } from '../../src/activation/pause.js';
import { restore } from '../../src/journal/restore.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { virtualClone } from '../../src/replay/virtual-world.js';
import { kairosClone } from '../kairos-clone.js';

const BY_HAND = '- 10:00 by hand ^by-hand-1\n';

describe('before anything is read', () => {
  test.each([
    ['kept', false],
    ['not kept while git lays files down: they may be those of a branch', true],
  ])('lines by hand are %s', async (_name, locked) => {
    const { world, ws } = await virtualClone();
    const atMs = world.clock.now();
    world.files.lay({ [ws.config]: 'format: 1\n' });
    const [entry] = await appendEntries(world, ws, PLAIN_VIEW, [{ kind: 'note', actor: 'user', atMs, text: 'written' }]);
    await catchUp(world, ws, { view: PLAIN_VIEW, unsaved: ['all'] }, { look: false });
    await world.files.append(`${ws.kairos}/${entry?.source.path}`, BY_HAND);
    const restoration = await restore(world, ws);
    expect(restoration.unsaved).toEqual([entry?.source.path]);
    const journals = (): Promise<unknown> => world.git.refs(['refs/kairos/journal/']);
    const before = await journals();
    if (locked) world.files.lay({ [`${ws.gitDir}/index.lock`]: '' });
    await catchUp(world, ws, restoration, { look: false });
    if (locked) expect(await journals()).toEqual(before);
    else expect(await journals()).not.toEqual(before);
  });

  test('what happened is noted, but not while all is paused', async () => {
    const { world, ws, repo } = await kairosClone();
    const look = (): Promise<unknown> => catchUp(world, ws, { view: PLAIN_VIEW, unsaved: [] }, { look: true });
    const commits = async (): Promise<string[]> =>
      (await readEntries(world, ws, PLAIN_VIEW)).entries.filter(({ kind }) => kind === 'commit').map(({ text }) => text);
    await look();
    await repo.commit('first', { 'a.txt': 'a\n' }, { atMs: world.clock.now() });
    await look();
    expect(await commits()).toEqual([expect.stringContaining('first')]);
    expect(await pause(world, ws)).toBe(true);
    await repo.commit('second', { 'b.txt': 'b\n' }, { atMs: world.clock.now() });
    const before = world.files.snapshot();
    expect(await look()).toEqual({});
    expect(world.files.snapshot()).toEqual(before);
    expect(await resume(world, ws)).toBe(true);
    await look();
    expect(await commits()).toEqual([expect.stringContaining('first'), expect.stringContaining('second')]);
  });

  test('git is waited for, but not one that died long ago', async () => {
    const { world, ws } = await virtualClone();
    expect(await isAtRest(world, ws, 0)).toBe(true);
    world.files.lay({ [`${ws.gitDir}/index.lock`]: '' });
    expect(await isAtRest(world, ws, 0)).toBe(false);
    const later = { ...world, clock: { ...world.clock, now: () => world.clock.now() + 61_000 } };
    expect(await isAtRest(later, ws, 0)).toBe(true);
  });
});
