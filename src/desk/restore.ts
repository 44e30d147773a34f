/** Restores the logs of a work tree on request, and nothing else: neither are edits committed nor is git observed. */
import type { Workspace } from '../base/workspace.js';
import { requireGit } from '../activation/required.js';
import type { World } from '../world/world.js';
import { restoreLogs, type Restoration } from './catch-up.js';

/** @throws KairosError `not-a-repository`, and as `restore`. */
export async function restoreHere(world: World, ws: Workspace): Promise<Restoration> {
  requireGit(ws);
  return restoreLogs(world, ws);
}
