/** Memory of a base branch as a person here sees it: what is committed, and what lies in the work tree over it. Reads only. */
import { MEMORY } from '../../base/memory-paths.js';
import type { Workspace } from '../../base/workspace.js';
import type { Problem } from '../../memory/entry.js';
import { FIRST_MEMORY } from '../../memory/memory-index.js';
import type { World } from '../../world/world.js';
import type { BaseBranch } from './base-branch.js';
import { convertsLineEnds, handEdits, liveMemory, memoryAt } from './memory-files.js';

export interface MemoryHere {
  /** What stands on the base, and `laid`. */
  readonly committed: Map<string, string>;
  /** What `kairos init` laid down and nobody has committed or changed: no person's edit, and in the work tree all the same. */
  readonly laid: Map<string, string>;
  /** What a person changed by hand and has not committed, with the live text. */
  readonly edits: Map<string, string>;
  readonly problems: readonly Problem[];
}

/** Only where HEAD stands on the base is there anything over it. */
export async function memoryHere(world: Pick<World, 'files' | 'git'>, ws: Workspace, base: BaseBranch): Promise<MemoryHere> {
  const { files: committed, problems } = await memoryAt(world.git, base.tip);
  if (!base.isHere) return { committed, laid: new Map(), edits: new Map(), problems };
  const live = await liveMemory(world, ws);
  const laid = new Map<string, string>();
  if (!committed.has(MEMORY.index) && live.files.get(MEMORY.index) === FIRST_MEMORY) laid.set(MEMORY.index, FIRST_MEMORY);
  for (const [path, text] of laid) committed.set(path, text);
  const edits = handEdits(committed, live.files, { convertsLineEnds: await convertsLineEnds(world.git) });
  return { committed, laid, edits, problems: [...problems, ...live.problems] };
}
