/** What is found without git must be what git finds; where git is told something unusual, only git knows. */
import { chownSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findRepository } from '../../src/adapters/git.js';
import { quickRepository } from '../../src/adapters/quick-repository.js';
import { openQuick } from '../../src/adapters/quick-world.js';
import { openWorld } from '../../src/compose.js';
import { realRepo, type RealRepo } from '../real-repo.js';

const made: RealRepo[] = [];
afterEach(() => {
  for (const repo of made.splice(0)) repo.cleanup();
});

function repository(options: Parameters<typeof realRepo>[0] = {}): RealRepo {
  const repo = realRepo(options);
  made.push(repo);
  if (options.bare !== true && options.init !== false) repo.commit('begin', { 'src/a.js': 'a\n' });
  return repo;
}

const both = async (repo: RealRepo, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<readonly unknown[]> => {
  const all = { ...repo.env, ...env };
  return [quickRepository(cwd, all), await findRepository(cwd, all).catch(() => undefined)];
};

describe.skipIf(process.platform === 'win32')('a repository that is found without git', () => {
  it('is the one that git finds: from the root, from a folder, through a link, in a linked work tree', async () => {
    const repo = repository();
    repo.git('worktree', 'add', '-q', '../linked');
    const linked = join(repo.root, '../linked');
    symlinkSync(repo.root, join(repo.root, '../link'));
    for (const cwd of [repo.root, join(repo.root, 'src'), join(repo.root, '../link/src'), linked, join(linked, 'src')]) {
      const [quick, git] = await both(repo, cwd);
      expect(quick).toBeDefined();
      expect(quick).toEqual(git);
    }
    const sha256 = repository({ sha256: true });
    const [quick, git] = await both(sha256, sha256.root);
    expect(quick).toEqual(git);
  });

  it.each<[string, (repo: RealRepo) => string | [string, Record<string, string>]]>([
    ['outside of any', (repo) => join(repo.root, '..')],
    ['inside of the git directory', (repo) => join(repo.root, '.git/refs')],
    ['where the work tree was moved', (repo) => (repo.git('config', 'core.worktree', join(repo.root, 'src')), repo.root)],
    ['where another file of settings is included', (repo) => (repo.git('config', 'include.path', 'more'), repo.root)],
    [
      'with settings of the work tree',
      (repo) => (repo.git('config', 'extensions.worktreeConfig', 'true'), repo.git('config', '--worktree', 'a.b', 'c'), repo.root),
    ],
    ['that is called bare', (repo) => (repo.git('config', 'core.bare', 'true'), repo.root)],
    ['below a border for git', (repo) => [join(repo.root, 'src'), { GIT_CEILING_DIRECTORIES: repo.root }]],
    [
      'in a folder that looks like a bare one',
      (repo) => {
        mkdirSync(join(repo.root, 'bare/refs'), { recursive: true });
        mkdirSync(join(repo.root, 'bare/objects'));
        writeFileSync(join(repo.root, 'bare/HEAD'), 'ref: refs/heads/main\n');
        return join(repo.root, 'bare');
      },
    ],
    ['whose HEAD names nothing', (repo) => (writeFileSync(join(repo.root, '.git/HEAD'), 'nonsense\n'), repo.root)],
    [
      'whose git directory is a link',
      (repo) => {
        renameSync(join(repo.root, '.git'), join(repo.root, '../moved'));
        symlinkSync(join(repo.root, '../moved'), join(repo.root, '.git'));
        return repo.root;
      },
    ],
    [
      'with a file of another kind in its place',
      (repo) => {
        renameSync(join(repo.root, '.git'), join(repo.root, '../moved'));
        writeFileSync(join(repo.root, '.git'), 'gitdir ../moved\n');
        return repo.root;
      },
    ],
  ])('is left to git %s', (_, unusual) => {
    const repo = repository();
    const [cwd, env] = [unusual(repo)].flat() as [string, Record<string, string>?];
    expect(quickRepository(cwd, { ...repo.env, ...env })).toBeUndefined();
  });

  it.skipIf(process.geteuid?.() !== 0)('is left to git where somebody else owns it', () => {
    const repo = repository();
    chownSync(join(repo.root, '.git'), 12_345, 12_345);
    expect(quickRepository(repo.root, repo.env)).toBeUndefined();
  });
});

describe.skipIf(process.platform === 'win32')('a quick place', () => {
  it('is the same as the whole world, and there only where somebody has a door', async () => {
    const repo = repository();
    mkdirSync(join(repo.root, '.kairos'));
    writeFileSync(join(repo.root, '.kairos/config.yaml'), 'format: 1\nrecall:\n  queryBudget: 1s\n  nonsense: 1\n');
    expect(await openQuick(repo.root, repo.env)).toBeUndefined();
    mkdirSync(join(repo.root, '.git/kairos/ask/doors'), { recursive: true });
    expect(await openQuick(repo.root, repo.env)).toBeUndefined();
    writeFileSync(join(repo.root, '.git/kairos/ask/doors/a.json'), '{}');
    const quick = await openQuick(join(repo.root, 'src'), repo.env);
    const { ws, config, problems, likeness } = await openWorld({ cwd: repo.root, env: repo.env });
    expect(quick).toMatchObject({ ws, config, problems, likeness });
    expect((await openQuick(repo.root, { ...repo.env, KAIROS_NOW: '2026-01-01T00:00:00Z' }))?.likeness).not.toBe(likeness);
  });
});
