import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkRef } from '../../src/base/git-objects.js';
import {
  branchName,
  acceptPin,
  dreamBranch,
  dreamBranchPrefix,
  isOwnRef,
  isReservedBranch,
  journalRef,
  readDreamBranch,
  REFS,
} from '../../src/base/refs.js';

describe('refs of our own', () => {
  it.each([
    ['refs/kairos/dream/open', true],
    ['refs/heads/kairos/dream/x', true],
    ['refs/heads/kairos--dream-x', true],
    ['refs/heads/kairos/act/fix-k3f9', true],
    ['refs/heads/kairos--act-fix-k3f9', true],
    ['refs/heads/kairos/actor', false],
    ['refs/heads/kairos--dreamer', false],
    ['refs/heads/kairos', false],
    ['refs/heads/kairos/dreamer', false],
    ['refs/remotes/origin/kairos/dream/x', false],
    ['refs/heads/main', false],
  ])('%s: %s', (name, own) => expect(isOwnRef(name)).toBe(own));

  it('lie below one prefix, and git takes them', () => {
    for (const name of [REFS.openDream, journalRef('a1b2'), acceptPin('x1y2z3'), `${REFS.scratch}7-ab`]) {
      expect(checkRef(name)).toBe(name);
      expect(name.startsWith(REFS.own)).toBe(true);
      expect(isOwnRef(name)).toBe(true);
    }
    expect(REFS.openDream.startsWith(REFS.dreams)).toBe(true);
  });
});

describe('branches of dreams', () => {
  const named = fc.record({
    prefix: fc.constantFrom(dreamBranchPrefix(new Set()), dreamBranchPrefix(new Set(['kairos']))),
    day: fc.constantFrom('2026-11-20', '1999-01-01'),
    id: fc.stringMatching(/^[a-z0-9]{1,10}$/),
    place: fc.constantFrom('heads', 'remotes/origin', 'remotes/a.b'),
  });

  it('say by their name what they are, here and on a remote', () =>
    fc.assert(
      fc.property(named, ({ prefix, day, id, place }) => {
        const branch = dreamBranch(prefix, day, id);
        expect(readDreamBranch(checkRef(`refs/${place}/${branch}`))).toEqual({ branch, day, id, isLocal: place === 'heads' });
        expect(isOwnRef(`refs/heads/${branch}`)).toBe(true);
        expect(isReservedBranch(branch)).toBe(true);
      }),
    ));

  it.each([
    ['refs/heads/kairos/dream/x'],
    ['refs/heads/kairos/dream/2026-11-20-x/y'],
    ['refs/heads/my/kairos/dream/2026-11-20-x'],
    ['refs/tags/kairos/dream/2026-11-20-x'],
    ['kairos/dream/2026-11-20-x'],
  ])('%s is none', (name) => expect(readDreamBranch(name)).toBeUndefined());

  it.each([
    ['refs/heads/feature/x', 'feature/x'],
    ['refs/heads/refs/heads/x', 'refs/heads/x'],
    ['refs/tags/v1', 'refs/tags/v1'],
    ['main', 'main'],
  ])('the branch %s is %s', (ref, name) => expect(branchName(ref)).toBe(name));

  it.each([
    [['main'], 'kairos/dream/'],
    [['kairos'], 'kairos--dream-'],
    [['kairos/dream'], 'kairos--dream-'],
    [['kairos/other'], 'kairos/dream/'],
  ])('begin beside %j with %s', (branches, prefix) => expect(dreamBranchPrefix(new Set(branches))).toBe(prefix));
});
