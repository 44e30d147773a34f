/** Finds the branch of the open dream by the names of refs alone; what it proposes is read by the review. */
import { DREAM_BRANCHES, GIT_REFS, readDreamBranch, REFS, type DreamBranch } from '../../base/refs.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { World } from '../../world/world.js';

export interface OpenBranch {
  /** Where our own ref stands. */
  readonly commit: ObjectId | undefined;
  /** Undefined where the branch is gone and only our own ref remembers the dream. */
  readonly branch: DreamBranch | undefined;
}

/**
 * The open dream; undefined where none is. Where a branch `kairos` exists the branches of dreams stand beside all others, so these are listed only when none is
 * found in their folder. Of several the one on which our own ref stands, else the newest. @throws KairosError `git-failed`.
 */
export async function openBranch({ git }: Pick<World, 'git'>): Promise<OpenBranch | undefined> {
  const open = (await git.refs([REFS.openDream])).find(({ name }) => name === REFS.openDream);
  if (!open) return undefined;
  const near = await git.refs([DREAM_BRANCHES]);
  const refs = near.length > 0 ? near : await git.refs([GIT_REFS.branches]);
  const found = refs.flatMap(({ name, commit }) => {
    const branch = readDreamBranch(name);
    return branch ? [{ branch, isOurs: commit === open.commit }] : [];
  });
  const { branch } = found.find(({ isOurs }) => isOurs) ?? found.at(-1) ?? {};
  return { commit: open.commit, branch };
}
