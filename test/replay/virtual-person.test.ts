/** What a person does with git in memory: the dates that git itself writes. */
import { expect, it } from 'vitest';
import { virtualPerson } from '../../src/replay/virtual-person.js';
import { virtualRepository } from '../../src/replay/virtual-repository.js';

const AT = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;

it('keeps author and time of writing where a commit is rebased, picked or amended, and is the committer of the new one', async () => {
  const repo = await virtualRepository();
  const person = virtualPerson(repo);
  const first = await repo.commit('begin', { 'a.txt': 'a\n' }, { atMs: AT });
  await repo.branch('side', first);
  await repo.commit('main moves', { 'b.txt': 'b\n' }, { atMs: AT + HOUR });
  await repo.checkout('side', AT + HOUR);
  const written = await repo.commit('beside', { 'c.txt': 'c\n' }, { atMs: AT + 2 * HOUR, author: 'Bob <bob@example.invalid>' });
  const tip = async (): Promise<unknown> => {
    const { commit = '' } = await repo.git.head();
    const [{ authorName, authoredAtMs, committedAtMs } = {} as never] = await repo.git.commits([commit]);
    return [authorName, (authoredAtMs - AT) / HOUR, (committedAtMs - AT) / HOUR];
  };
  await person.rebase('main', { atMs: AT + 3 * HOUR });
  expect(await tip()).toEqual(['Bob', 2, 3]);
  await person.amend('beside, better', {}, { atMs: AT + 4 * HOUR });
  expect(await tip()).toEqual(['Bob', 2, 4]);
  await repo.checkout('main', AT + 4 * HOUR);
  await person.pick(written, { atMs: AT + 5 * HOUR });
  expect(await tip()).toEqual(['Bob', 2, 5]);
});
