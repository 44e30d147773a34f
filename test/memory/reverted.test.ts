import { describe, expect, it } from 'vitest';
import { mayRevert, revertedIn, revertedSubject, withoutRevertSentence } from '../../src/memory/reverted.js';

const A = 'a1'.repeat(20);
const B = 'b2'.repeat(20);
const C = 'c3'.repeat(20);

describe('what a message says that it reverts', () => {
  it.each([
    [`This reverts commit ${A}.`, [A]],
    [`This reverts commit ${A.slice(0, 7)}, because it is slow.`, [A.slice(0, 7)]],
    [`This reverts merge commit ${A}`, [A]],
    [`This reverts commit ${A}, reversing\nchanges made to ${B}.`, [A]],
    [`This reverts commits ${A} and ${B}.`, [A, B]],
    [`This reverts commits\n${A},\n${B}, and ${C}.`, [A, B, C]],
    [`This reverts commit ${A}.\n\nAnd so:\nthis reverts commit ${B.toUpperCase()}.`, [A, B]],
    ['This reverts commit abc.', []],
    ['This reverts CL 4711.', []],
    [`See ${A}.`, []],
  ])('%j', (body, ids) => {
    expect(revertedIn(body)).toEqual(ids);
    if (ids.length > 0) expect(mayRevert(body)).toBe(true);
  });

  it('by the subject that git quotes', () => {
    expect(revertedSubject('Revert "add "x" flag"')).toBe('add "x" flag');
    expect(revertedSubject('Revert the flag')).toBeUndefined();
    expect(mayRevert('Revert "x"')).toBe(true);
    expect(mayRevert('Reverse the list')).toBe(false);
  });

  it.each([
    [`This reverts commit ${A}. It leaks.`, 'It leaks.'],
    [`This reverts commits ${A}, ${B} and ${C}.`, ''],
    [`This reverts commit ${A}, reversing changes made to ${B}.`, ''],
    [`This reverts commit ${A}, because it leaks.`, 'because it leaks.'],
    [`This reverts commit ${A} in part.`, `This reverts commit ${A} in part.`],
    ['It leaks.', 'It leaks.'],
  ])('the sentence is left out: %j', (text, rest) => expect(withoutRevertSentence(text)).toBe(rest));
});
