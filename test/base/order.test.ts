import { describe, expect, it } from 'vitest';
import { byKey, byText, compareText } from '../../src/base/order.js';

describe('the order of text', () => {
  it('is by code unit, whatever the language', () => {
    expect(['b', 'ä', 'a', 'Z', '\u{1f600}', '\uffff', 'a1', 'a/', ''].sort(compareText)).toEqual([
      '',
      'Z',
      'a',
      'a/',
      'a1',
      'b',
      'ä',
      '\u{1f600}',
      '\uffff',
    ]);
    expect(compareText('a', 'a')).toBe(0);
  });
  it('is that of one text of each item, and keeps the order of equal ones', () => {
    const items = [{ path: 'b' }, { path: 'a', n: 1 }, { path: 'a', n: 2 }];
    expect(items.sort(byText(({ path }) => path))).toEqual([{ path: 'a', n: 1 }, { path: 'a', n: 2 }, { path: 'b' }]);
    expect(
      [
        ...new Map([
          ['b', 1],
          ['a', 2],
        ]),
      ].sort(byKey),
    ).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
});
