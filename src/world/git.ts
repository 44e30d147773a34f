/**
 * Git, in verbs of this domain. Revisions given to it are full object ids or full ref names, checked before they reach git. Nothing here touches
 * the index or the work tree: that is `Advance`.
 */
import type { GitHistory } from './git-history.js';
import type { GitRefs } from './git-refs.js';
import type { GitTree } from './git-tree.js';
import type { GitWrite } from './git-write.js';

export interface Git extends GitRefs, GitHistory, GitTree, GitWrite {}

/** What a command needs to know of a repository before it opens the port. */
export interface Repository {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
}
