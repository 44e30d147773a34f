/**
 * A file system in memory. Its methods have the names and meanings of node:fs on Linux; methods that are not needed here are left out, and so are
 * modes, owners, access times and open files. It touches no disk and reads no real clock.
 */
import { compareText } from '../base/order.js';
import {
  copyOf,
  isAtOrAbove,
  leadsThroughLink,
  nodeAt,
  pathOf,
  placeOf,
  volumeError,
  type FileNode,
  type FolderNode,
  type Place,
  type VolumeNode,
} from './virtual-nodes.js';
import { volumeSync } from './volume-sync.js';

export interface VolumeStat {
  /** Unique in the volume, also among removed files. */
  readonly ino: number;
  readonly mode: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly dev: number;
  readonly uid: number;
  readonly gid: number;
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

/** Every path is absolute. Errors are those of node:fs, with `code` and `path`. Bytes are copied when read and when written. */
export interface VirtualVolume {
  /** True where folders give their names sorted. */
  readonly isSorted: boolean;
  existsSync(path: string): boolean;
  statSync(path: string): VolumeStat;
  lstatSync(path: string): VolumeStat;
  /** The node at a path, the last link not followed, only to be looked at; undefined if there is nothing. */
  nodeSync(path: string): VolumeNode | undefined;
  /** True if a folder on the way to the path is a link. */
  leadsThroughLinkSync(path: string): boolean;
  realpathSync(path: string): string;
  readlinkSync(path: string): string;
  /** Names, sorted by code unit. */
  readdirSync(path: string): string[];
  /** Names and kinds, sorted by code unit; [] if there is no such folder. */
  entriesSync(path: string): { readonly name: string; readonly kind: VolumeNode['kind'] }[];
  readFileSync(path: string): Buffer;
  readFileSync(path: string, encoding: BufferEncoding): string;
  /**
   * The bytes of a file without a copy, not to be changed; undefined if there is no file (a link in the last place is none). Every change of the content gives another array, and nothing
   * else does, so that what is read out of it can be kept under it.
   */
  contentSync(path: string): Buffer | undefined;
  /** Writes the file; an existing one keeps its inode. */
  writeFileSync(path: string, content: string | Uint8Array): void;
  appendFileSync(path: string, content: string | Uint8Array): void;
  /** Sets the modification time, in seconds, precise to the microsecond. `atime` is ignored. */
  utimesSync(path: string, atime: number, mtime: number): void;
  mkdirSync(path: string, options?: { readonly recursive?: boolean }): void;
  symlinkSync(target: string, path: string): void;
  /** Gives an inode a second name. */
  linkSync(from: string, to: string): void;
  renameSync(from: string, to: string): void;
  unlinkSync(path: string): void;
  rmdirSync(path: string): void;
  rmSync(path: string, options?: { readonly recursive?: boolean; readonly force?: boolean }): void;
  /** Makes the bytes of a file durable, or the names in a folder (not what they lead to). */
  fsyncSync(path: string): void;
  /** The same for a folder and all that is below it, as if it had lain there for long. @param apart folders that are left out, with what is in them. */
  fsyncBelowSync(path: string, apart?: readonly string[]): void;
  /** Loses power: what no sync covers may be gone, torn or kept. @param chance the dice: numbers from 0 up to 1. */
  crashSync(chance: () => number): void;
  /** Another volume with all that is in this one, none of it waiting to be synced. Nodes keep inodes, times and their bytes, which are not copied. */
  forkSync(now: () => number): VirtualVolume;
}

/** What the methods share. */
interface Roots {
  readonly root: FolderNode;
  readonly now: () => number;
  /** The inode and times of a new node. */
  readonly fresh: () => { inode: number; mtimeMs: number; ctimeMs: number };
  /** Gives a name to a node, or removes the name, and sets the folder's time. */
  readonly setEntry: (place: Place, node: VolumeNode | undefined) => void;
  /** The same for a rename, whose two names change at once. */
  readonly moveEntry: (from: Place, to: Place, node: VolumeNode) => void;
  /** The place of an existing path. @throws ENOENT */
  readonly existing: (path: string, follow: boolean) => Place & { readonly node: VolumeNode };
}

/**
 * An empty volume with a root folder. New and changed nodes are stamped with `now`, in milliseconds.
 * @param order in which folders give their names, which no reader may count on; left out: sorted.
 */
export function virtualVolume(
  now: () => number = () => 0,
  order: (names: readonly string[]) => readonly string[] = asSorted,
): VirtualVolume {
  return volumeWith({ kind: 'directory', entries: new Map(), inode: 1, mtimeMs: now(), ctimeMs: now() }, 1, now, order);
}

/** @param highest the inode that was given last. */
function volumeWith(
  root: FolderNode,
  highest: number,
  now: () => number,
  order: (names: readonly string[]) => readonly string[],
): VirtualVolume {
  let inodes = highest;
  const fresh = (): { inode: number; mtimeMs: number; ctimeMs: number } => ({ inode: ++inodes, mtimeMs: now(), ctimeMs: now() });
  const sync = volumeSync(root);
  const put = ({ folder, name }: Place, node: VolumeNode | undefined): void => {
    const { named } = folder.node;
    // Most names come and go in a folder that is listed between: to sort it each time is what a long day would spend its time on.
    if (named && folder.node.entries.has(name) !== (node !== undefined))
      folder.node.named = order === asSorted ? withName(named, name, node !== undefined) : undefined;
    const before = folder.node.entries.get(name);
    if (before?.kind === 'directory' && before !== node) root.reached = undefined;
    if (node) folder.node.entries.set(name, node);
    else folder.node.entries.delete(name);
    folder.node.mtimeMs = folder.node.ctimeMs = now();
  };
  const roots: Roots = {
    root,
    now,
    fresh,
    setEntry: (place, node) => {
      put(place, node);
      sync.changed([{ folder: place.folder.node, name: place.name, node }]);
    },
    moveEntry: (from, to, node) => {
      put(to, node);
      put(from, undefined);
      sync.changed([
        { folder: to.folder.node, name: to.name, node },
        { folder: from.folder.node, name: from.name, node: undefined },
      ]);
    },
    existing: (path, follow) => {
      const place = placeOf(root, path, follow);
      if (!place.node) throw volumeError('ENOENT', path);
      return { ...place, node: place.node };
    },
  };
  return {
    isSorted: order === asSorted,
    ...lookingVerbs(roots, order),
    ...contentVerbs(roots),
    ...makingVerbs(roots),
    ...movingVerbs(roots),
    fsyncSync: (path) => sync.sync(roots.existing(path, true).node),
    fsyncBelowSync: (path, apart = []) =>
      sync.syncBelow(roots.existing(path, true).node, new Set(apart.flatMap((folder) => nodeAt(root, folder) ?? []))),
    crashSync: sync.crash,
    forkSync: (others) => volumeWith(copyOf(root), inodes, others, order),
  };
}

function lookingVerbs(
  { root, existing }: Roots,
  order: (names: readonly string[]) => readonly string[],
): Pick<
  VirtualVolume,
  | 'existsSync'
  | 'statSync'
  | 'lstatSync'
  | 'nodeSync'
  | 'leadsThroughLinkSync'
  | 'realpathSync'
  | 'readlinkSync'
  | 'readdirSync'
  | 'entriesSync'
> {
  return {
    existsSync: (path) => {
      const node = nodeAt(root, path);
      if (node?.kind !== 'link') return node !== undefined;
      try {
        return placeOf(root, path, true).node !== undefined;
      } catch {
        return false;
      }
    },
    nodeSync: (path) => nodeAt(root, path),
    leadsThroughLinkSync: (path) => leadsThroughLink(root, path),
    entriesSync: (path) => {
      const node = nodeAt(root, path);
      if (node?.kind !== 'directory') return [];
      return namesIn(node, order).map((name) => ({ name, kind: node.entries.get(name)?.kind ?? 'file' }));
    },
    statSync: (path) => statOf(existing(path, true).node),
    lstatSync: (path) => statOf(existing(path, false).node),
    realpathSync: (path) => pathOf(existing(path, true)),
    readlinkSync: (path) => {
      const { node } = existing(path, false);
      if (node.kind !== 'link') throw volumeError('EINVAL', path);
      return node.target;
    },
    readdirSync: (path) => {
      const { node } = existing(path, true);
      if (node.kind !== 'directory') throw volumeError('ENOTDIR', path);
      return [...namesIn(node, order)];
    },
  };
}

/** The names of a folder, put in order once for as long as they stay. */
function namesIn(node: FolderNode, order: (names: readonly string[]) => readonly string[]): readonly string[] {
  return (node.named ??= order([...node.entries.keys()]));
}

/** The sorted names with one more, or without it. */
function withName(named: readonly string[], name: string, isIn: boolean): readonly string[] {
  let [from, end] = [0, named.length];
  while (from < end) {
    const middle = (from + end) >> 1;
    if (compareText(named[middle] ?? '', name) < 0) from = middle + 1;
    else end = middle;
  }
  return isIn ? named.toSpliced(from, 0, name) : named.toSpliced(from, 1);
}

function asSorted(names: readonly string[]): readonly string[] {
  return names.toSorted(compareText);
}

const MODES = { file: 0o100644, directory: 0o40755, link: 0o120777 } as const;

/** The size that `stat` gives, in bytes. */
export function sizeOf(node: VolumeNode): number {
  return node.kind === 'file' ? node.content.length : node.kind === 'link' ? Buffer.byteLength(node.target) : 0;
}

function statOf(node: VolumeNode): VolumeStat {
  return {
    ino: node.inode,
    mode: MODES[node.kind],
    size: sizeOf(node),
    mtimeMs: node.mtimeMs,
    ctimeMs: node.ctimeMs,
    dev: 1,
    uid: 0,
    gid: 0,
    isFile: () => node.kind === 'file',
    isDirectory: () => node.kind === 'directory',
    isSymbolicLink: () => node.kind === 'link',
  };
}

function contentVerbs({
  root,
  now,
  fresh,
  setEntry,
  existing,
}: Roots): Pick<VirtualVolume, 'readFileSync' | 'contentSync' | 'writeFileSync' | 'appendFileSync' | 'utimesSync'> {
  /** The file at a path, made if the name is free. */
  function fileAt(path: string): FileNode {
    const place = placeOf(root, path, true);
    if (place.node?.kind === 'file') return place.node;
    if (place.node) throw volumeError('EISDIR', path);
    const node: FileNode = { kind: 'file', content: Buffer.alloc(0), ...fresh() };
    setEntry(place, node);
    return node;
  }
  function setContent(node: FileNode, content: Buffer): void {
    node.content = content;
    node.mtimeMs = node.ctimeMs = now();
  }
  function readFileSync(path: string): Buffer;
  function readFileSync(path: string, encoding: BufferEncoding): string;
  function readFileSync(path: string, encoding?: BufferEncoding): Buffer | string {
    const { node } = existing(path, true);
    if (node.kind !== 'file') throw volumeError('EISDIR', path);
    return encoding === undefined ? Buffer.from(node.content) : node.content.toString(encoding);
  }
  return {
    readFileSync,
    contentSync: (path) => {
      const node = nodeAt(root, path);
      return node?.kind === 'file' ? node.content : undefined;
    },
    writeFileSync: (path, content) => setContent(fileAt(path), Buffer.from(content)),
    appendFileSync: (path, content) => {
      const node = fileAt(path);
      // An empty append does not change the time.
      if (content.length > 0) setContent(node, Buffer.concat([node.content, Buffer.from(content)]));
    },
    utimesSync: (path, _atime, mtime) => {
      const { node } = existing(path, true);
      node.mtimeMs = Math.round(mtime * 1e6) / 1e3;
      node.ctimeMs = now();
    },
  };
}

function makingVerbs({ root, now, fresh, setEntry, existing }: Roots): Pick<VirtualVolume, 'mkdirSync' | 'symlinkSync' | 'linkSync'> {
  /** A place whose name is free. @throws EEXIST */
  function freePlace(path: string): Place {
    const place = placeOf(root, path, false);
    if (place.node) throw volumeError('EEXIST', path);
    return place;
  }
  const mkdirSync: VirtualVolume['mkdirSync'] = (path, options) => {
    if (!options?.recursive) {
      setEntry(freePlace(path), { kind: 'directory', entries: new Map(), ...fresh() });
      return;
    }
    const parts = path.split('/').filter((part) => part !== '');
    for (let count = 1; count <= parts.length; count++) {
      const upTo = `/${parts.slice(0, count).join('/')}`;
      const place = placeOf(root, upTo, false);
      if (!place.node) setEntry(place, { kind: 'directory', entries: new Map(), ...fresh() });
      else if (existing(upTo, true).node.kind !== 'directory') throw volumeError(count === parts.length ? 'EEXIST' : 'ENOTDIR', path);
    }
  };
  return {
    mkdirSync,
    symlinkSync: (target, path) => {
      if (target === '') throw volumeError('ENOENT', path);
      setEntry(freePlace(path), { kind: 'link', target, ...fresh() });
    },
    linkSync: (from, to) => {
      const { node } = existing(from, false);
      const place = freePlace(to);
      if (node.kind === 'directory') throw volumeError('EPERM', from);
      setEntry(place, node);
      node.ctimeMs = now();
    },
  };
}

function movingVerbs({
  root,
  now,
  setEntry,
  moveEntry,
  existing,
}: Roots): Pick<VirtualVolume, 'renameSync' | 'unlinkSync' | 'rmdirSync' | 'rmSync'> {
  function refuseRoot(place: Place, path: string): void {
    if (place.node === root) throw volumeError('EBUSY', path);
  }
  return {
    renameSync: (from, to) => {
      // Both folders are resolved before their entries, as the system does it.
      const source = placeOf(root, from, false);
      const target = placeOf(root, to, false);
      if (!source.node) throw volumeError('ENOENT', from);
      refuseRoot(source, from);
      refuseRoot(target, to);
      if (isAtOrAbove(source.node, target.folder)) throw volumeError('EINVAL', from);
      if (target.node && isAtOrAbove(target.node, source.folder)) throw volumeError('ENOTEMPTY', to);
      if (target.node === source.node) return;
      if (target.node) {
        const [moved, replaced] = [source.node.kind === 'directory', target.node.kind === 'directory'];
        if (moved !== replaced) throw volumeError(moved ? 'ENOTDIR' : 'EISDIR', to);
        if (target.node.kind === 'directory' && target.node.entries.size > 0) throw volumeError('ENOTEMPTY', to);
        target.node.ctimeMs = now();
      }
      moveEntry(source, target, source.node);
      source.node.ctimeMs = now();
    },
    unlinkSync: (path) => {
      const place = existing(path, false);
      if (place.node.kind === 'directory') throw volumeError('EISDIR', path);
      setEntry(place, undefined);
      place.node.ctimeMs = now();
    },
    rmdirSync: (path) => {
      const place = existing(path, false);
      refuseRoot(place, path);
      if (place.node.kind !== 'directory') throw volumeError('ENOTDIR', path);
      if (place.node.entries.size > 0) throw volumeError('ENOTEMPTY', path);
      setEntry(place, undefined);
    },
    rmSync: (path, { recursive = false, force = false } = {}) => {
      let place;
      try {
        place = existing(path, false);
      } catch (error) {
        if (force && (error as NodeJS.ErrnoException).code === 'ENOENT') return;
        throw error;
      }
      refuseRoot(place, path);
      if (place.node.kind === 'directory' && !recursive) throw volumeError('EISDIR', path);
      setEntry(place, undefined);
      place.node.ctimeMs = now();
    },
  };
}
