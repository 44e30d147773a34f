import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRepository } from '../../src/adapters/git.js';
import { hooksStatus, installHooks, uninstallHooks } from '../../src/adapters/hooks.js';
import { HOOK_EVENTS, HOOK_LINE } from '../../src/hooks/hook-block.js';
import type { Repository } from '../../src/world/git.js';
import { realRepo, type RealRepo } from '../real-repo.js';

const OLD_GIT = '2.39.5';
const NEW_GIT = '2.54.0';

let repo: RealRepo;
let repository: Repository;
const hook = (event: string): string => join(repo.root, '.git/hooks', event);
const wake = (): string => join(repo.root, '.git/kairos/wake');
const read = (path: string): string => readFileSync(path, 'utf8');
const put = (path: string, text: string, mode = 0o755): void => {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
};
const states = async (version = OLD_GIT): Promise<string[]> =>
  (await hooksStatus(repository, version, repo.env)).hooks.map(({ state }) => state);
const woken = (action: () => void): boolean => {
  rmSync(wake(), { force: true });
  action();
  return existsSync(wake());
};

beforeEach(async () => {
  repo = realRepo();
  repo.commit('first', { 'a.txt': 'a\n' });
  mkdirSync(join(repo.root, '.git/kairos'));
  const found = await findRepository(repo.root, repo.env);
  if (!found) throw new Error('no repository');
  repository = found;
});
afterEach(() => repo.cleanup());

describe('hooks of our own', () => {
  it('wake the daemon on commit, amend, merge, checkout and rebase, and leave nothing else', async () => {
    expect(await states()).toEqual(['missing', 'missing', 'missing', 'missing']);
    expect((await installHooks(repository, OLD_GIT, repo.env)).written).toEqual(HOOK_EVENTS.map(hook));
    expect(await states()).toEqual(['installed', 'installed', 'installed', 'installed']);
    expect(woken(() => repo.commit('second', { 'b.txt': 'b\n' }))).toBe(true);
    expect(woken(() => repo.git('commit', '-q', '--amend', '-m', 'second, again'))).toBe(true);
    expect(woken(() => repo.git('checkout', '-q', '-b', 'side', 'HEAD~1'))).toBe(true);
    repo.commit('on the side', { 'c.txt': 'c\n' });
    expect(woken(() => repo.git('rebase', '-q', 'main'))).toBe(true);
    repo.git('checkout', '-q', 'main');
    expect(woken(() => repo.git('merge', '-q', 'side'))).toBe(true);
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  it('work from a folder below, in a linked work tree for that one alone, and in a repository whose .git is a file', async () => {
    await installHooks(repository, OLD_GIT, repo.env);
    mkdirSync(join(repo.root, 'deep/down'), { recursive: true });
    expect(woken(() => repo.git('-C', 'deep/down', 'commit', '-q', '--allow-empty', '-m', 'from below'))).toBe(true);

    repo.git('worktree', 'add', '-q', '-b', 'linked', '../linked tree');
    const own = join(repo.root, '.git/worktrees/linked-tree/kairos');
    mkdirSync(own);
    expect(woken(() => repo.git('-C', '../linked tree', 'commit', '-q', '--allow-empty', '-m', 'there'))).toBe(false);
    expect(existsSync(join(own, 'wake'))).toBe(true);

    repo.git('init', '-q', '--separate-git-dir', '../apart.git');
    rmSync(join(repo.root, '../apart.git/kairos/wake'), { force: true });
    repo.git('commit', '-q', '--allow-empty', '-m', 'apart');
    expect(existsSync(join(repo.root, '../apart.git/kairos/wake'))).toBe(true);
  });

  it('do nothing and succeed where kairos is not, or may not write', async () => {
    await installHooks(repository, OLD_GIT, repo.env);
    rmSync(join(repo.root, '.git/kairos'), { recursive: true });
    expect(repo.tryGit(['commit', '-q', '--allow-empty', '-m', 'without'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(existsSync(join(repo.root, '.git/kairos'))).toBe(false);
    mkdirSync(wake(), { recursive: true });
    expect(repo.tryGit(['checkout', '-q', '-b', 'other'])).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('are not written twice, and go without a trace', async () => {
    await installHooks(repository, OLD_GIT, repo.env);
    const before = read(hook('post-commit'));
    expect((await installHooks(repository, OLD_GIT, repo.env)).written).toEqual([]);
    expect(read(hook('post-commit'))).toBe(before);
    expect((await uninstallHooks(repository, OLD_GIT, repo.env)).removed).toEqual(HOOK_EVENTS.map(hook));
    expect(HOOK_EVENTS.filter((event) => existsSync(hook(event)))).toEqual([]);
    expect((await uninstallHooks(repository, OLD_GIT, repo.env)).removed).toEqual([]);
  });

  it('keep what a person added to their file', async () => {
    await installHooks(repository, OLD_GIT, repo.env);
    put(hook('post-commit'), `${read(hook('post-commit'))}echo mine\n`);
    await uninstallHooks(repository, OLD_GIT, repo.env);
    expect(read(hook('post-commit'))).toBe('#!/bin/sh\necho mine\n');
    expect(existsSync(hook('post-merge'))).toBe(false);
  });
});

describe('a hook that stands already', () => {
  it.each([
    ['that ends in exit', '#!/bin/sh\nset -eu\necho mine >> "$PWD/ran"\nexit 3\n'],
    ['of bash with CRLF', '#!/usr/bin/env bash\r\necho mine >> ran\r\n'],
    ['without a last newline', '#!/bin/sh\necho mine >> ran'],
    [
      'in no known encoding',
      Buffer.from([...Buffer.from('#!/bin/sh\n# caf'), 0xe9, ...Buffer.from('\necho mine >> ran\n')]).toString('latin1'),
    ],
    ['of nothing but a first line', '#!/bin/sh'],
    ['empty but for a first line', '#!/bin/sh\n'],
  ])('%s runs as before, wakes the daemon, and comes back byte for byte', async (_name, text) => {
    mkdirSync(join(hook('x'), '..'), { recursive: true });
    writeFileSync(hook('post-commit'), text, 'latin1');
    chmodSync(hook('post-commit'), 0o750);
    await installHooks(repository, OLD_GIT, repo.env);
    const isAwake = woken(() => repo.tryGit(['commit', '-q', '--allow-empty', '-m', 'x']));
    // A first line that ends in CR runs on Windows only.
    if (!text.includes('\r')) expect(isAwake).toBe(true);
    if (text.includes('mine') && !text.includes('\r')) expect(read(join(repo.root, 'ran'))).toBe('mine\n');
    await installHooks(repository, OLD_GIT, repo.env);
    await uninstallHooks(repository, OLD_GIT, repo.env);
    expect(readFileSync(hook('post-commit'), 'latin1')).toBe(text);
    expect(statSync(hook('post-commit')).mode & 0o777).toBe(0o750);
  });

  it('keeps its own exit code', async () => {
    put(hook('post-checkout'), '#!/bin/sh\nexit 3\n');
    const before = repo.tryGit(['checkout', '-q', '-b', 'one']).code;
    await installHooks(repository, OLD_GIT, repo.env);
    expect(before).not.toBe(0);
    expect(repo.tryGit(['checkout', '-q', '-b', 'two']).code).toBe(before);
  });

  it.each([
    ['is no script of sh', '#!/usr/bin/env python3\nprint()\n', 0o755],
    ['is no script of sh', 'echo without a first line\n', 0o755],
    ['is not executable', '#!/bin/sh\necho off\n', 0o644],
  ])('and %s is left alone, with the line to add', async (reason, text, mode) => {
    put(hook('post-commit'), text, mode);
    const { written, refused } = await installHooks(repository, OLD_GIT, repo.env);
    expect(written).toHaveLength(3);
    expect(refused?.message).toContain(reason);
    expect(refused?.hint).toContain(HOOK_LINE);
    expect(read(hook('post-commit'))).toBe(text);
    expect((await states()).filter((state) => state === 'refused')).toHaveLength(1);
  });

  it('and is a link is not written through', async () => {
    put(join(repo.root, 'shared.sh'), '#!/bin/sh\n');
    mkdirSync(join(hook('x'), '..'), { recursive: true });
    symlinkSync(join(repo.root, 'shared.sh'), hook('post-commit'));
    expect((await installHooks(repository, OLD_GIT, repo.env)).refused?.message).toContain('a link');
    await uninstallHooks(repository, OLD_GIT, repo.env);
    expect(read(join(repo.root, 'shared.sh'))).toBe('#!/bin/sh\n');
  });
});

it('hooks that husky keeps are left alone, tracked files above all', async () => {
  put(join(repo.root, '.husky/_/post-commit'), '#!/bin/sh\n');
  repo.git('config', 'core.hooksPath', '.husky/_');
  const { written, refused } = await installHooks(repository, OLD_GIT, repo.env);
  expect(written).toEqual([]);
  expect(refused?.message).toContain('core.hooksPath is .husky/_');
  expect(read(join(repo.root, '.husky/_/post-commit'))).toBe('#!/bin/sh\n');
  expect(existsSync(hook('post-commit'))).toBe(false);
  expect(await states()).toEqual(['refused', 'refused', 'refused', 'refused']);
});

it('the line alone, put into such a hook by hand, wakes the daemon', () => {
  put(join(repo.root, '.husky/post-commit'), `#!/bin/sh\nset -eu\n${HOOK_LINE}\n`);
  repo.git('config', 'core.hooksPath', '.husky');
  expect(woken(() => repo.git('commit', '-q', '--allow-empty', '-m', 'x'))).toBe(true);
});

it('a git that knows hooks of its configuration gets those, beside all others, and loses them again', async () => {
  repo.git('config', 'core.hooksPath', '.husky/_');
  const config = read(join(repo.root, '.git/config'));
  expect((await installHooks(repository, NEW_GIT, repo.env)).refused).toBeUndefined();
  expect(repo.git('config', '--get-all', 'hook.kairos.event').split('\n')).toEqual([...HOOK_EVENTS]);
  expect(repo.git('config', '--get', 'hook.kairos.command')).toBe(HOOK_LINE);
  expect(await states(NEW_GIT)).toEqual(['installed', 'installed', 'installed', 'installed']);
  expect((await installHooks(repository, NEW_GIT, repo.env)).written).toEqual([]);
  expect(existsSync(hook('post-commit'))).toBe(false);
  // An older git beside it does not read them, and says so.
  expect((await states(OLD_GIT)).every((state) => state !== 'installed')).toBe(true);
  await uninstallHooks(repository, NEW_GIT, repo.env);
  expect(read(join(repo.root, '.git/config'))).toBe(config);
});
