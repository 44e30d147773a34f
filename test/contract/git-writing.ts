/** The contract of the Git port's writing verbs: all or nothing, only from the expected old values, and no change to the user's files. */
import { expect, it } from 'vitest';
import type { NewCommit } from '../../src/world/git-write.js';
import { change, type GitUnderTest, KAIROS, NOBODY } from './git-under-test.js';

export function writingContract(underTest: () => GitUnderTest): void {
  it('moves refs all or none, and only from the value expected', async () => {
    const { git, ...make } = underTest();
    const one = await make.commit('One', { a: '1' });
    const two = await make.commit('Two', { a: '2' });
    await git.updateRefs([
      { ref: 'refs/kairos/a', old: undefined, new: one },
      { ref: 'refs/kairos/b', old: undefined, new: one },
    ]);
    const state = async (): Promise<string[]> => (await git.refs(['refs/kairos/'])).map((ref) => `${ref.name} ${ref.id === one ? 1 : 2}`);
    const refused = [
      [
        { ref: 'refs/kairos/b', old: one, new: two },
        { ref: 'refs/kairos/a', old: two, new: two },
      ],
      [
        { ref: 'refs/kairos/b', old: one, new: two },
        { ref: 'refs/kairos/a', old: undefined, new: two },
      ],
      [
        { ref: 'refs/kairos/b', old: one, new: undefined },
        { ref: 'refs/kairos/c', old: one, new: two },
      ],
      [
        { ref: 'refs/kairos/b', old: one, new: undefined },
        { ref: 'refs/kairos/a', old: undefined, new: undefined },
      ],
    ];
    for (const updates of refused) await expect(git.updateRefs(updates)).rejects.toMatchObject({ code: 'ref-moved' });
    expect(await state()).toEqual(['refs/kairos/a 1', 'refs/kairos/b 1']);
    await git.updateRefs([
      { ref: 'refs/kairos/a', old: one, new: two },
      { ref: 'refs/kairos/b', old: one, new: undefined },
    ]);
    expect(await state()).toEqual(['refs/kairos/a 2']);
  });

  it('refuses names and ids that are none', async () => {
    const { git, ...make } = underTest();
    const id = await make.commit('One', { a: '1' });
    for (const ref of [
      'main',
      'HEAD',
      'refs/',
      'refs/heads/a..b',
      'refs/heads/a b',
      'refs/heads/a\nupdate refs/heads/main',
      'refs/heads/x.lock',
      'refs/heads/.x',
      '-d',
    ]) {
      await expect(git.updateRefs([{ ref, old: undefined, new: id }])).rejects.toMatchObject({ code: 'usage' });
    }
    await expect(git.updateRefs([{ ref: 'refs/kairos/x', old: undefined, new: 'main' }])).rejects.toMatchObject({ code: 'usage' });
    await expect(git.updateRefs([{ ref: 'refs/kairos/x', old: undefined, new: '#0' }])).rejects.toMatchObject({ code: 'usage' });
    expect(await git.refs(['refs/kairos/'])).toEqual([]);
  });

  it('never moves a branch that is checked out', async () => {
    const { git, ...make } = underTest();
    const id = await make.commit('One', { a: '1' });
    const commit: NewCommit = { message: 'x', author: KAIROS, parent: id, changes: [] };
    await expect(git.commitChain([commit], [{ ref: 'refs/heads/main', old: id, new: '#0' }])).rejects.toMatchObject({ code: 'git-busy' });
    await expect(git.updateRefs([{ ref: 'refs/heads/main', old: id, new: undefined }])).rejects.toMatchObject({ code: 'git-busy' });
    expect(await git.head()).toEqual({ ref: 'refs/heads/main', commit: id });
  });

  it("writes a chain and changes nothing that is the user's", async () => {
    const { git, ...make } = underTest();
    const id = await make.commit('One', { a: '1', 'b/c': '2' });
    await make.write('a', 'edited');
    const index = await git.index(['']);
    const chain: NewCommit[] = [
      { message: 'Snapshot', author: KAIROS, parent: id, changes: change({ '.kairos/topics/x.md': 'x\n' }) },
      { message: 'Dream', author: KAIROS, parent: undefined, changes: change({ '.kairos/topics/x.md': 'y\n', 'b/c': undefined }) },
    ];
    const ids = await git.commitChain(chain, [
      { ref: 'refs/heads/kairos/dream/x', old: undefined, new: '#1' },
      { ref: 'refs/kairos/dream/open', old: undefined, new: '#1' },
    ]);
    expect((await git.commits(ids)).map((commit) => [commit.subject, commit.parents[0]])).toEqual([
      ['Snapshot', id],
      ['Dream', ids[0]],
    ]);
    expect((await git.refs(['refs/'])).map((ref) => ref.name)).toEqual([
      'refs/heads/kairos/dream/x',
      'refs/heads/main',
      'refs/kairos/dream/open',
    ]);
    expect((await git.readTree(ids[1] ?? '', [''])).map((file) => file.path)).toEqual(['.kairos/topics/x.md', 'a']);
    expect(await git.head()).toEqual({ ref: 'refs/heads/main', commit: id });
    expect(await git.index([''])).toEqual(index);
    expect(await make.read('a')).toBe('edited');
    expect(await make.read('.kairos/topics/x.md')).toBeUndefined();
  });

  it('refuses a chain whose ref moved, whose name is taken or whose parent is none, and leaves no trace', async () => {
    const { git, ...make } = underTest();
    const id = await make.commit('One', { a: '1' });
    await make.branch('kairos', id);
    const commit: NewCommit = { message: 'x', author: KAIROS, parent: id, changes: [] };
    await expect(git.commitChain([commit], [{ ref: 'refs/heads/kairos', old: undefined, new: '#0' }])).rejects.toMatchObject({
      code: 'ref-moved',
    });
    await expect(git.commitChain([commit], [{ ref: 'refs/heads/kairos/dream/x', old: undefined, new: '#0' }])).rejects.toMatchObject({
      code: 'git-failed',
      message: expect.stringContaining("'refs/heads/kairos' exists"),
    });
    await expect(
      git.commitChain([{ ...commit, parent: NOBODY }], [{ ref: 'refs/kairos/x', old: undefined, new: '#0' }]),
    ).rejects.toMatchObject({ code: 'git-failed' });
    expect((await git.refs(['refs/'])).map((ref) => ref.name)).toEqual(['refs/heads/kairos', 'refs/heads/main']);
  });

  it.each([
    '',
    '/etc/passwd',
    '../evil',
    'a/../b',
    'a//b',
    './a',
    'a/',
    '.git/config',
    '.GIT/hooks/x',
    'a/.Git/x',
    '.git./x',
    '.git /x',
    'git~1/x',
    '.g\u200cit/x',
    'a\\b',
    'C:/x',
    'a:b',
    'con',
    '.kairos/NUL.md',
    'lpt1/x',
    'a\nb',
    'a\0b',
    'tab\t',
    '.kairos/x.',
    'x /y',
    'half \ud800',
  ])('refuses the path %j', async (path) => {
    const { git } = underTest();
    const chain: NewCommit[] = [{ message: 'x', author: KAIROS, parent: undefined, changes: [{ path, content: 'x' }] }];
    await expect(git.commitChain(chain, [{ ref: 'refs/kairos/x', old: undefined, new: '#0' }])).rejects.toMatchObject({ code: 'bad-path' });
    expect(await git.refs(['refs/'])).toEqual([]);
  });
}
