/** The meaning channel: it finds entries without a common word, and works with few vectors, equal ones, and those of another model. */
import { describe, expect, it } from 'vitest';
import { PLAIN_VIEW } from '../../../src/memory/log-view.js';
import { boundsOf } from '../../../src/recall/question/filters.js';
import { openLexical } from '../../../src/recall/lexical/open-lexical.js';
import { meaningScores } from '../../../src/recall/ranking/meaning.js';
import { searchIndex } from '../../../src/recall/search.js';
import { KEY_BYTES } from '../../../src/recall/vectors/shard.js';
import { openVectors, type Vectors } from '../../../src/recall/vectors/vectors.js';
import { slotOf, type LexicalIndex } from '../../../src/recall/lexical/lexical-index.js';
import { trigramVector, VIRTUAL_MODEL } from '../../../src/replay/virtual-embedders.js';
import { seeded } from '../../bench/corpus.js';
import { ask, embed, idsFor, lay, logOf, mean, SETTINGS, unaccounted, worldWith, WS } from '../memory.js';
import { docOfText, indexOf } from '../segments.js';

const DAY = logOf('2026-11-18');
/** Texts that mean nothing to the question, so that something can stand out. */
const OTHERS = Array.from({ length: 20 }, (_, n) => `- 01:00 filler number ${n} ^f${n}\n`).join('');

describe('meaning', () => {
  it('finds what has no word of the question', async () => {
    const world = worldWith({ [DAY]: `${OTHERS}- 10:00 Sessions live in postgres ^a1\n` });
    mean(world, [
      ['postgres', [1]],
      ['where are logins kept', [1, 0.3]],
    ]);
    expect(await idsFor(world, 'where are logins kept')).toEqual([]);
    await embed(world);
    const [first] = (await ask(world, 'where are logins kept')).hits;
    expect(first).toMatchObject({ id: 'a1', parts: { words: 0 } });
    expect(first?.parts['meaning']).toBeGreaterThan(0);
    expect(first && unaccounted(first)).toBe(0);
  });

  it.each([1, 2])('finds it in a memory of %i entries of ten years ago', async (entries) => {
    const world = worldWith({
      [logOf('2016-11-18')]: '- 10:00 Sessions live in postgres ^a1\n- 11:00 Logins too, as ever ^a2\n'.slice(0, entries * 50),
    });
    if (entries === 1) lay(world, { [logOf('2016-11-18')]: '- 10:00 Sessions live in postgres ^a1\n' });
    mean(world, [
      ['postgres', [1]],
      ['as ever', [1, 0.5]],
      ['where are accounts kept', [1, 0.3]],
    ]);
    await embed(world);
    expect(await idsFor(world, 'where are accounts kept')).toHaveLength(entries);
  });

  it.each([
    ['of a turn less than of what the others do not say, too', '**Ann:** ', 'a1'],
    ['of a note all of it', '', 'f0'],
  ])('counts of what all mean alike %s', async (_name, speaker, first) => {
    const talk = (id: string, text: string): string => `- 01:00 ${speaker}${text} ^${id}\n`;
    const others = Array.from({ length: 200 }, (_, n) => talk(`f${n}`, `how nice ${n}`)).join('');
    const world = worldWith({ [DAY]: `${others}${talk('a1', 'Sessions live in postgres')}` });
    mean(world, [
      ['nice', [1]],
      ['postgres', [0, 1]],
      ['where are logins kept', [1, 0.95]],
    ]);
    await embed(world);
    const found = await idsFor(world, 'where are logins kept', { minScore: 0, limit: 100 });
    expect(found[0] === 'a1' ? 'a1' : 'f0').toBe(first);
    // The confidence goes by the cosines as they are: it is the same for both.
    const [best] = (await ask(world, 'where are logins kept', { minScore: 0 })).hits;
    expect(best?.score).toBeCloseTo(0.395, 3);
  });

  it('is the best chunk of a long entry', async () => {
    const long = `${'The weather of the day was told at length. '.repeat(40)}\n\n  ${'Then a zeppelin landed. '.repeat(30)}`;
    const world = worldWith({ [DAY]: `${OTHERS}- 10:00 ${long} ^long\n- 11:00 a short one of balloons ^short\n` });
    mean(world, [
      ['weather', [0, 1]],
      ['zeppelin', [1]],
      ['balloons', [1, 0.7]],
      ['airship', [1]],
    ]);
    await embed(world);
    expect(await idsFor(world, 'airship')).toEqual(['long', 'short']);
  });

  it('of a turn is half of what it says and half of what it says between its neighbours', async () => {
    const world = worldWith({
      [DAY]:
        '- 10:00 **Ann:** Which port? ^t1\n- 10:01 **Bob:** Six. ^t2\n- 12:00 **Ann:** Six. ^t3\n- 14:00 **Ann:** No. ^t4\n- 16:00 **Bob:** Why? ^t5\n' +
        '- 18:00 **Ann:** Which port? ^t6\n- 18:01 **Ann:** Six. ^t7\n',
    });
    mean(world, [
      ['port', [1]],
      ['Six', [0.2, 1]],
      ['asked', [1]],
    ]);
    await embed(world);
    const [index, { embedder }] = [await openLexical(world, WS, PLAIN_VIEW), await world.embedders.choose()];
    const vectors = await openVectors(world, WS, PLAIN_VIEW, (embedder as NonNullable<typeof embedder>).model);
    const [query] = await (embedder as NonNullable<typeof embedder>).embed(['asked'], { as: 'query' });
    const scores = meaningScores(index, { vectors, query: query as Float32Array });
    const of = (id: string): [number, number] => [scores?.score[slotOf(index, id)] ?? NaN, scores?.cosine[slotOf(index, id)] ?? NaN];
    // The window of t2 has the port in it, and t3 stands alone.
    expect(of('t2')[0]).toBeGreaterThan(of('t3')[0]);
    expect(of('t1')[0]).toBeGreaterThan(of('t2')[0]);
    expect(of('t2')[1]).toBeGreaterThan(0.9);
    expect(of('t3')[1]).toBeLessThan(0.5);
    // What one speaker writes alone means what it says, whatever stands beside it.
    expect(of('t7')[1]).toBe(of('t3')[1]);
  });
});

describe('where vectors are missing', () => {
  it('entries without one are found by words, first if they say it all', async () => {
    const world = worldWith({ [DAY]: OTHERS });
    mean(world, [
      ['number 18', [0.5, 1]],
      ['number 19', [0.5, 1]],
      ['zebras', [1]],
    ]);
    await embed(world);
    lay(world, { [DAY]: `${OTHERS}- 01:00 Zebras crossed the quiet savanna ^a1\n` });
    const answer = await ask(world, 'when did zebras cross the savanna', { minScore: 0 });
    expect(answer.coverage).toEqual({ embedded: 20, entries: 21 });
    expect(answer.hits.slice(0, 3).map(({ id }) => id)).toEqual(['a1', 'f19', 'f18']);
    expect(answer.hits.every((hit) => unaccounted(hit) === 0)).toBe(true);
  });

  it('what is embedded and means it stands above what only has one of the words', async () => {
    const world = worldWith({ [DAY]: `${OTHERS}- 09:00 Sessions live in postgres ^a1\n` });
    mean(world, [
      ['postgres', [1]],
      ['logins', [1]],
    ]);
    await embed(world);
    lay(world, {
      [DAY]: `${OTHERS}- 09:00 Sessions live in postgres ^a1\n- 09:00 Nobody kept count of the many birds over the lake ^b1\n`,
    });
    expect((await idsFor(world, 'logins are kept where'))[0]).toBe('a1');
  });

  it('vectors of another model are not asked', async () => {
    const world = worldWith({ [DAY]: '- 10:00 redis ^a1\n- 11:00 postgres ^a2\n' });
    mean(world, [['redis', [1]]], 'one-model');
    await embed(world);
    mean(world, [['redis', [1]]], 'other-model');
    expect(await ask(world, 'redis')).toMatchObject({ coverage: { embedded: 0, entries: 2 }, without: expect.any(String), cut: 0.1 });
  });

  it('vectors of texts that no entry has any more count as none', async () => {
    const world = worldWith({ [DAY]: '- 10:00 redis ^a1\n' });
    await embed(world);
    const text = Array.from({ length: 5 }, (_, n) => `- 1${n}:00 postgres and ${'more words '.repeat(n)} ^b${n}\n`).join('');
    lay(world, { [DAY]: text });
    const { hits, cut } = await ask(world, 'postgres');
    expect([hits.length, cut]).toEqual([5, 0.1]);
    world.embedders.become({ wanted: 'none' });
    expect((await ask(world, 'postgres')).hits).toEqual(hits);
  });

  it('an embedder that fails leaves the words', async () => {
    const world = worldWith({ [DAY]: '- 10:00 redis ^a1\n' });
    await embed(world);
    world.embedders.failNext('the server is away', 5);
    expect(await ask(world, 'redis')).toMatchObject({ hits: [{ id: 'a1' }], without: 'the server is away', cut: 0.1 });
  });

  it('an empty memory has no answer, and no error', async () => {
    const world = worldWith({ [DAY]: '- 10:00 redis ^a1\n' });
    await embed(world);
    lay(world, { [DAY]: '' });
    expect(await ask(world, 'redis')).toMatchObject({ hits: [], searched: 0, coverage: { embedded: 0, entries: 0 } });
  });
});

describe('numbers stay numbers', () => {
  it.each([
    ['one entry', '- 10:00 redis ^a1\n', 1],
    ['equal vectors', '- 10:00 redis one ^a1\n- 11:00 redis two ^a2\n- 12:00 redis three ^a3\n', 3],
    ['nothing in common', '- 10:00 other ^a1\n- 11:00 another ^a2\n', 0],
  ])('%s', async (_name, text, count) => {
    const world = worldWith({ [DAY]: text });
    mean(world, [['redis', [1]]]);
    await embed(world);
    const { hits } = await ask(world, 'redis', { minScore: 0 });
    for (const hit of hits) {
      expect([hit.score, ...Object.values(hit.parts)].every(Number.isFinite)).toBe(true);
      expect(unaccounted(hit)).toBe(0);
    }
    expect(hits).toHaveLength(count);
  });

  it('cosines of a model for which all texts are alike make nobody sure', async () => {
    const world = worldWith({ [DAY]: Array.from({ length: 100 }, (_, n) => `- 10:00 filler number ${n} ^f${n}\n`).join('') });
    mean(world, [
      ['filler', [1, 1.33]],
      ['question', [1]],
    ]);
    await embed(world);
    expect((await ask(world, 'question')).hits).toEqual([]);
  });
});

describe('the same answer', () => {
  it('to the last bit, in whatever order the entries stand', () => {
    const random = seeded(7);
    const cosines = Float32Array.from({ length: 256 }, () => (random() - 0.3) * random());
    const vectors = {
      scan: () => cosines,
      rowsOf: (keys: Uint8Array) => Int32Array.from({ length: keys.length / KEY_BYTES }, (_, n) => keys[n * KEY_BYTES] as number),
    } as unknown as Vectors;
    const docs = Array.from({ length: 400 }, (_, n) => docOfText(`text ${n}`, n, { path: `logs/2026/11/2026-11-1${n % 3}.md` }));
    const byFile = [0, 1, 2].map((file) => docs.filter((_, n) => n % 3 === file));
    const scoresOf = (index: LexicalIndex): (number | undefined)[] => {
      const scores = meaningScores(index, { vectors, query: new Float32Array(1) });
      return docs.map(({ id }) => scores?.score[slotOf(index, id)]);
    };
    expect(scoresOf(indexOf(byFile.flat())).every(Number.isFinite)).toBe(true);
    expect(scoresOf(indexOf(...byFile.toReversed()))).toEqual(scoresOf(indexOf(byFile.flat())));
  });

  it('with the SIMD kernel and without', async () => {
    const texts = ['Redis is on port 6380', 'Sessions live in postgres', 'The parser fails on tabs', 'The lexer leaks memory'];
    const world = worldWith({ [DAY]: texts.map((text, n) => `- 1${n}:00 **Ann:** ${text} ^t${n}\n`).join('') + OTHERS });
    await embed(world);
    const index = await openLexical(world, WS, PLAIN_VIEW);
    for (const query of ['where are sessions', 'memory of the lexer', 'nothing at all']) {
      const [fast, plain] = await Promise.all(
        [false, true].map(async (without) => {
          const vectors = await openVectors(world, WS, PLAIN_VIEW, VIRTUAL_MODEL, undefined, { plain: without });
          const search = { nowMs: world.clock.now(), settings: SETTINGS, meaning: { vectors, query: trigramVector(query, 64) } };
          return { kind: vectors.kind, json: JSON.stringify(searchIndex(index, query, boundsOf({ minScore: 0 }), search)) };
        }),
      );
      expect([fast?.kind, plain?.kind]).toEqual(['simd', 'plain']);
      expect(fast?.json).toBe(plain?.json);
    }
  });
});
