/** A tree witness of a few files, for tests of what it says of claims. */
import { readTreeWitness, testifyingAmong, type TreeWitness } from '../../../src/dream/witness/tree-witness.js';
import type { Workspace } from '../../../src/base/workspace.js';
import type { TreeFile } from '../../../src/world/git-tree.js';
import type { World } from '../../../src/world/world.js';
import { virtualClone } from '../../../src/replay/virtual-world.js';

export async function treeOf(files: Record<string, string>): Promise<TreeWitness> {
  const { world, ws, repo } = await virtualClone();
  const tip = await repo.commit('Begin', files);
  return witnessOf(world, ws, await world.git.readTree(tip, ['']));
}

/** The witness of a tree whose files are these. */
export async function witnessOf(world: Pick<World, 'files' | 'git'>, ws: Workspace, listed: readonly TreeFile[]): Promise<TreeWitness> {
  return readTreeWitness(world, ws, listed, await testifyingAmong(world, listed));
}
