import { isHidden } from '../../src/memory/log-view.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inspectCheckout } from '../../src/journal/checkout.js';
import { journaledRepo, type JournaledRepo } from './journaled-repo.js';

let g: JournaledRepo;
beforeEach(async () => {
  g = await journaledRepo();
});
afterEach(() => g.repo.cleanup());

describe('a checkout', () => {
  it('that carries nothing under the ignored names hides nothing', async () => {
    g.repo.commit('topics are welcome', { '.kairos/topics/a.md': '# A\n', 'logs/x.md': 'not ours\n' });
    expect(await inspectCheckout(g.world, g.ws)).toEqual({ hidden: new Set() });
    expect(await inspectCheckout(g.world, { ...g.ws, hasGit: false })).toEqual({ hidden: new Set() });
  });

  it.each([
    'logs/2026/11/2026-11-20.md',
    'peers/x/2026/11/2026-11-20.md',
    'queue/new/a',
    'state/daemon.json',
    'index/lexical/a',
    '.locks/dream.000000000001',
    '.consolidate-lock',
    'scheduled_tasks.json',
  ])('that carries %s hides it, and says which commit brought it', async (path) => {
    const commit = g.repo.commit('a gift', { [`.kairos/${path}`]: 'x' });
    g.repo.commit('later', { 'src/b.ts': 'b\n' });
    const found = await inspectCheckout(g.world, g.ws);
    expect(found).toEqual({ hidden: new Set([`.kairos/${path}`]), commit });
    expect(isHidden(found, path)).toBe(true);
    expect(isHidden(found, `${path}/below`)).toBe(true);
    expect(isHidden(found, 'logs/2026/11/2026-11-21.md')).toBe(false);
  });

  it('is seen anew after `git add -f` and after a checkout, though restore remembers the last look', async () => {
    await g.note('one');
    expect((await g.restore()).hostile).toBeUndefined();
    g.repo.git('add', '-f', '.kairos/logs');
    expect((await g.restore()).hostile?.paths.length).toBe(1);
    expect(await g.readable()).toEqual(['one']);
    g.repo.git('reset', '-q');
    expect((await g.restore()).hostile).toBeUndefined();
  });
});
