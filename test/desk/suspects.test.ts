import { expect, it } from 'vitest';
import { shortId } from '../../src/base/git-objects.js';
import { withSuspects } from '../../src/desk/suspects.js';
import type { Hit } from '../../src/recall/hits.js';
import { virtualClone } from '../../src/replay/virtual-world.js';

const hit = (line: number, more: Partial<Hit> = {}): Hit => ({
  id: `k00000000${line}`,
  text: 'x',
  tier: 'ltm',
  source: `topics/pipes.md:${line}`,
  kind: 'bullet',
  origin: 'repo',
  atMs: 0,
  score: 1,
  parts: {},
  ...more,
});

it('a claim is suspect while HEAD has another blob of its file, or none, and git is asked once', async () => {
  const { world, ws, repo } = await virtualClone();
  const tip = await repo.commit('Begin', { 'src/a.js': 'a\n', 'src/b.js': 'b\n' });
  const blobs = new Map((await world.git.readTree(tip, [''])).map(({ path, id }) => [path, shortId(id)]));
  const about = (path: string): string => `  about: ${path}@${blobs.get(path) ?? '0'.repeat(12)}`;
  const lines = [
    '# Pipes',
    '',
    '- One. ^k000000003',
    about('src/a.js'),
    '- Two. ^k000000005',
    about('src/b.js'),
    about('src/gone.js'),
    '- Three. ^k000000008',
  ];
  await world.files.write(`${ws.topics}/pipes.md`, `${lines.join('\n')}\n`);
  const hits = [hit(3), hit(5), hit(8), hit(3, { source: 'logs/2026/11/2026-11-20.md:3' })];
  let asked = 0;
  const git = {
    ...world.git,
    readTree: async (...args: Parameters<typeof world.git.readTree>) => ((asked += 1), world.git.readTree(...args)),
  };
  const suspects = async (of: readonly Hit[]): Promise<unknown[]> =>
    (await withSuspects({ ...world, git }, ws, of)).map(({ suspect }) => suspect);
  expect(await suspects(hits)).toEqual([undefined, ['src/gone.js'], undefined, undefined]);
  await repo.commit('Change', { 'src/a.js': 'other\n' });
  expect(await suspects(hits)).toEqual([['src/a.js'], ['src/gone.js'], undefined, undefined]);
  expect(asked).toBe(2);
  expect(await suspects([hit(8), hit(3, { supersededBy: { id: 'k', text: '', why: 'overruled' } })])).toEqual([undefined, undefined]);
  expect(asked).toBe(2);
});
