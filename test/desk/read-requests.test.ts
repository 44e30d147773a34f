/** Requests that only read: which day of the log, the topics, the gates. */
import { beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.js';
import { gatesNow } from '../../src/desk/gates.js';
import { dayOfLog } from '../../src/desk/log.js';
import { writeNote } from '../../src/desk/note.js';
import { listTopics, topicNamed } from '../../src/desk/topics.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

let at: KairosClone;
beforeEach(async () => {
  at = await kairosClone();
});

describe('the day of the log', () => {
  const day = (given?: string): Promise<string | undefined> => dayOfLog(at.world, at.ws, PLAIN_VIEW, given);

  it('is the newest that holds anything, and none while the journal is empty', async () => {
    expect(await day()).toBeUndefined();
    await writeNote(at.world, at.ws, PLAIN_VIEW, { text: 'one', actor: 'user' });
    const written = await day();
    expect(written).toMatch(/^2026-\d\d-\d\d$/);
    at.world.clock.advance(3 * 86_400_000);
    expect(await day()).toBe(written);
  });

  it('is today or yesterday by the clock, or as it is named', async () => {
    const [today, yesterday] = [await day('today'), await day('yesterday')];
    expect(Date.parse(today ?? '') - Date.parse(yesterday ?? '')).toBe(86_400_000);
    expect(await day('2020-02-29')).toBe('2020-02-29');
  });

  it.each(['2026-02-31', '2026-2-3', 'monday', '../../x'])('%s is no day', async (given) => {
    await expect(day(given)).rejects.toMatchObject({ code: 'bad-date' });
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
