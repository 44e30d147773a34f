/** What every implementation of the Files port must do. Run on the disk and in memory. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Files, FileStat } from '../../src/world/files.js';

export interface FilesGround {
  readonly files: Files;
  /** An existing empty folder. */
  readonly root: string;
  symlink(target: string, path: string): void;
  /** Bytes as they stand, put there behind the port's back. */
  plant(path: string, bytes: Uint8Array): void;
  dispose(): void;
}

export function filesContract(name: string, open: () => FilesGround): void {
  describe(`Files, ${name}`, () => {
    let ground: FilesGround;
    let files: Files;
    let root: string;
    beforeEach(() => {
      ground = open();
      ({ files, root } = ground);
    });
    afterEach(() => ground.dispose());

    readingAndWriting(() => ({ files, root, ground }));
    appending(() => ({ files, root, ground }));
    listing(() => ({ files, root, ground }));
    movingAndLinking(() => ({ files, root, ground }));
    symbolicLinks(() => ({ files, root, ground }));
    watching(() => ({ files, root, ground }));
  });
}

type Here = () => { readonly files: Files; readonly root: string; readonly ground: FilesGround };

function readingAndWriting(here: Here): void {
  it('gives undefined for what is not there, and for a folder', async () => {
    const { files, root } = here();
    await files.mkdir(`${root}/folder`);
    for (const path of [`${root}/none`, `${root}/none/below`, `${root}/folder`]) {
      expect(await files.read(path)).toBeUndefined();
      expect(await files.readBytes(path)).toBeUndefined();
    }
    expect(await files.stat(`${root}/none/below`)).toBeUndefined();
    expect(await files.realPath(`${root}/none`)).toBeUndefined();
  });

  it('writes text and bytes, making parents, and leaves nothing else behind', async () => {
    const { files, root } = here();
    await files.write(`${root}/a/b/c.md`, 'päper\r\n');
    await files.write(`${root}/a/b/c.bin`, new Uint8Array([0, 255, 10]));
    expect(await files.read(`${root}/a/b/c.md`)).toBe('päper\r\n');
    expect([...((await files.readBytes(`${root}/a/b/c.bin`)) ?? [])]).toEqual([0, 255, 10]);
    expect(await files.walk(root)).toEqual(['a/b/c.bin', 'a/b/c.md']);
  });

  it('reads a part of a file, and no more than there is', async () => {
    const { files, root } = here();
    await files.write(`${root}/f`, '0123456789');
    const part = async (from: number, length: number): Promise<string | undefined> => {
      const bytes = await files.readPart(`${root}/f`, from, length);
      return bytes && new TextDecoder().decode(bytes);
    };
    expect([await part(0, 4), await part(4, 4), await part(8, 4), await part(10, 4), await part(99, 4)]).toEqual([
      '0123',
      '4567',
      '89',
      '',
      '',
    ]);
    expect(await files.readPart(root, 0, 4)).toBeUndefined();
    expect(await files.readPart(`${root}/none`, 0, 4)).toBeUndefined();
  });

  it('reads invalid UTF-8 as text with replacement characters', async () => {
    const { files, root, ground } = here();
    ground.plant(`${root}/bad`, new Uint8Array([0x61, 0xff, 0x62]));
    expect(await files.read(`${root}/bad`)).toBe('a\ufffdb');
  });

  it('replaces a file by another one, which has a new inode', async () => {
    const { files, root } = here();
    await files.write(`${root}/f`, 'old');
    const before = await files.stat(`${root}/f`);
    await files.write(`${root}/f`, 'new text');
    const after = await files.stat(`${root}/f`);
    expect(await files.read(`${root}/f`)).toBe('new text');
    expect(after).toMatchObject({ kind: 'file', sizeBytes: 8 });
    expect(after?.inode).not.toBe(before?.inode);
  });

  it('stamps a file so that it shows whether it was changed', async () => {
    const { files, root } = here();
    const stamp = async (): Promise<string | undefined> => (await files.stat(`${root}/f`))?.stamp;
    await files.write(`${root}/f`, 'a\n');
    await files.touch(`${root}/f`, 1_000_000);
    const stamps = [await stamp()];
    expect(await stamp()).toBe(stamps[0]);
    // Longer at the same time; later at the same length; another file of the same length and time.
    await files.append(`${root}/f`, 'b\n');
    await files.touch(`${root}/f`, 1_000_000);
    stamps.push(await stamp());
    await files.touch(`${root}/f`, 2_000_000);
    stamps.push(await stamp());
    await files.write(`${root}/f`, 'c\nd\n');
    await files.touch(`${root}/f`, 2_000_000);
    stamps.push(await stamp());
    expect(new Set(stamps).size).toBe(4);
    expect(stamps).not.toContain(undefined);
  });

  it('refuses to write over a folder and below a file', async () => {
    const { files, root } = here();
    await files.mkdir(`${root}/folder/inner`);
    await files.write(`${root}/file`, 'x');
    await expect(files.write(`${root}/folder`, 'x')).rejects.toMatchObject({ code: 'bad-path' });
    await expect(files.append(`${root}/folder`, 'x')).rejects.toMatchObject({ code: 'bad-path' });
    await expect(files.write(`${root}/file/below`, 'x')).rejects.toMatchObject({ code: 'bad-path' });
    await expect(files.mkdir(`${root}/file/below`)).rejects.toMatchObject({ code: 'bad-path' });
    expect(await files.read(`${root}/file`)).toBe('x');
  });

  it('makes a folder for this user alone, and keeps what is in it', async () => {
    const { files, root, ground } = here();
    expect(await files.privateFolder(`${root}/deep/mine`)).toBe(true);
    await files.write(`${root}/deep/mine/file`, 'x');
    expect(await files.privateFolder(`${root}/deep/mine`)).toBe(true);
    expect(await files.read(`${root}/deep/mine/file`)).toBe('x');
    expect(await files.privateFolder(`${root}/deep/mine/file`)).toBe(false);
    ground.symlink(`${root}/deep/mine`, `${root}/link`);
    expect(await files.privateFolder(`${root}/link`)).toBe(false);
    await expect(files.privateFolder(`${root}/link/below`)).rejects.toMatchObject({ code: 'bad-path' });
  });

  it('creates a file once', async () => {
    const { files, root } = here();
    expect(await files.create(`${root}/deep/once`, 'first')).toBe(true);
    expect(await files.create(`${root}/deep/once`, 'second')).toBe(false);
    expect(await files.read(`${root}/deep/once`)).toBe('first');
    await files.mkdir(`${root}/folder`);
    expect(await files.create(`${root}/folder`, 'x')).toBe(false);
  });

  it('keeps whole milliseconds of a modification time that was set', async () => {
    const { files, root } = here();
    for (const atMs of [1_763_640_000_123, 1_763_640_000_999, 1_000]) {
      await files.touch(`${root}/t`, atMs);
      expect((await files.stat(`${root}/t`))?.mtimeMs).toBe(atMs);
    }
    expect(await files.read(`${root}/t`)).toBe('');
    await files.write(`${root}/u`, 'kept');
    await files.touch(`${root}/u`, 5_000);
    expect(await files.read(`${root}/u`)).toBe('kept');
  });

  it('syncs a folder, and does not mind if there is none', async () => {
    const { files, root } = here();
    await files.write(`${root}/a/b`, 'x');
    await files.remove(`${root}/a/b`);
    await files.syncFolder(`${root}/a`);
    await files.syncFolder(`${root}/c`);
    expect(await files.list(root)).toEqual([{ name: 'a', kind: 'directory' }]);
  });

  it('removes files and whole folders, and does not mind if there is nothing', async () => {
    const { files, root } = here();
    await files.write(`${root}/a/b/c`, 'x');
    await files.remove(`${root}/a/b/c`);
    await files.remove(`${root}/a/b/c`);
    await files.write(`${root}/a/b/d`, 'x');
    await files.remove(`${root}/a`);
    expect(await files.list(root)).toEqual([]);
  });
}

function appending(here: Here): void {
  it('appends, making parents', async () => {
    const { files, root } = here();
    await files.append(`${root}/logs/day.md`, '- one\n');
    await files.append(`${root}/logs/day.md`, '- two\n');
    expect(await files.read(`${root}/logs/day.md`)).toBe('- one\n- two\n');
  });

  it('keeps the order of appends that were not waited for', async () => {
    const { files, root } = here();
    const lines = Array.from({ length: 50 }, (_, index) => `${index}\n`);
    await Promise.all(lines.map((line) => files.append(`${root}/log`, line)));
    expect(await files.read(`${root}/log`)).toBe(lines.join(''));
  });

  it('closes a torn tail with a newline and keeps its bytes', async () => {
    const { files, root } = here();
    await files.write(`${root}/log`, '- whole\n- tor');
    await files.append(`${root}/log`, '- next\n');
    expect(await files.read(`${root}/log`)).toBe('- whole\n- tor\n- next\n');
  });

  it('overwrites in place what is there, and makes nothing', async () => {
    const { files, root } = here();
    await files.write(`${root}/out`, 'one\ntwo\nthree\n');
    const before = await files.stat(`${root}/out`);
    await files.overwrite(`${root}/out`, 'three\n');
    await files.append(`${root}/out`, 'four\n');
    expect(await files.read(`${root}/out`)).toBe('three\nfour\n');
    expect((await files.stat(`${root}/out`))?.inode).toBe(before?.inode);
    await files.overwrite(`${root}/none`, 'x');
    expect(await files.stat(`${root}/none`)).toBeUndefined();
    await files.mkdir(`${root}/folder`);
    await expect(files.overwrite(`${root}/folder`, 'x')).rejects.toMatchObject({ code: 'bad-path' });
  });

  it('adds no newline to an empty file', async () => {
    const { files, root } = here();
    await files.write(`${root}/log`, '');
    await files.append(`${root}/log`, '- first\n');
    expect(await files.read(`${root}/log`)).toBe('- first\n');
  });
}

function listing(here: Here): void {
  it('lists names by code unit with their kinds, and nothing where there is no folder', async () => {
    const { files, root, ground } = here();
    for (const name of ['b', 'a', 'B', 'é', '10', '9']) await files.write(`${root}/${name}`, name);
    await files.mkdir(`${root}/c`);
    ground.symlink(`${root}/a`, `${root}/d`);
    expect(await files.list(root)).toEqual([
      { name: '10', kind: 'file' },
      { name: '9', kind: 'file' },
      { name: 'B', kind: 'file' },
      { name: 'a', kind: 'file' },
      { name: 'b', kind: 'file' },
      { name: 'c', kind: 'directory' },
      { name: 'd', kind: 'link' },
      { name: 'é', kind: 'file' },
    ]);
    expect(await files.list(`${root}/a`)).toEqual([]);
    expect(await files.list(`${root}/none`)).toEqual([]);
  });

  it('walks regular files by code unit of the whole path', async () => {
    const { files, root, ground } = here();
    for (const path of ['a/z', 'a.b', 'a/b/c', 'b']) await files.write(`${root}/${path}`, path);
    ground.symlink(`${root}/a`, `${root}/linked`);
    expect(await files.walk(root)).toEqual(['a.b', 'a/b/c', 'a/z', 'b']);
    expect(await files.walk(`${root}/none`)).toEqual([]);
  });

  it('says of everything below a folder what stat says of it, through no link', async () => {
    const { files, root, ground } = here();
    for (const path of ['x/a/z', 'x/a/b/c', 'x/b', 'other/inside']) await files.write(`${root}/${path}`, path);
    ground.symlink(`${root}/other`, `${root}/x/linked`);
    ground.symlink(`${root}/other`, `${root}/whole`);
    const stats = await files.stats(`${root}/x`);
    expect([...stats.keys()].toSorted()).toEqual(['a/b/c', 'a/z', 'b', 'linked']);
    const said = (stat: FileStat | undefined): unknown => stat && [stat.kind, stat.sizeBytes, stat.mtimeMs, stat.inode, stat.stamp];
    for (const [path, stat] of stats) expect(said(stat)).toEqual(said(await files.stat(`${root}/x/${path}`)));
    expect(stats.get('linked')?.kind).toBe('link');
    for (const none of ['none', 'whole', 'whole/inside', 'x/b']) expect((await files.stats(`${root}/${none}`)).size).toBe(0);
  });
}

function movingAndLinking(here: Here): void {
  it('renames over a file, making parents', async () => {
    const { files, root } = here();
    await files.write(`${root}/from`, 'new');
    await files.write(`${root}/x/to`, 'old');
    await files.touch(`${root}/from`, 7_000);
    await files.rename(`${root}/from`, `${root}/x/to`);
    await files.rename(`${root}/x/to`, `${root}/y/to`);
    expect(await files.walk(root)).toEqual(['y/to']);
    expect(await files.read(`${root}/y/to`)).toBe('new');
    expect((await files.stat(`${root}/y/to`))?.mtimeMs).toBe(7_000);
    await expect(files.rename(`${root}/none`, `${root}/z`)).rejects.toThrow();
  });

  it('links to a name only if it is free', async () => {
    const { files, root } = here();
    await files.write(`${root}/a`, 'a');
    await files.write(`${root}/b`, 'b');
    expect(await files.link(`${root}/a`, `${root}/n/1`)).toBe(true);
    expect(await files.link(`${root}/b`, `${root}/n/1`)).toBe(false);
    await files.remove(`${root}/a`);
    expect(await files.read(`${root}/n/1`)).toBe('a');
    await expect(files.link(`${root}/a`, `${root}/n/2`)).rejects.toThrow();
  });
}

function symbolicLinks(here: Here): void {
  it('never writes to a file through a link in the last place', async () => {
    const { files, root, ground } = here();
    await files.write(`${root}/victim`, 'untouched');
    ground.symlink(`${root}/victim`, `${root}/link`);
    ground.symlink(`${root}/nowhere`, `${root}/dangling`);
    for (const path of [`${root}/link`, `${root}/dangling`]) {
      expect(await files.read(path)).toBeUndefined();
      expect((await files.stat(path))?.kind).toBe('link');
      await expect(files.write(path, 'x')).rejects.toMatchObject({ code: 'bad-path' });
      await expect(files.append(path, 'x')).rejects.toMatchObject({ code: 'bad-path' });
      await expect(files.touch(path, 1_000)).rejects.toMatchObject({ code: 'bad-path' });
      expect(await files.create(path, 'x')).toBe(false);
    }
    expect(await files.walk(root)).toEqual(['victim']);
    expect(await files.read(`${root}/victim`)).toBe('untouched');
  });

  it('never reads or writes through a folder that is a link', async () => {
    const { files, root, ground } = here();
    await files.write(`${root}/outside/secret`, 'untouched');
    ground.symlink(`${root}/outside`, `${root}/kairos`);
    const path = `${root}/kairos/secret`;
    expect(await files.read(path)).toBeUndefined();
    expect(await files.list(`${root}/kairos`)).toEqual([]);
    for (const change of [
      () => files.write(path, 'x'),
      () => files.write(`${root}/kairos/new/deep`, 'x'),
      () => files.append(path, 'x'),
      () => files.create(`${root}/kairos/new`, 'x'),
      () => files.mkdir(`${root}/kairos/new`),
      () => files.remove(path),
      () => files.touch(path, 1_000),
      () => files.rename(path, `${root}/moved`),
      () => files.rename(`${root}/outside/secret`, `${root}/kairos/moved`),
      () => files.link(`${root}/outside/secret`, `${root}/kairos/linked`),
    ]) {
      await expect(change()).rejects.toMatchObject({ code: 'bad-path' });
    }
    expect(await files.walk(root)).toEqual(['outside/secret']);
    expect(await files.read(`${root}/outside/secret`)).toBe('untouched');
  });

  it('removes a link, not what it points at, and says where it led', async () => {
    const { files, root, ground } = here();
    await files.write(`${root}/outside/kept`, 'kept');
    ground.symlink(`${root}/outside`, `${root}/link`);
    expect(await files.realPath(`${root}/link/kept`)).toBe(await files.realPath(`${root}/outside/kept`));
    await files.remove(`${root}/link`);
    expect(await files.walk(root)).toEqual(['outside/kept']);
  });
}

function watching(here: Here): void {
  it('hints at changes below a watched folder until it is closed', async () => {
    const { files, root } = here();
    await files.write(`${root}/watched/a`, '1');
    let wake: (() => void) | undefined;
    const next = (): Promise<void> => new Promise((resolve) => void (wake = resolve));
    const close = await files.watch([`${root}/watched`], () => wake?.());
    for (const change of [() => files.append(`${root}/watched/a`, '2'), () => files.write(`${root}/watched/deep/b`, '3')]) {
      const hint = next();
      await change();
      await hint;
    }
    await close();
  });

  it('hints at a file that is watched: changed in place, replaced, removed, made again', async () => {
    const { files, root } = here();
    const path = `${root}/watched/a`;
    await files.write(path, '1');
    let wake: (() => void) | undefined;
    const close = await files.watch([path], () => wake?.());
    for (const change of [
      () => files.append(path, '2'),
      () => files.write(path, '3'),
      () => files.remove(path),
      () => files.write(path, '4'),
    ]) {
      const hint = new Promise<void>((resolve) => void (wake = resolve));
      await change();
      await hint;
    }
    await close();
  });

  it('hints at what is made later in folders that are not there, and again after they were removed', async () => {
    const { files, root } = here();
    const path = `${root}/not/yet/there`;
    let wake: (() => void) | undefined;
    const close = await files.watch([path], () => wake?.());
    const changes = [
      () => files.write(`${path}/a`, '1'),
      () => files.append(`${path}/a`, '2'),
      () => files.write(`${path}/deep/b`, '3'),
      () => files.append(`${path}/deep/b`, '4'),
      () => files.remove(`${root}/not`),
      () => files.write(`${path}/deep/b`, '5'),
      () => files.append(`${path}/deep/b`, '6'),
    ];
    for (const change of changes) {
      const hint = new Promise<void>((resolve) => void (wake = resolve));
      await change();
      await hint;
    }
    await close();
  });

  it('is not made deaf by a path that is not there: folders made below the others are heard', async () => {
    const { files, root } = here();
    await files.write(`${root}/watched/a`, '1');
    let wake: (() => void) | undefined;
    const close = await files.watch([`${root}/absent`, `${root}/watched`], () => wake?.());
    for (const path of ['watched/made/later/b', 'watched/made/later/c']) {
      const hint = new Promise<void>((resolve) => void (wake = resolve));
      await files.write(`${root}/${path}`, '2');
      await hint;
    }
    await close();
  });
}
