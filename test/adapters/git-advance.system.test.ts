/** `advance` on real git under kills, locks, line ending conversion and sparse checkouts. The contract (git-advancing.ts) tests the rest. */
import type { Advance } from '../../src/world/advance.js';
import { existsSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRepository, openGit } from '../../src/adapters/git.js';
import type { Git, Repository } from '../../src/world/git.js';
import { realRepo, type RealRepo } from '../real-repo.js';

const KAIROS = { name: 'kairos', email: 'kairos@example.invalid', atMs: Date.UTC(2026, 10, 20, 12) };
const X = '.kairos/topics/x.md';
const NEW = '.kairos/topics/new.md';
const OLD = '.kairos/topics/old.md';
const ref = 'refs/heads/main';

describe('advance', () => {
  let repo: RealRepo;
  let git: Git & Advance;
  let old: string;
  let from: string;
  let to: string;
  const at = (path: string): string => join(repo.root, path);
  const text = (path: string): string | undefined =>
    existsSync(at(path)) ? (statSync(at(path)).isFile() ? readFileSync(at(path), 'utf8') : 'folder') : undefined;
  const accept = (): Promise<void> => git.advance({ ref, old, from, to, staged: [] });
  const index = (): string => readFileSync(at('.git/index')).toString('hex');

  beforeEach(async () => {
    repo = realRepo();
    old = repo.commit('Start', { [X]: 'x\n', [OLD]: 'old\n', 'src/a': '1\n' });
    git = openGit((await findRepository(repo.root, repo.env)) as Repository, { env: repo.env });
    const chain = [
      { message: 'Snapshot', author: KAIROS, parent: old, changes: [] },
      {
        message: 'Dream',
        author: KAIROS,
        parent: undefined,
        changes: [
          { path: X, content: 'x\ndream\n' },
          { path: NEW, content: '' },
          { path: OLD, content: undefined },
        ],
      },
    ];
    [from = '', to = ''] = await git.commitChain(chain, [{ ref: 'refs/heads/kairos/dream/1', old: undefined, new: '#1' }]);
  });
  afterEach(() => repo.cleanup());

  it('leaves a clean status, a line in both reflogs and nothing of its own behind', async () => {
    await git.advance({ ref, old, from, to, staged: [], reason: 'kairos: accept 1' });
    expect(repo.git('status', '--porcelain')).toBe('');
    expect((await git.reflog('HEAD')).at(-1)).toMatchObject({ old, new: to, message: 'kairos: accept 1' });
    expect((await git.reflog(ref)).at(-1)?.message).toBe('kairos: accept 1');
    expect(readdirSync(at('.git/kairos'))).toEqual([]);
    expect(text(NEW)).toBe('');
  });

  it.each([
    ['an edited file', (): void => repo.write(X, 'mine\n'), X],
    ['an untracked file', (): void => repo.write(NEW, 'mine\n'), NEW],
    ['a folder in the place of a file', (): void => repo.write(`${NEW}/mine`, 'mine\n'), NEW],
    ['a deletion staged', (): void => void repo.git('rm', '-q', '--cached', X), X],
    ['another version staged', (): void => (repo.write(X, 'mine\n'), void repo.git('add', X), repo.write(X, 'x\n')), X],
    ['an edit of a file that the dream removes', (): void => repo.write(OLD, 'mine\n'), OLD],
  ])('refuses %s, index and files byte for byte as before', async (_what, spoil, path) => {
    spoil();
    repo.write('src/a', 'edited\n');
    const before = [repo.git('status', '--porcelain'), text(X), text(NEW), text(OLD)];
    const bytes = index();
    await expect(accept()).rejects.toMatchObject({ code: 'work-tree-in-the-way', message: expect.stringContaining(path) });
    expect(index()).toBe(bytes);
    expect([repo.git('status', '--porcelain'), text(X), text(NEW), text(OLD)]).toEqual(before);
    expect(repo.git('rev-parse', 'HEAD')).toBe(old);
  });

  it('goes all the way back when the branch cannot be moved', async () => {
    repo.write('.git/refs/heads/main.lock', '');
    const before = index();
    await expect(accept()).rejects.toMatchObject({ code: 'git-busy' });
    expect(index()).toBe(before);
    expect([text(X), text(NEW), text(OLD)]).toEqual(['x\n', undefined, 'old\n']);
    rmSync(at('.git/refs/heads/main.lock'));
    await accept();
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  it.each([
    ['some files were written', (): void => (repo.write(X, 'x\ndream\n'), rmSync(at(OLD)))],
    ['all files were written', (): void => (repo.write(X, 'x\ndream\n'), repo.write(NEW, ''), rmSync(at(OLD)))],
    ['index and files were new', (): void => void repo.git('read-tree', '-m', '-u', from, to)],
  ])('finishes when run again after a kill at which %s', async (_when, kill) => {
    kill();
    await accept();
    expect(repo.git('status', '--porcelain')).toBe('');
    expect(repo.git('rev-parse', 'HEAD')).toBe(to);
  });

  it('waits for nobody: another operation or a lock is a refusal', async () => {
    repo.write('.git/index.lock', '');
    await expect(accept()).rejects.toMatchObject({ code: 'git-busy' });
    rmSync(at('.git/index.lock'));
    repo.write('.git/MERGE_HEAD', `${old}\n`);
    await expect(accept()).rejects.toMatchObject({ code: 'git-busy' });
    expect(text(X)).toBe('x\n');
  });

  it('works where line endings are converted', async () => {
    repo.git('config', 'core.autocrlf', 'true');
    rmSync(at(X));
    repo.git('checkout', '--', X);
    expect(text(X)).toBe('x\r\n');
    await accept();
    expect(text(X)).toBe('x\r\ndream\r\n');
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  it('writes nothing outside of a sparse checkout', async () => {
    repo.git('sparse-checkout', 'set', '--cone', 'src');
    await accept();
    expect(text(X)).toBeUndefined();
    expect(repo.git('status', '--porcelain')).toBe('');
    expect(repo.git('show', `HEAD:${X}`)).toBe('x\ndream');
  });

  it('works with a split index and in a linked work tree', async () => {
    repo.git('config', 'core.splitIndex', 'true');
    repo.git('update-index', '--split-index');
    repo.git('checkout', '-q', '--detach');
    repo.git('worktree', 'add', '-q', '../linked', 'main');
    const root = join(repo.root, '../linked');
    const linked = openGit((await findRepository(root, repo.env)) as Repository, { env: repo.env });
    await linked.advance({ ref, old, from, to, staged: [] });
    expect(readFileSync(join(root, X), 'utf8')).toBe('x\ndream\n');
    expect(repo.git('-C', root, 'status', '--porcelain')).toBe('');
    expect(repo.git('status', '--porcelain')).toBe('');
  });

  it('works in a SHA-256 repository, deletions by hand included', async () => {
    const other = realRepo({ sha256: true });
    const start = other.commit('Start', { [X]: 'x\n', [OLD]: 'old\n' });
    const there = openGit((await findRepository(other.root, other.env)) as Repository, { env: other.env });
    rmSync(join(other.root, OLD));
    const [snapshot = '', dream = ''] = await there.commitChain(
      [
        { message: 'Snapshot', author: KAIROS, parent: start, changes: [{ path: OLD, content: undefined }] },
        { message: 'Dream', author: KAIROS, parent: undefined, changes: [{ path: X, content: 'x\ndream\n' }] },
      ],
      [],
    );
    await there.advance({ ref, old: start, from: snapshot, to: dream, staged: [] });
    expect(other.git('status', '--porcelain')).toBe('');
    expect(other.git('ls-files')).toBe(X);
    other.cleanup();
  });
});
