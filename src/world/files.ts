/** The disk, as a port: paths, bytes and folders. It knows nothing of the files' contents. */

export type FileKind = 'file' | 'directory' | 'link' | 'other';

export interface FileStat {
  readonly kind: FileKind;
  readonly sizeBytes: number;
  /** Whole milliseconds. */
  readonly mtimeMs: number;
  /** Changes when the file is replaced; a string because inode numbers may exceed 2^53. */
  readonly inode: string;
  /** Equal as long as the file has not changed (`fileStamp` of size, time and inode). Only to be compared. */
  readonly stamp: string;
}

/**
 * Files. Paths are absolute, with `/`. No method follows a symbolic link in the last component, and none writes through one.
 * Absence is a value (`undefined`). Changing methods throw KairosError `bad-path`, `disk-full` or `not-writable`.
 */
export interface Files {
  /** The whole file as UTF-8, or undefined if there is none (also: if it is a directory or a link). */
  read(path: string): Promise<string | undefined>;
  readBytes(path: string): Promise<Uint8Array | undefined>;
  /** At most `length` bytes of the file from the byte `from`, for a file too large to be read whole; fewer, or none, where it ends before. Undefined as `read`. */
  readPart(path: string, from: number, length: number): Promise<Uint8Array | undefined>;
  /**
   * Replaces the file atomically (temporary file in the same folder, sync, rename, sync of the folder), making parents. Readers see the old or the new
   * text; a loss of power afterwards takes nothing of it. Other methods sync the folders that they make, and `create` its bytes, but no name of a file.
   */
  write(path: string, content: string | Uint8Array): Promise<void>;
  /**
   * Creates the file with this content, or returns false and changes nothing if the path exists. With `ownerOnly` nobody else may read it, where the system
   * knows such rights. With `synced` its name is on the disk as well when it returns.
   */
  create(path: string, content: string, options?: { readonly ownerOnly?: boolean; readonly synced?: boolean }): Promise<boolean>;
  /**
   * Appends in ONE write (O_APPEND), making parents. If the file does not end in a newline, the same write puts one before `text`: a torn last
   * line is closed, never truncated. With `synced` bytes and name are on the disk when it returns: a loss of power takes nothing of them.
   */
  append(path: string, text: string, options?: { readonly synced?: boolean }): Promise<void>;
  /**
   * Replaces the content of a file in place, so that whoever has it open for appending goes on at its end. Does nothing where there is none. A reader, or a kill,
   * may meet a part: only for output that may be lost.
   */
  overwrite(path: string, content: string): Promise<void>;
  /** Names in a folder, sorted by code unit, without `.` and `..`; [] if there is no such folder. */
  list(path: string): Promise<readonly { readonly name: string; readonly kind: FileKind }[]>;
  /** Paths of regular files below a folder, relative with `/`, sorted by code unit; links are not followed. */
  walk(path: string): Promise<readonly string[]>;
  /**
   * What `stat` says of everything below a folder that is no folder itself, links too, by its path relative to it; in no order. One call for thousands of
   * files, each of which costs a promise otherwise.
   */
  stats(path: string): Promise<ReadonlyMap<string, FileStat>>;
  /** lstat; undefined if there is nothing. */
  stat(path: string): Promise<FileStat | undefined>;
  /** The path with links resolved, or undefined if there is nothing. */
  realPath(path: string): Promise<string | undefined>;
  mkdir(path: string): Promise<void>;
  /**
   * Makes a folder that only this user may enter (mode 0700 where the system has modes), or closes one of theirs to others. False, with nothing changed,
   * where something else is there or it belongs to another user.
   */
  privateFolder(path: string): Promise<boolean>;
  /** Removes a file or a whole folder; nothing to remove is fine. */
  remove(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Syncs a folder: what was removed from it before, or renamed in it, is so on the disk when it returns. Nothing where there is none. Best effort. */
  syncFolder(path: string): Promise<void>;
  /** Hard link; false if `to` exists. */
  link(from: string, to: string): Promise<boolean>;
  /**
   * Runs the action while other processes that ask for the same name wait. Advisory: who was killed or stands still for long loses it, and whoever waited
   * `waitMs` goes on without, so that no promise may rest on it. The name is a path in a folder of ours; what stands there belongs to the lock.
   */
  apart<T>(name: string, waitMs: number, act: () => Promise<T>): Promise<T>;
  /** Sets the modification time; creates an empty file where there is none. */
  touch(path: string, mtimeMs: number): Promise<void>;
  /**
   * Calls `changed` soon after anything at or below one of the paths changes, also if the path is made later, or removed and made again. Returns
   * the closer. Events are hints: they may be merged, come for nothing, and be lost, as below most of very many folders. So whoever watches also
   * reads everything from time to time.
   * @param changed its promise ends when the change was looked at; it must not reject.
   * @param polls called once, with the reason in words, if the system gives too few watches: then `changed` is called at intervals, more rarely
   * the longer looking takes. Nothing is thrown for that.
   * @param mergeMs changes within this time are one. Default: 50.
   * @param looked files whose size and time are looked at each second as well, for a change that no event tells.
   */
  watch(
    paths: readonly string[],
    changed: () => Promise<void> | void,
    polls?: (why: string) => void,
    mergeMs?: number,
    looked?: readonly string[],
  ): Promise<() => Promise<void>>;
}
