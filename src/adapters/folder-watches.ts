/**
 * The system's watches of some paths: one for a folder, none for a file, and never a whole repository. It follows folders that are made, removed
 * or replaced. It reads no contents, has no timer, and never throws.
 */
import { readdirSync, statSync, watch } from 'node:fs';
import { codeOf, statAt } from './files-guard.js';

/** The most folders that are watched for one path. What lies below others is found when the reader reads everything. */
export const FOLDERS_MAX = 40;

/** Watches one folder, not what is below its folders. That of node:fs; tests give one that fails. */
export type WatchFolder = (path: string, onEvent: (event: string, name: string | null) => void) => FolderWatch;

interface FolderWatch {
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): void;
}

export interface FolderWatches {
  /** Makes the watches that the paths need now, and ends the others. To be called again after `changed(true)`. */
  follow(): void;
  /** True if a folder is not where it was, which nothing reports of one that was moved together with the folder above. A few looks at the disk. */
  isElsewhere(): boolean;
  close(): void;
}

interface Opened {
  readonly watch: FolderWatch;
  readonly inode: string;
  /** The names in it that count; undefined: all do. */
  names: ReadonlySet<string> | undefined;
  /** The folder was removed or moved: its watch reports nothing more. */
  isGone: boolean;
}

/** The folder has gone meanwhile, or may not be read: no sign that watches are used up. */
const UNREADABLE: ReadonlySet<string> = new Set(['EACCES', 'ELOOP', 'ENOENT', 'ENOTDIR', 'EPERM']);

export const systemWatch: WatchFolder = (path, onEvent) => watch(path, onEvent);

/**
 * Watches for the paths, which need not exist: none before the first `follow`.
 * @param reports.changed something changed at or below one of the paths; with true, folders did, and the watches must follow.
 * @param reports.usedUp called once, with the system's error code: no further watch will be made.
 */
export function folderWatches(
  paths: readonly string[],
  watchFolder: WatchFolder,
  reports: { readonly changed: (isFolder: boolean) => void; readonly usedUp: (code: string) => void },
): FolderWatches {
  const opened = new Map<string, Opened>();
  let isUsedUp = false;

  function failed(error: unknown): void {
    const code = codeOf(error);
    if (UNREADABLE.has(code) || isUsedUp) return;
    isUsedUp = true;
    reports.usedUp(code);
  }
  function receive(path: string, event: string, name: string | null): void {
    const folder = opened.get(path);
    // The end of a folder is reported by its own name.
    const isOwn = name === null || name === nameOf(path);
    if (!folder || !(isOwn || !folder.names || folder.names.has(name))) return;
    const isMoved = event === 'rename' && (isOwn || opened.has(`${path}/${name}`) || folderAt(`${path}/${name}`) !== undefined);
    if (isMoved && isOwn) folder.isGone = true;
    reports.changed(isMoved);
  }
  /** True if the folder is watched now. */
  function ensure({ path, inode }: Folder): boolean {
    const before = opened.get(path);
    if (before && !before.isGone && before.inode === inode) return true;
    before?.watch.close();
    opened.delete(path);
    if (isUsedUp) return false;
    try {
      const made = watchFolder(path, (event, name) => receive(path, event, name));
      made.on('error', failed);
      opened.set(path, { watch: made, inode, names: new Set(), isGone: false });
      return true;
    } catch (error) {
      failed(error);
      return false;
    }
  }
  function follow(): void {
    const needed = new Map<string, Set<string> | undefined>();
    for (const path of paths) {
      const above = folderAbove(path);
      // Of a folder that is watched as a whole all names count already.
      if (above && ensure(above) && (needed.get(above.path) ?? !needed.has(above.path)))
        needed.set(above.path, new Set(needed.get(above.path)).add(path.slice(above.path.length + 1).split('/', 1)[0] as string));
      for (const folder of foldersFrom(path, ensure)) needed.set(folder, undefined);
    }
    for (const [path, folder] of opened) {
      if (needed.has(path)) folder.names = needed.get(path);
      else {
        folder.watch.close();
        opened.delete(path);
      }
    }
  }
  function isElsewhere(): boolean {
    return [...opened].some(([path, { inode, isGone }]) => !isGone && !opened.has(parentOf(path)) && inodeAt(path) !== inode);
  }
  return {
    follow,
    isElsewhere,
    close: () => {
      for (const folder of opened.values()) folder.watch.close();
      opened.clear();
    },
  };
}

interface Folder {
  readonly path: string;
  readonly inode: string;
  readonly mtimeMs: number;
}

/** The folder at the path, if one is there that can be read; a link is none. */
function folderAt(path: string): Folder | undefined {
  try {
    const stat = statAt(path);
    return stat?.kind === 'directory' ? { path, inode: stat.inode, mtimeMs: stat.mtimeMs } : undefined;
  } catch {
    return undefined;
  }
}

/** The nearest folder above the path that exists; it may be reached through a link, as the user's own folder may. */
function folderAbove(path: string): Folder | undefined {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const above = path.slice(0, end);
    try {
      const stat = statSync(above, { bigint: true });
      if (stat.isDirectory()) return { path: above, inode: String(stat.ino), mtimeMs: Number(stat.mtimeMs) };
    } catch {
      // Nothing there yet: the next one above.
    }
  }
  return undefined;
}

/**
 * The folder at the path and those below it, level by level, in each folder those that changed last first; at most FOLDERS_MAX. Each is offered
 * to `take` before it is listed, so that a folder made meanwhile is either listed or reported; what is not taken is left out.
 */
function foldersFrom(path: string, take: (folder: Folder) => boolean): string[] {
  const found: string[] = [];
  const waiting = [folderAt(path)];
  while (waiting.length > 0 && found.length < FOLDERS_MAX) {
    const folder = waiting.shift();
    if (!folder || !take(folder)) continue;
    found.push(folder.path);
    waiting.push(...foldersIn(folder.path));
  }
  return found;
}

function foldersIn(path: string): Folder[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => folderAt(`${path}/${name}`) ?? [])
      .sort((a, b) => b.mtimeMs - a.mtimeMs || (a.path < b.path ? 1 : -1));
  } catch {
    return [];
  }
}

/** Through a link, too, as `folderAbove` finds a folder. */
function inodeAt(path: string): string | undefined {
  try {
    return String(statSync(path, { bigint: true }).ino);
  } catch {
    return undefined;
  }
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
