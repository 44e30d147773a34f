import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findRepository, openGit } from '../../src/adapters/git.js';
import { virtualRepository } from '../../src/replay/virtual-repository.js';
import type { Repository } from '../../src/world/git.js';
import { realRepo } from '../real-repo.js';
import { gitContract } from './git-contract.js';
import { CHAINS } from './git-under-test.js';

gitContract('on the disk', async () => {
  const repo = realRepo();
  const git = openGit((await findRepository(repo.root, repo.env)) as Repository, { env: repo.env });
  return {
    git,
    commit: async (message, files, options) => repo.commit(message, files, options),
    branch: async (name, at) => void repo.git('branch', '-f', name, at),
    checkout: async (branch) => void repo.git('checkout', '-q', branch),
    tag: async (name, at, message) => void repo.git('tag', ...(message === undefined ? [] : ['-a', '-m', message]), name, at),
    add: async (path) => void repo.git('add', '-f', '--', path),
    write: async (path, text) => repo.write(path, text),
    read: async (path) => (existsSync(join(repo.root, path)) ? readFileSync(join(repo.root, path), 'utf8') : undefined),
    remove: async (path) => rmSync(join(repo.root, path)),
    dispose: repo.cleanup,
  };
});

gitContract('in memory', async () => {
  const repo = await virtualRepository();
  const {
    volume,
    repository: { root },
  } = repo;
  return {
    git: repo.git,
    commit: repo.commit,
    branch: repo.branch,
    checkout: repo.checkout,
    tag: repo.tag,
    add: repo.add,
    async write(path, text) {
      volume.mkdirSync(`${root}/${path}`.replace(/\/[^/]*$/, ''), { recursive: true });
      volume.writeFileSync(`${root}/${path}`, text);
    },
    read: async (path) => (volume.existsSync(`${root}/${path}`) ? volume.readFileSync(`${root}/${path}`, 'utf8') : undefined),
    remove: async (path) => volume.unlinkSync(`${root}/${path}`),
    dispose: () => undefined,
  };
});

describe('git on the disk and git in memory', () => {
  const real = realRepo();
  afterAll(real.cleanup);
  it.each(Object.keys(CHAINS))('write the same commits to the bit: %s', async (name) => {
    const onDisk = openGit((await findRepository(real.root, real.env)) as Repository, { env: real.env });
    const inMemory = (await virtualRepository()).git;
    const chain = (CHAINS[name] ?? []).map((commit) => ({ ...commit, parent: undefined }));
    const updates = [{ ref: `refs/kairos/${Object.keys(CHAINS).indexOf(name)}`, old: undefined, new: `#${chain.length - 1}` }];
    const ids = await onDisk.commitChain(chain, updates);
    expect(await inMemory.commitChain(chain, updates)).toEqual(ids);
    // Git itself finds nothing wrong with what was written.
    expect(real.tryGit(['fsck', '--strict', '--no-dangling'])).toMatchObject({ code: 0, stdout: '' });
    expect(await inMemory.commits(ids)).toEqual(await onDisk.commits(ids));
  });
});
