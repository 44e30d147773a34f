/**
 * What the daemon watches, and whether a change there is news. The watcher's events are only hints: what counts is the difference between
 * two readings, so that what the daemon itself writes never wakes it. It never watches the repository's own files.
 */
import { newsOfGit } from '../observe/places.js';
import type { Workspace } from '../base/workspace.js';
import type { Files } from '../world/files.js';
import type { WakeReason } from './event.js';

/** What a place looked like. */
export interface Mark {
  readonly stamp: string;
  /** Of a file. */
  readonly sizeBytes?: number;
}

/** By path. */
export type Marks = ReadonlyMap<string, Mark>;

interface Place {
  readonly path: string;
  readonly reason: WakeReason;
}

/** Beyond this many files a folder is known by their number alone. */
const FILES_MAX = 5000;

/**
 * Every place where a change is news, files and folders. The user's trust and config are among them, so that taking trust back is heard
 * at once.
 */
export function watchedPlacesOf(ws: Workspace): readonly Place[] {
  const files = [ws.config, ws.logs, ws.memoryIndex, ws.pausedFile, ws.pausedLatch, ws.topics, ws.trustFile, ws.userConfig];
  return [
    ...newsOfGit(ws).map((path): Place => ({ path, reason: 'refs' })),
    { path: ws.wakeFile, reason: 'hook' },
    { path: ws.queueNew, reason: 'queue' },
    ...files.map((path): Place => ({ path, reason: 'files' })),
  ];
}

/**
 * What to give to the watcher, with the inode of each: whole small folders, and only what is there. (One path that does not exist makes
 * chokidar 5 deaf to folders that are made below the others.)
 */
export async function watchable(files: Pick<Files, 'stat'>, ws: Workspace): Promise<Map<string, string>> {
  const { gitDir, commonDir } = ws;
  const folders = [
    `${commonDir}/kairos`,
    `${commonDir}/refs`,
    `${gitDir}/kairos`,
    `${gitDir}/logs`,
    `${gitDir}/reftable`,
    ws.kairos,
    ws.userHome,
  ];
  const found = new Map<string, string>();
  for (const path of new Set([`${commonDir}/packed-refs`, `${gitDir}/HEAD`, ...folders])) {
    const stat = await files.stat(path);
    // The files are replaced at each change; the watcher follows that by itself.
    if (stat) found.set(path, stat.kind === 'directory' ? stat.inode : '');
  }
  return found;
}

/** A reading of all places, or of those at the given paths. */
export async function readMarks(files: Pick<Files, 'stat' | 'walk'>, ws: Workspace, only?: readonly string[]): Promise<Map<string, Mark>> {
  const marks = new Map<string, Mark>();
  for (const { path } of watchedPlacesOf(ws)) {
    if (only && !only.includes(path)) continue;
    const stat = await files.stat(path);
    if (!stat) continue;
    if (stat.kind !== 'directory') {
      marks.set(path, { stamp: stat.stamp, sizeBytes: stat.sizeBytes });
      continue;
    }
    const names = await files.walk(path);
    if (names.length > FILES_MAX) marks.set(path, { stamp: `${names.length} files` });
    else for (const name of names) await mark(files, marks, `${path}/${name}`);
  }
  return marks;
}

async function mark(files: Pick<Files, 'stat'>, marks: Map<string, Mark>, path: string): Promise<void> {
  const stat = await files.stat(path);
  if (stat) marks.set(path, { stamp: stat.stamp, sizeBytes: stat.sizeBytes });
}

/** Which sorts of places differ between two readings; [] if none does. Sorted. */
export function differences(ws: Workspace, before: Marks, after: Marks): WakeReason[] {
  const reasons = new Set<WakeReason>();
  const places = watchedPlacesOf(ws);
  for (const path of new Set([...before.keys(), ...after.keys()])) {
    if (before.get(path)?.stamp === after.get(path)?.stamp) continue;
    const place = places.find((one) => path === one.path || path.startsWith(`${one.path}/`));
    if (place) reasons.add(place.reason);
  }
  return [...reasons].sort();
}
