/** Memory follows no symbolic link below the root: what a checkout put there would lead reading and writing elsewhere. It looks and changes nothing. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { Problem } from './entry.js';

type Disk = Pick<World, 'files'>;

/** True for a folder (a path below `.kairos`, '' for itself) that is one and no link; what else stands there is added to the problems. */
export async function isRealFolder(world: Disk, ws: Workspace, path: string, problems: Problem[]): Promise<boolean> {
  const stat = await world.files.stat(path === '' ? ws.kairos : `${ws.kairos}/${path}`);
  if (stat?.kind === 'link') problems.push(linkProblem(path === '' ? '.' : path));
  else if (stat && stat.kind !== 'directory')
    problems.push({ path: path === '' ? '.' : path, line: 0, message: 'is not a folder; nothing in it is read' });
  return stat?.kind === 'directory';
}

/** @throws KairosError `bad-path` where a link, or something else than a folder and at last a file, stands on the way to the path. */
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

/** What is told of a link that is passed over. */
export function linkProblem(path: string): Problem {
  return { path, line: 0, message: 'is a symbolic link and is not followed' };
}
