/** The one way to move index and work tree. A type of its own: only commands that a person runs are given it, never the daemon. */
import type { ObjectId } from './git-refs.js';

export interface Advance {
  /**
   * Moves the checked-out branch from `from` to `to` together with index and work tree, for paths that differ between them only,
   * as `read-tree -m -u` does: staged and unstaged work elsewhere stays. `staged` (paths with the blob ids that the index shall hold first)
   * lets hand-edited files that equal the snapshot be carried over.
   * @throws KairosError `work-tree-in-the-way` with the paths, nothing changed; `ref-moved`.
   */
  advance(options: {
    readonly ref: string;
    readonly old: ObjectId;
    readonly from: ObjectId;
    readonly to: ObjectId;
    readonly staged: readonly { readonly path: string; readonly content: Uint8Array }[];
    /** One line for the reflog; "kairos: accept" if left out. */
    readonly reason?: string;
  }): Promise<void>;
}
