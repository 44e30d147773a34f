/** The Random port on the system's cryptographic generator, for nonces and writer names. */
import { randomBytes } from 'node:crypto';
import type { Random } from '../world/random.js';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** The Random port: five bits of each random byte give a character, so all are equally likely. */
export function realRandom(): Random {
  return {
    base32: (length) => Array.from(randomBytes(length), (byte) => ALPHABET[byte & 31]).join(''),
  };
}
