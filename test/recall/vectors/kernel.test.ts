/** The kernel: the committed bytes are compiled from its source, and it computes the same integers as the plain loop. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import wabt from 'wabt';
import { KERNEL_BASE64 } from '../../../src/recall/vectors/kernel-bytes.js';
import { MAX_DIMENSIONS, quantise, rowTable, type RowTable } from '../../../src/recall/vectors/kernel.js';
import { seeded } from '../../bench/corpus.js';

function randomVectors(count: number, dims: number, seed: number): Float32Array[] {
  const random = seeded(seed);
  return Array.from({ length: count }, () => {
    const vector = Float32Array.from({ length: dims }, () => random() * 2 - 1);
    const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    return vector.map((value) => value / norm);
  });
}

function fill(table: RowTable, vectors: readonly Float32Array[]): void {
  const dims = vectors[0]?.length ?? 0;
  const rows = new Int8Array(vectors.length * dims);
  const scales = new Float32Array(vectors.length);
  vectors.forEach((vector, n) => {
    const { row, scale } = quantise(vector);
    rows.set(row, n * dims);
    scales[n] = scale;
  });
  expect(table.append(rows, scales)).toBe(true);
}

describe('the kernel', () => {
  it('is compiled from its source', async () => {
    const { parseWat } = await wabt();
    const source = readFileSync(new URL('../../../src/recall/vectors/kernel.wat', import.meta.url), 'utf8');
    const { buffer } = parseWat('kernel.wat', source, { simd: true }).toBinary({});
    expect(KERNEL_BASE64, 'run node scripts/build-kernel.js').toBe(Buffer.from(buffer).toString('base64'));
  });

  it.each([1, 2, 7, 15, 16, 17, 31, 64, 100, 384, 1024, 4096])(
    'gives the scores of the plain loop, bit for bit, in %i dimensions',
    (dims) => {
      const vectors = randomVectors(37, dims, dims);
      const [fast, plain] = [rowTable(dims), rowTable(dims, true)];
      expect([fast.kind, plain.kind]).toEqual(['simd', 'plain']);
      // In several steps, so that the memory grows and the regions in it move.
      for (const table of [fast, plain]) {
        fill(table, vectors.slice(0, 5));
        table.scan(vectors[0] as Float32Array);
        fill(table, vectors.slice(5));
      }
      for (const query of randomVectors(5, dims, 99)) expect([...fast.scan(query)]).toEqual([...plain.scan(query)]);
      for (const [n, vector] of vectors.entries()) {
        expect([...fast.row(n)]).toEqual([...plain.row(n)]);
        expect(fast.scan(vector)[n]).toBeCloseTo(1, 1);
      }
    },
  );

  it('keeps what it has when it grows past what was reserved', () => {
    const vectors = randomVectors(3000, 20, 4);
    const [fast, plain] = [rowTable(20), rowTable(20, true)];
    for (let from = 0; from < vectors.length; from += 500) {
      fill(fast, vectors.slice(from, from + 500));
      fill(plain, vectors.slice(from, from + 500));
    }
    const query = vectors[1234] as Float32Array;
    const scores = [...fast.scan(query)];
    expect(scores).toEqual([...plain.scan(query)]);
    expect(scores.indexOf(Math.max(...scores))).toBe(1234);
  });

  it('sums the extremes without overflow', () => {
    const most = new Int8Array(MAX_DIMENSIONS * 2).fill(-128, 0, MAX_DIMENSIONS).fill(127, MAX_DIMENSIONS);
    const query = new Float32Array(MAX_DIMENSIONS).fill(-1);
    for (let at = 0; at < query.length; at += 3) query[at] = 1;
    const scores = [false, true].map((plain) => {
      const table = rowTable(MAX_DIMENSIONS, plain);
      table.append(most, Float32Array.of(1, 1));
      return [...table.scan(query)];
    });
    expect(scores[0]).toEqual(scores[1]);
    // 5,462 columns are 1, 10,922 are -1: 5,460 more, and each of them counts 127 x 128 or 127 x 127 by a scale of 1 / 127.
    expect(scores[0]?.[0]).toBeCloseTo(5460 * 128, 0);
    expect(scores[0]?.[1]).toBeCloseTo(-5460 * 127, 0);
  });

  it('answers an empty table, and a query or row of zeros', () => {
    for (const plain of [false, true]) {
      const table = rowTable(24, plain);
      expect(table.scan(new Float32Array(24).fill(0.2))).toHaveLength(0);
      fill(table, [new Float32Array(24), new Float32Array(24).fill(0.2)]);
      expect([...table.scan(new Float32Array(24))]).toEqual([0, 0]);
      expect(table.scan(new Float32Array(24).fill(0.2))[0]).toBe(0);
    }
  });

  it('errs by less than a hundredth in the cosine', () => {
    const vectors = randomVectors(200, 384, 7);
    const table = rowTable(384);
    fill(table, vectors);
    for (const query of randomVectors(5, 384, 8)) {
      const scores = table.scan(query);
      vectors.forEach((vector, n) => {
        const exact = vector.reduce((sum, value, at) => sum + value * (query[at] as number), 0);
        expect(Math.abs((scores[n] as number) - exact)).toBeLessThan(0.005);
      });
    }
  });

  it('does without WebAssembly where there is none, or where it has no SIMD', () => {
    const { WebAssembly: real } = globalThis as unknown as { WebAssembly: { Instance: unknown } };
    const noSimd = {
      Module: function invalid() {
        throw new TypeError('invalid opcode 0xfd');
      },
      Instance: real.Instance,
    };
    try {
      for (const lacking of [undefined, noSimd]) {
        vi.stubGlobal('WebAssembly', lacking);
        expect(rowTable(8).kind).toBe('plain');
      }
    } finally {
      vi.unstubAllGlobals();
    }
    expect(rowTable(8).kind).toBe('simd');
  });

  it('adds nothing where there is no memory for it', () => {
    const memory = {
      buffer: new ArrayBuffer(65_536),
      grow: () => {
        throw new RangeError('no memory');
      },
    };
    const exports = { memory, scan: () => undefined };
    vi.stubGlobal('WebAssembly', {
      Module: function module() {
        return {};
      },
      Instance: function instance() {
        return { exports };
      },
    });
    try {
      const table = rowTable(16);
      expect(table.append(new Int8Array(16), new Float32Array(1))).toBe(false);
      expect(table.count).toBe(0);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('quantises a vector whose numbers are no numbers to nothing', () => {
    for (const bad of [Number.NaN, Infinity]) expect(quantise(Float32Array.of(bad, bad))).toEqual({ row: new Int8Array(2), scale: 0 });
  });
});
