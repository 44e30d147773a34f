/**
 * The verb of git that moves index and work tree. It has a type of its own, so that only commands that a person runs can be given it, never the
 * daemon.
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
}
