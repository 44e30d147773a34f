import { describe, expect, it } from 'vitest';
import { mayReverse, reappliedIn, revertedIn, reversedIn, withoutRevertSentence } from '../../src/memory/reverted.js';

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
    [`Backed out changeset ${A.slice(0, 12)}.`, [A.slice(0, 12)]],
    [`It reverts ${A} in part.`, [A]],
    [`This reverts the commit \`${A}\`.`, [A]],
    [`Reverts https://forge.example/acme/shop/commit/${A}`, [A]],
    [`We do not revert ${A}.`, []],
    [`Esto revierte el commit ${A}.`, [A]],
    [`Dies macht Commit ${A} rückgängig.`, [A]],
    [`此提交还原 ${A}`, [A]],
    [`コミット ${A} を取り消します`, [A]],
    [`This relands commit ${A}.`, []],
    [`This unreverts commit ${A}.`, []],
  ])('%j', (body, ids) => {
    expect(revertedIn(body)).toEqual(ids);
    if (ids.length > 0) expect(mayReverse('x', body)).toBe(true);
  });

  it.each([
    [`This relands commit ${A}.`, [A]],
    [`Reland of ${A.slice(0, 9)}`, [A.slice(0, 9)]],
    [`This reapplies commits ${A} and ${B}.`, [A, B]],
    [`Restores ${A}.`, [A]],
    [`We never reland ${A}.`, []],
    [`This unreverts commit ${A}.`, [A]],
    [`This reverts commit ${A}.`, []],
  ])('%j brings again', (body, ids) => {
    expect(reappliedIn(body)).toEqual(ids);
    if (ids.length > 0) expect(mayReverse('x', body)).toBe(true);
  });

  it.each([
    ['Use a pool', 0],
    ['Use a pool (#12)', 0],
    ['feat(db): Use a pool', 0],
    ['Revert "Use a pool"', 1],
    ['Revert "Use a pool (#12)" (#15)', 1],
    ['Revert "feat(db): Use a pool"', 1],
    ['revert: feat(db): Use a pool', 1],
    ['revert(db): Use a pool', 1],
    ['fix: Revert "Use a pool"', 1],
    ['Reverted Use a pool', 1],
    ['Back out "Use a pool"', 1],
    ['Undo "Use a pool"', 1],
    ['Rollback of "Use a pool"', 1],
    ['revert: feat!: Use a pool', 1],
    ['Backout "Use a pool"', 1],
    ['Re-revert "Use a pool"', 1],
    ['Temporarily revert "Use a pool"', 1],
    ['Revert "Use a pool" again', 1],
    ['Revert changes from "Use a pool"', 1],
    ['Revert the "Use a pool" commit', 1],
    ['⏪ Use a pool', 1],
    ['⏪️ revert: Use a pool', 1],
    [':rewind: Use a pool', 1],
    ['Rückgängig: Use a pool', 1],
    ['„Use a pool“ zurückgenommen', 1],
    ['Annule « Use a pool »', 1],
    ['Revierte "Use a pool"', 1],
    ['Desfaz "Use a pool"', 1],
    ['回滚“Use a pool”', 1],
    ['撤销 Use a pool', 1],
    ['「Use a pool」を取り消し', 1],
    ['リバート: Use a pool', 1],
    ['Reintroduce "Use a pool"', 2],
    ['重新应用“Use a pool”', 2],
    ['「Use a pool」を再適用', 2],
    ['Revert "Revert "Use a pool""', 2],
    ['Revert^2 "Use a pool"', 2],
    ['Reapply "Use a pool"', 2],
    ['Re-apply "Use a pool" (#31)', 2],
    ['Reland "Use a pool (#12)"', 2],
    ['[reland] Use a pool', 2],
    ['Reland #2: Use a pool', 2],
    ['Restore "Use a pool"', 2],
    ['Unrevert "Use a pool"', 2],
    ['Bring back “Use a pool”', 2],
    ['Revert "Reapply "Use a pool""', 3],
    ['Revert "Revert "Revert "Use a pool" (#3)" (#4)" (#5)', 3],
  ])('%j speaks of one subject', (subject, depth) => {
    expect(reversedIn(subject)).toEqual({ base: 'use a pool', depth });
    expect(mayReverse(subject, '')).toBe(depth > 0);
  });

  it.each(['Reverse the list', 'Restoration of the index', 'Undocumented options', 'Background jobs'])('no reversal: %j', (subject) =>
    expect(mayReverse(subject, '')).toBe(false),
  );

  it.each([
    [`This reverts commit ${A}. It leaks.`, 'It leaks.'],
    [`This reverts commits ${A}, ${B} and ${C}.`, ''],
    [`This reverts commit ${A}, reversing changes made to ${B}.`, ''],
    [`This reverts commit ${A}, because it leaks.`, 'because it leaks.'],
    [`This reverts commit ${A} in part.`, `This reverts commit ${A} in part.`],
    ['It leaks.', 'It leaks.'],
  ])('the sentence is left out: %j', (text, rest) => expect(withoutRevertSentence(text)).toBe(rest));
});
