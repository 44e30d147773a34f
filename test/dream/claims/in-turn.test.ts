import { describe, expect, it } from 'vitest';
import { inTurn } from '../../../src/dream/claims/in-turn.js';

/** "a9" is a claim of the topic a that is worth 9. */
const turns = (items: readonly string[], known = ''): string =>
  inTurn(items, {
    topicOf: (item) => item[0] ?? '',
    worthOf: (item) => Number(item.slice(1)),
    isNew: (topic) => !known.includes(topic),
  }).join(' ');

describe('the turn of claims', () => {
  it.each([
    ['the best three of each new topic come before the fourth', 'a9 a9 a9 a9 b5 b5 b5 b5', '', 'a9 a9 a9 b5 b5 b5 a9 b5'],
    ['of a topic that memory has, the best', 'a9 a9 a9 b5 b5', 'ab', 'a9 b5 a9 a9 b5'],
    ['what is worth little has no claim on a place', 'a9 a9 a9 a9 b3', '', 'a9 a9 a9 a9 b3'],
    ['one more of a crowded topic gives way', 'a9.0 a8.9 a8.8 a8.7 a8.6 a8.5 b8.0', 'ab', 'a9.0 b8.0 a8.9 a8.8 a8.7 a8.6 a8.5'],
    ['equal ones stay in their order', 'b5 a5 c5', 'abc', 'a5 b5 c5'],
    ['nothing', '', '', ''],
  ])('%s', (_what, items, known, turned) => {
    expect(turns(items.split(' ').filter(Boolean), known)).toBe(turned);
  });
});
