/** When words alone are no answer: one common word of a question proves nothing. */
import { describe, expect, it } from 'vitest';
import { ask, bullet, embed, idsFor, logOf, mean, worldWith } from '../memory.js';

const DAY = logOf('2026-11-18');
const COMMON = ['parser', 'server', 'fix', 'name', 'time'];
/** Each common word in every fifth entry; two entries with words of their own. */
const LARGE = {
  [DAY]: [
    ...Array.from({ length: 300 }, (_, n) => `- 10:00 ${COMMON[n % 5]} work ${n} ^w${n}`),
    '- 11:00 pgbouncer holds the connections ^p1',
    '- 12:00 the parser of the server is slow ^s1',
  ].join('\n'),
};

describe('by words', () => {
  it.each([
    ['how do I fix a leaking kitchen sink', [], 'one common word of four'],
    ['what is a good name for a goldfish', [], 'a common word among words that nobody has'],
    ['when does the parcel from Vienna reach the server', [], 'a common word, and none that is only spelt alike'],
    ['why was pgbouncer taken', ['p1'], 'a rare word that is half of the question'],
    ['what did Ann tell Bob of Pgbouncer over lunch at the harbour', ['p1'], 'a rare name'],
    ['what did ann tell bob of pgbouncer over lunch at the harbour', [], 'a rare word among many that nobody has'],
    ['is the server as slow as the kitchen of the harbour', ['s1'], 'two different words'],
    ['pgbouncr', ['p1'], 'one word, misspelt'],
    ['pgbouncr connections', ['p1'], 'two words, one of them misspelt'],
  ])('%s', async (question, ids) => {
    expect((await idsFor(worldWith(LARGE), question)).slice(0, 1)).toEqual(ids);
  });

  it('one word is an answer to a question of one word, and to one of its time', async () => {
    expect((await idsFor(worldWith(LARGE), 'server'))[0]).toBe('s1');
    expect(await idsFor(worldWith(LARGE), 'what of the harbour, the kitchen and the parser on 18 November 2026')).not.toEqual([]);
    expect(await idsFor(worldWith(LARGE), 'what of the harbour, the kitchen and the parser')).toEqual([]);
  });

  it('a small memory answers by one word of its own', async () => {
    const small = Object.fromEntries(Object.entries(LARGE).map(([path, text]) => [path, text.split('\n').slice(-40).join('\n')]));
    expect((await idsFor(worldWith(small), 'which pool takes pgbouncer for the harbour'))[0]).toBe('p1');
    expect(await idsFor(worldWith(LARGE), 'which pool takes pgbouncer for the harbour')).toEqual([]);
  });

  it('the least score shows what was held back, and the answer says so', async () => {
    const question = 'how do I fix a leaking kitchen sink';
    expect(await ask(worldWith(LARGE), question)).toMatchObject({
      hits: [],
      perhaps: [],
      suggestion: expect.stringContaining('--min-score 0'),
    });
    expect(await idsFor(worldWith(LARGE), question, { minScore: 0 })).not.toEqual([]);
  });
});

describe('by words, once the best hit is sure enough', () => {
  it('the others are shown down to half of the cut, but not below a least score that was asked for', async () => {
    const question = 'pgbouncer connections parser glaciers icebergs oceans volcanoes penguins';
    const { hits, cut } = await ask(worldWith(LARGE), question, { limit: 100 });
    expect(hits[0]).toMatchObject({ id: 'p1' });
    expect(hits[0]?.score).toBeGreaterThan(cut);
    const least = Math.min(...hits.map(({ score }) => score));
    expect([least >= cut / 2, least < cut]).toEqual([true, true]);
    const asked = await ask(worldWith(LARGE), question, { limit: 100, minScore: cut });
    expect(asked.hits.every(({ score }) => score >= cut)).toBe(true);
  });
});

describe('perhaps', () => {
  const world = async (): Promise<ReturnType<typeof worldWith>> => {
    const made = worldWith({ [DAY]: Array.from({ length: 8 }, (_, n) => `- 1${n}:00 note of ${'abcdefgh'[n]} ^n${n}`).join('\n') });
    mean(made, [
      ['of a', [1, 0, 0]],
      ['of b', [0.3, 1, 0]],
      ['of', [0.1, 0, 1]],
      ['near', [1, 0, 0]],
      ['far', [0.2, 0.1, 0]],
    ]);
    await embed(made);
    return made;
  };

  it('the best three below the cut stand apart from the hits, which are as they were', async () => {
    const { hits, perhaps, belowCut, cut } = await ask(await world(), 'near');
    expect(hits.map(({ id }) => id)).toEqual(['n0']);
    expect(perhaps.map(({ id }) => id)[0]).toBe('n1');
    expect(perhaps).toHaveLength(Math.min(3, belowCut));
    expect(perhaps.every(({ score }) => score > 0 && score < cut)).toBe(true);
  });

  it('none where a least score was asked for, where the limit is reached, and by words', async () => {
    expect((await ask(await world(), 'near', { minScore: 0.4 })).perhaps).toEqual([]);
    expect((await ask(await world(), 'near', { limit: 1 })).perhaps).toEqual([]);
    const plain = worldWith({ [DAY]: bullet('2026-11-18T10:00:00.000Z', 'note', 'redis') });
    expect((await ask(plain, 'redis')).perhaps).toEqual([]);
  });
});
