import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readCommitText } from '../../src/memory/commit-text.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { observe } from '../../src/observe/observe.js';
import { forgetReflogs, NOW_MS, observed, watch, type ObservedRepo } from './observed-repo.js';

const s = (id: string): string => id.slice(0, 12);
let observedRepo: ObservedRepo | undefined;
const begin = async (options?: Parameters<typeof observed>[0]): Promise<ObservedRepo> => {
  observedRepo = await observed(options);
  await observedRepo.look();
  return observedRepo;
};
afterEach(() => observedRepo?.repo.cleanup());

describe('a look', () => {
  it('is a baseline at first, then says each commit once, in the log of its own day', async () => {
    observedRepo = await observed();
    expect(await observedRepo.look()).toEqual([]);
    const id = observedRepo.repo.commit(
      'fix: parse empty front matter (#12)\n\nIt crashed because the scanner read past the end.\n\nSigned-off-by: Ann <a@b.invalid>',
      { 'src/parse.ts': 'x\n' },
      { at: Date.UTC(2025, 5, 1, 23, 59), author: 'Bo Ek <bo@example.invalid>' },
    );
    expect(await observedRepo.look()).toEqual([`commit ${s(id)} main: fix: parse empty front matter (#12) (src/parse.ts +1 -0)`]);
    expect(await observedRepo.look()).toEqual([]);
    const [entry] = await observedRepo.entries();
    expect(entry).toMatchObject({ kind: 'commit', actor: 'bo-ek', origin: 'repo', source: { path: 'logs/2025/06/2025-06-01.md' } });
    expect(entry?.text.split('\n').slice(1)).toEqual(['It crashed because the scanner read past the end.']);
  });

  it('begins in a repository without commits, and in a shallow clone', async () => {
    const { repo, look, watcher } = await begin({ first: false });
    repo.commit('the very first', { 'a.txt': 'a\n' });
    const second = repo.commit('second', {});
    expect(await look()).toEqual([
      expect.stringMatching(/^commit \w{12} main: the very first/),
      expect.stringContaining('main: second'),
      expect.stringContaining('branch main created'),
    ]);
    repo.git('clone', '-q', '--depth', '1', `file://${repo.root}`, '../shallow');
    const shallow = await watcher(join(repo.root, '../shallow'));
    await shallow.look();
    const third = repo.commit('third', {});
    repo.git('-C', '../shallow', '-c', 'user.name=Cy', '-c', 'user.email=c@example.invalid', 'pull', '-q', '--ff-only');
    expect(await shallow.look()).toEqual([
      `commit ${s(third)} main: third`,
      expect.stringContaining(`pull main: pulled 1 commit, ${s(second)} -> ${s(third)}`),
    ]);
  });

  it('gives the same ids on two clones', async () => {
    const { repo, look, entries, watcher } = await begin();
    repo.git('clone', '-q', repo.root, '../clone');
    const clone = await watcher(join(repo.root, '../clone'));
    await clone.look();
    repo.commit('news', { 'b.txt': 'b\n' });
    await look();
    repo.git('-C', '../clone', 'fetch', '-q');
    repo.git('-C', '../clone', 'reset', '-q', '--hard', 'origin/main');
    await clone.look();
    const idOf = async (read: () => ReturnType<typeof entries>): Promise<string | undefined> =>
      (await read()).find(({ kind }) => kind === 'commit')?.id;
    expect(await idOf(clone.entries)).toBe(await idOf(entries));
  });

  it('repeats rather than misses when it dies before it has remembered, and the repetition adds nothing', async () => {
    const { repo, look, entries, world, ws } = await begin();
    repo.commit('news', {});
    repo.git('tag', 'v1');
    const full = { ...world, files: { ...world.files, write: async () => Promise.reject(new Error('disk full')) } };
    await expect(observe(full, ws, PLAIN_VIEW)).rejects.toThrow('disk full');
    const before = await entries();
    expect(before.map(({ kind }) => kind).sort()).toEqual(['commit', 'tag']);
    expect(await look()).toEqual([]);
    expect((await entries()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });

  it('tells a thing that truly happens again, and leaves the file of the last look alone when nothing did', async () => {
    const { repo, look, ws, entries } = await begin();
    for (let round = 0; round < 3; round++) {
      repo.git('tag', 'v1');
      expect(await look()).toHaveLength(1);
      repo.git('tag', '-d', 'v1');
      expect(await look()).toHaveLength(1);
    }
    expect(new Set((await entries()).map(({ id }) => id)).size).toBe(6);
    const text = readFileSync(ws.seenFile, 'utf8');
    expect(JSON.parse(text)).toMatchObject({ format: 1 });
    rmSync(ws.seenFile);
    writeFileSync(ws.seenFile, text, { mode: 0o444 });
    await look();
    expect(readFileSync(ws.seenFile, 'utf8')).toBe(text);
  });

  it('refuses what a newer kairos remembered, and begins anew from a damaged file', async () => {
    const { look, ws, repo } = await begin();
    writeFileSync(ws.seenFile, '{"format":2}');
    await expect(look()).rejects.toMatchObject({ code: 'newer-format' });
    writeFileSync(ws.seenFile, '{"form');
    expect(await look()).toEqual([]);
    repo.commit('after', {});
    expect(await look()).toHaveLength(1);
  });

  it('works on SHA-256', async () => {
    const { repo, look } = await begin({ sha256: true });
    const id = repo.commit('news', {});
    expect(id).toHaveLength(64);
    expect(await look()).toEqual([`commit ${s(id)} main: news`]);
  });

  it('replaces secrets in message and paths before anything is on disk', async () => {
    const { repo, ws, world } = await begin();
    const [token, other] = [`gh${'p_'}${'q7Zp2Xw9Lk4Tn8Rb3Vd6Hs1Jf5Gc0YmAeUiO'}`, `gl${'pat-'}${'q7Zp2Xw9Lk4Tn8Rb3Vd6'}`];
    repo.commit(`rotate ${token}\n\nIt was ${token} since May.`, { [`keys/${other}/x`]: 'x\n' });
    const { written, secretsReplaced } = await observe(world, ws, PLAIN_VIEW);
    expect(secretsReplaced).toBe(3);
    expect(written[0]?.text).toContain('main: rotate [secret: github] (keys/[secret: gitlab]/x +1 -0)\nIt was [secret: github] since May.');
    for (const path of await world.files.walk(repo.root)) {
      if (path.startsWith('.kairos') || path.startsWith('.git/kairos'))
        expect(await world.files.read(join(repo.root, path))).not.toMatch(/q7Zp2X/);
    }
  });

  it('replaces a secret in the name of an author, and counts it', async () => {
    const { repo, ws, world } = await begin();
    const token = `gh${'p_'}${'q7Zp2Xw9Lk4Tn8Rb3Vd6Hs1Jf5Gc0YmAeUiO'}`;
    repo.commit('news', {}, { author: `${token} <x@example.invalid>` });
    const { written, secretsReplaced } = await observe(world, ws, PLAIN_VIEW);
    expect(written.map(({ actor }) => actor)).toEqual(['secret-github']);
    expect(secretsReplaced).toBe(1);
  });

  it.each([
    { what: 'an amend', steps: [['commit', '-q', '--amend', '--no-edit', '--reset-author']] },
    {
      what: 'a deleted branch',
      steps: [
        ['checkout', '-q', 'main'],
        ['branch', '-q', '-D', 'side'],
      ],
    },
  ])('replaces a secret that the cutting of a subject would leave half of: $what', async ({ steps }) => {
    const { repo, entries, look } = await begin();
    const token = `gh${'p_'}${'q7Zp2Xw9Lk4Tn8Rb3Vd6Hs1Jf5Gc0YmAeUiO'}`;
    repo.git('checkout', '-q', '-b', 'side');
    repo.commit(`${'word '.repeat(29)}${token} at the 160th character, ${'word '.repeat(37)}${token} at the 400th`, { x: 'x\n' });
    await look();
    for (const step of steps) repo.git(...step);
    await look();
    expect((await entries()).map(({ text }) => text).filter((text) => text.includes('q7Zp2'))).toEqual([]);
  });

  it('survives hostile dates, authors, huge messages and names of control characters', async () => {
    const { repo, look, entries } = await begin();
    const author = '@@ <x@example.invalid>';
    repo.repo([
      { message: `${'long '.repeat(50_000)}\n\n${'body line\n'.repeat(50_000)}`, files: { 'weird/ñ.txt': 'x\n' }, atMs: 0, author },
      { message: 'far away', files: {}, atMs: Date.UTC(12_000, 0), author },
    ]);
    repo.commit(
      '\u0007bell\n\n  - 10:00:00.000Z note@user a bullet ^kaaaaaaaaa\n\n(^kaaaaaaaaa)',
      {},
      { author: '李 小龍 <l@example.invalid>' },
    );
    repo.commit('odd names', { 'we\tird/"\u0001\n.txt': 'x\n' });
    expect(await look()).toHaveLength(4);
    const [old, forged, odd, far] = await entries();
    expect(old).toMatchObject({ atMs: 0, kind: 'commit', actor: 'unknown' });
    expect(far).toMatchObject({ source: { path: 'logs/9999/12/9999-12-31.md' } });
    expect(odd?.text).toMatch(/^\w{12} main: odd names \("we\\tird\/\\"\\001\\n\.txt" \+1 -0\)$/);
    expect(readCommitText(odd?.text ?? '')?.changes).toEqual([{ path: 'we\tird/"\u0001\n.txt', added: 1, deleted: 0 }]);
    expect(old?.text.length).toBeLessThan(6000);
    expect(old?.text).toMatch(/…$/);
    expect(forged).toMatchObject({ kind: 'commit', actor: '李-小龍' });
    expect((await entries()).map(({ kind }) => kind)).toEqual(Array(4).fill('commit'));
  });
});

describe('branches and tags', () => {
  it('are told when created, moved, renamed and deleted, with what was dropped', async () => {
    const { repo, look, id } = await begin();
    repo.git('checkout', '-q', '-b', 'feature/x');
    const work = repo.commit('try mmap', { 'b.txt': 'b\n' });
    repo.git('tag', '-a', 'v1', '-m', 'one');
    expect((await look()).sort()).toEqual([
      `branch feature/x created at ${s(work)} (try mmap) (branch: Created from HEAD)`,
      `commit ${s(work)} feature/x: try mmap (b.txt +1 -0)`,
      'head HEAD: main -> feature/x',
      `tag v1 created at ${s(work)} (try mmap)`,
    ]);
    repo.git('branch', '-m', 'feature/y');
    expect(await look()).toEqual(['branch feature/x renamed to feature/y']);
    repo.git('tag', '-f', 'v1', 'main');
    repo.git('checkout', '-q', 'main');
    repo.git('branch', '-D', 'feature/y');
    const lines = (await look()).sort();
    expect(lines).toEqual([
      `branch feature/y deleted, was at ${s(work)} (try mmap): 1 commit no longer held by any branch or tag`,
      'head HEAD: feature/y -> main',
      expect.stringMatching(new RegExp(`^tag v1 moved from \\w{12} to ${s(id('main'))} \\(first\\)$`)),
    ]);
    repo.git('tag', '-d', 'v1');
    expect(await look()).toEqual([`tag v1 deleted, was at ${s(id('main'))} (first)`]);
  });

  it('a rename is told without a reflog, also when commits followed it', async () => {
    const { repo, look } = await begin();
    repo.git('branch', 'old');
    await look();
    repo.git('branch', '-m', 'old', 'new');
    repo.git('checkout', '-q', 'new');
    const id = repo.commit('more', {});
    expect((await look()).sort()).toEqual(['branch old renamed to new', `commit ${s(id)} new: more`, 'head HEAD: main -> new']);
    forgetReflogs(repo);
    repo.git('branch', '-m', 'new', 'newest');
    expect(await look()).toEqual(['branch new renamed to newest']);
  });

  it('commits are named after the most lasting branch that holds them, and after a tag where none does', async () => {
    const { repo, look } = await begin();
    repo.git('checkout', '-q', '-b', 'a');
    const merged = repo.commit('merged', {});
    const open = repo.commit('open', {});
    repo.git('branch', '-f', 'main', 'HEAD~1');
    repo.git('checkout', '-q', '--detach');
    const tagged = repo.commit('tagged', {});
    repo.git('tag', 'v2');
    repo.git('checkout', '-q', 'main');
    const lines = await look();
    expect(lines.filter((line) => line.startsWith('commit'))).toEqual([
      `commit ${s(merged)} main: merged`,
      `commit ${s(open)} a: open`,
      `commit ${s(tagged)} v2: tagged`,
    ]);
  });

  it('many events between two looks are all told, and commits thrown away between them too', async () => {
    const { repo, look, id } = await begin();
    const start = id();
    const kept = repo.commit('kept', { 'k.txt': 'k\n' });
    repo.git('checkout', '-q', '-b', 'spike');
    const spike = repo.commit('spike: try lmdb', { 's.txt': 's\n' });
    repo.git('checkout', '-q', 'main');
    repo.git('branch', '-D', 'spike');
    const wrong = repo.commit('wrong turn', {});
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    repo.commit('draft', { 'd.txt': 'd\n' });
    repo.git('commit', '-q', '--amend', '-m', 'final');
    const final = id();
    expect((await look()).sort()).toEqual(
      [
        `commit ${s(final)} main: final (d.txt +1 -0)`,
        `commit ${s(kept)} main: kept (k.txt +1 -0)`,
        `commit ${s(spike)} spike: spike: try lmdb (s.txt +1 -0)`,
        `commit ${s(wrong)} main: wrong turn`,
      ].sort(),
    );
    expect(start).not.toBe(final);
    expect(await look()).toEqual([]);
  });
});

describe('what moves a branch', () => {
  it('an amend is one entry that names what it replaces, with or without a reflog', async () => {
    for (const isKept of [true, false]) {
      const { repo, look, id, entries } = await begin();
      if (!isKept) forgetReflogs(repo);
      const old = repo.commit('parser: acept empty input', { 'b.txt': 'b\n' });
      await look();
      repo.git('commit', '-q', '--amend', '-m', 'parser: accept empty input');
      expect(await look()).toEqual([`amend ${s(id())} main: parser: accept empty input (b.txt +1 -0)`]);
      const amend = (await entries()).find(({ kind }) => kind === 'amend');
      expect(amend?.text.split('\n').at(-1)).toBe(`replaces ${s(old)}`);
      expect((await observedRepo?.history())?.written).toBe(1);
      observedRepo?.repo.cleanup();
    }
  });

  it.each([true, false])('a reset back is one entry with what it dropped (reflog: %s)', async (isKept) => {
    const { repo, look, id, entries } = await begin();
    const base = id();
    const [one, two] = [repo.commit('one', {}), repo.commit('two', {})];
    await look();
    if (!isKept) forgetReflogs(repo);
    repo.git('reset', '-q', '--hard', base);
    expect(await look()).toEqual([
      `reset main: moved back, ${s(two)} -> ${s(base)}: 2 commits dropped${isKept ? ` (reset: moving to ${base})` : ''}`,
    ]);
    const reset = (await entries()).find(({ kind }) => kind === 'reset');
    expect(reset?.text.split('\n').slice(1)).toEqual([`dropped ${s(one)} one`, `dropped ${s(two)} two`]);
    expect(reset?.atMs === NOW_MS).toBe(!isKept);
  });

  it('a reset aside to other work, with the old work kept on a branch', async () => {
    const { repo, look } = await begin();
    repo.commit('one', {});
    await look();
    repo.git('branch', 'backup');
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    const other = repo.commit('other', {});
    const lines = await look();
    expect(lines).toContainEqual(expect.stringMatching(/^reset main: moved aside, .*: 1 commit still held elsewhere/));
    expect(lines).toContain(`commit ${s(other)} main: other`);
  });

  it.each([true, false])('a rebase is one thing; what it brought that is new is told by itself (reflog: %s)', async (isKept) => {
    const { repo, look, id, entries } = await begin();
    repo.git('checkout', '-q', '-b', 'side');
    repo.commit('side one', { 's1.txt': 's\n' }, { author: 'Bo <bo@example.invalid>' });
    repo.commit('side two', { 's2.txt': 's\n' });
    const old = [id('HEAD~1'), id('HEAD')];
    await look();
    repo.git('checkout', '-q', 'main');
    const upstream = repo.commit('upstream', { 'u.txt': 'u\n' });
    repo.git('checkout', '-q', 'side');
    repo.commit('side three', { 's3.txt': 's\n' });
    repo.git('rebase', '-q', 'main');
    if (!isKept) forgetReflogs(repo);
    const lines = await look();
    expect(lines.filter((line) => line.startsWith('commit'))).toEqual(
      [`commit ${s(upstream)} main: upstream (u.txt +1 -0)`, `commit ${s(id())} side: side three (s3.txt +1 -0)`].sort(
        (a, b) => Number(a.includes('side')) - Number(b.includes('side')),
      ),
    );
    const rebase = (await entries()).find(({ kind }) => kind === 'rebase');
    expect(rebase?.text.split('\n')).toEqual([
      `side: rebased 2 commits onto ${s(upstream)}, ${s(old[1] ?? '')} -> ${s(id())}`,
      `${s(old[0] ?? '')} -> ${s(id('HEAD~2'))} side one`,
      `${s(old[1] ?? '')} -> ${s(id('HEAD~1'))} side two`,
    ]);
    expect(lines).toHaveLength(3);
    // The history knows the rewritten commits by the rebase; only the first commit was never told.
    expect((await observedRepo?.history())?.written).toBe(1);
  });

  it('a rebase that squashes and drops says so', async () => {
    const { repo, look, entries } = await begin();
    for (const name of ['a', 'b', 'c']) repo.commit(`add ${name}`, { [`${name}.txt`]: 'x\n' });
    await look();
    repo.git('reset', '-q', '--soft', 'HEAD~2');
    repo.git('commit', '-q', '--amend', '--no-edit');
    await look();
    const [entry] = (await entries()).filter(({ kind }) => kind === 'rebase' || kind === 'amend').slice(-1);
    expect(entry?.text).toMatch(/add a/);
    expect(entry?.text).toMatch(/dropped or squashed \w{12} add b\ndropped or squashed \w{12} add c/);
  });

  it('is harmless in the midst of a rebase: HEAD is left for later, other branches are not', async () => {
    const { repo, look } = await begin();
    repo.git('checkout', '-q', '-b', 'side');
    repo.commit('side one', { 's1.txt': 's\n' });
    repo.commit('side two', { 'a.txt': 'side\n' });
    repo.git('checkout', '-q', 'main');
    repo.commit('upstream', { 'a.txt': 'up\n' });
    repo.git('checkout', '-q', 'side');
    await look();
    expect(repo.tryGit(['rebase', 'main']).code).not.toBe(0);
    expect(await look()).toEqual([]);
    repo.git('branch', 'meanwhile', 'main');
    expect(await look()).toEqual([expect.stringMatching(/^branch meanwhile created/)]);
    repo.write('a.txt', 'both\n');
    repo.git('add', 'a.txt');
    repo.git('-c', 'core.editor=true', 'rebase', '--continue');
    expect(await look()).toEqual([expect.stringMatching(/^rebase side: rebased 2 commits/)]);
  });

  it('a fast-forward over known work, a merge, and a pull', async () => {
    const { repo, look, id } = await begin();
    const base = id();
    repo.git('checkout', '-q', '-b', 'side');
    repo.commit('side', {});
    const side = repo.commit('side two', {});
    repo.git('checkout', '-q', 'main');
    await look();
    repo.git('merge', '-q', 'side');
    expect(await look()).toEqual([`merge main: moved forward over 2 commits, ${s(base)} -> ${s(side)} (merge side: Fast-forward)`]);
    repo.git('checkout', '-q', 'side');
    repo.commit('side three', {});
    repo.git('checkout', '-q', 'main');
    repo.commit('main two', {});
    await look();
    repo.git('merge', '-q', '--no-ff', '-m', 'Merge branch side', 'side');
    expect(await look()).toEqual([`merge ${s(id())} main: Merge branch side`]);
    forgetReflogs(repo);
    repo.git('branch', '-f', 'side', 'main');
    expect(await look()).toEqual([expect.stringMatching(/^merge side: moved forward over 2 commits, \w{12} -> \w{12}$/)]);
  });

  it('a forced move whose old commits are gone for good loses nothing new', async () => {
    const { repo, look, id } = await begin();
    repo.commit('doomed', { 'd.txt': 'd\n' });
    await look();
    const doomed = id();
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    const next = repo.commit('next', {});
    repo.git('reflog', 'expire', '--expire=now', '--all');
    repo.git('gc', '-q', '--prune=now');
    expect(repo.tryGit(['cat-file', '-e', doomed]).code).not.toBe(0);
    const lines = await look();
    expect(lines).toContain(`commit ${s(next)} main: next`);
    expect(lines).toContainEqual(expect.stringMatching(/^reset main: moved .*the old commit is no longer in the repository/));
  });
});

it('stashes are told one by one when pushed and when gone', async () => {
  const { repo, look, id } = await begin();
  for (const text of ['one', 'two']) {
    repo.write('a.txt', text);
    repo.git('stash', 'push', '-q', '-m', text);
  }
  const top = id('stash@{0}');
  const below = id('stash@{1}');
  expect(await look()).toEqual([`stash stash pushed: ${s(below)} On main: one`, `stash stash pushed: ${s(top)} On main: two`]);
  repo.git('stash', 'drop', '-q', 'stash@{1}');
  expect(await look()).toEqual([`stash stash popped or dropped: ${s(below)} On main: one`]);
  repo.git('stash', 'pop', '-q');
  expect(await look()).toEqual([`stash stash popped or dropped: ${s(top)} On main: two`]);
});

describe('HEAD', () => {
  it('is told when it goes to another branch or is detached; work on it is not missed', async () => {
    const { repo, look, id } = await begin();
    repo.git('checkout', '-q', '--detach');
    const first = id();
    expect(await look()).toEqual([`head HEAD: main -> ${s(first)} (detached)`]);
    const loose = repo.commit('loose', { 'l.txt': 'l\n' });
    expect(await look()).toEqual([
      `commit ${s(loose)} HEAD: loose (l.txt +1 -0)`,
      `head HEAD: ${s(first)} (detached) -> ${s(loose)} (detached)`,
    ]);
    repo.git('commit', '-q', '--amend', '-m', 'tight');
    expect(await look()).toEqual([`amend ${s(id())} HEAD: tight (l.txt +1 -0)`]);
    repo.git('checkout', '-q', 'main');
    expect(await look()).toEqual([expect.stringMatching(/^head HEAD: \w{12} \(detached\) -> main$/)]);
  });

  it('belongs to each linked work tree, while branches are one', async () => {
    const { repo, look, watcher } = await begin();
    repo.git('worktree', 'add', '-q', '-b', 'linked', '../linked');
    await look();
    const linked = await watcher(join(repo.root, '../linked'));
    await linked.look();
    expect(existsSync(join(repo.root, '.git/worktrees/linked/kairos/seen.json'))).toBe(true);
    repo.git('-C', '../linked', 'checkout', '-q', '-b', 'elsewhere');
    const [here, there] = [await look(), await linked.look()];
    expect(here).toEqual([expect.stringMatching(/^branch elsewhere created/)]);
    expect(there).toContain('head HEAD: linked -> elsewhere');
  });
});

describe('what kairos did itself', () => {
  it('is no news: its refs, its dream branches, and commits that only hold long-term memory and say so', async () => {
    const { repo, look, id } = await begin();
    repo.git('update-ref', 'refs/kairos/journal/abc', 'HEAD');
    repo.git('checkout', '-q', '-b', 'kairos/dream/2026-11-20-abc');
    repo.commit('dream: 3 claims\n\nKairos-Dream: 2026-11-20-abc', { '.kairos/topics/build.md': '# Build\n', '.kairos/MEMORY.md': 'x\n' });
    repo.git('checkout', '-q', 'main');
    expect(await look()).toEqual([]);
    repo.git('merge', '-q', '--no-ff', '-m', 'Merge the dream', 'kairos/dream/2026-11-20-abc');
    expect(await look()).toEqual([`merge ${s(id())} main: Merge the dream`]);
    repo.git('branch', '-D', 'kairos/dream/2026-11-20-abc');
    expect(await look()).toEqual([]);
  });

  it('is not to be counterfeited: a commit that touches anything else is told, whatever it says', async () => {
    const { repo, look } = await begin();
    repo.commit('sneak\n\nKairos-Dream: x', { '.kairos/topics/a.md': 'a\n', 'src/evil.ts': 'e\n' });
    repo.commit('config\n\nKairos-Dream: x', { '.kairos/config.yaml': 'a: 1\n' });
    repo.commit('empty\n\nKairos-Dream: x', {});
    repo.commit('by hand', { '.kairos/topics/b.md': 'b\n' });
    expect((await look()).map((line) => line.split(': ')[1]?.split(' ')[0])).toEqual(['sneak', 'config', 'empty', 'by']);
  });
});

it('asks git for little when nothing happened', async () => {
  const { repo } = await begin();
  const calls: string[] = [];
  const counting = await watch(
    repo.root,
    repo.env,
    'one',
    (git) =>
      new Proxy(git, {
        get:
          (target, verb: keyof typeof git) =>
          (...args: unknown[]) => {
            calls.push(verb);
            return (target[verb] as (...all: unknown[]) => unknown)(...args);
          },
      }),
  );
  await counting.look();
  expect(calls.filter((verb) => !['busy', 'refs', 'head', 'reflog', 'between', 'commits'].includes(verb))).toEqual([]);
  expect(calls.length).toBeLessThanOrEqual(7);
});
