/**
 * Watches a few folders with chokidar, which is loaded at the first call, because only the daemon watches. It must not be given a whole
 * repository: that would use up the system's watches.
 */
import { lstat } from 'node:fs/promises';

/** Changes within this time are reported as one. */
const MERGE_MS = 50;

/**
 * The `watch` verb of the Files port: events are hints, merged; links are not followed. Absent paths are left out: with one in its list,
 * chokidar 5 misses folders that are made below the others.
 */
export async function watchPaths(paths: readonly string[], changed: () => void): Promise<() => Promise<void>> {
  const { watch } = await import('chokidar');
  const watcher = watch(await present(paths), { ignoreInitial: true, followSymlinks: false });
  let timer: NodeJS.Timeout | undefined;
  watcher.on('all', () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      changed();
    }, MERGE_MS);
  });
  // Past the system's limit of watches hints are lost; the tick rescans anyway.
  watcher.on('error', () => undefined);
  await new Promise<void>((resolve) => void watcher.once('ready', () => resolve()));
  return async () => {
    clearTimeout(timer);
    await watcher.close();
  };
}

async function present(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const stat = await lstat(path).catch(() => undefined);
    if (stat) found.push(path);
  }
  return found;
}
