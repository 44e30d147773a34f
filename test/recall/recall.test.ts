import { describe, expect, it } from 'vitest';
import { KairosError } from '../../src/base/errors.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { openLexical, savedLexical } from '../../src/recall/lexical/open-lexical.js';
import type { Filters } from '../../src/recall/question/filters.js';
import { questionOf } from '../../src/recall/question/question.js';
import { recall } from '../../src/recall/recall.js';
import type { VirtualWorld } from '../../src/replay/virtual-world.js';
import { ask, bullet, embed, idOf, idsFor, lay, logOf, mean, SETTINGS, textsFor, unaccounted, worldWith, WS } from './memory.js';

const commit = (time: string, sha: string, text: string, key = sha): string => bullet(time, 'commit@a1', `${sha} main: ${text}`, key);

const TOPIC = `---
topic: integration-tests
description: What the integration tests need
---
# Integration tests

- They need Redis on port 6380, not 6379 (2026-11-18). ^k9x0aa1b2c
  evidence: (^k81m2pp0zd) commit 3f2a91c04d11
- ~~They use port 6379.~~ superseded 2026-11-18 by (^k9x0aa1b2c) ^k2aa0b1c3d
- An undated bullet of a person about port numbers
`;

const HISTORY = {
  [logOf('2020-03-28')]: [
    commit('2020-03-28T10:00:00.000Z', 'fec9ea0aaaaa', 'drop support of go 1.11 due to bad dep handling (go.mod +2 -2)'),
    commit(
      '2020-03-28T11:00:00.000Z',
      'aaaaaaa11111',
      'parse front matter leniently (src/parse/front-matter.ts +10 -2, docs/format.md +3 -0)',
    ),
  ].join(''),
  [logOf('2020-04-01')]: [
    commit('2020-04-01T10:00:00.000Z', 'bbbbbbb22222', 'enable go 1.12, build release with go 1.13 (ci.yml +1 -1)'),
    commit('2020-04-01T11:00:00.000Z', 'ccccccc33333', 'switch from ESDoc to JSDoc for documentation (package.json +1 -1)'),
  ].join(''),
  [logOf('2026-11-19')]: '- 13:56 **Ann:** Redis listens on port 6380 ^a1\n- 13:57 what about memcached\n',
  'topics/integration-tests.md': TOPIC,
};

describe('recall', () => {
  it.each([
    ['why did we drop go 1.11', 'drop support of go 1.11'],
    ['fec9ea0', 'drop support of go 1.11'],
    ['what happened in fec9ea0aaaaabbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'drop support of go 1.11'],
    ['fec9', 'drop support of go 1.11'],
    ['what replaced esdoc', 'switch from ESDoc'],
    ['frontMatter', 'parse front matter'],
    ['frontmatter', 'parse front matter'],
    ['src/parse/front-matter.ts', 'parse front matter'],
    ['front-matter.ts', 'parse front matter'],
    ['memcahced', 'what about memcached'],
    ['memcach', 'what about memcached'],
    ['releases', 'build release'],
  ])('"%s" finds "%s" first', async (query, text) => {
    expect((await ask(worldWith(HISTORY), query)).hits[0]?.text).toContain(text);
  });

  it.each([
    ['redis', '支付回调'],
    ['6380', '支付回调'],
    ['端口', '支付回调'],
    ['回调', '支付回调'],
    ['サーバー', 'データベース'],
    ['バックアップ', 'データベース'],
    ['포트', '결제'],
    ['서버', '결제'],
    ['พอร์ต', 'การทดสอบ'],
    ['kubernetes', 'k8s'],
    ['strasse', 'Straße'],
    ['child process', 'children'],
  ])('"%s" finds what was written without blanks or in another form: %s', async (query, text) => {
    const notes = [
      '支付回调使用Redis队列，端口6380，因为6379被占用',
      'データベースのバックアップは毎晩サーバーで実行する',
      '결제 서버의 포트는 7443이고 방화벽에서 열어야 합니다',
      'การทดสอบต้องใช้พอร์ต6380เสมอ',
      'The staging cluster is k8s 1.29',
      'Die Straße ist ein Pflichtfeld der Adresse',
      'Kill all children when the process ends',
    ];
    const log = notes.map((note, n) => bullet(`2026-11-20T10:0${n}:00.000Z`, 'note@user', note, `n${n}`)).join('');
    expect((await ask(worldWith({ [logOf('2026-11-20')]: log }), query)).hits[0]?.text).toContain(text);
  });

  it('finds a word that was typed plainly where the entry hides characters in it', async () => {
    const log = bullet('2026-11-19T10:00:00.000Z', 'note@user', 'The quo\u200bta ser\u00advice\u2060 listens on 7443', 'hidden');
    expect((await ask(worldWith({ [logOf('2026-11-19')]: log }), 'quota service')).hits.map(({ id }) => id)).toEqual([
      idOf('note', 'hidden'),
    ]);
  });

  it('says of each hit where it stands, what it is and why it was found', async () => {
    const world = worldWith(HISTORY);
    const [first] = (await ask(world, 'drop go 1.11')).hits;
    expect(first).toMatchObject({
      id: idOf('commit', 'fec9ea0aaaaa'),
      tier: 'stm',
      kind: 'commit',
      actor: 'a1',
      origin: 'repo',
      commit: 'fec9ea0aaaaa',
      source: 'logs/2020/03/2020-03-28.md:1',
      atMs: Date.parse('2020-03-28T10:00:00.000Z'),
    });
    const [topic] = (await ask(world, 'redis 6379', { tier: 'ltm' })).hits;
    expect(topic).toMatchObject({
      id: 'k9x0aa1b2c',
      tier: 'ltm',
      topic: 'integration-tests',
      source: 'topics/integration-tests.md:7',
      commit: '3f2a91c04d11',
    });
  });

  it.each([
    'ann redis port',
    'drop go',
    'what replaced esdoc',
    'which port holds now',
    'what did Ann say in November 2026',
    'redis 6379',
    'frontmatter lenient documentation',
    'since 2026-11-01 port',
  ])('the parts of each score add up to it, with meaning and without: %s', async (query) => {
    const world = worldWith(HISTORY);
    const byWords = await ask(world, query, { minScore: 0 });
    expect(byWords.hits.map(unaccounted)).toEqual(byWords.hits.map(() => 0));
    expect(byWords.hits.length).toBeGreaterThan(0);
    await embed(world);
    const byBoth = await ask(world, query, { minScore: 0 });
    expect(byBoth.without).toBeUndefined();
    expect(byBoth.hits.map(unaccounted)).toEqual(byBoth.hits.map(() => 0));
    expect(byBoth.hits.some(({ parts }) => parts['meaning'] !== 0)).toBe(true);
    for (const { score } of [...byWords.hits, ...byBoth.hits]) expect(score > 0 && score <= 1).toBe(true);
  });

  it('an exact word never brings look-alikes along', async () => {
    const world = worldWith({ [logOf('2026-11-18')]: '- the cache\n- the cached cash cachet\n' });
    expect(await textsFor(world, 'cachet')).toEqual(['the cached cash cachet']);
  });

  it('a number is not taken for a similar one', async () => {
    const world = worldWith({ [logOf('2026-11-18')]: '- listens on 6380\n' });
    expect((await ask(world, '6379')).hits).toEqual([]);
  });

  it('equal questions of equal memories give equal answers', async () => {
    expect(await ask(worldWith(HISTORY), 'redis port go')).toEqual(await ask(worldWith(HISTORY), 'redis port go'));
  });

  it('works with topics alone, with logs alone, and in an empty folder', async () => {
    expect(await idsFor(worldWith({ 'topics/integration-tests.md': TOPIC }), 'redis')).toContain('k9x0aa1b2c');
    expect(await ask(worldWith({}), 'redis')).toEqual({
      hits: [],
      perhaps: [],
      problems: [],
      searched: 0,
      belowCut: 0,
      cut: 0.1,
      suggestion: expect.stringContaining('empty'),
      coverage: { embedded: 0, entries: 0 },
      coverageText: expect.stringMatching(/^words only: .*; 0 of 0 embedded$/),
      without: expect.stringContaining('kairos index'),
    });
  });

  it('reports a topic that cannot be read, and answers from the rest', async () => {
    const { hits, problems } = await ask(worldWith({ ...HISTORY, 'topics/large.md': `- ${'redis '.repeat(60_000)}\n` }), 'redis');
    expect(hits.length).toBeGreaterThan(0);
    expect(problems).toMatchObject([{ path: 'topics/large.md' }]);
  });
});

describe('filters', () => {
  it.each([
    ['topic', { topic: 'integration-tests' }, ['ltm']],
    ['tier ltm', { tier: 'ltm' as const }, ['ltm']],
    ['tier stm', { tier: 'stm' as const }, ['stm']],
  ])('%s', async (_name, filters, tiers) => {
    const { hits } = await ask(worldWith(HISTORY), 'redis port', filters);
    expect([...new Set(hits.map(({ tier }) => tier))]).toEqual(tiers);
  });

  it.each([
    [{ since: '2020-04-01' }, ['bbbbbbb22222']],
    [{ until: '2020-03-28' }, ['fec9ea0aaaaa']],
    [{ since: '2020-03-28', until: '2020-03-28' }, ['fec9ea0aaaaa']],
    [{ since: '2020-03-28T10:00:00.000Z', until: '2020-03-28T10:00:00.000Z' }, ['fec9ea0aaaaa']],
    [{ since: '2020-03-28T10:00:00.001Z' }, ['bbbbbbb22222']],
    [{ since: '2020-04-01T10:00' }, ['bbbbbbb22222']],
    [{ since: '2020-04-01T12:00:00+02:00' }, ['bbbbbbb22222']],
    [{ since: '2020-04-01T12:01:00+02:00' }, []],
    [{ until: '2020-03-27' }, []],
  ])('days and times, both ends inclusive: %o', async (filters, commits) => {
    expect((await ask(worldWith(HISTORY), 'go', filters)).hits.map((hit) => hit.commit)).toEqual(commits);
  });

  it.each([
    ['src/parse/front-matter.ts', true],
    ['src/parse', true],
    ['src/parse/', true],
    ['./src', true],
    ['.', true],
    ['docs', true],
    ['*.md', true],
    ['src/**/*.ts', true],
    ['src/*.ts', false],
    ['src/par', false],
    ['front-matter.ts', false],
    ['lib', false],
    ['src/(', false],
  ])('path %s', async (path, found) => {
    expect((await textsFor(worldWith(HISTORY), 'parse front matter', { path })).length > 0).toBe(found);
  });

  it('what was searched is what the filters let through, also where nothing is found', async () => {
    expect(await ask(worldWith(HISTORY), 'zebra', { tier: 'ltm' })).toMatchObject({
      hits: [],
      searched: 3,
      suggestion: expect.stringContaining('filters'),
    });
    expect(await ask(worldWith(HISTORY), 'go', { topic: 'no-such-topic' })).toMatchObject({ hits: [], searched: 0 });
  });

  it.each([
    [{ since: 'yesterday' }, 'bad-date'],
    [{ since: '2026-02-31' }, 'bad-date'],
    [{ until: '2026-13-01' }, 'bad-date'],
    [{ until: '20261101' }, 'bad-date'],
    [{ since: '2026-11-02', until: '2026-11-01' }, 'usage'],
    [{ limit: 0 }, 'usage'],
    [{ limit: 101 }, 'usage'],
    [{ limit: 2.5 }, 'usage'],
    [{ tier: 'long' as 'ltm' }, 'usage'],
    [{ minScore: -0.1 }, 'usage'],
    [{ minScore: 1.1 }, 'usage'],
    [{ minScore: Number.NaN }, 'usage'],
  ])('%o is an error', async (filters, code) => {
    const error = await ask(worldWith(HISTORY), 'go', filters).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(KairosError);
    expect((error as KairosError).code).toBe(code);
  });

  it('ten hits unless more are asked for', async () => {
    const world = worldWith({ [logOf('2026-11-18')]: Array.from({ length: 120 }, (_, n) => `- redis number ${n}\n`).join('') });
    expect(await textsFor(world, 'redis')).toHaveLength(10);
    expect(await textsFor(world, 'redis', { limit: 100 })).toHaveLength(100);
  });
});

describe('questions without words', () => {
  it('no question lists the newest that the filters let through', async () => {
    expect((await ask(worldWith(HISTORY), ' ', { until: '2020-12-31' })).hits.map((hit) => hit.commit)).toEqual([
      'ccccccc33333',
      'bbbbbbb22222',
      'aaaaaaa11111',
      'fec9ea0aaaaa',
    ]);
  });

  it('no question and no filter is an error that says what to type', async () => {
    await expect(ask(worldWith(HISTORY), '')).rejects.toMatchObject({ code: 'usage', hint: expect.stringContaining('kairos recall') });
  });

  it('stop words alone are looked for as they stand', async () => {
    expect(await textsFor(worldWith(HISTORY), 'what about')).toEqual(['what about memcached']);
    expect(await textsFor(worldWith(HISTORY), 'About, WHAT?')).toEqual(['what about memcached']);
    expect((await ask(worldWith(HISTORY), '?!')).hits).toEqual([]);
  });

  it('stop words alone bring what says the same once', async () => {
    const world = worldWith({ 'logs/2026/11/2026-11-20.md': '- 10:00 this is it ^a1\n- 11:00 this is it ^b1\n' });
    expect((await ask(world, 'is it')).hits).toMatchObject([{ id: 'b1', copies: 2 }]);
  });

  it('stop words alone are asked for their meaning where no entry has them', async () => {
    const world = worldWith(HISTORY);
    mean(world, [
      ['lenient', [1]],
      ['who will', [1, 0.2]],
    ]);
    await embed(world);
    expect(await textsFor(world, 'what about')).toEqual(['what about memcached']);
    const { hits } = await ask(world, 'who will?');
    expect(hits[0]?.text).toContain('leniently');
    expect(hits.map(unaccounted)).toEqual(hits.map(() => 0));
  });

  it('a number alone is asked for by itself, though its vector is near to others', async () => {
    const world = worldWith(HISTORY);
    mean(world, [
      ['lenient', [1]],
      ['#5803', [1, 0.2]],
      ['why #5803', [1, 0.2]],
    ]);
    await embed(world);
    expect(await ask(world, '#5803')).toMatchObject({ hits: [], perhaps: [], without: 'a number has no meaning' });
    expect((await ask(world, 'why #5803')).hits[0]?.text).toContain('leniently');
  });
});

describe('order', () => {
  it('equal scores: the newest first, then the later file and line', async () => {
    const world = worldWith({
      [logOf('2016-11-17')]: '- 10:00 redis alpha ^a1\n- 09:00 redis delta ^a0\n',
      [logOf('2016-11-18')]: '- 10:00 redis beta ^b1\n- 10:00 redis gamma ^b2\n',
    });
    const { hits } = await ask(world, 'redis');
    expect(hits.map(({ id }) => id)).toEqual(['b2', 'b1', 'a1', 'a0']);
    expect(new Set(hits.map(({ score }) => score)).size).toBe(1);
  });

  it('of statements of one thing the newest stands first, whatever their length', async () => {
    const world = worldWith({
      [logOf('2026-11-17')]: '- 10:00 The staging database runs on host alpha ^old\n',
      [logOf('2026-11-18')]: '- 10:00 The staging database runs on host beta in the new cluster ^new\n',
    });
    expect(await idsFor(world, 'staging database host')).toEqual(['new', 'old']);
  });

  it('long-term memory stands a little above the log of equal text', async () => {
    const day = logOf('2026-11-18');
    const topic = '---\ntopic: redis\n---\n# Redis\n\n- Redis listens on port 6380 (2026-11-18). ^k9x0aa1b2c\n';
    expect(
      await idsFor(worldWith({ [day]: '- 10:00 Redis listens on port 6380 ^a1\n', 'topics/redis.md': topic }), 'listens port'),
    ).toEqual(['k9x0aa1b2c', 'a1']);
  });

  it('long-term memory without a date stands above the log of a month ago, and below that of today', async () => {
    const topics = { 'topics/redis.md': '# Storage\n\n- Redis listens on 6380 ^k9x0aa1b2c\n' };
    expect((await idsFor(worldWith({ ...topics, [logOf('2026-10-26')]: '- 10:00 Redis listens on 6380 ^a1\n' }), 'listens'))[0]).toBe(
      'k9x0aa1b2c',
    );
    expect((await idsFor(worldWith({ ...topics, [logOf('2026-11-20')]: '- 11:00 Redis listens on 6380 ^a1\n' }), 'listens'))[0]).toBe('a1');
  });

  it('a turn of a conversation is found by the turn beside it; other bullets are not', async () => {
    const turns = '- 10:00 **Ann:** Which port has redis?\n- 10:00 **Bob:** It is 6380.\n';
    expect(await textsFor(worldWith({ [logOf('2026-11-18')]: turns }), 'redis')).toContain('**Bob:** It is 6380.');
    expect(await textsFor(worldWith({ [logOf('2026-11-18')]: turns.replaceAll('**', '') }), 'redis')).toHaveLength(1);
    expect(await textsFor(worldWith({ [logOf('2026-11-18')]: turns.replace('10:00 **Bob', '11:00 **Bob') }), 'redis')).toHaveLength(1);
  });

  it('who is named in the question stands above who is not', async () => {
    const world = worldWith({ [logOf('2026-11-18')]: '- 10:00 **Ann:** I chose redis\n- 12:00 **Bob:** I chose redis, Ann\n' });
    expect((await textsFor(world, 'what did Bob choose'))[0]).toContain('**Bob:**');
  });
});

const chainOf = (last: string): string =>
  '---\ntopic: db\n---\n# Storage\n\n' +
  '- ~~Port one.~~ superseded 2026-11-01 by (^k000000002) ^k000000001\n' +
  '- ~~Port two.~~ superseded 2026-11-02 by (^k000000003) ^k000000002\n' +
  `- ${last} ^k000000003\n`;

describe('replaced entries', () => {
  const full = 'fec9ea0aaaaa0000000000000000000000000000';
  const reverted = {
    [logOf('2020-03-28')]: commit('2020-03-28T10:00:00.000Z', 'fec9ea0aaaaa', 'lock lock lock (lock.ts +4 -1)'),
    [logOf('2020-03-29')]: commit(
      '2020-03-29T10:00:00.000Z',
      'ddddddd44444',
      `Revert "lock lock lock" (lock.ts +1 -4)\nThis reverts commit ${full}.`,
    ),
  };

  it('stand below what replaced them, whatever the words say, and name it', async () => {
    const [first, second] = (await ask(worldWith(reverted), 'lock')).hits;
    expect([first?.commit, second?.commit]).toEqual(['ddddddd44444', 'fec9ea0aaaaa']);
    expect(second?.supersededBy).toEqual({ id: idOf('commit', 'ddddddd44444'), text: first?.text, why: 'reverted' });
    expect(first?.supersededBy).toBeUndefined();
  });

  it('bring along what replaced them where no word of the question finds it', async () => {
    const topic =
      '---\ntopic: db\n---\n# Storage\n\n- Sessions live in postgres (2026-11-18). ^k9x0aa1b2c\n' +
      '- ~~Sessions live in memcached.~~ superseded 2026-11-18 by (^k9x0aa1b2c) ^k2aa0b1c3d\n';
    const { hits } = await ask(worldWith({ 'topics/db.md': topic }), 'memcached');
    expect(hits.map(({ id }) => id)).toEqual(['k9x0aa1b2c', 'k2aa0b1c3d']);
    expect(hits[1]?.supersededBy).toEqual({ id: 'k9x0aa1b2c', text: hits[0]?.text, why: 'struck' });
    expect((hits[0]?.score ?? 0) > (hits[1]?.score ?? 0)).toBe(true);
  });

  it('a chain is followed to its end; a circle ends', async () => {
    expect(await idsFor(worldWith({ 'topics/db.md': chainOf('Port three.') }), 'one')).toEqual(['k000000003', 'k000000002', 'k000000001']);
    const circle = await ask(worldWith({ 'topics/db.md': chainOf('~~Port three.~~ superseded 2026-11-03 by (^k000000001)') }), 'port');
    expect(circle.hits).toHaveLength(3);
    expect(circle.hits.every((hit) => hit.supersededBy === undefined)).toBe(true);
  });

  it('are not brought in past a filter', async () => {
    expect((await ask(worldWith(reverted), 'lock', { until: '2020-03-28' })).hits.map((hit) => hit.commit)).toEqual(['fec9ea0aaaaa']);
  });
});

describe('the commit of a hit', () => {
  it.each([
    ['commit', '3f2a91c04d11 main: redis (a.ts +1 -1)', '3f2a91c04d11'],
    ['tag', 'v1.0 created at 3f2a91c04d11 (redis)', '3f2a91c04d11'],
    ['reset', 'main: moved back, aaaaaaaa1111 -> 3f2a91c04d11: redis', '3f2a91c04d11'],
    ['branch', 'redis renamed to valkey', undefined],
    ['note@user', '3f2a91c04d11 main: redis', undefined],
  ])('of a %s entry', async (kind, text, expected) => {
    const world = worldWith({ [logOf('2026-11-18')]: bullet('2026-11-18T10:00:00.000Z', kind, text) });
    expect((await ask(world, 'redis')).hits[0]?.commit).toBe(expected);
  });
});

describe('edges', () => {
  const FILES = {
    'topics/redis.md': '# Redis\n\nrelates: ci\n\n- Redis is on port 6380 (2026-11-02). ^k00000000r\n',
    'topics/ci.md': '# Continuous integration\n\nrelates: hosts\n\n- The runner is shared (2026-11-02). ^k00000000c\n',
    'topics/hosts.md': '# Hosts\n\n- There are four (2026-11-01). ^k00000000h\n',
    [logOf('2026-11-18')]: '- the logs say redis as well ^a1\n',
  };
  const along = (world: VirtualWorld, filters: Filters = {}): ReturnType<typeof recall> =>
    recall(world, WS, PLAIN_VIEW, questionOf('redis port', filters), { settings: SETTINGS, edges: true });

  it('are followed one step and not two, where that is wanted', async () => {
    const world = worldWith(FILES);
    expect(await idsFor(world, 'redis port')).toEqual(['k00000000r', 'a1']);
    const { hits } = await along(world);
    expect(hits.map(({ id, via }) => [id, via])).toEqual([
      ['k00000000r', undefined],
      ['k00000000c', 'redis'],
      ['a1', undefined],
    ]);
    expect(hits.map(unaccounted)).toEqual([0, 0, 0]);
    expect(hits[1]?.score).toBeCloseTo((hits[0]?.score ?? 0) / 2, 5);
    await embed(world);
    const both = (await along(world)).hits;
    expect(both.find(({ id }) => id === 'k00000000c')?.via).toBe('redis');
    expect(both.map(unaccounted)).toEqual(both.map(() => 0));
  });

  it('lift what was found too far down to be shown', async () => {
    const world = worldWith({
      ...FILES,
      'topics/ci.md': `# Continuous integration\n\n- The runner is shared by ${'very many other '.repeat(9)} port teams (2026-01-02). ^k00000000c\n`,
    });
    expect(await idsFor(world, 'redis port', { minScore: 0 })).toEqual(['k00000000r', 'a1', 'k00000000c']);
    expect((await along(world, { minScore: 0, limit: 2 })).hits.map(({ id, via }) => [id, via])).toEqual([
      ['k00000000r', undefined],
      ['k00000000c', 'redis'],
    ]);
  });

  it('lead past no filter and no limit', async () => {
    const world = worldWith(FILES);
    expect((await along(world, { topic: 'redis' })).hits.map(({ id }) => id)).toEqual(['k00000000r']);
    expect((await along(world, { since: '2026-11-03' })).hits.map(({ id }) => id)).toEqual(['a1']);
    expect((await along(world, { limit: 1 })).hits.map(({ id }) => id)).toEqual(['k00000000r']);
  });
});

describe('the same files, clock and coverage', () => {
  const DAYS = [16, 17, 18, 19].map((day) => logOf(`2026-11-${day}`));
  const talk = (n: number): string =>
    [0, 1, 2, 3, 4, 5]
      .map(
        (turn) =>
          `- 1${turn}:0${n} **${turn % 2 === 0 ? 'Ann' : 'Bob'}:** ${['redis', 'port', 'cache', 'No'][(n + turn) % 4]} on host ${turn * n} ^d${n}t${turn}\n`,
      )
      .join('') + `- 18:00 The port of redis is 638${n} ^d${n}n\n`;
  const FILES: Record<string, string> = {
    ...Object.fromEntries(DAYS.map((path, n) => [path, talk(n)])),
    'topics/integration-tests.md': TOPIC,
    'topics/db.md': chainOf('Port three.'),
  };
  const QUESTIONS = [
    'redis port',
    'what did Ann say of the cache on 17 November',
    'port of redis now',
    'host',
    'who knows',
    'esdoc or six',
  ];

  async function answers(world: VirtualWorld): Promise<string> {
    const given = [];
    for (const query of QUESTIONS) given.push(await ask(world, query, { minScore: 0, limit: 100 }));
    return JSON.stringify(given);
  }

  it('give the same bytes, in whatever order and in how many steps they were written, indexed and embedded', async () => {
    const fresh = worldWith(FILES);
    await embed(fresh);
    const expected = await answers(fresh);

    const backwards = worldWith(Object.fromEntries(Object.entries(FILES).toReversed()));
    await embed(backwards);
    expect(await answers(backwards)).toBe(expected);

    const [first, ...others] = Object.entries(FILES);
    const steps = worldWith({ [first?.[0] as string]: '- 10:00 what stood here before, redis ^gone\n', [DAYS[3] as string]: talk(0) });
    await savedLexical(await openLexical(steps, WS, PLAIN_VIEW));
    await embed(steps);
    for (const [path, text] of [...others.toReversed(), first as [string, string]]) {
      lay(steps, { [path]: text });
      await savedLexical(await openLexical(steps, WS, PLAIN_VIEW));
      await embed(steps);
    }
    expect(await answers(steps)).toBe(expected);

    await fresh.files.remove(WS.lexicalIndex);
    expect(await answers(fresh)).toBe(expected);
  });

  it('give the same bytes without vectors', async () => {
    const expected = await answers(worldWith(FILES));
    expect(await answers(worldWith(Object.fromEntries(Object.entries(FILES).toReversed())))).toBe(expected);
  });
});

describe('questions for a time alone', () => {
  const MONTHS = {
    [logOf('2026-05-04')]: '- 10:00 The port moved to 6380 ^a1\n',
    [logOf('2026-05-20')]: '- 10:00 Ann left for Lyon ^a2\n',
    [logOf('2026-07-01')]: '- 10:00 The build is green ^a3\n',
  };
  it.each([
    ['what happened in May', ['a2', 'a1']],
    ['what changed in May 2026?', ['a2', 'a1']],
    ['anything new since June', ['a3']],
    ['what did we do on 4 May 2026', ['a1']],
  ])('"%s" lists what is of that time, the newest first', async (query, ids) => {
    expect(await idsFor(worldWith(MONTHS), query)).toEqual(ids);
  });

  it.each(['what happened in 2019', 'what happened in June'])('"%s" finds nothing where nothing is of that time', async (query) => {
    const happened = { ...MONTHS, [logOf('2026-07-02')]: '- 10:00 It happened again ^a4\n' };
    expect((await ask(worldWith(happened), query)).hits).toEqual([]);
  });

  it('a time lists what says the same once, and a day that is spelled out is a word', async () => {
    const twice = { ...MONTHS, [logOf('2026-05-21')]: '- 10:00 Ann left for Lyon ^a4\n- 11:00 The port moves on 2026-07-01 ^a5\n' };
    expect((await ask(worldWith(twice), 'in May')).hits).toMatchObject([{ id: 'a5' }, { id: 'a4', copies: 2 }, { id: 'a1' }]);
    expect(await idsFor(worldWith(twice), '2026-07-01')).toContain('a5');
  });

  it('a question for something else beside the time is no list', async () => {
    expect(await idsFor(worldWith(MONTHS), 'what happened to the port in May')).toEqual(['a1']);
  });
});
