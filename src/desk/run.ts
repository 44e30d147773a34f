/** The daemon in this process, for as long as the surface that runs it wants. Signals and printing are the surface's. */
import type { Workspace } from '../base/workspace.js';
import { runDaemon, type DaemonOptions, type DaemonResult } from '../daemon/daemon.js';
import { NO_WISHES, readActivation } from '../activation/read-activation.js';
import type { TurnMemory } from '../daemon/turn-effects.js';
import { withTaskTools } from './cron-tools.js';
import { withReviewTool } from './review-tool.js';
import { turnMemory } from './memory/turn-memory.js';
import type { World } from '../world/world.js';

export type { Event as DaemonEvent, Line } from '../daemon/event.js';
export { isTrace, replayTrace, spanOfTrace, TRACE_HEAD, traceLine } from '../daemon/trace.js';

/** Runs until it is asked to stop, or may not run here any more. @throws KairosError as `runDaemon`, which has then started nothing. */
export async function runHere(world: World, ws: Workspace, options: DaemonOptions): Promise<DaemonResult> {
  const memory = world.model && (await memoryFor(world, ws, options));
  return runDaemon(world, ws, { ...options, ...(memory && { memory }) });
}

/** The tools for tasks go with the flag that lets tasks run. */
async function memoryFor(world: World, ws: Workspace, { wishes = NO_WISHES }: DaemonOptions): Promise<TurnMemory> {
  const memory = withReviewTool(turnMemory(`agent-${world.clock.now()}`));
  const { rights } = await readActivation(world, ws, wishes, { mayAsk: false });
  return rights.on.includes('scheduler') ? withTaskTools(memory) : memory;
}
