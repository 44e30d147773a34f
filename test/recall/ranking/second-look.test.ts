/** What a question needs beside its first answer: near to it in meaning, and said in another conversation. */
import { describe, expect, it } from 'vitest';
import { spread } from '../../../src/recall/ranking/spread.js';
import type { Ranked } from '../../../src/recall/ranking/order.js';
import { ask, embed, logOf, mean, unaccounted, worldWith } from '../memory.js';
import { docOfText, indexOf } from '../segments.js';

describe('a second look with what the first found', () => {
  const asked = async (one: string, other: string): Promise<Awaited<ReturnType<typeof ask>>> => {
    const lines = ['10 a', '12 b', '14 c'].map((line) => {
      const [hour, name] = line.split(' ');
      return `- ${hour}:00 ${one}of ${name} ^${name}1\n- ${hour}:01 ${other}yes ^${name}2\n`;
    });
    const world = worldWith({ [logOf('2026-11-18')]: lines.join('') });
    mean(world, [
      ['of a', [0.9, 0.43, 0]],
      ['of b', [0.5, 0.86, 0]],
      ['of c', [0.5, 0, 0.86]],
      ['near', [1, 0, 0]],
    ]);
    await embed(world);
    return ask(world, 'near', { minScore: 0 });
  };

  it('of two turns that are as near to the question, the one that is nearer to the best stands first', async () => {
    const { hits } = await asked('**Ann:** ', '**Bob:** ');
    const said = hits.filter(({ text }) => text.includes('of'));
    expect(said.map(({ id }) => id)).toEqual(['a1', 'b1', 'c1']);
    const [best, near, far] = said.map(({ parts }) => parts['near'] as number);
    expect([best, near].every((part) => (part as number) > (far as number))).toBe(true);
    expect(hits.map(unaccounted)).toEqual(hits.map(() => 0));
  });

  it.each([
    ['entries that are no turns', '', ''],
    ['what one speaker writes alone', '**Ann:** ', '**Ann:** '],
  ])('%s are not lifted: the newest stands first', async (_name, one, other) => {
    const { hits } = await asked(one, other);
    expect(hits.filter(({ text }) => text.includes('of')).map(({ id }) => id)).toEqual(['a1', 'c1', 'b1']);
    expect(hits.some(({ parts }) => 'near' in parts)).toBe(false);
  });

  it('by words alone there is none', async () => {
    const world = worldWith({ [logOf('2026-11-18')]: '- 10:00 **Ann:** redis ^a1\n' });
    expect((await ask(world, 'redis')).hits.some(({ parts }) => 'near' in parts)).toBe(false);
  });
});

describe('spreading over conversations', () => {
  const index = indexOf(
    ['Ann', 'Bob', 'Ann', 'Ann', 'Bob', 'Ann', 'Ann'].map((actor, n) =>
      docOfText(`turn ${n}`, n, { turn: true, actor, atMs: 1_000_000 + (n + (n < 3 ? 0 : 60) + (n < 5 ? 0 : 120)) * 60_000 }),
    ),
  );
  const orderOf = (scores: Readonly<Record<number, number>>): (readonly [slot: number, score: number])[] => {
    const ranked = Object.entries(scores).map(([slot, score]): Ranked => ({
      slot: Number(slot),
      score,
      parts: { words: score },
      matched: 1,
    }));
    return spread(
      index,
      ranked.toSorted((a, b) => b.score - a.score),
    ).map(({ slot, score }) => [slot, score] as const);
  };

  it('a turn loses a little for each better one of its dialogue, the best nothing', () => {
    expect(orderOf({ 0: 0.9, 1: 0.89, 2: 0.885, 3: 0.882, 4: 0.5 })).toEqual([
      [0, 0.9],
      [3, 0.882],
      [1, 0.88],
      [2, 0.865],
      [4, 0.49],
    ]);
  });

  it('is the last step of an answer, and a part of the score', async () => {
    const talk = (day: string, id: string): string =>
      `- 10:00 **Ann:** redis ${day} ^${id}1\n- 10:01 **Bob:** redis again ${day} ^${id}2\n`;
    const world = worldWith({ [logOf('2026-11-17')]: talk('monday', 'a'), [logOf('2026-11-18')]: talk('tuesday', 'b') });
    const { hits } = await ask(world, 'redis', { minScore: 0 });
    expect(hits.map(({ id, parts }) => [id[0], (parts['again'] ?? 0) < 0])).toEqual(
      hits.map(({ id }, n) => [id[0], hits.slice(0, n).some((other) => other.id[0] === id[0])]),
    );
    expect(hits.map(unaccounted)).toEqual([0, 0, 0, 0]);
  });

  it('loses half at most, and what one speaker writes alone loses nothing', () => {
    expect(orderOf({ 0: 0.012, 1: 0.011 })).toEqual([
      [0, 0.012],
      [1, 0.0055],
    ]);
    expect(orderOf({ 5: 0.9, 6: 0.895 })).toEqual([
      [5, 0.9],
      [6, 0.895],
    ]);
  });
});
