/** Makes the journal commit that is due after a request that wrote, because a daemon may not be running. */
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import { MINUTE_MS } from '../dates/units.js';
import type { LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';

export interface Kept {
  readonly world: World;
  readonly ws: Workspace;
  readonly view: LogView;
  readonly config: Pick<Config, 'journal'>;
}

/**
 * Commits the journal at most once in `journal.interval`. Does nothing while another process commits it. What was written stands without the commit, so
 * where it cannot be made the log's port is told why, and the next one makes up for it.
 */
export async function keepJournal({ world, ws, config, view }: Kept): Promise<void> {
  const { commitIfPossible } = await import('../journal/commit.js');
  const { why } = await commitIfPossible(world, ws, view, { minIntervalMs: config.journal.minMinutes * MINUTE_MS });
  if (why !== undefined) world.log.warn(`journal not committed yet: ${why}`);
}

/** Commits the journal now, for a request that stands on the commit. @throws KairosError as `commitJournal`. */
export async function commitNow({ world, ws, view }: Omit<Kept, 'config'>): Promise<void> {
  const { commitJournal } = await import('../journal/commit.js');
  await commitJournal(world, ws, view, { minIntervalMs: 0 });
}
