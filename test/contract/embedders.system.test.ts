import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { realEmbedders } from '../../src/adapters/embedders/choose.js';
import { MINILM_MODEL } from '../../src/adapters/embedders/minilm.js';
import { MINILM_WEIGHTS, weightsPath } from '../../src/adapters/embedders/minilm-files.js';
import { parseConfig } from '../config/parse-config.js';
import { virtualEmbedders } from '../../src/replay/virtual-embedders.js';
import type { Embedder, Embedders } from '../../src/world/embedders.js';
import { compiled } from '../compiled.js';
import { cosine, embedderContract } from './embedders.js';

const { folder, dispose } = compiled(['src/adapters/embedders/minilm-worker.ts']);
const worker = pathToFileURL(`${folder}/adapters/embedders/minilm-worker.js`);
const server = process.env['KAIROS_TEST_OLLAMA_URL'];

const open: Embedders[] = [];
/** The machine's embedders with these settings of the user. */
function machine(settings: string): Embedders {
  const embedders = realEmbedders(parseConfig(undefined, settings).config, {
    env: {},
    minilm: { worker },
    // Shared machines are slow, and no test here is about time.
    timeouts: { lookMs: 60_000, queryMs: 120_000, documentMs: 120_000 },
  });
  open.push(embedders);
  return embedders;
}
afterAll(async () => {
  await Promise.all(open.map((embedders) => embedders.close()));
  dispose();
});

async function chosen(embedders: Embedders): Promise<Embedder> {
  const { embedder, problem } = await embedders.choose();
  if (!embedder) throw new Error(problem ?? 'no embedder');
  return embedder;
}

embedderContract('virtual', () => chosen(virtualEmbedders()));
embedderContract('the embedded', () => chosen(machine('')));

describe('the embedded model', () => {
  it('is named by the digest of the weights that are installed', () => {
    const weights = readFileSync(weightsPath() ?? '');
    expect(createHash('sha256').update(weights).digest('hex').slice(0, 12)).toBe(MINILM_MODEL.digest);
    expect(weights.length).toBe(MINILM_WEIGHTS.sizeBytes);
  });

  it('knows words that are not in the text', async () => {
    const { embed } = await chosen(machine(''));
    const [question] = await embed(['who looks after the infants?'], { as: 'query' });
    const [near, far] = await embed(['Ann takes care of the babies', 'Ann looks at the infantry barracks'], { as: 'document' });
    expect(cosine(question, near)).toBeGreaterThan(cosine(question, far));
  });
});

describe.skipIf(server === undefined)(
  `a real Ollama server${server === undefined ? ' (skipped: KAIROS_TEST_OLLAMA_URL is not set)' : ''}`,
  () => {
    const settings = (more: string): string => `recall.embedder: ollama\nollama: { url: "${server}", ${more} }\n`;
    embedderContract('its', () => chosen(machine(settings('model: all-minilm:l6'))));
    embedderContract('its, cut to 128 dimensions,', () => chosen(machine(settings('model: all-minilm:l6, dimensions: 128'))));

    it('embeds as the embedded model does, since it is the same model', async () => {
      const texts = [
        'the parser fails on empty input',
        'Ann takes care of the babies',
        'We use Redis on port 6380 in CI',
        'fix: avoid a race in the lock',
      ];
      const question = ['who looks after the infants?'];
      const tiers = [await chosen(machine(settings('model: all-minilm:l6'))), await chosen(machine(''))];
      const [theirs = [], ours = []] = await Promise.all(tiers.map((tier) => tier.embed(texts, { as: 'document' })));
      const [[theirQuestion], [ourQuestion]] = [
        await tiers[0]!.embed(question, { as: 'query' }),
        await tiers[1]!.embed(question, { as: 'query' }),
      ];
      for (const [index, vector] of theirs.entries()) expect(cosine(vector, ours[index])).toBeGreaterThan(0.99);
      const ranking = (vectors: readonly Float32Array[], asked: Float32Array | undefined): number[] =>
        vectors
          .map((vector, index) => [cosine(vector, asked), index] as const)
          .sort(([a], [b]) => b - a)
          .map(([, index]) => index);
      expect(ranking(theirs, theirQuestion)).toEqual(ranking(ours, ourQuestion));
    });

    it.each([
      ['model: no-such-model', /it has no model no-such-model; get it with "ollama pull no-such-model".*MiniLM stands in/],
      ['model: smollm2:135m', /smollm2:135m is no embedding model.*MiniLM stands in/],
      ['model: all-minilm:l6, dimensions: 512', /all-minilm:l6 has 384 dimensions, but ollama.dimensions asks for 512/],
      ['keepAlive: 5m', /it has no Qwen3-Embedding; get one with "ollama pull qwen3-embedding:/],
    ])('with %s says what is wrong, and MiniLM stands in', async (more, problem) => {
      const choice = await machine(settings(more)).choose();
      expect(choice).toMatchObject({ wanted: 'ollama', problem: expect.stringMatching(problem), embedder: { tier: 'minilm' } });
    });
  },
);
