/** Observing in the virtual world gives the same entries as on disk. */
import { expect, it } from 'vitest';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { observeHistory } from '../../src/observe/history.js';
import { observe } from '../../src/observe/observe.js';
import { virtualRepository } from '../../src/replay/virtual-repository.js';
import { virtualWorld } from '../../src/replay/virtual-world.js';
import { workspaceOf } from '../../src/base/workspace.js';

it('a day in memory is observed as on disk', async () => {
  const repo = await virtualRepository();
  const world = virtualWorld({ git: repo.git });
  const ws = workspaceOf(repo.repository, '/home/.config/kairos');
  const look = async (): Promise<string[]> => (await observe(world, ws, PLAIN_VIEW)).written.map(({ kind, text }) => `${kind} ${text}`);
  const first = await repo.commit('first', { 'a.txt': 'a\n' });
  expect(await observeHistory(world, ws, PLAIN_VIEW)).toEqual({ written: 1, known: 0, total: 1, secretsReplaced: 0 });
  const second = await repo.commit('second\n\nBecause.', { 'a.txt': 'b\n' });
  expect(await look()).toEqual([`commit ${second.slice(0, 12)} main: second (a.txt +1 -1)\nBecause.`]);
  await repo.branch('main', first);
  expect(await look()).toEqual([
    `reset main: moved back, ${second.slice(0, 12)} -> ${first.slice(0, 12)}: 1 commit dropped\ndropped ${second.slice(0, 12)} second`,
  ]);
  await repo.tag('v1', first, 'one');
  expect(await look()).toEqual([`tag v1 created at ${first.slice(0, 12)} (first)`]);
});

it('is not gathered again where nothing happened, and what comes next is noticed', async () => {
  const repo = await virtualRepository();
  const asked: string[] = [];
  const git: typeof repo.git = {
    ...repo.git,
    between: async (...revisions) => {
      asked.push('between');
      return repo.git.between(...revisions);
    },
  };
  const world = virtualWorld({ git });
  const ws = workspaceOf(repo.repository, '/home/.config/kairos');
  const look = async (): Promise<string[]> => (await observe(world, ws, PLAIN_VIEW)).written.map(({ text }) => text);
  const first = await repo.commit('first', { 'a.txt': 'a\n' });
  expect(await look()).toEqual([]);
  asked.length = 0;
  expect(await look()).toEqual([]);
  expect(asked).toEqual([]);
  await repo.tag('v1', first);
  expect(await look()).toEqual([`v1 created at ${first.slice(0, 12)} (first)`]);
  await repo.commit('second', { 'a.txt': 'b\n' });
  expect(await look()).toHaveLength(1);
});
