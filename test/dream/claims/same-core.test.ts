import { describe, expect, it } from 'vitest';
import { consolidate } from '../../../src/dream/claims/consolidate.js';
import { claimCoreOf, isSameCore } from '../../../src/dream/claims/same-core.js';
import { parseTopic } from '../../../src/memory/topic.js';
import { applyToTopic } from '../../../src/dream/edit/apply.js';
import { commitEntry, reachableOf } from '../entries.js';

const isOne = (a: string, b: string): boolean => isSameCore(claimCoreOf(a), claimCoreOf(b)) && isSameCore(claimCoreOf(b), claimCoreOf(a));

describe('two commits', () => {
  it.each([
    ['JSON and JSONP default to UTF-8. Browsers must not guess.', 'JSON and JSONP default to UTF-8. The specification says so.'],
    ['JSON and JSONP default to UTF-8. Browsers must not guess.', 'res.json: default to UTF-8 for JSON and JSONP.'],
    ['Never write to the index while a search runs.', 'Never write to the index while the search runs. Readers map it.'],
  ])('claim one thing, whatever the reason: "%s"', (a, b) => {
    expect(isOne(a, b)).toBe(true);
  });

  it.each([
    ['Drop support for Node 12.', 'Drop support for Node 14.'],
    ['Replace the queue with the table.', 'Replace the table with the queue.'],
    ['Never write to the index while a search runs.', 'Write to the index while a search runs.'],
    ['net: drop the ring of buffers.', 'usb: drop the ring of buffers.'],
    ['Drop it.', 'Drop it. Nobody uses it.'],
  ])('claim two: "%s", "%s"', (a, b) => {
    expect(isOne(a, b)).toBe(false);
  });
});

describe('the same claim years apart', () => {
  const first = commitEntry({
    subject: 'JSON and JSONP default to UTF-8',
    body: 'Browsers must not guess, because guessing breaks names.',
    at: '2014-02-01T10:00:00Z',
  });
  const second = commitEntry({ subject: 'JSON and JSONP default to UTF-8', at: '2019-02-01T10:00:00Z' });
  const dream = (entries: readonly (typeof first)[], topics: Parameters<typeof consolidate>[0]['topics'] = []) =>
    consolidate({ entries, reachable: reachableOf(entries), topics, verdicts: [], nowMs: Date.UTC(2026, 1, 1) }).candidates;

  it('is one, with both as evidence', () => {
    const [candidate, ...others] = dream([first, second]);
    expect(others).toEqual([]);
    expect(candidate?.after).toContain('Browsers must not guess');
    expect(candidate?.evidence).toHaveLength(2);
  });

  it('is known where a topic has it', () => {
    const told = dream([first]);
    const { text = '' } = applyToTopic('decisions', undefined, told);
    expect(dream([first, second], [parseTopic(text, 'topics/decisions.md').topic])).toEqual([]);
  });
});
