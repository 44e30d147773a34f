import { describe, expect, it } from 'vitest';
import { ask, bullet, logOf, worldWith } from '../memory.js';

const note = (day: string, text: string): string => bullet(`${day}T10:00:00.000Z`, 'note@user', text);
const [AUGUST, OCTOBER] = ['2026-08-03', '2026-10-03'] as const;

describe('the newer of two statements about one thing', () => {
  it('stands first, and the older names it as what overrules it', async () => {
    const [v1, v2] = ['The billing API base URL is https://b.example/v1', 'Billing moved, use https://b.example/v2 from today'];
    const world = worldWith({ [logOf(AUGUST)]: note(AUGUST, v1), [logOf(OCTOBER)]: note(OCTOBER, v2) });
    const { hits } = await ask(world, 'billing api base url');
    expect(hits.map(({ text }) => text)).toEqual([v2, v1]);
    expect(hits[1]).toMatchObject({ supersededBy: { id: hits[0]?.id, text: v2, why: 'overruled' } });
    expect(hits[0]).not.toHaveProperty('seeAlso');
  });

  it('stands first, and both name each other where they only give other values', async () => {
    const [old, late] = ['The dev server listens on port 3000.', 'The dev server listens on port 3001.'];
    const world = worldWith({ [logOf(AUGUST)]: note(AUGUST, old), [logOf(OCTOBER)]: note(OCTOBER, late) });
    const { hits } = await ask(world, 'port of the dev server');
    expect(hits.map(({ text }) => text)).toEqual([late, old]);
    expect(hits[1]?.seeAlso).toEqual([{ id: hits[0]?.id, text: late, atMs: hits[0]?.atMs }]);
    expect(hits[0]?.seeAlso).toEqual([{ id: hits[1]?.id, text: old, atMs: hits[1]?.atMs }]);
    expect(hits.every(({ supersededBy }) => supersededBy === undefined)).toBe(true);
  });

  it('overrules a claim of a topic, too, and a commit overrules a note', async () => {
    const topic = '---\ntopic: deploy\ndescription: Deploy\n---\n# Deploy\n\n- We deploy on Fridays (2026-08-03). ^k2aa0b1c3d\n';
    const world = worldWith({ 'topics/deploy.md': topic, [logOf(OCTOBER)]: note(OCTOBER, 'We do not deploy on Fridays.') });
    const { hits } = await ask(world, 'deploy on fridays');
    expect(hits.map(({ tier }) => tier)).toEqual(['stm', 'ltm']);
    expect(hits[1]).toMatchObject({ id: 'k2aa0b1c3d', supersededBy: { why: 'overruled' } });
    const moved = worldWith({
      [logOf(AUGUST)]: note(AUGUST, 'The dev server listens on port 3000, because 8080 is taken'),
      [logOf(OCTOBER)]: bullet(`${OCTOBER}T10:00:00.000Z`, 'commit@a1', '0123456789ab main: Move the dev server to port 3001 (a.ts +1 -1)'),
    });
    expect((await ask(moved, 'which port does the dev server listen on')).hits.map(({ kind }) => kind)).toEqual(['commit', 'note']);
  });

  it('overrules the claim that the older became on the same day, unless it was said again since', async () => {
    const at = (time: string, text: string): string => bullet(`${AUGUST}T${time}:00.000Z`, 'note@user', text);
    const topic = '---\ntopic: deploy\ndescription: Deploy\n---\n# Deploy\n\n- We deploy on Fridays (2026-08-03). ^k2aa0b1c3d\n';
    const [yes, no] = [at('10:00', 'We deploy on Fridays'), at('11:00', 'We do not deploy on Fridays.')];
    const { hits } = await ask(worldWith({ 'topics/deploy.md': topic, [logOf(AUGUST)]: yes + no }), 'deploy on fridays');
    expect(hits.map(({ text, supersededBy }) => [text.includes('not'), supersededBy?.why])).toEqual([
      [true, undefined],
      [false, 'overruled'],
      [false, 'overruled'],
    ]);
    const again = worldWith({ 'topics/deploy.md': topic, [logOf(AUGUST)]: yes + no + at('12:00', 'We deploy on Fridays') });
    const said = (await ask(again, 'deploy on fridays')).hits;
    expect(said.filter(({ tier }) => tier === 'ltm').map(({ supersededBy }) => supersededBy)).toEqual([undefined]);
  });

  it('is none of what a claim quotes, whose day is all that the claim knows', async () => {
    const claim = (day: string): string =>
      `# Node\n\n- Drop support for Node 18. It reached its end of life, and the test runner cannot start on it (${day}). ^k2aa0b1c3d\n`;
    const commit = bullet(`${OCTOBER}T10:00:00.000Z`, 'commit@a1', '0123456789ab main: Drop support for Node 18 (package.json +1 -0)');
    const hits = async (day: string): Promise<(string | undefined)[]> =>
      (await ask(worldWith({ 'topics/node.md': claim(day), [logOf(OCTOBER)]: commit }), 'node 18')).hits.map(
        (hit) => hit.supersededBy?.why,
      );
    expect(await hits(OCTOBER)).toEqual([undefined, undefined]);
    expect(await hits(AUGUST)).toContain('overruled');
  });

  it('overrules a note of whose values it denies one', async () => {
    const [old, late] = ['The office network blocks port 25, so mail goes out on 587', 'Mail no longer goes out on 587, use 465'];
    const world = worldWith({ [logOf(AUGUST)]: note(AUGUST, old), [logOf(OCTOBER)]: note(OCTOBER, late) });
    const { hits } = await ask(world, 'which port does mail use');
    expect(hits.map(({ text }) => text)).toEqual([late, old]);
    expect(hits[1]).toMatchObject({ supersededBy: { why: 'overruled' } });
  });

  it('is found by the words of the older where the question has none of its own', async () => {
    const [old, late] = ['Crash reports of the game client go to Bugsnag.', 'Sentry supersedes Bugsnag for crash reports.'];
    const fillers = Array.from({ length: 30 }, (_, n) => note(OCTOBER, `Filler number ${n} says nothing of it`)).join('');
    const world = worldWith({ [logOf(AUGUST)]: note(AUGUST, old), [logOf(OCTOBER)]: note(OCTOBER, late) + fillers });
    expect((await ask(world, 'game client')).hits.map(({ text }) => text).slice(0, 2)).toEqual([late, old]);
  });

  it('leaves turns of a conversation, statements without a time and copies as they are', async () => {
    const turns = worldWith({
      [logOf(AUGUST)]: '- 10:00 **Ann:** We deploy on Fridays ^a1\n',
      [logOf(OCTOBER)]: '- 10:00 **Ben:** We do not deploy on Fridays ^b1\n',
    });
    expect((await ask(turns, 'deploy on fridays')).hits.every(({ supersededBy }) => supersededBy === undefined)).toBe(true);
    const topic =
      '---\ntopic: deploy\ndescription: Deploy\n---\n# Deploy\n\n- Sessions live in PostgreSQL instead of Redis (2026-08-03). ^k2aa0b1c3d\n';
    const told = worldWith({ 'topics/deploy.md': topic, [logOf(OCTOBER)]: note(OCTOBER, 'Sessions live in PostgreSQL instead of Redis.') });
    expect((await ask(told, 'sessions redis')).hits.every(({ supersededBy }) => supersededBy === undefined)).toBe(true);
  });
});
