/** The contract of the Git port. Run on real git and on the one in memory. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Git } from '../../src/world/git.js';
import { advancingContract } from './git-advancing.js';
import { change, type GitUnderTest, KAIROS } from './git-under-test.js';
import { readingContract } from './git-reading.js';
import { writingContract } from './git-writing.js';

export function gitContract(name: string, makeUnderTest: () => Promise<GitUnderTest>): void {
  describe(`git ${name}`, () => {
    let underTest: GitUnderTest;
    let git: Git;
    beforeEach(async () => {
      underTest = await makeUnderTest();
      git = underTest.git;
    });
    afterEach(() => underTest.dispose());

    readingContract(() => underTest);
    writingContract(() => underTest);
    advancingContract(() => underTest);

    it('knows an unborn branch', async () => {
      expect(await git.head()).toEqual({ ref: 'refs/heads/main' });
      expect(await git.refs(['refs/heads/'])).toEqual([]);
      expect(await git.resolve('HEAD')).toBeUndefined();
      expect(await git.lastCommitOf('a')).toBeUndefined();
      expect(await git.commitsTouching(['a'])).toEqual(new Set());
      expect(await git.reflog('HEAD')).toEqual([]);
      expect(await git.index([''])).toEqual([]);
    });

    it('writes a root commit in an empty repository and leaves the branch unborn', async () => {
      const [id] = await git.commitChain(
        [{ message: 'Root', author: KAIROS, parent: undefined, changes: change({ a: '1' }) }],
        [{ ref: 'refs/kairos/x', old: undefined, new: '#0' }],
      );
      expect((await git.commits([id ?? '']))[0]).toMatchObject({
        parents: [],
        subject: 'Root',
        paths: [{ path: 'a', added: 1, deleted: 0 }],
      });
      expect(await git.head()).toEqual({ ref: 'refs/heads/main' });
    });
  });
}
