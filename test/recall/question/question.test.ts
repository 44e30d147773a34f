import { describe, expect, it } from 'vitest';
import type { Filters } from '../../../src/recall/question/filters.js';
import { questionOf } from '../../../src/recall/question/question.js';

describe('a question', () => {
  it('takes numbers as they were typed, and ten hits unless said', () => {
    expect(questionOf('x', {}).bounds).toMatchObject({ limit: 10, minScore: undefined, any: false });
    expect(questionOf('x', { limit: '25', minScore: '0.5' }).bounds).toMatchObject({ limit: 25, minScore: 0.5 });
    expect(questionOf('x', { limit: 100, minScore: 0 }).bounds).toMatchObject({ limit: 100, minScore: 0 });
  });

  it.each([
    [{ limit: '0' }, '--limit takes a number from 1 to 100, not "0"'],
    [{ limit: 101 }, '--limit takes a number from 1 to 100, not "101"'],
    [{ limit: '1.5' }, '--limit takes a number from 1 to 100, not "1.5"'],
    [{ limit: 'ten' }, '--limit takes a number from 1 to 100, not "ten"'],
    [{ limit: ' ' }, '--limit takes a number from 1 to 100, not " "'],
    [{ minScore: '-0.1' }, '--min-score takes a number from 0 to 1, not "-0.1"'],
    [{ minScore: 1.01 }, '--min-score takes a number from 0 to 1, not "1.01"'],
    [{ minScore: '' }, '--min-score takes a number from 0 to 1, not ""'],
    [{ tier: 'mtm' }, '--tier is journal or memory, not "mtm"'],
  ] as [Filters, string][])('with %j is refused', (filters, message) => {
    expect(() => questionOf('x', filters)).toThrow(expect.objectContaining({ code: 'usage', message }));
  });

  it('that asks for nothing is refused in the words of the surface', () => {
    expect(() => questionOf(' ', { limit: 3 })).toThrow(
      expect.objectContaining({ code: 'usage', hint: expect.stringContaining('kairos') }),
    );
    expect(() => questionOf('', {}, 'say something')).toThrow(expect.objectContaining({ hint: 'say something' }));
    expect(questionOf('', { tier: 'ltm' }).bounds.any).toBe(true);
  });
});
