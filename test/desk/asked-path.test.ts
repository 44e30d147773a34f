import { describe, expect, it } from 'vitest';
import { askedPath } from '../../src/desk/asked-path.js';
import { virtualClone } from '../../src/replay/virtual-world.js';
import type { Filters } from '../../src/recall/question/filters.js';

const short = (ids: readonly string[]): string[] => ids.map((id) => id.slice(0, 12)).toSorted();

async function clone() {
  const { world, ws, repo } = await virtualClone();
  const one = await repo.commit('One', { 'app/(shop)/page.tsx': '1', 'src/a': '1', 'src/ab': '1', 'app/gone.ts': '1', 'src/app/x': '1' });
  const two = await repo.commit('Two', { 'src/a': '2', 'app/gone.ts': undefined, 'gone.ts': '1' });
  const three = await repo.commit('Three', { 'gone.ts': undefined });
  let calls = 0;
  const git = {
    formerNames: async (path: string) => world.git.formerNames(path),
    commitsTouching: async (paths: readonly string[], options?: { readonly arePatterns?: boolean }) => {
      calls += 1;
      return world.git.commitsTouching(paths, options);
    },
  };
  const ask = async (typed: string, cwd = ''): Promise<{ path: Filters['path']; touching: string[]; calls: number }> => {
    calls = 0;
    const { path, touching = new Set() } = await askedPath({ files: world.files, git }, ws, `${ws.root}${cwd}`, typed);
    return { path, touching: [...touching].toSorted(), calls };
  };
  return { world, ws, ask, one, two, three };
}

describe('a path that somebody typed', () => {
  it.each([
    ['app/(shop)/page.tsx', '', 'app/(shop)/page.tsx'],
    ['./app//(shop)/', '', 'app/(shop)'],
    ['(shop)', '/app', 'app/(shop)'],
    ['../src/a', '/app', 'src/a'],
    ['src/a', '/app', 'src/a'],
    ['app', '/src', 'src/app'],
    ['/repo/src/../src/a/', '/app', 'src/a'],
    ['.', '/app', 'app'],
  ])('%s in %s is %s', async (typed, cwd, path) => {
    const { ask } = await clone();
    expect(await ask(typed, cwd)).toMatchObject({ path: [path], calls: 1 });
  });

  it('comes with the commits that touch it, asked once', async () => {
    const { ask, one, two } = await clone();
    expect(await ask('src/a')).toEqual({ path: ['src/a'], touching: short([one, two]), calls: 1 });
    expect(await ask('src/ab')).toEqual({ path: ['src/ab'], touching: short([one]), calls: 1 });
  });

  it('comes with the names that the file had before, and the commits that touched it then', async () => {
    const { world, ws, repo } = await virtualClone();
    const text = 'long enough to be known again\n'.repeat(9);
    const made = await repo.commit('Made', { 'lib/a.js': text });
    const moved = await repo.commit('Moved', { 'lib/a.js': undefined, 'src/a.ts': text });
    world.files.lay({ [`${ws.root}/src/a.ts`]: text });
    const { path, touching = new Set() } = await askedPath(world, ws, ws.root, 'src/a.ts');
    expect([path, [...touching].toSorted()]).toEqual([['src/a.ts', 'lib/a.js'], short([made, moved])]);
  });

  it('is from here or from the root, where nothing stands there any more', async () => {
    const { ask, one, two, three } = await clone();
    expect(await ask('gone.ts', '/app')).toEqual({ path: ['app/gone.ts', 'gone.ts'], touching: short([one, two, three]), calls: 1 });
    expect(await ask('./gone.ts', '/app')).toEqual({ path: ['app/gone.ts'], touching: short([one, two]), calls: 1 });
    expect(await ask('nothing')).toEqual({ path: ['nothing'], touching: [], calls: 1 });
  });

  it('is a pattern of names without a slash, and of paths with one', async () => {
    const { ask, one, two } = await clone();
    expect(await ask('*.tsx', '/app')).toEqual({ path: ['*.tsx'], touching: short([one]), calls: 2 });
    expect(await ask('(shop)/*.tsx', '/app')).toEqual({ path: ['app/(shop)/*.tsx'], touching: short([one]), calls: 2 });
    expect(await ask('src/?', '/app')).toEqual({ path: ['src/?'], touching: short([one, two]), calls: 2 });
    expect(await ask('nope/*')).toEqual({ path: ['nope/*'], touching: [], calls: 2 });
  });

  it('is no pattern where just that stands, or stood once', async () => {
    const { world, ws, repo } = await virtualClone();
    const one = await repo.commit('One', { 'why?.md': '1', 'dir*/in.md': '1', 'gone?.md': '1', 'whys.md': '1', a: '1', b: '1' });
    const two = await repo.commit('Two', { 'gone?.md': undefined });
    const ask = async (typed: string) => askedPath(world, ws, ws.root, typed);
    expect(await ask('why?.md')).toEqual({ path: ['why?.md'], isLiteral: true, touching: new Set(short([one])) });
    expect(await ask('dir*')).toEqual({ path: ['dir*'], isLiteral: true, touching: new Set(short([one])) });
    expect(await ask('gone?.md')).toMatchObject({ isLiteral: true, touching: new Set(short([one, two])) });
    expect(await ask('wh?s.md')).toEqual({ path: ['wh?s.md'], touching: new Set(short([one])) });
  });

  it('may be all there is', async () => {
    const { ask } = await clone();
    for (const [typed, cwd] of [
      ['.', ''],
      ['..', '/app'],
      ['/repo/', '/app'],
    ] as const)
      expect(await ask(typed, cwd)).toEqual({ path: [''], touching: [], calls: 0 });
  });

  it.each(['/etc', '../x', '/repository', '/repo/../etc', 'a/../../x'])('%s is outside', async (typed) => {
    const { ask } = await clone();
    await expect(ask(typed)).rejects.toMatchObject({ code: 'usage', message: expect.stringContaining(`"${typed}"`) });
  });

  it('needs no git', async () => {
    const { world, ws } = await clone();
    const git = {
      commitsTouching: async () => Promise.reject(new Error('no git')),
      formerNames: async () => Promise.reject(new Error('no git')),
    };
    const plain = { ...ws, hasGit: false };
    expect(await askedPath({ files: world.files, git }, plain, ws.root, 'src/a')).toEqual({
      path: ['src/a'],
      isLiteral: true,
      touching: new Set(),
    });
  });
});
