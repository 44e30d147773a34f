import { describe, expect, it } from 'vitest';
import { isLoopback, serverAddress, thisMachine } from '../../src/adapters/embedders/ollama-address.js';
import {
  isSameModel,
  pathName,
  pickInstalled,
  promptFor,
  qwenFor,
  qwenSizeOf,
  type Machine,
} from '../../src/adapters/embedders/ollama-model.js';

const GB = 1e9;

describe('the Qwen3-Embedding for a machine', () => {
  it.each<[string, Machine, string | undefined]>([
    ['a small server', { memoryBytes: 2 * GB, gpu: 'none' }, undefined],
    ['a laptop', { memoryBytes: 16 * GB, gpu: 'none' }, '0.6b'],
    ['a large server without a card', { memoryBytes: 256 * GB, gpu: 'none' }, '0.6b'],
    ['a small Mac', { memoryBytes: 8 * GB, gpu: 'unified' }, '0.6b'],
    ['a Mac of 16 GB', { memoryBytes: 17.18 * GB, gpu: 'unified' }, '4b'],
    ['a Mac of 32 GB', { memoryBytes: 34.36 * GB, gpu: 'unified' }, '8b'],
    ['a card of 4 GB', { memoryBytes: 64 * GB, gpu: 'own', gpuBytes: 4 * GB }, '0.6b'],
    ['a card of 8 GB', { memoryBytes: 16 * GB, gpu: 'own', gpuBytes: 8 * GB }, '4b'],
    ['a card of 12 GB, as it counts itself', { memoryBytes: 16 * GB, gpu: 'own', gpuBytes: 11.9 * GB }, '8b'],
    ['a card that does not tell, in a machine of 32 GB', { memoryBytes: 33.5 * GB, gpu: 'own' }, '4b'],
    ['a card that does not tell, in a machine of 8 GB', { memoryBytes: 8 * GB, gpu: 'own' }, '0.6b'],
  ])('%s', (_what, machine, size) => {
    expect(qwenFor(machine)).toBe(size);
  });

  it.each([
    ['qwen3-embedding:0.6b', '595.78M', '0.6b'],
    ['qwen3-embedding:4b-q8_0', '4.0B', '4b'],
    ['qwen3-embedding:latest', '7.6B', '8b'],
    ['qwen3-embedding:8b', '', '8b'],
    ['me/qwen3-embedding:mine', '', undefined],
    ['qwen3:8b', '8.2B', undefined],
    ['nomic-embed-text:latest', '137M', undefined],
  ])('%s of %s parameters is one of size %s', (name, parameters, size) => {
    expect(qwenSizeOf({ name, parameters })).toBe(size);
  });

  it('is the largest installed one that fits', () => {
    const installed = ['qwen3-embedding:8b', 'all-minilm:l6', 'qwen3-embedding:0.6b', 'qwen3-embedding:4b'].map((name) => ({
      name,
      parameters: '',
    }));
    expect(pickInstalled(installed, '8b')).toBe('qwen3-embedding:8b');
    expect(pickInstalled(installed, '4b')).toBe('qwen3-embedding:4b');
    expect(pickInstalled(installed, '0.6b')).toBe('qwen3-embedding:0.6b');
    expect(pickInstalled(installed.slice(0, 2), '4b')).toBeUndefined();
  });

  it('is asked of a machine that has some memory', () => {
    expect(thisMachine(false).memoryBytes).toBeGreaterThan(1e8);
    expect(thisMachine(true).gpu).not.toBe('none');
  });
});

describe('names and prompts of models', () => {
  it.each([
    ['qwen3-embedding:0.6b', 'qwen3-embedding-0.6b'],
    ['hf.co/Qwen/Qwen3-Embedding-8B-GGUF:Q4_K_M', 'hf.co-qwen-qwen3-embedding-8b-gguf-q4_k_m'],
    ['../../etc', 'etc'],
    ['模型', 'model'],
  ])('%s is %s in a path', (name, path) => {
    expect(pathName(name)).toBe(path);
  });

  it.each([
    ['all-minilm', 'all-minilm:latest', true],
    ['All-MiniLM:L6', 'all-minilm:l6', true],
    ['all-minilm:l6', 'all-minilm:latest', false],
    ['host:5000/m', 'host:5000/m:latest', true],
  ])('%s and %s are the same: %s', (a, b, isSame) => {
    expect(isSameModel(a, b)).toBe(isSame);
  });

  it.each([
    ['qwen3-embedding:0.6b', 'query', /^Instruct: .+\nQuery:$/],
    ['qwen3-embedding:0.6b', 'document', /^$/],
    ['nomic-embed-text:latest', 'query', /^search_query: $/],
    ['nomic-embed-text:latest', 'document', /^search_document: $/],
    ['mxbai-embed-large', 'query', /^Represent this sentence .*: $/],
    ['snowflake-arctic-embed2', 'query', /^query: $/],
    ['embeddinggemma:300m', 'document', /^title: none \| text: $/],
    ['all-minilm:l6', 'query', /^$/],
    ['all-minilm:l6', 'document', /^$/],
  ] as const)('before a text for %s as a %s stands %s', (model, as, prompt) => {
    expect(promptFor(model, as)).toMatch(prompt);
  });
});

describe('the address of the server', () => {
  it.each([
    ['nothing', undefined, undefined, 'http://127.0.0.1:11434', true],
    ['the settings', 'http://gpu.example:8080', undefined, 'http://gpu.example:8080', false],
    ['the settings, before the variable', 'http://[::1]:1', '127.0.0.1:2', 'http://[::1]:1', true],
    ['a host', undefined, '127.0.0.1', 'http://127.0.0.1:11434', true],
    ['a host and a port', undefined, 'localhost:8080', 'http://localhost:8080', true],
    ['a port', undefined, ':8080', 'http://127.0.0.1:8080', true],
    ['a whole address', undefined, 'https://localhost', 'https://localhost', true],
    ['what a server listens on', undefined, '0.0.0.0:11500', 'http://127.0.0.1:11500', true],
  ])('from %s', (_what, configured, variable, url, loopback) => {
    expect(serverAddress(configured, variable)).toEqual({ url, isLoopback: loopback });
  });

  it.each(['gpu.example', 'http://10.0.0.7:11434', 'http://127.0.0.1.example', 'http://me:pw@127.0.0.1', 'no address at all'])(
    'is not %s where only a variable says so',
    (variable) => {
      expect(serverAddress(undefined, variable)).toMatchObject({
        url: 'http://127.0.0.1:11434',
        problem: expect.stringContaining('set ollama.url in your own settings'),
      });
    },
  );

  it.each([
    ['http://127.9.9.9', true],
    ['http://localhost:1', true],
    ['http://[::1]', true],
    ['http://127.0.0.1.example.org', false],
    ['http://localhost.example.org', false],
    ['http://0.0.0.0', false],
    ['http://192.168.0.2', false],
  ])('%s is this machine: %s', (url, loopback) => {
    expect(isLoopback(url)).toBe(loopback);
  });
});
