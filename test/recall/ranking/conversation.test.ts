/** Context of entries: neighbouring turns and the stretch raise short entries, and do not lower long ones. */
import { describe, expect, it } from 'vitest';
import { isBeside, stretchesOf, stretchScores } from '../../../src/recall/ranking/conversation.js';
import { planQuery } from '../../../src/recall/question/query.js';
import { matchWords } from '../../../src/recall/ranking/bm25.js';
import { ask, embed, idsFor, logOf, mean, worldWith } from '../memory.js';
import { termsSaid } from '../../../src/recall/text/says.js';
import { docOfText, indexOf } from '../segments.js';

const DAY = logOf('2026-11-18');
const found = (files: Readonly<Record<string, string>>, query: string): Promise<string[]> =>
  idsFor(worldWith(files), query, { minScore: 0, limit: 100 });

/** The part of its words that a turn of a dialogue keeps, by what it says. */
const kept = (text: string): number => 1 - 0.4 / (1 + termsSaid(text) / 4);

/** The words' share of each hit, as a part of that of the turn which has the word; both before what they lose by saying little. */
async function sharesOf(lines: string): Promise<Map<string, number>> {
  const { hits } = await ask(worldWith({ [DAY]: lines }), 'redis', { minScore: 0, limit: 100 });
  const words = new Map(hits.map(({ id, text, parts }) => [id, (parts['words'] as number) / kept(text)]));
  return new Map(Array.from(words, ([id, share]) => [id, share / (words.get('q0') as number)]));
}

describe('the turns beside a turn', () => {
  const talk = (time: string, text = '**Bob:** It is 6380.'): string =>
    `- 10:00 **Ann:** Which port has redis? ^q1\n- ${time} ${text} ^a1\n`;

  it.each([
    ['right after', talk('10:00'), true],
    ['half an hour later', talk('10:30'), true],
    ['31 minutes later', talk('10:31'), false],
    ['no turn', talk('10:00', 'It is 6380.'), false],
    ['after what is no turn', '- 10:00 **Ann:** Which port has redis? ^q1\n- 10:01 A note. ^n1\n- 10:02 **Bob:** It is 6380. ^a1\n', false],
    ['before', '- 10:00 **Bob:** It is 6380. ^a1\n- 10:00 **Ann:** Which port has redis? ^q1\n', true],
  ])('%s: found %s', async (_name, text, expected) => {
    expect((await found({ [DAY]: text }, 'redis')).includes('a1')).toBe(expected);
  });

  it('are of the same file', async () => {
    const files = { [DAY]: '- 23:59 **Ann:** Which port has redis? ^q1\n', [logOf('2026-11-19')]: '- 00:01 **Bob:** It is 6380. ^a1\n' };
    expect(await found(files, 'redis')).toEqual(['q1']);
  });

  it('two on either side get something, the nearer one more; the third gets nothing', async () => {
    const names = ['z3', 'z2', 'z1', 'q0', 'z4', 'z5', 'z6'];
    const lines = names.map((id, n) => `- 10:0${n} **${id === 'q0' ? 'Ann' : 'Bob'}:** ${id === 'q0' ? 'redis' : `filler ${id}`} ^${id}\n`);
    const shares = await sharesOf(lines.join(''));
    expect([...shares.keys()]).toEqual(['q0', 'z4', 'z1', 'z5', 'z2']);
    expect([shares.get('z4'), shares.get('z1')]).toEqual([shares.get('z1'), shares.get('z4')]);
    expect(shares.get('z4')).toBeCloseTo(0.9 * 0.99, 3);
    expect(shares.get('z5')).toBeCloseTo(0.45 * 0.99, 3);
  });

  it('who writes one line after the other does not answer himself: they get less', async () => {
    const shares = await sharesOf('- 10:00 **Ann:** redis ^q0\n- 10:01 **Ann:** one ^a1\n- 10:02 **Bob:** two ^b1\n');
    expect(shares.get('a1')).toBeCloseTo(0.9 * 0.3 * 0.99, 3);
    expect(shares.get('b1')).toBeCloseTo(0.45 * 0.99, 3);
  });

  it('a long turn passes on less than a short one, and a short one gets it whatever its own length', async () => {
    const long = Array.from({ length: 38 }, (_, n) => `qz${String.fromCharCode(97 + (n % 20))}${n < 20 ? 'k' : 'm'}`).join(' ');
    const after = (text: string, next: string): Promise<Map<string, number>> =>
      sharesOf(`- 10:00 **Ann:** redis ${text} ^q0\n- 10:01 **Bob:** ${next} ^b1\n`);
    const [ofShort, ofLong, toLong] = await Promise.all([after('', 'yes'), after(long, 'yes'), after('', long)]);
    expect(ofShort?.get('b1')).toBeCloseTo(0.9 * 0.99, 3);
    expect(ofLong?.get('b1')).toBeCloseTo(0.9 * 0.2, 3);
    expect(toLong?.get('b1')).toBeCloseTo(0.9 * 0.99, 3);
  });

  it('give nothing on of what they were given', async () => {
    const lines = [0, 1, 2, 3, 4, 5].map((n) => `- 10:0${n} **Ann:** ${n === 0 ? 'redis' : `filler ${n}`} ^t${n}\n`).join('');
    expect((await found({ [DAY]: lines }, 'redis')).toSorted()).toEqual(['t0', 't1', 't2']);
  });
});

describe('words beside meaning', () => {
  it('weigh more for a turn of two speakers, whose vector is of a few words', async () => {
    const shareWith = async (other: string): Promise<number> => {
      const world = worldWith({ [DAY]: `- 10:00 **Ann:** redis ^q0\n- 10:01 **${other}:** yes ^b1\n` });
      mean(world, [['redis', [1, 0]]]);
      await embed(world);
      const hit = (await ask(world, 'redis', { minScore: 0 })).hits.find(({ id }) => id === 'q0');
      return (hit?.parts['words'] ?? 0) / (hit?.parts['recency'] ?? 1);
    };
    expect((await shareWith('Bob')) / (await shareWith('Ann'))).toBeCloseTo(1.6 * kept('**Ann:** redis'), 2);
  });
});

describe('a turn that says little itself', () => {
  it('stands below one that tells, however few words that one has of the question', async () => {
    const files = {
      [DAY]:
        '- 10:00 **Ann:** Where did the wedding take place? ^ask\n- 10:01 **Bob:** Hm. ^hm\n' +
        '- 11:20 **Bob:** The wedding did take place in the old mill. ^tell\n- 11:21 **Ann:** Nice. ^nice\n',
    };
    expect((await found(files, 'where did the wedding take place'))[0]).toBe('tell');
  });

  it.each([
    ['**Ann:** redis?', 0.6],
    ['**Ann:** Is it red? It is redis.', 1 - 0.4 / 1.25],
    ['**Ann:** redis one two three', 0.8],
  ])('keeps of its words, beside an answer, what it says: %s', async (text, part) => {
    const words = async (other: string): Promise<number> => {
      const { hits } = await ask(worldWith({ [DAY]: `- 10:00 ${text} ^a1\n- 10:01 **${other}:** x ^b1\n` }), 'redis', { minScore: 0 });
      const { parts = {} } = hits.find(({ id }) => id === 'a1') ?? {};
      return (parts['words'] ?? NaN) / (parts['recency'] ?? NaN);
    };
    expect((await words('Bob')) / (await words('Ann'))).toBeCloseTo(part, 3);
  });
});

describe('the conversation as a whole', () => {
  const talkOf = (day: string, topic: string): Record<string, string> => ({
    [logOf(day)]:
      `- 10:00 **Ann:** The ${topic} is planned. ^${topic}-0\n` +
      `- 10:01 **Bob:** A ${topic}, how nice. ^${topic}-1\n` +
      `- 10:02 **Ann:** Soon. ^${topic}-2\n- 10:03 **Bob:** Good. ^${topic}-3\n` +
      `- 10:04 **Ann:** We must book tickets. ^${topic}-4\n`,
  });

  it('tells two turns with the same words apart', async () => {
    const files = { ...talkOf('2026-11-02', 'wedding'), ...talkOf('2026-11-03', 'picnic'), ...talkOf('2026-11-04', 'exhibition') };
    for (const topic of ['wedding', 'picnic', 'exhibition']) {
      const ids = await found(files, `tickets to book for the ${topic}`);
      expect(ids.filter((id) => id.endsWith('-4'))[0]).toBe(`${topic}-4`);
    }
  });

  it('lifts nothing by itself: what has no word of the question and no such neighbour is not found', async () => {
    const files = { ...talkOf('2026-11-02', 'wedding'), ...talkOf('2026-11-03', 'picnic') };
    expect((await found(files, 'wedding')).toSorted()).toEqual(['wedding-0', 'wedding-1', 'wedding-2', 'wedding-3']);
  });

  it.each([
    ['most of it for a turn of two speakers', '**Ann:** ', '- 10:01 **Bob:** yes ^b0\n', 1.6],
    ['a part of it for what one speaker writes', '**Ann:** ', '', 1.15],
    ['a part of it for other entries: the rest of the day says little', '', '', 1.3],
  ])('says something only where there is another: %s', async (_name, speaker, answer, more) => {
    const files = { [DAY]: `- 10:00 ${speaker}redis one ^a1\n${answer}- 10:40 ${speaker}two ^a2\n` };
    const wordsFor = async (world: typeof files): Promise<number> => {
      const hit = (await ask(worldWith(world), 'redis', { minScore: 0 })).hits.find(({ id }) => id === 'a1');
      return (hit?.parts['words'] ?? 0) / (hit?.parts['weight'] ?? 1);
    };
    const alone = await wordsFor(speaker === '' ? files : { [DAY]: files[DAY]?.split('- 10:40')[0] as string });
    const beside = await wordsFor({ ...files, [logOf('2026-11-17')]: '- three ^b1\n' });
    expect(beside / alone).toBeCloseTo(more, 3);
  });

  it('a long entry that says it all stands above a short one in a fitting conversation', async () => {
    const long = `The wedding was moved to the old mill because the hall flooded, and ${'the guests were told one after the other by telephone, '.repeat(12)}`;
    const files = {
      [logOf('2026-11-02')]: `- 10:00 ${long}so the mill it is. ^long\n`,
      ...talkOf('2026-11-03', 'wedding'),
      ...talkOf('2026-11-04', 'picnic'),
    };
    expect((await found(files, 'why was the wedding moved to the mill'))[0]).toBe('long');
  });
});

describe('stretches', () => {
  const turn = (minutes: number, line: number, more = {}): ReturnType<typeof docOfText> =>
    docOfText(`turn ${line}`, line, { turn: true, actor: 'Ann', atMs: 1_000_000 + minutes * 60_000, ...more });

  it('are conversations, and the other entries of a file, each', () => {
    const index = indexOf([
      turn(0, 0),
      turn(20, 1),
      docOfText('a note', 2, { atMs: 1_000_000 + 20 * 60_000 }),
      turn(21, 3),
      turn(80, 4),
      docOfText('another', 5),
      turn(80, 0, { path: 'logs/2026/11/2026-11-19.md', id: 'other' }),
    ]);
    const { of, count } = stretchesOf(index);
    expect([...of]).toEqual([0, 0, 1, 2, 3, 1, 4]);
    expect(count).toBe(5);
    expect(stretchesOf(index)).toBe(stretchesOf(index));
    expect([isBeside(index, 0, 1), isBeside(index, 1, 0), isBeside(index, -1, 0), isBeside(index, 6, 7)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('answer the better the rarer the word, the best with 1', () => {
    const said = ['cake', 'cake', 'cake', 'zebra', 'cake'];
    const index = indexOf(said.map((text, n) => docOfText(text, n, { path: `logs/2026/11/2026-11-1${Math.max(0, n - 2)}.md` })));
    const scores = stretchScores(stretchesOf(index), matchWords(index, planQuery(index, 'cake zebra')));
    expect(scores[1]).toBe(1);
    expect(scores[0]).toBeLessThan(0.9);
    expect(scores[2]).toBeLessThan(scores[0] as number);
    expect(scores[2]).toBeGreaterThan(0);
  });

  it('are none of what a file said before', () => {
    const index = indexOf([turn(0, 0), turn(1, 1)], [turn(0, 0), turn(1, 1), turn(2, 2)]);
    expect([...stretchesOf(index).of]).toEqual([-1, -1, 0, 0, 0]);
    expect(stretchesOf(index).count).toBe(1);
  });
});
