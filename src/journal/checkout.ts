/**
 * Finds what a checkout put under the ignored names. Git overwrites and deletes ignored files without asking, so a branch that tracks such paths replaces
 * our live files. A path there that is in git's index belongs to the branch, and so does all below a submodule, be it `.kairos` itself, and below a
 * repository or a link that stayed there when the branch was left: kairos must neither read nor write it.
 */
import { KairosError } from '../base/errors.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import { IGNORED_NAMES, type Workspace } from '../base/workspace.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';

export interface Checkout {
  /**
   * Paths from the root of the repository that git tracks under the ignored names or above them, folders that are repositories of their own, and links below
   * the logs.
   */
  readonly hidden: ReadonlySet<string>;
  /** The newest commit that brought one of them. */
  readonly commit?: ObjectId;
}

const CLEAN: Checkout = { hidden: new Set() };

const NAMES = IGNORED_NAMES.map((name) => `.kairos/${name.replace(/\/$/, '')}`);
const LOGS = '.kairos/logs';
/** So deep below `.kairos` lies a month of a peer. */
const DEPTH_MAX = 4;

/** Asks git which paths under the ignored names it tracks here, and looks for repositories there. Empty in a folder without git. */
export async function inspectCheckout(world: Pick<World, 'files' | 'git'>, ws: Workspace): Promise<Checkout> {
  if (!ws.hasGit) return CLEAN;
  const entries = await world.git.index(['.kairos']);
  const tracked = entries
    .map((entry) => entry.path)
    .filter((path) => path === '.kairos' || NAMES.some((name) => path === name || path.startsWith(`${name}/`)));
  const paths = [...new Set([...tracked, ...(await repositoriesIn(world, ws))])].sort();
  const [first] = paths;
  if (first === undefined) return CLEAN;
  const commit = await world.git.lastCommitOf(first);
  return { hidden: new Set(paths), ...(commit === undefined ? {} : { commit }) };
}

/** Folders at or below the ignored names, or `.kairos` itself, that hold a `.git`; and links below the logs, which nobody follows. */
async function repositoriesIn(world: Pick<World, 'files'>, ws: Workspace): Promise<string[]> {
  const found: string[] = [];
  const look = async (path: string, depth: number): Promise<void> => {
    const entries = await world.files.list(`${ws.root}/${path}`);
    if (entries.some(({ name }) => name === '.git')) found.push(path);
    else
      for (const { name, kind } of entries) {
        if (kind === 'directory' && depth < DEPTH_MAX) await look(`${path}/${name}`, depth + 1);
        else if (kind === 'link' && path.startsWith(LOGS)) found.push(`${path}/${name}`);
      }
  };
  if (await world.files.stat(`${ws.kairos}/.git`)) return ['.kairos'];
  for (const name of NAMES) await look(name, 1);
  return found;
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
