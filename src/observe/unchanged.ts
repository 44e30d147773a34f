/**
 * Remembers how the files of git stood when everything was observed: while they stand so, there is nothing to observe, and git is not asked. The file is
 * derived and may be deleted. Only stamps are compared; what a ref is, git says.
 */
import { folderStamp } from '../base/folder-stamp.js';
import { sha256 } from '../base/hash.js';
import { jsonFile, parseObject } from '../base/json.js';
import { GIT_REFS } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';
import type { FileStat } from '../world/files.js';
import type { World } from '../world/world.js';
import { newsOfGit } from './places.js';

const FORMAT = 1;
/** The coarsest clock of a file system is two seconds (FAT): a file that changed more recently may change again under the same stamp. */
const RACY_MS = 2000;

/** How git's files stood at one moment. Undefined where a stamp proves nothing: a file has just changed, or the files are not those of a repository. */
export async function standOfGit(world: Pick<World, 'clock' | 'files'>, ws: Workspace): Promise<string | undefined> {
  const { files, clock } = world;
  const sinceMs = clock.now() - RACY_MS;
  const parts: string[] = [];
  // A stash that is dropped from the middle changes its reflog alone.
  for (const path of [...newsOfGit(ws), `${ws.commonDir}/logs/${GIT_REFS.stash}`]) {
    const stat = await files.stat(path);
    const below = stat?.kind === 'directory' ? await files.stats(path) : new Map<string, FileStat>();
    if ([...(stat ? [stat] : []), ...below.values()].some(({ mtimeMs }) => mtimeMs > sinceMs)) return undefined;
    parts.push(path, stat === undefined ? '' : stat.kind === 'directory' ? folderStamp(below) : stat.stamp);
  }
  return (await files.stat(`${ws.gitDir}/HEAD`)) === undefined ? undefined : sha256(parts.join('\n'));
}

/** True if everything was observed when git's files stood as they do in `stand`, and the snapshot that was taken then is still there. */
export async function isObserved(world: Pick<World, 'files'>, ws: Workspace, stand: string): Promise<boolean> {
  const noted = parseObject(await world.files.read(ws.observedFile));
  return noted?.['format'] === FORMAT && noted['stand'] === stand && noted['seen'] === (await seenStamp(world, ws));
}

/** Keeps a stand that was read before git was asked, once all that git said is observed. Best effort: without it the next observation asks git. */
export async function keepObserved(world: Pick<World, 'files'>, ws: Workspace, stand: string): Promise<void> {
  const note = jsonFile({ format: FORMAT, seen: await seenStamp(world, ws), stand });
  if ((await world.files.read(ws.observedFile)) !== note) await world.files.write(ws.observedFile, note).catch(() => undefined);
}

async function seenStamp(world: Pick<World, 'files'>, ws: Workspace): Promise<string> {
  return (await world.files.stat(ws.seenFile))?.stamp ?? '';
}
