/**
 * Checks that no symbolic link lies on the way to a path of memory: a link that a checkout brought would redirect reading and writing. It changes
 * nothing.
 */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { Problem } from './entry.js';

type Disk = Pick<World, 'files'>;

/** True if the path below `.kairos` ('' for itself) is a folder and no link; anything else there is added to the problems. */
export async function isRealFolder(world: Disk, ws: Workspace, path: string, problems: Problem[]): Promise<boolean> {
  const stat = await world.files.stat(path === '' ? ws.kairos : `${ws.kairos}/${path}`);
  if (stat?.kind === 'link') problems.push(linkProblem(path === '' ? '.' : path));
  else if (stat && stat.kind !== 'directory')
    problems.push({ path: path === '' ? '.' : path, line: 0, message: 'is not a folder; nothing in it is read' });
  return stat?.kind === 'directory';
}

/** Checks the way to a file. @throws KairosError `bad-path` if a part of it is a link or no folder, or if the path itself is no file. */
export async function refuseLinks(world: Disk, ws: Workspace, path: string): Promise<void> {
  const parts = path.split('/');
  for (let count = 0; count <= parts.length; count++) {
    const below = parts.slice(0, count).join('/');
    const full = below === '' ? ws.kairos : `${ws.kairos}/${below}`;
    const kind = (await world.files.stat(full))?.kind;
    if (kind === undefined) return;
    if (kind !== (count === parts.length ? 'file' : 'directory')) {
      throw new KairosError(
        'bad-path',
        `${full} is a ${kind === 'link' ? 'symbolic link' : kind} where a ${count === parts.length ? 'file' : 'folder'} must stand`,
        {
          hint: 'move it away; kairos writes through no link',
        },
      );
    }
  }
}

/** The problem of a link that is not followed. */
export function linkProblem(path: string): Problem {
  return { path, line: 0, message: 'is a symbolic link and is not followed' };
}
