import { describe, expect, test } from 'vitest';
import { KairosError } from '../../../src/base/errors.js';
import { coverageText } from '../../../src/recall/embedding/coverage.js';
import { queryVectors, withoutEmbedder } from '../../../src/recall/embedding/query-vector.js';
import type { Clock } from '../../../src/world/clock.js';
import type { Embedder } from '../../../src/world/embedders.js';

/** An embedder that answers when it is told to, and a clock that moves when it is told to. */
function slow(): {
  readonly embedder: Embedder;
  readonly clock: Clock;
  readonly asked: string[];
  readonly givenUp: string[];
  answer(): void;
  fail(message: string): void;
  pass(ms: number): Promise<void>;
} {
  const open: { resolve: (vectors: Float32Array[]) => void; reject: (error: Error) => void }[] = [];
  const sleepers: { untilMs: number; wake: () => void }[] = [];
  const asked: string[] = [];
  const givenUp: string[] = [];
  let nowMs = 1_000;
  return {
    asked,
    givenUp,
    embedder: {
      tier: 'minilm',
      isQuick: false,
      model: { name: 'slow', digest: '000000000000', dimensions: 2 },
      embed: (texts, { signal }) => {
        asked.push(...texts);
        signal?.addEventListener('abort', () => givenUp.push(...texts), { once: true });
        return new Promise((resolve, reject) => open.push({ resolve, reject }));
      },
    },
    clock: {
      now: () => nowMs,
      sleep: (ms, signal) =>
        new Promise((resolve) => {
          sleepers.push({ untilMs: nowMs + ms, wake: resolve });
          signal?.addEventListener('abort', () => resolve(), { once: true });
        }),
    },
    answer: () => open.splice(0).forEach(({ resolve }) => resolve([Float32Array.of(1, 0)])),
    fail: (message) => open.splice(0).forEach(({ reject }) => reject(new KairosError('embedder-failed', message))),
    pass: async (ms) => {
      nowMs += ms;
      for (const { untilMs, wake } of sleepers) if (untilMs <= nowMs) wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

async function pendingJobsDone(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('the vector of a question', () => {
  test('is waited for while the embedder loads, until the budget since the beginning of that has passed', async () => {
    const { embedder, clock, pass, givenUp } = slow();
    const vectors = queryVectors({ clock });
    vectors.warm(embedder);
    await pass(2_000);
    const first = vectors.of('one', embedder, 2_500);
    await pass(499);
    await pass(1);
    expect(await first).toEqual({ without: 'the embedder is warming up' });
    expect(givenUp).toEqual(['one']);
    expect(await vectors.of('two', embedder, 2_500)).toEqual({ without: 'the embedder is warming up' });
  });

  test('is all that is embedded by a process that ends with its answer', async () => {
    const { clock } = slow();
    const texts: string[] = [];
    const embedder = {
      tier: 'minilm',
      model: { name: 'm', digest: '0'.repeat(12), dimensions: 1 },
      isQuick: true,
      embed: async (given: readonly string[]) => {
        texts.push(...given);
        return given.map(() => new Float32Array([1]));
      },
    } satisfies Embedder;
    expect(await queryVectors({ clock }, false).of('one', embedder, 2_500)).toEqual({ vector: new Float32Array([1]) });
    expect(texts).toEqual(['one']);
  });

  test('is not promised by a process that ends with its answer: it says how long it waited, and what sets that', async () => {
    const { embedder, clock, pass } = slow();
    const asked = queryVectors({ clock }, false).of('one', embedder, 2_500);
    await pass(2_500);
    const without = 'the embedder was not loaded within 2500 ms (recall.queryBudget says how long a question waits)';
    expect(await asked).toEqual({ without });
  });

  test('comes as soon as the embedder is loaded, and once warm has the whole budget', async () => {
    const { embedder, clock, pass, answer } = slow();
    const vectors = queryVectors({ clock });
    const first = vectors.of('one', embedder, 2_500);
    answer();
    expect(await first).toEqual({ vector: Float32Array.of(1, 0) });
    await pass(60_000);
    const late = vectors.of('two', embedder, 100);
    await pass(100);
    expect(await late).toEqual({ without: 'the embedder took longer than 100 ms (recall.queryBudget)' });
  });

  test('is remembered', async () => {
    const { embedder, clock, answer, asked } = slow();
    const vectors = queryVectors({ clock });
    for (const _ of [1, 2]) {
      const asking = vectors.of('one', embedder, 2_500);
      answer();
      await asking;
    }
    expect(asked).toEqual(['warm', 'one']);
  });

  test('is not to be had from an embedder that fails, and the next question tries again', async () => {
    const { embedder, clock, answer, fail } = slow();
    const vectors = queryVectors({ clock });
    const failing = vectors.of('one', embedder, 2_500);
    fail('the server is away');
    expect(await failing).toEqual({ without: 'the server is away' });
    await pendingJobsDone();
    const next = vectors.of('one', embedder, 2_500);
    answer();
    expect(await next).toEqual({ vector: Float32Array.of(1, 0) });
  });

  test('is given up when the server ends', async () => {
    const { embedder, clock, givenUp } = slow();
    const vectors = queryVectors({ clock });
    const asking = vectors.of('one', embedder, 2_500);
    vectors.close();
    await asking;
    expect(givenUp).toEqual(expect.arrayContaining(['warm', 'one']));
  });

  test.each([
    [{ wanted: 'none' as const }, 'recall.embedder is none'],
    [{ wanted: 'minilm' as const, problem: 'MiniLM cannot be used' }, 'MiniLM cannot be used'],
  ])('a machine without an embedder says why: %j', (chosen, says) => {
    expect(withoutEmbedder(chosen)).toBe(says);
  });
});

test.each([
  [8_412, 10_000, undefined, 'words and meaning; 8,412 of 10,000 embedded'],
  [0, 0, undefined, 'words and meaning; 0 of 0 embedded'],
  [999, 1_234_567, 'the embedder is warming up', 'words only: the embedder is warming up; 999 of 1,234,567 embedded'],
])('an answer from %i of %i says what it covers', (embedded, entries, without, says) => {
  expect(coverageText({ embedded, entries }, without)).toBe(says);
});
