/**
 * The lock on one writer's journal, waited for a short time. Where the git directory is read-only there is no lock, and the action does not
 * run. It knows nothing of what the action does.
 */
import { isUnwritable, KairosError } from '../base/errors.js';
import { acquire, isHeld, type Held } from '../base/lock.js';
import { lookAnew } from '../base/look-anew.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

const ASK_AGAIN_MS = 25;

/**
 * Runs `action` while holding the journal lock of `writer`. Undefined, and nothing was run, if another process held it for all of `patienceMs`
 * or if the lock cannot be written (read-only or full disk). It throws what the action throws.
 */
export async function withJournalLock<T>(
  world: Pick<World, 'files' | 'clock' | 'git' | 'random' | 'processes'>,
  ws: Workspace,
  writer: string,
  patienceMs: number,
  action: (held: Held) => Promise<T>,
): Promise<T | undefined> {
  const untilMs = world.clock.now() + patienceMs;
  for (;;) {
    const got = await acquire(world, ws.journalLocks, `journal-${writer}`).catch((error: unknown) => {
      if (isUnwritable(error)) return undefined;
      throw error;
    });
    if (got === undefined) return undefined;
    if (isHeld(got)) {
      try {
        lookAnew(world);
        return await action(got);
      } finally {
        await got.release();
      }
    }
    if (world.clock.now() >= untilMs) return undefined;
    await world.clock.sleep(ASK_AGAIN_MS);
  }
}

/** The error `lock-held` of this journal, for commands that a person runs. Returns it, does not throw it. */
export function busyJournal(writer: string): KairosError {
  return new KairosError('lock-held', `the journal of ${writer} is being written by another process, or its lock cannot be written`, {
    hint: 'try again in a moment; "kairos doctor" names who holds it',
  });
}
