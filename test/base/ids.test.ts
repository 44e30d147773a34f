import { describe, expect, it } from 'vitest';
import { bareId, isAnyId, isEntryId, isMarkedId, mentionOf } from '../../src/base/ids.js';

describe('an id as it is typed', () => {
  it.each(['k81m2pp0zd', '^k81m2pp0zd', '(^k81m2pp0zd)', '(k81m2pp0zd)', ' ^k81m2pp0zd\n'])('%j', (given) =>
    expect(bareId(given)).toBe('k81m2pp0zd'),
  );
  it('may be an anchor that a person wrote', () => expect(bareId('^Redis-6380')).toBe('Redis-6380'));
  it.each(['', '^', '()', '(^a', 'a)', '^^a', 'a b', '../a', 'ä', 'a\u001b[2J'])('%j is none', (given) =>
    expect(() => bareId(given)).toThrow(expect.objectContaining({ code: 'usage', hint: 'an id looks like ^k81m2pp0zd' })),
  );
  it('says where ids are shown', () =>
    expect(() => bareId('?', 'memory_recall shows ids')).toThrow(
      expect.objectContaining({ hint: 'an id looks like ^k81m2pp0zd; memory_recall shows ids' }),
    ));
});

describe('an id in a text', () => {
  it('is found whole, and not in a longer one', () => {
    expect(mentionOf('k81m2pp0zd').test('see (^k81m2pp0zd), and')).toBe(true);
    expect(mentionOf('k81m2pp0zd').test('see ^k81m2pp0zd-2 and ^k81m2pp0zda')).toBe(false);
  });
  it('is ours with ten digits and small letters, and anybody else may take capitals and hyphens', () => {
    expect([isEntryId('k81m2pp0zd'), isEntryId('k81m2pp0z'), isEntryId('Redis-6380')]).toEqual([true, false, false]);
    expect([isAnyId('Redis-6380'), isAnyId(''), isAnyId('a b')]).toEqual([true, false, false]);
    expect([isMarkedId('^Redis-6380'), isMarkedId('Redis-6380'), isMarkedId('(^a)')]).toEqual([true, false, false]);
  });
});
