/**
 * The arithmetic of kernel.wat in plain JavaScript, bit for bit: each float32 result is rounded as there, and each sum runs in the same four lanes. It is
 * for machines without WebAssembly SIMD, and what the kernel is compared with.
 */
import type { Kernel } from './kernel.js';

const f = Math.fround;
const MAGIC = 12_582_912;
const LENGTH = 32_767;
const SHORTEST = f(1e-18);
/** e^x is taken as e^-30 below this: what is smaller vanishes in float32 beside its neighbours, and its square would be slow to compute. */
const LOWEST = -30;
/** 2^112 */
const HALF_TO_FLOAT = 5_192_296_858_534_827_628_530_496_329_220_096;

/** A kernel over an ArrayBuffer. */
export function plainKernel(bytes: number): Kernel {
  const buffer = new ArrayBuffer((bytes + 3) & ~3);
  return { kind: 'plain', memory: { buffer }, ...packing(buffer), ...multiplying(buffer), ...rowwise(buffer) };
}

/** The nearest integer, half to even, of a float32 below 2^22. */
function integer(value: number): number {
  return f(value + MAGIC) - MAGIC;
}

function square(value: number): number {
  return f(value * value);
}

/** Lanes as kernel.wat adds them. */
function sum(lanes: Float32Array): number {
  const [a = 0, b = 0, c = 0, d = 0] = lanes;
  return f(f(a + b) + f(c + d));
}

function packing(buffer: ArrayBuffer): Pick<Kernel, 'widen' | 'quantise' | 'pack' | 'packColumns'> {
  const [bytes, shorts, words, floats] = [new Uint8Array(buffer), new Int16Array(buffer), new Int32Array(buffer), new Float32Array(buffer)];
  return {
    widen(from, to, count) {
      for (let n = 0; n < count; n++) {
        const half = (bytes[from + 2 * n] as number) | ((bytes[from + 2 * n + 1] as number) << 8);
        words[to / 4 + n] = (half & 0x7fff) << 13;
        const size = (floats[to / 4 + n] as number) * HALF_TO_FLOAT;
        floats[to / 4 + n] = half & 0x8000 ? -size : size;
      }
    },
    quantise(x, xStride, rows, width, to, toStride, scales) {
      for (let row = 0; row < rows; row++) {
        const at = (x + row * xStride) / 4;
        const lanes = new Float32Array(4);
        for (let n = 0; n < width; n++) lanes[n & 3] = (lanes[n & 3] as number) + square(floats[at + n] as number);
        const norm = Math.max(f(Math.sqrt(sum(lanes))), SHORTEST);
        floats[scales / 4 + row] = norm / LENGTH;
        const factor = f(LENGTH / norm);
        for (let n = 0; n < width; n++) shorts[(to + row * toStride) / 2 + n] = integer(f((floats[at + n] as number) * factor));
      }
    },
    pack(from, stride, pairs, panels, to) {
      let next = to / 4;
      for (let panel = 0; panel < panels; panel++)
        for (let pair = 0; pair < pairs; pair++)
          for (let row = 0; row < 8; row++) words[next++] = words[(from + (panel * 8 + row) * stride) / 4 + pair] as number;
    },
    packColumns(x, stride, rows, panels, to, scales) {
      const pairs = (rows + 1) >> 1;
      for (let column = 0; column < panels * 8; column++) {
        const value = (row: number): number => floats[(x + row * stride) / 4 + column] as number;
        let squares = 0;
        for (let row = 0; row < rows; row++) squares = f(squares + square(value(row)));
        const norm = Math.max(f(Math.sqrt(squares)), SHORTEST);
        floats[scales / 4 + column] = norm / LENGTH;
        const factor = f(LENGTH / norm);
        for (let row = 0; row < 2 * pairs; row++)
          shorts[to / 2 + ((column >> 3) * pairs + (row >> 1)) * 16 + (column & 7) * 2 + (row & 1)] =
            row < rows ? integer(f(value(row) * factor)) : 0;
      }
    },
  };
}

function multiplying(buffer: ArrayBuffer): Pick<Kernel, 'multiply'> {
  const [shorts, floats] = [new Int16Array(buffer), new Float32Array(buffer)];
  return {
    multiply(a, stride, rows, rowScales, panel, pairs, panels, scales, bias, out, outStride) {
      const sums = new Int32Array(8);
      for (let row = 0; row < ((rows + 3) >> 2) << 2; row++)
        for (let n = 0; n < panels; n++) {
          let [at, b] = [(a + row * stride) / 2, panel / 2 + n * pairs * 16];
          sums.fill(0);
          for (const end = at + pairs * 2; at < end; at += 2) {
            const [even, odd] = [shorts[at] as number, shorts[at + 1] as number];
            for (let column = 0; column < 8; column++, b += 2)
              sums[column] = (sums[column] as number) + even * (shorts[b] as number) + odd * (shorts[b + 1] as number);
          }
          for (let column = 0; column < 8; column++) {
            const scale = f((floats[rowScales / 4 + row] as number) * (floats[scales / 4 + n * 8 + column] as number));
            floats[(out + row * outStride) / 4 + n * 8 + column] =
              f(f(sums[column] as number) * scale) + (floats[bias / 4 + n * 8 + column] as number);
          }
        }
    },
  };
}

function rowwise(buffer: ArrayBuffer): Pick<Kernel, 'addNormal' | 'softmax' | 'gelu'> {
  const floats = new Float32Array(buffer);
  return {
    addNormal(x, y, rows, width, gain, bias) {
      for (let row = 0; row < rows; row++) {
        const [at, other] = [x / 4 + row * width, y / 4 + row * width];
        const [sums, squares] = [new Float32Array(4), new Float32Array(4)];
        for (let n = 0; n < width; n++) {
          const value = (floats[at + n] = f((floats[at + n] as number) + (floats[other + n] as number)));
          sums[n & 3] = (sums[n & 3] as number) + value;
        }
        const mean = f(sum(sums) / width);
        for (let n = 0; n < width; n++) squares[n & 3] = (squares[n & 3] as number) + square(f((floats[at + n] as number) - mean));
        const factor = f(1 / f(Math.sqrt(f(f(sum(squares) / width) + f(1e-12)))));
        for (let n = 0; n < width; n++) {
          const normal = f(f((floats[at + n] as number) - mean) * factor);
          floats[at + n] = f(normal * (floats[gain / 4 + n] as number)) + (floats[bias / 4 + n] as number);
        }
      }
    },
    softmax(x, stride, rows, count, width) {
      for (let row = 0; row < rows; row++) {
        const numbers = floats.subarray((x + row * stride) / 4, (x + row * stride) / 4 + width);
        numbers.fill(-1e30, count);
        const most = numbers.reduce((one, other) => Math.max(one, other), -1e30);
        const lanes = new Float32Array(4);
        for (let n = 0; n < width; n++) {
          numbers[n] = exp(Math.max(f((numbers[n] as number) - most), LOWEST));
          lanes[n & 3] = (lanes[n & 3] as number) + (numbers[n] as number);
        }
        const share = f(1 / sum(lanes));
        for (let n = 0; n < width; n++) numbers[n] = (numbers[n] as number) * share;
      }
    },
    gelu(x, rows, width) {
      for (let at = x / 4; at < x / 4 + rows * width; at++) {
        const value = floats[at] as number;
        const power = exp(Math.max(f(f(value * value) * -0.5), LOWEST));
        const size = Math.abs(value);
        const t = f(1 / f(f(size * f(0.231641888)) + 1));
        let series = f(f(t * f(1.061405429)) + f(-1.453152027));
        series = f(f(t * series) + f(1.421413741));
        series = f(f(t * series) + f(-0.284496736));
        series = f(f(t * series) + f(0.254829592));
        floats[at] = (value < 0 ? 0 : value) - f(f(size * 0.5) * f(f(t * series) * power));
      }
    },
  };
}

const bits = new Int32Array(1);
const asFloat = new Float32Array(bits.buffer);

function exp(x: number): number {
  const n = integer(f(x * f(1.44269504)));
  const r = f(f(x - f(n * 0.693359375)) - f(n * f(-2.1219444e-4)));
  let series = f(f(r * f(0.00138888889)) + f(0.00833333333));
  series = f(f(r * series) + f(0.0416666667));
  series = f(f(r * series) + f(0.166666667));
  series = f(f(r * series) + 0.5);
  series = f(f(r * series) + 1);
  asFloat[0] = f(r * series) + 1;
  bits[0] = (bits[0] as number) + (n << 23);
  return asFloat[0];
}
