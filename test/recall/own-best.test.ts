/** A question embeds, for itself, the entries that are likely to answer it and have no vector yet. */
import { describe, expect, it } from 'vitest';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { warmRecall } from '../../src/recall/warm.js';
import { questionOf } from '../../src/recall/question/question.js';
import { recall } from '../../src/recall/recall.js';
import { KairosError } from '../../src/base/errors.js';
import type { Embedder } from '../../src/world/embedders.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import { parseConfig } from '../config/parse-config.js';
import { ask, bullet, embed, logOf, SETTINGS, worldWith, WS } from './memory.js';

const note = (n: number, text: string): string => bullet(`2026-11-18T${String(n % 24).padStart(2, '0')}:00:00Z`, 'note@ann', text);

/** A memory whose notes are these, with an embedder that is quick. */
function memoryOf(...texts: readonly string[]): VirtualWorld {
  const world = worldWith({ [logOf('2026-11-18')]: texts.map((text, n) => note(n, text)).join('') });
  world.embedders.become({ isQuick: true });
  return world;
}

const documents = ({ embedders }: VirtualWorld): string[] =>
  embedders.embedded.filter(({ as }) => as === 'document').map(({ text }) => text);
const endings = (texts: readonly string[]): string[] => texts.map((text) => text.split(': ').at(-1) ?? '');

describe('a question where nothing is embedded', () => {
  it('embeds the entries that have its words, then the newest, and says so', async () => {
    const world = memoryOf('the cache is in redis', 'tea is black', 'redis listens on port 6380', 'tea is green');
    const { hits, coverageText, without } = await ask(world, 'which port has redis', { minScore: 0 });
    expect(endings(documents(world))).toEqual(['redis listens on port 6380', 'the cache is in redis', 'tea is green', 'tea is black']);
    expect(coverageText).toBe('words, and the meaning of the 4 likeliest ("kairos index" embeds all); 0 of 4 embedded');
    expect(without).toBeUndefined();
    expect(hits[0]?.text).toContain('port 6380');
    expect(hits[0]?.parts['meaning']).toBeGreaterThan(0);
  });

  it('counts no entry whose meaning nothing tells', async () => {
    const world = memoryOf('the cache is in redis', 'redis listens on port 6380');
    const tags = [1, 2, 3].map((n) => bullet(`2026-11-17T1${n}:00:00Z`, 'tag', `v${n}.0.0 created at 3b0057d8eee${n}`, `t${n}`));
    world.files.lay({ [`${WS.kairos}/${logOf('2026-11-17')}`]: tags.join('') });
    const { coverageText } = await ask(world, 'which port has redis', { minScore: 0 });
    expect(coverageText).toBe('words, and the meaning of the 2 likeliest ("kairos index" embeds all); 0 of 5 embedded');
  });

  it('gives the two the meaning that they have when they are stored', async () => {
    const texts = ['the cache is in redis', 'redis listens on port 6380'] as const;
    const [fresh, stored] = [memoryOf(...texts), memoryOf(...texts)];
    await embed(stored);
    const [ours, theirs] = [await ask(fresh, 'port of redis', { minScore: 0 }), await ask(stored, 'port of redis', { minScore: 0 })];
    expect(ours.hits).toEqual(theirs.hits);
  });

  it('embeds the newest fifty where no entry has its words', async () => {
    const world = memoryOf(...Array.from({ length: 22 }, (_, n) => `redis keeps sessions of shop ${n}`));
    const old = Array.from({ length: 60 }, (_, n) => bullet(`2026-11-17T10:00:00Z`, 'note@ann', `tea of kind ${n}`, `${n}`));
    world.files.lay({ [`${WS.kairos}/${logOf('2026-11-17')}`]: old.join('') });
    await ask(world, 'giraffes');
    expect(documents(world)).toHaveLength(50);
    expect(
      documents(world)
        .slice(0, 22)
        .every((text) => text.includes('redis')),
    ).toBe(true);
  });

  it('embeds fifty at most, the best by words', async () => {
    const world = memoryOf(
      ...Array.from({ length: 80 }, (_, n) => `redis keeps ${n < 60 ? `${'very '.repeat(20)}many` : 'few'} sessions of shop ${n}`),
    );
    await ask(world, 'redis keeps few sessions');
    expect(documents(world)).toHaveLength(50);
    expect(documents(world).filter((text) => text.includes(' few ')).length).toBe(20);
  });

  it('stores none of it', async () => {
    const world = memoryOf('redis listens on port 6380');
    await ask(world, 'redis port');
    expect(await world.files.list(WS.vectorIndex)).toEqual([]);
  });

  it.each([
    ['it has nothing but stop words', 'who was it?', {}],
    ['it asks for a list by time', 'what happened on 18 November 2026?', {}],
    ['the filters let none through', 'redis', { tier: 'ltm' }],
  ])('asks nobody for a vector where %s', async (_why, query, filters) => {
    const world = memoryOf('redis listens on port 6380');
    const { coverageText } = await ask(world, query, filters);
    expect(world.embedders.embedded).toEqual([]);
    expect(coverageText).toBe('words only: nothing is embedded yet ("kairos index" does it); 0 of 1 embedded');
  });

  it('asks nobody where meaning is not wanted, or the embedder takes its time', async () => {
    const world = memoryOf('redis listens on port 6380');
    await recall(world, WS, PLAIN_VIEW, questionOf('redis', {}), { settings: SETTINGS, wordsOnly: true });
    world.embedders.become({ isQuick: false });
    const { coverageText } = await ask(world, 'redis');
    expect(coverageText).toMatch(/^words only: nothing is embedded yet/);
    expect(world.embedders.embedded).toEqual([]);
  });
});

describe('a question where some are embedded', () => {
  it('embeds those of its own that are not', async () => {
    const world = memoryOf('redis listens on port 6380');
    await embed(world);
    world.files.lay({ [`${WS.kairos}/${logOf('2026-11-19')}`]: bullet('2026-11-19T10:00:00Z', 'note@ann', 'redis moved to port 7000') });
    const before = documents(world).length;
    const { hits, coverageText } = await ask(world, 'redis port', { minScore: 0 });
    expect(endings(documents(world).slice(before))).toEqual(['redis moved to port 7000']);
    expect(hits.every(({ parts }) => (parts['meaning'] ?? 0) > 0)).toBe(true);
    expect(coverageText).toBe('words and meaning; 1 of 2 embedded');
  });

  it('embeds nothing where all are', async () => {
    const world = memoryOf('redis listens on port 6380');
    await embed(world);
    const before = documents(world).length;
    await ask(world, 'redis port');
    expect(documents(world)).toHaveLength(before);
  });
});

describe('a look that nobody asked for', () => {
  const look = (world: VirtualWorld, text: string): ReturnType<typeof recall> =>
    recall(world, WS, PLAIN_VIEW, questionOf(text, { minScore: 0 }), { settings: SETTINGS, lookMs: 100 });

  it('goes by words where nothing is embedded', async () => {
    const world = memoryOf('the cache is in redis', 'redis listens on port 6380');
    expect((await look(world, 'which port has redis')).without).toBeDefined();
    expect(documents(world)).toEqual([]);
  });

  it('embeds of what came since the few that are likeliest, and waits no longer than it may', async () => {
    const world = memoryOf('the cache is in redis', 'redis listens on port 6380');
    await embed(world);
    const before = documents(world).length;
    const later = Array.from({ length: 30 }, (_, n) =>
      bullet('2026-11-19T10:00:00Z', 'note@ann', `redis is watched by ${n} people`, `${n}`),
    );
    world.files.lay({ [`${WS.kairos}/${logOf('2026-11-19')}`]: later.join('') });
    const begunAtMs = world.clock.now();
    expect((await look(world, 'who watches redis')).without).toBeUndefined();
    expect(documents(world).length - before).toBeGreaterThan(0);
    expect(documents(world).length - before).toBeLessThanOrEqual(8);
    expect(world.clock.now() - begunAtMs).toBeLessThanOrEqual(100);
  });
});

describe('the time of a question', () => {
  /** Documents meet this before they are embedded. */
  function hinder(world: VirtualWorld, meet: (count: number, signal?: AbortSignal) => Promise<void>): void {
    const { choose } = world.embedders;
    Object.assign(world.embedders, {
      choose: async () => {
        const { embedder, ...chosen } = await choose();
        if (!embedder) return chosen;
        const slowly: Embedder['embed'] = async (texts, how) => {
          if (how.as === 'document') await meet(texts.length, how.signal);
          return embedder.embed(texts, how);
        };
        return { ...chosen, embedder: { ...embedder, embed: slowly } };
      },
    });
  }

  it('ends it: what is ready counts, and the others go by their words', async () => {
    const world = memoryOf(...Array.from({ length: 40 }, (_, n) => `redis keeps sessions of shop ${n}`));
    hinder(world, (count, signal) => world.clock.sleep(count * 100, signal));
    const begunAtMs = world.clock.now();
    const { coverageText } = await ask(world, 'redis sessions');
    expect(world.clock.now() - begunAtMs).toBe(SETTINGS.queryBudgetMs);
    // Three times eight take 2.4 s of the 2.5; the next eight would be late.
    expect(coverageText).toMatch(/^words, and the meaning of the 24 likeliest/);
  });

  it('is not spent on an embedder that fails', async () => {
    const world = memoryOf('redis listens on port 6380');
    hinder(world, async () => {
      throw new KairosError('embedder-failed', 'out of memory');
    });
    const { hits, coverageText } = await ask(world, 'redis port');
    expect(hits).toHaveLength(1);
    expect(coverageText).toMatch(/^words only: nothing is embedded yet/);
  });
});

describe('a recall that stays open', () => {
  it('loads nothing before a question needs it, and remembers what it embedded', async () => {
    const world = memoryOf('redis listens on port 6380', 'the cache is in redis');
    const { config } = parseConfig();
    const warm = warmRecall(world, WS, config, {
      view: async () => PLAIN_VIEW,
      isStill: async () => true,
      alsoWatched: [],
      noticed: () => undefined,
    });
    await warm.index();
    expect(world.embedders.embedded).toEqual([]);
    await warm.recall(questionOf('redis port', {}));
    await warm.recall(questionOf('redis cache', {}));
    expect(endings(documents(world)).toSorted()).toEqual(['redis listens on port 6380', 'the cache is in redis']);
    await warm.close();
  });
});
