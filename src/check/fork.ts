/** Where a branch left its base. Reads only. */
import type { Git } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';

export type Fork =
  /** The base has all of the branch. */
  | { readonly is: 'landed' }
  | { readonly is: 'known'; readonly commit: ObjectId }
  /** The commits between the two are not in this clone. */
  | { readonly is: 'unknown' };

/** The newest commit of the base that the branch stands on. */
export async function forkOf(git: Git, base: ObjectId, tip: ObjectId): Promise<Fork> {
  const own = await git.between([tip], [base]);
  if (own.length === 0) return { is: 'landed' };
  const inBranch = new Set(own);
  const parents = (await git.commits(own)).flatMap((commit) => commit.parents).filter((id) => !inBranch.has(id));
  const reached = [...(await git.reachable([...new Set(parents)], base))];
  for (const commit of reached.toReversed()) {
    const below = await git.reachable(reached, commit);
    if (below.size === reached.length) return { is: 'known', commit };
  }
  return { is: 'unknown' };
}
