/**
 * The verbs of git that move index and work tree, and sign as a person. They have a type of their own, so that only commands that a person runs can
 * be given them, never the daemon.
 */
import type { ObjectId } from './git-refs.js';

export interface Advance {
  /**
   * Moves the checked-out branch `ref` from `old` to `to`, together with index and work tree. As `read-tree -m -u`, it changes only paths that
   * differ between `from` and `to`; staged and unstaged work elsewhere stays. `staged` are paths with the content that the index must hold first,
   * so that hand-edited files with this content can be replaced.
   * @throws KairosError `work-tree-in-the-way` with the paths, `ref-moved`, `git-busy`, `usage` if `ref` is not checked out. Nothing is changed then.
   */
  advance(options: {
    readonly ref: string;
    readonly old: ObjectId;
    readonly from: ObjectId;
    readonly to: ObjectId;
    readonly staged: readonly { readonly path: string; readonly content: Uint8Array }[];
    /** The line for the reflog. Default: "kairos: accept". */
    readonly reason?: string;
  }): Promise<void>;
  /**
   * Commits, each on the one before, as the person's settings of git want them: copies with their signature where `commit.gpgSign` is on, else the
   * same ids. Moves no ref.
   * @throws KairosError `git-failed` where signing fails.
   */
  signed(chain: readonly ObjectId[]): Promise<readonly ObjectId[]>;
}
