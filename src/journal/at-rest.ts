/** Whether git is laying files down at this moment: what lies in the work tree then is neither what was there nor what will be. Reads a stat. */
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

/** Between two looks at the lock that git holds while it changes the work tree. */
const LOCK_MS = 20;
/** A lock of this age was left by a git that died: then git itself does nothing any more until somebody removes it. */
const ABANDONED_MS = 60_000;

/**
 * Waits until no git holds the lock of the index; false if it still does after so long. While git checks something out its index does not know
 * yet what it lays down: a log from a branch looks like one of ours that somebody edited.
 */
export async function isAtRest(world: Pick<World, 'clock' | 'files'>, ws: Workspace, waitMs: number): Promise<boolean> {
  const endsAtMs = world.clock.now() + waitMs;
  for (;;) {
    const lock = await world.files.stat(`${ws.gitDir}/index.lock`);
    const nowMs = world.clock.now();
    if (lock === undefined || nowMs - lock.mtimeMs > ABANDONED_MS) return true;
    if (nowMs >= endsAtMs) return false;
    await world.clock.sleep(LOCK_MS);
  }
}
