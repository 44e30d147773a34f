/**
 * The folders in which acts work, as a port: repositories of their own that share the objects of the person's. It is given to commands that a person runs,
 * and touches neither HEAD, index, stash, work tree nor a ref of the person.
 */
import type { ObjectId } from './git-refs.js';
import type { Signature } from './git-write.js';

/** What a sandbox has to know of this machine. */
export interface ActMachine {
  /** False where this system has no sandbox that kairos knows. */
  readonly hasSandbox: boolean;
  /** Folders that are there and that no command of an act may see: the home folder, temporary files, sockets, the git directory, our settings. Real paths. */
  readonly hidden: readonly string[];
  /** Folders with the objects that the folder of an act shares. Real paths. */
  readonly objects: readonly string[];
  /** `PATH`, `HOME` and the language of the person. */
  readonly env: Readonly<Record<string, string>>;
}

export interface ActFolders {
  /**
   * Makes a repository with the files of a commit checked out: as `git clone --shared` leaves it, without a remote, other refs, hooks, submodules and
   * configured filters. @throws KairosError `git-failed`, `disk-full`, `not-writable`.
   */
  make(folder: string, base: ObjectId): Promise<void>;
  /**
   * Commits all that differs there from `base`, on it, and returns the changed paths with the commit; undefined where nothing differs. Call it only when no
   * process of the act is left. @throws KairosError `git-failed`, `disk-full`.
   */
  commit(
    folder: string,
    base: ObjectId,
    by: Signature,
    message: string,
  ): Promise<{ readonly commit: ObjectId; readonly paths: readonly string[] } | undefined>;
  /** Brings the objects of a commit of the folder into the person's repository, checked; moves no ref. @throws KairosError `git-failed`, `disk-full`. */
  fetch(folder: string, commit: ObjectId): Promise<void>;
  /** What changed from one commit to another, as a patch; no configured program makes it. */
  patch(from: ObjectId, to: ObjectId): Promise<string>;
  machine(): ActMachine;
}
