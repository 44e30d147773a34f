import { describe, expect, it } from 'vitest';
import { personFindings } from '../../src/check/person-check.js';
import type { MemoryFiles } from '../../src/dream/tree/memory-files.js';

const PATH = '.kairos/topics/tests.md';
const KEPT = '- They need Redis on port 6380. ^k9x0aa1b2c\n  evidence: commit 3f2a91c04d11\n  protected: true\n';
const FREE = '- They run for an hour. ^k2aa0b1c3d\n  evidence: commit 3f2a91c04d11\n';

function topic(...bullets: readonly string[]): MemoryFiles {
  return new Map([[PATH, `# Tests\n\n${bullets.join('')}`]]);
}

describe('a protected claim', () => {
  const base = topic(KEPT, FREE);
  const found = (after: MemoryFiles): unknown[] =>
    personFindings({ known: [base], after }).map(({ subject, message, line }) => [subject, message, line]);

  it.each<[what: string, after: MemoryFiles, line: number | undefined]>([
    ['reworded', topic(FREE, KEPT.replace('6380', '6379')), 5],
    ['struck', topic(KEPT.replace(/- (.*\.) /, '- ~~$1~~ superseded 2026-11-20 by (^k2aa0b1c3d) '), FREE), 3],
    ['given another source', topic(KEPT.replace('3f2a91c04d11', '4f2a91c04d11'), FREE), 3],
    ['freed by the branch itself', topic(KEPT.replace('  protected: true\n', ''), FREE), 3],
    ['removed', topic(FREE), undefined],
    ['removed with its topic', new Map(), undefined],
  ])('is found where it is %s', (_, after, line) => {
    const message = `is a protected claim, and the branch ${line === undefined ? 'takes it out' : 'changes it'}`;
    expect(found(after)).toContainEqual(['^k9x0aa1b2c', message, line]);
  });

  it('may move, and the claims beside it may change', () => {
    expect(found(topic(FREE.replace('an hour', 'a day'), KEPT))).toEqual([]);
    expect(found(topic(KEPT))).toEqual([]);
  });

  it('is changed by a base that changed it in the same way', () => {
    const after = topic(KEPT.replace('6380', '6379'), FREE);
    expect(personFindings({ known: [base, after], after: topic(KEPT.replace('6380', '6379')) })).toEqual([]);
  });
});
