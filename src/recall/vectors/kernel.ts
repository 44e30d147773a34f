/**
 * A growing table of int8 rows that computes the cosines of a query with all rows: by a WebAssembly SIMD kernel (kernel.wat), or with the same
 * integers in plain JavaScript where there is none. It knows nothing of keys, files or entries.
 *
 * Both quantise the query as rows are quantised (`quantise`), sum products of int8 in int32, which is exact, and multiply by the two scales in double
 * precision: equal rows and queries give equal scores, bit for bit, on every machine.
 */
import { instantiate, WASM_PAGE, type WasmMemory } from '../../base/wasm.js';
import { KERNEL_BASE64 } from './kernel-bytes.js';

/** The query has one page (64 KiB) of the kernel's memory. An int32 would hold the sum of eight times as many products. */
export const MAX_DIMENSIONS = 16_384;

export interface RowTable {
  /** 'simd' or 'plain'. */
  readonly kind: 'simd' | 'plain';
  readonly count: number;
  /**
   * Adds rows after those that are there.
   * @param rows `dims` bytes each. @param scales one each.
   * @returns false, and adds none, if there is not enough memory.
   */
  append(rows: Int8Array, scales: Float32Array): boolean;
  /** Makes room for so many more rows at once. False, and nothing changes, if there is not enough memory. */
  reserve(more: number): boolean;
  /** The cosine of each row with the query, in the order of the rows. The buffer is the table's own: the next `scan` or `append` may overwrite it. */
  scan(query: Float32Array): Float32Array;
  /** One row, as nearly as quantisation keeps it. */
  row(at: number): Float32Array;
}

interface Kernel {
  readonly memory: WasmMemory;
  scan(row: number, count: number, stride: number, query: number, start: number, scale: number, queryScale: number, out: number): void;
  /** Raises the even columns of the bytes from `at` to `end`, a multiple of 16 apart. */
  lift(at: number, end: number): void;
}

/**
 * A vector as int8 with a scale, so that `vector[i]` is about `row[i] * scale`. A vector of zeros, or with an infinite or invalid number, has
 * scale 0.
 */
export function quantise(vector: Float32Array): { row: Int8Array; scale: number } {
  let most = 0;
  for (const value of vector) most = Math.max(most, Math.abs(value));
  const row = new Int8Array(vector.length);
  const scale = Math.fround(most / 127);
  if (!(scale > 0) || scale === Infinity) return { row, scale: 0 };
  for (let at = 0; at < row.length; at++) row[at] = Math.max(-127, Math.min(127, Math.round((vector[at] as number) / scale)));
  return { row, scale };
}

/**
 * An empty table for rows of `dims` columns.
 * @param plain true: use plain JavaScript even where WebAssembly is available.
 */
export function rowTable(dims: number, plain = false): RowTable {
  const kernel = plain ? undefined : (instantiate(KERNEL_BASE64) as Kernel | undefined);
  return kernel ? simdTable(dims, kernel) : plainTable(dims);
}

// ---------------------------------------------------------------- WebAssembly

/** The query at offset 0: two int16 a column. */
const QUERY_BYTES = MAX_DIMENSIONS * 4;
const SPARE_ROWS = 1024;

/**
 * The layout of its memory: query, scores, scales, rows. Rows are padded to 32 bytes, and even columns are raised by 128, so that two neighbouring
 * columns read as one int16 are 256 * odd + (even + 128): one shift gives the odd ones, and nothing needs to be widened. With e and o for the
 * query's even and odd columns, sum(row * query) = sum(pair * e) + sum((pair >> 8) * (o - 256 e)) - 128 sum(e). int32 may wrap in between; the
 * result is exact.
 */
function simdTable(dims: number, kernel: Kernel): RowTable {
  const stride = (dims + 31) & ~31;
  let [count, capacity] = [0, 0];
  const scoresAt = QUERY_BYTES;
  const scalesAt = (rows = capacity): number => scoresAt + rows * 4;
  const rowsAt = (rows = capacity): number => scalesAt(rows) + rows * 4;
  const bytes = (): Uint8Array => new Uint8Array(kernel.memory.buffer);

  const reserve = (rows: number): boolean => {
    if (rows <= capacity) return true;
    const next = (rows + (rows >> 3) + SPARE_ROWS) & ~3;
    const pages = Math.ceil((rowsAt(next) + next * stride) / WASM_PAGE) - kernel.memory.buffer.byteLength / WASM_PAGE;
    try {
      if (pages > 0) kernel.memory.grow(pages);
    } catch {
      return false;
    }
    bytes().copyWithin(rowsAt(next), rowsAt(), rowsAt() + count * stride);
    bytes().copyWithin(scalesAt(next), scalesAt(), scalesAt() + count * 4);
    capacity = next;
    return true;
  };

  return {
    kind: 'simd',
    get count() {
      return count;
    },
    reserve: (more) => reserve(count + more),
    append(rows, scales) {
      if (!reserve(count + scales.length)) return false;
      const [from, memory] = [rowsAt() + count * stride, bytes()];
      new Float32Array(kernel.memory.buffer, scalesAt(), capacity).set(scales, count);
      const plain = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
      if (stride === dims) memory.set(plain, from);
      else for (let n = 0; n < scales.length; n++) memory.set(plain.subarray(n * dims, (n + 1) * dims), from + n * stride);
      kernel.lift(from, from + scales.length * stride);
      count += scales.length;
      return true;
    },
    scan(query) {
      const { row, scale } = quantise(query);
      const start = layQuery(new Int16Array(kernel.memory.buffer, 0, stride * 2), row);
      kernel.scan(rowsAt(), count, stride, 0, start, scalesAt(), scale, scoresAt);
      return new Float32Array(kernel.memory.buffer, scoresAt, count);
    },
    row(at) {
      const scale = new Float32Array(kernel.memory.buffer, scalesAt(), capacity)[at] as number;
      const lifted = new Uint8Array(kernel.memory.buffer, rowsAt() + at * stride, dims);
      return Float32Array.from(lifted, (value, column) => (((column % 2 === 0 ? value ^ 0x80 : value) << 24) >> 24) * scale);
    },
  };
}

/** Writes the eight even and then the eight odd columns of each sixteen; returns the start value of the sum, -128 sum(e). */
function layQuery(words: Int16Array, row: Int8Array): number {
  words.fill(0);
  let start = 0;
  for (let column = 0; column < row.length; column += 2) {
    const [even, odd] = [row[column] as number, row[column + 1] ?? 0];
    const at = (column >> 4) * 16 + ((column & 15) >> 1);
    words[at] = even;
    words[at + 8] = odd - 256 * even;
    start -= 128 * even;
  }
  return start;
}

// ---------------------------------------------------------------- plain

function plainTable(dims: number): RowTable {
  let [rows, scales, scores] = [new Int8Array(0), new Float32Array(0), new Float32Array(0)];
  let count = 0;
  const reserve = (needed: number): boolean => {
    if (needed <= scales.length) return true;
    const next = needed + (needed >> 3) + SPARE_ROWS;
    const [oldRows, oldScales] = [rows, scales];
    try {
      [rows, scales, scores] = [new Int8Array(next * dims), new Float32Array(next), new Float32Array(next)];
    } catch {
      return false;
    }
    rows.set(oldRows.subarray(0, count * dims));
    scales.set(oldScales.subarray(0, count));
    return true;
  };
  return {
    kind: 'plain',
    get count() {
      return count;
    },
    reserve: (more) => reserve(count + more),
    append(more, moreScales) {
      if (!reserve(count + moreScales.length)) return false;
      rows.set(more, count * dims);
      scales.set(moreScales, count);
      count += moreScales.length;
      return true;
    },
    scan(query) {
      const { row, scale } = quantise(query);
      const wide = Int32Array.from(row);
      for (let n = 0; n < count; n++) scores[n] = innerProduct(rows, n * dims, wide) * ((scales[n] as number) * scale);
      return scores.subarray(0, count);
    },
    row: (at) => Float32Array.from(rows.subarray(at * dims, (at + 1) * dims), (value) => value * (scales[at] as number)),
  };
}

/** The exact inner product. Four sums at once are twice as fast as one; sums of integers do not depend on the order. */
function innerProduct(rows: Int8Array, from: number, query: Int32Array): number {
  let [one, two, three, four] = [0, 0, 0, 0];
  let column = 0;
  for (; column + 3 < query.length; column += 4) {
    const at = from + column;
    one += (rows[at] as number) * (query[column] as number);
    two += (rows[at + 1] as number) * (query[column + 1] as number);
    three += (rows[at + 2] as number) * (query[column + 2] as number);
    four += (rows[at + 3] as number) * (query[column + 3] as number);
  }
  for (; column < query.length; column++) one += (rows[from + column] as number) * (query[column] as number);
  return one + two + three + four;
}
