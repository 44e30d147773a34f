/** Fusing the channels: persons and times in the question, age and strength of entries, and the confidence of the answer. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLAIN_VIEW } from '../../../src/memory/log-view.js';
import { boundsOf } from '../../../src/recall/question/filters.js';
import type { Filters } from '../../../src/recall/question/filters.js';
import { questionOf } from '../../../src/recall/question/question.js';
import { recall } from '../../../src/recall/recall.js';
import { searchIndex } from '../../../src/recall/search.js';
import type { VirtualWorld } from '../../../src/replay/virtual-world.js';
import { ask, bullet, embed, idOf, idsFor, logOf, mean, SETTINGS, unaccounted, worldWith, WS } from '../memory.js';
import { docOfText, indexOf } from '../segments.js';

const DAY = logOf('2026-11-18');
const EVERYTHING: Filters = { minScore: 0, limit: 100 };
const on = (days: Readonly<Record<string, string>>): VirtualWorld =>
  worldWith(Object.fromEntries(Object.entries(days).map(([day, text]) => [logOf(day), text])));

describe('who the question names', () => {
  const talk = (one: string, other: string): VirtualWorld =>
    on({
      '2026-11-17': `- 10:00 **${one}:** I chose redis, not postgres ^a1\n`,
      '2026-11-18': `- 12:00 **${other}:** I chose redis as well ^b1\n`,
    });

  it.each([
    ['Ann', 'Bob', 'what did Ann say of redis', ['a1', 'b1']],
    ['Ann', 'Bob', 'what did Bob say of redis', ['b1', 'a1']],
    ['Ann', 'Bob', "what was Ann's choice of redis", ['a1', 'b1']],
    ['Ann Lee', 'Bob Lee', 'what did bob say of redis', ['b1', 'a1']],
  ])('%s or %s: %s', async (one, other, query, order) => {
    expect(await idsFor(talk(one, other), query, EVERYTHING)).toEqual(order);
  });

  it('says so as a part of the score, less of an author than of a speaker', async () => {
    const world = worldWith({
      [DAY]: `- 10:00 **Ann:** redis ^t1\n${bullet('2026-11-18T12:00:00.000Z', 'commit@ann', 'abcdef012345 main: redis')}`,
    });
    const { hits } = await ask(world, 'ann redis', EVERYTHING);
    const whoIn = (text: string): number => hits.find((hit) => hit.text.includes(text))?.parts['who'] ?? 0;
    expect(whoIn('main')).toBeGreaterThan(0);
    expect(whoIn('Ann') / whoIn('main')).toBeCloseTo(0.35 / 0.15, 2);
  });

  it.each([
    ['mark as read', 0],
    ['Mark as read', 0],
    ['what did mark do to the parser', 1],
    ['the parser that Mark made', 1],
    ["mark's parser", 1],
    ['the parser by mark', 1],
  ])('an author whose name others use as a word is named only as a name: %s', async (query, named) => {
    const world = worldWith({
      [DAY]: [
        bullet('2026-11-18T12:00:00.000Z', 'commit@mark-build', 'abcdef012345 main: Speed up the parser'),
        bullet('2026-11-18T13:00:00.000Z', 'commit@ann', 'abcdef012346 main: Mark a message as read'),
      ].join('\n'),
    });
    const { hits } = await ask(world, query, EVERYTHING);
    expect(hits.filter(({ parts }) => (parts['who'] ?? 0) > 0).map(({ text }) => text)).toHaveLength(named);
  });

  it.each(['User', 'user', 'Agent', 'Assistant', 'kairos'])('"%s" is a role and nobody named', async (role) => {
    const { hits } = await ask(talk(role, 'Bob'), `does the ${role.toLowerCase()} choose redis`, EVERYTHING);
    expect(hits).toHaveLength(2);
    expect(hits.every(({ parts }) => parts['who'] === 0)).toBe(true);
  });
});

describe('when the question names', () => {
  const world = (): VirtualWorld =>
    on({
      '2016-05-10': '- 10:00 the deploy of redis, first of all ^y16\n',
      '2026-03-10': '- 10:00 the deploy of redis ran ^mar\n',
      '2026-05-10': '- 10:00 the deploy of redis failed ^may\n',
      '2026-05-15': '- 10:00 the deploy of redis was told of ^week\n',
      '2026-06-10': '- 10:00 the deploy of redis went well ^jun\n',
      '2026-11-19': '- 10:00 the deploy of redis is planned ^nov\n',
    });
  const lifted = async (query: string, filters: Filters = EVERYTHING): Promise<string[]> =>
    (await ask(world(), query, filters)).hits
      .filter(({ parts }) => (parts['when'] ?? 0) > 0)
      .map(({ id }) => id)
      .toSorted();

  it.each([
    ['redis deploy', []],
    ['redis deploy in May 2026', ['may', 'week']],
    ['redis deploy in May', ['may', 'week', 'y16']],
    ['redis deploy on 10 May 2026', ['may', 'week']],
    ['redis deploy on 2 May 2026', []],
    ['redis deploy on 3 May 2026', ['may']],
    ['redis deploy on 11 May 2026', ['may', 'week']],
    ['redis deploy in 2016', ['y16']],
    ['redis deploy since 2026-05', ['jun', 'may', 'nov', 'week']],
    ['redis deploy before 2026-05-01', ['mar', 'y16']],
    ['redis deploy yesterday', ['nov']],
  ])('%s: %o', async (query, ids) => {
    expect(await lifted(query)).toEqual(ids);
    expect(await idsFor(world(), query, EVERYTHING)).toHaveLength(6);
    if (ids.length > 0) expect((await idsFor(world(), query)).slice(0, ids.length).toSorted()).toEqual(ids);
  });

  it('a day or a border lifts more than a month', async () => {
    const shareOf = async (query: string): Promise<number> => {
      const hit = (await ask(world(), query, EVERYTHING)).hits.find(({ id }) => id === 'may');
      return (hit?.parts['when'] ?? 0) / (hit?.parts['words'] ?? 1);
    };
    const [month, day, border] = [
      await shareOf('redis deploy in May 2026'),
      await shareOf('redis deploy on 10 May 2026'),
      await shareOf('redis deploy since 2026-05'),
    ];
    expect(day / month).toBeCloseTo(0.7 / 0.45, 3);
    expect(border / month).toBeCloseTo(0.7 / 0.45, 3);
  });

  it('a version is a time where an entry tells of its tag', async () => {
    const tagged = worldWith({
      [logOf('2026-04-01')]: bullet('2026-04-01T10:00:00.000Z', 'tag@a1', 'v2.0.0 created at 3f2a91c04d11 (release)'),
      [logOf('2026-03-10')]: '- 10:00 the deploy of redis ran ^mar\n',
      [logOf('2026-06-10')]: '- 10:00 the deploy of redis went well ^jun\n',
    });
    expect((await idsFor(tagged, 'redis deploy before 2.0'))[0]).toBe('mar');
    expect((await idsFor(tagged, 'redis deploy after v2.0.0'))[0]).toBe('jun');
    expect(await idsFor(tagged, 'redis deploy before 2.0', EVERYTHING)).toContain('jun');
  });

  it('what has no date is not before any', async () => {
    const undated = worldWith({
      'topics/redis.md': '# Redis\n\n- The deploy of redis is by hand ^k000000001\n',
      [DAY]: '- 10:00 other ^a1\n',
    });
    const { hits } = await ask(undated, 'redis deploy before 2026-11-19', EVERYTHING);
    expect(hits.map(({ id, parts }) => [id, parts['when']])).toContainEqual(['k000000001', 0]);
  });

  it('words that only say the time make nobody less sure', async () => {
    const [plain, dated] = await Promise.all(['redis deploy', 'redis deploy on 10 May 2026'].map((query) => ask(world(), query)));
    expect(plain?.hits[0]?.score).toBe(1);
    expect(dated?.hits[0]?.score).toBe(1);
  });
});

describe('age', () => {
  const equals = { '2026-10-01': '- 10:00 redis runs on alpha ^old\n', '2026-11-19': '- 10:00 the tests want redis somewhere ^new\n' };

  it.each(['now', 'currently', 'latest'])('"%s" lets recency weigh more', async (word) => {
    const recencyOf = async (query: string): Promise<number> => {
      const hit = (await ask(on(equals), query, EVERYTHING)).hits.find(({ id }) => id === 'new');
      return (hit?.parts['recency'] ?? 0) / (hit?.parts['weight'] ?? 1);
    };
    expect((await recencyOf(`redis runs ${word}`)) / (await recencyOf('redis runs'))).toBeCloseTo(5, 2);
  });

  it('decides between equals, and between near equals only when the question asks for now', async () => {
    const days = {
      '2026-09-01': '- 10:00 redis alpha ^old\n- 11:00 lorem ^x1\n',
      '2026-11-19': '- 10:00 redis is beta ^new\n- 11:00 dolor ipsum sit ^x2\n',
    };
    expect((await idsFor(on(days), 'where is redis'))[0]).toBe('new');
    const far = {
      '2026-08-01': '- 10:00 redis host alpha ^old\n',
      '2026-11-19': '- 10:00 the redis of the tests, I heard, is a copy of a copy somewhere ^new\n',
    };
    expect((await idsFor(on(far), 'redis host', EVERYTHING))[0]).toBe('old');
    const close = {
      '2026-08-01': '- 10:00 redis redis alpha ^old\n- 11:00 one two ^x1\n',
      '2026-11-19': '- 10:00 redis beta gamma delta epsilon ^new\n- 11:00 three ^x2\n',
    };
    expect((await idsFor(on(close), 'redis now', EVERYTHING))[0]).toBe('new');
  });

  it('of ten years hides nothing that was asked for, and is marked', async () => {
    const recent = Array.from({ length: 30 }, (_, n) => `- 10:00 the cache was cleared, round ${n} ^r${n}\n`).join('');
    const world = on({ '2016-11-18': '- 10:00 zebras ate the lockfile ^old\n', '2026-11-19': recent });
    expect((await ask(world, 'who ate the lockfile')).hits[0]).toMatchObject({ id: 'old', archived: true });
    expect((await ask(world, 'cache cleared')).hits[0]?.archived).toBeUndefined();
    mean(world, [
      ['zebras', [1]],
      ['striped animals', [1, 0.4]],
    ]);
    await embed(world);
    expect((await ask(world, 'striped animals')).hits[0]).toMatchObject({ id: 'old', archived: true });
  });

  it('counts from the last time that somebody reinforced it', async () => {
    const days = {
      '2026-01-02':
        bullet('2026-01-02T10:00:00.000Z', 'note@user', 'redis runs on alpha', 'a') +
        bullet('2026-01-02T10:00:00.000Z', 'note@user', 'redis sits near beta', 'b'),
      '2026-11-19': bullet('2026-11-19T10:00:00.000Z', 'reinforce@user', `(^${idOf('note', 'a')}) session s1: seen again`),
    };
    const { hits } = await ask(on(days), 'redis');
    expect(hits.map(({ id, archived }) => [id, archived])).toEqual([
      [idOf('note', 'a'), undefined],
      [idOf('note', 'b'), true],
    ]);
    expect(hits[0]?.parts['weight']).toBeGreaterThan(hits[1]?.parts['weight'] ?? 1);
    expect(hits[0]?.parts['recency']).toBeGreaterThan(hits[1]?.parts['recency'] ?? 1);
  });
});

describe('how sure the answer is', () => {
  const MEMORY = {
    [DAY]: `- 10:00 Sessions live in postgres ^a1\n- 11:00 The parser fails on tabs ^a2\n${Array.from({ length: 20 }, (_, n) => `- 12:00 filler ${n} ^f${n}\n`).join('')}`,
  };

  it('a question about nothing here has no hit, and a suggestion; the least score brings some', async () => {
    const world = worldWith(MEMORY);
    expect(await ask(world, 'do emperor penguins migrate over glaciers, icebergs, oceans, volcanoes and never fail')).toMatchObject({
      hits: [],
      suggestion: expect.stringContaining('--min-score 0'),
      belowCut: 1,
    });
    expect(await ask(world, 'penguins migrate')).toMatchObject({ hits: [], belowCut: 0, suggestion: expect.any(String) });
    expect(
      await idsFor(world, 'do emperor penguins migrate over glaciers, icebergs, oceans, volcanoes and never fail', { minScore: 0 }),
    ).toEqual(['a2']);
    mean(world, [
      ['postgres', [1]],
      ['parser', [0, 1]],
      ['filler', [0, 0, 1]],
      ['penguins', [0.3, 0.2, 0, 1]],
    ]);
    await embed(world);
    expect(await ask(world, 'penguins')).toMatchObject({ hits: [], cut: 0.4, suggestion: expect.stringContaining('--min-score 0') });
    expect((await idsFor(world, 'penguins', { minScore: 0 }))[0]).toBe('a1');
  });

  it('words that no entry has make it less sure', async () => {
    const world = worldWith(MEMORY);
    const [all, half] = await Promise.all(
      ['parser tabs', 'parser tabs glaciers penguins'].map((query) => ask(world, query, { minScore: 0 })),
    );
    expect(all?.hits[0]?.score).toBe(1);
    expect(half?.hits[0]?.score).toBeLessThan(0.6);
  });

  it('the one entry that has a word is found, though all others are nearer to what a model makes of the word', async () => {
    const others = Array.from({ length: 250 }, (_, n) => `- 10:00 filler ${n} ^f${n}\n`).join('');
    const world = on({ '2026-11-17': `${others}- 11:00 the parser of a0c4f813 ^x1\n` });
    mean(world, [
      ['parser', [0, 1, 0]],
      ['filler', [1]],
    ]);
    await embed(world);
    mean(world, [['a0c4f813', [1, 0, 0.3]]]);
    const { hits } = await ask(world, 'a0c4f813');
    expect(hits[0]).toMatchObject({ id: 'x1' });
  });

  it('words alone leave a doubt where meaning is known', async () => {
    const world = worldWith(MEMORY);
    mean(world, [['nothing', [1]]]);
    await embed(world);
    mean(world, [['parser tabs', [1]]]);
    const { hits, cut } = await ask(world, 'parser tabs');
    expect([hits[0]?.id, hits[0]?.score, cut]).toEqual(['a2', 0.8, 0.4]);
  });

  it('the cut is the filter, else the setting, else the one that was measured', async () => {
    const world = worldWith(MEMORY);
    const cutOf = async (minScore: number | undefined, filters: Filters): Promise<number> =>
      (await recall(world, WS, PLAIN_VIEW, questionOf('parser tabs glaciers', filters), { settings: { ...SETTINGS, minScore } })).cut;
    expect(await cutOf(undefined, {})).toBe(0.1);
    expect(await cutOf(0.9, {})).toBe(0.9);
    expect(await cutOf(0.9, { minScore: 0.2 })).toBe(0.2);
    expect(await cutOf(0, {})).toBe(0);
    expect(
      (await recall(world, WS, PLAIN_VIEW, questionOf('parser tabs glaciers', {}), { settings: { ...SETTINGS, minScore: 0.9 } })).hits,
    ).toEqual([]);
    await embed(world);
    expect(await cutOf(undefined, {})).toBe(0.4);
  });

  it('where nothing was asked no score is asked for', async () => {
    expect((await ask(worldWith(MEMORY), '', { tier: 'stm', minScore: 0.9 })).hits).toHaveLength(10);
  });
});

describe('weights', () => {
  it('count by their proportions', async () => {
    const world = worldWith({ [DAY]: '- 10:00 **Ann:** redis ^t1\n- 12:00 **Bob:** redis redis, and ann ^t2\n' });
    await embed(world);
    const times = (n: number): typeof SETTINGS => {
      const { words, meaning, weight, recency } = SETTINGS.weights;
      return { ...SETTINGS, weights: { words: words * n, meaning: meaning * n, weight: weight * n, recency: recency * n } };
    };
    const [one, half] = await Promise.all(
      [times(1), times(0.5)].map((settings) => recall(world, WS, PLAIN_VIEW, questionOf('ann redis in November', {}), { settings })),
    );
    expect(JSON.stringify(half)).toBe(JSON.stringify(one));
    const none = await recall(world, WS, PLAIN_VIEW, questionOf('ann redis', EVERYTHING), { settings: times(0) });
    expect(none.hits.every((hit) => unaccounted(hit) === 0)).toBe(true);
  });
});

describe('any text and any question', () => {
  const word = fc.constantFrom(
    'redis',
    'port',
    'Ann',
    'the',
    '6380',
    'now',
    'May',
    '🎉',
    'C++',
    'v2.0',
    'parse.ts',
    'not',
    '-',
    'since',
    '漢字',
    'abcdef0123',
  );
  const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));
  const turns = fc.tuple(text, fc.boolean(), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 2 }));

  it('gives finite scores between 0 and 1 in a total order, whose parts add up, whatever the segments', () => {
    fc.assert(
      fc.property(fc.array(turns, { maxLength: 12 }), fc.oneof(text, fc.string()), fc.boolean(), (lines, query, edges) => {
        const docs = lines.map(([said, turn, hours, file], n) =>
          docOfText(said, n, {
            turn,
            actor: turn ? 'Ann' : '',
            path: `logs/2026/11/2026-11-1${file}.md`,
            atMs: Date.UTC(2026, 10, 10 + file, hours),
          }),
        );
        const byFile = [0, 1, 2].map((file) => docs.filter(({ path }) => path.endsWith(`1${file}.md`)));
        const search = { nowMs: Date.UTC(2026, 10, 20), settings: SETTINGS, edges };
        const answer = searchIndex(indexOf(byFile.flat()), query, boundsOf(EVERYTHING), search);
        for (const [n, hit] of answer.hits.entries()) {
          expect(hit.score >= 0 && hit.score <= 1 && Object.values(hit.parts).every(Number.isFinite)).toBe(true);
          if (query.trim() !== '') expect(unaccounted(hit)).toBe(0);
          expect(hit.score).toBeLessThanOrEqual(answer.hits[n - 1]?.score ?? 1);
        }
        expect(new Set(answer.hits.map(({ id }) => id)).size).toBe(answer.hits.length);
        const apart = searchIndex(indexOf(...byFile.toReversed().filter((list) => list.length > 0)), query, boundsOf(EVERYTHING), search);
        expect(JSON.stringify(apart.hits)).toBe(JSON.stringify(answer.hits));
      }),
      { numRuns: 150 },
    );
  });

  it('a topic of nothing but stop words under a title has no length, and no NaN', async () => {
    const { hits } = await ask(worldWith({ 'topics/redis.md': '# Redis\n\n- It is what it is ^k000000001\n' }), 'redis');
    expect(hits.map(({ id, score }) => [id, score])).toEqual([['k000000001', 1]]);
  });

  it('a question of more words than bits ranks by all of them', async () => {
    const names = Array.from({ length: 45 }, (_, n) => `word${String.fromCharCode(97 + Math.floor(n / 26), 97 + (n % 26))}`);
    const world = worldWith({
      [DAY]: `- ${names.slice(0, 30).join(' ')} ^a1\n- ${names.slice(8).join(' ')} ^a2\n- ${names.slice(40).join(' ')} ^a3\n`,
    });
    const { hits } = await ask(world, names.join(' '), EVERYTHING);
    expect(hits.map(({ id }) => id)).toEqual(['a2', 'a1', 'a3']);
    expect(hits.map(unaccounted)).toEqual([0, 0, 0]);
  });
});

describe('now, over years', () => {
  it('lets the newest statement stand first, however long ago it was made and however it is said', async () => {
    const world = worldWith({
      [logOf('2024-05-02')]: '- 10:00 We use Node version 18 ^n18\n',
      [logOf('2025-08-11')]: '- 10:00 All of the machines use the Node version 20 from today on ^n20\n',
      [logOf('2026-07-20')]: '- 10:00 Each of our services has to use Node version 22 or newer, since the test runner wants it ^n22\n',
    });
    expect((await idsFor(world, 'which node version do we use now'))[0]).toBe('n22');
  });
});
