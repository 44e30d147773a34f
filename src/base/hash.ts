/** SHA-256 by Node, seals made with it, short hashes for ids, and SHA-1 as git's ids need it. The only code that computes hashes outside of git. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ID_LENGTH } from './ids.js';

/** Crockford's base32: a character for each five bits, none that is easily taken for another. */
export const BASE32 = '0123456789abcdefghjkmnpqrstvwxyz';

/** SHA-256 of UTF-8 text or bytes, in lower-case hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** HMAC-SHA256 of UTF-8 text, in lower-case hexadecimal digits. */
export function hmac256(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

/** True if both are the same digits. How long it takes does not tell where they differ. */
export function isSameDigest(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** SHA-1 of bytes, in lower-case hexadecimal digits: what git names objects by. Not for anything that must resist an attack. */
export function sha1(content: Uint8Array): string {
  return createHash('sha1').update(content).digest('hex');
}

/** True for the bytes of git's blob, by the hash that its id has the length of. */
export function isBlob(bytes: Uint8Array, id: string): boolean {
  const head = new TextEncoder().encode(`blob ${bytes.length}\0`);
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  return (id.length === 40 ? sha1(whole) : sha256(whole)) === id;
}

/**
 * The first `length` characters of SHA-256 over the parts, in Crockford's base32 (five bits a character).
 * Parts are joined by NUL, so that ("ab","c") and ("a","bc") differ.
 */
export function shortHash(parts: readonly string[], length = ID_LENGTH): string {
  const digest = createHash('sha256').update(parts.join('\0')).digest();
  let out = '';
  for (let bit = 0; out.length < length; bit += 5) {
    const pair = ((digest[bit >> 3] ?? 0) << 8) | (digest[(bit >> 3) + 1] ?? 0);
    out += BASE32[(pair >> (11 - (bit & 7))) & 31];
  }
  return out;
}
