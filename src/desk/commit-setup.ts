/** The commit of what `kairos init` laid down: on the branch that is checked out, of these files alone, and only when a person has agreed to it. */
import { KairosError } from '../base/errors.js';
import { MEMORY } from '../base/memory-paths.js';
import { acceptPin, branchName } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';
import { refuseBusy, tipOf } from '../dream/tree/base-branch.js';
import type { ObjectId } from '../world/git-refs.js';
import type { CommandWorld, World } from '../world/world.js';
import { CI_PATHS, isLaidDown } from './ci-files.js';

/** A pin as that of an accept: the next command removes it after a kill. No dream has this id. */
const PIN = acceptPin('init');
const SUBJECT = 'Set up kairos';

export interface SetUpCommit {
  /** From the root of the repository, sorted. */
  readonly paths: readonly string[];
  /** Short name of the branch that is checked out. */
  readonly branch: string;
}

/** What to type for the same, by git alone. */
export function commitLine(paths: readonly string[]): string {
  return `git add ${paths.join(' ')} && git commit -m "${SUBJECT}" -- ${paths.join(' ')}`;
}

/**
 * The files of init that no commit has yet. Without a branch, a first commit or a name for the person there is none to offer, and `why` says so.
 * @param written paths of tracked files that init has just changed.
 */
export async function uncommittedSetUp(
  { git, files }: Pick<World, 'git' | 'files'>,
  ws: Workspace,
  written: readonly string[] = [],
): Promise<{ readonly paths: readonly string[]; readonly commit?: SetUpCommit; readonly why?: string }> {
  const head = await git.head();
  const forCi = CI_PATHS.map((path) => `${ws.root}/${path}`);
  const laid = [ws.config, ws.memoryIndex, ws.gitignore, ws.gitattributes];
  for (const file of forCi) if (isLaidDown(await files.read(file))) laid.push(file);
  const tracked = new Set(
    head.commit === undefined ? [] : (await git.readTree(head.commit, [MEMORY.root, ...CI_PATHS])).map(({ path }) => path),
  );
  const paths: string[] = [];
  for (const file of laid) {
    const path = file.slice(ws.root.length + 1);
    const isDue = !tracked.has(path) || written.includes(file);
    if (isDue && (await files.stat(file))?.kind === 'file') paths.push(path);
  }
  const why = await whyNot(git, head);
  if (paths.length === 0 || why !== undefined || head.ref === undefined)
    return { paths: paths.toSorted(), ...(why !== undefined && { why }) };
  return { paths: paths.toSorted(), commit: { paths: paths.toSorted(), branch: branchName(head.ref) } };
}

async function whyNot(git: World['git'], head: Awaited<ReturnType<World['git']['head']>>): Promise<string | undefined> {
  if (head.ref === undefined) return 'HEAD is detached';
  if (head.commit === undefined) return 'there is no commit yet';
  return (await git.identity()) === undefined ? 'git does not know your name (git config user.name, user.email)' : undefined;
}

/**
 * Commits these files as the person, signed where their settings want that. Whatever else is staged stays staged, and in no commit.
 * @throws KairosError `git-busy`, `ref-moved`, `work-tree-in-the-way` for one that is staged in another version, `git-failed`: nothing has changed then.
 */
export async function commitSetUp(world: CommandWorld, ws: Workspace, { paths }: SetUpCommit): Promise<ObjectId> {
  const { git, files, clock } = world;
  await refuseBusy(git);
  const head = await git.head();
  const person = await git.identity();
  if (head.ref === undefined || head.commit === undefined || person === undefined)
    throw new KairosError('usage', 'there is no branch to commit on', { hint: commitLine(paths) });
  const changes = [];
  for (const path of paths) {
    const content = await files.readBytes(`${ws.root}/${path}`);
    if (content !== undefined) changes.push({ path, content });
  }
  const commit = { message: `${SUBJECT}\n`, author: { ...person, atMs: clock.now() }, parent: head.commit, changes };
  const made = await git.commitChain([commit], [{ ref: PIN, old: await tipOf(git, PIN), new: '#0' }]);
  try {
    const [to] = await git.signed(made);
    if (to === undefined) throw new KairosError('git-failed', 'git made no commit');
    await git.advance({ ref: head.ref, old: head.commit, from: head.commit, to, staged: [], reason: 'kairos: init' });
    return to;
  } finally {
    const pinned = await tipOf(git, PIN);
    if (pinned !== undefined) await git.updateRefs([{ ref: PIN, old: pinned, new: undefined }]);
  }
}
