/** The contract of the Git port's reading verbs: refs, history, trees and the index. */
import { expect, it } from 'vitest';
import { adding, type GitUnderTest, NOBODY, text } from './git-under-test.js';

export function readingContract(underTest: () => GitUnderTest): void {
  it('lists refs below prefixes by name, with annotated tags peeled', async () => {
    const { git, ...make } = underTest();
    const id = await make.commit('One', { a: '1' });
    await make.branch('zeta', id);
    await make.branch('feature/a', id);
    await make.tag('plain', id);
    await make.tag('told', id, 'A release');
    expect(await git.refs(['refs/heads/'])).toEqual(
      ['feature/a', 'main', 'zeta'].map((branch) => ({ name: `refs/heads/${branch}`, id, commit: id })),
    );
    const tags = await git.refs(['refs/tags/']);
    expect(tags.map((tag) => [tag.name, tag.commit])).toEqual([
      ['refs/tags/plain', id],
      ['refs/tags/told', id],
    ]);
    expect(tags[1]?.id).not.toBe(id);
    expect((await git.refs(['refs/heads/feature', 'refs/tags/'])).map((ref) => ref.name)).toEqual([
      'refs/heads/feature/a',
      'refs/tags/plain',
      'refs/tags/told',
    ]);
    expect(await git.refs([])).toEqual([]);
    expect(await git.head()).toEqual({ ref: 'refs/heads/main', commit: id });
  });

  it('resolves what a person types, and nothing else', async () => {
    const { git, ...make } = underTest();
    const one = await make.commit('One', { a: '1' });
    const two = await make.commit('Two', { a: '2' });
    await make.tag('v1.0', one, 'First');
    const cases: readonly (readonly [string, string | undefined])[] = [
      ['HEAD', two],
      ['main', two],
      ['HEAD~1', one],
      ['main^', one],
      ['v1.0', one],
      ['refs/heads/main', two],
      [one.slice(0, 9), one],
      [two, two],
      ['HEAD~5', undefined],
      ['nothing', undefined],
      ['', undefined],
      ['--help', undefined],
      ['-v', undefined],
      [NOBODY, undefined],
      ['main\nx', undefined],
    ];
    for (const [typed, expected] of cases) expect([typed, await git.resolve(typed)]).toEqual([typed, expected]);
  });

  it('walks old..new oldest first and forgives ids that are gone', async () => {
    const { git, ...make } = underTest();
    const ids: string[] = [];
    for (const message of ['1', '2', '3', '4']) ids.push(await make.commit(message, { a: message }));
    expect(await git.between([ids[3] ?? ''], [])).toEqual(ids);
    expect(await git.between([ids[3] ?? ''], [ids[1] ?? '', NOBODY])).toEqual(ids.slice(2));
    expect(await git.between([ids[3] ?? ''], [], { most: 2 })).toEqual(ids.slice(2));
    expect(await git.between([ids[3] ?? ''], [], { most: 9 })).toEqual(ids);
    expect(await git.between([ids[3] ?? '', ids[0] ?? ''], [ids[3] ?? ''])).toEqual([]);
    expect(await git.between([], [ids[0] ?? ''])).toEqual([]);
    expect(await git.reachable([ids[0] ?? '', ids[2] ?? '', NOBODY], ids[1] ?? '')).toEqual(new Set([ids[0]]));
    expect(await git.reachable([ids[0] ?? ''], NOBODY)).toEqual(new Set());
    expect([...(await git.authors(ids[1] ?? '')).keys()].toSorted()).toEqual(ids.slice(0, 2).toSorted());
    const [author] = await git.commits(ids.slice(0, 1));
    expect((await git.authors(ids[0] ?? '')).get(ids[0] ?? '')).toEqual({ name: author?.authorName, email: author?.authorEmail });
    expect(await git.authors(NOBODY)).toEqual(new Map());
    await expect(git.between(['main'], [])).rejects.toMatchObject({ code: 'usage' });
  });

  it('tells a commit with subject, body, author, times and paths', async () => {
    const { git, ...make } = underTest();
    const first = await make.commit('Start\nof it\n\nWhy we do it.\n\nCo-authored-by: Bob <b@example.invalid>\n', {
      'src/a b.ts': 'one\ntwo\nthree\n',
      'ü.txt': 'x',
      bin: 'a\0b',
    });
    const second = await make.commit(
      'Change',
      { 'src/a b.ts': 'one\n2\nthree\nfour\n', 'ü.txt': undefined, 'moved/ü.txt': 'x', bin: undefined },
      { author: 'Bob Böb <bob@example.invalid>' },
    );
    const empty = await make.commit('', {});
    const told = await git.commits([second, NOBODY, first, empty]);
    expect(told.map((commit) => commit.id)).toEqual([second, first, empty]);
    expect(told[1]).toMatchObject({
      parents: [],
      authorName: 'Ann',
      authorEmail: 'ann@example.invalid',
      authoredAtMs: Date.UTC(2026, 2, 2, 9),
      committedAtMs: Date.UTC(2026, 2, 2, 9),
      subject: 'Start of it',
      body: 'Why we do it.\n\nCo-authored-by: Bob <b@example.invalid>',
      paths: [{ path: 'bin' }, { path: 'src/a b.ts', added: 3, deleted: 0 }, { path: 'ü.txt', added: 1, deleted: 0 }],
    });
    expect(told[0]).toMatchObject({
      parents: [first],
      authorName: 'Bob Böb',
      subject: 'Change',
      body: '',
      paths: [{ path: 'bin' }, { path: 'moved/ü.txt', from: 'ü.txt', added: 0, deleted: 0 }, { path: 'src/a b.ts', added: 2, deleted: 1 }],
    });
    expect(told[2]).toMatchObject({ subject: '', body: '', paths: [] });
    expect(await git.commits([])).toEqual([]);
  });

  it('shows a merge with both parents and no paths', async () => {
    const { git, ...make } = underTest();
    const base = await make.commit('Base', { a: '1' });
    const [side] = await git.commitChain([adding('side', base)], []);
    const [merged] = await git.commitChain([adding('merge', base, [side ?? ''])], [{ ref: 'refs/kairos/m', old: undefined, new: '#0' }]);
    expect((await git.commits([merged ?? '']))[0]).toMatchObject({ parents: [base, side], subject: 'merge', paths: [] });
    expect(await git.between([merged ?? ''], [base])).toEqual([side, merged]);
  });

  it('reads trees, kinds, blobs and the index', async () => {
    const { git, ...make } = underTest();
    const id = await make.commit('Files', {
      '.kairos/topics/b.md': 'b',
      '.kairos/topics/a.md': 'a',
      '.kairos/MEMORY.md': 'm',
      'topics.md': 'no',
      '*.md': 'star',
    });
    const files = await git.readTree(id, ['.kairos/topics', '.kairos/MEMORY.md', 'absent']);
    expect(files.map((file) => [file.path, file.mode, file.size])).toEqual([
      ['.kairos/MEMORY.md', '100644', 1],
      ['.kairos/topics/a.md', '100644', 1],
      ['.kairos/topics/b.md', '100644', 1],
    ]);
    const blobs = await git.readBlobs([...files.map((file) => file.id), NOBODY, id]);
    expect(files.map((file) => text(blobs.get(file.id)))).toEqual(['m', 'a', 'b']);
    expect(blobs.size).toBe(3);
    expect(
      await Promise.all(['.kairos', '.kairos/topics/', 'topics.md', 'nothing', '*.md'].map((path) => git.entryKind(id, path))),
    ).toEqual(['tree', 'tree', 'file', undefined, 'file']);
    expect((await git.readTree(id, ['*.md'])).map((file) => file.path)).toEqual(['*.md']);
    expect((await git.index(['*.md'])).map((entry) => entry.path)).toEqual(['*.md']);
    const later = await make.commit('Not a pattern', { 'topics.md': 'changed' });
    expect([await git.lastCommitOf('*.md'), await git.lastCommitOf('topics.md')]).toEqual([id, later]);
    expect(await git.readTree(id, [])).toEqual([]);
    expect((await git.readTree(id, [''])).length).toBe(5);
    await expect(git.readTree(NOBODY, ['a'])).rejects.toMatchObject({ code: 'git-failed' });
    await make.write('.kairos/logs/x.md', 'log');
    expect(await git.index(['.kairos/logs'])).toEqual([]);
    await make.add('.kairos/logs/x.md');
    expect((await git.index(['.kairos/logs', '.kairos/MEMORY.md'])).map((entry) => [entry.path, entry.mode, entry.stage])).toEqual([
      ['.kairos/MEMORY.md', '100644', 0],
      ['.kairos/logs/x.md', '100644', 0],
    ]);
  });

  it('tells when a commit was committed, and nothing of what is no commit here', async () => {
    const { git, ...make } = underTest();
    const id = await make.commit('One', { a: '1' });
    const [file] = await git.readTree(id, ['a']);
    expect(await git.committedAtMs(id)).toBe((await git.commits([id]))[0]?.committedAtMs);
    expect(await git.committedAtMs(id)).toBeGreaterThan(0);
    expect([await git.committedAtMs(NOBODY), await git.committedAtMs(file?.id ?? '')]).toEqual([undefined, undefined]);
    await expect(git.committedAtMs('HEAD')).rejects.toMatchObject({ code: 'usage' });
  });

  it('finds the newest commit that added or changed a path', async () => {
    const { git, ...make } = underTest();
    const one = await make.commit('One', { 'a/b': '1' });
    const two = await make.commit('Two', { 'a/c': '1' });
    await make.commit('Gone', { 'a/b': undefined });
    expect(await git.lastCommitOf('a/b')).toBe(one);
    expect(await git.lastCommitOf('a')).toBe(two);
    expect(await git.lastCommitOf('zzz')).toBeUndefined();
  });

  it('knows the names that a file had before', async () => {
    const { git, ...make } = underTest();
    const text = 'a text that is long enough to be known again\n'.repeat(5);
    await make.commit('One', { 'lib/a.js': text, other: 'x' });
    await make.commit('Two', { 'lib/a.js': undefined, 'src/(a).js': text });
    await make.commit('Three', { other: 'y' });
    await make.commit('Four', { 'src/(a).js': undefined, 'src/b.ts': text });
    expect(await git.formerNames('src/b.ts')).toEqual(['src/(a).js', 'lib/a.js']);
    expect([await git.formerNames('other'), await git.formerNames('nothing'), await git.formerNames('src')]).toEqual([[], [], []]);
  });

  it('tells the lines that a commit brought, file by file', async () => {
    const { git, ...make } = underTest();
    const one = await make.commit('One', { 'a b.md': '+++ b/x\n@@ -1 +1 @@\n-- two\n', é: 'last line\n', data: 'a\0b\n' });
    const text = 'a text that is long enough to be known again\n'.repeat(5);
    const two = await make.commit('Two', {
      'a b.md': '+++ b/x\nnew\r\n@@ -1 +1 @@\n',
      é: 'last line\nmore',
      'src/a.ts': text,
      data: 'c\0d\n',
    });
    const moved = await make.commit('Moved', { 'src/a.ts': undefined, 'lib/a.ts': text });
    const mostBytes = 10_000;
    const added = await git.addedLines([two, one, moved, 'f'.repeat(40)], { mostBytes });
    const told = (id: string): Record<string, readonly string[]> =>
      Object.fromEntries((added.get(id) ?? []).map(({ path, lines }) => [path, lines]));
    expect(told(one)).toEqual({ 'a b.md': ['+++ b/x', '@@ -1 +1 @@', '-- two'], é: ['last line'] });
    expect(told(two)).toEqual({ 'a b.md': ['new'], é: ['more'], 'src/a.ts': text.trimEnd().split('\n') });
    expect([...added.keys()].toSorted()).toEqual([one, two].toSorted());
    const large = `${text}${'x'.repeat(mostBytes - text.length - 1)}\n`;
    const grown = await make.commit('Grown', { 'lib/a.ts': `${large}y`, 'lib/b.ts': large });
    const cut = await make.commit('Cut', { 'lib/a.ts': `${text}z\n` });
    expect((await git.addedLines([grown, cut], { mostBytes })).get(grown)?.map(({ path }) => path)).toEqual(['lib/b.ts']);
    expect((await git.addedLines([cut], { mostBytes })).size).toBe(0);
    expect(await git.addedLines([], { mostBytes })).toEqual(new Map());
  });

  it('finds every commit that touches a path, on any branch', async () => {
    const { git, ...make } = underTest();
    const one = await make.commit('One', { 'app/(shop)/[id]/a, b.md': '1', 'src/a': '1', 'src/ab.ts': '1', c: '1', d: '1' });
    const two = await make.commit('Two', { 'app/(shop)/[id]/a, b.md': '2' });
    const moved = await make.commit('Moved', { 'app/(shop)/[id]/a, b.md': undefined, 'lib/*.md': '2' });
    const gone = await make.commit('Gone', { 'lib/*.md': undefined, 'src/a': undefined, 'src/b': '1' });
    const touching = async (...paths: string[]): Promise<string[]> => [...(await git.commitsTouching(paths))].sort();
    const all = (...ids: string[]): string[] => [...ids].sort();
    expect(await touching('app/(shop)/[id]/a, b.md')).toEqual(all(one, two, moved));
    expect(await touching('app/(shop)')).toEqual(all(one, two, moved));
    expect(await touching('lib/*.md')).toEqual(all(moved, gone));
    expect(await touching('src/a')).toEqual(all(one, gone));
    expect(await touching('src/ab.ts', 'src/b')).toEqual(all(one, gone));
    expect(await touching('')).toEqual(all(one, two, moved, gone));
    expect(await touching('src/*')).toEqual([]);
    const like = async (...patterns: string[]): Promise<string[]> =>
      [...(await git.commitsTouching(patterns, { arePatterns: true }))].sort();
    expect(await like('src/*')).toEqual(all(one, gone));
    expect(await like('app/*')).toEqual(all(one, two, moved));
    expect(await like('app/**/a, b.md', 'lib/\\*.md')).toEqual(all(one, two, moved));
    expect(await like('app/(shop)/[id]/?, b.md')).toEqual(all(one, two, moved));
    expect(await like('*.ts')).toEqual([one]);
    expect(await like('(sh*)')).toEqual(all(one, two, moved));
    expect(await like('?', 'nothing*')).toEqual(all(one, gone));
    expect(await like('[abc]*', ':(exclude)*')).toEqual([]);
    expect(await touching('--all', 'absent')).toEqual([]);
    expect(await touching()).toEqual([]);
    const [side] = await git.commitChain([adding('side', two)], []);
    await git.commitChain([adding('kept', gone, [side ?? ''])], [{ ref: 'refs/heads/kept', old: undefined, new: '#0' }]);
    const [journal] = await git.commitChain([adding('journal', gone)], [{ ref: 'refs/kairos/journal/x', old: undefined, new: '#0' }]);
    // The merge kept nothing of the side branch and is itself no change.
    expect([await touching('side'), await touching('kept'), await touching('journal')]).toEqual([[side], [], []]);
    await make.tag('told', journal ?? '', 'A release');
    expect(await touching('journal')).toEqual([journal]);
  });

  it('labels moves by the reflog, oldest first', async () => {
    const { git, ...make } = underTest();
    const one = await make.commit('One', { a: '1' });
    const two = await make.commit('Two', { a: '2' });
    await make.branch('side', one);
    await make.checkout('side');
    const log = await git.reflog('HEAD');
    expect(log.map((line) => [line.new, line.message])).toEqual([
      [one, 'commit (initial): One'],
      [two, 'commit: Two'],
      [one, 'checkout: moving from main to side'],
    ]);
    expect(log.slice(1).map((line) => line.old)).toEqual([one, two]);
    expect(log[0]).toMatchObject({ actor: 'Ann', atMs: Date.UTC(2026, 2, 2, 9) });
    expect(await git.reflog('refs/heads/absent')).toEqual([]);
  });

  it('knows its user, its configuration and its work tree', async () => {
    const { git } = underTest();
    expect(await git.identity()).toEqual({ name: 'Ann', email: 'ann@example.invalid' });
    expect(await git.config('user.name')).toBe('Ann');
    expect(await git.config('kairos.absent')).toBeUndefined();
    expect(await git.busy()).toBeUndefined();
    expect((await git.worktrees()).map((tree) => tree.ref)).toEqual(['refs/heads/main']);
  });
}
