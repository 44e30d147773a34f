/** The names of kairos's own refs and branches, which only this file builds and parses, and the short names of branches. Pure. */

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

const HEADS = 'refs/heads/';
const DREAM_FOLDER = 'kairos/dream/';
const DREAM_PREFIX = 'kairos--dream-';
const DREAM_BRANCH = /^refs\/(heads|remotes\/[^/]+)\/((?:kairos\/dream\/|kairos--dream-)(\d{4}-\d{2}-\d{2})-([a-z0-9]+))$/;

/** The short name of a branch: `main` of `refs/heads/main`. Any other name stays as it is. */
export function branchName(ref: string): string {
  return ref.startsWith(HEADS) ? ref.slice(HEADS.length) : ref;
}

/** The ref of one writer's journal. */
export function journalRef(writer: string): string {
  return `${REFS.journals}${writer}`;
}

/** The ref that keeps the commits of a dream's accept. */
export function acceptPin(dream: string): string {
  return `${REFS.acceptPins}${dream}`;
}

/** The prefix of dreams' branches: not `kairos/dream/` if a branch `kairos` exists, since git cannot hold both. @param branches short names. */
export function dreamBranchPrefix(branches: ReadonlySet<string>): string {
  return branches.has('kairos') || branches.has('kairos/dream') ? DREAM_PREFIX : DREAM_FOLDER;
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

/** True for full names of refs that kairos moves itself, which includes all branches of dreams. */
export function isOwnRef(name: string): boolean {
  return name.startsWith(REFS.own) || [DREAM_FOLDER, DREAM_PREFIX].some((prefix) => name.startsWith(`${HEADS}${prefix}`));
}

/** True for short names of branches that are reserved for kairos. */
export function isReservedBranch(name: string): boolean {
  return name.startsWith('kairos/') || name.startsWith(DREAM_PREFIX);
}
