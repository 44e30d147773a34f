/**
 * One pass through the layers of MiniLM: tokens of some texts in, one unit vector a text out. Texts lie one after the other, not padded, and attention
 * stays within each: rows are computed independently, so a vector does not depend on what else is in the pass, bit for bit.
 */
import type { Kernel } from './kernel.js';
import { HEAD, HEADS, INNER, MOST_TOKENS, WIDTH, type Dense, type Layout, type Normal } from './layout.js';
import type { Weights } from './weights.js';

/** @param texts at least one; each has at least one token, and all together at most 256. */
export function runPass(
  kernel: Kernel,
  layout: Layout,
  weights: Weights,
  texts: readonly (readonly number[])[],
): Float32Array<ArrayBuffer>[] {
  const lengths = texts.map((tokens) => tokens.length);
  const rows = lengths.reduce((sum, length) => sum + length, 0);
  if (rows > MOST_TOKENS) throw new RangeError(`a pass of ${rows} tokens`);
  embed(kernel, layout, weights, texts);
  normalise(kernel, layout, layout.afterEmbedding, rows);
  for (const [n, layer] of layout.layers.entries()) {
    weights.layer(n);
    multiply(kernel, layout, layout.x, WIDTH, rows, layer.attention, layout.three);
    let first = 0;
    for (const length of lengths) {
      attend(kernel, layout, first, length);
      first += length;
    }
    multiply(kernel, layout, layout.y, WIDTH, rows, layer.mixed, layout.y);
    normalise(kernel, layout, layer.afterAttention, rows);
    multiply(kernel, layout, layout.x, WIDTH, rows, layer.widened, layout.wide);
    kernel.gelu(layout.wide, rows, INNER, layout.scratch);
    multiply(kernel, layout, layout.wide, INNER, rows, layer.narrowed, layout.y);
    normalise(kernel, layout, layer.afterDense, rows);
  }
  return pool(kernel, layout, lengths);
}

/** Words into x, positions into y: the sum is taken with the first normalisation. */
function embed(kernel: Kernel, layout: Layout, weights: Weights, texts: readonly (readonly number[])[]): void {
  const memory = new Uint8Array(kernel.memory.buffer);
  let row = 0;
  for (const tokens of texts) {
    weights.positions(tokens.length);
    copy(kernel, layout.positions, layout.y + row * WIDTH * 4, tokens.length * WIDTH * 4);
    for (const token of tokens) {
      memory.set(weights.word(token), layout.scratch);
      kernel.widen(layout.scratch, layout.x + row * WIDTH * 4, WIDTH);
      row += 1;
    }
  }
}

function normalise(kernel: Kernel, { x, y }: Layout, { gain, bias }: Normal, rows: number): void {
  kernel.addNormal(x, y, rows, WIDTH, gain, bias);
}

/** `out = from * layer`, through int16. */
function multiply(kernel: Kernel, at: Layout, from: number, width: number, rows: number, layer: Dense, out: number): void {
  kernel.quantise(from, width * 4, rows, width, at.rows, width * 2, at.rowScales);
  const { panels, scales, bias, outputs } = layer;
  kernel.multiply(at.rows, width * 2, rows, at.rowScales, panels, width / 2, outputs / 8, scales, bias, out, outputs * 4);
}

/** Attention of one text, head by head, from `three` into y. It writes up to three rows after the text's, which the next text writes after it. */
function attend(kernel: Kernel, at: Layout, first: number, count: number): void {
  const stride = 3 * WIDTH * 4;
  const width = (count + 7) & ~7;
  const pairs = (count + 1) >> 1;
  for (let head = 0; head < HEADS; head++) {
    const query = at.three + first * stride + head * HEAD * 4;
    const [key, value] = [query + WIDTH * 4, query + 2 * WIDTH * 4];
    kernel.quantise(query, stride, count, HEAD, at.rows, HEAD * 2, at.rowScales);
    kernel.quantise(key, stride, count, HEAD, at.keys, HEAD * 2, at.columnScales);
    kernel.pack(at.keys, HEAD * 2, HEAD / 2, width / 8, at.panels);
    const { rows, rowScales, panels, columnScales, nothing, scores } = at;
    kernel.multiply(rows, HEAD * 2, count, rowScales, panels, HEAD / 2, width / 8, columnScales, nothing, scores, width * 4);
    kernel.softmax(at.scores, width * 4, count, count, width);
    kernel.quantise(at.scores, width * 4, count, width, at.shares, width * 2, at.shareScales);
    kernel.packColumns(value, stride, count, HEAD / 8, at.panels, at.columnScales);
    const out = at.y + first * WIDTH * 4 + head * HEAD * 4;
    kernel.multiply(at.shares, width * 2, count, at.shareScales, at.panels, pairs, HEAD / 8, at.columnScales, at.nothing, out, WIDTH * 4);
  }
}

/** The mean of a text's rows, made as long as 1. In double precision and in the order of tokens, so that it is the same everywhere. */
function pool({ memory }: Kernel, { x }: Layout, lengths: readonly number[]): Float32Array<ArrayBuffer>[] {
  let first = 0;
  return lengths.map((length) => {
    const rows = new Float32Array(memory.buffer, x + first * WIDTH * 4, length * WIDTH);
    first += length;
    const sums = new Float64Array(WIDTH);
    for (let n = 0; n < rows.length; n++) sums[n % WIDTH] = (sums[n % WIDTH] as number) + (rows[n] as number);
    let squares = 0;
    for (const value of sums) squares += value * value;
    const norm = Math.sqrt(squares);
    return Float32Array.from(sums, (value) => value / norm);
  });
}

function copy({ memory }: Kernel, from: number, to: number, bytes: number): void {
  new Uint8Array(memory.buffer).copyWithin(to, from, from + bytes);
}
