/** Which process embeds documents. It embeds nothing, and loads nothing that does. */
import { holder, type LockOwner } from '../../base/lock.js';
import type { Workspace } from '../../base/workspace.js';
import type { World } from '../../world/world.js';
import { EMBED_LOCK, embeddingLocks } from '../vectors/embedding-locks.js';

/** The process that embeds documents now; undefined if none does. */
export async function embeddingNow(
  world: Pick<World, 'files' | 'clock' | 'random' | 'processes'>,
  ws: Workspace,
): Promise<LockOwner | undefined> {
  return (await holder(world, embeddingLocks(ws), EMBED_LOCK))?.heldBy;
}
