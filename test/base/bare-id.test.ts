import { describe, expect, it } from 'vitest';
import { bareId } from '../../src/base/bare-id.js';

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
