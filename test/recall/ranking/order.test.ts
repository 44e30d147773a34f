/** Order after scoring: copies become one hit, the newest statement about one thing comes first, replaced entries come below their replacements. */
import { describe, expect, it } from 'vitest';
import { ask, bullet, embed, idsFor, logOf, mean, textsFor, unaccounted, worldWith } from '../memory.js';

const commit = (time: string, sha: string, text: string, branch = 'main'): string =>
  bullet(time, 'commit@a1', `${sha} ${branch}: ${text}`, sha);

describe('copies', () => {
  const ten = Array.from({ length: 10 }, (_, n) => `- 1${n}:00 The cache was cleared again ^c${n}\n`).join('');

  it('ten are one hit: the newest, which says how many there are', async () => {
    const world = worldWith({ [logOf('2026-11-18')]: ten, [logOf('2026-11-10')]: '- 10:00 The cache is warm ^w\n' });
    const { hits } = await ask(world, 'cache');
    expect(hits.map(({ id, copies }) => [id, copies])).toEqual([
      ['c9', 10],
      ['w', undefined],
    ]);
    expect(hits.map(unaccounted)).toEqual([0, 0]);
    await embed(world);
    expect((await ask(world, 'cache')).hits.filter(({ copies }) => copies === 10)).toHaveLength(1);
  });

  it('stand where the best of them stood, and the parts say so', async () => {
    const world = worldWith({
      [logOf('2026-11-17')]: '- 10:00 redis alpha ^a1\n- 10:30 redis beta ^a2\n- 11:00 No redis here ^old\n',
      [logOf('2026-11-18')]: '- 10:00 No redis here ^new\n',
    });
    const hits = (await ask(world, 'redis here', { minScore: 0 })).hits.filter(({ text }) => text.includes('here'));
    expect(hits.map(({ id, copies }) => [id, copies])).toEqual([['new', 2]]);
    expect(hits[0]?.parts['newer']).toBeGreaterThan(0);
    expect(hits.map(unaccounted)).toEqual([0]);
  });

  it('of turns are shown in the conversation that fits, newest there', async () => {
    const world = worldWith({
      [logOf('2026-11-16')]: '- 10:00 **Ann:** Is redis up?\n- 10:01 **Bob:** No ^a1\n- 10:02 **Ann:** Really?\n- 10:03 **Bob:** No ^a2\n',
      [logOf('2026-11-18')]: '- 10:00 **Ann:** Any cake?\n- 10:01 **Bob:** No ^b1\n',
    });
    const hits = (await ask(world, 'bob redis', { minScore: 0 })).hits.filter(({ text }) => text.includes('Bob'));
    expect(hits.map(({ id, copies }) => [id, copies])).toEqual([['a2', 3]]);
  });

  it.each([
    ['case, spaces and punctuation', 'The cache is warm.', 'the  cache is "warm"', 1],
    ['object ids', 'The cache was built at 3f2a91c04d11', 'The cache was built at aaaaaaa11111', 1],
    ['a word more', 'The cache is warm', 'The cache is not warm', 2],
    ['signs that are no words', 'We write the cache in C++', 'We write the cache in C#', 2],
    ['a number below zero', 'The cache level is 1', 'The cache level is -1', 2],
    ['long data', `cache key ${'a'.repeat(97)}`, `cache key ${'b'.repeat(97)}`, 2],
  ])('%s', async (_name, one, other, hits) => {
    const world = worldWith({ [logOf('2026-11-18')]: `- 10:00 ${one} ^c1\n- 11:00 ${other} ^c2\n` });
    expect(await idsFor(world, 'cache')).toHaveLength(hits);
  });

  it('entries without a word are not all the same', async () => {
    const world = worldWith({ [logOf('2026-11-18')]: '- 10:00 🎉 ^c1\n- 11:00 🚀 ^c2\n- 12:00 ?! ^c3\n- 13:00 🚀 ^c4\n- 14:00 !! ^c5\n' });
    mean(
      world,
      ['?!', '!!', '🚀', 'rocket'].map((text) => [text, [1]]),
    );
    await embed(world);
    expect((await ask(world, 'rocket')).hits.map(({ id, copies }) => [id, copies])).toEqual([
      ['c5', undefined],
      ['c4', 2],
      ['c3', undefined],
    ]);
  });

  it('the log and a topic that say the same are two', async () => {
    const topic = '# Redis\n\n- Redis listens on 6380 ^k9x0aa1b2c\n';
    expect(await idsFor(worldWith({ [logOf('2026-11-18')]: '- Redis listens on 6380 ^a1\n', 'topics/redis.md': topic }), 'redis')).toEqual([
      'k9x0aa1b2c',
      'a1',
    ]);
  });

  it('a commit that was picked onto other branches is one', async () => {
    const world = worldWith({
      [logOf('2026-11-17')]: commit('2026-11-17T10:00:00.000Z', 'aaaaaaa11111', 'guard the lock (lock.ts +1 -1)'),
      [logOf('2026-11-18')]:
        commit('2026-11-18T10:00:00.000Z', 'bbbbbbb22222', 'guard the lock (lock.ts +1 -1)', 'release/2.0-maintenance') +
        commit('2026-11-18T11:00:00.000Z', 'ccccccc33333', 'shut the gate (lock.ts +1 -1)'),
    });
    const { hits } = await ask(world, 'guard lock');
    expect(hits.map((hit) => [hit.commit, hit.copies])).toEqual([
      ['aaaaaaa11111', 2],
      ['ccccccc33333', undefined],
    ]);
    expect((await ask(world, 'aaaaaaa')).hits.map((hit) => hit.commit)).toEqual(['aaaaaaa11111']);
    const named = (await ask(world, 'aaaaaaa guard lock')).hits.map((hit) => [hit.commit, hit.copies]);
    expect(named.slice(0, 2)).toEqual([
      ['aaaaaaa11111', undefined],
      ['bbbbbbb22222', undefined],
    ]);
    expect((await ask(world, 'bbbbbbb guard lock')).hits[0]?.commit).toBe('bbbbbbb22222');
  });

  it('a commit that was picked is one, whatever git adds to its message; the first stands in front where neither is on the base', async () => {
    const picked = '\n(cherry picked from commit aaaaaaa111112222233333444445555566666777)';
    const world = worldWith({
      [logOf('2026-11-17')]: commit('2026-11-17T10:00:00.000Z', 'aaaaaaa11111', 'guard the lock (lock.ts +1 -1)', 'feat'),
      [logOf('2026-11-18')]: commit('2026-11-18T10:00:00.000Z', 'bbbbbbb22222', `guard the lock (lock.ts +1 -1)${picked}`, 'release/2.0'),
    });
    for (const question of ['guard lock', 'cherry picked guard lock commit'])
      expect((await ask(world, question)).hits.map((hit) => [hit.commit, hit.copies])).toEqual([['aaaaaaa11111', 2]]);
  });

  it('hundreds hide nothing that stands behind them', async () => {
    const many = Array.from({ length: 300 }, (_, n) => `- 10:00 redis redis ^m${n}\n`).join('');
    const world = worldWith({ [logOf('2026-11-18')]: many, [logOf('2016-11-10')]: '- 10:00 once there was a redis in a far country ^w\n' });
    const { hits } = await ask(world, 'redis', { minScore: 0 });
    expect(hits.map(({ id, copies }) => [id, copies])).toEqual([
      ['m299', 300],
      ['w', undefined],
    ]);
  });

  it('a copy that was reverted does not stand for one that holds', async () => {
    const world = worldWith({
      [logOf('2026-11-16')]: commit('2026-11-16T10:00:00.000Z', 'aaaaaaa11111', 'lock the door (lock.ts +4 -1)'),
      [logOf('2026-11-17')]: commit('2026-11-17T10:00:00.000Z', 'bbbbbbb22222', 'lock the door (lock.ts +4 -1)', 'release'),
      [logOf('2026-11-18')]: commit(
        '2026-11-18T10:00:00.000Z',
        'ddddddd44444',
        `Revert "lock the door" (lock.ts +1 -4)\nThis reverts commit bbbbbbb22222${'0'.repeat(28)}.`,
        'release',
      ),
    });
    const hit = (await ask(world, 'lock door', { minScore: 0 })).hits.find(({ copies }) => copies === 2);
    expect([hit?.commit, hit?.supersededBy]).toEqual(['aaaaaaa11111', undefined]);
  });

  it('what replaced an entry is shown once, also where it is written in two places', async () => {
    const world = worldWith({
      'topics/db.md':
        '# Storage\n\n- Sessions live in postgres (2026-11-18). ^k9x0aa1b2c\n' +
        '- ~~Sessions and carts live in memcached.~~ superseded 2026-11-18 by (^k9x0aa1b2c) ^k2aa0b1c3d\n',
      'topics/web.md': '# Storage\n\n- Sessions live in postgres (2026-11-18). ^k00000000w\n',
    });
    const { hits } = await ask(world, 'sessions carts', { minScore: 0 });
    expect(hits.map(({ id, copies }) => [id, copies])).toEqual([
      ['k00000000w', 2],
      ['k2aa0b1c3d', undefined],
    ]);
    expect(hits[0]?.parts['replaces']).toBeGreaterThan(0);
    expect(hits.map(unaccounted)).toEqual([0, 0]);
  });
});

describe('statements of one thing', () => {
  const pair = (one: string, other: string): Record<string, string> => ({
    [logOf('2026-11-10')]: `- 10:00 ${one} ^old\n`,
    [logOf('2026-11-18')]: `- 10:00 ${other} ^new\n`,
  });

  it.each([
    ['most words shared', 'The staging database runs on host alpha', 'The staging database runs on host beta now', 'staging database host'],
    ['a short object', 'The author of Dune is Frank', 'The author of Dune is Brian', 'author of Dune'],
    ['a long object', 'The author of Dune is Frank', 'The author of Dune is Brian Kevin Anderson Junior Senior', 'author of Dune'],
    ['a long one before', 'The author of Dune is Brian Kevin Anderson Junior Senior', 'The author of Dune is Frank', 'author of Dune'],
  ])('%s: the newest stands first', async (_name, one, other, query) => {
    expect(await idsFor(worldWith(pair(one, other)), query)).toEqual(['new', 'old']);
    expect((await ask(worldWith(pair(one, other)), query)).hits.map(unaccounted)).toEqual([0, 0]);
  });

  it.each([
    ['one asked word in the beginning is too little', 'Dune Dune Dune', 'Dune was read by some of the others in a summer', 'dune'],
    [
      'what is asked stands later',
      'Frank wrote Dune, the author',
      'Frank and many others whom I know praise every author of Dune',
      'author dune',
    ],
    ['less of the question', 'The author of Dune is Frank Herbert', 'The author of Solaris is Frank Herbert', 'author dune'],
    ['other words of the question', 'The author of Dune is Frank', 'The title of Dune is long', 'author dune'],
  ])('%s: the best stands first', async (_name, one, other, query) => {
    expect((await idsFor(worldWith(pair(one, other)), query))[0]).toBe('old');
  });

  it('most words shared in whatever order are enough, whatever recency says', async () => {
    const world = worldWith({
      [logOf('2016-11-10')]: '- 10:00 Host alpha runs the staging database ^old\n',
      [logOf('2016-11-18')]: '- 10:00 The staging database, in fact, runs on host beta ^new\n',
    });
    const { hits } = await ask(world, 'staging database host');
    expect(hits.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(hits[0]?.parts['newer']).toBeGreaterThan(0);
    expect(hits[1]?.parts['newer']).toBeLessThan(0);
  });

  it('turns that begin alike are no statements of one thing', async () => {
    const turns = pair('**Ann:** Thanks Bob, the garden grows', '**Ann:** Thanks Bob, the garden hides seven dwarfs and a small bear');
    expect((await idsFor(worldWith(turns), 'thanks garden'))[0]).toBe('old');
    const notes = pair('Thanks Bob, the garden grows', 'Thanks Bob, the garden hides seven dwarfs and a small bear');
    expect((await idsFor(worldWith(notes), 'thanks garden'))[0]).toBe('new');
  });

  it.each([
    ['the port of Redis is', 'in 2024', 'old'],
    ['the port of Redis is', 'before 2025', 'old'],
    ['the port of Redis is', 'since 2025', 'new'],
    ['the port of Redis is', '', 'new'],
  ])('a time that the question names comes before newness: %s %s', async (query, time, first) => {
    const texts = ['- 10:00 The port of Redis is 6379 ^old\n', '- 10:00 The port of Redis is 6380 ^new\n'];
    const same = ['- 10:00 Redis was moved to another port ^old\n', '- 10:00 Redis was moved to another port ^new\n'];
    for (const [one, other] of [texts, same]) {
      const world = worldWith({ [logOf('2024-05-18')]: one as string, [logOf('2026-11-18')]: other as string });
      expect((await idsFor(world, `${query} ${time}`, { minScore: 0 }))[0]).toBe(first);
    }
  });

  it('a person whom the question names comes before newness', async () => {
    const say = (who: string, id: string): string => `- 10:00 **${who}:** The port of Redis is 6380, ask Ann or Bob ^${id}\n`;
    const world = worldWith({ [logOf('2026-11-16')]: say('Ann', 'ann'), [logOf('2026-11-18')]: say('Bob', 'bob') });
    expect((await idsFor(world, 'what did Ann say of the port of Redis'))[0]).toBe('ann');
    expect((await idsFor(world, 'what did Bob say of the port of Redis'))[0]).toBe('bob');
  });

  it('the log does not trade places with a topic', async () => {
    const topic = '# Redis\n\n- The port of Redis is 6380 (2026-01-01). ^k9x0aa1b2c\n';
    const world = worldWith({ [logOf('2016-11-18')]: '- 10:00 The port of Redis is 6379 ^a1\n', 'topics/redis.md': topic });
    expect((await idsFor(world, 'port of redis'))[0]).toBe('k9x0aa1b2c');
    expect((await ask(world, 'port of redis')).hits.every(({ parts }) => parts['newer'] === undefined)).toBe(true);
  });
});

describe('what was replaced', () => {
  const TOPIC =
    '# Storage\n\n- Sessions live in postgres (2026-11-18). ^k9x0aa1b2c\n' +
    '- ~~Sessions live in memcached.~~ superseded 2026-11-18 by (^k9x0aa1b2c) ^k2aa0b1c3d\n';

  it('stands below, with and without meaning, and loses a part that is told', async () => {
    const world = worldWith({ 'topics/db.md': TOPIC });
    for (const query of ['memcached', 'sessions memcached', 'where do sessions live']) {
      const { hits } = await ask(world, query);
      expect(hits.map(({ id }) => id)).toEqual(['k9x0aa1b2c', 'k2aa0b1c3d']);
      expect(hits[1]?.parts['replaced']).toBeLessThan(0);
      expect(hits.map(unaccounted)).toEqual([0, 0]);
    }
    await embed(world);
    expect(await idsFor(world, 'where is memcached used', { minScore: 0 })).toEqual(['k9x0aa1b2c', 'k2aa0b1c3d']);
  });

  it('is replaced by what stands far behind in the list as well', async () => {
    const rows = Array.from({ length: 260 }, (_, n) => `- memcached number ${n} ^n${n}\n`).join('');
    const world = worldWith({ 'topics/db.md': TOPIC, [logOf('2026-11-18')]: rows });
    await embed(world);
    const ids = await idsFor(world, 'sessions memcached', { limit: 100, minScore: 0 });
    expect(ids.slice(0, 2)).toEqual(['k9x0aa1b2c', 'k2aa0b1c3d']);
  });

  it('a struck bullet that names nothing stays where it is', async () => {
    const topic = '# Storage\n\n- ~~Sessions live in memcached.~~ superseded 2026-11-18 ^k2aa0b1c3d\n';
    expect(await textsFor(worldWith({ 'topics/db.md': topic }), 'memcached')).toHaveLength(1);
  });
});

describe('the order of equals', () => {
  it('is by file and line where the time is the same, whatever was indexed first', async () => {
    const files = {
      [logOf('2026-11-18')]: '- redis one ^a1\n- redis two ^a2\n',
      'topics/b.md': '# Redis\n\n- redis three ^b1\n- redis four ^b2\n',
      'topics/a.md': '# Redis\n\n- redis five ^c1\n- redis six ^c2\n',
    };
    const expected = await idsFor(worldWith(files), 'redis');
    expect(expected.filter((id) => id.startsWith('b') || id.startsWith('c'))).toEqual(['b2', 'b1', 'c2', 'c1']);
    expect(await idsFor(worldWith(Object.fromEntries(Object.entries(files).toReversed())), 'redis')).toEqual(expected);
  });
});
