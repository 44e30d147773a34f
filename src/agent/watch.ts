/** Turns the watcher's hints into wakes, but only where something differs that the daemon did not write itself. */
import type { Workspace } from '../workspace.js';
import type { World } from '../world.js';
import type { WakeReason } from './event.js';
import { differences, type Marks, placesOf, readMarks } from './surroundings.js';

export interface Watch {
  /** All that is there now is about to be read. */
  tickBegins(): Promise<void>;
  /** The logs as they are now are the daemon's own work; what else changed meanwhile is news. */
  tickEnded(): Promise<void>;
  /** For good; may be called twice. */
  close(): Promise<void>;
}

/** Watches the places of `surroundings`. `woke` is told what differs, at most once for each difference. */
export async function watchSurroundings(world: Pick<World, 'files'>, ws: Workspace, woke: (by: readonly WakeReason[]) => void): Promise<Watch> {
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
    reading = compare().catch(() => undefined).finally(() => (reading = undefined));
  };

  const folderOf = async (): Promise<string> => (await files.stat(ws.kairos))?.inode ?? '';
  const open = (): Promise<() => Promise<void>> => files.watch(placesOf(ws).map(({ path }) => path), hinted);
  let folder = await folderOf();
  let close = await open();

  return {
    tickBegins: async () => {
      isTicking = true;
      await reading;
      const now = await folderOf();
      if (now !== folder) {
        // A folder that was removed and made again is another one to the system's watches.
        folder = now;
        await close();
        close = await open();
      }
      known = await readMarks(files, ws);
    },
    tickEnded: async () => {
      if (!isTicking) return;
      const logs = await readMarks(files, ws, [ws.logs]);
      known = new Map([...[...known].filter(([path]) => !path.startsWith(`${ws.logs}/`)), ...logs]);
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
