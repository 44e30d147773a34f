/** A question names a speaker as the others call him, not as the chat does. */
import { describe, expect, it } from 'vitest';
import { calledBy } from '../../../src/recall/ranking/called.js';
import { ask, logOf, worldWith } from '../memory.js';
import { docOfText, indexOf } from '../segments.js';

const talk = (...turns: readonly (readonly [string, string])[]): ReturnType<typeof indexOf> =>
  indexOf(
    turns.map(([actor, text], line) => docOfText(`**${actor}:** ${text}`, line, { turn: true, actor, atMs: 1_000_000 + line * 60_000 })),
  );
const whoIs = (index: ReturnType<typeof indexOf>, name: string): string | undefined => {
  const actor = calledBy(index, name);
  return actor === undefined ? undefined : index.actors[actor];
};

describe('a name that others call', () => {
  const greeted = (hail: (n: number) => string): ReturnType<typeof indexOf> =>
    talk(...[0, 1, 2].flatMap((n) => [['emi7', `I paint ${n}`] as const, ['elise', hail(n)] as const]));

  it.each([
    ['a greeting', 'Hey Kate how are you', 'emi7'],
    ['the end of a sentence', 'That looks amazing Kate.', 'emi7'],
    ['the beginning, before a comma', 'Kate, where do you work', 'emi7'],
    ['no call', 'We met Kate at the museum', undefined],
  ])('%s', (_name, text, actor) =>
    expect(
      whoIs(
        greeted(() => text),
        'Kate',
      ),
    ).toBe(actor),
  );

  it('is nobody where it is called twice, or where both call it, or where the speaker himself speaks of it', () => {
    expect(
      whoIs(
        greeted((n) => (n === 0 ? 'I see' : 'Hey Kate')),
        'Kate',
      ),
    ).toBeUndefined();
    const both = talk(...[0, 1, 2, 3].flatMap(() => [['emi7', 'Hey Kate'] as const, ['elise', 'Hey Kate'] as const]));
    expect(whoIs(both, 'Kate')).toBeUndefined();
    const pet = talk(...[0, 1, 2].flatMap(() => [['emi7', 'I fed Oliver'] as const, ['elise', 'How sweet is Oliver!'] as const]));
    expect(whoIs(pet, 'Oliver')).toBeUndefined();
  });

  it.each(['Flask-Login', 'v1.0.x', 'a_b.c-D', 'C++', '[', '(?:', ''])('a name with any signs is no error: %s', (name) => {
    expect(whoIs(talk(...[0, 1, 2].flatMap(() => [['emi7', 'yes'] as const, ['elise', `hey ${name}`] as const])), name)).toSatisfy(
      (actor) => actor === undefined || actor === 'emi7',
    );
  });

  it('a self-introduction does not change it', () => {
    const index = talk(
      ['emi7', "I'm Kate"],
      ...[0, 1, 2, 3].flatMap(() => [['elise', 'Thank you Kate!'] as const, ['emi7', 'Sure'] as const]),
    );
    expect(whoIs(index, 'Kate')).toBe('emi7');
  });

  it('lifts the turns of that speaker, and no entry but turns', async () => {
    const lines = Array.from(
      { length: 3 },
      (_, n) =>
        `- 1${n}:00 **emi7:** I paint ${n} ^e${n}\n- 1${n}:01 **elise:** Hey Kate, ${['dancing', 'skiing', 'chess'][n]} is for me ^d${n}\n`,
    );
    const world = worldWith({ [logOf('2026-11-18')]: lines.join('') });
    const { hits } = await ask(world, "what are Kate's hobbies", { minScore: 0 });
    const lifted = hits.filter(({ parts }) => (parts['who'] ?? 0) > 0).map(({ id }) => id);
    expect(lifted.toSorted()).toEqual(['e0', 'e1', 'e2']);
    expect(
      (await ask(world, 'what are the hobbies of elise', { minScore: 0 })).hits.filter(({ parts }) => (parts['who'] ?? 0) > 0),
    ).toHaveLength(3);
  });
});
