/**
 * A shard: vectors of one model by key, as bytes that are written once and never changed. Pure; it reads no disk.
 *
 *     0    8  magic: 0x8b "kairos" 0x0a
 *     8   32  SHA-256 of all that follows
 *    40    2  format, 1
 *    42    2  dimensions
 *    44    4  count
 *    48   12  digest of the weights, ASCII
 *    60    4  0
 *    64   64  name of the model, ASCII, padded with 0
 *   128   16  chunker, ASCII, padded with 0
 *   144       keys: 12 bytes each, ascending, none twice
 *             scales: float32 each
 *             rows: int8, `dimensions` each; column x stands for row[x] * scale
 *
 * Numbers are little-endian. The name of the file is the beginning of the checksum.
 */
import { compareText } from '../../base/order.js';
import { sha256 } from '../../base/hash.js';
import type { EmbedderModel } from '../../world/embedders.js';
import { MAX_DIMENSIONS, quantise } from './kernel.js';

/** Raise it when this layout changes: shards of another format are not read. */
export const SHARD_FORMAT = 1;
export const KEY_BYTES = 12;
const HEADER_BYTES = 144;
const MAGIC = [0x8b, 0x6b, 0x61, 0x69, 0x72, 0x6f, 0x73, 0x0a];
const [CHECKSUM_AT, FORMAT_AT, DIMENSIONS_AT, COUNT_AT, DIGEST_AT, MODEL_AT, CHUNKER_AT] = [8, 40, 42, 44, 48, 64, 128];
const [DIGEST_BYTES, MODEL_BYTES, CHUNKER_BYTES] = [12, 64, 16];

/** A vector space: the model and the chunker. Vectors of two spaces are never compared. */
export interface Space {
  readonly model: EmbedderModel;
  /** Which texts were embedded: `CHUNKER` of chunk.ts. */
  readonly chunker: string;
}

/** Rows in columns: element n of each column belongs to row n. */
export interface Rows {
  /** `KEY_BYTES` each. */
  readonly keys: Uint8Array;
  readonly scales: Float32Array;
  readonly values: Int8Array;
}

export interface Shard extends Space, Rows {
  readonly count: number;
}

/** A vector to be put into a shard. */
export interface NewRow {
  /** 24 hexadecimal digits. */
  readonly key: string;
  readonly vector: Float32Array;
}

/** True for a space that fits into a shard's header and whose folder's name is safe on every system. */
export function isSpace({ model, chunker }: Space): boolean {
  const { name, digest, dimensions } = model;
  return (
    /^[a-z0-9][a-z0-9._-]{0,63}$/.test(name) &&
    /^[0-9a-f]{12}$/.test(digest) &&
    /^[a-z0-9]{1,16}$/.test(chunker) &&
    Number.isInteger(dimensions) &&
    dimensions > 0 &&
    dimensions <= MAX_DIMENSIONS
  );
}

/** The shard of these vectors, quantised; of two with one key the first counts. Equal vectors give equal bytes in whatever order. */
export function formatShard(space: Space, rows: readonly NewRow[]): Uint8Array {
  const { dimensions } = space.model;
  const byKey = new Map(rows.toReversed().map((row) => [row.key, row.vector]));
  const sorted = [...byKey].sort(([a], [b]) => compareText(a, b));
  const keys = new Uint8Array(sorted.length * KEY_BYTES);
  const scales = new Float32Array(sorted.length);
  const values = new Int8Array(sorted.length * dimensions);
  sorted.forEach(([key, vector], n) => {
    const { row, scale } = quantise(vector);
    keys.set(bytesOfHex(key), n * KEY_BYTES);
    scales[n] = scale;
    values.set(row.subarray(0, dimensions), n * dimensions);
  });
  return encodeShard(space, { keys, scales, values });
}

/** The shard of rows that are already quantised and sorted by key. */
export function encodeShard({ model, chunker }: Space, { keys, scales, values }: Rows): Uint8Array {
  const [scalesAt, valuesAt] = [HEADER_BYTES + keys.length, HEADER_BYTES + keys.length + scales.length * 4];
  const bytes = new Uint8Array(valuesAt + values.length);
  const data = new DataView(bytes.buffer);
  data.setUint16(FORMAT_AT, SHARD_FORMAT, true);
  data.setUint16(DIMENSIONS_AT, model.dimensions, true);
  data.setUint32(COUNT_AT, scales.length, true);
  const ascii = new TextEncoder();
  bytes.set(ascii.encode(model.digest), DIGEST_AT);
  bytes.set(ascii.encode(model.name), MODEL_AT);
  bytes.set(ascii.encode(chunker), CHUNKER_AT);
  bytes.set(keys, HEADER_BYTES);
  bytes.set(new Uint8Array(scales.buffer, scales.byteOffset, scales.byteLength), scalesAt);
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), valuesAt);
  bytes.set(MAGIC);
  bytes.set(bytesOfHex(sha256(bytes.subarray(FORMAT_AT))), CHECKSUM_AT);
  return bytes;
}

/** How many rows files of so many bytes can hold at most. */
export function mostRows(bytes: number, dimensions: number): number {
  return Math.floor(bytes / (KEY_BYTES + 4 + dimensions));
}

/** `<24 hexadecimal digits>.shard`, from the checksum in the header. */
export function shardName(bytes: Uint8Array): string {
  return `${hexOf(bytes.subarray(CHECKSUM_AT, CHECKSUM_AT + KEY_BYTES))}.shard`;
}

/** Reads a shard; undefined for one that is torn, changed, of another format, or no shard at all. Its keys and rows are views of `bytes`. */
export function parseShard(bytes: Uint8Array): Shard | undefined {
  if (bytes.length < HEADER_BYTES || MAGIC.some((value, at) => bytes[at] !== value)) return undefined;
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.getUint16(FORMAT_AT, true) !== SHARD_FORMAT) return undefined;
  const [dimensions, count] = [data.getUint16(DIMENSIONS_AT, true), data.getUint32(COUNT_AT, true)];
  if (bytes.length !== HEADER_BYTES + count * (KEY_BYTES + 4 + dimensions)) return undefined;
  if (sha256(bytes.subarray(FORMAT_AT)) !== hexOf(bytes.subarray(CHECKSUM_AT, FORMAT_AT))) return undefined;

  const text = (at: number, length: number): string =>
    new TextDecoder('latin1').decode(bytes.subarray(at, at + length)).replace(/\0+$/, '');
  const model = { name: text(MODEL_AT, MODEL_BYTES), digest: text(DIGEST_AT, DIGEST_BYTES), dimensions };
  const chunker = text(CHUNKER_AT, CHUNKER_BYTES);
  const keys = bytes.subarray(HEADER_BYTES, HEADER_BYTES + count * KEY_BYTES);
  const scalesAt = HEADER_BYTES + keys.length;
  // A copy, because a Float32Array must begin at a multiple of four in its buffer. (`slice` of a Node Buffer makes none, and `from` goes byte by byte.)
  const scales = new Float32Array(new Uint8Array(bytes.subarray(scalesAt, scalesAt + count * 4)).buffer);
  const values = new Int8Array(bytes.buffer, bytes.byteOffset + scalesAt + count * 4, count * dimensions);
  if (!isSpace({ model, chunker }) || !isAscending(keys) || !areScales(scales)) return undefined;
  return { model, chunker, count, keys, scales, values };
}

function areScales(scales: Float32Array): boolean {
  for (let n = 0; n < scales.length; n++) if (!((scales[n] as number) >= 0 && (scales[n] as number) < Infinity)) return false;
  return true;
}

function isAscending(keys: Uint8Array): boolean {
  for (let at = KEY_BYTES; at < keys.length; at += KEY_BYTES) {
    // Mostly the first byte decides.
    const before = keys[at - KEY_BYTES] as number;
    const now = keys[at] as number;
    if (before > now || (before === now && compareKeys(keys, at - KEY_BYTES, keys, at) >= 0)) return false;
  }
  return true;
}

/** Below 0 if the key at `a` in `left` comes before the one at `b` in `right`, 0 if they are equal. */
export function compareKeys(left: Uint8Array, a: number, right: Uint8Array, b: number): number {
  for (let at = 0; at < KEY_BYTES; at++) {
    const difference = (left[a + at] as number) - (right[b + at] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The bytes that hexadecimal digits stand for. */
export function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length >> 1 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (value) => value.toString(16).padStart(2, '0')).join('');
}
