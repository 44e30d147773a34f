/** The git adapter in unusual places and states of a repository, which only real git has; commits of ours must change nothing in them. */
import { createHash } from 'node:crypto';
import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkVersion, findRepository, gitVersion, noGit, openGit } from '../../src/adapters/git.js';
import type { Repository } from '../../src/world/git.js';
import type { RealRepo } from '../real-repo.js';
import { make, NOBODY, note, opened, removeAll } from './git-fixture.js';

afterEach(removeAll);

function bytes(path: string): string {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'absent';
}

/** Everything that is the user's, as one comparable value. */
function users(repo: RealRepo): Record<string, unknown> {
  const tree = readdirSync(repo.root, { recursive: true, encoding: 'utf8' })
    .filter((path) => !path.startsWith('.git/') && path !== '.git' && lstatSync(join(repo.root, path)).isFile())
    .map((path) => `${path} ${lstatSync(join(repo.root, path)).mtimeMs} ${bytes(join(repo.root, path))}`);
  const git = repo.git('rev-parse', '--absolute-git-dir');
  return {
    tree,
    index: bytes(join(git, 'index')),
    HEAD: bytes(join(git, 'HEAD')),
    MERGE_HEAD: bytes(join(git, 'MERGE_HEAD')),
    config: bytes(join(git, 'config')),
    stash: repo.tryGit(['stash', 'list']).stdout,
    refs: repo.git('for-each-ref', 'refs/heads/', 'refs/tags/', 'refs/stash'),
    litter: readdirSync(git).filter((name) => /crash|lock/.test(name)),
    scratch: repo.git('for-each-ref', 'refs/kairos/tmp/'),
  };
}

describe('finding the repository', () => {
  it('from the root, from below and from a linked work tree', async () => {
    const repo = make();
    repo.commit('One', { 'a/b': '1' });
    const gitDir = `${repo.root}/.git`;
    expect(await findRepository(repo.root, repo.env)).toEqual({ root: repo.root, gitDir, commonDir: gitDir });
    expect(await findRepository(`${repo.root}/a`, repo.env)).toEqual({ root: repo.root, gitDir, commonDir: gitDir });
    repo.git('worktree', 'add', '-q', '../linked');
    const root = join(repo.root, '../linked');
    expect(await findRepository(root, repo.env)).toEqual({ root, gitDir: `${gitDir}/worktrees/linked`, commonDir: gitDir });
  });

  it('is undefined outside of any, and where there is no folder', async () => {
    const repo = make({ init: false });
    expect(await findRepository(repo.root, repo.env)).toBeUndefined();
    expect(await findRepository(join(repo.root, 'absent'), repo.env)).toBeUndefined();
  });

  it('refuses a bare repository and the inside of a git directory, and says which', async () => {
    const bare = make({ bare: true });
    await expect(findRepository(bare.root, bare.env)).rejects.toMatchObject({
      code: 'not-a-repository',
      message: expect.stringContaining('bare'),
    });
    const repo = make();
    await expect(findRepository(`${repo.root}/.git`, repo.env)).rejects.toMatchObject({ code: 'not-a-repository' });
  });

  it.runIf(process.getuid?.() === 0)("passes on git's own words about a repository of somebody else", async () => {
    const repo = make();
    chownSync(`${repo.root}/.git`, 4242, 4242);
    chownSync(repo.root, 4242, 4242);
    await expect(findRepository(repo.root, repo.env)).rejects.toMatchObject({
      code: 'not-a-repository',
      message: expect.stringContaining('dubious ownership'),
    });
  });

  it('ignores GIT_DIR and GIT_INDEX_FILE of a hook that it runs under', async () => {
    const [repo, other] = [make(), make()];
    const id = repo.commit('One', { a: '1' });
    other.commit('Other', { b: '1' });
    const env = {
      GIT_DIR: `${other.root}/.git`,
      GIT_INDEX_FILE: `${other.root}/.git/index`,
      GIT_WORK_TREE: other.root,
      GIT_CONFIG_PARAMETERS: "'user.name=Mallory'",
      EDITOR: 'false',
      PAGER: 'false',
    };
    const git = await opened(repo, repo.root, env);
    expect(git.repository.root).toBe(repo.root);
    expect((await git.head()).commit).toBe(id);
    expect((await git.index([''])).map((entry) => entry.path)).toEqual(['a']);
    expect(await git.identity()).toEqual({ name: 'Ann', email: 'ann@example.invalid' });
  });

  it('takes the name that the shell gives to the committer, and not that of an author', async () => {
    const repo = make();
    const named = { GIT_COMMITTER_NAME: 'Kim', GIT_COMMITTER_EMAIL: 'kim@example.invalid' };
    const git = await opened(repo, repo.root, { ...named, GIT_AUTHOR_NAME: 'Bo', GIT_AUTHOR_EMAIL: 'bo@example.invalid' });
    expect(await git.identity()).toEqual({ name: 'Kim', email: 'kim@example.invalid' });
    repo.git('config', '--unset', 'user.name');
    repo.git('config', '--unset', 'user.email');
    expect(await (await opened(repo, repo.root, named)).identity()).toEqual({ name: 'Kim', email: 'kim@example.invalid' });
    expect(await (await opened(repo, repo.root)).identity()).toBeUndefined();
  });

  it('does not slip into a repository around it when its own is gone', async () => {
    const outer = make();
    outer.commit('Outer', { a: '1' });
    mkdirSync(join(outer.root, 'inner'));
    outer.git('init', '-q', 'inner');
    const git = await opened(outer, join(outer.root, 'inner'));
    rmSync(join(outer.root, 'inner/.git'), { recursive: true });
    await expect(git.refs(['refs/heads/'])).rejects.toMatchObject({ code: 'git-failed' });
  });
});

describe('git itself', () => {
  it.each([
    ['git version 2.38.0', '2.38.0'],
    ['git version 2.39.5 (Apple Git-154)', '2.39.5'],
    ['git version 3.0.0-rc1', '3.0.0'],
    ['git version 2.47.1.windows.2', '2.47.1'],
  ])('takes %s', (said, version) => {
    expect(checkVersion(said)).toBe(version);
  });
  it.each(['git version 2.37.9', 'git version 1.99.0', 'no git'])('refuses %s', (said) => {
    expect(() => checkVersion(said)).toThrow(expect.objectContaining({ code: 'git-too-old', hint: expect.any(String) }));
  });
  it('is named when it is missing', async () => {
    expect(await gitVersion()).toMatch(/^\d+\.\d+/);
    await expect(gitVersion({ PATH: '/nowhere' })).rejects.toMatchObject({
      code: 'git-failed',
      message: 'git was not found',
      hint: expect.stringContaining('2.38'),
    });
  });
  it('is refused by every verb where there is no repository', async () => {
    for (const verb of Object.values(noGit()) as (() => Promise<unknown>)[])
      await expect(verb()).rejects.toMatchObject({ code: 'not-a-repository' });
  });
  it('stops when its signal says so', async () => {
    const repo = make();
    const git = openGit((await findRepository(repo.root, repo.env)) as Repository, { env: repo.env, signal: AbortSignal.abort() });
    await expect(git.head()).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a commit chain leaves everything of the user as it was', () => {
  const states: Readonly<Record<string, (repo: RealRepo) => void>> = {
    'with staged, edited, untracked and stashed work': (repo) => {
      repo.write('a', 'stashed\n');
      repo.git('stash');
      repo.write('a', 'staged\n');
      repo.git('add', 'a');
      repo.write('a', 'edited\n');
      repo.write('new', 'untracked\n');
    },
    'in the middle of a rebase': (repo) => {
      repo.git('checkout', '-q', '-b', 'side', 'HEAD~1');
      repo.commit('Conflict', { a: 'side\n' });
      expect(repo.tryGit(['rebase', 'main']).code).not.toBe(0);
    },
    'in the middle of a merge': (repo) => {
      repo.git('checkout', '-q', '-b', 'side', 'HEAD~1');
      repo.commit('Conflict', { a: 'side\n' });
      expect(repo.tryGit(['merge', 'main']).code).not.toBe(0);
    },
    'with an index.lock': (repo) => repo.write('.git/index.lock', ''),
    'with HEAD detached': (repo) => void repo.git('checkout', '-q', '--detach'),
    'with packed refs': (repo) => void repo.git('pack-refs', '--all'),
    'with commits that must be signed by a broken program': (repo) => {
      for (const [key, value] of [
        ['commit.gpgSign', 'true'],
        ['tag.gpgSign', 'true'],
        ['gpg.program', 'false'],
        ['user.signingKey', 'none'],
      ] as const)
        repo.git('config', key, value);
    },
    'in a sparse checkout without .kairos': (repo) => void repo.git('sparse-checkout', 'set', '--cone', 'src'),
  };
  it.each(Object.keys(states))('%s', async (name) => {
    const repo = make();
    repo.commit('One', { a: '1\n', 'src/b': '1' });
    const parent = repo.commit('Two', { a: '2\n' });
    states[name]?.(repo);
    const git = await opened(repo);
    const before = users(repo);
    const [id = ''] = await git.commitChain([note(parent)], [{ ref: 'refs/kairos/dream/open', old: undefined, new: '#0' }]);
    expect(users(repo)).toEqual(before);
    expect(repo.git('rev-parse', 'refs/kairos/dream/open')).toBe(id);
    expect(repo.git('show', `${id}:.kairos/topics/x.md`)).toBe('x');
    expect(repo.git('rev-parse', `${id}^`)).toBe(parent);
  });

  it('from a linked work tree, visible in the main one', async () => {
    const repo = make();
    const parent = repo.commit('One', { a: '1' });
    repo.git('worktree', 'add', '-q', '-b', 'linked', '../linked');
    const git = await opened(repo, join(repo.root, '../linked'));
    const [id] = await git.commitChain([note(parent)], [{ ref: 'refs/kairos/x', old: undefined, new: '#0' }]);
    expect(repo.git('rev-parse', 'refs/kairos/x')).toBe(id);
    expect(await git.head()).toEqual({ ref: 'refs/heads/linked', commit: parent });
    const trees = [
      { root: repo.root, gitDir: `${repo.root}/.git`, ref: 'refs/heads/main' },
      { root: join(repo.root, '../linked'), gitDir: `${repo.root}/.git/worktrees/linked`, ref: 'refs/heads/linked' },
    ];
    expect(await git.worktrees()).toEqual(trees);
    await expect(git.updateRefs([{ ref: 'refs/heads/main', old: parent, new: id }])).rejects.toMatchObject({
      code: 'git-busy',
      message: expect.stringContaining(repo.root),
    });
    rmSync(join(repo.root, '../linked'), { recursive: true });
    expect(await (await opened(repo)).worktrees()).toEqual(trees.slice(0, 1));
  });

  it('in a SHA-256 repository', async () => {
    const repo = make({ sha256: true });
    const parent = repo.commit('One', { a: '1' });
    const git = await opened(repo);
    const ids = await git.commitChain([note(parent), note(undefined, { b: '2' })], [{ ref: 'refs/kairos/x', old: undefined, new: '#1' }]);
    expect(ids[1]).toMatch(/^[0-9a-f]{64}$/);
    expect((await git.commits(ids)).map((commit) => commit.paths[0]?.path)).toEqual(['.kairos/topics/x.md', 'b']);
    await git.updateRefs([
      { ref: 'refs/kairos/x', old: ids[1], new: undefined },
      { ref: 'refs/kairos/y', old: undefined, new: undefined },
    ]);
    expect((await git.reflog('HEAD'))[0]).toMatchObject({ old: '0'.repeat(64), new: parent });
    expect(repo.tryGit(['fsck', '--strict', '--no-dangling']).code).toBe(0);
  });

  it('and no scratch ref and no crash report when it fails', async () => {
    const repo = make();
    const parent = repo.commit('One', { a: '1' });
    repo.git('update-ref', 'refs/kairos/tmp/999999999-left', parent);
    repo.write('.git/fast_import_crash_1', 'fast-import process: 1\n parent process: 2\n');
    const git = await opened(repo);
    await expect(git.commitChain([note(NOBODY)], [])).rejects.toMatchObject({ code: 'git-failed' });
    await expect(git.commitChain([note(parent)], [{ ref: 'refs/kairos/x', old: parent, new: '#0' }])).rejects.toMatchObject({
      code: 'ref-moved',
    });
    repo.git('branch', 'kairos');
    await expect(git.commitChain([note(parent)], [{ ref: 'refs/heads/kairos/dream/x', old: undefined, new: '#0' }])).rejects.toMatchObject({
      code: 'git-failed',
      message: expect.stringContaining("'refs/heads/kairos' exists"),
    });
    expect(repo.git('for-each-ref', 'refs/kairos/')).toBe('');
    expect(readdirSync(`${repo.root}/.git`).filter((name) => name.startsWith('fast_import'))).toEqual(['fast_import_crash_1']);
  });

  it('when several write at once: one wins, the others are told', async () => {
    const repo = make();
    const parent = repo.commit('One', { a: '1' });
    const git = await opened(repo);
    const tries = await Promise.allSettled(
      Array.from({ length: 5 }, (_, at) =>
        git.commitChain([note(parent, { [`n${at}`]: 'x' })], [{ ref: 'refs/kairos/x', old: undefined, new: '#0' }]),
      ),
    );
    expect(tries.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(repo.git('for-each-ref', '--format=%(refname)', 'refs/kairos/')).toBe('refs/kairos/x');
  });

  it('and a symbolic ref in the place of ours does not lead the write to a branch', async () => {
    const repo = make();
    const old = repo.commit('One', { a: '1' });
    repo.git('branch', 'victim');
    repo.git('symbolic-ref', 'refs/kairos/journal/w', 'refs/heads/victim');
    const git = await opened(repo);
    await git.commitChain([note(old)], [{ ref: 'refs/kairos/journal/w', old, new: '#0' }]);
    expect(repo.git('rev-parse', 'victim')).toBe(old);
  });
});
