/** Whether a hook may tell a model what stands in files of a clone. It loads little: a person waits for the answer to a prompt. */
import type { Workspace } from '../base/workspace.js';
import { isTrusted } from '../activation/trust.js';
import { workTreeRoots } from '../sessions/transcript-places.js';
import type { World } from '../world/world.js';

/** True where the user trusts one of the work trees of the clone: a hook tells a model what stands in files there. */
export async function isTrustedSomewhere(world: Pick<World, 'files'>, ws: Workspace): Promise<boolean> {
  for (const root of await workTreeRoots(world, ws)) if (await isTrusted(world, { ...ws, root })) return true;
  return false;
}
