/** Who wrote what the memory holds, as the index of words knows them. */
import type { Workspace } from '../base/workspace.js';
import type { LogView } from '../memory/log-view.js';
import { openLexical } from '../recall/lexical/open-lexical.js';
import type { World } from '../world/world.js';

/** The names, each once, sorted. */
export async function authorsHere(world: Pick<World, 'files' | 'clock'>, ws: Workspace, view: LogView): Promise<readonly string[]> {
  const { actors } = await openLexical(world, ws, view);
  return actors.filter((name) => name !== '').toSorted();
}
