/**
 * Git, in verbs of this domain. It takes full object ids and full ref names, and throws KairosError `usage` for others and `git-failed` if git
 * fails. It touches neither index nor work tree; `Advance` does.
 */
import type { GitHistory } from './git-history.js';
import type { GitRefs } from './git-refs.js';
import type { GitTree } from './git-tree.js';
import type { GitWrite } from './git-write.js';

export interface Git extends GitRefs, GitHistory, GitTree, GitWrite {}

/** The places of a repository, known before the port is opened. Absolute paths. */
export interface Repository {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
}
