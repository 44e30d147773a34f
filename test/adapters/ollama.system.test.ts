import { afterEach, describe, expect, it, vi } from 'vitest';
import { realEmbedders, type RealEmbeddersOptions } from '../../src/adapters/embedders/choose.js';
import { parseConfig } from '../config/parse-config.js';
import type { Embedder, Embedders } from '../../src/world/embedders.js';
import { fakeOllama, sendJson, type FakeModel, type FakeServer } from './ollama-fake.js';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function server(models?: readonly FakeModel[]): Promise<FakeServer> {
  const fake = await fakeOllama(models);
  closers.push(() => fake.close());
  return fake;
}

/** The machine's embedders where the user wants Ollama. */
function machine(url: string, settings = 'model: all-minilm:l6', options: RealEmbeddersOptions = {}): Embedders {
  const { config, problems } = parseConfig(undefined, `recall.embedder: ollama\nollama: { url: "${url}", ${settings} }\n`);
  expect(problems).toEqual([]);
  const embedders = realEmbedders(config, { env: {}, timeouts: { lookMs: 30_000, queryMs: 30_000, documentMs: 30_000 }, ...options });
  closers.push(() => embedders.close());
  return embedders;
}

async function ollamaOf(embedders: Embedders): Promise<Embedder> {
  const { embedder, problem } = await embedders.choose();
  expect(problem).toBeUndefined();
  expect(embedder?.tier).toBe('ollama');
  return embedder as Embedder;
}

const texts = (count: number): string[] => Array.from({ length: count }, (_, index) => `text ${index}`);

describe('the Ollama tier asks', () => {
  it('without loading anything until the first text, and names the model by its digest', async () => {
    const fake = await server();
    const { model } = await ollamaOf(machine(fake.url));
    expect(model).toEqual({ name: 'all-minilm-l6', digest: 'abcdef012345', dimensions: 64 });
    expect(fake.paths).toEqual(['/api/tags', '/api/show']);
  });

  it('in batches of at most 16, in order, and makes the vectors of length 1', async () => {
    const fake = await server();
    const { embed } = await ollamaOf(machine(fake.url, 'model: all-minilm:l6, keepAlive: 7m'));
    const vectors = await embed(texts(60), { as: 'document' });
    expect(vectors.map((vector) => vector.indexOf(1))).toEqual(texts(60).map((text) => text.length % 32));
    expect(Math.max(...fake.embeds.map(({ input }) => input.length))).toBeLessThanOrEqual(16);
    expect(fake.embeds.flatMap(({ input }) => input)).toEqual(texts(60));
    expect(fake.embeds[0]).toMatchObject({ model: 'all-minilm:l6', truncate: true, keep_alive: '7m' });
  });

  it('for fewer dimensions where the user wants them, and takes them for another vector space', async () => {
    const fake = await server();
    const { embed, model } = await ollamaOf(machine(fake.url, 'model: all-minilm:l6, dimensions: 32'));
    expect(model.dimensions).toBe(32);
    expect((await embed(['a'], { as: 'document' }))[0]).toHaveLength(32);
    expect(fake.embeds[0]).toMatchObject({ dimensions: 32 });
  });

  it('with the words that the model wants before questions and documents', async () => {
    const fake = await server([{ name: 'nomic-embed-text:latest' }]);
    const { embed } = await ollamaOf(machine(fake.url, 'model: nomic-embed-text'));
    await embed(['who?'], { as: 'query' });
    await embed(['Ann.'], { as: 'document' });
    expect(fake.embeds.map(({ input }) => input)).toEqual([['search_query: who?'], ['search_document: Ann.']]);
  });

  it('a question between two batches of documents, and the next batch only after its answer', async () => {
    const fake = await server();
    const { embed } = await ollamaOf(machine(fake.url));
    const told: string[] = [];
    let questionIsThere = (): void => undefined;
    const question = new Promise<void>((resolve) => (questionIsThere = resolve));
    fake.answer['/api/embed'] = async (request, response) => {
      const isQuestion = request.input[0] === 'q';
      if (isQuestion) questionIsThere();
      else await question;
      told.push(isQuestion ? 'question' : 'documents');
      // The answer to the documents is out first, so that only waiting keeps the next batch back.
      if (isQuestion) await new Promise((resolve) => setTimeout(resolve, 50));
      if (isQuestion) told.push('answer');
      sendJson(response, { embeddings: fake.vectorsFor(request) });
    };
    const documents = embed(texts(8), { as: 'document' });
    await vi.waitFor(() => expect(fake.embeds).toHaveLength(1));
    await embed(['q'], { as: 'query' });
    await documents;
    expect(told.join(' ')).toMatch(/^question documents answer documents/);
  });
});

describe('a server that is away or has not what is wanted', () => {
  it.each<[string, FakeModel[], string, RegExp]>([
    ['no such model', [{ name: 'other' }], 'model: mine', /: it has no model mine; get it with "ollama pull mine"; MiniLM stands in$/],
    [
      'a chat model',
      [{ name: 'chat:1b', capabilities: ['completion'] }],
      'model: "chat:1b"',
      /: chat:1b is no embedding model; MiniLM stands in$/,
    ],
    ['too few dimensions', [{ name: 'm:1' }], 'model: "m:1", dimensions: 128', /m:1 has 64 dimensions, but ollama.dimensions asks for 128/],
    ['no model at all', [], 'keepAlive: 5m', /it has no Qwen3-Embedding; get one with "ollama pull qwen3-embedding:/],
  ])('%s: MiniLM stands in, and the reason is told', async (_what, models, settings, problem) => {
    const fake = await server(models);
    const choice = await machine(fake.url, settings).choose();
    expect(choice).toMatchObject({ wanted: 'ollama', embedder: { tier: 'minilm' }, problem: expect.stringMatching(problem) });
  });

  it('is told apart from one that answers nonsense', async () => {
    const fake = await server();
    await fake.close();
    expect((await machine(fake.url).choose()).problem).toBe(`Ollama at ${fake.url}: no server answers; MiniLM stands in`);
    const nonsense = await server();
    nonsense.answer['/api/tags'] = (_request, response) => sendJson(response, { greeting: 'hello' });
    expect((await machine(nonsense.url).choose()).problem).toMatch(/it answers as no Ollama server does; MiniLM stands in$/);
  });

  it('is used again when it comes back', async () => {
    const fake = await server();
    const embedders = machine(fake.url, 'model: all-minilm:l6', { freshMs: 0 });
    fake.answer['/api/tags'] = (_request, response) => void response.destroy();
    expect((await embedders.choose()).embedder?.tier).toBe('minilm');
    delete fake.answer['/api/tags'];
    await vi.waitFor(async () => expect((await embedders.choose()).embedder?.tier).toBe('ollama'));
  });

  it('is asked once by many who choose at a time', async () => {
    const fake = await server();
    const embedders = machine(fake.url);
    await Promise.all([embedders.choose(), embedders.choose(), embedders.choose()]);
    await embedders.choose();
    expect(fake.paths).toEqual(['/api/tags', '/api/show']);
  });

  it('does not hold up one who leaves', async () => {
    const fake = await server();
    fake.answer['/api/tags'] = () => undefined;
    expect(await machine(fake.url).choose(AbortSignal.timeout(20))).toMatchObject({ embedder: { tier: 'minilm' } });
  });
});

describe('a server that fails at its work', () => {
  it.each<[string, NonNullable<FakeServer['answer'][string]>, RegExp]>([
    ['dies', (_request, response) => void response.destroy(), /cannot be reached/],
    ['fails', (_request, response) => sendJson(response, { error: 'out of\nmemory' }, 500), /: out of memory$/],
    [
      'fails in plain text',
      (_request, response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>no</h1>'),
      /: status 502$/,
    ],
    ['answers no JSON', (_request, response) => void response.end('{"embeddings": [[1,'), /: its answer is not JSON$/],
    ['gives too few', (_request, response) => sendJson(response, { embeddings: [[1]] }), /did not give 2 vectors/],
    ['gives none', (_request, response) => sendJson(response, {}), /did not give 2 vectors/],
    ['gives other dimensions', (_request, response) => sendJson(response, { embeddings: [[1], [1]] }), /gave 1 dimensions instead of 64$/],
    ['gives words', (_request, response) => sendJson(response, { embeddings: [['a'], ['b']] }), /gave no numbers/],
    ['gives nulls', (_request, response) => sendJson(response, { embeddings: [[null], [null]] }), /gave no numbers/],
    [
      'gives zeros',
      (_request, response) => sendJson(response, { embeddings: [Array(64).fill(0), Array(64).fill(0)] }),
      /gave a vector of zeros/,
    ],
    ['never ends its answer', (_request, response) => drip(response), /: no answer within 0.4 s$/],
    ['never stops talking', (_request, response) => flood(response), /: its answer is larger than 33554432 bytes$/],
  ])('%s: the call fails with the reason, nothing is printed, and MiniLM stands in', async (_what, answer, reason) => {
    const printed = [vi.spyOn(console, 'log'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'error')];
    const fake = await server();
    const limitMs = _what === 'never ends its answer' ? 400 : 30_000;
    const embedders = machine(fake.url, 'model: all-minilm:l6', { timeouts: { lookMs: 30_000, queryMs: 30_000, documentMs: limitMs } });
    const { embed } = await ollamaOf(embedders);
    fake.answer['/api/embed'] = answer;
    const error = await embed(['a', 'b'], { as: 'document' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'embedder-failed', message: expect.stringMatching(reason) });
    expect(await embedders.choose()).toMatchObject({
      embedder: { tier: 'minilm' },
      problem: `${(error as Error).message}; MiniLM stands in`,
    });
    for (const spy of printed) expect(spy).not.toHaveBeenCalled();
  });

  it('in the midst of the batches is not asked for the rest', async () => {
    const fake = await server();
    const { embed } = await ollamaOf(machine(fake.url));
    fake.answer['/api/embed'] = (request, response) => {
      if (fake.embeds.length === 2) response.destroy();
      else sendJson(response, { embeddings: fake.vectorsFor(request) });
    };
    await expect(embed(texts(40), { as: 'document' })).rejects.toMatchObject({ code: 'embedder-failed' });
    expect(fake.embeds).toHaveLength(2);
  });

  it('says so where it does not cut vectors to the dimensions asked for', async () => {
    const fake = await server();
    const { embed } = await ollamaOf(machine(fake.url, 'model: all-minilm:l6, dimensions: 32'));
    fake.answer['/api/embed'] = (request, response) => sendJson(response, { embeddings: fake.vectorsFor({ ...request, dimensions: 64 }) });
    await expect(embed(['a'], { as: 'document' })).rejects.toThrow(
      /gave 64 dimensions instead of 32; it cannot be cut: leave ollama.dimensions out/,
    );
  });

  it.each(['/api/tags', '/api/embed'])('and sends %s elsewhere is not followed', async (path) => {
    const fake = await server();
    const elsewhere = await server();
    const embedders = machine(fake.url);
    const redirect: FakeServer['answer'][string] = (_request, response) =>
      void response.writeHead(307, { location: `${elsewhere.url}${path}` }).end();
    const { embed } = path === '/api/embed' ? await ollamaOf(embedders) : { embed: undefined };
    fake.answer[path] = redirect;
    await embed?.(['secret'], { as: 'document' }).catch(() => undefined);
    expect((await embedders.choose()).problem).toMatch(/it redirects elsewhere, which is not followed; MiniLM stands in/);
    expect(elsewhere.paths).toEqual([]);
  });
});

describe('a question that takes too long', () => {
  it('is given up, while the server goes on loading and counts as well', async () => {
    const fake = await server();
    const embedders = machine(fake.url, 'model: all-minilm:l6', { timeouts: { lookMs: 30_000, queryMs: 100, documentMs: 30_000 } });
    const { embed } = await ollamaOf(embedders);
    let load = (): void => undefined;
    const loaded = new Promise<void>((resolve) => (load = resolve));
    fake.answer['/api/embed'] = async (request, response) => {
      await loaded;
      sendJson(response, { embeddings: fake.vectorsFor(request) });
    };
    for (let times = 0; times < 3; times += 1) {
      await expect(embed(['q'], { as: 'query' })).rejects.toMatchObject({
        code: 'embedder-failed',
        message: expect.stringMatching(/within 0.1 s$/),
      });
    }
    // Those who ask meanwhile wait for the first; they do not pile up on the server.
    expect(fake.embeds).toHaveLength(1);
    expect((await embedders.choose()).embedder?.tier).toBe('ollama');
    load();
    await vi.waitFor(async () => expect(await embed(['q'], { as: 'query' })).toHaveLength(1));
  });
});

describe('embedding ends', () => {
  it.each(['query', 'document'] as const)('when one who asked for a %s leaves', async (as) => {
    const fake = await server();
    const { embed } = await ollamaOf(machine(fake.url));
    fake.answer['/api/embed'] = () => undefined;
    await expect(embed(['a'], { as, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('by close, with the requests to the server', async () => {
    const fake = await server();
    const embedders = machine(fake.url);
    const { embed } = await ollamaOf(embedders);
    const gone = new Promise<void>((resolve) => {
      fake.answer['/api/embed'] = (_request, response) => void response.once('close', resolve);
    });
    const waiting = expect(embed(['a'], { as: 'document' })).rejects.toMatchObject({ code: 'cancelled' });
    await vi.waitFor(() => expect(fake.embeds).toHaveLength(1));
    await embedders.close();
    await waiting;
    await gone;
    expect((await embedders.choose()).embedder?.tier).toBe('ollama');
  });
});

describe('what the settings ask for', () => {
  it('is not asked of any server where it is not ollama', async () => {
    const fake = await server();
    const env = { OLLAMA_HOST: fake.url };
    const tierOf = async (repository: string, user = ''): Promise<unknown> => {
      const embedders = realEmbedders(parseConfig(repository, user).config, { env });
      const { embedder, wanted, problem } = await embedders.choose();
      await embedders.close();
      return [wanted, embedder?.tier, problem];
    };
    expect(await tierOf('format: 1\n')).toEqual(['minilm', 'minilm', undefined]);
    expect(await tierOf('format: 1\nrecall.embedder: ollama\nollama.url: "http://example.org"\n')).toEqual(['minilm', 'minilm', undefined]);
    expect(await tierOf('format: 1\nrecall.embedder: none\n', 'recall.embedder: ollama\n')).toEqual(['none', undefined, undefined]);
    expect(fake.paths).toEqual([]);
    expect(await tierOf('format: 1\n', 'recall.embedder: ollama\nollama.model: "all-minilm:l6"\n')).toEqual([
      'ollama',
      'ollama',
      undefined,
    ]);
  });
});

function drip(response: Parameters<NonNullable<FakeServer['answer'][string]>>[1]): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.once('close', () => clearInterval(timer));
}

function flood(response: Parameters<NonNullable<FakeServer['answer'][string]>>[1]): void {
  const megabyte = ' '.repeat(1 << 20);
  const more = (): void => {
    while (!response.destroyed && response.write(megabyte));
  };
  response.on('drain', more);
  more();
}
