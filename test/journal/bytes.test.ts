import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOf, byteTextOf, exactTextOf, readableOf } from '../../src/journal/bytes.js';

/** Bytes as they come in logs that people edited: text, a byte order mark, halves of characters, and what is no UTF-8 at all. */
const pieces = fc.constantFrom(
  [0x41],
  [0xc3, 0xa9],
  [0xef, 0xbb, 0xbf],
  [0xf0, 0x9f, 0x98, 0x80],
  [0xe2, 0x82],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xc0, 0x80],
  [0x80],
  [0xff],
);
const bytes = fc.array(pieces, { maxLength: 12 }).map((list) => Uint8Array.from(list.flat()));

it('keeps every byte, and reads as Node does', () => {
  fc.assert(
    fc.property(bytes, (some) => {
      const text = byteTextOf(some);
      expect(text).toBe(Buffer.from(some).toString('latin1'));
      expect([...bytesOf(text)]).toEqual([...some]);
      const utf8 = Buffer.from(some).toString('utf8');
      expect(readableOf(text)).toBe(utf8);
      expect(exactTextOf(text)).toBe(Buffer.from(utf8, 'utf8').equals(some) ? utf8 : undefined);
    }),
  );
});

it('keeps them in long files, whose pieces are looked at one by one', () => {
  const long = Uint8Array.from({ length: 20_000 }, (_, at) => (at % 5000 === 0 ? 0xe9 : 0x61));
  expect([...bytesOf(byteTextOf(long))]).toEqual([...long]);
  const plain = long.fill(0x61);
  expect(byteTextOf(plain)).toBe('a'.repeat(20_000));
});
