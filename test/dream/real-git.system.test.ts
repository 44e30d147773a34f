import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/dream/review/accept.js';
import { runDream } from '../../src/dream/dream.js';
import { undoDream } from '../../src/dream/review/undo.js';
import { FIRST_MEMORY } from '../../src/memory/memory-index.js';
import { FIRST_FILES, CONFIG, FLAKY, proposing, realSetting, realSettingIn, REDIS, RELEASE, view, type RealSetting } from './setting.js';
import { TESTS_TOPIC, TOPIC_PATH } from './tests-topic.js';

/** Everything that is the user's: work tree with kinds and contents, index, HEAD, stash, config, branches that are not ours. */
function users({ repo }: RealSetting): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (below: string): void => {
    for (const name of readdirSync(join(repo.root, below)).toSorted()) {
      const path = below === '' ? name : `${below}/${name}`;
      if (path === '.git' || /^\.kairos\/(logs|state|\.locks|\.consolidate-lock)$/.test(path)) continue;
      const stat = lstatSync(join(repo.root, path));
      if (stat.isDirectory()) walk(path);
      else if (stat.isSymbolicLink()) found[path] = `link ${readlinkSync(join(repo.root, path))}`;
      else found[path] = `${stat.mode} ${stat.mtimeMs} ${readFileSync(join(repo.root, path), 'base64')}`;
    }
  };
  walk('');
  const hash = (path: string): string =>
    createHash('sha256')
      .update(readFileSync(join(repo.root, '.git', path)))
      .digest('hex');
  return {
    ...found,
    index: hash('index'),
    head: hash('HEAD'),
    config: hash('config'),
    reflog: hash('logs/HEAD'),
    stash: repo.git('stash', 'list'),
    stashed: repo.git('rev-parse', 'stash@{0}'),
    branches: repo.git('for-each-ref', 'refs/heads/main', 'refs/tags', 'refs/stash'),
  };
}

/** A repository in the middle of work: staged, unstaged, half-staged, untracked, ignored, a link, a stash. */
async function busyDesk(): Promise<RealSetting> {
  const setting = await realSetting({
    ...FIRST_FILES,
    'staged.txt': '1\n',
    'half.txt': '1\n2\n3\n',
    'dirty.txt': '1\n',
    'stashed.txt': '1\n',
  });
  const { repo } = setting;
  repo.write('stashed.txt', '2\n');
  repo.git('stash', '-q');
  repo.write('staged.txt', '2\n');
  repo.write('new-staged.txt', 'n\n');
  repo.write('half.txt', 'one\n2\n3\n');
  repo.git('add', 'staged.txt', 'new-staged.txt', 'half.txt');
  repo.write('half.txt', 'one\n2\nthree\n');
  repo.write('dirty.txt', '2\n');
  repo.write('untracked.txt', 'u\n');
  spawnSync('ln', ['-s', 'untracked.txt', join(repo.root, 'link')]);
  return setting;
}

const STATUS = ['status', '--porcelain', '-uall'];

describe('in a repository in the middle of work', () => {
  it('a dream leaves HEAD, index, stash, work tree and config as they were, to the byte', async () => {
    const setting = await busyDesk();
    setting.repo.git(...STATUS);
    const before = users(setting);
    expect((await setting.dream([REDIS, RELEASE])).outcome).toBe('proposed');
    expect(users(setting)).toEqual(before);
    setting.repo.cleanup();
  });

  it.each(['accept', 'undo'] as const)('%s keeps what is staged, unstaged and untracked', async (what) => {
    const setting = await busyDesk();
    const { repo } = setting;
    const { proposed } = await setting.dream([REDIS, RELEASE]);
    const [status, staged, dirty] = [repo.git(...STATUS), repo.git('diff', '--cached'), repo.git('diff')];
    await decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' });
    expect(setting.read(TOPIC_PATH)).toContain('Redis');
    if (what === 'undo') {
      await undoDream(setting.world, setting.ws, view, CONFIG, proposed?.id ?? '');
      expect(setting.read(TOPIC_PATH)).toBe(TESTS_TOPIC);
    }
    expect([repo.git(...STATUS), repo.git('diff', '--cached'), repo.git('diff')]).toEqual([status, staged, dirty]);
    expect(repo.git('stash', 'list')).toContain('stash@{0}');
    expect(repo.git('fsck', '--no-dangling')).toBe('');
    repo.cleanup();
  });

  it('accept carries a hand-edited topic over, and refuses where that is staged in a third version', async () => {
    const setting = await busyDesk();
    const { repo } = setting;
    setting.write(TOPIC_PATH, `${TESTS_TOPIC}- By hand. ^cccccccccc\n`);
    await setting.dream([REDIS]);
    repo.git('add', TOPIC_PATH);
    setting.write(TOPIC_PATH, `${TESTS_TOPIC}- By hand, again. ^cccccccccc\n`);
    await expect(decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' })).rejects.toMatchObject({
      code: 'work-tree-in-the-way',
    });
    repo.git('add', TOPIC_PATH);
    await decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' });
    expect(setting.read(TOPIC_PATH)).toMatch(/By hand, again[^]*Redis|Redis[^]*By hand, again/);
    expect(repo.git('diff', 'HEAD', '--', '.kairos')).toBe('');
    expect(repo.git('log', '-2', '--format=%an')).toBe('Ann\nAnn');
    repo.cleanup();
  });
});

describe('other work trees', () => {
  it('a base that is checked out elsewhere is refused with the path', async () => {
    const setting = await realSetting();
    const elsewhere = `${setting.repo.root}-linked`;
    setting.repo.git('switch', '-q', '-c', 'feature');
    setting.repo.git('worktree', 'add', '-q', elsewhere, 'main');
    const config = { ...CONFIG, dream: { ...CONFIG.dream, base: 'main' } };
    await runDream(setting.world, setting.ws, config, { view, now: true, consolidate: proposing(FLAKY) });
    await expect(decide(setting.world, setting.ws, view, config, { accept: 'all' })).rejects.toMatchObject({
      code: 'work-tree-in-the-way',
      message: `main is checked out in ${elsewhere}`,
    });
    const there = await realSettingIn(setting.repo, elsewhere);
    expect(await decide(there.world, there.ws, view, config, { accept: 'all' })).toMatchObject({ closed: true });
    expect(there.read(TOPIC_PATH)).toContain('flaky');
    setting.repo.cleanup();
  });

  it("a dream's branch that is checked out anywhere is not deleted under a person's feet", async () => {
    const setting = await realSetting();
    const { proposed } = await setting.dream([FLAKY]);
    setting.repo.git('worktree', 'add', '-q', `${setting.repo.root}-linked`, proposed?.branch ?? '');
    const refs = await setting.refs();
    await expect(decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' })).rejects.toMatchObject({
      code: 'work-tree-in-the-way',
    });
    await expect(setting.dream([RELEASE], { replace: true })).rejects.toMatchObject({ code: 'work-tree-in-the-way' });
    expect(await setting.refs()).toEqual(refs);
    expect(setting.read(TOPIC_PATH)).toBe(TESTS_TOPIC);
    setting.repo.cleanup();
  });
});

describe('odd repositories', () => {
  it('a .kairos that was never committed is taken along where the accept touches it, and left alone elsewhere', async () => {
    const setting = await realSetting({ 'README.md': 'x\n' });
    setting.write('.kairos/MEMORY.md', '# Memory\n\nMine.\n');
    setting.write('.kairos/config.yaml', 'format: 1\n');
    setting.write(TOPIC_PATH, TESTS_TOPIC);
    setting.write('.kairos/topics/mine.md', '# Mine\n\n- Untracked. ^dddddddddd\n');
    await setting.dream([REDIS, RELEASE]);
    expect(await decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' })).toMatchObject({
      closed: true,
      carried: [TOPIC_PATH, '.kairos/MEMORY.md'],
    });
    expect(setting.read(TOPIC_PATH)).toContain('Redis');
    expect(setting.read('.kairos/MEMORY.md')).toContain('Mine.');
    expect(setting.repo.git(...STATUS)).toBe('?? .kairos/config.yaml\n?? .kairos/topics/mine.md');
    setting.repo.cleanup();
  });

  it.each([false, true])('what init laid down and nobody committed comes with the accept, in one commit (staged: %s)', async (isStaged) => {
    const setting = await realSetting({ 'README.md': 'x\n', [TOPIC_PATH]: TESTS_TOPIC });
    setting.write('.kairos/MEMORY.md', FIRST_MEMORY);
    if (isStaged) setting.repo.git('add', '.kairos/MEMORY.md');
    await setting.dream([REDIS, RELEASE]);
    expect(await decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' })).toMatchObject({ closed: true, carried: [] });
    expect(setting.repo.git('log', '--format=%s', 'main').split('\n')).toEqual([expect.stringMatching(/^Accept /), 'Begin']);
    expect(setting.read('.kairos/MEMORY.md')).toContain('(topics/releases.md)');
    expect(setting.repo.git(...STATUS)).toBe('');
    expect(setting.repo.git('for-each-ref', 'refs/kairos/accept/')).toBe('');
    setting.repo.cleanup();
  });

  it('a detached HEAD on the base commit is not the base: the branch moves, the files stay', async () => {
    const setting = await realSetting();
    setting.repo.git('switch', '-q', '--detach');
    const config = { ...CONFIG, dream: { ...CONFIG.dream, base: 'main' } };
    await expect(setting.dream([REDIS])).rejects.toMatchObject({ code: 'not-found', hint: 'set dream.base in .kairos/config.yaml' });
    await runDream(setting.world, setting.ws, config, { view, now: true, consolidate: proposing(REDIS) });
    await decide(setting.world, setting.ws, view, config, { accept: 'all' });
    expect(setting.repo.git('show', `main:${TOPIC_PATH}`)).toContain('Redis');
    expect(setting.read(TOPIC_PATH)).toBe(TESTS_TOPIC);
    expect(setting.repo.git(...STATUS)).toBe('');
    setting.repo.cleanup();
  });

  it('a failing pre-commit hook does not stop a dream or an accept', async () => {
    const setting = await realSetting();
    setting.repo.write('.git/hooks/pre-commit', '#!/bin/sh\nexit 1\n');
    spawnSync('chmod', ['+x', join(setting.repo.root, '.git/hooks/pre-commit')]);
    await setting.dream([REDIS]);
    expect(await decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' })).toMatchObject({ closed: true });
    setting.repo.cleanup();
  });

  it('an accept is signed where commit.gpgSign is on, by hand edits and all, and no dream or journal asks for a key', async () => {
    const setting = await realSetting();
    const { repo } = setting;
    const key = join(repo.root, '.git/key');
    spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'a@example.invalid', '-f', key]);
    repo.write('.git/allowed', `* ${readFileSync(`${key}.pub`, 'utf8')}`);
    for (const [name, value] of [
      ['commit.gpgsign', 'true'],
      ['gpg.format', 'ssh'],
      ['user.signingkey', `${key}.pub`],
      ['gpg.ssh.allowedSignersFile', join(repo.root, '.git/allowed')],
      ['user.name', 'Ann'],
      ['user.email', 'ann@example.invalid'],
    ] as const)
      repo.git('config', name, value);
    setting.write(TOPIC_PATH, `${setting.read(TOPIC_PATH) ?? ''}- By hand.\n`);
    await setting.dream([REDIS]);
    expect(repo.tryGit(['verify-commit', 'refs/kairos/dream/open']).code).not.toBe(0);
    const { closed, carried } = await decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' });
    expect([closed, carried]).toEqual([true, [TOPIC_PATH]]);
    for (const commit of ['main', 'main~1']) expect(repo.tryGit(['verify-commit', commit]).code, commit).toBe(0);
    expect(repo.git('log', '-2', '--format=%an %cn', 'main').split('\n')).toEqual(['Ann Ann', 'Ann Ann']);
    expect(repo.git('show', '-s', '--format=%B', 'main')).toMatch(/^Kairos-Dream: /m);
    expect(repo.git(...STATUS)).toBe('');
    repo.cleanup();
  });

  it.each([
    ['a key that is not there', { 'gpg.format': 'ssh', 'user.signingkey': '/nonexistent.pub' }, /signing failed/],
    ['a program that the repository names', { 'gpg.program': '/nonexistent' }, /gpg\.program of this repository/],
  ])(
    'an accept that cannot be signed for %s is refused, says what to do, and leaves everything as it was',
    async (_name, settings, said) => {
      const setting = await realSetting();
      const { repo } = setting;
      await setting.dream([REDIS]);
      for (const [name, value] of Object.entries({ 'commit.gpgsign': 'true', ...settings })) repo.git('config', name, value);
      const before = [await setting.refs(), setting.read(TOPIC_PATH), await setting.log()];
      await expect(decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' })).rejects.toMatchObject({
        code: 'git-failed',
        message: expect.stringMatching(said),
        hint: expect.stringContaining('git config'),
      });
      expect([await setting.refs(), setting.read(TOPIC_PATH), await setting.log()]).toEqual(before);
      expect(repo.git(...STATUS)).toBe('');
      repo.git('config', 'commit.gpgsign', 'false');
      expect(await decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' })).toMatchObject({ closed: true });
      repo.cleanup();
    },
  );

  it('with line ends converted on checkout no file counts as edited by hand', async () => {
    const setting = await realSetting();
    setting.repo.git('config', 'core.autocrlf', 'true');
    setting.repo.git('rm', '-q', '--cached', '-r', '.');
    setting.repo.git('reset', '-q', '--hard');
    expect(setting.read(TOPIC_PATH)).toContain('\r\n');
    const { proposed } = await setting.dream([REDIS]);
    expect(setting.repo.git('rev-list', '--count', `main..${proposed?.branch ?? ''}`)).toBe('1');
    expect(await decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' })).toMatchObject({ closed: true, carried: [] });
    expect(setting.repo.git('show', `main:${TOPIC_PATH}`)).not.toContain('\r');
    expect(setting.repo.git(...STATUS)).toBe('');
    setting.repo.cleanup();
  });

  it('a sparse checkout without .kairos is no deletion of topics', async () => {
    const { repo } = await realSetting({ ...FIRST_FILES, 'src/a.ts': 'x\n' });
    repo.git('sparse-checkout', 'set', 'src');
    const setting = await realSettingIn(repo, repo.root);
    expect(setting.read(TOPIC_PATH)).toBeUndefined();
    const { proposed } = await setting.dream([RELEASE]);
    expect(await setting.at(`refs/heads/${proposed?.branch ?? ''}`, TOPIC_PATH)).toBe(TESTS_TOPIC);
    await decide(setting.world, setting.ws, view, CONFIG, { accept: 'all' });
    expect(repo.git('show', `main:${TOPIC_PATH}`)).toContain('port 6379');
    repo.cleanup();
  });
});
