/** Git, third of four parts: files of commits and of the index. It reads only, and never the work tree. */
import type { ObjectId } from './git-refs.js';

export interface TreeFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly mode: string;
  readonly id: ObjectId;
  /** Bytes of the blob; undefined for a submodule, and for a blob that is not here, as in a partial clone. */
  readonly size?: number;
}

export interface IndexEntry {
  readonly path: string;
  readonly mode: string;
  readonly id: ObjectId;
  readonly stage: number;
  /** A sparse checkout leaves it out of the work tree (skip-worktree): that it is not there says nothing. */
  readonly isLeftOut?: true;
}

export interface GitTree {
  /** The files of `revision` at or below the paths, sorted by path; links and submodules too, told by their mode. Nothing is fetched for it. */
  readTree(revision: ObjectId, paths: readonly string[]): Promise<readonly TreeFile[]>;
  /** The kind of one path at a revision; undefined if nothing is there. */
  entryKind(revision: ObjectId, path: string): Promise<'tree' | 'file' | 'link' | 'submodule' | undefined>;
  /**
   * The contents of blobs; ids that are no blobs are left out.
   * @param options.passLarge leaves those above the limit out as well. @throws KairosError `over-limit` without it.
   */
  readBlobs(ids: readonly ObjectId[], options?: { readonly passLarge?: boolean }): Promise<ReadonlyMap<ObjectId, Uint8Array>>;
  /** The entries of the index at or below the paths (`git ls-files -t --stage`). */
  index(paths: readonly string[]): Promise<readonly IndexEntry[]>;
}
