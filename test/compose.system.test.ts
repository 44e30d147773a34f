import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trust, isTrusted } from '../src/activation/trust.js';
import { userHomeOf } from '../src/adapters/surroundings.js';
import { openWorld } from '../src/compose.js';

let base: string;
let env: Record<string, string>;
const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'kairos-compose-')));
  // The ceiling keeps a repository around the temporary folder out of the tests.
  env = {
    PATH: process.env['PATH'] ?? '',
    HOME: base,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CEILING_DIRECTORIES: base,
  };
  mkdirSync(join(base, 'repo/src/deep'), { recursive: true });
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe('opening a world', () => {
  it('finds the work tree from any folder in it, and writes nothing', async () => {
    git(join(base, 'repo'), 'init', '-q', '-b', 'main');
    const { world, ws, config, problems } = await openWorld({ cwd: join(base, 'repo/src/deep'), env });
    expect(ws).toMatchObject({
      root: `${base}/repo`,
      gitDir: `${base}/repo/.git`,
      hasGit: true,
      userConfig: `${base}/.config/kairos/config.yaml`,
    });
    expect(await world.git.head()).toEqual({ ref: 'refs/heads/main' });
    expect(config.tick.intervalSeconds).toBe(270);
    expect(problems).toEqual([]);
    expect(existsSync(join(base, '.config'))).toBe(false);
    expect(existsSync(ws.kairos)).toBe(false);
  });

  it('embeds by the settings of the user, which a checkout can only lower', async () => {
    git(join(base, 'repo'), 'init', '-q', '-b', 'main');
    mkdirSync(join(base, 'repo/.kairos'));
    const wantedWith = async (embedder: string): Promise<string> => {
      const text = `format: 1\nrecall.embedder: ${embedder}\nollama.url: "http://127.0.0.1:9"\n`;
      writeFileSync(join(base, 'repo/.kairos/config.yaml'), text);
      const { world, problems } = await openWorld({ cwd: join(base, 'repo'), env });
      expect(problems.map(({ code }) => code)).toContain('grants-power');
      return (await world.embedders.choose()).wanted;
    };
    expect([await wantedWith('ollama'), await wantedWith('none')]).toEqual(['minilm', 'none']);
  });

  it('takes the nearest folder with .kairos where there is no repository, without git', async () => {
    mkdirSync(join(base, 'repo/.kairos'));
    const { world, ws } = await openWorld({ cwd: join(base, 'repo/src/deep'), env });
    expect(ws).toMatchObject({ root: `${base}/repo`, hasGit: false });
    await expect(world.git.head()).rejects.toMatchObject({ code: 'not-a-repository' });
  });

  it('refuses outside of both, with a hint', async () => {
    await expect(openWorld({ cwd: join(base, 'repo/src'), env })).rejects.toMatchObject({
      code: 'not-a-repository',
      hint: expect.stringContaining('git init'),
    });
  });

  it('still opens what is there to read when git is missing', async () => {
    const bare = { ...env, PATH: join(base, 'nothing') };
    await expect(openWorld({ cwd: join(base, 'repo'), env: bare })).rejects.toMatchObject({ code: 'git-failed' });
    mkdirSync(join(base, 'repo/.kairos'));
    expect((await openWorld({ cwd: join(base, 'repo'), env: bare })).ws.hasGit).toBe(false);
  });

  it.each([
    ['tells its version in passing', `"$GIT" "$@" 2> "$0.err"; code=$?; sed 's/"exe":"[^"]*"/"exe":"2.30.2"/' "$0.err" >&2; exit $code`],
    [
      'has to be asked for its version',
      `unset GIT_TRACE2_EVENT; case "$*" in *--version) echo git version 2.30.2;; *) exec "$GIT" "$@";; esac`,
    ],
  ])('refuses a git that is too old and %s', async (_what, body) => {
    mkdirSync(join(base, 'bin'));
    const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
    writeFileSync(join(base, 'bin/git'), `#!/bin/sh\nGIT=${real}\n${body}\n`, { mode: 0o755 });
    git(join(base, 'repo'), 'init', '-q');
    const old = { ...env, PATH: `${join(base, 'bin')}:${env['PATH']}` };
    await expect(openWorld({ cwd: join(base, 'repo'), env: old })).rejects.toMatchObject({ code: 'git-too-old' });
  });

  it.each([
    ['a file', (path: string) => writeFileSync(path, 'x')],
    ['a link to a folder', (path: string) => symlinkSync(tmpdir(), path)],
    ['a dangling link', (path: string) => symlinkSync('/nowhere', path)],
  ])('refuses a .kairos that is %s', async (_what, lay) => {
    git(join(base, 'repo'), 'init', '-q');
    lay(join(base, 'repo/.kairos'));
    await expect(openWorld({ cwd: join(base, 'repo'), env })).rejects.toMatchObject({ code: 'not-a-tree' });
  });

  it("reads the repository's config and the user's", async () => {
    git(join(base, 'repo'), 'init', '-q');
    mkdirSync(join(base, 'repo/.kairos'));
    mkdirSync(join(base, '.config/kairos'), { recursive: true });
    writeFileSync(join(base, 'repo/.kairos/config.yaml'), 'format: 1\ndream.minHours: 12\npush: true\n');
    writeFileSync(join(base, '.config/kairos/config.yaml'), 'dream.minHours: 6\n');
    const { config, problems } = await openWorld({ cwd: join(base, 'repo'), env });
    expect(config.dream.minHours).toBe(12);
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'grants-power',
        path: '.kairos/config.yaml',
        line: 3,
        hint: `set it in ${base}/.config/kairos/config.yaml`,
      }),
    ]);
  });

  it("does not read the user's config from inside the work tree", async () => {
    git(join(base, 'repo'), 'init', '-q');
    mkdirSync(join(base, 'repo/settings/kairos'), { recursive: true });
    writeFileSync(join(base, 'repo/settings/kairos/config.yaml'), 'dream.minHours: 0\n');
    const { config, problems } = await openWorld({
      cwd: join(base, 'repo'),
      env: { ...env, XDG_CONFIG_HOME: join(base, 'repo/settings') },
    });
    expect(config.dream.minHours).toBe(24);
    expect(problems).toEqual([expect.objectContaining({ code: 'grants-power', hint: expect.stringContaining('XDG_CONFIG_HOME') })]);
  });

  it('writes the user’s settings also where their folder is kept elsewhere by a link', async () => {
    git(join(base, 'repo'), 'init', '-q');
    mkdirSync(join(base, 'dotfiles'));
    symlinkSync(join(base, 'dotfiles'), join(base, '.config'));
    const { world, ws } = await openWorld({ cwd: join(base, 'repo'), env });
    expect(await trust(world, ws)).toBe(true);
    expect(await isTrusted(world, ws)).toBe(true);
    expect(existsSync(join(base, 'dotfiles/kairos/trust.json'))).toBe(true);
  });

  it('lets the clock stand at KAIROS_NOW', async () => {
    git(join(base, 'repo'), 'init', '-q');
    const { world } = await openWorld({ cwd: join(base, 'repo'), env: { ...env, KAIROS_NOW: '2020-01-02T03:04:05Z' } });
    expect(new Date(world.clock.now()).toISOString()).toBe('2020-01-02T03:04:05.000Z');
    await expect(openWorld({ cwd: base, env: { ...env, KAIROS_NOW: 'soon' } })).rejects.toMatchObject({ code: 'bad-date' });
  });
});

describe("the user's folder", () => {
  it.each([
    [{ XDG_CONFIG_HOME: '/x/config', HOME: '/h' }, '/x/config/kairos'],
    [{ XDG_CONFIG_HOME: '/x/config/', HOME: '/h' }, '/x/config/kairos'],
    [{ XDG_CONFIG_HOME: '/x/repo/../config/./', HOME: '/h' }, '/x/config/kairos'],
    [{ XDG_CONFIG_HOME: '/..', HOME: '/h' }, '/kairos'],
    [{ XDG_CONFIG_HOME: 'relative', HOME: '/h' }, '/h/.config/kairos'],
    [{ XDG_CONFIG_HOME: '', HOME: '/h/' }, '/h/.config/kairos'],
  ])('%j -> %s', (given, expected) => {
    expect(userHomeOf(given)).toBe(expected);
  });
});
