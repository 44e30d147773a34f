/** What people type behind `show` and `blame`. */
import { beforeEach, describe, expect, it } from 'vitest';
import { messageId } from '../../src/agent/message.js';
import { sendUserMessage } from '../../src/agent/outbox.js';
import { diskLookup } from '../../src/desk/lookup.js';
import { addressed } from '../../src/desk/typed-address.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { commitDraft, commitEntryId } from '../../src/observe/commit-entry.js';
import { formatMove } from '../../src/memory/commit-moves.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

let at: KairosClone;
let ids: { readonly one: string; readonly two: string; readonly rebased: string };
beforeEach(async () => {
  at = await kairosClone();
  const { world, ws, repo } = at;
  const one = await repo.commit('Use Redis', { 'src/queue.ts': '1' });
  const two = await repo.commit('Use port 6380', { 'src/port.ts': '1' });
  const rebased = await repo.commit('Use port 6380 again', { 'src/port.ts': '2' });
  const texts = await Promise.all([one, two].map(async (id) => commitDraft((await world.git.commits([id]))[0] as never, 'main').text));
  world.files.lay({
    [`${ws.kairos}/logs/2026/11/2026-11-19.md`]: [
      `- 08:00:00.000Z commit@a1 ${texts[0]} ^${commitEntryId(one)}`,
      `- 08:01:00.000Z commit@a1 ${texts[1]} ^${commitEntryId(two)}`,
      `- 08:02:00.000Z rebase side: rebased 1 commit, ${formatMove(two, rebased)}\n\n  ${formatMove(two, rebased)} Use port 6380 again ^r82rebase0`,
      '- 08:03:00.000Z note@user about main ^a1b2c3d4e5',
      '',
    ].join('\n'),
    [`${ws.topics}/redis.md`]: '# Redis\n\n- On 6380 (2026-11-18). ^k9x0aa1b2c\n',
  });
  ids = { one, two, rebased };
});

const at2 = async (typed: string, cwd?: string): Promise<string> => {
  const { world, ws } = at;
  const found = await addressed(world, ws, diskLookup(world, ws, PLAIN_VIEW), cwd ?? ws.root, typed);
  if (found.is === 'message') return `message ${found.message.text}`;
  return found.is === 'path' ? `path ${found.path}` : `${found.is} ${found.id}`;
};

describe('an address', () => {
  it('is an id, whole or the beginning of one, with or without its mark', async () => {
    for (const typed of ['k9x0aa1b2c', '^k9x0aa1b2c', '(^k9x0aa1b2c)', 'k9x', '^k9x']) expect(await at2(typed)).toBe('claim k9x0aa1b2c');
    expect(await at2('^a1b2c3d4e5')).toBe('entry a1b2c3d4e5');
  });

  it('is the beginning of an id without a word to git, where it looks like one', async () => {
    const { world, ws } = at;
    const git = { ...world.git, resolve: async () => Promise.reject(new Error('git was asked')) };
    const found = async (typed: string): Promise<string> => {
      const one = await addressed({ ...world, git }, ws, diskLookup(world, ws, PLAIN_VIEW), ws.root, typed);
      return one.is;
    };
    expect([await found('k9x0aa'), await found('^k9x')]).toEqual(['claim', 'claim']);
    await expect(found('k9x0')).rejects.toThrow('git was asked');
    await expect(found('a1b2c3d')).rejects.toThrow('git was asked');
  });

  it('is a message of the agent, whose id is like those of memories', async () => {
    const { world, ws } = at;
    const sent = await sendUserMessage(world, ws, { kind: 'normal', key: 'turn t1 1', text: 'On 6380.', refs: [] });
    const id = messageId('turn t1 1');
    expect(sent.is).toBe('sent');
    for (const typed of [id, `^${id}`]) expect(await at2(typed)).toBe('message On 6380.');
    await expect(at2(messageId('turn t1 2'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is a commit in any spelling', async () => {
    for (const typed of [ids.one, ids.one.slice(0, 7), ids.one.slice(0, 12), 'main~2', 'HEAD~2'])
      expect(await at2(typed), typed).toBe(`entry ${commitEntryId(ids.one)}`);
  });

  it('is a commit without a look at logs that do not tell of it', async () => {
    const { world, ws } = at;
    await world.files.write(`${ws.kairos}/logs/2026/11/2026-11-18.md`, '- 08:00:00.000Z note@user old ^b1b2c3d4e5\n');
    await world.clock.sleep(70_000);
    await diskLookup(world, ws, PLAIN_VIEW).entry(commitEntryId(ids.one));
    const read: string[] = [];
    const files = { ...world.files, read: async (path: string) => (read.push(path), world.files.read(path)) };
    for (const typed of [ids.one, ids.one.slice(0, 12)]) {
      const found = await addressed({ ...world, files }, ws, diskLookup({ ...world, files }, ws, PLAIN_VIEW), ws.root, typed);
      expect(found).toMatchObject({ is: 'entry', id: commitEntryId(ids.one) });
    }
    expect(read.filter((path) => path.includes('/2026-11-18.md'))).toEqual([]);
  });

  it('is a commit that a rebase made, by the one that it was', async () => {
    expect(await at2(ids.rebased)).toBe(`entry ${commitEntryId(ids.two)}`);
    expect(await at2('HEAD')).toBe(`entry ${commitEntryId(ids.two)}`);
  });

  it('is a path that stands or stood, from here or from the root', async () => {
    expect(await at2('src/queue.ts')).toBe('path src/queue.ts');
    expect(await at2('queue.ts', `${at.ws.root}/src`)).toBe('path queue.ts');
    await at.repo.commit('gone', { 'src/queue.ts': undefined });
    expect(await at2('src/queue.ts')).toBe('path src/queue.ts');
  });

  it('is nothing else', async () => {
    await expect(at2('src/nope.xyz')).rejects.toMatchObject({ code: 'not-found' });
    await expect(at2('src/por.ts')).rejects.toMatchObject({
      code: 'not-found',
      hint: expect.stringMatching(/^did you mean src\/port\.ts/),
    });
    await expect(at2('../outside')).rejects.toMatchObject({ code: 'not-found' });
    await expect(at2('zzz')).rejects.toMatchObject({ code: 'not-found' });
    await expect(at2('^main')).rejects.toMatchObject({ code: 'not-found' });
    await expect(at2('HEAD~3')).rejects.toMatchObject({ code: 'not-found', hint: 'kairos observe --all' });
  });
});
