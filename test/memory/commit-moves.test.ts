import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMove, movesIn } from '../../src/memory/commit-moves.js';

const objectId = fc.bigInt({ min: 0n, max: 2n ** 160n - 1n }).map((number) => number.toString(16).padStart(40, '0'));

describe('which commit became which', () => {
  it('is read as it was written, with any subject behind it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(objectId, objectId, fc.constantFrom('', ' Fix the timeout', ' -> x')), { maxLength: 5 }), (pairs) => {
        const lines = pairs.map(([was, is, rest]) => `${formatMove(was, is)}${rest}`);
        const read = movesIn(['feature: rebased, 000000000000 -> 111111111111', ...lines].join('\n'));
        expect(read).toEqual(pairs.map(([was, is]) => ({ was: was.slice(0, 12), is: is.slice(0, 12) })));
      }),
    );
  });

  it.each(['  3f2a91c04d11 -> 5b0057d8eee9 Fix', '3f2a91c04d11 → 5b0057d8eee9', '\t3f2a91c04d11 → 5b0057d8eee9: Fix'])(
    'is read from %j, as a person may have written it',
    (line) => expect(movesIn(`main: rebased\n${line}`)).toEqual([{ was: '3f2a91c04d11', is: '5b0057d8eee9' }]),
  );

  it.each(['main: moved back, 3f2a91c04d11 -> 5b0057d8eee9', '3f2a91c04d1 -> 5b0057d8eee9', '3f2a91c04d11 -> 5b0057d8eee9a', 'a -> b'])(
    'is not read from %j',
    (line) => expect(movesIn(line)).toEqual([]),
  );
});
