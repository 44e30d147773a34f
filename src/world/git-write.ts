/** Git, last of four parts: commits and refs are written, without index and checkout. It touches neither index nor work tree. */
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
  /** First parent; undefined for a root commit. In a chain, later commits ignore it and stand on the one before. */
  readonly parent: ObjectId | undefined;
  /** Further parents of a merge. */
  readonly mergeParents?: readonly ObjectId[];
  readonly changes: readonly FileChange[];
  /** Start from an empty tree instead of the parent's. */
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
   * Writes a chain of commits (each on the one before) without index or checkout, then moves refs in one transaction: all or none.
   * In `updates`, `new` may be '#0', '#1' ... for the chain's commits. Returns the ids of the chain.
   * @throws KairosError `ref-moved` when an expected old value did not hold (nothing is changed then), `bad-path` for an unsafe path.
   */
  commitChain(chain: readonly NewCommit[], updates: readonly RefUpdate[]): Promise<readonly ObjectId[]>;
  /** Moves refs in one transaction. @throws KairosError `ref-moved`. */
  updateRefs(updates: readonly RefUpdate[]): Promise<void>;
}
