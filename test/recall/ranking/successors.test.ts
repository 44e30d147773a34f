/** What a newer note says anew in other words, found by meaning. */
import { describe, expect, it } from 'vitest';
import { ask, bullet, embed, logOf, mean, unaccounted, worldWith, type Answer } from '../memory.js';

const [OLD, LATE] = ['Upload limit for X-ray images is 50 MB.', 'Radiology can send up to 220 MB per picture.'] as const;
const QUESTION = 'How large may an X-ray upload be?';
const [AUGUST, OCTOBER] = ['2026-08-03', '2026-10-03'] as const;
const note = (day: string, text: string): string => bullet(`${day}T10:00:00.000Z`, 'note@user', text);

/** @param near cosine of the newer text with the question, which is close to the older one. */
async function answered(
  logs: Record<string, string>,
  near = 0.6,
  others: readonly (readonly [string, readonly number[]])[] = [],
): Promise<Answer> {
  const world = worldWith(logs);
  const vector = [near, 0.2, Math.sqrt(0.96 - near * near)];
  mean(world, [[QUESTION, [1, 0]], [OLD, [0.8, 0.6, 0]], [LATE, vector], ['picture', vector], ...others]);
  await embed(world);
  return ask(world, QUESTION);
}

describe('a newer note that answers in other words', () => {
  it('stands first, and marks nothing', async () => {
    const { hits } = await answered({ [logOf(AUGUST)]: note(AUGUST, OLD), [logOf(OCTOBER)]: note(OCTOBER, LATE) });
    expect(hits.map(({ text }) => text)).toEqual([LATE, OLD]);
    expect(hits.flatMap(({ supersededBy, seeAlso }) => [supersededBy, seeAlso])).toEqual([undefined, undefined, undefined, undefined]);
    expect(hits.map(unaccounted)).toEqual([0, 0]);
  });

  it.each([
    ['is not newer', { [logOf(OCTOBER)]: note(OCTOBER, OLD), [logOf(AUGUST)]: note(AUGUST, LATE) }],
    [
      'is the subject of a commit',
      {
        [logOf(AUGUST)]: note(AUGUST, OLD),
        [logOf(OCTOBER)]: bullet(`${OCTOBER}T10:00:00.000Z`, 'commit@a1', `0123456789ab main: ${LATE}`),
      },
    ],
    [
      'has no figure, which is asked for',
      { [logOf(AUGUST)]: note(AUGUST, OLD), [logOf(OCTOBER)]: note(OCTOBER, 'Radiology likes every picture.') },
    ],
    [
      'says it of a thing of its own',
      { [logOf(AUGUST)]: note(AUGUST, OLD), [logOf(OCTOBER)]: note(OCTOBER, 'Upload limit for picture frames is 20 MB.') },
    ],
  ])('stays behind where it %s', async (_why, logs) => {
    expect((await answered(logs, 0.45)).hits[0]?.text).toBe(OLD);
  });

  it('stays behind where it is far from the question, or others are as near', async () => {
    const logs = { [logOf(AUGUST)]: note(AUGUST, OLD), [logOf(OCTOBER)]: note(OCTOBER, LATE) };
    expect((await answered(logs, 0.05)).hits[0]?.text).toBe(OLD);
    const crowd = Array.from({ length: 6 }, (_, n) => note('2026-07-01', `Scanner room ${n} has been painted`)).join('');
    const among = await answered({ ...logs, [logOf('2026-07-01')]: crowd }, 0.55, [['Scanner', [0.75, 0, 0, 0.66]]]);
    expect(among.hits[0]?.text).toBe(OLD);
  });

  it('must be far ahead of the others where there are some', async () => {
    const others = Array.from({ length: 4 }, (_, n) => note('2026-07-01', `Scanner room ${n} has been painted`)).join('');
    const logs = { [logOf(AUGUST)]: note(AUGUST, OLD), [logOf(OCTOBER)]: note(OCTOBER, LATE), [logOf('2026-07-01')]: others };
    const first = async (near: number, other: number): Promise<string | undefined> =>
      (await answered(logs, near, [['Scanner', [other, 0, 0, Math.sqrt(1 - other * other)]]])).hits[0]?.text;
    expect(await first(0.6, 0.3)).toBe(LATE);
    expect(await first(0.7, 0.62)).toBe(OLD);
    expect(await first(0.35, 0.1)).toBe(OLD);
  });
});

describe('another value', () => {
  const [PORT, OTHER_PORT] = ['The dev server listens on port 3000.', 'The dev server listens on port 3001.'] as const;

  it('is named though the question is about something else', async () => {
    const rooms = ['north', 'south', 'east', 'west'].map((side) => note('2026-07-01', `${side} wall painted`)).join('');
    const world = worldWith({
      [logOf(AUGUST)]: note(AUGUST, PORT),
      [logOf(OCTOBER)]: note(OCTOBER, OTHER_PORT),
      [logOf('2026-07-01')]: rooms,
    });
    mean(world, [
      ['painted', [1, 0]],
      ['listens', [0.5, 0.86]],
    ]);
    await embed(world);
    const { hits } = await ask(world, 'dev server painted', { minScore: 0 });
    expect(hits.find(({ text }) => text === PORT)?.seeAlso).toHaveLength(1);
  });
});
