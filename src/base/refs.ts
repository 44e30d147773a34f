/** The names of the refs and branches that are kairos's own. Nothing else spells them or takes them apart. Pure. */

export const REFS = {
  /** Above all of them. */
  own: 'refs/kairos/',
  /** One journal a writer. */
  journals: 'refs/kairos/journal/',
  /** Above `openDream`. */
  dreams: 'refs/kairos/dream/',
  /**
   * Held by one dream at a time: whoever creates it has the right to propose. Points at the newest commit on the dream's branch that is ours.
   */
  openDream: 'refs/kairos/dream/open',
  /** Keep the commits of an accept that is under way from being collected. */
  acceptPins: 'refs/kairos/accept/',
  /** Where commits are made before they have a name. */
  scratch: 'refs/kairos/tmp/',
} as const;

const HEADS = 'refs/heads/';
const DREAM_FOLDER = 'kairos/dream/';
const DREAM_PREFIX = 'kairos--dream-';
const DREAM_BRANCH = /^refs\/(heads|remotes\/[^/]+)\/((?:kairos\/dream\/|kairos--dream-)(\d{4}-\d{2}-\d{2})-([a-z0-9]+))$/;

/** The ref of one writer's journal. */
export function journalRef(writer: string): string {
  return `${REFS.journals}${writer}`;
}

/** The ref that pins the commits with which a dream is accepted. */
export function acceptPin(dream: string): string {
  return `${REFS.acceptPins}${dream}`;
}

/** How dreams' branches begin beside these branches (short names): git cannot hold `kairos/dream/x` beside a branch `kairos`. */
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

/** What the full name of a local or a remote's branch says of a dream; undefined where it is no dream's. */
export function readDreamBranch(ref: string): DreamBranch | undefined {
  const [, kind, branch, day, id] = DREAM_BRANCH.exec(ref) ?? [];
  return branch === undefined || day === undefined || id === undefined ? undefined : { branch, day, id, isLocal: kind === 'heads' };
}

/** True for full names of refs that kairos moves itself, among them every branch under the names of dreams. */
export function isOwnRef(name: string): boolean {
  return name.startsWith(REFS.own) || [DREAM_FOLDER, DREAM_PREFIX].some((prefix) => name.startsWith(`${HEADS}${prefix}`));
}

/** True for short names of branches that are kept for kairos. */
export function isReservedBranch(name: string): boolean {
  return name.startsWith('kairos/') || name.startsWith(DREAM_PREFIX);
}
