/** The result of the last restore of the logs, with the stamps taken before it, so that a later check can tell whether it still holds. */
import type { Workspace } from '../../base/workspace.js';
import { PLAIN_VIEW } from '../../memory/log-view.js';
import type { World } from '../../world/world.js';
import { restoreLogs, type Restoration } from '../catch-up.js';
import type { FoundSoFar } from './found.js';
import { journalMark, marksOf, stampOf, type Marks } from './stamps.js';

const NOTHING_FOUND: Restoration = { view: PLAIN_VIEW, restored: [], edited: [], unsaved: [], strange: [], troubles: [] };

export interface LogReading {
  restoration: Restoration;
  /** Before that restore; undefined: the next look restores, whatever it finds. */
  marks: Marks | undefined;
  /** Of the index whose tracked files `restoration` knows. */
  tracked: string;
  /** Restores, and takes the marks. */
  again(): Promise<void>;
  /** The index is the one of `tracked`. */
  isTracked(): Promise<boolean>;
  /** Called after our own journal commits, so that they do not count as a change. */
  committed(): Promise<void>;
}

/** Nothing was restored yet. */
export function logReading(world: World, ws: Workspace, found: FoundSoFar): LogReading {
  const indexStamp = async (): Promise<string> => stampOf(world, `${ws.gitDir}/index`);
  const reading: LogReading = {
    restoration: NOTHING_FOUND,
    marks: undefined,
    tracked: '',
    again: async () => {
      // Stamps are taken before the check, so that a change during it is found the next time.
      const [marks, tracked] = [await marksOf(world, ws, reading.restoration.view), await indexStamp()];
      const restoration = await restoreLogs(world, ws);
      Object.assign(reading, { marks, tracked, restoration });
      found.restored(restoration);
      for (const { path, why } of restoration.troubles) world.log.warn(`not read: ${path} ${why}`);
      for (const { path, lines } of restoration.strange)
        world.log.warn(`not ours: ${path}:${lines.slice(0, 3).join(', ')}; read as external until "kairos log seal" makes it yours`);
      for (const path of restoration.hostile?.paths.slice(0, 3) ?? [])
        world.log.warn(`not read: ${path} is tracked by git under an ignored name, a link or another repository`);
    },
    isTracked: async () => reading.tracked === (await indexStamp()),
    committed: async () => {
      if (reading.marks) reading.marks = { ...reading.marks, journal: await journalMark(world, ws) };
    },
  };
  return reading;
}
