import { describe, expect, it } from 'vitest';
import { virtualEmbedders } from '../../src/replay/virtual-embedders.js';
import { embedderState } from '../../src/recall/embedding/embedder-state.js';

describe('the embedders of a virtual world', () => {
  it('keep what they embedded, in order', async () => {
    const embedders = virtualEmbedders();
    const { embedder } = await embedders.choose();
    await embedder?.embed(['a', 'b'], { as: 'document' });
    await embedder?.embed(['c'], { as: 'query' });
    expect(embedders.embedded).toEqual([
      { text: 'a', as: 'document' },
      { text: 'b', as: 'document' },
      { text: 'c', as: 'query' },
    ]);
  });

  it('fail as often as the script says', async () => {
    const embedders = virtualEmbedders();
    const { embedder } = await embedders.choose();
    embedders.failNext('server away', 2);
    for (let times = 0; times < 2; times += 1) {
      await expect(embedder?.embed(['a'], { as: 'query' })).rejects.toMatchObject({ code: 'embedder-failed', message: 'server away' });
    }
    expect(await embedder?.embed(['a'], { as: 'query' })).toHaveLength(1);
  });
});

describe('the state of the embedder', () => {
  const model = { name: 'm', digest: '0123456789ab', dimensions: 32 };

  it.each([
    [{}, { wanted: 'minilm', actual: 'minilm', model }],
    [{ wanted: 'none' }, { wanted: 'none', actual: 'none' }],
    [
      { wanted: 'ollama', works: 'minilm', problem: 'no server answers' },
      { wanted: 'ollama', actual: 'minilm', model, problem: 'no server answers' },
    ],
    [
      { works: undefined, problem: 'cannot load' },
      { wanted: 'minilm', actual: 'none', problem: 'cannot load' },
    ],
  ] as const)('of a machine that is %j is %j', async (machine, state) => {
    expect(await embedderState({ embedders: virtualEmbedders({ model, ...machine }) })).toEqual(state);
  });
});
