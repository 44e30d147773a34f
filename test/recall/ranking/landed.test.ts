/** What came to stay goes before the books of branches and the steps that left with them. */
import { describe, expect, it } from 'vitest';
import { ask, bullet, embed, logOf, mean, unaccounted, worldWith } from '../memory.js';

const commit = (time: string, sha: string, text: string, branch: string): string =>
  bullet(`2026-11-18T${time}:00.000Z`, 'commit@a1', `${sha} ${branch}: ${text}`, sha);
const STEPS = ['aaaaaaaaaaa1', 'aaaaaaaaaaa2', 'aaaaaaaaaaa3'] as const;
const SQUASH = 'bbbbbbbbbbb1';

function squashed(subject: (n: number) => string, squash: string, deletes = 'feat deleted, was at'): string {
  const [one, two, three] = STEPS;
  const gone = STEPS.map((sha, n) => `\n  dropped ${sha} ${subject(n + 1)}`).join('');
  return [
    ...STEPS.map((sha, n) => commit(`10:0${n}`, sha, subject(n + 1), 'feat')),
    bullet('2026-11-18T10:05:00.000Z', 'branch', `feat created at ${one} (${subject(1)})`, 'created'),
    commit('11:00', SQUASH, squash, 'main'),
    bullet(
      '2026-11-18T11:05:00.000Z',
      'branch',
      `${deletes} ${three} (${subject(3)}): 3 commits no longer held by any branch or tag${gone}`,
      two,
    ),
  ].join('');
}

describe('after a squash', () => {
  it.each([
    [(n: number) => `Wombat limiter: attempt ${n} with a token bucket`, 'Wombat limiter with a sliding window (#31)', 'wombat limiter'],
    [(n: number) => `wip limiter ${n}`, 'Limit requests: a limiter for each tenant (#31)', 'limiter'],
    [(n: number) => `Parse dates, part ${n}`, 'Parse dates with the zone of the user (#7)', 'how do we parse dates'],
  ])('the commit on the base answers first, then the steps, then the books', async (subject, squash, question) => {
    const { hits } = await ask(worldWith({ [logOf('2026-11-18')]: squashed(subject, squash) }), question, { minScore: 0 });
    expect(hits[0]?.commit).toBe(SQUASH);
    const kinds = hits.map(({ kind }) => kind);
    expect(kinds.lastIndexOf('commit')).toBeLessThan(kinds.indexOf('branch'));
    expect(hits.map(unaccounted)).toEqual(hits.map(() => 0));
  });

  it('what only the books have is answered by them', async () => {
    const world = worldWith({
      [logOf('2026-11-18')]: squashed((n) => `Wombat limiter: attempt ${n}`, 'Wombat limiter with a window (#31)'),
    });
    expect((await ask(world, 'when was feat deleted')).hits[0]?.text).toContain('feat deleted');
  });

  it('a step that was dropped and has no successor keeps its place', async () => {
    const world = worldWith({ [logOf('2026-11-18')]: squashed((n) => `Wombat limiter: attempt ${n}`, 'Parse dates with the zone (#31)') });
    const { hits } = await ask(world, 'wombat limiter', { minScore: 0 });
    expect(hits[0]?.kind).toBe('commit');
    expect(hits.filter(({ parts }) => (parts['landed'] ?? 0) < 0).every(({ kind }) => kind === 'branch')).toBe(true);
  });
});

describe('steps that a squash took in', () => {
  const withPaths = (squash: string, steps = 'Wombat limiter: attempt'): string =>
    [
      ...STEPS.map((sha, n) => commit(`10:0${n}`, sha, `${steps} ${n} with a token bucket (src/limit${n}.js +4 -1)`, 'feat')),
      commit('11:00', SQUASH, squash, 'main'),
    ].join('');
  const deleted = bullet(
    '2026-11-18T11:05:00.000Z',
    'branch',
    `feat deleted, was at ${STEPS[2]} (Wombat limiter): 3 commits no longer held by any branch or tag${STEPS.map((sha) => `\n  dropped ${sha} Wombat limiter`).join('')}`,
    'gone',
  );
  const PATHS = '(src/limit0.js +4 -1, src/limit1.js +4 -1, src/limit2.js +4 -1)';

  it.each([
    ['left with their branch', `Wombat limiter with a window (#31) ${PATHS}`, deleted],
    [
      'are named by the forge',
      `Wombat limiter (#31) ${PATHS}\n${[0, 1, 2].map((n) => `* Wombat limiter: attempt ${n} with a token bucket`).join('\n')}`,
      '',
    ],
    [
      'are named by git',
      `Wombat limiter ${PATHS}\nSquashed commit of the following:\ncommit ${STEPS[0]}0000\ncommit ${STEPS[1]}0000\ncommit ${STEPS[2]}0000`,
      '',
    ],
  ])('stand under it where they %s', async (_how, squash, books) => {
    const world = worldWith({ [logOf('2026-11-18')]: `${withPaths(squash)}${books}` });
    for (const question of ['wombat limiter', 'attempt with a token bucket']) {
      const { hits } = await ask(world, question, { minScore: 0 });
      expect(hits.filter(({ kind }) => kind === 'commit').map(({ commit: id }) => id)).toEqual([SQUASH]);
      expect(hits[0]?.commit).toBe(SQUASH);
      expect(hits[0]?.took?.map(({ text }) => text.slice(0, 12)).toSorted()).toEqual([...STEPS]);
      expect(hits.map(unaccounted)).toEqual(hits.map(() => 0));
    }
  });

  it.each([
    ['a commit of another thing', `Parse the wombat limiter (src/parse.js +4 -1)`, deleted],
    ['a commit of the same files, and a branch that is still there', `Wombat limiter with a window ${PATHS}`, ''],
  ])('%s takes none in', async (_what, other, books) => {
    const { hits } = await ask(worldWith({ [logOf('2026-11-18')]: `${withPaths(other)}${books}` }), 'wombat limiter', { minScore: 0 });
    expect(hits.flatMap(({ took }) => took ?? [])).toEqual([]);
    expect(hits.filter(({ commit: id, kind }) => kind === 'commit' && STEPS.some((step) => step === id))).toHaveLength(3);
  });
});

describe('a commit that was rebased', () => {
  it('shows what it is now, and the books that name it by that stand below it', async () => {
    const world = worldWith({
      [logOf('2026-11-18')]: [
        commit('10:00', STEPS[0], 'Wombat limiter with a bucket (src/limit.js +4 -1)', 'feat'),
        bullet(
          '2026-11-18T10:30:00.000Z',
          'rebase',
          `feat: rebased 1 commit\n${STEPS[0]} -> ${STEPS[1]} Wombat limiter with a bucket`,
          'r1',
        ),
        bullet(
          '2026-11-18T10:40:00.000Z',
          'rebase',
          `feat: rebased 1 commit\n${STEPS[1]} -> ${STEPS[2]} Wombat limiter with a bucket`,
          'r2',
        ),
        bullet('2026-11-18T11:00:00.000Z', 'branch', `feat created at ${STEPS[2]} (Wombat limiter with a bucket)`, 'b'),
      ].join(''),
    });
    const { hits } = await ask(world, 'feat wombat limiter bucket', { minScore: 0 });
    expect(hits[0]).toMatchObject({
      commit: STEPS[2],
      rebasedFrom: STEPS[0],
      text: `${STEPS[2]} feat: Wombat limiter with a bucket (src/limit.js +4 -1)`,
    });
    expect(
      hits
        .slice(1)
        .map(({ kind }) => kind)
        .toSorted(),
    ).toEqual(['branch', 'rebase']);
  });
});

describe('an event and the commit that it tells of', () => {
  const SHA = 'cccccccccccc';
  const told = (kind: string, text: string): ReturnType<typeof worldWith> =>
    worldWith({
      [logOf('2026-11-18')]: [
        commit('10:00', SHA, 'Count requests in a sliding window (src/limit.js +90 -0)\n\nA bucket let bursts through.', 'main'),
        commit('10:30', 'dddddddddddd', 'Parse dates with the zone', 'main'),
        bullet('2026-11-18T11:00:00.000Z', kind, text, text),
      ].join('\n'),
    });

  it.each([
    ['branch', `limiter/window created at ${SHA} (Count requests in a sliding window)`, 'created limiter/window that counts requests'],
    ['tag', `v2.0.0 created at ${SHA} (Count requests in a sliding window)`, 'v2.0.0 sliding window'],
    ['stash', `stash pushed: ${SHA} Count requests in a sliding window`, 'stash pushed sliding window'],
  ])('%s: the commit stands first, though the event has more words of the question', async (kind, text, question) => {
    const { hits } = await ask(told(kind, text), question, { minScore: 0 });
    expect(hits.slice(0, 2).map((hit) => hit.kind)).toEqual(['commit', kind]);
    expect(hits[0]?.commit).toBe(SHA);
    expect(hits.map(unaccounted)).toEqual(hits.map(() => 0));
  });

  it('the commit stands first where the event is nearer in meaning alone', async () => {
    const world = told('branch', `limiter created at ${SHA} (Count requests in a sliding window)`);
    mean(world, [
      ['limiter created', [1, 0]],
      ['Count requests', [0.8, 0.6]],
      ['Parse dates', [0, 1]],
      ['throttle', [1, 0]],
    ]);
    await embed(world);
    const { hits } = await ask(world, 'throttle', { minScore: 0 });
    expect(hits.slice(0, 2).map(({ kind }) => kind)).toEqual(['commit', 'branch']);
    expect(hits[0]?.commit).toBe(SHA);
  });

  it('a question for the event alone is answered by it', async () => {
    const { hits } = await ask(told('tag', `v2.0.0 created at ${SHA} (Count requests in a sliding window)`), 'when was v2.0.0 created');
    expect(hits[0]?.kind).toBe('tag');
  });
});
