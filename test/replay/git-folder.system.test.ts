import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { virtualClone } from '../../src/replay/virtual-world.js';

describe('the git folder of a virtual repository, given to git', () => {
  let root: string;
  let ids: Record<'first' | 'second' | 'big', string>;
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'kairos-folder-'));
    const { world, repo } = await virtualClone();
    const first = await repo.commit('first', { 'a.txt': 'one\n', 'b/c.txt': 'two\n', 'b.txt': 'between\n', 'b-d.txt': '' });
    const second = await repo.commit('second\n\nwith a body', { 'a.txt': undefined, 'b/c.txt': 'three\n', 'ä/ö.txt': 'é\n' });
    // Longer than one stored block, and exactly as long as its bytes say.
    const big = await repo.commit('big', { 'big.bin': new Uint8Array(200_000).map((_, n) => n % 251) }, { branch: 'side/a' });
    await repo.tag('v1', first, 'the first one');
    await repo.tag('light', second);
    await repo.branch('other', second);
    await world.git.updateRefs([{ ref: 'refs/heads/other', old: second, new: undefined }]);
    world.files.lay({ '/repo/new.txt': 'staged\n' });
    await repo.add('new.txt');
    ids = { first, second, big };
    for (const path of await world.files.walk('/repo')) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), world.volume.readFileSync(`/repo/${path}`));
    }
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('is whole: every object, every tree in order, every link between them', () => {
    expect(git('fsck', '--strict', '--full', '--no-dangling')).toBe('');
  });

  it('has the refs and the history', () => {
    expect(git('for-each-ref', '--format=%(refname) %(*objectname)%(objectname)')).toContain(`refs/tags/light ${ids.second}`);
    expect(git('rev-parse', 'HEAD', 'v1^{commit}', 'side/a').split('\n')).toEqual([ids.second, ids.first, ids.big]);
    expect(git('for-each-ref', '--format=%(refname)').split('\n')).toEqual([
      'refs/heads/main',
      'refs/heads/side/a',
      'refs/tags/light',
      'refs/tags/v1',
    ]);
    expect(git('log', '-1', '--format=%B', 'HEAD')).toBe('second\n\nwith a body');
  });

  it('has an index that git reads: what is committed is unchanged, what is added is staged', () => {
    expect(git('-c', 'core.quotePath=false', 'ls-files')).toBe('b-d.txt\nb.txt\nb/c.txt\nnew.txt\nä/ö.txt');
    expect(git('status', '--porcelain')).toBe('A  new.txt');
  });
});
