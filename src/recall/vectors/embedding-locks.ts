/** Where the locks of embedding lie. It takes none. Pure. */
import type { Workspace } from '../../base/workspace.js';

/** The folder of the locks of embedding. With git it is outside of `.kairos`, because `git clean` would remove a lock while it is held. */
export function embeddingLocks(ws: Pick<Workspace, 'hasGit' | 'daemonLocks' | 'locks'>): string {
  return ws.hasGit ? ws.daemonLocks : ws.locks;
}

/** The lock of the one process that embeds documents. */
export const EMBED_LOCK = 'embed';
