import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harmless } from '../../src/base/harmless-text.js';

const ENGLAND = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';

describe('text made harmless', () => {
  it.each([
    // Sequences go whole: nothing of them is left to be read as text.
    ['clears the screen', 'a\u001b[2Jb', 'ab'],
    ['a colour', 'red \u001b[31malarm\u001b[0m', 'red alarm'],
    ['a colour by C1', 'a\u009b31mb', 'ab'],
    ['a title', 'a\u001b]0;owned\u0007b', 'ab'],
    ['a title that ends by ST', 'a\u001b]2;owned\u001b\\b', 'ab'],
    ['a title by C1', 'a\u009d0;owned\u009cb', 'ab'],
    ['a title that never ends hides nothing', 'a\u001b]0;and the rest of the note', 'aand the rest of the note'],
    ['a link', 'see \u001b]8;;https://example.com\u001b\\here\u001b]8;;\u001b\\ now', 'see here now'],
    ['the clipboard', '\u001b]52;c;cm0gLXJm\u0007ok', 'ok'],
    ['a picture (DCS)', 'a\u001bPq#0;2;0\u001b\\b', 'ab'],
    ['APC, PM, SOS', 'a\u001b_x\u001b\\b\u001b^x\u001b\\c\u001bXx\u001b\\d', 'abcd'],
    ['a reset', 'a\u001bcb', 'ab'],
    ['one inside another', '\u001b\u001b[2J[2J', '[2J'],
    ['what only looks like one stays', 'array[2J] of [31m', 'array[2J] of [31m'],
    // Controls.
    ['NUL, bell, backspace, DEL', 'a\u0000\u0007\u0008\u007fb', 'ab'],
    ['carriage returns', 'one\r\ntwo\rthree', 'one\ntwothree'],
    ['newline and tab stay', 'a\n\tb', 'a\n\tb'],
    ['C1', 'a\u0085\u0090b', 'ab'],
    ['line and paragraph separators', 'a\u2028b\u2029c', 'a b c'],
    // Direction.
    ['overrides and isolates', 'a\u202etxt.exe\u202c \u2066b\u2069', 'atxt.exe b'],
    ['marks', '\u200e\u200f\u061ca', 'a'],
    // What cannot be seen.
    ['zero width', 'pass\u200bword \u200cx\u200d \u2060\ufeffy\u2064', 'password x y'],
    ['soft hyphen, Hangul filler, annotations', 'so\u00adft \u3164\ufff9a\ufffab\ufffb', 'soft ab'],
    ['tag characters', 'hi\u{e0001}\u{e0068}\u{e0069}', 'hi'],
    ['variation selectors behind letters', 'a\ufe0f\ufe01b\u{e0100}', 'ab'],
    ['a second one behind an emoji', '\u2764\ufe0f\ufe0f\u{e0100}', '\u2764\ufe0f'],
    // What must stay whole.
    ['a family', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}', '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'],
    ['a skin and a presentation', '\u{1f44d}\u{1f3fd} \u2764\ufe0f \u26a0\ufe0e', '\u{1f44d}\u{1f3fd} \u2764\ufe0f \u26a0\ufe0e'],
    [
      'joined with presentation',
      '\u{1f3f3}\ufe0f\u200d\u{1f308} \u2764\ufe0f\u200d\u{1f525}',
      '\u{1f3f3}\ufe0f\u200d\u{1f308} \u2764\ufe0f\u200d\u{1f525}',
    ],
    ['a keycap', '1\ufe0f\u20e3 #\ufe0f\u20e3', '1\ufe0f\u20e3 #\ufe0f\u20e3'],
    ['a flag of a country', '\u{1f1e9}\u{1f1ea}', '\u{1f1e9}\u{1f1ea}'],
    ['the flag of England', `${ENGLAND}!`, `${ENGLAND}!`],
    ['a flag that says more than a region', `\u{1f3f4}${'\u{e0061}'.repeat(40)}\u{e007f}`, '\u{1f3f4}'],
    ['an emoji with a joiner to nothing', '\u{1f469}\u200d and', '\u{1f469} and'],
    ['Persian', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645', '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'],
    ['Persian with one too many', '\u0645\u06cc\u200c\u200c\u200d\u062e', '\u0645\u06cc\u200c\u062e'],
    ['Hindi', '\u0915\u094d\u200d\u0937', '\u0915\u094d\u200d\u0937'],
    ['Sinhala', '\u0dc1\u0dca\u200d\u0dbb\u0dd3', '\u0dc1\u0dca\u200d\u0dbb\u0dd3'],
    ['Malayalam, at the end of a word', '\u0d28\u0d4d\u200d ', '\u0d28\u0d4d\u200d '],
    ['words of many scripts', 'Grüße, Привет, 你好, שלום, สวัสดี, 한국어 e\u0301', 'Grüße, Привет, 你好, שלום, สวัสดี, 한국어 e\u0301'],
  ])('%s', (_name, text, wanted) => expect(harmless(text)).toBe(wanted));

  // oxfmt-ignore
  const pieces = fc.constantFrom(
    'a', ' ', '\n', '\t', '\r', '\u001b', '[', ']', '\\', '0;', '2J', 'P', '_', '\u0007', '\u009b', '\u009c', '\u009d', '\u0090', '\u200b',
    '\u200c', '\u200d', '\u202e', '\u2066', '\u061c', '\ufe0f', '\u20e3', '\u{1f469}', '\u2764', '\u{1f3f4}', '\u{e0067}', '\u{e007f}', '1',
    '\u0645', '\u094d', '\u180b', '\u1820', '\u05d0', '\u034f', '\u2028', '\ufeff', '\u{1f3fd}', '\u{1f1e9}', '\ud83d', ENGLAND,
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join('')),
    fc.string({ unit: 'binary' }),
  );

  it('holds no escape, control or bidirectional character, and is as harmless as it gets', () =>
    fc.assert(
      fc.property(texts, (text) => {
        const out = harmless(text);
        expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/);
        expect(harmless(out)).toBe(out);
      }),
      { numRuns: 2000 },
    ));

  it('leaves text without any of it alone', () =>
    fc.assert(
      fc.property(fc.stringMatching(/^[\t\n -~äöß中あ]*$/), (text) => {
        expect(harmless(text)).toBe(text);
      }),
    ));
});
