import { describe, expect, it } from 'vitest';
import { claimLines } from '../../src/cli/claim-lines.js';
import { jsonLine, paletteOf, wrapped } from '../../src/cli/print.js';
import { wordDiff } from '../../src/dream/review/word-diff.js';

const plain = paletteOf(false);
const lines = (before: string, after: string, columns = 100): string[] => claimLines(wordDiff(before, after), plain, columns);

describe('a proposed claim', () => {
  it('is legible without colours: what stands, and below it what shall stand', () => {
    expect(lines('', 'Redis is on port 6380.')).toEqual(['+ Redis is on port 6380.']);
    expect(lines('Redis is on port 6379.', '')).toEqual(['- Redis is on port 6379.']);
    expect(lines('Redis is on port 6379.', 'Redis is on port 6380.')).toEqual(['- Redis is on port 6379.', '+ Redis is on port 6380.']);
  });

  it('whose words stay is shown once', () => {
    expect(lines('Redis is on port 6380.', 'Redis is on port 6380.')).toEqual(['= Redis is on port 6380.']);
  });

  it('is wrapped at words, below its mark', () => {
    expect(lines('', 'Redis is on port 6380.', 14)).toEqual(['+ Redis is on', '  port 6380.']);
  });

  it('has colours only on the words that differ', () => {
    const [removed, added] = claimLines(
      wordDiff('on port 6379', 'on port 6380'),
      { ...plain, red: (t) => `<${t}>`, strike: (t) => t, green: (t) => `[${t}]`, bold: (t) => t },
      100,
    );
    expect([removed, added]).toEqual(['<-> on port <6379>', '[+] on port [6380]']);
  });

  it('cannot command the terminal', () => {
    expect(lines('', 'red \u001b[31malarm\u001b[0m')).toEqual(['+ red alarm']);
    expect(jsonLine({ b: '\u202e', a: '\u009b31m' })).toBe('{"a":"\\u009b31m","b":"\\u202e"}');
  });
});

describe('wrapping', () => {
  it('keeps a word that is longer than the line whole', () => {
    expect(wrapped('see https://example.invalid/a/very/long/path now', 12)).toEqual([
      'see',
      'https://example.invalid/a/very/long/path',
      'now',
    ]);
  });
});
