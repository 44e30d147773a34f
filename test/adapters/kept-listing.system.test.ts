/** The refs that short commands begin with are listed by git once, and again after anything moved that they depend on. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorld } from '../../src/compose.js';
import type { Ref } from '../../src/world/git-refs.js';
import { realRepo, type RealRepo } from '../real-repo.js';

const NEAR = ['refs/kairos/', 'refs/heads/kairos/dream/', 'refs/heads/main'];
let repo: RealRepo;
let env: Record<string, string>;
beforeEach(() => {
  repo = realRepo();
  repo.commit('begin', { 'a.js': 'a\n' });
  const bin = join(repo.root, '../bin');
  mkdirSync(bin);
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  writeFileSync(join(bin, 'git'), `#!/bin/sh\necho "$*" >> '${join(bin, 'calls')}'\nexec ${real} "$@"\n`, { mode: 0o755 });
  env = { ...repo.env, PATH: `${bin}:${repo.env['PATH'] ?? ''}` };
  repo.git('update-ref', 'refs/kairos/journal/abcd2345', 'HEAD');
  mkdirSync(join(repo.root, '.git/kairos'));
});
afterEach(() => repo.cleanup());

/** What a command sees, and how many processes of git it took. */
async function look(wanted = ['refs/kairos/journal/', 'refs/heads/main']): Promise<{ refs: readonly Ref[]; head: unknown; calls: number }> {
  const list = join(repo.root, '../bin/calls');
  rmSync(list, { force: true });
  const { world } = await openWorld({ cwd: repo.root, env, listOnce: async () => NEAR });
  const [refs, head] = [await world.git.refs(wanted), await world.git.head()];
  return { refs, head, calls: existsSync(list) ? readFileSync(list, 'utf8').trimEnd().split('\n').length : 0 };
}

/** What git says without any memory. */
async function truth(): Promise<{ refs: readonly Ref[]; head: unknown }> {
  const { git } = (await openWorld({ cwd: repo.root, env: repo.env })).world;
  return { refs: await git.refs(['refs/kairos/journal/', 'refs/heads/main']), head: await git.head() };
}

/** As if nothing had changed for a minute. */
function settle(folder = join(repo.root, '.git')): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) settle(path);
    else if (statSync(path).mtimeMs > Date.now() - 30_000) utimesSync(path, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
  }
}

describe.skipIf(process.platform === 'win32')('the listing that is kept', () => {
  it('costs no process while git stands as it did', async () => {
    settle();
    expect(await look()).toEqual({ ...(await truth()), calls: 1 });
    expect(await look()).toEqual({ ...(await truth()), calls: 0 });
    expect(await look(['refs/heads/main'])).toMatchObject({ calls: 0 });
    expect((await look(['refs/heads/'])).calls).toBe(1);
  });

  it('is laid down nowhere but where kairos was used', async () => {
    rmSync(join(repo.root, '.git/kairos'), { recursive: true });
    settle();
    await look();
    expect(existsSync(join(repo.root, '.git/kairos'))).toBe(false);
  });

  it.each<[string, () => void]>([
    ['a commit', () => void repo.commit('go on', { 'a.js': 'b\n' })],
    ['a ref of ours that moved', () => void repo.git('update-ref', 'refs/kairos/journal/abcd2345', repo.commit('else', { 'b.js': '' }))],
    ['a new ref of ours', () => void repo.git('update-ref', 'refs/kairos/journal/efgh6723', 'HEAD')],
    ['a ref of ours that is gone', () => void repo.git('update-ref', '-d', 'refs/kairos/journal/abcd2345')],
    ['refs that were packed', () => void repo.git('pack-refs', '--all')],
    ['another branch', () => void repo.git('switch', '-q', '-c', 'other')],
    ['a branch of a dream', () => void repo.git('branch', 'kairos/dream/2026-03-02-abcd')],
    ['a HEAD without a branch', () => void repo.git('switch', '-q', '--detach')],
    ['a setting', () => void repo.git('config', 'user.name', 'Bo')],
    ['another git', () => utimesSync(join(repo.root, '../bin/git'), new Date(1e12), new Date(1e12))],
    ['a damaged note', () => writeFileSync(join(repo.root, '.git/kairos/refs.json'), '{"format":1,"st')],
  ])('is made again after %s', async (_what, change) => {
    settle();
    await look();
    expect((await look()).calls).toBe(0);
    change();
    settle();
    const { calls, ...seen } = await look();
    expect(calls).toBeGreaterThan(0);
    expect(seen).toEqual(await truth());
  });

  it.each<[string, () => void]>([
    ['what has just changed, whose stamp proves nothing', () => utimesSync(join(repo.root, '.git/HEAD'), new Date(), new Date())],
    ['a ref that names another one', () => void repo.git('symbolic-ref', 'refs/kairos/journal/ijkl2345', 'refs/heads/main')],
    ['a note of which a value is none of ours', () => undefined],
  ])('is not taken of %s', async (what, change) => {
    settle();
    if (what.startsWith('a note')) {
      await look();
      const file = join(repo.root, '.git/kairos/refs.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace(/"id":"[0-9a-f]+"/, '"id":"--all"'));
    }
    if (what.startsWith('a ref')) {
      change();
      settle();
      await look();
    } else change();
    expect((await look()).calls).toBe(1);
  });
});
