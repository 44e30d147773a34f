/** A short command lists the refs once, and yet never decides on what it listed before it took a lock or moved a ref. */
import { describe, expect, it } from 'vitest';
import { listedOnce } from '../../src/adapters/git/listed-once.js';
import type { Listing } from '../../src/adapters/git/refs.js';
import { lookAnew } from '../../src/base/look-anew.js';
import type { Advance } from '../../src/world/advance.js';
import type { Git } from '../../src/world/git.js';
import type { Ref } from '../../src/world/git-refs.js';

const id = (digit: string): string => digit.repeat(40);
const ref = (name: string, digit = 'a'): Ref => ({ name, id: id(digit), commit: id(digit) });

function port(refs: readonly Ref[], first: readonly string[] = ['refs/']): { git: Git & Advance; asked: string[]; refs: Ref[] } {
  const asked: string[] = [];
  const now = [...refs];
  const plain = {
    head: async () => {
      asked.push('head');
      return { ref: 'refs/heads/main' };
    },
    updateRefs: async () => undefined,
    commitChain: async () => [],
    advance: async () => undefined,
    commits: async (ids: readonly string[]) => {
      asked.push(`commits ${ids.map((one) => one[0]).join('')}`);
      return ids.map((one) => ({ id: one, parents: [id('0')] }));
    },
    committedAtMs: async (one: string) => {
      asked.push(`time ${one[0]}`);
      return 8;
    },
    between: async () => {
      asked.push('between');
      return [];
    },
  } as unknown as Git & Advance;
  const list = async (prefixes: readonly string[]): Promise<Listing> => {
    asked.push(prefixes.join(' '));
    const hasMain = prefixes.some((prefix) => 'refs/heads/main'.startsWith(prefix));
    return { refs: [...now], times: new Map([[id('a'), 7]]), ...(hasMain && { head: { ref: 'refs/heads/main', commit: id('a') } }) };
  };
  return { git: listedOnce(plain, list, async () => first), asked, refs: now };
}

describe('one listing', () => {
  const main = ref('refs/heads/main');
  const open = ref('refs/kairos/dream/open', 'b');

  it('answers every question about refs below it, and where HEAD stands', async () => {
    const { git, asked } = port([main, ref('refs/heads/main-2'), open]);
    expect(await git.refs(['refs/heads/main'])).toEqual([main]);
    expect(await git.refs(['refs/kairos/dream/open', 'refs/tags/'])).toEqual([open]);
    expect(await git.refs([])).toEqual([]);
    expect(await git.head()).toEqual({ ref: 'refs/heads/main', commit: id('a') });
    expect(asked).toEqual(['refs/']);
  });

  it('is made again for other refs, and HEAD is asked of git where no branch was listed', async () => {
    const { git, asked } = port([main, open], ['refs/kairos/']);
    await git.refs(['refs/kairos/journal/']);
    await git.head();
    await git.refs(['refs/heads/']);
    await git.refs(['refs/heads/main']);
    expect(asked).toEqual(['refs/kairos/', 'head', 'refs/heads/']);
  });

  it.each([
    ['moved refs', async (git: Git & Advance) => git.updateRefs([])],
    ['committed', async (git: Git & Advance) => git.commitChain([], [])],
    ['moved the branch', async (git: Git & Advance) => git.advance({} as Parameters<Advance['advance']>[0])],
    ['took a lock', async (git: Git & Advance) => lookAnew({ git, files: {} })],
  ])('is forgotten by whoever %s', async (_what, deed) => {
    const { git, refs } = port([main]);
    await git.refs(['refs/heads/']);
    refs.splice(0, 1, ref('refs/heads/main', 'c'));
    expect((await git.refs(['refs/heads/']))[0]?.id).toBe(id('a'));
    await deed(git);
    expect((await git.refs(['refs/heads/']))[0]?.id).toBe(id('c'));
  });

  it('tells when the commit of a listed ref was made, and asks git for others', async () => {
    const { git, asked } = port([main]);
    await git.refs(['refs/heads/']);
    expect([await git.committedAtMs(id('a')), await git.committedAtMs(id('d'))]).toEqual([7, 8]);
    expect(asked).toEqual(['refs/', 'time d']);
  });

  it('reads a commit once, and walks to it from its parent without git', async () => {
    const { git, asked } = port([main]);
    await git.commits([id('d')]);
    expect((await git.commits([id('d'), id('e')])).map((commit) => commit.id)).toEqual([id('d'), id('e')]);
    expect(await git.between([id('d')], [id('0')])).toEqual([id('d')]);
    expect(await git.between([id('f')], [id('f'), id('0')])).toEqual([]);
    expect(asked).toEqual(['commits d', 'commits e']);
    await git.between([id('f')], [id('0')]);
    await git.between([id('d')], [id('e')]);
    expect(asked.slice(2)).toEqual(['between', 'between']);
  });

  it('leaves a port that remembers nothing alone', () => {
    expect(() => lookAnew({ git: {}, files: {} })).not.toThrow();
  });
});
