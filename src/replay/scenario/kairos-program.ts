/**
 * What `kairos` does when a virtual daemon starts it as a child: the dream and the embedding, in this process, by the functions that the hidden commands
 * call, as a process of its own on the virtual machine.
 */
import { errorText, exitCodeOf } from '../../base/errors.js';
import { loadConfig } from '../../config/config.js';
import { DREAM_COMMAND, INDEX_COMMAND } from '../../daemon/job-table.js';
import { dreamHere } from '../../desk/dream.js';
import { embedInBackground } from '../../desk/embed.js';
import { prepare, requireNeeds } from '../../desk/prepare.js';
import type { Program } from '../virtual-processes.js';
import type { VirtualWorld } from '../virtual-world.js';
import type { Workspace } from '../../base/workspace.js';

/**
 * The program of a machine whose daemon lives in `world`. Any other command fails, as an unknown one does.
 * @param failed is told what ends a command.
 */
export function kairosProgram(world: VirtualWorld, ws: Workspace, failed: (error: unknown) => void = () => undefined): Program {
  return async ([command = '', ...flags], { signal = new AbortController().signal, onLine }) => {
    const self = world.processes.another();
    const child: VirtualWorld = { ...world, processes: self };
    try {
      if (command === DREAM_COMMAND) return { stdout: `${JSON.stringify(await dreamIn(child, ws, flags, signal))}\n` };
      if (command === INDEX_COMMAND)
        return { stdout: `${JSON.stringify(await embedInBackground(child, ws, { signal, say: (line) => onLine?.(line) }))}\n` };
      return { code: 2, stderr: `error: unknown command '${command}'\n` };
    } catch (error) {
      failed(error);
      return { code: exitCodeOf(error), stderr: `error: ${errorText(error)}\n` };
    } finally {
      self.kill();
    }
  };
}

/** As the hidden command opens the repository: the chores first, and a look at what happened. */
async function dreamIn(world: VirtualWorld, ws: Workspace, flags: readonly string[], signal: AbortSignal): Promise<unknown> {
  const { config } = await loadConfig(world, ws);
  const needs = { git: true, kairos: true, look: true };
  await requireNeeds(world, ws, needs);
  const { view } = await prepare(world, ws, needs);
  const wishes = { now: flags.includes('--now'), replace: flags.includes('--replace'), signal };
  const result = await dreamHere({ world, ws, view, config }, wishes);
  return { ...result, outcome: result.outcome === 'gated' ? 'refused' : result.outcome };
}
