/** The git adapter in hostile repositories, whose configuration, attributes, hooks and replace refs try to run programs or to deceive. */
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RealRepo } from '../real-repo.js';
import { make, note, opened, removeAll } from './git-fixture.js';

afterEach(removeAll);

/** Every program that configuration, attributes and hooks can name leaves a mark when it runs. */
function hostile(repo: RealRepo): string {
  const mark = join(repo.root, '../ran');
  const program = join(repo.root, '../evil.sh');
  writeFileSync(program, `#!/bin/sh\necho "$0 $@" >> '${mark}'\ncat\n`);
  chmodSync(program, 0o755);
  const hooks = join(repo.root, '../hooks');
  mkdirSync(hooks);
  for (const hook of [
    'post-commit',
    'post-checkout',
    'post-index-change',
    'reference-transaction',
    'pre-commit',
    'post-merge',
    'post-rewrite',
    'pre-auto-gc',
  ]) {
    cpSync(program, join(hooks, hook));
    cpSync(program, join(repo.root, '.git/hooks', hook));
    repo.git('config', '--add', 'hook.evil.event', hook);
  }
  const keys = [
    'hook.evil.command',
    'core.fsmonitor',
    'core.pager',
    'pager.log',
    'diff.external',
    'diff.evil.textconv',
    'diff.evil.command',
    'filter.evil.smudge',
    'filter.evil.clean',
    'filter.evil.process',
    'merge.evil.driver',
    'gpg.program',
    'core.sshCommand',
    'core.askPass',
    'credential.helper',
    'core.alternateRefsCommand',
    'core.editor',
  ];
  repo.git('config', 'filter.evil.required', 'true');
  repo.git('config', 'log.showSignature', 'true');
  repo.git('config', 'core.hooksPath', hooks);
  for (const key of keys) repo.git('config', key, program);
  repo.write('.git/info/attributes', '* filter=evil diff=evil merge=evil\n');
  return mark;
}

describe('a repository that somebody else made', () => {
  it('runs none of its programs, whatever kairos reads, writes or accepts', async () => {
    const repo = make();
    const one = repo.commit('One', { a: '1\n', '.kairos/topics/x.md': 'x\n' });
    const old = repo.commit('Two', { a: '2\n' });
    const signed = repo
      .tryGit(['cat-file', 'commit', old])
      .stdout.replace('\n\n', '\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n');
    const signedId = repo.tryGit(['hash-object', '-t', 'commit', '-w', '--stdin'], signed).stdout.trim();
    const mark = hostile(repo);
    const git = await opened(repo);
    expect((await git.commits([signedId]))[0]?.subject).toBe('Two');
    await git.refs(['refs/']);
    await git.head();
    await git.resolve('HEAD');
    await git.between([old], [one]);
    expect((await git.commits([one, old]))[1]?.paths).toEqual([{ path: 'a', added: 1, deleted: 1 }]);
    await git.reachable([one], old);
    await git.reflog('HEAD');
    await git.readBlobs((await git.readTree(old, [''])).map((file) => file.id));
    await git.index(['']);
    await git.lastCommitOf('a');
    expect(await git.commitsTouching(['a'])).toContain(old);
    await git.worktrees();
    expect(await git.config('core.hooksPath')).toContain('hooks');
    await git.identity();
    repo.write('.kairos/topics/x.md', 'by hand\n');
    const [from = '', to = ''] = await git.commitChain(
      [
        note(old, { '.kairos/topics/x.md': 'by hand\n' }),
        note(undefined, { '.kairos/topics/x.md': 'by hand, dreamt\n', '.kairos/topics/y.md': 'y\n' }),
      ],
      [{ ref: 'refs/heads/kairos/dream/1', old: undefined, new: '#1' }],
    );
    await git.advance({
      ref: 'refs/heads/main',
      old,
      from,
      to,
      staged: [{ path: '.kairos/topics/x.md', content: Buffer.from('by hand\n') }],
    });
    expect(readFileSync(join(repo.root, '.kairos/topics/x.md'), 'utf8')).toBe('by hand, dreamt\n');
    expect(readFileSync(join(repo.root, '.kairos/topics/y.md'), 'utf8')).toBe('y\n');
    repo.git('config', 'commit.gpgSign', 'true');
    await expect(git.signed([from, to])).rejects.toMatchObject({ message: expect.stringContaining('gpg.program of this repository') });
    expect(existsSync(mark) ? readFileSync(mark, 'utf8') : '').toBe('');
  });

  it('has its named hooks switched off by name in every call that writes', async () => {
    // Git before 2.54 knows no such hooks, so a git that notes its arguments stands in.
    const repo = make();
    const old = repo.commit('One', { a: '1\n' });
    hostile(repo);
    const [bin, noted] = [join(repo.root, '../bin'), join(repo.root, '../noted')];
    mkdirSync(bin);
    writeFileSync(join(bin, 'git'), `#!/bin/sh\necho "$@" >> '${noted}'\nPATH='${repo.env['PATH']}' exec git "$@"\n`, { mode: 0o755 });
    const git = await opened(repo, repo.root, { PATH: `${bin}:${repo.env['PATH']}` });
    const [to = ''] = await git.commitChain([note(old)], [{ ref: 'refs/kairos/x', old: undefined, new: '#0' }]);
    await git.updateRefs([{ ref: 'refs/kairos/x', old: to, new: undefined }]);
    await git.advance({ ref: 'refs/heads/main', old, from: old, to, staged: [{ path: 'b', content: Buffer.from('b') }] });
    const writing = readFileSync(noted, 'utf8')
      .split('\n')
      .filter((line) => / (fast-import|update-ref|read-tree|update-index) /.test(line));
    expect(writing.length).toBeGreaterThan(5);
    expect(
      writing.filter(
        (line) => !line.includes('-c hook.evil.enabled=false') || !line.includes('-c hook.reference-transaction.enabled=false'),
      ),
    ).toEqual([]);
  });

  it('is not written to when it names a filter that cannot be switched off', async () => {
    const repo = make();
    const old = repo.commit('One', { a: '1\n' });
    repo.write('.git/config', `${readFileSync(join(repo.root, '.git/config'), 'utf8')}[filter "a=b"]\n\tsmudge = false\n`);
    const git = await opened(repo);
    await expect(git.commitChain([note(old)], [])).rejects.toMatchObject({ code: 'git-failed', message: expect.stringContaining('a=b') });
    await expect(git.advance({ ref: 'refs/heads/main', old, from: old, to: old, staged: [] })).rejects.toMatchObject({
      code: 'git-failed',
      message: expect.stringContaining('a=b'),
    });
  });

  it('shows what its objects are, not what replace refs put in their place', async () => {
    const repo = make();
    const one = repo.commit('One', { a: '1\n' });
    const two = repo.commit('Two', { a: '2\n' });
    repo.git('replace', two, one);
    expect((await (await opened(repo)).commits([two]))[0]?.subject).toBe('Two');
  });
});
