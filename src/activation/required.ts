/** What a request needs of a work tree before it may do anything, and how its absence is told. It reads only. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { isSetUp } from './setup.js';

/** @param place named in the message. @param hint the next command, as the surface words it. @throws KairosError `not-a-repository`; `git-failed` without a git. */
export function requireGit(
  { hasGit, root, gitMissing }: Pick<Workspace, 'hasGit' | 'root' | 'gitMissing'>,
  hint = 'git init',
  place = root,
): void {
  if (gitMissing) throw gitMissing;
  if (!hasGit) throw new KairosError('not-a-repository', `${place} is not in a git repository`, { hint });
}

/** @param hint as above. @throws KairosError `no-kairos` where nobody ran `kairos init`. */
export async function requireSetUp(files: Pick<World['files'], 'stat'>, ws: Workspace, hint = 'kairos init'): Promise<void> {
  if (!(await isSetUp(files, ws))) throw new KairosError('no-kairos', `kairos is not set up in ${ws.root}`, { hint });
}
