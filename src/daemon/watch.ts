/** Turns the watcher's hints into wakes, but only where something differs that the daemon did not write itself. */
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { WakeReason } from './event.js';
import { differences, type Marks, readMarks, watchable } from './watched-places.js';

export interface Watch {
  /** All that is there now is about to be read. */
  tickBegins(): Promise<void>;
  /** What the logs gained since is the daemon's own work; what else changed is news. */
  tickEnded(): Promise<void>;
  /** For good; may be called twice. */
  close(): Promise<void>;
}

/** Watches the places of `watched-places`. `woke` is told what differs, at most once for each difference. */
export async function watchPlaces(world: Pick<World, 'files'>, ws: Workspace, woke: (by: readonly WakeReason[]) => void): Promise<Watch> {
  const { files } = world;
  let known: Marks = await readMarks(files, ws);
  let isTicking = false;
  let isHinted = false;
  let reading: Promise<void> | undefined;

  const compare = async (): Promise<void> => {
    isHinted = false;
    const now = await readMarks(files, ws);
    if (isTicking) {
      isHinted = true;
      return;
    }
    const by = differences(ws, known, now);
    known = now;
    if (by.length > 0) woke(by);
    if (isHinted) await compare();
  };
  const hinted = (): void => {
    isHinted = true;
    if (isTicking || reading) return;
    // A place that cannot be read just now is read at the next tick.
    reading = compare()
      .catch(() => undefined)
      .finally(() => (reading = undefined));
  };

  // Only at the start: later they may be gone because the work tree is.
  for (const folder of [`${ws.gitDir}/kairos`, `${ws.commonDir}/kairos`]) await files.mkdir(folder);
  let watched = await watchable(files, ws);
  const open = (): Promise<() => Promise<void>> => files.watch([...watched.keys()], hinted);
  let close = await open();
  // A folder that was removed and made again is another one to the system's watches.
  const followFolders = async (): Promise<void> => {
    const now = await watchable(files, ws);
    if (now.size === watched.size && [...now].every(([path, inode]) => watched.get(path) === inode)) return;
    watched = now;
    await close();
    close = await open();
  };

  return {
    tickBegins: async () => {
      isTicking = true;
      await reading;
      known = await readMarks(files, ws);
    },
    tickEnded: async () => {
      if (!isTicking) return;
      await followFolders();
      known = withOwnLines(known, await readMarks(files, ws, [ws.logs]));
      isTicking = false;
      if (isHinted) hinted();
    },
    close: async () => {
      isTicking = true;
      await close();
      await reading;
    },
  };
}

/** The logs' marks of now in place of the old ones, but where a log is gone or shorter: the daemon only adds to them. */
function withOwnLines(known: Marks, logs: Marks): Marks {
  const merged = new Map(known);
  for (const [path, mark] of logs) {
    const before = known.get(path);
    if (before === undefined || (mark.sizeBytes ?? 0) >= (before.sizeBytes ?? 0)) merged.set(path, mark);
  }
  return merged;
}
