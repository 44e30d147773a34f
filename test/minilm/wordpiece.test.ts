/** The tokenizer gives the tokens of the oracle's: at every border of its classes of characters, on texts of all kinds and on chance. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMAT, MARKS, PUNCTUATION } from '../../src/minilm/unicode.js';
import { readTokens } from '../../src/minilm/wordpiece.js';
import { openTokenOracle, TOKENIZER } from './oracle.js';

const tokens = readTokens(TOKENIZER);
const oracle = await openTokenOracle();
const names = new Map(
  Object.entries((JSON.parse(TOKENIZER) as { model: { vocab: Record<string, number> } }).model.vocab).map(([name, token]) => [token, name]),
);
const namesOf = (text: string, most = 256): string => Array.from(tokens.of(text, most), (token) => names.get(token)).join(' ');

/** Which texts get other tokens than the oracle's. */
async function different(texts: readonly string[]): Promise<string[]> {
  const vectors = await oracle.embed(texts);
  return texts.filter((text, n) => {
    const expected = oracle.expected(tokens.of(text, 256));
    return !expected.every((value, at) => Math.abs(value - (vectors[n]?.[at] ?? NaN)) < 1e-5);
  });
}

describe('the oracle of tokens', () => {
  it('sees one other token, and two that changed places', async () => {
    const text = Array.from({ length: 100 }, (_, n) => (n % 2 ? 'red' : 'blue')).join(' ');
    const [vector] = await oracle.embed([text]);
    const ours = tokens.of(text, 256);
    const distance = (these: readonly number[]): number =>
      Math.max(...oracle.expected(these).map((value, at) => Math.abs(value - (vector?.[at] ?? NaN))));
    expect(distance(ours)).toBeLessThan(1e-6);
    expect(distance(ours.with(50, 100))).toBeGreaterThan(1e-3);
    expect(distance(ours.with(50, ours[51] ?? 0).with(51, ours[50] ?? 0))).toBeGreaterThan(1e-4);
  });
});

describe('tokens', () => {
  it.each([
    ['', '[CLS] [SEP]'],
    ['Parse the YAML', '[CLS] par ##se the ya ##ml [SEP]'],
    ["don't_stop(now);", "[CLS] don ' t _ stop ( now ) ; [SEP]"],
    ['a+b=$5', '[CLS] a + b = $ 5 [SEP]'],
    ['Ångström café', '[CLS] ang ##strom cafe [SEP]'],
    ['日本語 test', '[CLS] 日 本 語 test [SEP]'],
    ['ΟΔΟΣ', '[CLS] ο ##δ ##ο ##σ [SEP]'],
    ['soft\u00ADware\u0000 \u200Bis \uE000\uFFFDhard\uD800', '[CLS] software is hard [SEP]'],
    ['tab\tline\nend\r\nnext\u2028more\u3000wide', '[CLS] tab line end next more wide [SEP]'],
    ['🙂 smile', '[CLS] [UNK] smile [SEP]'],
    ['x'.repeat(101), '[CLS] [UNK] [SEP]'],
  ])('of %j are %s', (text, expected) => {
    expect(namesOf(text)).toBe(expected);
  });

  it('of a long text are the first, with a mark at its end', () => {
    expect(namesOf('one two three four', 5)).toBe('[CLS] one two three [SEP]');
    expect(namesOf('tokenizers', 3)).toBe('[CLS] token [SEP]');
    expect(tokens.of('word '.repeat(1000), 256)).toHaveLength(256);
  });

  it('of the name of a special token are those of plain text', () => {
    expect(namesOf('[SEP] and [MASK]')).toBe('[CLS] [ sep ] and [ mask ] [SEP]');
  });

  it('are of another kind of tokenizer refused', () => {
    expect(() => readTokens('{"model":{"type":"BPE","vocab":{"a":1}}}')).toThrow('the tokenizer has no [CLS]');
  });
});

describe("the oracle's tokens are ours", () => {
  it('on texts of many kinds', async () => {
    const texts = [
      'fix(parser): handle `\\r\\n` in front matter (#1234)',
      'export const f = <T,>(x: T): x is T => x !== undefined && typeof x === "object"; // ¿qué?',
      'Zażółć gęślą jaźń; İstanbul, ISTANBUL, ıI; Straße STRASSE ẞ; ﬁne ﬀ Ⅷ ½ №',
      'Привет, мир! Ёлка ёлка. Ελλάδα ΣΊΣΥΦΟΣ ς. שָׁלוֹם עוֹלָם. السَّلَامُ عَلَيْكُمْ؟ नमस्ते दुनिया। สวัสดีชาวโลก',
      '한국어 텍스트, カタカナ ｶﾀｶﾅ ひらがな が゙, 漢字㐀𠀀𪜀𫝀丽, ，。！',
      'e\u0301 vs é; a\u0328\u0301 vs a\u0301\u0328; \uFEFFbom; zero\u200Dwidth\u200Cjoin; 👩‍👩‍👧 ❤️ 🇩🇪',
      'https://example.org/a?b=c&d=%20#frag ~/path/to_file.ts:12:34 C:\\dir\\x 0xDEADBEEF 1,234.56€ 10^-3 <tag attr="v">',
      '- [x] done\n- [ ] open\n\n| a | b |\n|---|---|\n```js\nlet a = `b${c}`\n```',
      'y'.repeat(100),
      '\u00A0no\u2009break\u205Fspace\u1680ogham\u180Emongol\u0085next\u000Bvertical\u000Cfeed\u001Cfile',
      'word '.repeat(300),
      ' \t\n ',
    ];
    expect(await different(texts)).toEqual([]);
  });

  it('at each border of the classes of characters', async () => {
    const own =
      '\\u{0}-\\u{1f}\\u{7f}-\\u{9f}\\u{d800}-\\u{dfff}\\u{e000}-\\u{f8ff}\\u{f0000}-\\u{ffffd}\\u{100000}-\\u{10fffd}' +
      '\\u{3400}-\\u{4dbf}\\u{4e00}-\\u{9fff}\\u{f900}-\\u{faff}\\u{20000}-\\u{2a6df}\\u{2a700}-\\u{2b73f}\\u{2b740}-\\u{2b81f}\\u{2b920}-\\u{2ceaf}\\u{2f800}-\\u{2fa1f}';
    const borders = [...`${MARKS}${FORMAT}${PUNCTUATION}${own}`.matchAll(/[\da-f]+(?=\})/g)].map(([code]) => Number.parseInt(code, 16));
    const near = new Set(borders.flatMap((code) => [code - 1, code, code + 1]).filter((code) => code >= 0 && code < 0x110000));
    expect(near.size).toBeGreaterThan(1500);
    expect(await different([...near].map((code) => `ab${String.fromCodePoint(code)}cd e`))).toEqual([]);
  });

  /** Blocks with something to get wrong: case, accents, marks, spaces, control characters, ideographs, halves of pairs, what has no meaning. */
  const BLOCKS = (
    '0 20 40 60 80 a0 c0 100 140 300 340 380 3c0 400 5b0 620 640 900 940 e30 1100 1160 1e00 1f00 1fa0 2000 2020 2060 ' +
    '20a0 2100 2190 2460 3000 3040 3090 30a0 4e00 ac00 d7a0 d800 dc00 e000 f900 fb00 fe00 fe20 ff00 ff60 ffe0 10400 ' +
    '1d400 1f600 20000 e0000'
  )
    .split(' ')
    .map((code) => Number.parseInt(code, 16));
  const character = fc.oneof(
    { arbitrary: fc.constantFrom(...Array.from('aeiostn ABE.,(-_')), weight: 2 },
    { arbitrary: fc.tuple(fc.constantFrom(...BLOCKS), fc.nat(31)).map(([from, n]) => String.fromCodePoint(from + n)), weight: 3 },
  );

  it('on chance', async () => {
    const texts = fc.array(fc.string({ unit: character, maxLength: 40 }), { minLength: 20, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(texts, async (some) => {
        expect(await different(some)).toEqual([]);
      }),
      { seed: 20_261_127, numRuns: 40 },
    );
  });
});
