/**
 * Git's loose objects as bytes, written and read in one step. They are stored, not compressed: a valid stream for git, which costs no time and needs no thread,
 * so that two runs interleave alike. It touches no volume.
 */
import { sha1 } from '../base/hash.js';
import type { ObjectId } from '../world/git-refs.js';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export interface LooseObject {
  readonly id: ObjectId;
  /** What git keeps in objects/xx/yyy. */
  readonly bytes: Uint8Array;
}

const BLOCK_MAX = 0xffff;
const [ADLER_MODULUS, ADLER_RUN] = [65_521, 5552];

/** The object with this content, and its id. */
export function looseObject(type: ObjectType, content: Uint8Array): LooseObject {
  const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  return { id: sha1(whole), bytes: stored(whole) };
}

/** What such bytes hold; undefined if they are torn, or written by somebody else. */
export function readLooseObject(bytes: Uint8Array): { readonly type: ObjectType; readonly content: Buffer } | undefined {
  const whole = unstored(bytes);
  const end = whole?.indexOf(0) ?? -1;
  if (!whole || end < 0) return undefined;
  const [, type, size] = /^(blob|tree|commit|tag) (\d+)$/.exec(whole.toString('latin1', 0, end)) ?? [];
  const content = whole.subarray(end + 1);
  return type === undefined || content.length !== Number(size) ? undefined : { type: type as ObjectType, content };
}

/** A zlib stream (RFC 1950) of stored blocks (RFC 1951, 3.2.4). */
function stored(whole: Buffer): Uint8Array {
  const blocks = Math.max(1, Math.ceil(whole.length / BLOCK_MAX));
  const out = Buffer.alloc(2 + blocks * 5 + whole.length + 4);
  out.writeUInt16BE(0x7801, 0);
  let to = 2;
  for (let from = 0, left = blocks; left > 0; from += BLOCK_MAX, left -= 1) {
    const block = whole.subarray(from, from + BLOCK_MAX);
    out[to] = left === 1 ? 1 : 0;
    out.writeUInt16LE(block.length, to + 1);
    out.writeUInt16LE(~block.length & 0xffff, to + 3);
    block.copy(out, to + 5);
    to += 5 + block.length;
  }
  out.writeUInt32BE(adler32(whole), to);
  return out;
}

function unstored(bytes: Uint8Array): Buffer | undefined {
  const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (from.length < 11 || from.readUInt16BE(0) !== 0x7801) return undefined;
  const parts: Buffer[] = [];
  let at = 2;
  for (let isLast = false; !isLast;) {
    if (at + 5 > from.length || (from[at] ?? 2) > 1) return undefined;
    isLast = from[at] === 1;
    const length = from.readUInt16LE(at + 1);
    parts.push(from.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  const whole = parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts);
  return at + 4 === from.length && from.readUInt32BE(at) === adler32(whole) ? whole : undefined;
}

function adler32(bytes: Buffer): number {
  let [a, b] = [1, 0];
  for (let from = 0; from < bytes.length; from += ADLER_RUN) {
    const to = Math.min(bytes.length, from + ADLER_RUN);
    for (let at = from; at < to; at += 1) {
      a += bytes[at] ?? 0;
      b += a;
    }
    a %= ADLER_MODULUS;
    b %= ADLER_MODULUS;
  }
  return b * 0x10000 + a;
}
