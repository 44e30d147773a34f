import { describe, expect, it } from 'vitest';
import { notedOf } from '../../src/daemon/entry-lines.js';
import type { Entry } from '../../src/memory/entry.js';

const entry = (kind: string, text: string, n = 0): Entry => ({
  id: `k${n}${kind}`,
  defined: true,
  ours: true,
  kind,
  actor: undefined,
  atMs: n,
  text,
  source: { path: 'logs/2026/11/2026-11-20.md', line: n + 1, writer: 'w' },
  origin: 'repo',
});
const commit = (branch: string, subject: string, n: number, paths = 'src/a.ts +4 -1'): Entry =>
  entry('commit', `${String(n).padStart(12, '0')} ${branch}: ${subject} (${paths})\nwhy`, n);

describe('new entries in a line', () => {
  it.each([
    ['one commit, with its paths', [commit('main', 'fix it', 1)], ['main: fix it (src/a.ts +4 -1)']],
    [
      'several commits of a branch, the newest first',
      [commit('main', 'one', 1), commit('main', 'two (again)', 2)],
      ['2 commits on main: two (again) | one'],
    ],
    [
      'several commits, however their paths are named',
      [
        commit('main', 'one', 1, 'app/(auth)/page.tsx +4 -1'),
        commit('main', 'two', 2, '"a, b.md" +1 -0, c (1).ts +1 -0 and 2 more, +9 -1'),
      ],
      ['2 commits on main: two | one'],
    ],
    [
      'branches apart',
      [commit('main', 'one', 1), commit('dev', 'two', 2), commit('main', 'three', 3)],
      ['2 commits on main: three | one', 'dev: two (src/a.ts +4 -1)'],
    ],
    ['other kinds by their first line', [entry('tag', 'v1 at 0123\nwith a message', 1)], ['tag v1 at 0123']],
    ['a stash without its kind, which its text begins with', [entry('stash', 'stash pushed: 0123 WIP', 1)], ['stash pushed: 0123 WIP']],
    ['a commit that is not of our shape', [entry('commit', 'odd', 1)], ['commit odd']],
  ])('%s', (_, entries, texts) => {
    expect(notedOf(entries).map(({ text }) => text)).toEqual(texts);
  });

  it('is never long', () => {
    const [noted] = notedOf(Array.from({ length: 500 }, (_, n) => commit('main', `subject number ${n}`, n)));
    expect(noted?.text.length).toBeLessThanOrEqual(160);
    expect(noted).toMatchObject({ entries: 500, text: expect.stringMatching(/^500 commits on main: subject number 499 \| /) });
  });
});
