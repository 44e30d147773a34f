/** Pauses all work of kairos in a clone, and lets it go on. Only a person's request comes here. */
import { endLeftBehind } from './door/leave-behind.js';
import { pause, resume } from '../activation/pause.js';
import { readPresence } from '../daemon/heartbeat.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { daemonState } from './daemon-state.js';

/** Pauses every work tree of this clone, and ends the process that a question left behind. False: it was paused already. */
export async function pauseWork(world: World, ws: Workspace): Promise<boolean> {
  const isNew = await pause(world, ws);
  await endLeftBehind(world, ws);
  return isNew;
}

/** True while the agent of the daemon here holds still since Esc, which no resuming ends: what the person says next does. */
export async function isHeldStill(world: World, ws: Workspace): Promise<boolean> {
  if ((await daemonState(world, ws)).is !== 'running') return false;
  return (await readPresence(world.files, ws))?.beat.agent?.is === 'held';
}

/** Ends the pause. False: nothing was paused. @throws KairosError `paused` while `.kairos/PAUSED` exists. */
export async function resumeWork(world: Pick<World, 'files' | 'clock'>, ws: Workspace): Promise<boolean> {
  return resume(world, ws);
}
