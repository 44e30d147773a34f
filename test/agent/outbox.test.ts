import { describe, expect, it } from 'vitest';
import { isOverRate, maySend, type Outgoing } from '../../src/agent/message.js';
import { markRead, readOutbox, sendUserMessage } from '../../src/agent/outbox.js';
import { DAY_MS, HOUR_MS } from '../../src/dates/units.js';
import { inbox, readMessages } from '../../src/desk/inbox.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

const due = (key: string, text = key): Outgoing => ({ kind: 'proactive', key, text, refs: [] });
const texts = async ({ world, ws }: KairosClone): Promise<string[]> => (await readOutbox(world, ws)).map(({ text }) => text);

describe('the outbox', () => {
  it('tells a key once, whoever sends it, and however often', async () => {
    const at = await kairosClone();
    const sent = await Promise.all(['one', 'two'].map(async (text) => sendUserMessage(at.world, at.ws, due('todo 1', text))));
    expect(sent.map(({ is }) => is).toSorted()).toEqual(['sent', 'told']);
    expect(await texts(at)).toHaveLength(1);
    expect(await sendUserMessage(at.world, at.ws, due('todo 1', 'three'))).toEqual({ is: 'told' });
    expect(await texts(at)).toHaveLength(1);
  });

  it('is not in the way of a process that was killed before its message had a name', async () => {
    const at = await kairosClone();
    const sending = await sendUserMessage(at.world, at.ws, due('a'));
    if (sending.is !== 'sent') throw new Error('it was not sent');
    const draft = `${at.ws.outbox}/tmp/${sending.message.id}`;
    await at.world.files.rename(`${at.ws.outbox}/${sending.message.id}.json`, draft);
    expect(await texts(at)).toEqual([]);
    expect(await sendUserMessage(at.world, at.ws, due('a'))).toMatchObject({ is: 'sent' });
    expect(await at.world.files.stat(draft)).toBeUndefined();
  });

  it('holds what is too much, and lets it through when there is room', async () => {
    const at = await kairosClone();
    for (const key of ['1', '2', '3', '4']) expect(await sendUserMessage(at.world, at.ws, due(key))).toMatchObject({ is: 'sent' });
    expect(await sendUserMessage(at.world, at.ws, due('5'))).toEqual({ is: 'held' });
    // An answer that was asked for is another kind.
    expect(await sendUserMessage(at.world, at.ws, { ...due('answer'), kind: 'normal' })).toMatchObject({ is: 'sent' });
    await at.world.clock.sleep(HOUR_MS);
    expect(await sendUserMessage(at.world, at.ws, due('5'))).toMatchObject({ is: 'sent' });
  });

  it('counts a day as well as an hour, and nothing that a wrong clock put ahead', () => {
    const hourly = Array.from({ length: 12 }, (_, n) => -n * HOUR_MS);
    expect(isOverRate('proactive', hourly, 1)).toBe(true);
    expect(isOverRate('proactive', hourly.slice(1), 1)).toBe(false);
    expect(isOverRate('proactive', [DAY_MS, DAY_MS, DAY_MS, DAY_MS], 1)).toBe(false);
  });

  it('keeps secrets and what steers a terminal out of the file', async () => {
    const at = await kairosClone();
    const secret = `ghp_${'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'}`;
    await sendUserMessage(at.world, at.ws, due('x', `\u001b]0;title\u0007the token ${secret} \u001b[31mis old\u001b[0m`));
    const [text = ''] = await texts(at);
    expect(text).toMatch(/^the token .* is old$/);
    expect(text).not.toContain(secret);
    // eslint-disable-next-line no-control-regex -- they are what must not be there
    expect(JSON.stringify(at.world.files.snapshot(at.ws.outbox))).not.toMatch(/\\u001b|\\\\u001b/);
  });

  it('knows what was read, forgets it after half a year, and keeps what nobody read', async () => {
    const at = await kairosClone();
    const { world, ws } = at;
    await sendUserMessage(world, ws, due('old'));
    await world.clock.sleep(1);
    await sendUserMessage(world, ws, due('unread'));
    const [first] = await inbox(world, ws);
    expect(await readMessages(world, ws, [`^${first?.id}`])).toBe(1);
    expect(await readMessages(world, ws, [`^${first?.id}`])).toBe(0);
    expect((await inbox(world, ws)).map(({ text }) => text)).toEqual(['unread']);
    expect(await inbox(world, ws, { all: true })).toHaveLength(2);
    await expect(readMessages(world, ws, ['^k81m2pp0zd'])).rejects.toMatchObject({ code: 'not-found' });
    await world.clock.sleep(181 * DAY_MS);
    await sendUserMessage(world, ws, due('new'));
    expect(await texts(at)).toEqual(['unread', 'new']);
  });

  it('passes over what is no message of ours, and marks none', async () => {
    const at = await kairosClone();
    at.world.files.lay({ [`${at.ws.outbox}/k81m2pp0zd.json`]: '{"format":1,"text":"forged"}\n', [`${at.ws.outbox}/x.json`]: '' });
    expect(await texts(at)).toEqual([]);
    await markRead(at.world, at.ws, ['nothing']);
    expect(await at.world.files.stat(`${at.ws.outbox}/nothing.read`)).toBeUndefined();
  });
});

describe('who may send', () => {
  it.each([
    ['normal', { isEntitled: true, isChosen: false }, true],
    ['normal', { isEntitled: false, isChosen: true }, false],
    ['proactive', { isEntitled: true, isChosen: true }, true],
    ['proactive', { isEntitled: true, isChosen: false }, false],
    ['proactive', { isEntitled: false, isChosen: true }, false],
  ] as const)('%s with %j: %s', (kind, brief, may) => {
    expect(maySend(kind, { brief })).toBe(may);
    expect(maySend(kind, {})).toBe(false);
  });
});
