/** Chance that repeats: the same seed gives the same characters, on every machine. Never for secrets. */
import { shortHash } from '../base/hash.js';
import type { Random } from '../world/random.js';

/** Base32 characters that follow from the seed and from how often it was asked before. */
export function virtualRandom(seed: string | number = 0): Random {
  let asked = 0;
  return {
    base32(length) {
      asked += 1;
      let out = '';
      // A digest carries 51 characters; longer wishes take further ones.
      for (let part = 0; out.length < length; part += 1) out += shortHash([String(seed), String(asked), String(part)], 50);
      return out.slice(0, length);
    },
  };
}
