/** Pauses all work of kairos in a clone, and lets it go on. Only a person's request comes here. */
import { pause, resume } from '../activation/pause.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

/** Pauses every work tree of this clone. False: it was paused already. */
export async function pauseWork(world: Pick<World, 'files' | 'clock'>, ws: Workspace): Promise<boolean> {
  return pause(world, ws);
}

/** Ends the pause. False: nothing was paused. @throws KairosError `paused` while `.kairos/PAUSED` exists. */
export async function resumeWork(world: Pick<World, 'files' | 'clock'>, ws: Workspace): Promise<boolean> {
  return resume(world, ws);
}
