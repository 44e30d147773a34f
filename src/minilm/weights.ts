/** Lays the weights of MiniLM into the memory of a kernel: dense layers as int16 in panels, the rest as float32. It computes no text. */
import type { Kernel } from './kernel.js';
import { HEAD, INNER, MOST_TOKENS, WIDTH, type Dense, type Layout, type Normal } from './layout.js';
import { openSafetensors, type ReadBytes } from './safetensors.js';

/** What the file has: 512 positions, of which the pass uses the first 256. */
const POSITIONS = 512;
const WORDS = 30_522;

/** Rows of float16 by the number of a token. */
export type WordRow = (token: number) => Uint8Array;

/**
 * Reads the file in parts and keeps nothing of it. The embeddings of words, half of it, are read row by row when a text needs them: a hundredth of the
 * time of a text, where in memory they would take 23 MB in each process.
 * @throws Error that names a tensor that is missing or of another shape.
 */
export function layWeights(kernel: Kernel, layout: Layout, read: ReadBytes): WordRow {
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

  layout.layers.forEach((layer, n) => {
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
  });
  normal('embeddings', layout.afterEmbedding);
  layPositions(kernel, layout, floats);
  const words = find('embeddings.word_embeddings.weight', WORDS, WIDTH);
  return (token) => read(words.at + token * WIDTH * 2, WIDTH * 2);
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

/** Every token is of the first type, so that its vector is added to all positions here. */
function layPositions(
  { memory }: Kernel,
  { positions, wide }: Layout,
  floats: (name: string, to: number, ...shape: number[]) => void,
): void {
  floats('embeddings.token_type_embeddings.weight', wide, 2, WIDTH);
  const type = new Float32Array(memory.buffer, wide, WIDTH).slice();
  floats('embeddings.position_embeddings.weight', wide, POSITIONS, WIDTH);
  const all = new Float32Array(memory.buffer, positions, MOST_TOKENS * WIDTH);
  const read = new Float32Array(memory.buffer, wide, MOST_TOKENS * WIDTH);
  for (let n = 0; n < all.length; n++) all[n] = (read[n] as number) + (type[n % WIDTH] as number);
}
