/** Requests that only read: the log, the topics, the gates. */
import { beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.js';
import { gatesNow } from '../../src/desk/gates.js';
import { readLog, shownText, type LogWishes } from '../../src/desk/log.js';
import { appendEntries } from '../../src/memory/append.js';
import { listTopics, topicNamed } from '../../src/desk/topics.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

let at: KairosClone;
beforeEach(async () => {
  at = await kairosClone();
});

describe('the log', () => {
  const DAY_MS = 86_400_000;
  const texts = async (wishes: Partial<LogWishes> = {}): Promise<string[]> =>
    (await readLog(at.world, at.ws, PLAIN_VIEW, { all: false, ...wishes })).entries.map(({ text }) => text);

  beforeEach(async () => {
    for (let day = 30; day >= 0; day -= 3) {
      const atMs = at.world.clock.now() - day * DAY_MS;
      await appendEntries(at.world, at.ws, PLAIN_VIEW, [
        { kind: 'note', actor: 'user', text: `${day} days ago`, atMs },
        { kind: 'gate', text: `gate ${day}`, atMs },
      ]);
    }
  });

  it('is the newest entries over all days, the newest last, without what kairos notes of itself', async () => {
    expect(await texts({ most: 3 })).toEqual(['6 days ago', '3 days ago', '0 days ago']);
    expect(await texts({ most: 3, all: true })).toEqual(['gate 3', '0 days ago', 'gate 0']);
    expect(await texts()).toHaveLength(11);
  });

  it('shows of a verdict the claim alone', async () => {
    const [entry] = (await readLog(at.world, at.ws, PLAIN_VIEW, { all: false, most: 1 })).entries;
    if (!entry) throw new Error('no entry');
    const text = 'accepted (^k9x0aa1b2c) in tests by dream 4mk2q0, claim 7z0c1m2xqk: They use port 6379.';
    expect(shownText({ ...entry, kind: 'verdict', text })).toBe('accepted in tests: They use port 6379.');
    expect(shownText({ ...entry, kind: 'verdict', text: 'accepted all' })).toBe('accepted all');
    expect(shownText({ ...entry, text })).toBe(text);
  });

  it('is of a time, to the moment', async () => {
    const nowMs = at.world.clock.now();
    expect(await texts({ span: { fromMs: nowMs - 12 * DAY_MS, toMs: nowMs - 6 * DAY_MS } })).toEqual([
      '12 days ago',
      '9 days ago',
      '6 days ago',
    ]);
    expect(await texts({ span: { fromMs: nowMs - 12 * DAY_MS + 1, toMs: nowMs - 6 * DAY_MS - 1 } })).toEqual(['9 days ago']);
    expect(await texts({ span: { fromMs: -Infinity, toMs: nowMs - 29 * DAY_MS } })).toEqual(['30 days ago']);
    expect(await texts({ span: { fromMs: -Infinity, toMs: Infinity }, most: 1 })).toEqual(['0 days ago']);
  });

  it('reads no more days than it needs', async () => {
    let logsRead = 0;
    const read = async (path: string): Promise<string | undefined> => {
      if (path.includes('/logs/')) logsRead += 1;
      return at.world.files.read(path);
    };
    await readLog({ ...at.world, files: { ...at.world.files, read } }, at.ws, PLAIN_VIEW, { all: false, most: 2 });
    expect(logsRead).toBeLessThan(11);
  });
});

describe('topics', () => {
  it('are counted by claims that hold and struck ones, and one is found by its name', async () => {
    const { world, ws } = at;
    await expect(topicNamed(world, ws, PLAIN_VIEW, 'redis')).rejects.toMatchObject({ hint: expect.stringContaining('dream --now') });
    world.files.lay({
      [`${ws.topics}/redis.md`]: '---\ndescription: where\n---\n# Redis\n\n- On 6380.\n- ~~On 6379.~~ ^k2aa0b1c3d\n- Fast.\n',
    });
    const { rows } = await listTopics(world, ws, PLAIN_VIEW);
    expect(rows).toEqual([{ slug: 'redis', title: 'Redis', description: 'where', claims: 2, struck: 1 }]);
    expect((await topicNamed(world, ws, PLAIN_VIEW, 'redis')).topic.bullets).toHaveLength(3);
    await expect(topicNamed(world, ws, PLAIN_VIEW, 'reds')).rejects.toMatchObject({
      code: 'not-found',
      hint: 'did you mean redis? kairos topics lists them',
    });
  });
});

it('the gates are read to the last, and nothing is noted', async () => {
  const before = at.world.files.snapshot();
  const gates = await gatesNow(at.world, at.ws, PLAIN_VIEW, parseConfig().config);
  expect(gates.map(({ name }) => name)).toEqual(['time', 'activity', 'lock']);
  expect(at.world.files.snapshot()).toEqual(before);
});
