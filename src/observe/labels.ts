/** Chooses the branch that a commit's entry names: the longest-lived branch that reaches it. Reads git, writes nothing. */
import { compareText } from '../base/order.js';
import { branchName, GIT_REFS, isBranchRef, isTagRef } from '../base/refs.js';
import type { Git } from '../world/git.js';
import type { Commit } from '../world/git-history.js';
import type { Head, ObjectId } from '../world/git-refs.js';

export interface Tip {
  /** `main`, `feature/x`, a tag's short name, or HEAD when detached. */
  readonly label: string;
  readonly id: ObjectId;
}

/** Names of long-lived branches, in the order of preference. */
const LASTING = ['main', 'master', 'trunk', 'develop'];

/** `refs/heads/x` and `refs/tags/x` as `x`; HEAD stays. */
export function shortName(ref: string): string {
  return isTagRef(ref) ? ref.slice(GIT_REFS.tags.length) : branchName(ref);
}

/** Long-lived branches first, then the branch that HEAD is on, the other branches, HEAD itself, tags; each group by name. */
export function orderTips(refs: readonly { readonly name: string; readonly commit?: ObjectId }[], head: Head): Tip[] {
  const rank = (name: string): number => {
    const lasting = isBranchRef(name) ? LASTING.indexOf(shortName(name)) : -1;
    if (lasting >= 0) return lasting;
    if (name === head.ref) return LASTING.length;
    return LASTING.length + (isBranchRef(name) ? 1 : name === 'HEAD' ? 2 : 3);
  };
  return [...refs]
    .sort((a, b) => rank(a.name) - rank(b.name) || compareText(a.name, b.name))
    .flatMap(({ name, commit }) => (commit === undefined ? [] : [{ label: shortName(name), id: commit }]));
}

/**
 * The label of every commit reachable from the tips and not from `exclude`, as a function. The first tip labels all that it reaches; only the rest
 * is walked by parents, so that a long history costs one call of git.
 */
export async function labelsOf(
  git: Pick<Git, 'between' | 'commits'>,
  tips: readonly Tip[],
  exclude: readonly ObjectId[],
): Promise<(id: ObjectId) => string> {
  const [first, ...others] = tips;
  if (first === undefined) return () => 'HEAD';
  const further = others.filter(({ id }) => id !== first.id);
  const rest =
    further.length === 0
      ? []
      : await git.between(
          further.map(({ id }) => id),
          [first.id, ...exclude],
        );
  const labels = labelByParents(await git.commits(rest), further);
  return (id) => labels.get(id) ?? first.label;
}

/** Commit -> label of the first tip that reaches it through the given commits. */
export function labelByParents(commits: readonly Pick<Commit, 'id' | 'parents'>[], tips: readonly Tip[]): Map<ObjectId, string> {
  const parents = new Map(commits.map((commit) => [commit.id, commit.parents]));
  const labels = new Map<ObjectId, string>();
  for (const { label, id } of tips) {
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (labels.has(next) || !parents.has(next)) continue;
      labels.set(next, label);
      open.push(...(parents.get(next) ?? []));
    }
  }
  return labels;
}
