/**
 * Change hints from the file watcher. They let a warm process skip the scan of all files for each question; a timed rescan still runs, because
 * watchers miss events. It reads no contents.
 */
import type { World } from '../world/world.js';

export interface ChangeHints {
  /** Starts watching, in the background. A watcher that cannot be started stays closed. */
  open(): void;
  /** True once changes are reported. */
  isOpen(): boolean;
  /** False if a watched folder was made, removed or replaced since `open`: changes in it are not reported. */
  isWhole(): Promise<boolean>;
  /** Stops watching; `open` may be called again. */
  close(): Promise<void>;
}

/**
 * Hints about changes at or below the paths.
 * @param changed called after a change, and once when watching begins, since changes before that were missed.
 */
export function changeHintsOf(world: Pick<World, 'files'>, paths: readonly string[], changed: () => void): ChangeHints {
  let opening: Promise<() => Promise<void>> | undefined;
  let isOpen = false;
  let opened = '';
  return {
    open: () => {
      if (opening) return;
      const mine = kindsAt(world, paths).then(async (now) => {
        opened = now;
        return world.files.watch(paths, changed);
      });
      opening = mine;
      mine.then(
        () => {
          isOpen = opening === mine;
          changed();
        },
        () => undefined,
      );
    },
    isOpen: () => isOpen,
    isWhole: async () => opened === (await kindsAt(world, paths)),
    close: async () => {
      const mine = opening;
      opening = undefined;
      isOpen = false;
      await (
        await mine?.catch(() => undefined)
      )?.();
    },
  };
}

/** The kinds of what is at the paths, and the inodes of folders: a replaced folder is no longer watched, a replaced file is. */
async function kindsAt(world: Pick<World, 'files'>, paths: readonly string[]): Promise<string> {
  const found: string[] = [];
  for (const path of paths) {
    const stat = await world.files.stat(path);
    found.push(stat === undefined ? '' : stat.kind === 'directory' ? stat.inode : stat.kind);
  }
  return found.join('\n');
}
