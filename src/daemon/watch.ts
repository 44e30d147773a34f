/** Turns the watcher's hints into wakes, if something changed that the daemon did not write itself. It reads stamps, not contents. */
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { WakeReason } from './event.js';
import { differences, type Marks, readMarks, watchedPlacesOf } from './watched-places.js';

export interface Watch {
  /** A tick begins: it reads everything, so changes so far need no wake. */
  tickBegins(): Promise<void>;
  /** A tick has ended: lines added to logs since its begin are the daemon's own; every other change wakes it. */
  tickEnded(): Promise<void>;
  /** Stops watching for good; may be called twice. */
  close(): Promise<void>;
}

/**
 * Watches the places of `watched-places`.
 * @param told.woke called with the kinds of places that changed, once for each change.
 * @param told.spoke called at once, within a tick too, when a sealed message was laid into the queue; the wake comes all the same.
 * @param told.polls called once, with the reason in words, if the system gives too few watches: the places are then read at intervals.
 */
export async function watchPlaces(
  world: Pick<World, 'files'>,
  ws: Workspace,
  told: { readonly woke: (by: readonly WakeReason[]) => void; readonly spoke: () => void; readonly polls: (why: string) => void },
): Promise<Watch> {
  const { files } = world;
  let known: Marks = await readMarks(files, ws);
  let isTicking = false;
  let isHinted = false;
  let reading: Promise<void> | undefined;
  let toldStamp = known.get(ws.toldFile)?.stamp;

  const listen = async (): Promise<void> => {
    const stamp = (await files.stat(ws.toldFile))?.stamp;
    if (stamp === toldStamp) return;
    toldStamp = stamp;
    told.spoke();
  };

  const compare = async (): Promise<void> => {
    isHinted = false;
    const now = await readMarks(files, ws);
    if (isTicking) {
      isHinted = true;
      return;
    }
    const by = differences(ws, known, now);
    known = now;
    if (by.length > 0) told.woke(by);
    if (isHinted) await compare();
  };
  const hinted = async (): Promise<void> => {
    isHinted = true;
    // A message that must not wait does not wait for a place that cannot be read.
    await listen().catch(() => undefined);
    if (isTicking || reading) return;
    // A place that cannot be read now is read at the next tick.
    reading = compare()
      .catch(() => undefined)
      .finally(() => (reading = undefined));
    await reading;
  };

  const paths = watchedPlacesOf(ws).map(({ path }) => path);
  const close = await files.watch(paths, hinted, told.polls, undefined, [ws.tasks, ws.sessionTasks]);

  return {
    tickBegins: async () => {
      isTicking = true;
      await reading;
      known = await readMarks(files, ws);
    },
    tickEnded: async () => {
      if (!isTicking) return;
      known = withOwnLines(known, await readMarks(files, ws, [ws.logs]));
      isTicking = false;
      if (isHinted) void hinted();
    },
    close: async () => {
      isTicking = true;
      await close();
      await reading;
    },
  };
}

/** The known marks with those of logs updated, except logs that are gone or shorter: the daemon only appends, so that was somebody else. */
function withOwnLines(known: Marks, logs: Marks): Marks {
  const merged = new Map(known);
  for (const [path, mark] of logs) {
    const before = known.get(path);
    if (before === undefined || (mark.sizeBytes ?? 0) >= (before.sizeBytes ?? 0)) merged.set(path, mark);
  }
  return merged;
}
