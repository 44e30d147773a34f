/** Which branch a dream belongs to, where that branch stands, and whether memory may be written there at all. Reads only. */
import { MEMORY } from '../../base/memory-paths.js';
import { KairosError } from '../../base/errors.js';
import { branchName, branchRef, GIT_REFS, isBranchRef } from '../../base/refs.js';
import type { Git } from '../../world/git.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { World } from '../../world/world.js';
import type { Workspace } from '../../base/workspace.js';
import type { Config } from '../../config/config-shape.js';

export interface BaseBranch {
  /** main */
  readonly name: string;
  /** refs/heads/main */
  readonly ref: string;
  readonly tip: ObjectId;
  /** True when HEAD of this work tree stands on it. */
  readonly isHere: boolean;
}

const REMOTE = `${GIT_REFS.remotes}origin/`;
const DEFAULT = new RegExp(`^ref: ${REMOTE}(\\S+)\\s*$`);

/** The commit that a ref points at; undefined if there is no such ref. */
export async function tipOf(git: Git, ref: string): Promise<ObjectId | undefined> {
  return (await git.refs([ref])).find(({ name }) => name === ref)?.commit;
}

/**
 * The base branch: `dream.base` of the configuration; else the remote's default branch, where there is a local branch of its name; else the
 * branch that is checked out.
 * @throws KairosError `not-found` when there is none, or it has no commit; `not-a-tree` when memory has no place on it.
 */
export async function baseBranch(world: Pick<World, 'git' | 'files'>, ws: Workspace, config: Config): Promise<BaseBranch> {
  const head = await world.git.head();
  const ref = config.dream.base === undefined ? ((await remoteDefault(world, ws)) ?? head.ref) : fullName(config.dream.base);
  if (ref === undefined) {
    throw new KairosError('not-found', 'HEAD is detached and no base branch is set for dreams', {
      hint: 'set dream.base in .kairos/config.yaml',
    });
  }
  return branchAt(world.git, ref);
}

/** A named base branch as it stands now. @throws KairosError `not-found`, `not-a-tree`. */
export async function branchAt(git: Git, ref: string): Promise<BaseBranch> {
  const name = branchName(ref);
  const [tip, head] = await Promise.all([tipOf(git, ref), git.head()]);
  if (tip === undefined) {
    const isUnborn = head.ref === ref && head.commit === undefined;
    throw new KairosError('not-found', isUnborn ? `the branch ${name} has no commit yet` : `there is no branch ${name} to dream for`, {
      hint: isUnborn ? 'make a first commit' : 'set dream.base in .kairos/config.yaml to a branch that exists',
    });
  }
  await refuseOddTree(git, tip, name);
  return { name, ref, tip, isHere: head.ref === ref };
}

function fullName(branch: string): string {
  return isBranchRef(branch) ? branch : branchRef(branch);
}

/**
 * The local branch of the remote's default branch, as a full ref. A symbolic ref is a loose file in every clone that has one; with reftable it is
 * found by its target, if only one branch is there.
 */
async function remoteDefault(world: Pick<World, 'git' | 'files'>, ws: Workspace): Promise<string | undefined> {
  const text = await world.files.read(`${ws.commonDir}/${REMOTE}HEAD`);
  let remote = DEFAULT.exec(text ?? '')?.[1];
  if (remote === undefined) {
    const refs = await world.git.refs([REMOTE]);
    const id = refs.find(({ name }) => name === `${REMOTE}HEAD`)?.id;
    const same = refs.filter((candidate) => candidate.id === id && candidate.name !== `${REMOTE}HEAD`);
    remote = id !== undefined && same.length === 1 ? same[0]?.name.slice(REMOTE.length) : undefined;
  }
  if (remote === undefined || (await tipOf(world.git, branchRef(remote))) === undefined) return undefined;
  return branchRef(remote);
}

/**
 * The name of the branch that new settings give to dreams: the remote's default one, else that of the first work tree (a linked one mostly holds
 * a feature).
 */
export async function baseToPropose(world: Pick<World, 'files' | 'git'>, ws: Workspace): Promise<string> {
  const [first] = await world.git.worktrees();
  const ref = (await remoteDefault(world, ws)) ?? first?.ref ?? (await world.git.head()).ref ?? branchRef('main');
  return branchName(ref);
}

/** A commit onto a `.kairos` that is a file or a link would replace it silently: git has been seen to. */
async function refuseOddTree(git: Git, commit: ObjectId, name: string): Promise<void> {
  const wanted = [
    [MEMORY.root, 'tree'],
    [MEMORY.topics, 'tree'],
    [MEMORY.dreams, 'tree'],
    [MEMORY.index, 'file'],
  ] as const;
  for (const [path, kind] of wanted) {
    const found = await git.entryKind(commit, path);
    if (found === undefined && path === MEMORY.root) return;
    if (found !== undefined && found !== kind) {
      throw new KairosError('not-a-tree', `${path} on ${name} is a ${found}, not a ${kind}`, {
        hint: `move it away with a commit on ${name}`,
      });
    }
  }
}

/** @throws KairosError `git-busy` while an operation of the user's is under way. */
export async function refuseBusy(git: Git): Promise<void> {
  const busy = await git.busy();
  if (busy === undefined) return;
  throw new KairosError('git-busy', busy === 'index.lock' ? 'another git process holds index.lock' : `a ${busy} is under way`, {
    hint: busy === 'index.lock' ? 'wait for it; remove .git/index.lock if no git runs' : 'finish or abort it, then run the command again',
  });
}

/** Roots of the work trees that have this branch checked out. */
export async function checkedOutAt(git: Git, ref: string): Promise<string[]> {
  return (await git.worktrees())
    .filter((tree) => tree.ref === ref)
    .map((tree) => tree.root)
    .toSorted();
}
