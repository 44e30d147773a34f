/**
 * The places that the daemon watches, and the comparison of two readings of them. The watcher's events are only hints: the difference between two
 * readings counts, so that the daemon's own writes do not wake it. It must not watch the repository's own files.
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

/** Of a folder with more files than this, only their number is compared. */
const FILES_MAX = 5000;

/**
 * All files and folders where a change must wake the daemon. The user's trust list and config are among them, so that untrusting takes effect at
 * once.
 */
export function watchedPlacesOf(ws: Workspace): readonly Place[] {
  const files = [ws.config, ws.logs, ws.memoryIndex, ws.pausedFile, ws.pausedLatch, ws.topics, ws.trustFile, ws.userConfig];
  return [
    ...newsOfGit(ws).map((path): Place => ({ path, reason: 'refs' })),
    { path: ws.wakeFile, reason: 'hook' },
    { path: ws.toldFile, reason: 'queue' },
    { path: ws.taskWord, reason: 'tasks' },
    { path: ws.tasks, reason: 'tasks' },
    { path: ws.sessionTasks, reason: 'tasks' },
    ...files.map((path): Place => ({ path, reason: 'files' })),
  ];
}

/** Reads the stamps of all places, or of those at the paths in `only`. */
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

/** The kinds of places that differ between two readings, sorted; [] if none does. */
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
