/** The contract of the Embedder port, which every implementation must keep. */
import { describe, expect, it } from 'vitest';
import type { Embedder } from '../../src/world/embedders.js';

export function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return (a ?? new Float32Array()).reduce((sum, value, index) => sum + value * (b?.[index] ?? 0), 0);
}

/** @param open an embedder that works; opened once. */
export function embedderContract(name: string, open: () => Promise<Embedder>): void {
  let opened: Promise<Embedder> | undefined;
  const embedder = (): Promise<Embedder> => (opened ??= open());

  describe(`${name} embedder`, () => {
    it('has a model whose name is safe in a path', async () => {
      const { model } = await embedder();
      expect(model.name).toMatch(/^[a-z0-9][a-z0-9._-]*$/);
      expect(model.digest).toMatch(/^[0-9a-f]{12}$/);
      expect(model.dimensions).toBeGreaterThanOrEqual(32);
    });

    it('gives one unit vector of its dimensions per text, in order, whatever the text', async () => {
      const { embed, model } = await embedder();
      const texts = ['the parser fails on empty input', '', '   ', '\u0000 \ud800 lone', '漢字とかな 🙂', 'word '.repeat(2000)];
      const vectors = await embed(texts, { as: 'document' });
      expect(vectors.map((vector) => [vector.length, Math.abs(cosine(vector, vector) - 1) < 1e-4])).toEqual(
        texts.map(() => [model.dimensions, true]),
      );
      expect(vectors.every((vector) => vector instanceof Float32Array)).toBe(true);
    });

    it('gives the same vector for the same text, alone or among others', async () => {
      const { embed } = await embedder();
      const [a, b, c] = await embed(['blue whale', 'red fox', 'blue whale'], { as: 'document' });
      const [alone] = await embed(['blue whale'], { as: 'document' });
      expect(cosine(a, c)).toBeGreaterThan(0.9999);
      expect(cosine(a, alone)).toBeGreaterThan(0.9999);
      expect(cosine(a, b)).toBeLessThan(0.95);
    });

    it('places a question nearer to what answers it', async () => {
      const { embed } = await embedder();
      const [question] = await embed(['which port does redis use in the tests?'], { as: 'query' });
      const [near, far] = await embed(['the tests use redis on port 6380', 'Ann prefers green tea in the morning'], { as: 'document' });
      expect(cosine(question, near)).toBeGreaterThan(cosine(question, far) + 0.1);
    });

    it('gives nothing for nothing', async () => {
      expect(await (await embedder()).embed([], { as: 'document' })).toEqual([]);
    });

    it.each(['query', 'document'] as const)('refuses a %s that was cancelled before', async (as) => {
      const { embed } = await embedder();
      await expect(embed(['text'], { as, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    });
  });
}
