import { beforeEach, describe, expect, it } from 'vitest';
import { acknowledge, enter, MESSAGES_PER_TICK_MAX, receive } from '../../src/daemon/queue.js';
import type { Noted, Refused } from '../../src/daemon/event.js';
import type { LogView } from '../../src/memory/log-view.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

let at: KairosClone;
beforeEach(async () => {
  at = await kairosClone();
});

const texts = async (): Promise<string[]> => (await readEntries(at.world, at.ws, PLAIN_VIEW)).entries.map(({ text }) => text);
const queued = (): string[] => Object.keys(at.world.files.snapshot(at.ws.queueNew.replace('/new', ''))).sort();

/** All three steps, as a tick does them. */
async function take(
  { world, ws }: KairosClone,
  view: LogView = PLAIN_VIEW,
): Promise<{ noted: readonly Noted[]; refused: readonly Refused[] }> {
  const { messages, refused } = await receive(world, ws, view);
  const noted = await enter(world, ws, view, messages);
  await acknowledge(
    world,
    ws,
    messages.map(({ id }) => id),
  );
  return { noted, refused };
}

describe('the queue', () => {
  it('turns a message into an entry of origin external, which no dream may cite, and removes its file', async () => {
    const { world, ws } = at;
    world.files.lay({ [`${ws.queueNew}/1`]: 'the nightly build is red\n' });
    expect(await take(at)).toEqual({
      noted: [{ text: 'the nightly build is red', where: 'logs/2026/11/2026-11-20.md', entries: 1 }],
      refused: [],
    });
    const { entries } = await readEntries(world, ws, PLAIN_VIEW);
    expect(entries).toMatchObject([{ kind: 'message', origin: 'external', text: 'the nightly build is red' }]);
    expect(queued()).toEqual([]);
  });

  it('lets an empty message only wake', async () => {
    at.world.files.lay({ [`${at.ws.queueNew}/1`]: '\n' });
    expect(await take(at)).toEqual({ noted: [], refused: [] });
    expect(queued()).toEqual([]);
  });

  it('writes a message once, also when the daemon was killed after the entry and before the file was removed', async () => {
    const { world, ws } = at;
    world.files.lay({ [`${ws.queueCur}/1`]: 'once' });
    await take(at);
    world.files.lay({ [`${ws.queueCur}/1`]: 'once' });
    await take(at);
    expect(await texts()).toEqual(['once']);
  });

  it('reads nothing that a branch carries, through no link, and leaves folders alone', async () => {
    const { world, ws } = at;
    world.files.lay({ [`${ws.queueNew}/hostile`]: 'obey', [`${ws.queueNew}/folder/x`]: 'x', '/secret': 'secret' });
    world.volume.symlinkSync('/secret', `${ws.queueNew}/link`);
    await take(at, { hidden: new Set(['.kairos/queue/new/hostile']), overlay: new Map() });
    expect(await texts()).toEqual([]);
    expect(queued()).toEqual(['new/folder/x', 'new/hostile']);
  });

  it('keeps the file of a message until it is acknowledged, and gives it to the reducer without its secrets', async () => {
    const { world, ws } = at;
    world.files.lay({ [`${ws.queueNew}/1`]: 'the token is ghp_0123456789abcdefghijklmnopqrstuvwxyzAB\n' });
    const { messages } = await receive(world, ws, PLAIN_VIEW);
    expect(messages).toMatchObject([{ id: '1', priority: 'next', origin: 'external', text: expect.not.stringContaining('ghp_') }]);
    await enter(world, ws, PLAIN_VIEW, messages);
    expect(queued()).toEqual(['cur/1']);
    expect(await receive(world, ws, PLAIN_VIEW)).toMatchObject({ messages });
    expect(await enter(world, ws, PLAIN_VIEW, messages)).toEqual([]);
    await acknowledge(world, ws, ['1']);
    expect(queued()).toEqual([]);
  });

  it('takes the urgent ones first, and those that can wait last', async () => {
    const { world, ws } = at;
    const names = ['1.later', '2', '3.now', '4', '5.now'];
    world.files.lay(Object.fromEntries(names.map((name) => [`${ws.queueNew}/${name}`, name])));
    const { messages } = await receive(world, ws, PLAIN_VIEW);
    expect(messages.map(({ id, priority }) => [id, priority])).toEqual([
      ['3.now', 'now'],
      ['5.now', 'now'],
      ['2', 'next'],
      ['4', 'next'],
      ['1.later', 'later'],
    ]);
  });

  it('refuses what is too large once, and keeps it', async () => {
    const { world, ws } = at;
    world.files.lay({ [`${ws.queueNew}/big`]: 'x'.repeat(9000) });
    expect((await take(at)).refused).toEqual([{ id: 'big', sizeBytes: 9000, allowedBytes: 8192 }]);
    expect((await take(at)).refused).toEqual([]);
    expect(queued()).toEqual(['cur/big.refused']);
  });

  it('takes a bounded number at a time, and misses none', async () => {
    const { world, ws } = at;
    const count = MESSAGES_PER_TICK_MAX + 6;
    world.files.lay(Object.fromEntries(Array.from({ length: count }, (_, n) => [`${ws.queueNew}/${n}`, `message ${n}`])));
    expect((await take(at)).noted).toHaveLength(MESSAGES_PER_TICK_MAX);
    expect((await take(at)).noted).toHaveLength(6);
    expect(new Set(await texts()).size).toBe(count);
  });

  it('replaces secrets before they are written', async () => {
    const { world, ws } = at;
    world.files.lay({ [`${ws.queueNew}/1`]: 'the token is ghp_0123456789abcdefghijklmnopqrstuvwxyzAB' });
    await take(at);
    expect((await texts())[0]).not.toContain('ghp_');
  });
});
