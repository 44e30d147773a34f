/** Git, first of four parts: refs, HEAD, reflogs, work trees, configuration, and the user's running operation. It reads only. */

/** A full object id, 40 or 64 hexadecimal digits. */
export type ObjectId = string;

export interface Ref {
  /** Full name: refs/heads/main. */
  readonly name: string;
  /** What the ref points at (for an annotated tag: the tag object). */
  readonly id: ObjectId;
  /** The commit behind it (annotated tags peeled). Undefined if it leads to no commit. */
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

/** A running operation of the user's, during which kairos changes nothing. */
export type Busy = 'rebase' | 'merge' | 'cherry-pick' | 'revert' | 'bisect' | 'am' | 'index.lock';

export interface WorktreeState {
  readonly root: string;
  readonly gitDir: string;
  /** refs/heads/... or undefined (detached, bare). */
  readonly ref?: string;
}

/** A lock file of git. */
export interface GitLock {
  /** Absolute. */
  readonly path: string;
  readonly ageMs: number;
  /** A process of kairos that was killed left it; `sweep` removes it. */
  readonly isOurs: boolean;
}

export interface GitRefs {
  /** Refs below any of the prefixes (`refs/heads/`), sorted by name. */
  refs(prefixes: readonly string[]): Promise<readonly Ref[]>;
  head(): Promise<Head>;
  /** The commit that a person's text names (HEAD~3, v1.2, abc123); undefined if there is none. */
  resolve(revision: string): Promise<ObjectId | undefined>;
  /** The reflog of a full ref name or of HEAD, oldest first; [] if there is none. */
  reflog(ref: string): Promise<readonly ReflogLine[]>;
  busy(): Promise<Busy | undefined>;
  /** The lock files that stand in the git directory now, by path. */
  locks(): Promise<readonly GitLock[]>;
  worktrees(): Promise<readonly WorktreeState[]>;
  /** One value of git's configuration, or undefined. @throws KairosError `usage` for text that cannot be a key. */
  config(key: string): Promise<string | undefined>;
  /** The name and email that git would sign with; undefined unless both are set. */
  identity(): Promise<{ readonly name: string; readonly email: string } | undefined>;
}
