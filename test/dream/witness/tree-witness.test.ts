import { describe, expect, it } from 'vitest';

import { virtualClone } from '../../../src/replay/virtual-world.js';
import type { World } from '../../../src/world/world.js';
import { treeOf, witnessOf } from './tree-of.js';

/** The world, and how many blobs were read in it. */
function counting(world: World): { world: World; read: () => number } {
  let count = 0;
  const git: World['git'] = {
    ...world.git,
    readBlobs: async (ids, options) => {
      count += ids.length;
      return world.git.readBlobs(ids, options);
    },
  };
  return { world: { ...world, git }, read: () => count };
}

describe('what the tree of a base shows', () => {
  it('sees a name in whatever way a file or a path writes it', async () => {
    const tree = await treeOf({
      'src/pipe/socket-pipe.ts': 'export class LineReader { read_all() {} }\n',
      'ci.yml': 'target: x86_64-pc-windows-gnu\nrunner: vitest\nservices: postgres\nduplex: webpack\n',
      'é.txt': 'Größe\n',
    });
    for (const name of [
      'SocketPipe',
      'socket_pipe',
      'lineReader',
      'readAll()',
      'windows-gnu',
      'vitest',
      'PostgreSQL',
      'webpack5',
      'runners',
      'pipe/socket-pipe.ts',
      'src/pipe',
      'größe',
    ])
      expect([name, tree.sees(name)]).toEqual([name, true]);
    for (const name of ['TcpPipe', 'duplexer2', 'ava', 'linux-gnu', 'src/pipe/tcp.js', 'readLine', 'Maß'])
      expect([name, tree.sees(name)]).toEqual([name, false]);
    expect(['readAll', 'read_all()', 'LineReader'].map((name) => tree.holds(name))).toEqual([true, true, true]);
    expect(['read', 'Reader', 'line', 'pc_windows'].map((name) => tree.holds(name))).toEqual([false, false, false, false]);
  });

  it.each([
    '.kairos/topics/tests.md',
    'CHANGELOG.md',
    'docs/changelog/1.md',
    'History.md',
    'NEWS',
    'package-lock.json',
    'Cargo.lock',
    'go.sum',
    'vendor/lib/a.go',
    'node_modules/a/index.js',
    'web/app.min.js',
    'api/types.pb.go',
    'gen/client.ts',
    'third/a.c',
  ])('is not told by %s', async (path) => {
    const tree = await treeOf({
      [path]: 'jasmine\n',
      '.gitattributes': 'gen/** linguist-generated\n/third/* linguist-vendored=true\n',
      'a.ts': 'x\n',
    });
    expect(tree.sees('jasmine')).toBe(false);
    expect(tree.stands(path)).toBe(!path.startsWith('.kairos'));
  });

  it('believes the repository that says what is its own', async () => {
    const files = { 'vendor/own.go': 'package pipe\n', '.gitattributes': 'vendor/** -linguist-vendored\n' };
    expect((await treeOf(files)).sees('pipe')).toBe(true);
    const nested = { 'lib/a/gen.go': 'package pipe\n', 'lib/.gitattributes': 'gen.go linguist-generated\n' };
    expect((await treeOf(nested)).sees('pipe')).toBe(false);
  });

  it('passes over data and large files, whose paths still tell', async () => {
    const tree = await treeOf({
      'a.bin': 'jasmine\0',
      'rows.csv': `jasmine\n${'x'.repeat(256 * 1024)}`,
      'small.csv': `karma\n${'x'.repeat(255 * 1024)}`,
    });
    expect(['jasmine', 'karma'].map((name) => tree.sees(name))).toEqual([false, true]);
    expect(tree.stands('rows.csv')).toBe(true);
  });

  it('finds a file whose folder was moved whole', async () => {
    const tree = await treeOf({ 'src/click/core.py': 'x\n', 'lib/view.js': 'x\n', 'index.js': 'x\n' });
    expect(['click/core.py', 'app/lib/view.js', 'other/core.py', 'core.py', 'sub/index.js'].map((path) => tree.stands(path))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('reads a file once, and again what was read where the cache is damaged', async () => {
    const { world, ws, repo } = await virtualClone();
    const look = async (id: string): Promise<readonly [number, boolean, boolean]> => {
      const counted = counting(world);
      const tree = await witnessOf(counted.world, ws, await world.git.readTree(id, ['']));
      return [counted.read(), tree.sees('vitest'), tree.sees('mocha')];
    };
    const first = await repo.commit('Begin', { 'a.ts': 'vitest\n', 'b.ts': 'mocha\n' });
    expect(await look(first)).toEqual([2, true, true]);
    expect(await look(first)).toEqual([0, true, true]);
    const second = await repo.commit('Change', { 'b.ts': 'jest\n' });
    expect(await look(second)).toEqual([1, true, false]);
    await world.files.write(ws.treeWords, `${(await world.files.read(ws.treeWords)) ?? ''}x mocha\n`);
    expect(await look(second)).toEqual([2, true, false]);
    await world.files.remove(ws.treeWords);
    expect(await look(second)).toEqual([2, true, false]);
  });

  it('is silent where more than one file of a hundred is not here, and does not swear to what it does not see where one is', async () => {
    const { world, ws, repo } = await virtualClone();
    const tip = await repo.commit('Begin', Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`src/f${n}.ts`, `word${n}x\n`])));
    const listed = await world.git.readTree(tip, ['']);
    const lacking = async (count: number): ReturnType<typeof witnessOf> => {
      await world.files.remove(ws.treeWords);
      return witnessOf(
        world,
        ws,
        listed.map(({ size, ...file }, at) => (at < count ? file : { ...file, ...(size !== undefined && { size }) })),
      );
    };
    expect(await lacking(0)).toMatchObject({ speaks: true, isWhole: true });
    expect(await lacking(2)).toMatchObject({ speaks: true, isWhole: false });
    expect(await lacking(3)).toMatchObject({
      speaks: false,
      silence: 'the tree is no witness of what holds: 3 files of 200 are not in this clone, and nothing is fetched',
    });
  });
});
