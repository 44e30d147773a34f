/** What stands at a path, and whether a link stands on the way to it. Looks only; it never changes anything. */
import { lstatSync, realpathSync } from 'node:fs';
import { KairosError } from '../base/errors.js';
import type { FileKind, FileStat } from '../world/files.js';

export interface LinkGuard {
  /** True if some folder above `path`, below the trusted root, is a link (or unreadable). */
  through(path: string): boolean;
  refuse(path: string): void;
}

/** A folder is free of links if its real path is the real path of its trusted root and then the same names: one system call. */
export function linkGuard(roots: readonly string[]): LinkGuard {
  const real = new Map<string, string>();
  // Longest first: a work tree inside the home folder is its own root.
  const ordered = [...new Set(roots.filter((root) => root.startsWith('/')))].sort((a, b) => b.length - a.length);

  function through(path: string): boolean {
    const folder = nearestFolder(path);
    if (folder === '') return false;
    const root = ordered.find((one) => folder === one || folder.startsWith(`${one}/`)) ?? '';
    let realRoot = root === '' ? '' : real.get(root);
    if (realRoot === undefined) real.set(root, (realRoot = realpathSync.native(root)));
    try {
      return realpathSync.native(folder) !== realRoot + folder.slice(root.length);
    } catch {
      return true;
    }
  }
  return {
    through,
    refuse: (path) => {
      if (through(path))
        throw new KairosError('bad-path', `${path} leads through a symbolic link`, { hint: 'replace the link by a folder' });
    },
  };
}

/** The folder that holds `path`, or the nearest one above it that exists; '' for the top. */
function nearestFolder(path: string): string {
  let folder = path.slice(0, path.lastIndexOf('/'));
  while (folder !== '' && !statAt(folder)) folder = folder.slice(0, folder.lastIndexOf('/'));
  return folder;
}

/** lstat, with the permission bits; undefined if there is nothing. */
export function statAt(path: string): (FileStat & { readonly mode: number }) | undefined {
  const stat = unlessAbsent(() => lstatSync(path, { bigint: true }));
  if (!stat) return undefined;
  return {
    kind: kindOf(stat),
    sizeBytes: Number(stat.size),
    mtimeMs: Number(stat.mtimeMs),
    inode: String(stat.ino),
    mode: Number(stat.mode) & 0o777,
  };
}

export function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileKind {
  if (entry.isSymbolicLink()) return 'link';
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'directory' : 'other';
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** ELOOP is what O_NOFOLLOW says of a link; ENXIO, of a socket. */
export function unlessAbsent<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'ENAMETOOLONG'].includes(codeOf(error))) return undefined;
    throw error;
  }
}
