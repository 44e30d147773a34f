import { beforeEach, describe, expect, it } from 'vitest';
import { reinforce, type ReinforceOptions, type Reinforced } from '../../src/desk/reinforce.js';
import { endSession, startSession } from '../../src/desk/session.js';
import type { Entry } from '../../src/memory/entry.js';
import { appendEntries } from '../../src/memory/append.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { readTopics } from '../../src/memory/read-topics.js';
import { collectStrength, weight } from '../../src/memory/strength.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

const DAY_MS = 86_400_000;
let at: KairosClone;
let noted: Entry;
beforeEach(async () => {
  at = await kairosClone();
  [noted] = (await appendEntries(at.world, at.ws, PLAIN_VIEW, [
    { kind: 'note', actor: 'user', atMs: at.world.clock.now(), text: 'Redis is on port 6380' },
  ])) as [Entry];
});

const say = (options: Partial<ReinforceOptions> = {}): Promise<Reinforced> => {
  at.world.clock.advance(1000);
  return reinforce(at.world, at.ws, PLAIN_VIEW, { id: noted.id, actor: 'user', ...options });
};
const counted = async (id = noted.id): Promise<number> => {
  const { entries } = await readEntries(at.world, at.ws, PLAIN_VIEW);
  const { topics } = await readTopics(at.world, at.ws, PLAIN_VIEW);
  return collectStrength(entries, topics).get(id)?.reinforcedAtMs.length ?? 0;
};

describe('reinforcing', () => {
  it('writes an entry of its own, which makes the memory stronger and is no memory itself', async () => {
    at.world.clock.advance(6 * DAY_MS);
    const { entry, target } = await say({ reason: 'accepted in review' });
    expect(entry).toMatchObject({ kind: 'reinforce', actor: 'user', origin: 'user', text: `(^${noted.id}) accepted in review` });
    expect(target).toMatchObject({ id: noted.id, text: 'Redis is on port 6380' });
    const { entries } = await readEntries(at.world, at.ws, PLAIN_VIEW);
    const events = collectStrength(entries, []).get(noted.id);
    expect(weight(events as NonNullable<typeof events>, 'stm', at.world.clock.now())).toBe(1);
    await expect(say({ id: (entry as Entry).id })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('takes a claim of a topic as well', async () => {
    at.world.files.lay({ [`${at.ws.topics}/redis.md`]: '# Redis\n\n- Redis is on 6380 (2026-11-01). ^k9x0aa1b2c\n' });
    expect((await say({ id: 'k9x0aa1b2c' })).target.source).toBe('topics/redis.md:3');
    expect(await counted('k9x0aa1b2c')).toBe(1);
  });

  it('counts once a day, and the second time writes nothing', async () => {
    expect((await say()).entry).toBeDefined();
    expect((await say({ reason: 'really' })).entry).toBeUndefined();
    expect(await counted()).toBe(1);
    at.world.clock.advance(DAY_MS);
    expect((await say()).entry).toBeDefined();
    expect(await counted()).toBe(2);
  });

  it('counts once in each session of a person', async () => {
    await startSession(at.world, at.ws, PLAIN_VIEW, 'morning');
    expect((await say({ reason: 'it held' })).entry?.text).toBe(`(^${noted.id}) session morning: it held`);
    expect((await say()).entry).toBeUndefined();
    await endSession(at.world, at.ws, PLAIN_VIEW, { id: 'morning', inputs: 1 });
    await startSession(at.world, at.ws, PLAIN_VIEW, 'evening');
    expect((await say()).entry).toBeDefined();
    expect(await counted()).toBe(2);
  });

  it("counts an agent's word once a day, whatever sessions and names it has", async () => {
    for (const [actor, session] of [
      ['claude-code', 's1'],
      ['claude-code', 's2'],
      ['other', 's3'],
    ] as const)
      expect((await say({ actor, session })).entry).toMatchObject({ origin: 'model' });
    expect(await counted()).toBe(1);
  });

  it('replaces secrets in the reason', async () => {
    const { entry } = await say({ reason: `token ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}` });
    expect(entry?.text).not.toContain('ghp_a1B2');
  });

  it('refuses what is no memory, and a session that is no word', async () => {
    await expect(say({ id: 'zzzzzzzzzz' })).rejects.toMatchObject({ code: 'not-found', hint: expect.stringContaining('recall') });
    await expect(say({ session: 'two words' })).rejects.toMatchObject({ code: 'usage' });
  });

  it('takes whole ids only, and names the one that a beginning could mean', async () => {
    await expect(say({ id: noted.id.slice(0, 9) })).rejects.toMatchObject({ code: 'not-found', hint: `write more of it: ^${noted.id}` });
  });

  it('reads nothing to find what an index knows', async () => {
    const never = async (): Promise<never> => {
      throw new Error('read from disk');
    };
    const lookup = {
      recallable: async () => noted,
      entry: never,
      mayBeClaim: async () => false,
      entries: never,
      topics: never,
      reports: never,
      superseded: never,
    };
    const { target } = await reinforce(at.world, at.ws, PLAIN_VIEW, { id: noted.id, actor: 'bot' }, lookup);
    expect(target).toMatchObject({ id: noted.id, text: 'Redis is on port 6380' });
  });
});
