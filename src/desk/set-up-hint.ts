/** What a reader is told where there is nothing to read because nobody has set kairos up. */
import { isSetUp } from '../activation/setup.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

/** The sentence, with the command that sets kairos up; undefined where that was done. */
export async function setUpHint(world: Pick<World, 'files'>, ws: Workspace): Promise<string | undefined> {
  if (await isSetUp(world.files, ws)) return undefined;
  return `kairos is not set up here; "${ws.hasGit ? 'kairos init' : 'git init && kairos init'}" does it`;
}
