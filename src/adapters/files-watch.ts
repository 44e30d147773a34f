/**
 * The `watch` verb of the Files port. Its events are hints, merged. Where the system gives no more watches, it gives a hint at intervals instead.
 * It reads nothing.
 */
import { statAt } from './files-guard.js';
import { folderWatches, systemWatch, type WatchFolder } from './folder-watches.js';

/** Changes within this time are reported as one. */
const MERGE_MS = 50;
/** Without watches a hint is given this often, */
export const POLL_MS = 5_000;
/** but after one that took n ms to follow not before this many times n: who has very many files must not compare them all the time. */
const POLL_SHARE = 500;

/** Files that must not be missed are looked at this often. */
const LOOK_MS = 1_000;

/** A folder that was moved with the one above it is noticed this soon. */
export const MOVED_MS = 3_000;

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'the system gives no more watches (ENOSPC; on Linux see fs.inotify.max_user_watches)',
  EMFILE: 'the system gives no more watchers (EMFILE; see ulimit -n, on Linux fs.inotify.max_user_instances)',
};

/**
 * Calls `changed` after changes at or below the paths, as the port says.
 * @param polls called once, with the reason in words, when some or all watches cannot be made and hints come at intervals.
 * @param looked files that are looked at each second as well.
 */
export async function watchPaths(
  paths: readonly string[],
  changed: () => Promise<void> | void,
  polls: (why: string) => void = () => undefined,
  watchFolder: WatchFolder = systemWatch,
  mergeMs = MERGE_MS,
  looked: readonly string[] = [],
): Promise<() => Promise<void>> {
  let hint: NodeJS.Timeout | undefined;
  let poll: NodeJS.Timeout | undefined;
  let isToFollow = false;
  let isPolling = false;
  const give = async (): Promise<void> => {
    hint = undefined;
    // First the watches, then the hint: what is read after it is newer than they are.
    if (isToFollow) watches.follow();
    isToFollow = false;
    const begunMs = performance.now();
    await changed();
    if (isPolling) pollIn(Math.max(POLL_MS, POLL_SHARE * (performance.now() - begunMs)));
  };
  const soon = (): void => {
    hint ??= setTimeout(() => void give(), mergeMs);
  };
  const pollIn = (ms: number): void => {
    clearTimeout(poll);
    poll = setTimeout(soon, ms);
  };
  const watches = folderWatches(paths, watchFolder, {
    changed: (isFolder) => {
      isToFollow ||= isFolder;
      soon();
    },
    usedUp: (code) => {
      isPolling = true;
      pollIn(POLL_MS);
      polls(WHY[code] ?? `a folder cannot be watched (${code})`);
    },
  });
  watches.follow();
  const moved = setInterval(() => {
    if (!watches.isElsewhere()) return;
    isToFollow = true;
    soon();
  }, MOVED_MS).unref();
  let seen = stampsOf(looked);
  const looking =
    looked.length === 0
      ? undefined
      : setInterval(() => {
          const now = stampsOf(looked);
          if (now === seen) return;
          seen = now;
          soon();
        }, LOOK_MS).unref();
  return async () => {
    clearInterval(moved);
    clearInterval(looking);
    clearTimeout(hint);
    clearTimeout(poll);
    isPolling = false;
    watches.close();
  };
}

function stampsOf(paths: readonly string[]): string {
  return paths.map((path) => statAt(path)?.stamp ?? '').join(' ');
}
