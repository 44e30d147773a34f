/**
 * Finds files that a checkout put under the ignored names. Git overwrites and deletes ignored files without asking, so a branch that tracks such
 * paths replaces our live files. A path there that is in git's index belongs to the branch: kairos must neither read nor write it.
 */
import { KairosError } from '../base/errors.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import { IGNORED_NAMES, type Workspace } from '../base/workspace.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';

export interface Checkout {
  /** Paths from the root of the repository that git tracks under the ignored names. */
  readonly hidden: ReadonlySet<string>;
  /** The newest commit that brought one of them. */
  readonly commit?: ObjectId;
}

const CLEAN: Checkout = { hidden: new Set() };

/** Asks git which paths under the ignored names it tracks here. Empty in a folder without git. */
export async function inspectCheckout(world: Pick<World, 'git'>, ws: Workspace): Promise<Checkout> {
  if (!ws.hasGit) return CLEAN;
  const entries = await world.git.index(IGNORED_NAMES.map((name) => `.kairos/${name.replace(/\/$/, '')}`));
  const paths = [...new Set(entries.map((entry) => entry.path))].sort();
  const [first] = paths;
  if (first === undefined) return CLEAN;
  const commit = await world.git.lastCommitOf(first);
  return { hidden: new Set(paths), ...(commit === undefined ? {} : { commit }) };
}

/** Checks that logs would be written in place. @throws KairosError `bad-path` if `.kairos` or its logs are a symbolic link of the user's. */
export async function refuseLinks(world: Pick<World, 'files'>, ws: Workspace, view: Pick<LogView, 'hidden'>): Promise<void> {
  for (const path of [ws.kairos, ws.logs]) {
    if ((await world.files.stat(path))?.kind !== 'link') continue;
    if (path === ws.logs && isHidden(view, 'logs')) continue;
    throw new KairosError('bad-path', `${path} is a symbolic link, and logs are not kept through links`, {
      hint: 'replace the link by the folder it points to',
    });
  }
}
