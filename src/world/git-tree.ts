/** Git, third of four parts: files of a commit and of the index. It reads only, and never the work tree. */
import type { ObjectId } from './git-refs.js';

export interface TreeFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly mode: string;
  readonly id: ObjectId;
}

export interface IndexEntry {
  readonly path: string;
  readonly mode: string;
  readonly id: ObjectId;
  readonly stage: number;
}

export interface GitTree {
  /** Regular files at `revision` at or below the given paths, sorted by path. Links and submodules come with their mode. */
  readTree(revision: ObjectId, paths: readonly string[]): Promise<readonly TreeFile[]>;
  /** 'tree', 'blob', 'link' ... of one path at a revision; undefined if nothing is there. */
  entryKind(revision: ObjectId, path: string): Promise<'tree' | 'file' | 'link' | 'submodule' | undefined>;
  readBlobs(ids: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, Uint8Array>>;
  /** Paths at or below the given ones that the index knows (`git ls-files`), with the staged state. */
  index(paths: readonly string[]): Promise<readonly IndexEntry[]>;
}
