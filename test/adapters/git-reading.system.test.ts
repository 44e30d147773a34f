/** The git adapter reads histories, indexes and settings of unusual forms. */
import { mkdirSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { make, opened, removeAll } from './git-fixture.js';

afterEach(removeAll);

describe('reading what is odd', () => {
  it('paths, renames and binary files that are hard to parse', async () => {
    const repo = make();
    const lines = Array.from({ length: 30 }, (_, at) => `line ${at}\n`).join('');
    const one = repo.commit('Odd', {
      'tab\there': 'x\n',
      'line\nbreak': 'x\n',
      '1\t2\tnumbers': 'x\n',
      '-dash': 'x\n',
      'a => b': lines,
      [`${'f'.repeat(40)}`]: 'x\n',
      '"quoted"': 'x\n',
    });
    const two = repo.commit('Renamed', {
      'a => b': undefined,
      '{c => d}/\t': lines.replace('line 3\n', 'changed\n'),
      'line\nbreak': undefined,
    });
    const git = await opened(repo);
    const [first, second] = await git.commits([one, two]);
    expect(first?.paths.map((path) => path.path)).toEqual([
      '"quoted"',
      '-dash',
      '1\t2\tnumbers',
      'a => b',
      'f'.repeat(40),
      'line\nbreak',
      'tab\there',
    ]);
    expect(second?.paths).toEqual([
      { path: 'line\nbreak', added: 0, deleted: 1 },
      { path: '{c => d}/\t', from: 'a => b', added: 1, deleted: 1 },
    ]);
    expect((await git.index([''])).map((entry) => entry.path)).toContain('{c => d}/\t');
    expect((await git.readTree(one, ['line\nbreak'])).length).toBe(1);
  });

  it('whatever taste the configuration has', async () => {
    const repo = make();
    const ids = [repo.commit('One', { 'sub/a': '1\n', b: '1\n' }), repo.commit('Two', { 'sub/c': '1\n', 'sub/a': undefined })];
    const git = await opened(repo);
    const read = async (): Promise<unknown> => [
      await git.commits(ids),
      await git.refs(['refs/']),
      await git.reflog('HEAD'),
      await git.readTree(ids[1] ?? '', ['']),
      await git.index(['']),
      await git.lastCommitOf('b'),
      await git.commitsTouching(['b']),
    ];
    const plain = await read();
    for (const [key, value] of Object.entries({
      'color.ui': 'always',
      'log.showRoot': 'false',
      'log.date': 'relative',
      'log.abbrevCommit': 'true',
      'log.decorate': 'full',
      'log.diffMerges': 'separate',
      'log.follow': 'true',
      'log.mailmap': 'true',
      'format.pretty': 'oneline',
      'diff.renames': 'false',
      'diff.relative': 'true',
      'diff.noprefix': 'true',
      'diff.orderFile': '/dev/null',
      'diff.stat.nameWidth': '3',
      'core.abbrev': '5',
      'core.quotePath': 'true',
      'i18n.logOutputEncoding': 'ISO-8859-1',
      'column.ui': 'always',
      'tag.sort': '-refname',
      'diff.statGraphWidth': '1',
    }))
      repo.git('config', key, value);
    expect(await read()).toEqual(plain);
  });

  it('messages that are not UTF-8, with and without their encoding named', async () => {
    const repo = make();
    repo.git('config', 'i18n.commitEncoding', 'ISO-8859-1');
    const raw = (header: string): string => {
      const body = Buffer.concat([
        Buffer.from(`tree ${repo.git('mktree', '--missing')}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n${header}\nGr`),
        Buffer.from([0xfc]),
        Buffer.from('n\n'),
      ]);
      return repo.tryGit(['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], body).stdout.trim();
    };
    const [named, bare] = [raw('encoding ISO-8859-1\n'), raw('')];
    const told = await (await opened(repo)).commits([named, bare]);
    expect(told.map((commit) => commit.subject)).toEqual(['Grün', expect.stringMatching(/^Gr.+n$/)]);
  });

  it('a history of thousands in the order asked', async () => {
    const repo = make();
    const ids = repo.repo(Array.from({ length: 2500 }, (_, at) => ({ message: `Commit ${at}`, files: { [`f${at % 20}`]: `${at}\n` } })));
    const git = await opened(repo);
    expect(await git.between([ids[2499] ?? ''], [])).toEqual(ids);
    const asked = [...ids].reverse();
    expect((await git.commits(asked)).map((commit) => commit.subject)).toEqual(
      Array.from({ length: 2500 }, (_, at) => `Commit ${2499 - at}`),
    );
  });

  it('a partial clone has paths without counts, and nothing is fetched', async () => {
    const origin = make();
    origin.commit('One', { a: '1\n' });
    const id = origin.commit('Two', { a: '2\n', b: '1\n' });
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const clone = make({ init: false });
    clone.git('clone', '-q', '--filter=blob:none', '--no-checkout', `file://${origin.root}`, '.');
    const git = await opened(clone);
    expect((await git.commits([id]))[0]).toMatchObject({ subject: 'Two', paths: [{ path: 'a' }, { path: 'b' }] });
    expect(clone.git('rev-list', '--objects', '--missing=print', '--all').match(/^\?/gm)?.length).toBeGreaterThan(0);
  });

  it('nested tags, stash and reflog with times', async () => {
    const repo = make();
    const id = repo.commit('One', { a: '1\n' });
    repo.git('tag', '-a', '-m', 'inner', 'inner');
    repo.git('tag', '-a', '-m', 'outer', 'outer', 'inner');
    repo.git('tag', 'tree', 'HEAD^{tree}');
    const git = await opened(repo);
    expect((await git.refs(['refs/tags/'])).map((ref) => ref.commit)).toEqual([id, id, undefined]);
    repo.write('a', '2\n');
    repo.git('stash');
    expect((await git.refs(['refs/stash']))[0]?.commit).toBe(repo.git('rev-parse', 'stash'));
    expect((await git.reflog('refs/stash'))[0]?.message).toMatch(/^WIP on main/);
    repo.commit('Two', { a: '2\n' });
    repo.git('commit', '-q', '--amend', '-m', 'Two, amended');
    repo.git('reset', '-q', '--hard', 'HEAD~1');
    expect((await git.reflog('refs/heads/main')).map((line) => line.message)).toEqual([
      'commit (initial): One',
      'commit: Two',
      'commit (amend): Two, amended',
      'reset: moving to HEAD~1',
    ]);
  });

  it.each([
    ['rebase-merge/', 'rebase'],
    ['rebase-apply/', 'rebase'],
    ['rebase-apply/applying', 'am'],
    ['MERGE_HEAD', 'merge'],
    ['CHERRY_PICK_HEAD', 'cherry-pick'],
    ['REVERT_HEAD', 'revert'],
    ['sequencer/', 'cherry-pick'],
    ['BISECT_LOG', 'bisect'],
    ['index.lock', 'index.lock'],
  ])('%s means that a %s is under way', async (file, busy) => {
    const repo = make();
    const git = await opened(repo);
    if (file.endsWith('/')) mkdirSync(`${repo.root}/.git/${file}`);
    else repo.write(`.git/${file}`, '');
    expect(await git.busy()).toBe(busy);
  });

  it('conflicts in the index by their stage', async () => {
    const repo = make();
    repo.commit('One', { a: '1\n' });
    repo.commit('Two', { a: '2\n' });
    repo.git('checkout', '-q', '-b', 'side', 'HEAD~1');
    repo.commit('Side', { a: 'side\n' });
    repo.tryGit(['merge', 'main']);
    const git = await opened(repo);
    expect(await git.busy()).toBe('merge');
    expect((await git.index(['a'])).map((entry) => entry.stage)).toEqual([1, 2, 3]);
  });
});
