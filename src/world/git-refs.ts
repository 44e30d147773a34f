/** Git, first of four parts: where refs and HEAD stand, and what the user is in the midst of. It reads only. */

/** A full object id, 40 or 64 hexadecimal digits. */
export type ObjectId = string;

export interface Ref {
  /** Full name: refs/heads/main. */
  readonly name: string;
  /** What the ref points at (for an annotated tag: the tag object). */
  readonly id: ObjectId;
  /** The commit behind it (annotated tags peeled). Undefined where it is no commit. */
  readonly commit?: ObjectId;
}

export interface Head {
  /** refs/heads/main; undefined when detached. */
  readonly ref?: string;
  /** Undefined on an unborn branch. */
  readonly commit?: ObjectId;
}

export interface ReflogLine {
  readonly old: ObjectId;
  readonly new: ObjectId;
  readonly atMs: number;
  readonly actor: string;
  /** "rebase (finish): returning to refs/heads/main" */
  readonly message: string;
}

/** An operation of the user's that is under way, in whose midst kairos does nothing. */
export type Busy = 'rebase' | 'merge' | 'cherry-pick' | 'revert' | 'bisect' | 'am' | 'index.lock';

export interface WorktreeState {
  readonly root: string;
  readonly gitDir: string;
  /** refs/heads/... or undefined (detached, bare). */
  readonly ref?: string;
}

export interface GitRefs {
  /** Refs below any of the prefixes (`refs/heads/`), sorted by name. */
  refs(prefixes: readonly string[]): Promise<readonly Ref[]>;
  head(): Promise<Head>;
  /** Resolves what a person typed (HEAD~3, v1.2, abc123) to a commit; undefined if there is none. */
  resolve(revision: string): Promise<ObjectId | undefined>;
  /** Oldest first; [] if there is no reflog. `ref` is a full name or HEAD. */
  reflog(ref: string): Promise<readonly ReflogLine[]>;
  busy(): Promise<Busy | undefined>;
  worktrees(): Promise<readonly WorktreeState[]>;
  /** One value of git's configuration, or undefined. */
  config(key: string): Promise<string | undefined>;
  /** name and email that git would sign with, or undefined where none is set. */
  identity(): Promise<{ readonly name: string; readonly email: string } | undefined>;
}
