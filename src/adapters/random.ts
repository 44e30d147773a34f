/** The Random port on the system's cryptographic generator, for nonces and writer names. */
import { randomBytes } from 'node:crypto';
import { BASE32 } from '../base/hash.js';
import type { Random } from '../world/random.js';

/** The Random port: five bits of each random byte give a character, so all are equally likely. */
export function realRandom(): Random {
  return {
    base32: (length) => Array.from(randomBytes(length), (byte) => BASE32[byte & 31]).join(''),
  };
}
