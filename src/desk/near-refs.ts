/**
 * Names the refs that a short command is likely to ask about, so that one listing answers all of it. A hint: what is missing here is asked of git when
 * it is needed, and git alone says where a ref stands.
 */
import { checkRef } from '../base/git-objects.js';
import { DREAM_BRANCHES, isBranchRef, REFS } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

const SYMBOLIC = /^ref: (\S+)\n?$/;

/** Our own refs, the branches of dreams, the branch that HEAD names, and those that the outcome of the open dream was last read off. */
export async function nearRefs(world: Pick<World, 'files'>, ws: Workspace): Promise<readonly string[]> {
  const here = SYMBOLIC.exec((await world.files.read(`${ws.gitDir}/HEAD`)) ?? '')?.[1];
  const noted = (await world.files.stat(ws.openDreamFile))
    ? await (await import('../dream/review/still-open.js')).notedRefs(world, ws)
    : [];
  return [REFS.own, DREAM_BRANCHES, ...[here ?? '', ...noted].filter(isBranch)];
}

function isBranch(ref: string): boolean {
  try {
    return isBranchRef(checkRef(ref));
  } catch {
    return false;
  }
}
