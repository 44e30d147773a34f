/** What is on the disk for good when a verb of the git adapter returns: git tells itself how often it flushed. */
import { existsSync, mkdirSync, promises as fs, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { make, note, opened, removeAll } from './git-fixture.js';

afterEach(removeAll);

it('a commit of ours, its trees, its files and its ref are flushed before the verb returns', async () => {
  const repo = make();
  repo.commit('One', { 'a.txt': '1\n' });
  const [bin, trace] = [join(repo.root, '.git/bin'), join(repo.root, '.git/trace')];
  mkdirSync(bin);
  // The adapter takes no trace from the environment.
  writeFileSync(join(bin, 'git'), `#!/bin/sh\nGIT_TRACE2_EVENT='${trace}' PATH='${repo.env['PATH']}' exec git "$@"\n`, { mode: 0o755 });
  const git = await opened(repo, repo.root, { PATH: `${bin}:${repo.env['PATH']}` });
  const flushed = async (work: () => Promise<unknown>): Promise<number> => {
    rmSync(trace, { force: true });
    await work();
    const events = existsSync(trace)
      ? readFileSync(trace, 'utf8')
          .split('\n')
          .filter((line) => line.includes('fsync/hardware-flush'))
      : [];
    return events.reduce((sum, line) => sum + Number((JSON.parse(line) as { value: string }).value), 0);
  };
  let ids: readonly string[] = [];
  const updates = [{ ref: 'refs/kairos/x', old: undefined, new: '#0' }];
  // One file, the trees .kairos/topics, .kairos and the root, the commit; then the ref.
  expect(await flushed(async () => (ids = await git.commitChain([note(undefined)], updates)))).toBeGreaterThanOrEqual(6);
  expect(await flushed(() => git.updateRefs([{ ref: 'refs/kairos/y', old: undefined, new: ids[0] }]))).toBeGreaterThanOrEqual(1);
  expect(await flushed(() => git.refs(['refs/kairos/']))).toBe(0);
});

it.runIf(existsSync('/proc/self/fd'))('the files that an accept lays and removes are flushed with their folders', async () => {
  const repo = make();
  const [old, to] = [
    repo.commit('One', { '.kairos/topics/old.md': 'old\n' }),
    repo.commit('Two', { '.kairos/topics/old.md': undefined, '.kairos/topics/x.md': 'x\n' }),
  ];
  repo.git('reset', '-q', '--hard', old);
  const git = await opened(repo, repo.root);
  const file = await fs.open(repo.root);
  const flushed = new Set<string>();
  vi.spyOn(Object.getPrototypeOf(file) as typeof file, 'sync').mockImplementation(async function (this: typeof file) {
    flushed.add(readlinkSync(`/proc/self/fd/${this.fd}`).slice(repo.root.length));
  });
  await file.close();
  await git.advance({ ref: 'refs/heads/main', old, from: old, to, staged: [] });
  vi.restoreAllMocks();
  expect([...flushed].filter((path) => !path.startsWith('/.git/')).toSorted()).toEqual([
    '',
    '/.kairos',
    '/.kairos/topics',
    '/.kairos/topics/x.md',
  ]);
});
