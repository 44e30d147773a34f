/** The Random port with a seed: the same seed gives the same characters on every machine. It must not be used for secrets. */
import { shortHash } from '../base/hash.js';
import type { Random } from '../world/random.js';

/** The port; its characters depend on the seed and on the number of earlier calls. */
export function virtualRandom(seed: string | number = 0): Random {
  let asked = 0;
  return {
    base32(length) {
      asked += 1;
      let out = '';
      // A digest gives 51 characters; longer texts take further digests.
      for (let part = 0; out.length < length; part += 1) out += shortHash([String(seed), String(asked), String(part)], 50);
      return out.slice(0, length);
    },
  };
}
