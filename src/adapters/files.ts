/**
 * The Files port on the disk. Each call is synchronous inside and so one step of this process: appends keep their order, and a short command
 * does not pay for thread hops. It never follows a symbolic link below the trusted folders.
 */
import { compareText } from '../base/order.js';
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
  type Dirent,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { draftPath, draftPlace } from '../base/draft-file.js';
import { KairosError } from '../base/errors.js';
import type { FileKind, Files, FileStat } from '../world/files.js';
import { codeOf, kindOf, linkGuard, listedAt, statAt, unlessAbsent, type LinkGuard } from './files-guard.js';
import { watchPaths } from './files-watch.js';
import { ownIdentity } from './processes-identity.js';

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_RDWR, O_WRONLY } = constants;
const NEWLINE = 0x0a;

/**
 * The Files port on the real disk.
 * @param trustedRoots folders that may themselves be reached through links (a work tree, a home kept elsewhere). Below them no component of a
 * path may be a link: such a path reads as absent, and writing it throws. This keeps out links that a checkout brings; it does not keep out a
 * program of the same user that swaps a folder for a link between check and use.
 * @param standing folders that are there and are never made again: a process that outlives its repository (moved, removed) would else lay
 * out a second, empty one in its place. Not even between a look at them and the write, for no call makes more than the last folder of a path.
 *
 * Its changing verbs throw KairosError `bad-path`, `disk-full` or `not-writable`, with the path in the message.
 */
export function realFiles(trustedRoots: readonly string[] = [], standing: readonly string[] = []): Files {
  const guard = linkGuard([...trustedRoots, homedir(), tmpdir()]);
  const place: Place = { guard, kept: new Set(standing) };

  return {
    read: async (path) => readAt(guard, path)?.toString('utf8'),
    readBytes: async (path) => readAt(guard, path),
    readPart: async (path, from, length) => withFile(guard, path, (fd) => partOf(fd, from, length)),
    write: async (path, content) => {
      refuseUnlessFile(guard, path);
      doing('write', path, () => writeAtomically(place, path, content));
    },
    create: async (path, content, options = {}) => createAt(place, path, content, options),
    append: async (path, text, { synced = false } = {}) => {
      refuseUnlessFile(guard, path);
      doing('append to', path, () => appendOnce(place, path, text, synced));
    },
    overwrite: async (path, content) => overwriteInPlace(guard, path, content),
    list: async (path) => entriesOf(guard, path).map((entry) => ({ name: entry.name, kind: kindOf(entry) })),
    walk: async (path) => walkFrom(guard, path, '').sort(compareText),
    stats: async (path) => statsBelow(guard, path),
    stat: async (path) => statAt(path),
    realPath: async (path) => unlessAbsent(() => realpathSync.native(path)),
    mkdir: async (path) => {
      guard.refuse(`${path}/x`);
      doing('make', path, () => makeParents(place, `${path}/x`));
    },
    privateFolder: async (path) => {
      guard.refuse(path);
      return doing('make', path, () => makePrivate(place, path));
    },
    remove: async (path) => {
      if (!statAt(path)) return;
      guard.refuse(path);
      doing('remove', path, () => rmSync(path, { recursive: true, force: true }));
    },
    syncFolder: async (path) => syncFolder(`${path}/x`),
    rename: async (from, to) => {
      guard.refuse(from);
      guard.refuse(to);
      doing('rename', from, () => {
        makeParents(place, to);
        renameSync(from, to);
      });
    },
    link: async (from, to) => {
      guard.refuse(to);
      return doing('link', to, () => {
        makeParents(place, to);
        return unlessExists(() => linkOrCopy(from, to));
      });
    },
    touch: async (path, mtimeMs) => {
      refuseUnlessFile(guard, path, 'directory');
      doing('touch', path, () => {
        makeParents(place, path);
        if (!statAt(path)) closeSync(openSync(path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0o666));
        // A fraction of a second is rarely exact in binary: a microsecond more keeps the millisecond from being cut off.
        lutimesSync(path, mtimeMs / 1000 + 1e-6, mtimeMs / 1000 + 1e-6);
      });
    },
    apart: async (name, waitMs, act) => {
      guard.refuse(name);
      // Loaded by whoever edits a file that people edit, too: no other command pays for it.
      const { apart } = await import('./files-apart.js');
      return apart(name, waitMs, act);
    },
    watch: async (paths, changed, polls, mergeMs, looked) => watchPaths(paths, changed, polls, undefined, mergeMs, looked),
  };
}

interface Place {
  /** Of this process in the names of drafts; made by the first write. */
  mark?: string;
  readonly guard: LinkGuard;
  /** Folders that are never made again. */
  readonly kept: ReadonlySet<string>;
}

/** Makes a file that is not there yet. @returns false where one is. */
function createAt(
  place: Place,
  path: string,
  content: string | Uint8Array,
  { ownerOnly = false, synced = false }: { readonly ownerOnly?: boolean; readonly synced?: boolean },
): boolean {
  place.guard.refuse(path);
  return doing('create', path, () => {
    makeParents(place, path);
    const isMade = unlessExists(() => writeNew(path, content, ownerOnly ? 0o600 : 0o666));
    if (isMade && synced) syncFolder(path);
    return isMade;
  });
}

function refuseUnlessFile(guard: LinkGuard, path: string, also?: FileKind): void {
  guard.refuse(path);
  const kind = statAt(path)?.kind;
  if (kind !== undefined && kind !== 'file' && kind !== also)
    throw new KairosError('bad-path', `${path} is ${kind === 'other' ? 'no plain' : `a ${kind}, not a`} file`);
}

function readAt(guard: LinkGuard, path: string): Buffer | undefined {
  return withFile(guard, path, (fd) => readFileSync(fd));
}

function withFile<T>(guard: LinkGuard, path: string, read: (fd: number) => T): T | undefined {
  if (guard.through(path)) return undefined;
  const fd = unlessAbsent(() => openSync(path, O_RDONLY | O_NOFOLLOW | constants.O_NONBLOCK));
  if (fd === undefined) return undefined;
  try {
    return fstatSync(fd).isFile() ? read(fd) : undefined;
  } finally {
    closeSync(fd);
  }
}

function partOf(fd: number, from: number, length: number): Buffer {
  const part = Buffer.allocUnsafe(Math.max(0, Math.min(length, fstatSync(fd).size - from)));
  return part.subarray(0, part.length === 0 ? 0 : readSync(fd, part, 0, part.length, from));
}

function writeAtomically(place: Place, path: string, content: string | Uint8Array): void {
  makeParents(place, path);
  place.mark ??= draftPlace(ownIdentity());
  const temporary = draftPath(path, process.pid, place.mark, randomBytes(5).toString('hex'));
  const before = statAt(path);
  try {
    writeNew(temporary, content, before?.mode);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(path);
}

function writeNew(path: string, content: string | Uint8Array, mode = 0o666): void {
  const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  try {
    writeWhole(fd, Buffer.from(content));
    fsyncSync(fd);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}

/** Appends in one write. Atomic on local file systems only: on a network file system O_APPEND is a seek and a write. */
function appendOnce(place: Place, path: string, text: string, synced: boolean): void {
  makeParents(place, path);
  const fd = openSync(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, 0o666);
  try {
    const sizeBytes = fstatSync(fd).size;
    const last = Buffer.alloc(1, NEWLINE);
    if (sizeBytes > 0) readSync(fd, last, 0, 1, sizeBytes - 1);
    writeWhole(fd, Buffer.from(last[0] === NEWLINE ? text : `\n${text}`));
    if (!synced) return;
    fdatasyncSync(fd);
    // The file may be new, and then its name is not on the disk yet.
    if (sizeBytes === 0) syncFolder(path);
  } finally {
    closeSync(fd);
  }
}

function statsBelow(guard: LinkGuard, path: string): Map<string, FileStat> {
  const found = new Map<string, FileStat>();
  if (!guard.through(path) && statAt(path)?.kind === 'directory') statBelow(path, '', found);
  return found;
}

function overwriteInPlace(guard: LinkGuard, path: string, content: string): void {
  refuseUnlessFile(guard, path);
  doing('write', path, () => {
    const fd = unlessAbsent(() => openSync(path, O_WRONLY | O_NOFOLLOW));
    if (fd === undefined) return;
    try {
      ftruncateSync(fd);
      writeWhole(fd, Buffer.from(content));
    } finally {
      closeSync(fd);
    }
  });
}

/** Writes in one call. A full disk writes a part and reports that only as a smaller number. @throws KairosError `disk-full` then. */
function writeWhole(fd: number, bytes: Buffer): void {
  const written = writeSync(fd, bytes);
  if (written < bytes.length)
    throw new KairosError('disk-full', `only ${written} of ${bytes.length} bytes could be written`, { hint: 'free some space' });
}

/** Makes a name durable. Some systems cannot sync a folder; a rename is atomic all the same. */
function syncFolder(path: string): void {
  try {
    const fd = openSync(folderOf(path), O_RDONLY);
    fsyncSync(fd);
    closeSync(fd);
  } catch {
    return;
  }
}

/** Hard-links, or copies where the file system has no hard links (exFAT, some network and FUSE ones). The copy is exclusive, not atomic. */
function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EMLINK'].includes(codeOf(error))) throw error;
    writeNew(to, readFileSync(from), statAt(from)?.mode);
    const { mtimeMs } = lstatSync(from);
    utimesSync(to, mtimeMs / 1000, mtimeMs / 1000);
  }
}

/**
 * Makes the folders of a path, durably: what is synced in a folder that a loss of power takes is lost with it. One folder a call, from the
 * last one that is there.
 * @throws KairosError `not-writable` where a folder that must stand is gone
 */
function makeParents(place: Place, path: string): void {
  const folder = folderOf(path);
  if (isFolder(folder)) return;
  if (place.kept.has(folder)) {
    const gone = [...place.kept].filter((one) => `${folder}/`.startsWith(`${one}/`) && !isFolder(one)).sort(compareText)[0] ?? folder;
    throw new KairosError('not-writable', `${gone} is gone`, { hint: 'it was moved or removed; start again where it is' });
  }
  try {
    mkdirSync(folder);
  } catch (error) {
    if (codeOf(error) === 'EEXIST' && isFolder(folder)) return;
    if (codeOf(error) !== 'ENOENT' || folder === '/') throw error;
    makeParents(place, folder);
    return makeParents(place, path);
  }
  syncFolder(folder);
}

/** Through a link, too: whether one may stand there is the guard's matter. */
function isFolder(path: string): boolean {
  return unlessAbsent(() => statSync(path, { throwIfNoEntry: false })?.isDirectory()) === true;
}

/** False where the folder is not ours alone. Windows has no modes: there a folder is as private as the one above. */
function makePrivate(place: Place, path: string): boolean {
  makeParents(place, path);
  unlessExists(() => mkdirSync(path, { mode: 0o700 }));
  const found = lstatSync(path);
  const user = process.geteuid?.();
  if (!found.isDirectory() || (user !== undefined && found.uid !== user)) return false;
  if (user !== undefined && (found.mode & 0o077) !== 0) chmodSync(path, 0o700);
  return true;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function entriesOf(guard: LinkGuard, path: string): Dirent[] {
  if (guard.through(path) || statAt(path)?.kind !== 'directory') return [];
  return (unlessAbsent(() => readdirSync(path, { withFileTypes: true })) ?? []).sort((a, b) => compareText(a.name, b.name));
}

function walkFrom(guard: LinkGuard, root: string, below: string): string[] {
  return entriesOf(guard, below === '' ? root : `${root}/${below}`).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return walkFrom(guard, root, path);
    return entry.isFile() ? [path] : [];
  });
}

/** A folder that the system names as a folder is no link, so that nothing below it leads elsewhere. */
function statBelow(root: string, below: string, found: Map<string, FileStat>): void {
  for (const name of unlessAbsent(() => readdirSync(below === '' ? root : `${root}/${below}`)) ?? []) {
    const path = below === '' ? name : `${below}/${name}`;
    const stat = listedAt(`${root}/${path}`);
    if (stat?.kind === 'directory') statBelow(root, path, found);
    else if (stat) found.set(path, stat);
  }
}

function unlessExists(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

const CAUSES: Readonly<Record<string, readonly ['disk-full' | 'not-writable' | 'bad-path', string]>> = {
  ENOSPC: ['disk-full', 'the disk is full'],
  EDQUOT: ['disk-full', 'the quota is used up'],
  EROFS: ['not-writable', 'the file system is read-only'],
  EACCES: ['not-writable', 'permission denied'],
  EPERM: ['not-writable', 'operation not permitted'],
  ENOTDIR: ['bad-path', 'a file stands where a folder is needed'],
  EEXIST: ['bad-path', 'a file stands where a folder is needed'],
  ELOOP: ['bad-path', 'it is a symbolic link'],
};

/** Runs a change; turns the system's error into one that a person can act on. @throws KairosError with a code of `CAUSES`. */
function doing<T>(verb: string, path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const cause = CAUSES[codeOf(error)];
    if (!cause) throw error;
    throw new KairosError(cause[0], `cannot ${verb} ${path}: ${cause[1]}`, { cause: error });
  }
}
