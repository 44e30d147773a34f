/** MiniLM in the thread that asks: the same vectors, and the same errors, as from a thread of its own. */
import { afterEach, expect, it } from 'vitest';
import { minilm, type Minilm } from '../../src/adapters/embedders/minilm.js';
import { minilmHere } from '../../src/adapters/embedders/minilm-here.js';

const opened: Minilm[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const here = (): Minilm => {
  const model = minilmHere();
  opened.push(model);
  return model;
};

it('gives a unit vector a text, in their order, each as if it were alone', async () => {
  const { embedder } = here();
  const vectors = await embedder.embed(['red', 'why did we drop go', 'red'], { as: 'query' });
  expect(vectors.map((vector) => vector.length)).toEqual([384, 384, 384]);
  expect(vectors[2]).toEqual(vectors[0]);
  expect(await embedder.embed(['why did we drop go'], { as: 'document' })).toEqual([vectors[1]]);
  expect(await embedder.embed([], { as: 'query' })).toEqual([]);
  const { embedder: other } = minilm();
  expect(embedder.model).toEqual(other.model);
});

it('gives a first question alone the vector that it has later', async () => {
  const { embedder } = here();
  const [first] = await embedder.embed(['why did we drop go'], { as: 'query' });
  expect(await embedder.embed(['red', 'why did we drop go'], { as: 'document' })).toContainEqual(first);
  expect(await embedder.embed(['why did we drop go'], { as: 'query' })).toEqual([first]);
});

it('gives up between two texts, and works again', async () => {
  const { embedder } = here();
  const leaving = new AbortController();
  const asking = embedder.embed(['one', 'two', 'three'], { as: 'document', signal: leaving.signal });
  leaving.abort();
  await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
  expect(await embedder.embed(['one'], { as: 'query' })).toHaveLength(1);
});
