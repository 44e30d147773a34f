/** The daemon in this process, for as long as the surface that runs it wants. Signals and printing are the surface's. */
import type { Workspace } from '../base/workspace.js';
import { runDaemon, type DaemonOptions, type DaemonResult } from '../daemon/daemon.js';
import { turnMemory } from './memory/turn-memory.js';
import type { World } from '../world/world.js';

export type { Event as DaemonEvent, Line } from '../daemon/event.js';
export { isTrace, replayTrace, spanOfTrace, TRACE_HEAD, traceLine } from '../daemon/trace.js';

/** Runs until it is asked to stop, or may not run here any more. @throws KairosError as `runDaemon`, which has then started nothing. */
export async function runHere(world: World, ws: Workspace, options: DaemonOptions): Promise<DaemonResult> {
  const memory = world.model && turnMemory(`agent-${world.clock.now()}`);
  return runDaemon(world, ws, { ...options, ...(memory && { memory }) });
}
