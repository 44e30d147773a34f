/** What waits in the queue, as people read it: in the order in which the daemon will take it. It only reads. */
import type { Workspace } from '../base/workspace.js';
import { listQueue, type Queued } from '../daemon/queue.js';
import type { LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';

export type { Queued } from '../daemon/queue.js';

/** The messages that wait, the next one first, then those that were refused. */
export async function queueNow(world: Pick<World, 'files'>, ws: Workspace, view: LogView): Promise<readonly Queued[]> {
  return listQueue(world, ws, view);
}
