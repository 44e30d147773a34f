/** Lines that fit a terminal. */
import { assert, property, integer, array, constantFrom } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitted, widthOf } from '../../src/cli/fit.js';

describe('a line that is too long', () => {
  it('goes on below where its text began', () => {
    expect(fitted('memory    427 entries in 330 days, 5 topics', 30)).toBe('memory    427 entries in 330\n          days, 5 topics');
    expect(fitted('  > it said so at some length', 18)).toBe('  > it said so at\n    some length');
    expect(fitted('error: no such thing\nhint: kairos log', 16)).toBe('error: no such\n  thing\nhint: kairos log');
  });

  it('keeps colours, blanks and words that are longer than the terminal', () => {
    expect(fitted('\u001b[2mone two three\u001b[22m', 9)).toBe('\u001b[2mone two\n  three\u001b[22m');
    expect(fitted('see https://example.org/a/long/address now', 20)).toBe('see\n  https://example.org/a/long/address\n  now');
    expect(fitted('a  b', Number.POSITIVE_INFINITY)).toBe('a  b');
  });

  it('leaves a command one that can be copied', () => {
    expect(fitted('it goes on; "kairos remove --journal" takes it', 30)).toBe('it goes on;\n  "kairos remove --journal"\n  takes it');
    expect(fitted('say it again by kairos observe --all or so', 32)).toBe('say it again by\n  kairos observe --all or so');
    expect(fitted('\u001b[2m  kairos review --accept one two\u001b[22m', 28)).toBe(
      '\u001b[2m  kairos review --accept \\\n    one two\u001b[22m',
    );
    expect(fitted('  kairos run     keeps the diary', 28)).toBe('  kairos run     keeps the\n    diary');
  });

  it('has no more columns than there are, and loses no word', () => {
    const word = constantFrom('a', 'bcd', '検索', 'café', '🎉', 'longish', '\u001b[1mbold\u001b[22m');
    assert(
      property(array(word, { minLength: 1, maxLength: 30 }), integer({ min: 20, max: 60 }), (words, columns) => {
        const text = fitted(words.join(' '), columns);
        expect(text.split(/\s+/).filter((one) => one !== '')).toEqual(words);
        for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      }),
      { seed: 20261127 },
    );
  });
});

it('counts columns as a terminal does', () => {
  expect([widthOf('abc'), widthOf('検索'), widthOf('e\u0301'), widthOf('\u001b[31mred\u001b[39m')]).toEqual([3, 4, 1, 3]);
});
