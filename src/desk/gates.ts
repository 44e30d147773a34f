/** Reads the gates of the next dream, each with its number and where that was read. It records nothing and starts nothing. */
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import { readGates } from '../dream/gate/gate-readings.js';
import type { Gate } from '../dream/gate/gates.js';
import type { LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';

/** The gates in their order, read to the last. */
export async function gatesNow(world: World, ws: Workspace, view: LogView, config: Config): Promise<readonly Gate[]> {
  return readGates(world, ws, view, config, { all: true });
}
