/** Restores the logs of a work tree on request, and nothing else: neither are edits committed nor is git observed. */
import type { Workspace } from '../base/workspace.js';
import { requireGit } from '../activation/required.js';
import type { World } from '../world/world.js';
import { restore, type Restoration } from '../journal/restore.js';

/** Also where the logs lie in a stash: who asks for them wants them here. @throws KairosError `not-a-repository`, and as `restore`. */
export async function restoreHere(world: World, ws: Workspace): Promise<Restoration> {
  requireGit(ws);
  return restore(world, ws, { evenStashed: true });
}
