import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTwoForms, isAscii } from '../../src/base/two-forms.js';
import { valuesIn } from '../../src/wording/values.js';
import { changeCuesIn } from '../../src/wording/change-cues.js';
import { polarityOf } from '../../src/wording/polarity.js';
import { stemsOf } from '../../src/wording/words.js';
import { namesIn } from '../../src/recall/ranking/who-scores.js';
import { wordsOf } from '../../src/recall/text/tokenize.js';

const SOURCES = [
  [String.raw`[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*(?:(?:[.\-/:@+#~']|::|->)[\p{L}\p{N}_][\p{L}\p{N}\p{M}_]*)*`, 'gu'],
  [String.raw`\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{Lt}\p{Lm}]+|\p{Lu}+|\p{N}+(?:\.\p{N}+)*`, 'gu'],
  [String.raw`[^\p{L}\p{N}]+`, 'gu'],
  [String.raw`\[\p{L}[\]\p{N}]`, 'gu'],
  [String.raw`[\p{Script=Han}\p{Script=Thai}]`, 'gu'],
  [String.raw`(?<!\p{L})[a-z\p{M}]+(?=['\u2019]|$)`, 'giu'],
] as const;

const ascii = fc.string({ unit: 'binary-ascii', maxLength: 60 });
/** Words, numbers and signs as messages have them. */
const prose = fc
  .array(
    fc.constantFrom(
      ..."don't Use parseFrontMatter 22 of v1.11.2 src/app.ts isn't 30 days 5% by Ann's [x] a_b K8S HTTPServer no longer every 3 weeks #12 a-b non-null turn off 10ms half an hour monday".split(
        ' ',
      ),
    ),
    { maxLength: 14 },
  )
  .map((words) => words.join(' '));

describe('two forms of a pattern', () => {
  it.each(SOURCES)('%s finds the same in ASCII', (source, flags) => {
    const [written, formed] = [new RegExp(source, flags), inTwoForms(source, flags)];
    fc.assert(
      fc.property(fc.oneof(ascii, prose), (text) => {
        expect(isAscii(text)).toBe(true);
        expect(text.match(formed(text))).toEqual(text.match(written));
      }),
    );
  });

  it.each(SOURCES)('%s stays as it is written in other texts', (source, flags) => {
    const formed = inTwoForms(source, flags)('é');
    expect([formed.source, formed.flags]).toEqual([source, flags]);
  });

  it('reads a text as it reads it beside a sign that no alphabet has', () => {
    const readers = [
      (text: string) => wordsOf(text),
      (text: string) => namesIn(text),
      (text: string) => stemsOf(text),
      (text: string) => polarityOf(text),
      (text: string) => changeCuesIn(text).words,
      (text: string) => [...valuesIn(text.toLowerCase()).byKind],
    ];
    fc.assert(
      fc.property(prose, (text) => {
        for (const read of readers) expect(read(`${text} `)).toEqual(read(`${text} ·`));
      }),
    );
  });
});
