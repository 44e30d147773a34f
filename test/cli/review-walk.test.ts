import { describe, expect, it } from 'vitest';
import { answered, decisionsIn, edited, isOver, KEYS, startWalk, type Walk } from '../../src/cli/review-walk.js';
import type { ReviewItem } from '../../src/desk/review.js';

function item(id: string, topic: string, more: Partial<ReviewItem> = {}): ReviewItem {
  const candidate = {
    id,
    type: 'add' as const,
    topic,
    topicTitle: topic,
    topicDescription: '',
    after: id,
    date: '2026-11-20',
    evidence: [],
    reason: 'somebody noted it',
    claimHash: id,
  };
  return { id, candidate, state: 'pending', text: id, diff: [], ...more };
}

const ITEMS = [item('a1', 'a'), item('b1', 'b'), item('a2', 'a', { marked: ['orders a command'] }), item('a3', 'a'), item('b2', 'b')];
const ids = ({ items }: Walk): string[] => items.map(({ id }) => id);
const after = (...keys: string[]): Walk => keys.reduce((walk, key) => answered(walk, key) ?? walk, startWalk(ITEMS));
const view = (walk: Walk): string | undefined => walk.items[walk.at]?.id;
const both = (walk: Walk): unknown => [decisionsIn(walk)?.accept ?? [], decisionsIn(walk)?.reject ?? []];

describe('a walk', () => {
  it('goes by topic, over what is undecided', () => {
    expect(ids(startWalk(ITEMS))).toEqual(['a1', 'a2', 'a3', 'b1', 'b2']);
    expect(ids(startWalk([item('a', 'a', { state: 'rejected' }), item('b', 'b')]))).toEqual(['b']);
    expect(isOver(startWalk([]))).toBe(true);
  });

  it('takes y, n and s for the claim in view, and ends behind the last', () => {
    const walk = after('y', 'n', 's', 'y', 'n');
    expect([isOver(walk), both(walk)]).toEqual([
      true,
      [
        ['a1', 'b1'],
        ['a2', 'b2'],
      ],
    ]);
  });

  it('takes a for the rest of the topic but what is marked, which is asked about by itself', () => {
    const walk = after('a');
    expect([view(walk), both(walk)]).toEqual(['a2', [['a1', 'a3'], []]]);
    expect(both(after('a', 'a'))).toEqual([['a1', 'a3'], []]);
    expect([view(after('a', 'y')), both(after('a', 'y'))]).toEqual(['a3', [['a1', 'a3', 'a2'], []]]);
    expect(view(after('a', 'd'))).toBe('b1');
  });

  it('takes d for the rest of the topic, and leaves alone what was decided before', () => {
    const walk = after('y', 'd');
    expect([view(walk), both(walk)]).toEqual(['b1', [['a1'], ['a2', 'a3']]]);
  });

  it('goes back with k, on with j, and takes another answer for the first', () => {
    expect(both(after('y', 'k', 'n'))).toEqual([[], ['a1']]);
    expect(both(after('y', 'k', 's'))).toEqual([[], []]);
    expect(both(after('y', 'k', 'j', 'n'))).toEqual([['a1'], ['a2']]);
    expect(view(after('k'))).toBe('a1');
  });

  it('ends with q, keeping what was decided; without a decision there is nothing to land', () => {
    expect([isOver(after('y', 'q')), both(after('y', 'q'))]).toEqual([true, [['a1'], []]]);
    expect(decisionsIn(after('s', 'q'))).toBeUndefined();
  });

  it('takes other words for an edit', () => {
    expect(decisionsIn(edited(startWalk(ITEMS), 'Better.'))).toEqual({ accept: [], reject: [], edits: new Map([['a1', 'Better.']]) });
  });

  it('knows no other answer, and tells of every key', () => {
    for (const key of ['', 'x', 'yes', '?', 'v', 'e']) expect(answered(startWalk(ITEMS), key)).toBeUndefined();
    for (const [key] of KEYS.filter(([letter]) => !'ve?'.includes(letter))) expect(answered(startWalk(ITEMS), key), key).toBeDefined();
  });
});
