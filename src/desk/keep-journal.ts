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

/** Commits the journal at most once in `journal.interval`, or at once if forced. Does nothing while another process commits it. */
export async function keepJournal({ world, ws, config, view }: Kept, { force = false } = {}): Promise<void> {
  const { commitJournal } = await import('../journal/commit.js');
  await commitJournal(world, ws, view, { minIntervalMs: force ? 0 : config.journal.minMinutes * MINUTE_MS });
}
