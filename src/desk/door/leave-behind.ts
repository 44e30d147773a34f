/**
 * Leaves a process behind that keeps index and model open, so that the next question is quick; and ends it. Only where `kairos init` was run, and where the
 * user's settings allow it. It answers nothing.
 */
import { holder } from '../../base/lock.js';
import type { Workspace } from '../../base/workspace.js';
import type { Config } from '../../config/config.js';
import type { World } from '../../world/world.js';
import { makePlace, openDoors, place, placeIn, sweepPlace } from './place.js';
import { WARM_LOCK } from './warm-lock.js';

/** The hidden command of the process. */
export const WARM_COMMAND = '__warm';

const END_MAX_MS = 3_000;
const KILL_MAX_MS = 2_000;
const LOOK_EVERY_MS = 20;

/** Whether somebody ran `kairos init` in this clone, by what lies in its git directory: no branch can bring that. */
export async function wasSetUpHere(world: Pick<World, 'files'>, ws: Workspace): Promise<boolean> {
  for (const path of [ws.writerFile, ws.tails]) if ((await world.files.stat(path)) !== undefined) return true;
  return false;
}

/** The part of the world that leaving one behind needs. */
export type StartingWorld = Pick<World, 'files' | 'clock' | 'random' | 'processes'>;

/** Whether a process may stay behind here at all. */
export async function isWarmWanted(world: Pick<World, 'files'>, ws: Workspace, { recall }: Pick<Config, 'recall'>): Promise<boolean> {
  if (!ws.hasGit || recall.keepWarmMinutes === 0 || !(await wasSetUpHere(world, ws))) return false;
  for (const path of [ws.pausedLatch, ws.pausedFile]) if ((await world.files.stat(path)) !== undefined) return false;
  return true;
}

/**
 * Starts the process, unless one is there, or none is wanted. It does not wait for it. The pid of the process that was started. Best effort: a system that
 * starts none is no error.
 */
export async function leaveBehind(world: StartingWorld, ws: Workspace, config: Pick<Config, 'recall'>): Promise<number | undefined> {
  // Without a model a command opens the memory fast enough.
  return config.recall.embedder !== 'none' && (await isWarmWanted(world, ws, config)) ? startWarm(world, ws) : undefined;
}

/** The same where it is known that one is wanted. */
export async function startWarm(world: StartingWorld, ws: Workspace): Promise<number | undefined> {
  if ((await holder(world, ws.journalLocks, WARM_LOCK)) !== undefined) {
    await nudge(world, ws);
    return undefined;
  }
  try {
    if (!(await makePlace(world, ws))) return undefined;
    return await world.processes.startDetached([WARM_COMMAND], { cwd: ws.root, logPath: `${ws.ask}/output` });
  } catch {
    return undefined;
  }
}

/**
 * Ends the process that a question left behind, and removes what others left at the door. Undefined where there is none, or none that can be reached from
 * here. For `stop`, `pause` and whatever takes kairos out of a repository.
 */
export async function endLeftBehind(world: World, ws: Workspace): Promise<{ readonly pid: number; readonly forced: boolean } | undefined> {
  const held = ws.hasGit ? await holder(world, ws.journalLocks, WARM_LOCK) : undefined;
  if (!held || (await world.processes.liveness(held.heldBy)) !== 'alive') {
    if (ws.hasGit) await sweepPlace(world, ws);
    return undefined;
  }
  const { pid } = held.heldBy;
  const isFreed = async (waitMs: number): Promise<boolean> => {
    for (const untilMs = world.clock.now() + waitMs; world.clock.now() < untilMs; await world.clock.sleep(LOOK_EVERY_MS))
      if ((await holder(world, ws.journalLocks, WARM_LOCK))?.epoch !== held.epoch) return true;
    return false;
  };
  world.processes.terminate(pid);
  const forced = !(await isFreed(END_MAX_MS));
  if (forced) {
    world.processes.terminate(pid, true);
    await isFreed(KILL_MAX_MS);
  }
  await sweepPlace(world, ws);
  return { pid, forced };
}

/** A process that keeps a memory open, as `status` shows it. */
export interface WarmProcess {
  readonly pid: number;
  readonly kind: 'left' | 'mcp' | 'index';
  readonly openedAtMs: number;
  /** The work tree that it answers for; left out: all of this clone. */
  readonly root?: string;
  /** The memory that it holds, where the system tells. */
  readonly bytes?: number;
}

/** The processes that would be asked from this work tree. */
export async function warmProcesses(world: Pick<World, 'files' | 'processes'>, ws: Workspace): Promise<readonly WarmProcess[]> {
  if (!ws.hasGit) return [];
  const found: WarmProcess[] = [];
  for (const { identity, kind, openedAtMs, root } of await openDoors(world, ws)) {
    if (root !== undefined && root !== ws.root) continue;
    const bytes = await world.processes.memoryOf(identity.pid);
    found.push({ pid: identity.pid, kind, openedAtMs, ...(root === undefined ? {} : { root }), ...(bytes === undefined ? {} : { bytes }) });
  }
  return found;
}

/** Has the process look whether it may stay: another program may have been installed. */
async function nudge(world: StartingWorld, ws: Workspace): Promise<void> {
  const path = `${placeIn(ws).asked}/look`;
  try {
    await place(world, ws, path, {});
    await world.files.remove(path);
  } catch {
    // It looks by itself, later.
  }
}
