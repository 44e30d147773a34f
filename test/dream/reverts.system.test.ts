/** Commits that are taken back, from git through the journal to the claims of a topic. */
import { describe, expect, it } from 'vitest';
import { observeHistory } from '../../src/observe/history.js';
import { runDream } from '../../src/dream/dream.js';
import { decide } from '../../src/dream/review/accept.js';
import { readReview } from '../../src/dream/review/review.js';
import { CONFIG, view, virtualSetting } from './setting.js';

describe('a commit that reverts two others', () => {
  it('overrules the accepted claims of both', async () => {
    const setting = await virtualSetting({ 'README.md': 'x\n' });
    const { world, ws, repo } = setting;
    const rounding = await repo.commit(
      'Round prices half to even instead of half up\n\nBanks must do so, because half up gains a cent in a hundred.',
      { 'src/price.ts': 'even\n' },
    );
    const pool = await repo.commit('Use a pool instead of one connection\n\nOne connection serialises queries, so that logins must wait.', {
      'src/pool.ts': 'pool\n',
    });
    await observeHistory(world, ws, view);
    expect(await runDream(world, ws, CONFIG, { view, now: true })).toMatchObject({ outcome: 'proposed' });
    const claims = (await readReview(world))?.items.map(({ text }) => text) ?? [];
    expect(claims).toHaveLength(2);
    await decide(world, ws, view, CONFIG, { accept: 'all' });

    await repo.commit(`Back out both\n\nThis reverts commits ${rounding}\nand ${pool}.`, {
      'src/price.ts': 'up\n',
      'src/pool.ts': 'one\n',
    });
    await observeHistory(world, ws, view);
    expect(await runDream(world, ws, CONFIG, { view, now: true })).toMatchObject({ outcome: 'proposed' });
    const items = (await readReview(world))?.items ?? [];
    expect(items.map(({ candidate: { type, reason } }) => ({ type, reason }))).toEqual(
      claims.map(() => ({ type: 'supersede', reason: 'overruled by "Back out both"' })),
    );
    for (const before of ['Round prices half to even', 'Use a pool']) {
      expect(items.filter(({ candidate }) => candidate.before?.startsWith(before))).toHaveLength(1);
    }
  });
});
