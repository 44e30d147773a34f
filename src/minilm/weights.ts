/** Lays the weights of MiniLM into the memory of a kernel: dense layers as int16 in panels, the rest as float32. It computes no text. */
import type { Kernel } from './kernel.js';
import { HEAD, INNER, WIDTH, type Dense, type Layer, type Layout, type Normal } from './layout.js';
import { openSafetensors, type ReadBytes } from './safetensors.js';

/** What the file has: 512 positions, of which the pass uses the first 256. */
const POSITIONS = 512;
const WORDS = 30_522;

/** What a pass reads. */
export interface Weights {
  /** Sees to it that a layer is laid out, where its weights are to be read. */
  layer(n: number): void;
  /** The embedding of a token as a row of float16; used before the next call of anything here. */
  word(token: number): Uint8Array;
  /** Sees to it that the first `count` positions are laid out. */
  positions(count: number): void;
}

/**
 * Reads the file in parts and keeps nothing of it: the layers now, or where they share one place, each when a pass comes to it. The embeddings of words, half of it, and of positions are read row by row when a text needs them: a
 * hundredth of the time of a text, where in memory they would take 23 MB in each process.
 * @throws Error that names a tensor that is missing or of another shape.
 */
export function layWeights(kernel: Kernel, layout: Layout, read: ReadBytes): Weights {
  const find = openSafetensors(read);
  const tensor = (name: string, ...shape: readonly number[]): Uint8Array => {
    const { at, bytes } = find(name, ...shape);
    return read(at, bytes);
  };
  const memory = new Uint8Array(kernel.memory.buffer);
  const floats = (name: string, to: number, ...shape: readonly number[]): void => {
    const halves = tensor(name, ...shape);
    // Too many for the scratch, which takes what one layer has.
    for (let at = 0; at < halves.length; at += 2 * INNER) {
      const some = halves.subarray(at, at + 2 * INNER);
      memory.set(some, layout.scratch);
      kernel.widen(layout.scratch, to + at * 2, some.length / 2);
    }
  };
  const normal = (name: string, { gain, bias }: Normal): void => {
    floats(`${name}.LayerNorm.weight`, gain, WIDTH);
    floats(`${name}.LayerNorm.bias`, bias, WIDTH);
  };
  const dense = (name: string, to: Dense, outputs = to.outputs, first = 0): void => {
    layPanels(kernel, layout, tensor(`${name}.weight`, outputs, to.inputs), to, first);
    floats(`${name}.bias`, to.bias + first * 4, outputs);
  };

  const lay = (n: number): void => {
    const layer = layout.layers[n] as Layer;
    const name = `encoder.layer.${n}`;
    dense(`${name}.attention.self.query`, layer.attention, WIDTH);
    dense(`${name}.attention.self.key`, layer.attention, WIDTH, WIDTH);
    dense(`${name}.attention.self.value`, layer.attention, WIDTH, 2 * WIDTH);
    shorten(kernel, layer.attention);
    dense(`${name}.attention.output.dense`, layer.mixed);
    normal(`${name}.attention.output`, layer.afterAttention);
    dense(`${name}.intermediate.dense`, layer.widened);
    dense(`${name}.output.dense`, layer.narrowed);
    normal(`${name}.output`, layer.afterDense);
  };
  const isShared = layout.layers[0] === layout.layers[1];
  if (!isShared) for (const n of layout.layers.keys()) lay(n);
  normal('embeddings', layout.afterEmbedding);
  floats('embeddings.token_type_embeddings.weight', layout.wide, 2, WIDTH);
  const type = new Float32Array(kernel.memory.buffer, layout.wide, WIDTH).slice();
  const words = find('embeddings.word_embeddings.weight', WORDS, WIDTH);
  const places = find('embeddings.position_embeddings.weight', POSITIONS, WIDTH);
  const row = ({ at }: { readonly at: number }, n: number): Uint8Array => read(at + n * WIDTH * 2, WIDTH * 2);
  let laid = 0;
  return {
    layer: (n) => {
      if (isShared) lay(n);
    },
    word: (token) => row(words, token),
    positions: (count) => {
      for (; laid < count; laid += 1) layPosition(kernel, layout, row(places, laid), type, laid);
    },
  };
}

/** Eight outputs at a time: widened, rounded, and packed as panel number `first / 8` and the following. */
function layPanels(kernel: Kernel, { scratch, wide }: Layout, weights: Uint8Array, { panels, scales, inputs }: Dense, first: number): void {
  const memory = new Uint8Array(kernel.memory.buffer);
  const bytes = 8 * inputs * 2;
  for (let at = 0, output = first; at < weights.length; at += bytes, output += 8) {
    memory.set(weights.subarray(at, at + bytes), scratch);
    kernel.widen(scratch, wide, 8 * inputs);
    kernel.quantise(wide, inputs * 4, 8, inputs, scratch, inputs * 2, scales + output * 4);
    kernel.pack(scratch, inputs * 2, inputs / 2, 1, panels + output * inputs * 2);
  }
}

/** Attention divides by the root of the width of a head: the columns of the query take that on. */
function shorten({ memory }: Kernel, { scales, bias }: Dense): void {
  const factor = Math.fround(1 / Math.sqrt(HEAD));
  for (const at of [scales, bias]) {
    const query = new Float32Array(memory.buffer, at, WIDTH);
    query.set(query.map((value) => value * factor));
  }
}

/** Every token is of the first type, so that its vector is added here. */
function layPosition(kernel: Kernel, { positions, scratch }: Layout, halves: Uint8Array, type: Float32Array, n: number): void {
  const at = positions + n * WIDTH * 4;
  new Uint8Array(kernel.memory.buffer).set(halves, scratch);
  kernel.widen(scratch, at, WIDTH);
  const sums = new Float32Array(kernel.memory.buffer, at, WIDTH);
  for (let place = 0; place < WIDTH; place++) sums[place] = (sums[place] as number) + (type[place] as number);
}
