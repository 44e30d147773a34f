/** The vocabulary found in the text of a tokenizer is the one that parsing it gives. */
import { describe, expect, it } from 'vitest';
import { readVocabulary } from '../../src/minilm/vocabulary.js';
import { TOKENIZER } from './oracle.js';

const vocab = (pairs: Readonly<Record<string, number>>): string => JSON.stringify({ model: { type: 'WordPiece', vocab: pairs } });

describe('a vocabulary', () => {
  it('has each piece of the model with its number, and no other', () => {
    const parsed = (JSON.parse(TOKENIZER) as { model: { vocab: Record<string, number> } }).model.vocab;
    const read = readVocabulary(TOKENIZER);
    // From here on by the table.
    for (let n = 0; n < 20; n++) read.get(`no such piece ${n}`);
    const wrong = Object.entries(parsed).filter(([piece, number]) => read.get(piece) !== number);
    expect([Object.keys(parsed).length, wrong]).toEqual([30_522, []]);
    const others = Object.keys(parsed).flatMap((piece) =>
      [`${piece}"`, `${piece}\\`, `"${piece}`, `${piece}\0`].filter((other) => !Object.hasOwn(parsed, other)),
    );
    expect(others.filter((piece) => read.get(piece) !== undefined)).toEqual([]);
    for (const piece of ['', '}', ':1', ',"', '__proto__', 'constructor', 'vocab'])
      expect(read.get(piece)).toBe(Object.hasOwn(parsed, piece) ? parsed[piece] : undefined);
  });

  it('finds a few pieces without a table of all, as with it', () => {
    const parsed = (JSON.parse(TOKENIZER) as { model: { vocab: Record<string, number> } }).model.vocab;
    const some = Object.entries(parsed).filter(([piece, number]) => number % 9 === 0 || /["\\,:{}]/.test(piece));
    const read = readVocabulary(TOKENIZER);
    expect(some.filter(([piece, number]) => read.get(piece) !== number)).toEqual([]);
    for (const piece of ['"', '\\', 'no such piece', ',"a', '","', '":']) {
      const fresh = readVocabulary(TOKENIZER);
      const first = fresh.get(piece);
      for (let n = 0; n < 20; n++) fresh.get(`no such piece ${n}`);
      expect([piece, fresh.get(piece)]).toEqual([piece, first]);
    }
  });

  it('takes names with quotes, backslashes, brackets and any number', () => {
    const pairs = { '"': 0, '\\': 1, '\\"': 2, '}': 3, '{"a":1}': 4, '': 5, 日本: 1_234_567, '\u{1F600}': 8 };
    const read = readVocabulary(vocab(pairs));
    expect(Object.keys(pairs).map((piece) => read.get(piece))).toEqual(Object.values(pairs));
    for (let n = 0; n < 20; n++)
      expect(['a', '{"a"', '1}', ' '.repeat(n)].map((piece) => read.get(piece)).slice(0, 3)).toEqual([undefined, undefined, undefined]);
    expect(Object.keys(pairs).map((piece) => read.get(piece))).toEqual(Object.values(pairs));
  });

  it('is empty where there is none', () => {
    for (const text of ['', '{}', vocab({}), '{"vocab":', '{"vocab":{"']) expect(readVocabulary(text).get('a')).toBeUndefined();
  });
});
