/** Waits until git is not writing the work tree, because files read during a checkout may be of the old or of the new branch. It only calls stat. */
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

/** Milliseconds between two checks of the lock that git holds while it changes the work tree. */
const LOCK_MS = 20;
/** A lock of this age (milliseconds) was left by a git that died. Git then changes nothing until somebody removes it, so reading is safe. */
const ABANDONED_MS = 60_000;

/**
 * Waits until no git holds the lock of the index; false if one still does after `waitMs`. During a checkout the index does not yet list the files
 * that git writes: a log from a branch would look like one of ours that somebody edited.
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
