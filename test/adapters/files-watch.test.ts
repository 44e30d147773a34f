import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MOVED_MS, POLL_MS, watchPaths } from '../../src/adapters/files-watch.js';
import { FOLDERS_MAX, folderWatches, systemWatch, type WatchFolder } from '../../src/adapters/folder-watches.js';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'kairos-watch-')));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true, force: true });
});

/** A system that counts its watches and gives `most` of them, then fails with this code. */
function system(most = Infinity, code = 'ENOSPC'): { readonly watched: string[]; readonly watch: WatchFolder } {
  const watched: string[] = [];
  return {
    watched,
    watch: (path, onEvent) => {
      if (watched.length >= most) throw Object.assign(new Error(`${code}: refused`), { code });
      watched.push(path.slice(root.length));
      return systemWatch(path, onEvent);
    },
  };
}

function lay(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), path);
  }
}

describe('the watches of some paths', () => {
  it('are one for a folder, and none for a file', async () => {
    const { watch, watched } = system();
    const files = Array.from({ length: 100 }, (_, n) => `logs/2026/11/${n}.md`);
    lay(...files, 'other/a', 'HEAD', 'config');
    const close = await watchPaths(
      [`${root}/logs`, `${root}/HEAD`, `${root}/config`, `${root}/absent/x`],
      () => undefined,
      undefined,
      watch,
    );
    expect(watched.sort()).toEqual(['', '/logs', '/logs/2026', '/logs/2026/11']);
    await close();
  });

  it('are bounded for each path: those folders that changed last', async () => {
    const { watch, watched } = system();
    const folders = Array.from({ length: 100 }, (_, n) => `tree/${n}`);
    for (const [n, folder] of folders.entries()) {
      lay(`${folder}/a`);
      utimesSync(join(root, folder), 1_000 + n, 1_000 + n);
    }
    const close = await watchPaths([`${root}/tree`], () => undefined, undefined, watch);
    expect(watched).toHaveLength(FOLDERS_MAX + 1);
    expect(watched.slice(0, 4)).toEqual(['', '/tree', '/tree/99', '/tree/98']);
    await close();
  });

  it('end with the folders', async () => {
    const { watch, watched } = system();
    lay('tree/a/b/c');
    let wake: () => void = () => undefined;
    const close = await watchPaths([`${root}/tree`], () => wake(), undefined, watch);
    const hint = new Promise<void>((resolve) => (wake = resolve));
    rmSync(`${root}/tree/a`, { recursive: true });
    await hint;
    watched.splice(0);
    const again = new Promise<void>((resolve) => (wake = resolve));
    lay('tree/a/b/c');
    await again;
    expect(watched).toEqual(['/tree/a', '/tree/a/b']);
    await close();
  });
});

describe('a folder that was removed and made again', () => {
  it('is watched anew, even if it has the same inode again', async () => {
    lay('tree/a');
    const watched: string[] = [];
    let told: (event: string, name: string | null) => void = () => undefined;
    let wake: () => void = () => undefined;
    const hint = new Promise<void>((resolve) => (wake = resolve));
    const close = await watchPaths(
      [`${root}/tree`],
      () => wake(),
      undefined,
      (path, onEvent) => {
        watched.push(path);
        if (path.endsWith('/tree')) told = onEvent;
        return { on: () => undefined, close: () => watched.push(`${path} closed`) };
      },
    );
    told('rename', 'tree');
    await hint;
    expect(watched).toEqual([root, `${root}/tree`, `${root}/tree closed`, `${root}/tree`]);
    await close();
  });
});

describe('a folder that was moved with the one above it', () => {
  it('is missed within seconds, though nothing reports it', async () => {
    lay('far/outer/tree/a/b');
    let wake: () => void = () => undefined;
    const close = await watchPaths([`${root}/far/outer/tree`], () => wake());
    const hint = new Promise<string>((resolve) => (wake = () => resolve('missed')));
    renameSync(`${root}/far`, `${root}/near`);
    const late = new Promise<string>((resolve) => setTimeout(resolve, 3 * MOVED_MS, 'late').unref());
    expect(await Promise.race([hint, late])).toBe('missed');
    await close();
  });

  it('is looked for at the topmost folders alone, and one behind a link is no news', async () => {
    lay('real/tree/a/b');
    symlinkSync(`${root}/real`, `${root}/link`);
    const watches = folderWatches([`${root}/link/tree`], systemWatch, { changed: () => undefined, usedUp: () => undefined });
    watches.follow();
    expect(watches.isElsewhere()).toBe(false);
    renameSync(`${root}/real`, `${root}/other`);
    expect(watches.isElsewhere()).toBe(true);
    watches.follow();
    expect(watches.isElsewhere()).toBe(false);
    watches.close();
  });
});

describe('a system that gives no more watches', () => {
  it.each([
    ['ENOSPC', 'max_user_watches'],
    ['EMFILE', 'ulimit -n'],
    ['EODD', 'EODD'],
  ])('is asked at intervals instead, and says so once (%s)', async (code, word) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] });
    lay('a/x', 'b/x', 'c/x');
    const said: string[] = [];
    let hints = 0;
    const close = await watchPaths(
      ['a', 'b', 'c'].map((name) => `${root}/${name}`),
      () => void (hints += 1),
      (why) => said.push(why),
      system(2, code).watch,
    );
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(word);
    await vi.advanceTimersByTimeAsync(3 * POLL_MS + 500);
    expect(hints).toBe(3);
    await close();
    await vi.advanceTimersByTimeAsync(3 * POLL_MS);
    expect(hints).toBe(3);
    expect(said).toHaveLength(1);
  });

  it('is asked more rarely by who takes long to look', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    let hints = 0;
    const looks = async (): Promise<void> => {
      hints += 1;
      await new Promise((resolve) => setTimeout(resolve, 100));
    };
    const close = await watchPaths([`${root}/a`], looks, undefined, system(0).watch);
    await vi.advanceTimersByTimeAsync(POLL_MS + 200);
    expect(hints).toBe(1);
    await vi.advanceTimersByTimeAsync(49_000);
    expect(hints).toBe(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(hints).toBe(2);
    await close();
  });

  it('keeps the watches that it gave', async () => {
    lay('a/x', 'b/x');
    let wake: () => void = () => undefined;
    const hint = new Promise<void>((resolve) => (wake = resolve));
    const close = await watchPaths([`${root}/a`, `${root}/b`], () => wake(), undefined, system(2).watch);
    writeFileSync(`${root}/a/x`, 'changed');
    await hint;
    await close();
  });

  it('is not one in which a folder went away or may not be read', async () => {
    lay('a/b/x');
    const said: string[] = [];
    const close = await watchPaths(
      [`${root}/a`],
      () => undefined,
      (why) => said.push(why),
      system(2, 'ENOENT').watch,
    );
    expect(said).toEqual([]);
    await close();
  });
});
