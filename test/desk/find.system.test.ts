import { beforeEach, describe, expect, it, test } from 'vitest';
import { citing, evidenceOf, find, supersededBy, type Found } from '../../src/desk/find.js';
import { forgettable } from '../../src/desk/forget.js';
import { diskLookup, indexLookup, type Lookup } from '../../src/desk/lookup.js';
import { reinforce } from '../../src/desk/reinforce.js';
import { renderReport } from '../../src/dream/report/report.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readTopics } from '../../src/memory/read-topics.js';
import { openLexical } from '../../src/recall/lexical/open-lexical.js';
import { added } from '../dream/setting.js';
import { kairosClone, type KairosClone } from '../kairos-clone.js';

const DAY = 'logs/2026/11/2026-11-19.md';
const LOG = `- 08:00:00.000Z note@user They use port 6379. ^k79aaaaaaa
- 08:01:00.000Z commit@a1 fec9ea0aaaaa main: move Redis to 6380 (a.txt +1 -1) ^k80commit0
- 08:02:00.000Z session@user start early ^s81session
- 08:03:00.000Z commit@a1 bbbbbbb22222 main: Revert "move Redis to 6380" (a.txt +1 -1)

  This reverts commit fec9ea0aaaaa. ^r82revert0
- 08:04 **Ann:** by hand, with no id of ours
- 08:05:00.000Z note@user shadow of a claim ^k9x0aa1b2c
`;
const TOPIC = `---
topic: redis
description: Where Redis is
---
# Redis

- Redis is on port 6380 (2026-11-18). ^k9x0aa1b2c
  evidence: (^k79aaaaaaa) (^quoted0001) (^s81session) (^nowhere001) commit fec9ea0aaaaa
- ~~Redis is on port 6379.~~ superseded 2026-11-18 by (^k9x0aa1b2c) ^k2aa0b1c3d
- A bullet of a person
`;
const QUOTED = { id: 'quoted0001', atMs: Date.UTC(2026, 10, 1), kind: 'note', actor: 'user', origin: 'user', text: 'quoted' } as const;
const REPORT = renderReport({
  dream: '4mk2q0',
  date: '2026-11-18',
  branch: 'kairos/dream/2026-11-18-4mk2q0',
  base: 'main',
  baseCommit: 'a'.repeat(40),
  state: 'proposed',
  candidates: [{ ...added('Redis is on port 6380.', 'redis'), evidence: [QUOTED] }],
  marks: new Map(),
  notes: [],
});

let at: KairosClone;
let lookups: { readonly disk: Lookup; readonly index: Lookup };
let address: string;
beforeEach(async () => {
  at = await kairosClone();
  const { world, ws } = at;
  world.files.lay(
    Object.fromEntries(
      Object.entries({ [DAY]: LOG, 'topics/redis.md': TOPIC, 'dreams/2026-11-18-4mk2q0.md': REPORT }).map(([path, text]) => [
        `${ws.kairos}/${path}`,
        text,
      ]),
    ),
  );
  world.clock.advance(3_600_000);
  const disk = (): Lookup => diskLookup(world, ws, PLAIN_VIEW);
  lookups = { disk: disk(), index: indexLookup(await openLexical(world, ws, PLAIN_VIEW), disk()) };
  address = (await readTopics(world, ws, PLAIN_VIEW)).topics[0]?.bullets[2]?.address ?? '';
});

const named = ({ is, id }: Found): string => `${is} ${id}`;

describe.each(['disk', 'index'] as const)('finding from %s', (from) => {
  it.each([
    ['k79aaaaaaa', 'entry k79aaaaaaa'],
    ['s81session', 'entry s81session'],
    ['k9x0aa1b2c', 'claim k9x0aa1b2c'],
    ['k2aa0b1c3d', 'claim k2aa0b1c3d'],
    ['k79', 'entry k79aaaaaaa'],
    ['s8', 'entry s81session'],
    ['k2a', 'claim k2aa0b1c3d'],
  ])('%s is the %s', async (given, is) => {
    expect(named(await find(lookups[from], given))).toBe(is);
  });

  it('takes the address of a bullet that has no id, and the beginning of it', async () => {
    expect(named(await find(lookups[from], address))).toBe(`claim ${address}`);
    expect(named(await find(lookups[from], address.slice(0, 9)))).toBe(`claim ${address}`);
  });

  it('says what is not there, and which ids a beginning could mean', async () => {
    await expect(find(lookups[from], 'zzzzzzzzzz')).rejects.toMatchObject({
      code: 'not-found',
      message: 'there is no entry or claim ^zzzzzzzzzz',
    });
    await expect(find(lookups[from], 'k')).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/^\^k is the beginning of [4-9] ids$/),
      hint: expect.stringContaining('^k9x0aa1b2c'),
    });
  });

  it('knows what a claim rests on: from the journal, from a report, from nowhere', async () => {
    const found = await find(lookups[from], 'k9x0aa1b2c');
    const evidence = found.is === 'claim' ? await evidenceOf(lookups[from], found.bullet) : [];
    expect(evidence).toMatchObject([
      { in: 'journal', entry: { text: 'They use port 6379.', source: { path: DAY, line: 1 }, kind: 'note' } },
      { in: 'report', id: 'quoted0001', text: 'quoted', origin: 'repo', source: 'dreams/2026-11-18-4mk2q0.md' },
      { in: 'journal', entry: { text: 'start early' } },
      { in: 'nowhere', id: 'nowhere001' },
    ]);
  });

  it('knows who cites it, and what took its place', async () => {
    expect(await citing(lookups[from], 'k79aaaaaaa')).toEqual([{ source: 'topics/redis.md:7', id: 'k9x0aa1b2c' }]);
    expect(await citing(lookups[from], 'k9x0aa1b2c')).toEqual([{ source: 'topics/redis.md:9', id: 'k2aa0b1c3d' }]);
    const chain = async (id: string): Promise<unknown> => supersededBy(lookups[from], await find(lookups[from], id));
    expect(await chain('k80commit0')).toMatchObject([{ id: 'r82revert0', why: 'reverted', text: expect.stringContaining('Revert') }]);
    expect(await chain('k2aa0b1c3d')).toEqual([{ id: 'k9x0aa1b2c', why: 'struck', text: 'Redis is on port 6380 (2026-11-18).' }]);
    expect(await chain('k9x0aa1b2c')).toEqual([]);
  });
});

test('an index finds the same as the disk', async () => {
  const ids = [...(await lookups.disk.entries()).map(({ id }) => id), 'k9x0aa1b2c', 'k2aa0b1c3d', address];
  expect(ids.length).toBeGreaterThan(8);
  const all = async (lookup: Lookup): Promise<unknown> =>
    Promise.all(
      ids.map(async (id) => {
        const found = await find(lookup, id);
        const rest = [await supersededBy(lookup, found), found.is === 'claim' ? await evidenceOf(lookup, found.bullet) : []];
        return JSON.parse(JSON.stringify([found, rest], (key, value: unknown) => (key === 'writer' ? undefined : value))) as unknown;
      }),
    );
  expect(await all(lookups.index)).toEqual(await all(lookups.disk));
});

test('what the index holds is not read from disk', async () => {
  const { world, ws } = at;
  let logs = 0;
  const read: typeof world.files.read = (path) => ((logs += Number(path.includes('/logs/'))), world.files.read(path));
  const readBytes: typeof world.files.readBytes = (path) => ((logs += Number(path.includes('/logs/'))), world.files.readBytes(path));
  const counting = { ...world, files: { ...world.files, read, readBytes } };
  const index = indexLookup(await openLexical(world, ws, PLAIN_VIEW), diskLookup(counting, ws, PLAIN_VIEW));
  await find(index, 'k79aaaaaaa');
  await find(index, 'k2aa0b1c3d');
  expect(logs).toBe(0);
  await find(index, 's81session');
  expect(logs).toBeGreaterThan(0);
});

describe('what may be done by id', () => {
  it('a claim is not forgotten, and the error says where it stands', async () => {
    await expect(forgettable(at.world, at.ws, lookups.disk, 'k9x0aa1b2c')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('a claim in topics/redis.md'),
    });
    expect((await forgettable(at.world, at.ws, lookups.disk, 'k79aaaaaaa')).id).toBe('k79aaaaaaa');
  });

  it('nothing is forgotten by the beginning of its id, be it the only one', async () => {
    for (const cut of ['k', 'k79', 'k79aaaaaa'])
      await expect(forgettable(at.world, at.ws, lookups.disk, cut)).rejects.toMatchObject({
        code: 'not-found',
        message: expect.stringContaining('written whole'),
        hint: expect.stringContaining('^k79aaaaaaa'),
      });
  });

  it('what no recall returns is not reinforced, and the error says what it is', async () => {
    for (const lookup of Object.values(lookups))
      await expect(reinforce(at.world, at.ws, PLAIN_VIEW, { id: 's81session', actor: 'user' }, lookup)).rejects.toMatchObject({
        code: 'not-found',
        message: '^s81session is a session entry, and no memory to reinforce',
      });
  });
});
