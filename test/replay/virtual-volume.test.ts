/** The volume in memory against the real file system: random sequences of operations must give equal answers, errors and trees. */
import * as nodeFs from 'node:fs';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { volumeFs } from '../../src/replay/virtual-volume-fs.js';
import { virtualVolume, type VirtualVolume, type VolumeStat } from '../../src/replay/virtual-volume.js';

/** What both sides offer under the same names. The native realpath asks the system; the other one works on the text of the path. */
const disk = { ...nodeFs, realpathSync: realpathSync.native } as unknown as VirtualVolume;
const base = realpathSync(mkdtempSync(join(tmpdir(), 'kairos-volume-')));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** Later than any time that an operation sets, as the real time is. */
const NOW_MS = 2 ** 45;
const EARLY_MS = 1e9;

const names = fc.constantFrom('a', 'b');
const below = fc.array(names, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const text = fc.constantFrom('', 'x', 'longer\n', 'é');
/** Binary fractions of a second, which every file system keeps exactly. */
const seconds = fc.constantFrom(0, 1000.5, 2000.125);

/** One operation on the folder `root` of either side; what it returns is compared. */
type Operation = readonly [name: string, run: (fs: VirtualVolume, root: string) => unknown];
const one = (name: string, run: (fs: VirtualVolume, path: string) => unknown): fc.Arbitrary<Operation> =>
  below.map((path) => [`${name} ${path}`, (fs, root) => run(fs, `${root}/${path}`)]);
const two = (name: string, run: (fs: VirtualVolume, from: string, to: string) => unknown): fc.Arbitrary<Operation> =>
  fc.tuple(below, below).map(([from, to]) => [`${name} ${from} ${to}`, (fs, root) => run(fs, `${root}/${from}`, `${root}/${to}`)]);
const withText = (name: 'writeFileSync' | 'appendFileSync'): fc.Arbitrary<Operation> =>
  fc.tuple(below, text).map(([path, content]) => [`${name} ${path} ${content}`, (fs, root) => fs[name](`${root}/${path}`, content)]);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 4, arbitrary: withText('writeFileSync') },
  { weight: 2, arbitrary: withText('appendFileSync') },
  { weight: 4, arbitrary: one('mkdir', (fs, path) => fs.mkdirSync(path)) },
  {
    weight: 2,
    arbitrary: one('mkdir -p', (fs, path) => {
      fs.mkdirSync(path, { recursive: true });
    }),
  },
  { weight: 5, arbitrary: two('rename', (fs, from, to) => fs.renameSync(from, to)) },
  { weight: 3, arbitrary: two('link', (fs, from, to) => fs.linkSync(from, to)) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.oneof(
          below,
          below.map((path) => `../${path}`),
          below.map((path) => `/${path}`),
        ),
        below,
      )
      .map(([target, path]): Operation => [
        `symlink ${target} ${path}`,
        (fs, root) => fs.symlinkSync(target.startsWith('/') ? root + target : target, `${root}/${path}`),
      ]),
  },
  one('unlink', (fs, path) => fs.unlinkSync(path)),
  one('rmdir', (fs, path) => fs.rmdirSync(path)),
  one('rm', (fs, path) => fs.rmSync(path)),
  one('rm -r', (fs, path) => fs.rmSync(path, { recursive: true })),
  one('rm -rf', (fs, path) => fs.rmSync(path, { recursive: true, force: true })),
  fc.tuple(below, seconds).map(([path, at]): Operation => [`utimes ${path} ${at}`, (fs, root) => fs.utimesSync(`${root}/${path}`, 0, at)]),
  one('exists', (fs, path) => fs.existsSync(path)),
  one('stat', (fs, path) => kindOf(fs.statSync(path))),
  one('read', (fs, path) => [fs.readFileSync(path, 'utf8'), [...fs.readFileSync(path)]]),
  one('readdir', (fs, path) => [...fs.readdirSync(path)].sort()),
  one('readlink', (fs, path) => fs.readlinkSync(path)),
  one('realpath', (fs, path) => fs.realpathSync(path)),
);

function kindOf(stat: VolumeStat): string {
  return stat.isSymbolicLink() ? 'link' : stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other';
}

/** The answer of an operation, or the code of its error. */
function answer(run: () => unknown): unknown {
  try {
    return run() ?? 'done';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ERR_FS_EISDIR' ? 'EISDIR' : code;
  }
}

/** Every name below a folder with what stands there. Inodes are numbered as they are first seen, because the two sides number them differently. */
function tree(fs: VirtualVolume, folder: string, inodes: Map<number, number>, seen: Set<number>): unknown[] {
  const stamp = (path: string): unknown[] => {
    const stat = fs.lstatSync(path);
    const kind = kindOf(stat);
    if (!inodes.has(stat.ino)) inodes.set(stat.ino, Math.max(0, ...inodes.values()) + 1);
    seen.add(stat.ino);
    const content = kind === 'file' ? fs.readFileSync(path, 'utf8') : kind === 'link' ? fs.readlinkSync(path) : '';
    const inner = kind === 'folder' ? tree(fs, path, inodes, seen) : stat.size;
    // A link has the time at which it was made, and no operation sets it.
    return [kind, inodes.get(stat.ino), stat.mtimeMs < EARLY_MS ? stat.mtimeMs : 'now', content, inner];
  };
  return [...fs.readdirSync(folder)].sort().map((name) => [name, ...stamp(`${folder}/${name}`)]);
}

/** Looks at a side again and again; numbers of inodes that are gone are given back, as real ones are. */
function onlooker(fs: VirtualVolume, root: string): () => unknown[] {
  const inodes = new Map<number, number>();
  return () => {
    const seen = new Set<number>();
    const found = tree(fs, root, inodes, seen);
    for (const inode of inodes.keys()) if (!seen.has(inode)) inodes.delete(inode);
    return found;
  };
}

describe('the volume in memory', () => {
  it('does what the file system does, whatever is asked of it', () => {
    let runs = 0;
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60, size: 'max' }), (operations) => {
        // A link may lead out of the folder that is worked on, so the one around it is looked at.
        const around = join(base, String(runs++));
        const root = `${around}/root`;
        const volume = virtualVolume(() => NOW_MS);
        for (const fs of [disk, volume]) fs.mkdirSync(root, { recursive: true });
        const [onDisk, inMemory] = [onlooker(disk, around), onlooker(volume, around)];
        for (const [name, run] of operations) {
          expect([name, answer(() => run(volume, root))]).toEqual([name, answer(() => run(disk, root))]);
          expect([name, inMemory()]).toEqual([name, onDisk()]);
        }
        rmSync(around, { recursive: true });
      }),
      { seed: 20261120, numRuns: 200 },
    );
  });

  it('follows as many links as the file system', () => {
    const root = join(base, 'links');
    const volume = virtualVolume();
    for (const fs of [disk, volume]) {
      fs.mkdirSync(root, { recursive: true });
      fs.writeFileSync(`${root}/0`, 'end');
      for (let at = 1; at <= 50; at++) fs.symlinkSync(String(at - 1), `${root}/${at}`);
    }
    const answers = (fs: VirtualVolume): unknown[] =>
      Array.from({ length: 51 }, (_, at) => answer(() => fs.readFileSync(`${root}/${at}`, 'utf8')));
    expect(answers(volume)).toEqual(answers(disk));
    expect(answers(volume)).toContain('ELOOP');
  });

  it('stamps with the time that it is given', () => {
    let nowMs = 1_000;
    const volume = virtualVolume(() => nowMs);
    volume.mkdirSync('/folder');
    volume.writeFileSync('/folder/file', 'one');
    nowMs = 2_000;
    volume.renameSync('/folder/file', '/file');
    expect(volume.lstatSync('/file')).toMatchObject({ mtimeMs: 1_000, ctimeMs: 2_000 });
    expect(volume.lstatSync('/folder')).toMatchObject({ mtimeMs: 2_000 });
    const still = virtualVolume();
    still.writeFileSync('/file', '');
    expect(still.lstatSync('/file').mtimeMs).toBe(0);
  });

  it('shares no bytes with those who write or read', () => {
    const volume = virtualVolume();
    const bytes = new Uint8Array([1, 2, 3]);
    volume.writeFileSync('/file', bytes);
    bytes.fill(9);
    volume.readFileSync('/file').fill(8);
    expect([...volume.readFileSync('/file')]).toEqual([1, 2, 3]);
  });

  it('keeps its root, and knows no place from which a relative path would go', () => {
    const volume = virtualVolume();
    volume.mkdirSync('/folder');
    for (const [code, run] of [
      ['EBUSY', () => volume.rmdirSync('/')],
      ['EBUSY', () => volume.rmSync('/', { recursive: true })],
      ['EBUSY', () => volume.renameSync('/', '/folder/root')],
      ['EBUSY', () => volume.renameSync('/folder', '/')],
      ['EEXIST', () => volume.mkdirSync('/')],
      ['EISDIR', () => volume.writeFileSync('/', '')],
      ['EINVAL', () => volume.writeFileSync('file', '')],
      ['ENOENT', () => volume.writeFileSync('', '')],
    ] as const)
      expect(answer(run)).toBe(code);
    volume.mkdirSync('/', { recursive: true });
    expect([volume.readdirSync('/'), volume.realpathSync('/folder/..')]).toEqual([['folder'], '/']);
  });

  it('gives the names of a folder sorted, however often they were asked for while they came and went', () => {
    const volume = virtualVolume();
    const there = new Set<string>();
    for (const name of ['m', 'c', 'x', 'a', 'm', 'f', 'z', 'b', 'c', 'y', 'é', 'B']) {
      if (there.delete(name)) volume.unlinkSync(`/${name}`);
      else {
        there.add(name);
        volume.writeFileSync(`/${name}`, 'text');
      }
      volume.writeFileSync('/tmp', 'new');
      volume.renameSync('/tmp', '/f');
      there.add('f');
      expect(volume.readdirSync('/')).toEqual([...there].sort());
    }
  });

  it('says what was wrong as the system says it', () => {
    expect(() => virtualVolume().readFileSync('/none')).toThrow(
      expect.objectContaining({ code: 'ENOENT', path: '/none', message: "ENOENT: no such file or directory, '/none'" }),
    );
  });

  it('is a file system of promises for isomorphic-git', async () => {
    const volume = virtualVolume();
    const { promises } = volumeFs(volume);
    await promises.mkdir('/folder');
    await promises.writeFile('/folder/file', 'text');
    await promises.symlink('file', '/folder/link');
    expect(await promises.readFile('/folder/link')).toEqual(Buffer.from('text'));
    expect(await promises.readFile('/folder/link', {})).toEqual(Buffer.from('text'));
    expect(await promises.readFile('/folder/link', 'utf8')).toBe('text');
    expect(await promises.readFile('/folder/link', { encoding: 'utf8' })).toBe('text');
    expect(await promises.readlink('/folder/link')).toBe('file');
    expect(await promises.readdir('/folder')).toEqual(['file', 'link']);
    expect(kindOf(await promises.lstat('/folder/link'))).toBe('link');
    expect(kindOf(await promises.stat('/folder/link'))).toBe('file');
    await promises.unlink('/folder/link');
    await expect(promises.rmdir('/folder')).rejects.toMatchObject({ code: 'ENOTEMPTY' });
    // By a call without a path it finds out whether a file system speaks in promises.
    await expect(promises.readFile(...([] as unknown as [string]))).rejects.toBeInstanceOf(Error);
  });

  it('keeps through a loss of power what was synced with the folder above it, and loses what was left out', () => {
    const volume = virtualVolume();
    volume.mkdirSync('/a/own', { recursive: true });
    volume.writeFileSync('/a/kept', 'kept');
    volume.writeFileSync('/a/own/lost', 'lost');
    volume.fsyncBelowSync('/', ['/a/own']);
    volume.crashSync(() => 0.9);
    expect([volume.readFileSync('/a/kept', 'utf8'), volume.readdirSync('/a/own')]).toEqual(['kept', []]);
  });

  it('forks into one that a loss of power takes nothing from', () => {
    const volume = virtualVolume();
    volume.mkdirSync('/a');
    volume.writeFileSync('/a/file', 'text');
    const fork = volume.forkSync(() => 0);
    volume.rmSync('/a/file');
    fork.crashSync(() => 0.9);
    expect(fork.readFileSync('/a/file', 'utf8')).toBe('text');
  });
});

describe('a look along a path that was looked along before', () => {
  const laid = (): VirtualVolume => {
    const volume = virtualVolume(() => NOW_MS);
    volume.mkdirSync('/a/b', { recursive: true });
    volume.writeFileSync('/a/b/file', 'old');
    expect(volume.contentSync('/a/b/file')?.toString()).toBe('old');
    expect(volume.leadsThroughLinkSync('/a/b/file')).toBe(false);
    return volume;
  };

  it('misses what was moved away with a folder above it, and finds it where it went', () => {
    const volume = laid();
    volume.renameSync('/a', '/c');
    expect([volume.existsSync('/a/b/file'), volume.existsSync('/c/b/file')]).toEqual([false, true]);
  });

  it('sees a link where a folder stood', () => {
    const volume = laid();
    volume.renameSync('/a', '/c');
    volume.symlinkSync('/c', '/a');
    expect(volume.leadsThroughLinkSync('/a/b/file')).toBe(true);
    expect(volume.contentSync('/a/b/file')?.toString()).toBe('old');
  });

  it('sees the new folder where one was removed', () => {
    const volume = laid();
    volume.rmSync('/a', { recursive: true });
    volume.mkdirSync('/a/b', { recursive: true });
    expect(volume.existsSync('/a/b/file')).toBe(false);
    volume.writeFileSync('/a/b/file', 'new');
    expect(volume.contentSync('/a/b/file')?.toString()).toBe('new');
  });

  it('misses what a loss of power took', () => {
    const volume = laid();
    volume.crashSync(() => 0.99);
    expect(volume.nodeSync('/a/b/file')).toBeUndefined();
  });

  it('sees on a fork what lies on it alone', () => {
    const volume = laid();
    const fork = volume.forkSync(() => NOW_MS);
    fork.rmSync('/a/b', { recursive: true });
    expect([fork.existsSync('/a/b/file'), volume.existsSync('/a/b/file')]).toEqual([false, true]);
  });
});
