/** Git, second of four parts: commits and their order. It reads only. */
import type { ObjectId } from './git-refs.js';

export interface ChangedPath {
  readonly path: string;
  /** Former path of a rename. */
  readonly from?: string;
  /** Numbers of lines; both undefined for a binary file. */
  readonly added?: number;
  readonly deleted?: number;
}

export interface Commit {
  readonly id: ObjectId;
  readonly tree: ObjectId;
  readonly parents: readonly ObjectId[];
  readonly authorName: string;
  readonly authorEmail: string;
  /** Milliseconds since 1970. */
  readonly authoredAtMs: number;
  readonly committedAtMs: number;
  readonly subject: string;
  /** Without the subject; '' if none. Trailers are part of it. */
  readonly body: string;
  /** Against the first parent; [] for merges. */
  readonly paths: readonly ChangedPath[];
}

/** What a commit brought into one file. */
export interface AddedLines {
  readonly path: string;
  readonly lines: readonly string[];
}

/** An author as a commit names them: nobody checked it. */
export interface Author {
  readonly name: string;
  readonly email: string;
}

export interface GitHistory {
  /**
   * Ids reachable from `tips` and not from `exclude` (ids that no longer exist are ignored), oldest first, parents before children.
   * @param options.most the newest so many alone: no more of the history is walked.
   */
  between(tips: readonly ObjectId[], exclude: readonly ObjectId[], options?: { readonly most?: number }): Promise<readonly ObjectId[]>;
  /** These commits with their changed paths, in the order asked; unknown ids are left out. */
  commits(ids: readonly ObjectId[]): Promise<readonly Commit[]>;
  /** The authors of all commits reachable from `tip`, without a mailmap; none for an id that does not exist. */
  authors(tip: ObjectId): Promise<ReadonlyMap<ObjectId, Author>>;
  /**
   * The lines that each commit brought into text files, file by file; a file that was only renamed brings none. Merges, unknown ids and commits that brought
   * none are left out, and so are all of them where a file of one is not in this clone.
   * @param options.mostBytes a file that is larger, before or after, counts as no text.
   */
  addedLines(ids: readonly ObjectId[], options: { readonly mostBytes: number }): Promise<ReadonlyMap<ObjectId, readonly AddedLines[]>>;
  /** When a commit was committed, in milliseconds since 1970; undefined for an id that is no commit here. */
  committedAtMs(id: ObjectId): Promise<number | undefined>;
  /** Those of the ids that are reachable from `tip`. */
  reachable(ids: readonly ObjectId[], tip: ObjectId): Promise<ReadonlySet<ObjectId>>;
  /** The newest commit reachable from HEAD that added or changed a path. */
  lastCommitOf(path: string): Promise<ObjectId | undefined>;
  /**
   * The commits reachable from HEAD and all refs, except our own below `refs/kairos/`, that changed, added or removed something at or below one of
   * the paths. Paths are from the root; '' means all. They are literal, or, with `arePatterns`, patterns as in `base/glob`. Merges are left out,
   * since `commits` gives no paths for them.
   */
  commitsTouching(paths: readonly string[], options?: { readonly arePatterns?: boolean }): Promise<ReadonlySet<ObjectId>>;
  /** The names that a file of HEAD had before, the newest first, as far as git knows a renamed file again; [] for a folder. The path is literal. */
  formerNames(path: string): Promise<readonly string[]>;
}
