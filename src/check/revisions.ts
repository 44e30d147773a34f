/** Finds the commit that a person's word for a revision or a branch means. Reads only. */
import { KairosError } from '../base/errors.js';
import { branchName, branchRef, GIT_REFS, readDreamBranch } from '../base/refs.js';
import type { Git } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';

export interface NamedCommit {
  readonly name: string;
  readonly commit: ObjectId;
}

/** The commit of a revision as git names it: `HEAD~3`, `v1.2`, `abc123`. @throws KairosError `not-found`. */
export async function revisionNamed(git: Git, revision: string): Promise<NamedCommit> {
  const commit = await git.resolve(revision);
  if (commit !== undefined) return { name: revision, commit };
  throw new KairosError('not-found', `git knows no revision "${revision}"`, { hint: 'a clone of CI may lack it: git fetch --unshallow' });
}

/**
 * The commit of a branch: of this clone, else as it was last fetched; a dream may be named by its id alone.
 * @throws KairosError `not-found`.
 */
export async function branchNamed(git: Git, name: string): Promise<NamedCommit> {
  const refs = await git.refs([GIT_REFS.branches, GIT_REFS.remotes]);
  // What is checked out is no branch of that name, though a remote has one.
  const wanted = name === 'HEAD' ? [] : [name, branchRef(name), `${GIT_REFS.remotes}origin/${name}`, `${GIT_REFS.remotes}${name}`];
  const byName = wanted.flatMap((full) => refs.find((ref) => ref.name === full) ?? [])[0];
  const found = byName ?? refs.find((ref) => readDreamBranch(ref.name)?.id === name);
  if (found?.commit !== undefined) return { name: shortName(found.name), commit: found.commit };
  throw new KairosError('not-found', `there is no branch "${name}"`, {
    hint: 'git branch -a lists them; git fetch brings those of a remote',
  });
}

function shortName(ref: string): string {
  return ref.startsWith(GIT_REFS.remotes) ? ref.slice(GIT_REFS.remotes.length) : branchName(ref);
}
