import { afterEach, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { observed, watch, type ObservedRepo } from './observed-repo.js';

let observedRepo: ObservedRepo | undefined;
const begin = async (): Promise<ObservedRepo> => (observedRepo = await observed({ first: false }));
afterEach(() => observedRepo?.repo.cleanup());
const many = (count: number): { message: string; files: Record<string, string> }[] =>
  Array.from({ length: count }, (_, at) => ({ message: `change ${at}`, files: { [`src/${at % 7}.txt`]: `${at}\n` } }));

describe('the whole history', () => {
  it('is noted once, oldest first, and becomes the baseline of what follows', async () => {
    const { repo, history, look, entries } = await begin();
    repo.repo(many(20));
    repo.repo(
      many(3).map((commit) => ({ ...commit, message: `side ${commit.message}` })),
      'side',
    );
    expect(await history({})).toEqual({ written: 23, known: 0, total: 23, secretsReplaced: 0 });
    expect(await history({})).toEqual({ written: 0, known: 23, total: 23, secretsReplaced: 0 });
    repo.commit('news', {});
    expect(await look()).toEqual([expect.stringContaining('main: news')]);
    const texts = (await entries()).map(({ text }) => text.replace(/^\w{12} /, ''));
    expect(texts[0]).toBe('main: change 0 (src/0.txt +1 -0)');
    expect(texts.filter((text) => text.startsWith('side: '))).toHaveLength(3);
  });

  it('adds nothing to what a look has noted, and a look adds nothing to it', async () => {
    const { repo, history, look } = await begin();
    repo.repo(many(3));
    await look();
    repo.commit('news', {});
    expect(await look()).toHaveLength(1);
    expect(await history()).toMatchObject({ written: 3, known: 1 });
    expect(await look()).toEqual([]);
  });

  it('is the same on another clone, to the id', async () => {
    const { repo, history, entries, watcher } = await begin();
    repo.repo(many(5));
    await history();
    repo.git('clone', '-q', repo.root, '../clone');
    const clone = await watcher(join(repo.root, '../clone'));
    await clone.history();
    expect((await clone.entries()).map(({ id, text }) => [id, text])).toEqual((await entries()).map(({ id, text }) => [id, text]));
  });

  it('stops when asked and goes on from there', async () => {
    const { repo, history, world, ws } = await begin();
    repo.repo(many(1100));
    const seen: [number, number][] = [];
    const stop = new AbortController();
    const first = await history({
      signal: stop.signal,
      onProgress: (done, total) => {
        seen.push([done, total]);
        if (done > 0) stop.abort();
      },
    });
    expect(first).toMatchObject({ written: 500, known: 0 });
    expect(await world.files.read(ws.seenFile)).toBeUndefined();
    expect(await history({ onProgress: (done, total) => seen.push([done, total]) })).toMatchObject({ written: 600, known: 500 });
    expect(seen).toEqual([
      [0, 1100],
      [500, 1100],
      [500, 1100],
      [1000, 1100],
      [1100, 1100],
    ]);
    expect(await world.files.read(ws.seenFile)).toBeDefined();
  });

  it('asks git for no commit that it knows', async () => {
    const { repo, history } = await begin();
    repo.repo(many(10));
    await history();
    let asked = 0;
    const counting = await watch(repo.root, repo.env, 'one', (git) => ({
      ...git,
      commits: (ids) => {
        asked += ids.length;
        return git.commits(ids);
      },
    }));
    expect(await counting.history()).toMatchObject({ known: 10 });
    expect(asked).toBe(0);
  });

  it('begins after a revision when told to', async () => {
    const { repo, history } = await begin();
    repo.repo(many(6));
    repo.git('tag', 'v1', 'HEAD~2');
    expect(await history({ since: 'v1' })).toMatchObject({ written: 2 });
    await expect(history({ since: 'v9' })).rejects.toMatchObject({ code: 'not-found', message: '"v9" names no commit here' });
  });

  it('begins at a moment when told to', async () => {
    const { repo, history } = await begin();
    repo.repo(many(6));
    const fromMs = Number(repo.git('log', '-1', '--format=%ct', 'HEAD~1')) * 1000;
    expect(await history({ fromMs: fromMs + 1 })).toMatchObject({ written: 1 });
    expect(await history({ fromMs })).toMatchObject({ written: 1, known: 1 });
  });

  it('tells of its tags at the time of their commits, once, and only of those that it reaches', async () => {
    const { repo, history, look, entries } = await begin();
    repo.repo(many(3));
    repo.git('tag', '-a', '-m', 'two', 'v2.0', 'HEAD');
    repo.git('tag', 'v1.0', 'HEAD~1');
    repo.git('tag', 'a-tree', 'HEAD^{tree}');
    await history();
    const [one, two] = (await entries()).filter(({ kind }) => kind === 'tag').toSorted((a, b) => (a.text < b.text ? -1 : 1));
    expect([one?.text, two?.text]).toEqual([
      expect.stringMatching(/^v1\.0 created at \w{12}$/),
      expect.stringMatching(/^v2\.0 created at \w{12}$/),
    ]);
    for (const tag of [one, two]) {
      const commit = (await entries()).find(({ kind, text }) => kind === 'commit' && text.startsWith(tag?.text.slice(-12) ?? 'none'));
      expect(tag?.atMs).toBe(commit?.atMs);
    }
    await history();
    await look();
    expect((await entries()).filter(({ kind }) => kind === 'tag')).toHaveLength(2);
  });

  it('of a repository without commits is empty', async () => {
    const { history } = await begin();
    expect(await history()).toEqual({ written: 0, known: 0, total: 0, secretsReplaced: 0 });
  });

  it('leaves out what a dream wrote', async () => {
    const { repo, history } = await begin();
    repo.commit('first', { 'a.txt': 'a\n' });
    repo.commit('dream\n\nKairos-Dream: x', { '.kairos/topics/a.md': 'a\n' });
    expect(await history()).toMatchObject({ written: 1 });
  });
});
