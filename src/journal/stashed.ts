/**
 * Whether the logs lie in a stash. `git stash -a` takes ignored files out of the work tree, and `git stash pop` refuses to bring them back where one of
 * them was made again meanwhile. It changes nothing.
 */
import { KairosError } from '../base/errors.js';
import { branchRef, GIT_REFS } from '../base/refs.js';
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

/** So long (milliseconds) after a stash was made, git may still be removing what it took. */
const REMOVING_MS = 2_000;

/**
 * True while the newest stash holds the logs and they are not in the work tree. Where they are there, it costs a look at the disk.
 * @param options.orRemoved true also while git may still be removing them: for who wakes when a file goes.
 */
export async function isStashed(
  world: Pick<World, 'clock' | 'files' | 'git'>,
  ws: Workspace,
  options: { readonly orRemoved?: boolean } = {},
): Promise<boolean> {
  if (!ws.hasGit) return false;
  const isThere = (await world.files.stat(ws.logs)) !== undefined;
  if (isThere && options.orRemoved !== true) return false;
  // With reftables there is no such file, and git is asked.
  const reflog = await world.files.stat(`${ws.commonDir}/logs/${GIT_REFS.stash}`);
  if (isThere && !(reflog && Math.abs(world.clock.now() - reflog.mtimeMs) < REMOVING_MS)) return false;
  if (!reflog && !(await world.files.stat(`${ws.commonDir}/reftable`))) return false;
  const stash = (await world.git.refs([GIT_REFS.stash])).find(({ name }) => name === GIT_REFS.stash)?.commit;
  const [commit] = stash === undefined ? [] : await world.git.commits([stash]);
  // The third parent of a stash holds what was untracked or ignored.
  const untracked = commit?.parents[2];
  if (commit === undefined || untracked === undefined || (await world.git.entryKind(untracked, '.kairos/logs')) === undefined) return false;
  return !(await isOfAnother(world, ws, commit.subject));
}

/** What git writes as the message of a stash: `WIP on main: 0123456 subject`, `On main: words`. No name of a branch has a colon. */
const BRANCH = /^(?:WIP on|On) ([^:]+): /;

/**
 * All work trees share the stash. It is that of another one where this one has never written, or where its branch is checked out there: a branch is in one
 * work tree at a time.
 */
async function isOfAnother(world: Pick<World, 'files' | 'git'>, ws: Workspace, subject: string): Promise<boolean> {
  if ((await world.files.stat(ws.writerFile)) === undefined) return true;
  const [, branch] = BRANCH.exec(subject) ?? [];
  if (branch === undefined) return false;
  const trees = await world.git.worktrees();
  return trees.some(({ gitDir, ref }) => ref === branchRef(branch) && gitDir !== ws.gitDir);
}

/**
 * How logs are read and written while they lie in a stash: not at all, so that nothing is in the way when git brings them back. What is noted stands in the
 * tail, and comes to the log with the next restore.
 */
export const STASHED_VIEW: LogView = { hidden: new Set(['.kairos/logs', '.kairos/peers']), overlay: new Map() };

/** The error `git-busy` while the logs lie in a stash. Returns it, does not throw it. */
export function logsStashed(): KairosError {
  return new KairosError(
    'git-busy',
    'the logs of kairos lie in a stash, and what is written here now would keep git from bringing them back',
    {
      hint: 'git stash pop, or "kairos restore" to have them back from the journal and leave the stash',
    },
  );
}
