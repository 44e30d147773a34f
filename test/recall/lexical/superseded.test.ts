import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { supersession } from '../../../src/memory/edges.js';
import { formatImportText } from '../../../src/memory/import-text.js';
import { entryOf, type Doc } from '../../../src/recall/text/document.js';
import { supersededIn } from '../../../src/recall/lexical/superseded.js';
import { docOfText, segmentOf } from '../segments.js';

const OTHER = 'logs/2026/11/2026-11-19.md';
const SHAS = ['3f2a91c04d11', '3f2a91cfffff', '111111111111', 'aaaaaaaaaaaa', 'bbbbbbbbbbb1'];
const sha = fc.constantFrom(...SHAS);
const body = fc.oneof(
  fc.constant(''),
  fc.tuple(sha, fc.constantFrom(7, 9, 12)).map(([id, digits]) => `\nThis reverts commit ${id.slice(0, digits)}.`),
  sha.map((id) => `\nThis relands commit ${id}.`),
  sha.map((id) => `\nreplaces ${id}`),
);
const commit = fc.record({
  kind: fc.constantFrom('commit', 'merge', 'amend', 'note'),
  text: fc
    .tuple(
      sha,
      fc.constantFrom(
        'add a lock',
        'add a lock (#12)',
        'fix "it"',
        'Revert "add a lock"',
        'Revert "add a lock (#12)" (#13)',
        'Revert "fix "it""',
        'Reapply "add a lock"',
        'Revert "Reapply "add a lock""',
      ),
      body,
    )
    .map(([id, subject, rest]) => `${id} main: ${subject} (src/lock.ts +4 -1)${rest}`),
  ours: fc.boolean(),
});
/** Imports that name others of the same run: ids are numbers in base 36. */
const imported = fc
  .record({
    inPlaceOf: fc.option(fc.nat(11), { nil: undefined }),
    supersededBy: fc.option(fc.constantFrom(0, 3, 100, 102), { nil: undefined }),
  })
  .map(({ inPlaceOf, supersededBy }) => ({
    kind: 'import',
    ours: true,
    text: formatImportText({
      body: 'Keep it',
      path: 'a.md',
      source: 'note',
      ...(inPlaceOf !== undefined && { inPlaceOf: inPlaceOf.toString(36).padStart(10, '0') }),
      ...(supersededBy !== undefined && { supersededBy: supersededBy.toString(36).padStart(10, '0') }),
    }),
  }));
const entry = fc.oneof(commit, imported);

function docs(commits: readonly { kind: string; text: string; ours: boolean }[], from: number, path: string): Doc[] {
  return commits.map(({ kind, text, ours }, n) => {
    const isCommit = ours && kind !== 'note' && kind !== 'import';
    return docOfText(text, from + n, { path, kind, ours, ...(isCommit ? { commit: text.slice(0, 12) } : {}) });
  });
}

describe('what was superseded', () => {
  it('is found from a few entries as it is from all, over one segment or two', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 12 }), fc.array(entry, { maxLength: 6 }), (before, after) => {
        const [base, later] = [docs(before, 0, 'logs/2026/11/2026-11-18.md'), docs(after, 100, OTHER)];
        const expected = supersession([...base, ...later].map(entryOf), []);
        const present = [base, later].map((list) => ({ segment: segmentOf(list), has: new Uint8Array(list.length).fill(1) }));
        expect(supersededIn(present)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('is not what former states of a file say', () => {
    const list = docs(
      [
        { kind: 'commit', text: '3f2a91c04d11 main: add a lock', ours: true },
        { kind: 'commit', text: '111111111111 main: Revert "add a lock"\nThis reverts commit 3f2a91c.', ours: true },
      ],
      0,
      OTHER,
    );
    const segment = segmentOf(list);
    expect(supersededIn([{ segment, has: Uint8Array.of(1, 1) }]).size).toBe(1);
    expect(supersededIn([{ segment, has: Uint8Array.of(1, 0) }]).size).toBe(0);
  });

  it('is a struck claim of a topic, unless two strike each other', () => {
    const claim = (n: number, struckBy?: string): Doc =>
      docOfText('a claim', n, {
        tier: 'ltm',
        kind: 'claim',
        path: 'topics/x.md',
        topic: 'x',
        title: 'X',
        ...(struckBy === undefined ? {} : { struckBy }),
      });
    const [a, b, c] = [claim(1, '0000000003'), claim(2, '0000000004'), claim(4, '0000000002')];
    const segment = segmentOf([a, b, c] as Doc[]);
    expect([...supersededIn([{ segment, has: Uint8Array.of(1, 1, 1) }])]).toEqual([['0000000001', { by: '0000000003', why: 'struck' }]]);
  });
});
