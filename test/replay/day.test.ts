import { describe, expect, it } from 'vitest';
import { DREAM_COMMAND, INDEX_COMMAND } from '../../src/daemon/job-table.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { restore } from '../../src/journal/restore.js';
import { digestOf, liveDay, type LivedDay } from './lived-day.js';

describe('a day of the whole daemon, with its dreams and its vectors', () => {
  let first: Promise<LivedDay> | undefined;
  const lived = (): Promise<LivedDay> => (first ??= liveDay());

  it('looks some 320 times, and notes each commit once', async () => {
    const { ticks, at, lines } = await lived();
    expect(ticks).toBeGreaterThan(320);
    expect(ticks).toBeLessThan(360);
    const { entries } = await readEntries(at.world, at.ws, PLAIN_VIEW);
    const commits = entries.filter(({ kind }) => kind === 'commit').map(({ text }) => text.split(' (')[0]?.replace(/^\S+ /, ''));
    expect(commits).toEqual([
      'main: fix parser crash on empty front matter',
      'main: use yaml instead of gray-matter',
      'main: drop node 18',
      'main: pin the lock file',
      'main: test dates',
      'main: split the store',
      'main: made while it was paused',
      'main: in the midst of a merge',
    ]);
    expect(lines.filter((line) => line.startsWith('failed'))).toEqual([]);
  });

  it('dreams in a child when the gates open, and the dream awaits review', async () => {
    const { children, refs, lines } = await lived();
    expect(children.filter((args) => args === DREAM_COMMAND)).toHaveLength(2);
    expect(lines).toContainEqual(expect.stringMatching(/^dream: \d+ added on kairos\/dream\/2026-11-21-/));
    const open = refs.find(({ name }) => name === 'refs/kairos/dream/open');
    expect(refs.filter(({ commit }) => commit !== undefined && commit === open?.commit).map(({ name }) => name)).toEqual([
      expect.stringMatching(/^refs\/heads\/kairos\/dream\//),
      'refs/kairos/dream/open',
    ]);
  });

  it('embeds in a child what it noted', async () => {
    const { children, at, files } = await lived();
    expect(children).toContain(INDEX_COMMAND);
    expect(at.world.embedders.embedded.some(({ text }) => text.includes('use yaml instead of gray-matter'))).toBe(true);
    expect(Object.keys(files).filter((path) => path.includes('/.kairos/index/vectors/')).length).toBeGreaterThan(0);
  });

  it('leaves a journal from which nothing has to be restored', async () => {
    const { at } = await lived();
    expect(await restore(at.world, at.ws)).toMatchObject({ restored: [], edited: [], unsaved: [] });
  });

  it('lived twice is the same day: every event, ref and file', async () => {
    const [one, two] = [await lived(), await liveDay()];
    expect(one.events.length).toBeGreaterThan(2000);
    const at = one.events.findIndex((event, n) => event !== two.events[n]);
    expect([at, one.events[at], two.events[at]]).toEqual([-1, undefined, undefined]);
    expect(two.refs).toEqual(one.refs);
    expect(two.files).toEqual(one.files);
    expect(digestOf(two)).toBe(digestOf(one));
  });

  it('is another day when something else happens', async () => {
    expect(digestOf(await liveDay({ quiet: true }))).not.toBe(digestOf(await lived()));
  });
});
