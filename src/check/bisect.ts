/**
 * Finds the commit that changed or lost something of the memory: of the way from a good revision to a bad one the last step after which it is bad. Reads
 * git, and of it only commits that touch the memory.
 */
import { KairosError } from '../base/errors.js';
import { MEMORY } from '../base/memory-paths.js';
import { memoryAt, type MemoryFiles } from '../dream/tree/memory-files.js';
import type { Git } from '../world/git.js';
import type { Commit } from '../world/git-history.js';
import type { ObjectId } from '../world/git-refs.js';

/** Says why a memory is bad, in a sentence; undefined where it is good. */
export type Judge = (files: MemoryFiles) => string | undefined;

export interface Culprit {
  readonly commit: Commit;
  readonly why: string;
  /** Files of the memory that it changes; [] for a merge, which git tells none of. */
  readonly paths: readonly string[];
}

/** The commits between two revisions that stand on the first. */
export interface Way {
  readonly good: ObjectId;
  readonly bad: ObjectId;
  readonly commits: ReadonlyMap<ObjectId, Commit>;
  /** Those that have the first behind them, and the first. */
  readonly standing: ReadonlySet<ObjectId>;
}

/** @throws KairosError `usage` where the bad revision does not stand on the good one. */
export async function wayBetween(git: Git, good: ObjectId, bad: ObjectId): Promise<Way> {
  const ids = await git.between([bad], [good]);
  const commits = new Map((await git.commits(ids)).map((commit) => [commit.id, commit]));
  const standing = new Set([good]);
  for (const id of ids) if (commits.get(id)?.parents.some((parent) => standing.has(parent)) === true) standing.add(id);
  if (good !== bad && standing.has(bad)) return { good, bad, commits, standing };
  throw new KairosError('usage', 'the second revision does not come after the first', {
    hint: 'the good one comes first: GOOD..BAD; a shallow clone may lack what lies between (git fetch --unshallow)',
  });
}

/**
 * The last commit on the way that made it bad; undefined where it is good at its end. Of a merge the side is followed on which it went bad; a merge is
 * the culprit only where it was good on all sides that stand on the good revision.
 * @throws KairosError `usage` where it is bad at the good revision.
 */
export async function culprit(git: Git, { good, bad, commits, standing }: Way, judge: Judge): Promise<Culprit | undefined> {
  const judged = new Map<ObjectId, string | undefined>();
  const whyAt = async (id: ObjectId): Promise<string | undefined> => {
    const at = sameMemory(id, good, commits);
    if (!judged.has(at)) judged.set(at, judge((await memoryAt(git, at)).files));
    return judged.get(at);
  };
  const before = await whyAt(good);
  if (before !== undefined) throw new KairosError('usage', `it is bad at the good revision, too: ${before}`, { hint: 'name an older one' });
  let at = sameMemory(bad, good, commits);
  let why = await whyAt(at);
  if (why === undefined) return undefined;
  for (;;) {
    const commit = commits.get(at) as Commit;
    let worse: ObjectId | undefined;
    for (const parent of commit.parents)
      if (worse === undefined && standing.has(parent) && (await whyAt(parent)) !== undefined) worse = parent;
    if (worse === undefined) return { commit, why, paths: commit.paths.map(({ path }) => path).filter(isOfMemory) };
    at = sameMemory(worse, good, commits);
    why = (await whyAt(at)) ?? why;
  }
}

/** The nearest commit behind this one with the same memory by what git says of changed paths. */
function sameMemory(id: ObjectId, good: ObjectId, commits: ReadonlyMap<ObjectId, Commit>): ObjectId {
  let at = id;
  for (;;) {
    const commit = at === good ? undefined : commits.get(at);
    const [parent, second] = commit?.parents ?? [];
    if (commit === undefined || parent === undefined || second !== undefined) return at;
    if (commit.paths.some(({ path, from }) => isOfMemory(path) || isOfMemory(from ?? ''))) return at;
    at = parent;
  }
}

function isOfMemory(path: string): boolean {
  return path.startsWith(`${MEMORY.root}/`);
}
