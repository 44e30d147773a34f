import { expect, it } from 'vitest';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import { tallyText } from '../../../src/dream/claims/tally.js';
import { claimHash } from '../../../src/dream/report/verdict.js';
import { commitEntry, noteEntry, reachableOf } from '../entries.js';

it('accounts for every entry, and for every claim that was made', () => {
  const entries = [
    noteEntry('The integration tests need Redis on port 6380.'),
    noteEntry('branch feature created', { kind: 'branch', origin: 'repo' }),
    commitEntry({ subject: 'Merge branch feature', kind: 'merge' }),
    commitEntry({ subject: 'Add a button' }),
    commitEntry({ subject: 'Not on this branch', sha: 'eeeeeeeeeeee' }),
  ];
  const reachable = reachableOf(entries);
  reachable.delete('eeeeeeeeeeee');
  const claim = 'The integration tests need Redis on port 6380.';
  const rejected = {
    decision: 'rejected' as const,
    candidateId: 'k1aaaaaaaa',
    claimHash: claimHash(claim),
    claim,
    topic: 't',
    dream: 'd',
    atMs: Date.UTC(2026, 2, 2),
  };
  const input = { entries, reachable, topics: [], nowMs: Date.UTC(2026, 10, 21) };
  const { candidates, tally } = consolidate({ ...input, verdicts: [rejected] });
  expect(candidates).toEqual([]);
  expect(tally).toMatchObject({ entries: 5, other: 2, undone: 0, noise: 1, silent: 1, claims: 1, rejected: 1, known: 0, quota: 0 });
  expect(tallyText(tally)).toBe(
    '5 entries: 2 not notes or commits of this branch, 1 a merge, release or chore, 1 without a decision, rule or reason; of 1 claim 1 rejected before',
  );
  expect(consolidate({ ...input, verdicts: [] }).tally).toMatchObject({ claims: 1, rejected: 0 });
});

it('of nothing says so', () => {
  const { tally } = consolidate({ entries: [], reachable: new Set(), topics: [], verdicts: [], nowMs: 0 });
  expect(tallyText(tally)).toBe('0 entries');
});
