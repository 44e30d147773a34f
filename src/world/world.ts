/**
 * The ports: all that kairos knows of time, chance, disk, git and processes, as interfaces and contracts.
 * Rooms take a `World` (or the part of it they need) and never reach around it. Each port has a real adapter
 * (`adapters/`) and a virtual twin (`replay/`), and one acceptance suite that both pass (`test/contract/`).
 */

/** Time. Nothing else in kairos may ask what time it is, or wait. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts (never rejects). A virtual clock advances instead of waiting. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Chance. */
export interface Random {
  /** `length` characters of lower-case Crockford base32 (0-9 a-z without i l o u). */
  base32(length: number): string;
}

export type FileKind = 'file' | 'directory' | 'link' | 'other';

export interface FileStat {
  readonly kind: FileKind;
  readonly sizeBytes: number;
  /** Whole milliseconds. */
  readonly mtimeMs: number;
  /** Changes when the file is replaced; a string because inode numbers may exceed 2^53. */
  readonly inode: string;
}

/**
 * Files. Paths are absolute, with `/`. No method follows a symbolic link in the last component, and none writes through one.
 * Absence is a value (`undefined`), every other failure throws.
 */
export interface Files {
  /** The whole file as UTF-8, or undefined if there is none (also: if it is a directory or a link). */
  read(path: string): Promise<string | undefined>;
  readBytes(path: string): Promise<Uint8Array | undefined>;
  /** Replaces the file atomically (temporary file in the same folder, sync, rename), making parents. Readers see the old or the new text. */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /** Creates the file with this content, or returns false and changes nothing if the path exists. */
  create(path: string, content: string): Promise<boolean>;
  /**
   * Appends in ONE write (O_APPEND), making parents. If the file does not end in a newline, `text` is preceded by one in the
   * same write: a torn tail is closed, never truncated.
   */
  append(path: string, text: string): Promise<void>;
  /** Names in a folder, sorted by code unit, without `.` and `..`; [] if there is no such folder. */
  list(path: string): Promise<readonly { readonly name: string; readonly kind: FileKind }[]>;
  /** Paths of regular files below a folder, relative with `/`, sorted by code unit; links are not followed. */
  walk(path: string): Promise<readonly string[]>;
  /** lstat; undefined if there is nothing. */
  stat(path: string): Promise<FileStat | undefined>;
  /** The path with links resolved, or undefined if there is nothing. */
  realPath(path: string): Promise<string | undefined>;
  mkdir(path: string): Promise<void>;
  /** Removes a file or a whole folder; nothing to remove is fine. */
  remove(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Hard link; false if `to` exists. */
  link(from: string, to: string): Promise<boolean>;
  /** Sets the modification time; creates an empty file where there is none. */
  touch(path: string, mtimeMs: number): Promise<void>;
  /**
   * Calls `changed` soon after anything at or below one of the paths changes. Events are hints: they may be merged. Returns the closer.
   * Only what is there at the call is watched, new folders below it included: a path that comes later, or a watched folder that is removed
   * and made again, needs another call.
   */
  watch(paths: readonly string[], changed: () => void): Promise<() => Promise<void>>;
}

/** Who runs: enough to tell a process from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Start time as the system gives it (opaque), or '' where it cannot be known. */
  readonly start: string;
  readonly bootId: string;
  /** PID namespace, or '' where there is none. */
  readonly namespace: string;
  readonly host: string;
}

export interface ProcessResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Processes: the one owner of children. Every child leads a process group, and the group dies with the call's `signal` or with us. */
export interface Processes {
  self(): ProcessIdentity;
  /** 'alive', 'dead', or 'unknown' (another host or namespace: only silence can tell). */
  liveness(who: ProcessIdentity): Promise<'alive' | 'dead' | 'unknown'>;
  /** Runs this very program (`kairos ARGS`) as a child and waits for it. */
  runSelf(
    args: readonly string[],
    options: { readonly cwd: string; readonly signal?: AbortSignal; readonly onLine?: (line: string) => void },
  ): Promise<ProcessResult>;
  /** Starts `kairos ARGS` in a session of its own with output to `logPath`, and returns its pid without waiting. */
  startDetached(args: readonly string[], options: { readonly cwd: string; readonly logPath: string }): Promise<number>;
  /** Asks a process to end (SIGTERM), or ends it by force (SIGKILL). */
  terminate(pid: number, force?: boolean): void;
}

/** What the user is told while something goes on. Never the journal. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

// ---------------------------------------------------------------- git

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

export interface ChangedPath {
  readonly path: string;
  /** Former path of a rename. */
  readonly from?: string;
  /** Lines; both undefined for a binary file. */
  readonly added?: number;
  readonly deleted?: number;
}

export interface Commit {
  readonly id: ObjectId;
  readonly tree: ObjectId;
  readonly parents: readonly ObjectId[];
  readonly authorName: string;
  readonly authorEmail: string;
  /** Milliseconds. */
  readonly authoredAtMs: number;
  readonly committedAtMs: number;
  readonly subject: string;
  /** Without the subject; '' if none. Trailers are part of it. */
  readonly body: string;
  /** Against the first parent; [] for merges. */
  readonly paths: readonly ChangedPath[];
}

export interface ReflogLine {
  readonly old: ObjectId;
  readonly new: ObjectId;
  readonly atMs: number;
  readonly actor: string;
  /** "rebase (finish): returning to refs/heads/main" */
  readonly message: string;
}

export interface TreeFile {
  /** From the root of the repository. */
  readonly path: string;
  readonly mode: string;
  readonly id: ObjectId;
}

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

/** An operation of the user's that is under way, in whose midst kairos does nothing. */
export type Busy = 'rebase' | 'merge' | 'cherry-pick' | 'revert' | 'bisect' | 'am' | 'index.lock';

export interface WorktreeState {
  readonly root: string;
  readonly gitDir: string;
  /** refs/heads/... or undefined (detached, bare). */
  readonly ref?: string;
}

export interface IndexEntry {
  readonly path: string;
  readonly mode: string;
  readonly id: ObjectId;
  readonly stage: number;
}

/**
 * Git, in verbs of this domain. Revisions given to it are full object ids or full ref names, checked before they reach git.
 * Only `advance` touches the index or the work tree, and only commands that a person runs may call it.
 */
export interface Git {
  /** Refs below any of the prefixes (`refs/heads/`), sorted by name. */
  refs(prefixes: readonly string[]): Promise<readonly Ref[]>;
  head(): Promise<Head>;
  /** Resolves what a person typed (HEAD~3, v1.2, abc123) to a commit; undefined if there is none. */
  resolve(revision: string): Promise<ObjectId | undefined>;
  /** Ids reachable from `tips` and not from `exclude` (ids that no longer exist are ignored), oldest first, parents before children. */
  between(tips: readonly ObjectId[], exclude: readonly ObjectId[]): Promise<readonly ObjectId[]>;
  /** These commits with their changed paths, in the order asked; unknown ids are left out. */
  commits(ids: readonly ObjectId[]): Promise<readonly Commit[]>;
  /** Of these ids, those reachable from `tip`. */
  reachable(ids: readonly ObjectId[], tip: ObjectId): Promise<ReadonlySet<ObjectId>>;
  /** Oldest first; [] if there is no reflog. `ref` is a full name or HEAD. */
  reflog(ref: string): Promise<readonly ReflogLine[]>;
  /** Regular files at `revision` at or below the given paths, sorted by path. Links and submodules come with their mode. */
  readTree(revision: ObjectId, paths: readonly string[]): Promise<readonly TreeFile[]>;
  /** 'tree', 'blob', 'link' ... of one path at a revision; undefined if nothing is there. */
  entryKind(revision: ObjectId, path: string): Promise<'tree' | 'file' | 'link' | 'submodule' | undefined>;
  readBlobs(ids: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, Uint8Array>>;
  /**
   * Writes a chain of commits (each on the one before) without index or checkout, then moves refs in one transaction: all or none.
   * In `updates`, `new` may be '#0', '#1' ... for the chain's commits. Returns the ids of the chain.
   * @throws KairosError `ref-moved` when an expected old value did not hold (nothing is changed then), `bad-path` for an unsafe path.
   */
  commitChain(chain: readonly NewCommit[], updates: readonly RefUpdate[]): Promise<readonly ObjectId[]>;
  /** Moves refs in one transaction. @throws KairosError `ref-moved`. */
  updateRefs(updates: readonly RefUpdate[]): Promise<void>;
  /** Paths at or below the given ones that the index knows (`git ls-files`), with the staged state. */
  index(paths: readonly string[]): Promise<readonly IndexEntry[]>;
  /** The newest commit reachable from HEAD that added or changed a path. */
  lastCommitOf(path: string): Promise<ObjectId | undefined>;
  busy(): Promise<Busy | undefined>;
  worktrees(): Promise<readonly WorktreeState[]>;
  /** One value of git's configuration, or undefined. */
  config(key: string): Promise<string | undefined>;
  /** name and email that git would sign with, or undefined where none is set. */
  identity(): Promise<{ readonly name: string; readonly email: string } | undefined>;
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

/** What a command needs to know of a repository before it opens the port. */
export interface Repository {
  readonly root: string;
  readonly gitDir: string;
  readonly commonDir: string;
}

// ---------------------------------------------------------------- embedders

export type EmbedderTier = 'minilm' | 'ollama';

/** What makes vectors comparable: two embedders whose models differ in any field live in different vector spaces. */
export interface EmbedderModel {
  /** Path-safe, `[a-z0-9._-]`: `minilm-l6-v2`. */
  readonly name: string;
  /** 12 hexadecimal digits of the weights' digest. */
  readonly digest: string;
  readonly dimensions: number;
}

export interface Embedder {
  readonly tier: EmbedderTier;
  readonly model: EmbedderModel;
  /**
   * One unit vector per text, in the order of texts. A document's text carries its header already; prefixes that a model wants are the
   * adapter's. Queries overtake documents that wait. An empty list gives an empty list.
   * @throws KairosError `embedder-failed` (cannot load, server away, time-out, wrong model), `cancelled`.
   */
  embed(
    texts: readonly string[],
    options: { readonly as: 'query' | 'document'; readonly signal?: AbortSignal },
  ): Promise<readonly Float32Array[]>;
}

export interface ChosenEmbedder {
  /** Undefined: words only. */
  readonly embedder?: Embedder;
  /** What the settings ask for. */
  readonly wanted: EmbedderTier | 'none';
  /** Why it is not the wanted one, for people. */
  readonly problem?: string;
}

/** The embedders of this machine. */
export interface Embedders {
  /**
   * The embedder that the settings ask for, or the best below it that works. Cheap: no weights are loaded (that happens at the first
   * `embed`); a server is asked at most every few seconds. Never throws, and never changes what `embed` of an earlier choice means.
   */
  choose(signal?: AbortSignal): Promise<ChosenEmbedder>;
  /** Ends what was started for embedding. What waits fails with `cancelled`; a later `embed` starts anew. */
  close(): Promise<void>;
}

export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly git: Git;
  readonly processes: Processes;
  readonly log: Log;
  readonly embedders: Embedders;
}
