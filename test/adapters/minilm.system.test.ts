import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { realEmbedders } from '../../src/adapters/embedders/choose.js';
import { minilm, type Minilm, type MinilmOptions } from '../../src/adapters/embedders/minilm.js';
import { MINILM_WEIGHTS } from '../../src/adapters/embedders/minilm-files.js';
import { parseConfig } from '../config/parse-config.js';
import { compiled } from '../compiled.js';

const opened: Minilm[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

const THREAD = pathToFileURL(join(import.meta.dirname, 'minilm-thread.mjs'));
const NO_THREAD = new URL('no-such-thread.mjs', THREAD);

interface Asked {
  embed(texts: string | readonly string[], as?: 'query' | 'document', signal?: AbortSignal): Promise<number[]>;
  readonly model: Minilm;
}

/** An embedder whose thread gives, instead of a meaning, how many texts it had read. One thread, whatever the load of this machine. */
function counting(options: MinilmOptions = {}): Asked {
  const model = minilm({ worker: THREAD, threads: () => 1, ...options });
  opened.push(model);
  return {
    model,
    embed: async (texts, as = 'document', signal) => {
      const vectors = await model.embedder.embed([texts].flat(), { as, ...(signal ? { signal } : {}) });
      return vectors.map((vector) => vector[0] ?? NaN);
    },
  };
}

describe('the thread of MiniLM', () => {
  it('reads a question before the documents that wait', async () => {
    const { embed } = counting();
    const documents = embed(['a', 'b', 'c', 'd', 'e']);
    const question = embed('q', 'query');
    // The first document is under way already; nothing takes that back.
    expect(await question).toEqual([2]);
    expect(await documents).toEqual([1, 3, 4, 5, 6]);
  });

  it('reads nothing for one who no longer waits', async () => {
    const { embed } = counting();
    const leaving = new AbortController();
    const documents = embed(['a', 'b', 'c', 'd', 'e'], 'document', leaving.signal);
    leaving.abort();
    await expect(documents).rejects.toMatchObject({ code: 'cancelled' });
    expect(await embed('f')).toEqual([2]);
  });

  it('is one where the machine has no more to spare, however many ask', async () => {
    const { embed } = counting();
    const all = await Promise.all([embed(['a', 'b']), embed(['c'], 'query'), embed(['d', 'e'])]);
    expect(all.flat().toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
  });

  it('has another beside it where the machine is idle and many documents wait', async () => {
    const { embed } = counting({ threads: () => 2 });
    const texts = Array.from({ length: 12 }, (_, n) => `text ${n}`);
    expect(await embed(texts.slice(0, 3))).toEqual([1, 2, 3]);
    // Each of the two counts for itself.
    const counts = await embed(texts);
    expect(counts.filter((count) => count <= 3).length).toBeGreaterThan(0);
    expect(counts.length).toBe(12);
    expect(Math.max(...counts)).toBeLessThan(15);
  });

  it('loses the other as soon as others need the machine', async () => {
    let threads = 2;
    const { embed } = counting({ threads: () => threads });
    const texts = Array.from({ length: 12 }, (_, n) => `text ${n}`);
    const both = await embed(texts);
    threads = 1;
    const [first = 0] = await embed('next');
    expect(both).toContain(first - 1);
    const alone = await embed(texts);
    expect(alone).toEqual(texts.map((_, n) => first + 1 + n));
  });

  it('ends when nothing is asked for a while, and is started anew', async () => {
    const { embed } = counting({ idleMs: 1 });
    expect(await embed('a')).toEqual([1]);
    for (let tries = 0; tries < 100; tries += 1) {
      await sleep(20);
      if ((await embed('b'))[0] === 1) return;
    }
    expect.fail('the thread was never ended');
  });

  it('lives on between texts that follow each other', async () => {
    const { embed } = counting();
    expect([await embed('a'), await embed('b'), await embed('c')]).toEqual([[1], [2], [3]]);
  });

  it('is ended by close, which cancels what waits and leaves it usable', async () => {
    const { embed, model } = counting();
    const waiting = expect(embed(['a', 'b', 'c'])).rejects.toMatchObject({ code: 'cancelled' });
    await model.close();
    await waiting;
    expect(await embed('d')).toEqual([1]);
  });
});

describe('a model that does not work', () => {
  it('fails whoever waits with the reason, and is left alone for a while', async () => {
    const { embed, model } = counting();
    const message = 'MiniLM cannot be used: out of memory';
    const asked = await Promise.allSettled([embed(['unloadable', 'b']), embed(['c', 'd'])]);
    expect(asked).toMatchObject([{ reason: { code: 'embedder-failed', message } }, { reason: { code: 'embedder-failed', message } }]);
    expect(model.problem()).toBe('out of memory');
    await expect(embed('e')).rejects.toMatchObject({ code: 'embedder-failed', message });
  });

  it('is tried again later', async () => {
    const { embed, model } = counting({ retryMs: 0 });
    await expect(embed('unloadable')).rejects.toMatchObject({ code: 'embedder-failed' });
    expect(model.problem()).toBeUndefined();
    expect(await embed('a')).toEqual([1]);
  });

  it('leaves recall with words only, and the reason is told', async () => {
    const embedders = realEmbedders(parseConfig().config, { env: {}, minilm: { worker: NO_THREAD } });
    const { embedder } = await embedders.choose();
    for (let tries = 0; tries < 2; tries += 1) {
      await expect(embedder?.embed(['a'], { as: 'query' })).rejects.toMatchObject({ code: 'embedder-failed' });
    }
    expect(await embedders.choose()).toEqual({
      wanted: 'minilm',
      problem: expect.stringMatching(/^MiniLM cannot be used: .*no-such-thread.*; recall goes by words only$/s),
    });
    await embedders.close();
  });

  it('fails only the call whose text ended the thread; the others are answered by a new one', async () => {
    const { embed } = counting();
    const [bad, good] = await Promise.allSettled([embed(['a', 'die', 'b']), embed(['c', 'd'])]);
    expect(bad).toMatchObject({ reason: { code: 'embedder-failed', message: 'MiniLM cannot be used: its thread ended with code 7' } });
    expect(good).toEqual({ status: 'fulfilled', value: [1, 2] });
  });

  it('gets a new thread after a text that it stumbled over', async () => {
    const { embed } = counting();
    expect(await embed('a')).toEqual([1]);
    await expect(embed('stumble')).rejects.toMatchObject({ code: 'embedder-failed' });
    expect(await embed('b')).toEqual([1]);
  });

  it('is given up when threads die one after the other, or give what is no vector', async () => {
    const dying = counting();
    for (const text of ['die', 'die']) await expect(dying.embed(text)).rejects.toMatchObject({ code: 'embedder-failed' });
    expect(dying.model.problem()).toBe('its thread ended with code 7');
    const short = counting();
    await expect(short.embed('short')).rejects.toMatchObject({ code: 'embedder-failed' });
    expect(short.model.problem()).toBe('a vector of 3 dimensions came back');
  });
});

describe('a process that embedded', () => {
  it('gets its vector, ends by itself while the thread is idle, and prints nothing of its own', () => {
    const { folder, dispose } = compiled(['src/adapters/embedders/minilm.ts', 'src/adapters/embedders/minilm-worker.ts']);
    try {
      const program = `
        const { minilm } = await import(${JSON.stringify(pathToFileURL(`${folder}/adapters/embedders/minilm.js`).href)});
        const [vector] = await minilm().embedder.embed(['hello'], { as: 'query' });
        console.log(vector.length);`;
      expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', timeout: 50_000 })).toBe('384\n');
    } finally {
      dispose();
    }
  });

  it('ends when it gives up a text that the thread never answers, and not while another text waits', () => {
    const { folder, dispose } = compiled(['src/adapters/embedders/minilm.ts']);
    const runs = (asks: string): string => {
      const program = `
        const { minilm } = await import(${JSON.stringify(pathToFileURL(`${folder}/adapters/embedders/minilm.js`).href)});
        const { embedder } = minilm({ worker: new URL(${JSON.stringify(THREAD.href)}), threads: () => 1 });
        const leaving = new AbortController();
        const embed = (text, signal) => embedder.embed([text], { as: 'query', signal }).then(() => 'a vector', ({ code }) => code);
        ${asks}`;
      return execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', timeout: 20_000 });
    };
    try {
      const givenUp = `const first = embed('never', leaving.signal); leaving.abort(); console.log(await first);`;
      expect(runs(givenUp)).toBe('cancelled\n');
      const another = `const first = embed('slow', leaving.signal); const second = embed('slow'); leaving.abort(); console.log(await first, await second);`;
      expect(runs(another)).toBe('cancelled a vector\n');
    } finally {
      dispose();
    }
  });
});

describe('what npm did not bring', () => {
  it('is named before anything is loaded: the weights, and weights cut short', () => {
    const { folder, dispose } = compiled(['src/adapters/embedders/minilm.ts']);
    const elsewhere = mkdtempSync(join(tmpdir(), 'kairos-minilm-'));
    try {
      cpSync(folder, elsewhere, { recursive: true });
      writeFileSync(join(elsewhere, 'package.json'), '{"type":"module"}');
      const program = `
        const { minilm } = await import(${JSON.stringify(pathToFileURL(`${elsewhere}/adapters/embedders/minilm.js`).href)});
        console.log(minilm().problem());`;
      const problem = (): string =>
        execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', cwd: elsewhere }).trim();
      const weights = join(elsewhere, 'node_modules', MINILM_WEIGHTS.package, MINILM_WEIGHTS.path);
      mkdirSync(dirname(weights), { recursive: true });
      expect(problem()).toBe(`the package ${MINILM_WEIGHTS.package} is not installed`);
      writeFileSync(weights, 'x');
      expect(problem()).toMatch(/has 1 bytes instead of 45441937: install it again$/);
      truncateSync(weights, MINILM_WEIGHTS.sizeBytes);
      expect(problem()).toBe('undefined');
    } finally {
      rmSync(elsewhere, { recursive: true, force: true });
      dispose();
    }
  }, 60_000);
});
