/**
 * The arithmetic of the model as a set of functions over one memory: by WebAssembly SIMD (kernel.wat), or the same numbers in plain JavaScript
 * (plain-kernel.ts). It knows no layer and no tensor.
 *
 * Rows and columns that are multiplied are first rounded to int16, each with a scale that makes its length 32,767. By Cauchy and Schwarz no sum of
 * products then passes 2^30 by much, whatever the depth, so int32 never overflows and its sums are exact in any order.
 */
import { instantiate, WASM_PAGE, type WasmMemory } from '../base/wasm.js';
import { KERNEL_BASE64 } from './kernel-bytes.js';
import { plainKernel } from './plain-kernel.js';

/**
 * Addresses are in bytes and divisible by 4, strides in bytes, widths in numbers. Rows of float32 have a width divisible by 8; `rows`, `panels`,
 * `pairs` and `count` are at least 1.
 */
export interface Arithmetic {
  /** float16 to float32, exactly; a multiple of 4. Alone needs no aligned `from`. */
  widen(from: number, to: number, count: number): void;
  /** Rows of float32 as int16 of length 32,767, and `scales`, one a row, that give the row back. */
  quantise(x: number, xStride: number, rows: number, width: number, to: number, toStride: number, scales: number): void;
  /** Lays each eight rows of int16 side by side, pair by pair in depth: a panel, as `multiply` wants its columns. */
  pack(from: number, stride: number, pairs: number, panels: number, to: number): void;
  /** Columns of float32, each eight as a panel of int16 with their scales; an odd last row is paired with zeros. */
  packColumns(x: number, stride: number, rows: number, panels: number, to: number, scales: number): void;
  /**
   * `out[row][column] = sum(row * column) * (scale of row * scale of column) + bias of column`. It works on four rows at a time, so up to three
   * rows beyond `rows` are read and written; what stands there is of no use.
   */
  multiply(
    a: number,
    stride: number,
    rows: number,
    rowScales: number,
    panel: number,
    pairs: number,
    panels: number,
    scales: number,
    bias: number,
    out: number,
    outStride: number,
  ): void;
  /** Layer normalisation of `x + y`, in the place of x; rows lie without a gap. */
  addNormal(x: number, y: number, rows: number, width: number, gain: number, bias: number): void;
  /** Softmax of the first `count` numbers of each row, in place; the rest up to `width` becomes nothing. */
  softmax(x: number, stride: number, rows: number, count: number, width: number): void;
  /** GELU in place; rows lie without a gap. `scratch` has room for one. */
  gelu(x: number, rows: number, width: number, scratch: number): void;
}

export interface Kernel extends Arithmetic {
  readonly kind: 'simd' | 'plain';
  readonly memory: { readonly buffer: ArrayBuffer };
}

/**
 * A kernel with `bytes` of memory of its own.
 * @param plain true: plain JavaScript even where WebAssembly is available.
 */
export function openKernel(bytes: number, plain = false): Kernel {
  const simd = plain ? undefined : (instantiate(KERNEL_BASE64) as (Arithmetic & { readonly memory: WasmMemory }) | undefined);
  if (!simd) return plainKernel(bytes);
  simd.memory.grow(Math.ceil(bytes / WASM_PAGE) - simd.memory.buffer.byteLength / WASM_PAGE);
  return { ...simd, kind: 'simd' };
}
