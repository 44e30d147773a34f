import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harmless } from '../../src/base/harmless-text.js';
import { ageText, errorReport, jsonLine, jsonOutput, jsonText, paletteOf } from '../../src/cli/print.js';

describe('an error that kairos does not know', () => {
  const told = (code: string, syscall: string): string =>
    errorReport(Object.assign(new Error(`${syscall} ${code}`), { code, syscall }), paletteOf(false));

  it.each([
    ['EMFILE', 'open'],
    ['ENFILE', 'open'],
    ['ENOMEM', 'read'],
    ['EAGAIN', 'spawn git'],
  ])('is told as a limit of the system: %s of %s', (code, syscall) => {
    expect(told(code, syscall)).toMatch(new RegExp(`^error: [^\\n]*\\(${code}\\)\\nhint: [^\\n]+$`));
    expect(told(code, syscall)).not.toContain('defect');
  });

  it.each([
    ['EAGAIN', 'read'],
    ['EAGAIN', 'write'],
    ['EBADF', 'write'],
  ])('is told as a defect, with where it arose: %s of %s', (code, syscall) => {
    expect(told(code, syscall)).toMatch(/^error: Error: [^]*\n +at [^]*\nhint: this is a defect of kairos;/);
  });
});

describe('JSON for programs', () => {
  it.each([
    ['marks of direction', 'a\u061cb\u202e', '"a\\u061cb\\u202e"'],
    ['zero width', 'pass\u200bword', '"pass\\u200bword"'],
    ['tag characters', 'hi\u{e0041}', '"hi\\udb40\\udc41"'],
    ['C1 and separators', '\u009b31m\u2028', '"\\u009b31m\\u2028"'],
    ['what can be seen stays', '\u{1f468}\u200d\u{1f469} \u2764\ufe0f Grüße', '"\u{1f468}\u200d\u{1f469} \u2764\ufe0f Grüße"'],
  ])('%s', (_name, text, json) => expect(jsonLine(text)).toBe(json));

  it('is the same value after parsing, and holds nothing that a terminal acts on or that nobody can see', () =>
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (value) => {
        for (const json of [jsonText(value), jsonLine(value)]) {
          expect(JSON.parse(json)).toEqual(value);
          expect(harmless(json)).toBe(json);
        }
      }),
      { numRuns: 500 },
    ));
});

describe('what --json prints', () => {
  it('of a list each item on a line of its own, of nothing nothing, and anything else as one text', () => {
    expect(jsonOutput([{ b: 1, a: 'x\ny' }, {}])).toBe('{"a":"x\\ny","b":1}\n{}\n');
    expect(jsonOutput([])).toBe('');
    expect(jsonOutput({ b: 1, a: [] })).toBe('{\n  "a": [],\n  "b": 1\n}\n');
    expect(jsonOutput(null)).toBe('null\n');
  });
});

describe('the age of a day', () => {
  const now = Date.UTC(2026, 10, 27, 9);
  it.each([
    [Date.UTC(2026, 10, 27, 23), 'today'],
    [Date.UTC(2026, 10, 26, 23, 59), 'yesterday'],
    [Date.UTC(2026, 10, 25), '2 days ago'],
    [Date.UTC(2026, 9, 1), '57 days ago'],
    [Date.UTC(2026, 5, 16), '5 months ago'],
    [Date.UTC(2025, 0, 1), '22 months ago'],
    [Date.UTC(2014, 1, 27), '12 years ago'],
    [Date.UTC(2026, 10, 28), 'tomorrow'],
    [Date.UTC(2026, 11, 27), 'in 30 days'],
  ])('%d is %s', (atMs, text) => {
    expect(ageText(atMs, now)).toBe(text);
  });
});
