/** The contract of `advance`: it moves the checked-out branch and keeps the user's work, or changes nothing. */
import { expect, it } from 'vitest';
import { change, type GitUnderTest, KAIROS } from './git-under-test.js';

export function advancingContract(underTest: () => GitUnderTest): void {
  const T = '.kairos/topics/';

  /** main with two topics; a dream that changes x, adds new and removes old, on a snapshot of the live files. */
  async function dreamt(live: Readonly<Record<string, string | undefined>> = {}): Promise<{ old: string; from: string; to: string }> {
    const { git, ...make } = underTest();
    const old = await make.commit('Start', { [`${T}x.md`]: 'x\n', [`${T}old.md`]: 'old\n', 'src/a': '1\n', 'src/b': '1\n' });
    const [from = '', to = ''] = await git.commitChain(
      [
        { message: 'Snapshot', author: KAIROS, parent: old, changes: change(live) },
        {
          message: 'Dream',
          author: KAIROS,
          parent: undefined,
          changes: change({ [`${T}x.md`]: `${live[`${T}x.md`] ?? 'x\n'}dream\n`, [`${T}new.md`]: 'new\n', [`${T}old.md`]: undefined }),
        },
      ],
      [{ ref: 'refs/heads/kairos/dream/1', old: undefined, new: '#1' }],
    );
    return { old, from, to };
  }
  const ref = 'refs/heads/main';
  const topics = async (): Promise<(string | undefined)[]> =>
    Promise.all(['x', 'new', 'old'].map((slug) => underTest().read(`${T}${slug}.md`)));

  it('signs nothing where nobody asked for it', async () => {
    const { from, to } = await dreamt();
    expect(await underTest().git.signed([from, to])).toEqual([from, to]);
  });

  it('brings branch, index and files along and leaves other edits alone', async () => {
    const { git, ...make } = underTest();
    const { old, from, to } = await dreamt();
    await make.write('src/a', 'staged\n');
    await make.add('src/a');
    await make.write('src/a', 'staged, then edited\n');
    await make.write('src/b', 'edited\n');
    await make.write('untracked', 'u\n');
    const source = await git.index(['src']);
    await git.advance({ ref, old, from, to, staged: [] });
    expect(await git.head()).toEqual({ ref, commit: to });
    expect(await topics()).toEqual(['x\ndream\n', 'new\n', undefined]);
    expect((await git.index([T])).map((entry) => [entry.path, entry.id])).toEqual(
      (await git.readTree(to, [T])).map((file) => [file.path, file.id]),
    );
    expect(await git.index(['src'])).toEqual(source);
    expect(await Promise.all(['src/a', 'src/b', 'untracked'].map((path) => make.read(path)))).toEqual([
      'staged, then edited\n',
      'edited\n',
      'u\n',
    ]);
  });

  it('takes hand edits along that the snapshot holds, tracked or not', async () => {
    const { git, ...make } = underTest();
    const live = { [`${T}x.md`]: 'by hand\n', [`${T}mine.md`]: 'mine\n' };
    const { old, from, to } = await dreamt(live);
    for (const [path, content] of Object.entries(live)) await make.write(path, content);
    await git.advance({
      ref,
      old,
      from,
      to,
      staged: Object.entries(live).map(([path, content]) => ({ path, content: Buffer.from(content) })),
    });
    expect(await topics()).toEqual(['by hand\ndream\n', 'new\n', undefined]);
    expect(await make.read(`${T}mine.md`)).toBe('mine\n');
    expect((await git.index([''])).map((entry) => entry.id)).toEqual((await git.readTree(to, [''])).map((file) => file.id));
  });

  it('takes a deletion by hand along that the snapshot holds', async () => {
    const { git, ...make } = underTest();
    const { old, from, to } = await dreamt({ 'src/a': undefined });
    await make.remove('src/a');
    await git.advance({ ref, old, from, to, staged: [] });
    expect(await make.read('src/a')).toBeUndefined();
    expect((await git.index([''])).map((entry) => entry.path)).toEqual((await git.readTree(to, [''])).map((file) => file.path));
  });

  it('refuses with the paths when a file in its way was edited, and changes nothing', async () => {
    const { git, ...make } = underTest();
    const { old, from, to } = await dreamt();
    await make.write(`${T}x.md`, 'mine\n');
    await make.write(`${T}new.md`, 'mine too\n');
    const index = await git.index(['']);
    const refused = git.advance({ ref, old, from, to, staged: [] });
    await expect(refused).rejects.toMatchObject({ code: 'work-tree-in-the-way', message: expect.stringMatching(/new\.md.*x\.md/) });
    expect(await topics()).toEqual(['mine\n', 'mine too\n', 'old\n']);
    expect(await git.index([''])).toEqual(index);
    expect(await git.head()).toEqual({ ref, commit: old });
  });

  it('refuses when somebody staged another version', async () => {
    const { git, ...make } = underTest();
    const { old, from, to } = await dreamt();
    await make.write(`${T}x.md`, 'staged\n');
    await make.add(`${T}x.md`);
    await make.write(`${T}x.md`, 'x\n');
    await expect(git.advance({ ref, old, from, to, staged: [] })).rejects.toMatchObject({
      code: 'work-tree-in-the-way',
      message: expect.stringContaining(`${T}x.md`),
    });
    expect(await git.head()).toEqual({ ref, commit: old });
  });

  it('counts files that already are as they shall be as done, so that a killed advance can be run again', async () => {
    const { git, ...make } = underTest();
    const { old, from, to } = await dreamt();
    await make.write(`${T}x.md`, 'x\ndream\n');
    await make.write(`${T}new.md`, 'new\n');
    await git.advance({ ref, old, from, to, staged: [] });
    expect(await topics()).toEqual(['x\ndream\n', 'new\n', undefined]);
    expect((await git.index([''])).map((entry) => entry.id)).toEqual((await git.readTree(to, [''])).map((file) => file.id));
  });

  it('lets the index follow where only the snapshot moved, and keeps what was typed since', async () => {
    const { git, ...make } = underTest();
    const { old, from, to } = await dreamt({ 'src/a': 'by hand\n' });
    await make.write('src/a', 'by hand, and more\n');
    await git.advance({ ref, old, from, to, staged: [] });
    expect(await make.read('src/a')).toBe('by hand, and more\n');
    expect((await git.index([''])).map((entry) => entry.id)).toEqual((await git.readTree(to, [''])).map((file) => file.id));
  });

  it('refuses a branch that moved or is not the one checked out', async () => {
    const { git, ...make } = underTest();
    const { old, from, to } = await dreamt();
    const newer = await make.commit('Meanwhile', { other: '1' });
    await expect(git.advance({ ref, old, from, to, staged: [] })).rejects.toMatchObject({ code: 'ref-moved' });
    await expect(git.advance({ ref: 'refs/heads/kairos/dream/1', old: to, from, to, staged: [] })).rejects.toMatchObject({ code: 'usage' });
    expect(await git.head()).toEqual({ ref, commit: newer });
    expect(await topics()).toEqual(['x\n', undefined, 'old\n']);
  });
}
