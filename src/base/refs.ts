/**
 * The names of refs: where git keeps branches, tags and what was fetched, and the refs and branches of kairos. No other file spells them. Pure.
 */

/** Where git keeps what; folders with their last slash. */
export const GIT_REFS = {
  branches: 'refs/heads/',
  tags: 'refs/tags/',
  /** Branches of remotes, as they were last fetched. */
  remotes: 'refs/remotes/',
  stash: 'refs/stash',
} as const;

export const REFS = {
  /** The prefix of all of them. */
  own: 'refs/kairos/',
  /** The prefix of journals; one for each writer. */
  journals: 'refs/kairos/journal/',
  /** The prefix of `openDream`. */
  dreams: 'refs/kairos/dream/',
  /** The ref of the one open dream: only who creates it may propose. It points to our newest commit on the dream's branch. */
  openDream: 'refs/kairos/dream/open',
  /** The prefix of refs that keep the commits of a running accept from being collected. */
  acceptPins: 'refs/kairos/accept/',
  /** The prefix of refs for new commits, before any other ref points to them. */
  scratch: 'refs/kairos/tmp/',
} as const;

const ACT_FOLDER = 'kairos/act/';
/** Where acts' branches stand in repositories with a branch `kairos`. */
const ACT_PREFIX = 'kairos--act-';
const DREAM_FOLDER = 'kairos/dream/';
/** Where dreams' branches stand, but for repositories with a branch `kairos`. */
export const DREAM_BRANCHES = `${GIT_REFS.branches}${DREAM_FOLDER}`;
const DREAM_PREFIX = 'kairos--dream-';
const DREAM_BRANCH = /^refs\/(heads|remotes\/[^/]+)\/((?:kairos\/dream\/|kairos--dream-)(\d{4}-\d{2}-\d{2})-([a-z0-9]+))$/;

/** The short name of a branch: `main` of `refs/heads/main`. Any other name stays as it is. */
export function branchName(ref: string): string {
  return isBranchRef(ref) ? ref.slice(GIT_REFS.branches.length) : ref;
}

/** The full name of a local branch: `refs/heads/main` of `main`. */
export function branchRef(name: string): string {
  return `${GIT_REFS.branches}${name}`;
}

/** True for the full name of a local branch. */
export function isBranchRef(ref: string): boolean {
  return ref.startsWith(GIT_REFS.branches);
}

/** True for the full name of a tag. */
export function isTagRef(ref: string): boolean {
  return ref.startsWith(GIT_REFS.tags);
}

/** The ref of one writer's journal. */
export function journalRef(writer: string): string {
  return `${REFS.journals}${writer}`;
}

/** The ref that keeps the commits of a dream's accept. */
export function acceptPin(dream: string): string {
  return `${REFS.acceptPins}${dream}`;
}

/** The ref that keeps what the work tree held before that accept and git did not know. No dream's id has a dot in it. */
export function laidPin(dream: string): string {
  return `${acceptPin(dream)}.laid`;
}

/** The prefix of dreams' branches: not `kairos/dream/` if a branch `kairos` exists, since git cannot hold both. @param branches short names. */
export function dreamBranchPrefix(branches: ReadonlySet<string>): string {
  return branches.has('kairos') || branches.has('kairos/dream') ? DREAM_PREFIX : DREAM_FOLDER;
}

/** The short name of an act's branch. @param branches short names of those that stand. */
export function actBranch(branches: ReadonlySet<string>, id: string): string {
  return `${branches.has('kairos') || branches.has('kairos/act') ? ACT_PREFIX : ACT_FOLDER}${id}`;
}

/** The short name of a dream's branch. @param prefix from `dreamBranchPrefix`. */
export function dreamBranch(prefix: string, day: string, id: string): string {
  return `${prefix}${day}-${id}`;
}

export interface DreamBranch {
  /** Short name. */
  readonly branch: string;
  readonly day: string;
  readonly id: string;
  /** False for a branch of a remote. */
  readonly isLocal: boolean;
}

/** Reads the full name of a dream's branch, local or of a remote; undefined for any other name. */
export function readDreamBranch(ref: string): DreamBranch | undefined {
  const [, kind, branch, day, id] = DREAM_BRANCH.exec(ref) ?? [];
  return branch === undefined || day === undefined || id === undefined ? undefined : { branch, day, id, isLocal: kind === 'heads' };
}

/** True for full names of refs that kairos moves itself, which includes all branches of dreams and acts. */
export function isOwnRef(name: string): boolean {
  return (
    name.startsWith(REFS.own) || [ACT_FOLDER, ACT_PREFIX, DREAM_FOLDER, DREAM_PREFIX].some((prefix) => name.startsWith(branchRef(prefix)))
  );
}

/** True for short names of branches that are reserved for kairos. */
export function isReservedBranch(name: string): boolean {
  return ['kairos/', ACT_PREFIX, DREAM_PREFIX].some((prefix) => name.startsWith(prefix));
}
