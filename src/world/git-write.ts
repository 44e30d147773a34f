/** Git, last of four parts: writes commits and moves refs. It touches neither index nor work tree. */
import type { ObjectId } from './git-refs.js';

/** One file of a new commit: text or bytes to write, or undefined to remove it. */
export interface FileChange {
  readonly path: string;
  readonly content: string | Uint8Array | undefined;
}

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly atMs: number;
}

export interface NewCommit {
  readonly message: string;
  readonly author: Signature;
  /** The first parent; undefined for a root commit. In a chain it counts for the first commit only; each later one follows the one before. */
  readonly parent: ObjectId | undefined;
  /** Further parents of a merge. */
  readonly mergeParents?: readonly ObjectId[];
  readonly changes: readonly FileChange[];
  /** True: start from an empty tree instead of the parent's. */
  readonly fresh?: boolean;
}

/** `old` undefined = must not exist; `new` undefined = delete. */
export interface RefUpdate {
  readonly ref: string;
  readonly old: ObjectId | undefined;
  readonly new: ObjectId | undefined;
}

export interface GitWrite {
  /**
   * Writes a chain of commits (each on the one before), then moves refs in one transaction: all or none. In `updates`, `new` may be '#0', '#1' ...
   * for the chain's commits. Returns the ids of the chain.
   * @throws KairosError `ref-moved` if a ref does not have its expected old value, `git-busy` for a checked-out branch, `bad-path` for an unsafe
   * path. No ref is moved then.
   */
  commitChain(chain: readonly NewCommit[], updates: readonly RefUpdate[]): Promise<readonly ObjectId[]>;
  /** Moves refs in one transaction: all or none. @throws KairosError `ref-moved`, `git-busy`. */
  updateRefs(updates: readonly RefUpdate[]): Promise<void>;
  /**
   * Removes what processes of kairos that were killed left in the git directory: git's locks, copies of the index, refs for new commits. What may be
   * another git's stays. Never throws. Other verbs that write call it first; commands that read do, so that the person's own git is not blocked.
   */
  sweep(): Promise<void>;
}
