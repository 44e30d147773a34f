import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sha1, sha256 } from '../../src/base/hash.js';
import { blobInLive } from '../../src/journal/blob-in-live.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const idOf = (content: Uint8Array, hash: (bytes: Uint8Array) => string): string =>
  hash(new Uint8Array([...bytes(`blob ${content.length}\0`), ...content]));

it.each([
  ['SHA-1', sha1],
  ['SHA-256', sha256],
])('finds the blob that a log begins with, and no other, by %s', (_name, hash) => {
  const line = fc.string({ maxLength: 20 }).map((text) => `${text.replaceAll('\n', ' ')}\n`);
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), fc.array(line, { maxLength: 8 }), fc.string(), (before, after, other) => {
      const committed = bytes(before.join(''));
      const live = bytes([...before, ...after].join(''));
      expect(blobInLive(live, idOf(committed, hash))).toEqual(committed);
      const elsewhere = bytes(`- ${other} that never stood there`);
      expect(blobInLive(live, idOf(elsewhere, hash))).toBeUndefined();
    }),
    { numRuns: 25 },
  );
});

it('leaves a log to git that would have to be hashed too often, and an empty one', () => {
  const live = bytes('a line of the day\n'.repeat(20_000));
  expect(blobInLive(live, idOf(bytes('a line of the day\n'), sha1))).toBeUndefined();
  expect(blobInLive(live, idOf(live, sha1))).toEqual(live);
  expect(blobInLive(new Uint8Array(), idOf(new Uint8Array(), sha1))).toBeUndefined();
});
