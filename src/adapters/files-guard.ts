/** Looks at a path: what is there, and whether a symbolic link lies on the way to it. It changes nothing. */
import { fileStamp } from '../base/file-stamp.js';
import { constants, lstatSync, realpathSync, type Stats } from 'node:fs';
import { KairosError } from '../base/errors.js';
import type { FileKind, FileStat } from '../world/files.js';

export interface LinkGuard {
  /** True if a folder above `path`, below the trusted root, is a link or cannot be read. */
  through(path: string): boolean;
  /** @throws KairosError `bad-path` where `through` is true. */
  refuse(path: string): void;
}

/**
 * The guard over these trusted roots, which may themselves be reached through links. A folder is free of links if its real path is the real
 * path of its root followed by the same names, which costs one system call.
 */
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

/** The folder that holds `path`, or the nearest one above it that exists; '' for the root of the file system. */
function nearestFolder(path: string): string {
  let folder = path.slice(0, path.lastIndexOf('/'));
  while (folder !== '' && !statAt(folder)) folder = folder.slice(0, folder.lastIndexOf('/'));
  return folder;
}

const MAY_BE_ABSENT = { throwIfNoEntry: false } as const;

/** What is there; undefined if there is nothing. Written out, without a closure: a short command asks this of thousands of logs. */
function lookedAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, MAY_BE_ABSENT);
  } catch (error) {
    if (!isAbsence(error)) throw error;
    return undefined;
  }
}

/** lstat, with the permission bits; undefined if there is nothing. */
export function statAt(path: string): (FileStat & { readonly mode: number }) | undefined {
  const stat = lookedAt(path);
  if (stat === undefined) return undefined;
  // Asked for as a large number only where it is one: that takes twice as long, which thousands of logs make felt.
  const inode = Number.isSafeInteger(stat.ino) ? `${stat.ino}` : largeInode(path);
  if (inode === undefined) return undefined;
  const kind = kindOf(stat);
  const sizeBytes = stat.size;
  const mtimeMs = Math.floor(stat.mtimeMs);
  return { kind, sizeBytes, mtimeMs, inode, stamp: fileStamp({ sizeBytes, mtimeMs, inode }), mode: stat.mode & 0o777 };
}

/** A file among thousands, whose stamp few ask for: their texts would take a short command as long as the looks do. */
class Listed implements FileStat {
  readonly kind: FileKind;
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  readonly ino: number;

  constructor(kind: FileKind, { size, mtimeMs, ino }: Stats) {
    this.kind = kind;
    this.sizeBytes = size;
    this.mtimeMs = Math.floor(mtimeMs);
    this.ino = ino;
  }

  get inode(): string {
    return `${this.ino}`;
  }

  get stamp(): string {
    return fileStamp(this);
  }
}

/** As `statAt`, for each of very many. */
export function listedAt(path: string): FileStat | undefined {
  const stat = lookedAt(path);
  if (stat === undefined) return undefined;
  if (!Number.isSafeInteger(stat.ino)) return statAt(path);
  const type = stat.mode & constants.S_IFMT;
  const kind =
    type === constants.S_IFREG ? 'file' : type === constants.S_IFDIR ? 'directory' : type === constants.S_IFLNK ? 'link' : 'other';
  return new Listed(kind, stat);
}

function largeInode(path: string): string | undefined {
  const stat = unlessAbsent(() => lstatSync(path, { ...MAY_BE_ABSENT, bigint: true }));
  return stat && `${stat.ino}`;
}

/** The port's word for the kind of a directory entry or a stat. */
export function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileKind {
  if (entry.isFile()) return 'file';
  return entry.isDirectory() ? 'directory' : entry.isSymbolicLink() ? 'link' : 'other';
}

/** The system's error code, such as ENOENT; '' where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The action's result, or undefined where nothing readable is there. With O_NOFOLLOW, ELOOP means a link and ENXIO a socket. */
export function unlessAbsent<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'ENAMETOOLONG'].includes(codeOf(error));
}
