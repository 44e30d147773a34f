/** Leaves a process behind that meets the prompts of a coding agent. Only where the settings want one, and where hooks may act; without a model,
 * too: a person waits for each of them. It waits for nobody. */
import type { Workspace } from '../../base/workspace.js';
import { loadConfig } from '../../config/config.js';
import { isTrustedSomewhere } from '../trusted.js';
import { isWarmWanted, startWarm, type StartingWorld } from './leave-behind.js';

/** Whether a process is there now: 'unwanted' by the settings, or 'untrusted'. */
export async function leaveForHook(world: StartingWorld, ws: Workspace): Promise<'there' | 'unwanted' | 'untrusted'> {
  const { config } = await loadConfig(world, ws);
  if (!(await isWarmWanted(world, ws, config))) return 'unwanted';
  if (!(await isTrustedSomewhere(world, ws))) return 'untrusted';
  await startWarm(world, ws);
  return 'there';
}
