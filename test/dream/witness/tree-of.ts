/** A tree witness of a few files, for tests of what it says of claims. */
import { readTreeWitness, type TreeWitness } from '../../../src/dream/witness/tree-witness.js';
import { virtualClone } from '../../../src/replay/virtual-world.js';

export async function treeOf(files: Record<string, string>): Promise<TreeWitness> {
  const { world, ws, repo } = await virtualClone();
  const tip = await repo.commit('Begin', files);
  return readTreeWitness(world, ws, await world.git.readTree(tip, ['']));
}
