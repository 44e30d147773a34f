/** A repository that was found without git: the first verb finds out what git says of it, and which git it is. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hasGit } from '../../src/adapters/quick-repository.js';
import { openWorld } from '../../src/compose.js';
import { realRepo, type RealRepo } from '../real-repo.js';

let repo: RealRepo;
afterEach(() => repo.cleanup());

/** A git that writes each call to a list and then does what the body says. */
function gitThat(body: string): Record<string, string> {
  const bin = join(repo.root, '../bin');
  mkdirSync(bin);
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  writeFileSync(join(bin, 'git'), `#!/bin/sh\nGIT=${real}\necho "$*" >> '${join(bin, 'calls')}'\n${body}\n`, { mode: 0o755 });
  return { ...repo.env, PATH: `${bin}:${repo.env['PATH'] ?? ''}` };
}
const calls = (): string[] => readFileSync(join(repo.root, '../bin/calls'), 'utf8').trimEnd().split('\n');
const briefly = async (env: Readonly<Record<string, string>>): Promise<Awaited<ReturnType<typeof openWorld>>> =>
  openWorld({ cwd: repo.root, env, listOnce: async () => ['refs/heads/'] });

describe.skipIf(process.platform === 'win32')('a repository that was found without git', () => {
  it('costs one process for its refs, and answers as git does', async () => {
    repo = realRepo();
    repo.commit('begin', { 'a.js': 'a\n' });
    const env = gitThat('exec "$GIT" "$@"');
    const { world, ws } = await briefly(env);
    const refs = await world.git.refs(['refs/heads/']);
    expect(calls()).toHaveLength(1);
    expect(refs).toEqual(await (await openWorld({ cwd: repo.root, env })).world.git.refs(['refs/heads/']));
    expect(ws.root).toBe(repo.root);
  });

  it.each([
    ['tells its version in passing', `"$GIT" "$@" 2> "$0.err"; code=$?; sed 's/"exe":"[^"]*"/"exe":"2.30.2"/' "$0.err" >&2; exit $code`],
    [
      'has to be asked for its version',
      `unset GIT_TRACE2_EVENT; case "$*" in *--version) echo git version 2.30.2;; *) exec "$GIT" "$@";; esac`,
    ],
  ])('refuses a git that is too old and %s, at the first verb of any kind', async (_what, body) => {
    repo = realRepo();
    const id = repo.commit('begin', { 'a.js': 'a\n' });
    const env = gitThat(body);
    await expect((await briefly(env)).world.git.refs(['refs/heads/'])).rejects.toMatchObject({ code: 'git-too-old' });
    await expect((await briefly(env)).world.git.config('user.name')).rejects.toMatchObject({ code: 'git-too-old' });
    await expect((await briefly(env)).world.git.readTree(id, ['a.js'])).rejects.toMatchObject({ code: 'git-too-old' });
    await expect((await briefly(env)).world.git.readBlobs([id])).rejects.toMatchObject({ code: 'git-too-old' });
  });

  it('tells what git says of a repository that it cannot read', async () => {
    repo = realRepo();
    repo.commit('begin', { 'a.js': 'a\n' });
    repo.git('config', 'core.repositoryFormatVersion', '77');
    const told = await openWorld({ cwd: repo.root, env: repo.env }).catch((error: unknown) => error);
    await expect((await briefly(repo.env)).world.git.refs(['refs/heads/'])).rejects.toEqual(told);
  });

  it('knows where no git is', () => {
    repo = realRepo({ init: false });
    mkdirSync(join(repo.root, 'git'));
    writeFileSync(join(repo.root, 'other'), '');
    expect([hasGit(repo.env), hasGit({ PATH: `${repo.root}/git:/nowhere:` }), hasGit({})]).toEqual([true, false, false]);
  });
});
