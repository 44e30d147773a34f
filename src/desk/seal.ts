/** Makes edits of logs by hand the new truth of the journal. The former text stays in the history of the journal's ref. */
import type { Workspace } from '../base/workspace.js';
import { sealLogs } from '../journal/seal.js';
import type { World } from '../world/world.js';
import type { LogView } from '../memory/log-view.js';

/** The sealed logs, below `.kairos`. @throws KairosError as `sealLogs`. */
export async function seal(world: World, ws: Workspace, view: LogView): Promise<readonly string[]> {
  return sealLogs(world, ws, view);
}
