/** After a command that wrote: the journal commit that is due, when no daemon does it. */
import { MINUTE_MS } from '../dates/units.js';
import { commitJournal } from '../journal/commit.js';
import type { Opened } from './opened.js';

/** Commits the journal at most once in `journal.interval`, or now. A journal that is being committed by another process is left to it. */
export async function keepJournal({ world, ws, config, view }: Opened, { force = false } = {}): Promise<void> {
  await commitJournal(world, ws, view, { minIntervalMs: force ? 0 : config.journal.minMinutes * MINUTE_MS });
}
