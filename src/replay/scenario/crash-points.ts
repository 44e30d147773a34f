/** The moments before which a crash can be ordered: a verb that changes something, and the place that it changes. Pure. */
import { isBranchRef, isOwnRef, REFS } from '../../base/refs.js';
import type { Workspace } from '../../base/workspace.js';

export const FILE_VERBS = ['append', 'write', 'create', 'overwrite', 'remove', 'rename', 'link', 'touch'] as const;
export const GIT_VERBS = ['commit', 'ref', 'advance'] as const;

/** Places of files, the narrowest first: each a path of the workspace. */
const FILE_PLACES = {
  tail: 'tails',
  log: 'logs',
  peers: 'peers',
  forgotten: 'forgotten',
  forget: 'forgetIntents',
  accept: 'acceptIntent',
  seen: 'seenFile',
  'dream-lock': 'consolidateLock',
  'dream-run': 'dreamRuns',
  queue: 'queueTmp',
  'queue-new': 'queueNew',
  'queue-cur': 'queueCur',
  index: 'lexicalIndex',
  'index-head': 'lexicalHead',
  vectors: 'vectorIndex',
  usage: 'usage',
  heartbeat: 'daemonState',
  state: 'state',
  topics: 'topics',
  memory: 'memoryIndex',
  key: 'sealKey',
  writer: 'writerFile',
  trust: 'trustFile',
  locks: 'locks',
  'daemon-locks': 'daemonLocks',
  'journal-locks': 'journalLocks',
} as const satisfies Record<string, keyof Workspace>;

/** Places of git, by the refs that are moved. */
const GIT_PLACES = ['journal', 'dream', 'open', 'pin', 'branch', 'other'] as const;
/** Files and index are those of the new commit, and the branch is the old one's. */
export const HALFWAY = 'advance.half';

export const CRASH_PLACES: readonly string[] = [...Object.keys(FILE_PLACES), 'file'];
export const CRASH_REFS: readonly string[] = GIT_PLACES;

/** True for a point that can be named: `append.tail`, `commit.journal`. */
export function isCrashPoint(point: string): boolean {
  const [verb = '', place = '', ...more] = point.split('.');
  if (more.length > 0) return false;
  if (point === HALFWAY) return true;
  if ((FILE_VERBS as readonly string[]).includes(verb)) return CRASH_PLACES.includes(place);
  return (GIT_VERBS as readonly string[]).includes(verb) && CRASH_REFS.includes(place);
}

/** The point of a change to a file: of the new name, where it is renamed or linked. */
export function filePoint(ws: Workspace, verb: (typeof FILE_VERBS)[number], path: string): string {
  const found = Object.entries(FILE_PLACES).find(([, key]) => path === ws[key] || path.startsWith(`${ws[key]}/`));
  return `${verb}.${found?.[0] ?? 'file'}`;
}

/** The point of a change to refs: of the one that says most. */
export function refPoint(verb: (typeof GIT_VERBS)[number], refs: readonly string[]): string {
  const some = (test: (ref: string) => boolean): boolean => refs.some(test);
  const place = some((ref) => ref.startsWith(REFS.journals))
    ? 'journal'
    : some((ref) => ref.startsWith(REFS.acceptPins))
      ? 'pin'
      : some((ref) => isBranchRef(ref) && isOwnRef(ref))
        ? 'dream'
        : some((ref) => ref === REFS.openDream)
          ? 'open'
          : some(isBranchRef)
            ? 'branch'
            : 'other';
  return `${verb}.${place}`;
}
