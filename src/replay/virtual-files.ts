/** The Files port in memory, on a volume that a virtual git may share. It keeps the contract of the real adapter and touches no disk. */
import { makeFolders, replaceDurably } from './durable-write.js';
import { byText, compareText } from '../base/order.js';
import { fileStamp } from '../base/file-stamp.js';
import { KairosError } from '../base/errors.js';
import type { Clock } from '../world/clock.js';
import type { FileKind, Files, FileStat } from '../world/files.js';
import type { VolumeNode } from './virtual-nodes.js';
import { sizeOf, type VirtualVolume } from './virtual-volume.js';

export interface VirtualFiles extends Files {
  readonly volume: VirtualVolume;
  /** All regular files below a folder, as path -> text, for comparing in tests. */
  snapshot(path?: string): Record<string, string>;
  /** Tells watchers that somebody who goes not through this port changed something at or below the path. */
  noticed(path: string): void;
  /** Writes files from `{ path: text }`. */
  lay(files: Readonly<Record<string, string>>): void;
}

/** What the verbs share: the volume, and the steps after a change. */
interface VolumeWriter {
  readonly volume: VirtualVolume;
  /** Sets the modification time of the path to the clock's time and calls the watchers. */
  readonly changed: (path: string) => void;
  /** Writes a whole file. */
  readonly put: (path: string, content: string | Uint8Array, sync: 'all' | 'bytes' | 'none') => void;
  readonly setTime: (path: string, atMs: number) => void;
}

/**
 * The Files port over a volume. Modification times come from `clock` if one is given, so that a replay is exact. Its changing verbs throw
 * KairosError `bad-path` where a link or a file is in the way.
 */
export function virtualFiles(volume: VirtualVolume, clock?: Pick<Clock, 'now'>): VirtualFiles {
  const watchers = new Set<{ readonly paths: readonly string[]; readonly changed: () => Promise<void> | void }>();
  const tell = (path: string): void => {
    for (const watcher of watchers) {
      // Also a folder above: it was removed or renamed, with what is watched in it.
      if (watcher.paths.some((root) => isWithin(path, root) || isWithin(root, path))) queueMicrotask(() => void watcher.changed());
    }
  };
  const writer: VolumeWriter = {
    volume,
    changed: (path) => {
      if (clock && volume.existsSync(path) && kindAt(volume, path) !== 'link') writer.setTime(path, clock.now());
      tell(path);
    },
    put: (path, content, sync) => {
      if (sync === 'all') replaceDurably(volume, path, content);
      else {
        makeParents(volume, path);
        volume.writeFileSync(path, content);
        if (sync === 'bytes') volume.fsyncSync(path);
      }
      writer.changed(path);
    },
    setTime: (path, atMs) => volume.utimesSync(path, atMs / 1000, atMs / 1000),
  };

  return {
    volume,
    snapshot: (path = '/') =>
      Object.fromEntries(walkFrom(volume, path, '').map((name) => [name, bytesAt(volume, joined(path, name))?.toString('utf8') ?? ''])),
    noticed: tell,
    lay: (files) => {
      for (const [path, text] of Object.entries(files)) writer.put(path, text, 'all');
    },
    ...readingVerbs(volume),
    ...writingVerbs(writer),
    ...movingVerbs(writer),
    // Whoever waits here may be dead already; an advisory lock may fail at any time, and this one always does.
    apart: async (_name, _waitMs, act) => act(),
    watch: async (paths, onChange) => {
      const watcher = { paths, changed: onChange };
      watchers.add(watcher);
      return async () => {
        watchers.delete(watcher);
      };
    },
  };
}

const SLASH = 0x2f;

/** True if the path is the folder or lies below it. */
function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder) && (path.length === folder.length || path.charCodeAt(folder.length) === SLASH);
}

function readingVerbs(
  volume: VirtualVolume,
): Pick<Files, 'read' | 'readBytes' | 'readPart' | 'list' | 'walk' | 'stats' | 'stat' | 'realPath'> {
  return {
    read: async (path) => contentAt(volume, path)?.toString('utf8'),
    readBytes: async (path) => bytesAt(volume, path),
    readPart: async (path, from, length) => bytesAt(volume, path)?.subarray(from, from + length),
    list: async (path) => listAt(volume, path),
    walk: async (path) => walkFrom(volume, path, ''),
    stats: async (path) => {
      const found = new Map<string, FileStat>();
      statBelow(volume, path, '', found);
      return found;
    },
    stat: async (path) => {
      const node = volume.nodeSync(path);
      return node && statOf(node);
    },
    realPath: async (path) => (volume.existsSync(path) ? volume.realpathSync(path) : undefined),
  };
}

function writingVerbs({
  volume,
  changed,
  put,
  setTime,
}: VolumeWriter): Pick<Files, 'write' | 'create' | 'append' | 'overwrite' | 'touch' | 'mkdir' | 'privateFolder'> {
  return {
    write: async (path, content) => {
      refuseUnlessFile(volume, path);
      refuseBlocked(volume, path);
      put(path, content, 'all');
    },
    create: async (path, content, { synced = false } = {}) => {
      makeParents(volume, path);
      if (kindAt(volume, path)) return false;
      put(path, content, 'bytes');
      if (synced) volume.fsyncSync(path.slice(0, path.lastIndexOf('/')) || '/');
      return true;
    },
    append: async (path, text, { synced = false } = {}) => {
      refuseUnlessFile(volume, path);
      makeParents(volume, path);
      const before = contentAt(volume, path);
      const torn = before !== undefined && before.length > 0 && before.at(-1) !== 0x0a;
      volume.appendFileSync(path, torn ? `\n${text}` : text);
      if (synced) {
        volume.fsyncSync(path);
        if (before === undefined || before.length === 0) volume.fsyncSync(path.slice(0, path.lastIndexOf('/')) || '/');
      }
      changed(path);
    },
    overwrite: async (path, content) => {
      refuseUnlessFile(volume, path);
      if (kindAt(volume, path)) put(path, content, 'none');
    },
    touch: async (path, mtimeMs) => {
      refuseUnlessFile(volume, path, 'directory');
      if (!kindAt(volume, path)) put(path, '', 'none');
      changed(path);
      setTime(path, mtimeMs);
    },
    mkdir: async (path) => {
      makeParents(volume, `${path}/x`);
    },
    // The volume has one user.
    privateFolder: async (path) => {
      makeParents(volume, path);
      if (!kindAt(volume, path)) makeFolders(volume, path);
      return kindAt(volume, path) === 'directory';
    },
  };
}

function movingVerbs({ volume, changed, setTime }: VolumeWriter): Pick<Files, 'remove' | 'rename' | 'link' | 'syncFolder'> {
  return {
    syncFolder: async (path) => {
      if (kindAt(volume, path) === 'directory') volume.fsyncSync(path);
    },
    remove: async (path) => {
      const kind = kindAt(volume, path);
      if (!kind) return;
      refuseThroughLink(volume, path);
      if (kind === 'directory') volume.rmSync(path, { recursive: true });
      else volume.unlinkSync(path);
      changed(path);
    },
    rename: async (from, to) => {
      refuseThroughLink(volume, from);
      makeParents(volume, to);
      const atMs = volume.lstatSync(from).mtimeMs;
      volume.renameSync(from, to);
      changed(from);
      changed(to);
      if (kindAt(volume, to) !== 'link') setTime(to, atMs);
    },
    link: async (from, to) => {
      makeParents(volume, to);
      if (kindAt(volume, to)) return false;
      const atMs = volume.lstatSync(from).mtimeMs;
      volume.linkSync(from, to);
      changed(to);
      setTime(to, atMs);
      return true;
    },
  };
}

/** The last answer for each node: what did not change is told again. */
const told = new WeakMap<VolumeNode, FileStat>();

function statOf(node: VolumeNode): FileStat {
  const [sizeBytes, mtimeMs] = [sizeOf(node), Math.floor(node.mtimeMs)];
  const last = told.get(node);
  if (last && last.sizeBytes === sizeBytes && last.mtimeMs === mtimeMs) return last;
  const seen = { kind: node.kind, sizeBytes, mtimeMs, inode: String(node.inode) };
  const stat = { ...seen, stamp: fileStamp(seen) };
  told.set(node, stat);
  return stat;
}

function kindAt(volume: VirtualVolume, path: string): FileKind | undefined {
  return volume.nodeSync(path)?.kind;
}

/** The buffer of the file itself, which must not be changed or handed out. */
function contentAt(volume: VirtualVolume, path: string): Buffer | undefined {
  const content = volume.contentSync(path);
  return content && !volume.leadsThroughLinkSync(path) ? content : undefined;
}

function bytesAt(volume: VirtualVolume, path: string): Buffer | undefined {
  const content = contentAt(volume, path);
  return content && Buffer.from(content);
}

function listAt(volume: VirtualVolume, path: string): { name: string; kind: FileKind }[] {
  const entries = volume.leadsThroughLinkSync(path) ? [] : volume.entriesSync(path);
  return volume.isSorted ? entries : entries.toSorted(byText(({ name }) => name));
}

function walkFrom(volume: VirtualVolume, root: string, below: string): string[] {
  const found: string[] = [];
  for (const { name, kind } of listAt(volume, joined(root, below))) {
    const path = below === '' ? name : `${below}/${name}`;
    if (kind === 'file') found.push(path);
    else if (kind === 'directory') found.push(...walkFrom(volume, root, path));
  }
  return found.sort(compareText);
}

function statBelow(volume: VirtualVolume, root: string, below: string, found: Map<string, FileStat>): void {
  if (volume.leadsThroughLinkSync(joined(root, below))) return;
  // In the order of the volume: whoever asks for this counts on none.
  for (const { name, kind } of volume.entriesSync(joined(root, below))) {
    const path = below === '' ? name : `${below}/${name}`;
    const node = kind === 'directory' ? undefined : volume.nodeSync(joined(root, path));
    if (node) found.set(path, statOf(node));
    else statBelow(volume, root, path, found);
  }
}

function joined(root: string, below: string): string {
  return below === '' ? root : `${root === '/' ? '' : root}/${below}`;
}

function refuseThroughLink(volume: VirtualVolume, path: string): void {
  if (volume.leadsThroughLinkSync(path))
    throw new KairosError('bad-path', `${path} leads through a symbolic link`, { hint: 'replace the link by a folder' });
}

function refuseUnlessFile(volume: VirtualVolume, path: string, also?: FileKind): void {
  refuseThroughLink(volume, path);
  const kind = kindAt(volume, path);
  if (kind !== undefined && kind !== 'file' && kind !== also)
    throw new KairosError('bad-path', `${path} is ${kind === 'other' ? 'no plain' : `a ${kind}, not a`} file`);
}

function makeParents(volume: VirtualVolume, path: string): void {
  refuseBlocked(volume, path);
  makeFolders(volume, path.slice(0, path.lastIndexOf('/')) || '/');
}

function refuseBlocked(volume: VirtualVolume, path: string): void {
  refuseThroughLink(volume, path);
  // What lies in a folder has no file above it.
  if (kindAt(volume, path.slice(0, path.lastIndexOf('/'))) === 'directory') return;
  for (let folder = path.slice(0, path.lastIndexOf('/')); folder !== ''; folder = folder.slice(0, folder.lastIndexOf('/'))) {
    if (kindAt(volume, folder) === 'file') throw new KairosError('bad-path', `${folder} is a file where a folder is needed`);
  }
}
