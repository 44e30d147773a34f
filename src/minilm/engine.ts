/**
 * all-MiniLM-L6-v2 in this project's own arithmetic: texts in, unit vectors out, the same bits on every machine. It reads no file: bytes come in by
 * parameter.
 */
import { openKernel } from './kernel.js';
import { layOut, MOST_TOKENS, WIDTH } from './layout.js';
import { runPass } from './pass.js';
import type { ReadBytes } from './safetensors.js';
import { layWeights } from './weights.js';
import { readTokens } from './wordpiece.js';

/** With more tokens in a pass nothing is gained. */
const PASS_TOKENS = 128;

export interface Engine {
  /** How it computes; the numbers are the same. */
  readonly kind: 'simd' | 'plain';
  readonly dimensions: number;
  /** One unit vector a text, in their order. Of a text longer than 256 tokens, the first count. */
  embed(texts: readonly string[]): Float32Array<ArrayBuffer>[];
}

export interface EngineParts {
  /** Reads the safetensors file, now and for each text. What it returns is used before the next call only. */
  readonly weights: ReadBytes;
  /** tokenizer.json */
  readonly tokenizer: string;
  /** True: plain JavaScript even where WebAssembly is available. */
  readonly plain?: boolean;
  /**
   * True: for a text or two. It keeps the weights of one layer at a time, and reads all of them for each pass: 18 MB that are written once cost more than
   * all else. What of the weights is not MiniLM's is then said by `embed`.
   */
  readonly brief?: boolean;
}

/** @throws Error that says what of the weights or the tokenizer is not MiniLM's; RangeError where there is no memory. */
export function openEngine({ weights, tokenizer, plain = false, brief = false }: EngineParts): Engine {
  const tokens = readTokens(tokenizer);
  const layout = layOut(brief);
  const kernel = openKernel(layout.bytes, plain);
  const laid = layWeights(kernel, layout, weights);
  return {
    kind: kernel.kind,
    dimensions: WIDTH,
    embed: (texts) => passesOf(texts.map((text) => tokens.of(text, MOST_TOKENS))).flatMap((pass) => runPass(kernel, layout, laid, pass)),
  };
}

/** Short texts share a pass, which reads all weights once. */
function passesOf(texts: readonly number[][]): number[][][] {
  const passes: number[][][] = [];
  let room = 0;
  for (const tokens of texts) {
    if (tokens.length > room) {
      passes.push([]);
      room = Math.max(PASS_TOKENS, tokens.length);
    }
    passes.at(-1)?.push(tokens);
    room -= tokens.length;
  }
  return passes;
}
