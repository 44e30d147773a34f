import { describe, expect, test } from 'vitest';
import { parseConfig } from '../config/parse-config.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { questionOf } from '../../src/recall/question/question.js';
import { warmRecall, type LogAccess, type WarmRecall } from '../../src/recall/warm.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import { steadyClock } from '../mcp/connected-client.js';
import { bullet, embed, worldWith, WS } from './memory.js';

const DAY = `${WS.logs}/2026/11/2026-11-20.md`;
const { config } = parseConfig(undefined, undefined);

interface Warmth {
  readonly world: VirtualWorld;
  readonly warm: WarmRecall;
  readonly noticed: string[];
  readonly pass: (ms: number) => void;
  readonly looks: () => number;
  found(query: string): Promise<string[]>;
}

function warmth(logAccess: Partial<LogAccess> = {}): Warmth {
  const world = worldWith({ 'logs/2026/11/2026-11-20.md': bullet('2026-11-20T08:00:00.000Z', 'note@user', 'redis one') });
  const { clock, pass } = steadyClock(world.clock.now());
  const noticed: string[] = [];
  let looks = 0;
  const files = { ...world.files, stats: (path: string) => ((looks += path === WS.logs ? 1 : 0), world.files.stats(path)) };
  const here = { ...world, files, clock };
  const warm = warmRecall(here, WS, config, {
    alsoWatched: [],
    view: async () => PLAIN_VIEW,
    isStill: async () => true,
    noticed: (what) => void noticed.push(what),
    ...logAccess,
  });
  const found = async (query: string): Promise<string[]> => (await warm.recall(questionOf(query, {}))).hits.map(({ text }) => text);
  return { world, warm, noticed, pass, found, looks: () => looks };
}

const APPENDED = bullet('2026-11-20T09:00:00.000Z', 'note@user', 'redis two');

describe('a recall that stays open', () => {
  test('sees an edit 150 ms later at the latest', async () => {
    const { world, found, pass } = warmth();
    expect(await found('redis')).toEqual(['redis one']);
    await world.files.append(DAY, APPENDED);
    pass(151);
    expect(await found('redis')).toContain('redis two');
  });

  test('does not look at the disk for questions in quick succession', async () => {
    const { found, looks, pass } = warmth();
    await found('redis');
    const before = looks();
    for (let n = 0; n < 10; n++) {
      pass(4);
      await found('redis');
    }
    expect(looks()).toBe(before);
  });

  test('looks beside the answer when the last look ages, and shows it with the next one', async () => {
    const { world, found, pass } = warmth();
    await found('redis');
    await world.files.append(DAY, APPENDED);
    pass(60);
    expect(await found('redis')).toEqual(['redis one']);
    await expect.poll(() => found('redis')).toContain('redis two');
  });

  test('shows at once what its own process wrote', async () => {
    const { world, warm, found } = warmth();
    await found('redis');
    await world.files.append(DAY, APPENDED);
    warm.expire();
    expect(await found('redis')).toContain('redis two');
  });

  test('asks who looks after the logs when a day is gone, and reads again', async () => {
    let text = '';
    const { world, noticed, found, pass } = warmth({
      noticed: (what) => {
        noticed.push(what);
        if (what === 'missing') world.files.lay({ [DAY]: text });
      },
    });
    text = (await world.files.read(DAY)) as string;
    await found('redis');
    await world.files.remove(DAY);
    pass(1_000);
    expect(await found('redis')).toEqual(['redis one']);
    expect(noticed).toContain('missing');
  });

  test('watches a memory that takes long to look at, and then looks when something is heard, or seconds later', async () => {
    let slow = (): void => undefined;
    const { world, found, pass, looks } = warmth({
      view: async () => {
        slow();
        return PLAIN_VIEW;
      },
    });
    slow = () => pass(16);
    await found('redis');
    slow = () => undefined;
    await new Promise((resolve) => setImmediate(resolve));
    await found('redis');
    const before = looks();
    pass(2_000);
    await found('redis');
    expect(looks()).toBe(before);
    await world.files.append(DAY, APPENDED);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await found('redis')).toContain('redis two');
    const after = looks();
    pass(5_001);
    await found('redis');
    expect(looks()).toBeGreaterThan(after);
  });

  test('looks again where a folder that is watched comes later: nothing is heard of what is in it', async () => {
    let slow = (): void => undefined;
    const { world, found, pass } = warmth({
      view: async () => {
        slow();
        return PLAIN_VIEW;
      },
    });
    world.files.watch = async () => async () => undefined;
    slow = () => pass(16);
    await found('redis');
    slow = () => undefined;
    await new Promise((resolve) => setImmediate(resolve));
    await found('redis');
    await world.files.append(`${WS.topics}/redis.md`, '---\ntopic: redis\n---\n# Redis\n\n- Redis three. ^redis-three\n');
    expect(await found('redis')).toContain('Redis three.');
  });

  test('answers from the look before while git lays files down, and before there is one not at all', async () => {
    let still = false;
    const { world, found, pass, noticed } = warmth({ isStill: async () => still });
    const first = found('redis');
    pass(5_001);
    await expect(first).rejects.toMatchObject({ code: 'git-busy' });
    still = true;
    expect(await found('redis')).toEqual(['redis one']);
    still = false;
    await world.files.append(DAY, APPENDED);
    pass(1_000);
    expect(await found('redis')).toEqual(['redis one']);
    expect(noticed).toEqual([]);
    still = true;
    expect(await found('redis')).toContain('redis two');
  });

  test('a look that fails fails the question, and the next one looks again', async () => {
    let broken = true;
    const { found } = warmth({
      view: async () => {
        if (broken) throw new Error('git is away');
        return PLAIN_VIEW;
      },
    });
    await expect(found('redis')).rejects.toThrow('git is away');
    broken = false;
    expect(await found('redis')).toEqual(['redis one']);
  });

  test('answers by words only and says so where nothing is embedded, without loading the embedder', async () => {
    const { world, warm } = warmth();
    expect((await warm.recall(questionOf('redis', {}))).coverageText).toMatch(/^words only: nothing is embedded yet/);
    expect(world.embedders.embedded).toEqual([]);
  });

  test.each([
    [true, []],
    [false, ['warm']],
  ])('loads the embedder ahead of the first question unless it is quick (%s)', async (isQuick, before) => {
    const { world, warm } = warmth();
    await embed(world);
    world.embedders.become({ isQuick });
    const documents = world.embedders.embedded.length;
    const asked = (): string[] => world.embedders.embedded.slice(documents).map(({ text }) => text);
    await warm.index();
    expect(asked()).toEqual(before);
    expect((await warm.recall(questionOf('redis', {}))).coverageText).toMatch(/^words and meaning/);
    expect(asked()).toEqual(['warm', 'redis']);
  });
});
