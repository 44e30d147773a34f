/** Shards: a written shard is read back, and bytes of any other form are refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/base/hash.js';
import {
  bytesOfHex,
  formatShard,
  isSpace,
  KEY_BYTES,
  parseShard,
  shardName,
  type NewRow,
  type Space,
} from '../../../src/recall/vectors/shard.js';

const SPACE: Space = { model: { name: 'minilm-l6-v2', digest: 'abcdef012345', dimensions: 5 }, chunker: 'c1' };

function rowsOf(count: number, dims = 5): NewRow[] {
  return Array.from({ length: count }, (_, n) => ({
    key: sha256(`row ${n}`).slice(0, 24),
    vector: Float32Array.from({ length: dims }, (_unused, at) => Math.sin(n * 7 + at)),
  }));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** A shard with other bytes in it and a checksum that is right again. */
function forged(bytes: Uint8Array, at: number, values: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  copy.set(bytesOfHex(sha256(copy.subarray(40))), 8);
  return copy;
}

describe('a shard', () => {
  it('gives back its rows, sorted by key, nearly as they were', () => {
    const rows = rowsOf(40);
    const shard = parseShard(formatShard(SPACE, rows));
    expect(shard).toMatchObject({ ...SPACE, count: 40 });
    const sorted = [...rows].sort((a, b) => (a.key < b.key ? -1 : 1));
    sorted.forEach(({ key, vector }, n) => {
      expect(hex((shard as NonNullable<typeof shard>).keys.subarray(n * KEY_BYTES, (n + 1) * KEY_BYTES))).toBe(key);
      vector.forEach((value, at) => expect((shard?.values[n * 5 + at] as number) * (shard?.scales[n] as number)).toBeCloseTo(value, 2));
    });
  });

  it('is the same bytes for the same rows in any order, and takes the first of two with one key', () => {
    const rows = rowsOf(9);
    const bytes = formatShard(SPACE, rows);
    expect(hex(formatShard(SPACE, rows.toReversed()))).toBe(hex(bytes));
    const second = { key: rows[3]?.key as string, vector: new Float32Array(5).fill(0.5) };
    expect(hex(formatShard(SPACE, [...rows, second]))).toBe(hex(bytes));
    expect(shardName(bytes)).toBe(`${hex(bytes.subarray(8, 20))}.shard`);
  });

  it('may be empty, and may stand anywhere in a buffer', () => {
    expect(parseShard(formatShard(SPACE, []))?.count).toBe(0);
    const bytes = formatShard(SPACE, rowsOf(3));
    for (let shift = 1; shift < 5; shift++) {
      const room = new Uint8Array(bytes.length + 8);
      room.set(bytes, shift);
      for (const kind of [room, Buffer.from(room.buffer)]) expect(parseShard(kind.subarray(shift, shift + bytes.length))?.count).toBe(3);
    }
  });

  it('is not read when it is torn, longer than it says, or has any bit flipped', () => {
    const bytes = formatShard(SPACE, rowsOf(3));
    for (let length = 0; length < bytes.length; length++) expect(parseShard(bytes.subarray(0, length))).toBeUndefined();
    expect(parseShard(Uint8Array.from([...bytes, 0]))).toBeUndefined();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(parseShard(flipped), `bit ${bit}`).toBeUndefined();
    }
  });

  it('is not read in a newer format, in no space, with keys out of order or a scale that is no number', () => {
    const bytes = formatShard(SPACE, rowsOf(3));
    const scaleAt = 144 + 3 * KEY_BYTES;
    expect(parseShard(forged(bytes, 60, [0]))).toBeDefined();
    expect(parseShard(forged(bytes, 40, [2]))).toBeUndefined();
    expect(parseShard(forged(bytes, 64, [0x2e, 0x2e, 0x2f]))).toBeUndefined();
    expect(parseShard(forged(bytes, 48, [0x20]))).toBeUndefined();
    expect(parseShard(forged(bytes, 144, [...bytes.subarray(144 + KEY_BYTES, 144 + 2 * KEY_BYTES)]))).toBeUndefined();
    expect(parseShard(forged(bytes, scaleAt, [0, 0, 0xc0, 0x7f]))).toBeUndefined();
    expect(parseShard(forged(bytes, scaleAt, [0, 0, 0x80, 0xff]))).toBeUndefined();
  });

  it('never throws on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => parseShard(bytes) === undefined));
    const bytes = formatShard(SPACE, rowsOf(2));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 }), (at, values) => {
        const room = Math.min(values.length, bytes.length - at);
        parseShard(forged(bytes, at, [...values.subarray(0, room)]));
      }),
    );
  });

  it.each([
    ['a path', { ...SPACE.model, name: '../x' }],
    ['an empty name', { ...SPACE.model, name: '' }],
    ['capitals', { ...SPACE.model, name: 'MiniLM' }],
    ['too long a name', { ...SPACE.model, name: 'x'.repeat(65) }],
    ['a short digest', { ...SPACE.model, digest: 'abc' }],
    ['no dimensions', { ...SPACE.model, dimensions: 0 }],
    ['too many dimensions', { ...SPACE.model, dimensions: 20_000 }],
  ])('has no place for a model with %s', (_, model) => {
    expect(isSpace({ model, chunker: 'c1' })).toBe(false);
    expect(isSpace(SPACE)).toBe(true);
  });
});
