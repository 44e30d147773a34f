/** The kernel: the committed bytes are compiled from its source, and each of its functions gives the numbers of the plain one, bit for bit. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import wabt from 'wabt';
import { KERNEL_BASE64 } from '../../src/minilm/kernel-bytes.js';
import { openKernel, type Kernel } from '../../src/minilm/kernel.js';
import { seeded } from '../bench/corpus.js';

const BYTES = 1 << 17;

/** Runs the action on both kernels over the same memory of chance, and gives what each left in it. */
function both(seed: number, fill: (floats: Float32Array, random: () => number) => void, action: (kernel: Kernel) => void): Uint8Array[] {
  return [false, true].map((plain) => {
    const kernel = openKernel(BYTES, plain);
    fill(new Float32Array(kernel.memory.buffer, 0, BYTES / 4), seeded(seed));
    action(kernel);
    return new Uint8Array(kernel.memory.buffer, 0, BYTES).slice();
  });
}

const spread = (floats: Float32Array, random: () => number): void => {
  for (let n = 0; n < floats.length; n++) floats[n] = (random() - 0.5) * 8 * random() ** 3;
};
const some = (bytes: Uint8Array, at: number, count: number): Float32Array => new Float32Array(bytes.buffer, at, count);

function expectEqual([simd, plain]: readonly Uint8Array[]): void {
  expect(Buffer.from(simd ?? []).equals(plain ?? new Uint8Array())).toBe(true);
}

describe('the kernel of the engine', () => {
  it('is compiled from its source', async () => {
    const { parseWat } = await wabt();
    const source = readFileSync(new URL('../../src/minilm/kernel.wat', import.meta.url), 'utf8');
    const { buffer } = parseWat('kernel.wat', source, { simd: true }).toBinary({});
    expect(KERNEL_BASE64, 'run node scripts/build-kernel.js').toBe(Buffer.from(buffer).toString('base64'));
  });

  it('is the one of WebAssembly, and the plain one where there is none', () => {
    expect([openKernel(BYTES).kind, openKernel(BYTES, true).kind]).toEqual(['simd', 'plain']);
    vi.stubGlobal('WebAssembly', undefined);
    try {
      expect(openKernel(BYTES).kind).toBe('plain');
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('widens every float16', () => {
    const [simd, plain] = [false, true].map((isPlain) => {
      const kernel = openKernel(1 << 19, isPlain);
      new Uint16Array(kernel.memory.buffer, 2, 65_536).set(Uint16Array.from({ length: 65_536 }, (_, half) => half));
      kernel.widen(2, 1 << 18, 65_536);
      return new Float32Array(kernel.memory.buffer, 1 << 18, 65_536);
    });
    expect(simd).toEqual(plain);
    const values = [0x3c01, 0xc002, 0x0003, 0x7bff, 0x8000].map((half) => simd?.[half]);
    expect(values).toEqual([1 + 2 ** -10, -2 - 2 ** -8, 3 * 2 ** -24, 65_504, -0]);
  });

  it('rounds rows to a length of 32,767 that their scales undo', () => {
    const zeros = (floats: Float32Array, random: () => number): void => {
      spread(floats, random);
      floats.fill(0, 100, 140);
    };
    const bytes = both(2, zeros, (kernel) => kernel.quantise(0, 400, 5, 40, 65_536, 80, 81_920));
    expectEqual(bytes);
    const [before, rows, scales] = [new Float32Array(BYTES / 4), new Int16Array(bytes[0]!.buffer, 65_536, 200), some(bytes[0]!, 81_920, 5)];
    zeros(before, seeded(2));
    for (let row = 0; row < 5; row++) {
      const ints = rows.subarray(row * 40, row * 40 + 40);
      const length = Math.hypot(...ints);
      expect(row === 1 ? length : Math.abs(length - 32_767)).toBeLessThan(4);
      ints.forEach((value, n) => {
        expect(Math.abs(value * (scales[row] ?? NaN) - (before[row * 100 + n] ?? NaN))).toBeLessThanOrEqual(0.5001 * (scales[row] ?? NaN));
      });
    }
  });

  it.each([1, 2, 3, 8, 17])('packs %i rows as columns as it packs columns as rows', (rows) => {
    const bytes = both(rows, spread, (kernel) => {
      kernel.packColumns(0, 256, rows, 3, 65_536, 73_728);
      // The same by way of a transposition: column by column as a row.
      const floats = new Float32Array(kernel.memory.buffer, 0, BYTES / 4);
      const width = (rows + 7) & ~7;
      floats.fill(0, 16_384 + 4096, 16_384 + 4096 + 24 * width);
      for (let column = 0; column < 24; column++)
        for (let row = 0; row < rows; row++) floats[20_480 + column * width + row] = floats[row * 64 + column] as number;
      kernel.quantise(81_920, width * 4, 24, width, 98_304, width * 2, 106_496);
      kernel.pack(98_304, width * 2, (rows + 1) >> 1, 3, 114_688);
    });
    expectEqual(bytes);
    const panels = (at: number): number[] => [...new Int16Array(bytes[0]!.buffer, at, 24 * ((rows + 1) & ~1))];
    const apart = panels(65_536).map((value, n) => Math.abs(value - (panels(114_688)[n] ?? NaN)));
    // Sums of squares run in other orders, so that a number may be rounded otherwise.
    expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  });

  it.each([
    [1, 8, 1],
    [4, 32, 2],
    [7, 40, 3],
    [9, 64, 1],
  ])('multiplies %i rows of %i by %i panels', (rows, depth, panels) => {
    const bytes = both(rows, spread, (kernel) => {
      kernel.quantise(0, depth * 4, rows, depth, 40_960, depth * 2, 53_248);
      kernel.quantise(16_384, depth * 4, panels * 8, depth, 57_344, depth * 2, 65_536);
      kernel.pack(57_344, depth * 2, depth / 2, panels, 73_728);
      kernel.multiply(40_960, depth * 2, rows, 53_248, 73_728, depth / 2, panels, 65_536, 32_768, 81_920, panels * 32);
    });
    const floats = new Float32Array(BYTES / 4);
    spread(floats, seeded(rows));
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < panels * 8; column++) {
        const at = 81_920 / 4 + row * panels * 8 + column;
        const [simd, plain] = bytes.map((all) => some(all, 0, BYTES / 4)[at]);
        expect(simd).toBe(plain);
        let exact = floats[8192 + column] as number;
        for (let n = 0; n < depth; n++) exact += (floats[row * depth + n] as number) * (floats[4096 + column * depth + n] as number);
        expect(Math.abs((simd ?? NaN) - exact)).toBeLessThan(2e-3);
      }
  });

  it('sums the largest products without overflow', () => {
    const alike = (floats: Float32Array): void => void floats.fill(3);
    const bytes = both(1, alike, (kernel) => {
      kernel.quantise(0, 6144, 4, 1536, 40_960, 3072, 57_344);
      kernel.quantise(0, 6144, 4, 1536, 65_536, 3072, 90_112);
      kernel.quantise(0, 6144, 4, 1536, 77_824, 3072, 90_128);
      kernel.pack(65_536, 3072, 768, 1, 98_304);
      kernel.multiply(40_960, 3072, 4, 57_344, 98_304, 768, 1, 90_112, 0, 61_440, 32);
    });
    expectEqual(bytes);
    for (const value of some(bytes[0]!, 61_440, 32)) expect(Math.abs(value - 9 * 1536 - 3)).toBeLessThan(5);
  });

  it('normalises, shares and bends', () => {
    expectEqual(both(3, spread, (kernel) => kernel.addNormal(0, 4096, 3, 64, 8192, 12_288)));
    // The plain one needs no room beside the rows.
    expectEqual(both(4, spread, (kernel) => kernel.gelu(0, 4, 512, 65_536)).map((bytes) => bytes.subarray(0, 65_536)));
    expectEqual(both(5, spread, (kernel) => kernel.softmax(0, 128, 6, 27, 32)));
  }, 60_000);

  it('keeps to e^x and GELU within some units of the last place', () => {
    const bytes = both(
      6,
      (floats) => floats.forEach((_, n) => (floats[n] = n < 4096 ? n / 300 - 7 : -(n % 512) / 10)),
      (kernel) => {
        kernel.gelu(0, 4, 1024, 65_536);
        kernel.softmax(16_384, 2048, 1, 512, 512);
      },
    );
    expectEqual(bytes.map((all) => all.subarray(0, 65_536)));
    // The error function by its integral.
    const normal = (x: number): number => {
      let sum = 0;
      const steps = 2000;
      for (let n = 0; n < steps; n++) sum += Math.exp(-((((n + 0.5) * x) / steps) ** 2) / 2);
      return 0.5 + (sum * x) / steps / Math.sqrt(2 * Math.PI);
    };
    const bent = some(bytes[0]!, 0, 4096);
    for (let n = 0; n < 4096; n += 64)
      expect(Math.abs((bent[n] ?? NaN) - Math.fround(n / 300 - 7) * normal(n / 300 - 7))).toBeLessThan(1e-6);
    const shares = some(bytes[0]!, 16_384, 512);
    const total = Array.from({ length: 512 }, (_, n) => Math.exp(-n / 10)).reduce((sum, value) => sum + value, 0);
    for (let n = 0; n < 250; n++) expect(Math.abs((shares[n] ?? NaN) / (Math.exp(-n / 10) / total) - 1)).toBeLessThan(5e-6);
  });
});
