/** One writer's journal at a time: the epoch lock of the clone, with a little patience, and without it where the git directory is read-only. */
import { isUnwritable, KairosError } from '../base/errors.js';
import { acquire, isHeld, type Held } from '../base/lock.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

const ASK_AGAIN_MS = 25;

/**
 * Runs `action` while holding the journal lock of `writer`; undefined if somebody else held it for all of `patienceMs`, or if the lock
 * cannot be written (read-only or full disk).
 */
export async function withJournalLock<T>(
  world: Pick<World, 'files' | 'clock' | 'random' | 'processes'>,
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
        return await action(got);
      } finally {
        await got.release();
      }
    }
    if (world.clock.now() >= untilMs) return undefined;
    await world.clock.sleep(ASK_AGAIN_MS);
  }
}

/** For commands that a person waits for. */
export function busyJournal(writer: string): KairosError {
  return new KairosError('lock-held', `the journal of ${writer} is being written by another process, or its lock cannot be written`, {
    hint: 'try again in a moment; "kairos doctor" names who holds it',
  });
}
