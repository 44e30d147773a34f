/**
 * Remembers that the open dream was found neither merged nor closed, and where the refs stood then: while they stand there, it is so still, and nobody
 * need read it again. The file is derived and may be deleted. It decides nothing.
 */
import { sha256 } from '../../base/hash.js';
import { jsonFile, parseObject } from '../../base/json.js';
import { branchRef, GIT_REFS, REFS } from '../../base/refs.js';
import type { Workspace } from '../../base/workspace.js';
import type { Git } from '../../world/git.js';
import type { World } from '../../world/world.js';
import type { OpenDream } from '../branch/open-dream.js';

const FORMAT = 1;

/** What a dream's outcome is read off: its base, and its branch. Short names. */
interface Named {
  readonly branch: string;
  readonly base: string;
}

/** True if nothing has moved since the dream was found open. False where that is not known. */
export async function isStillOpen(world: Pick<World, 'git' | 'files'>, ws: Workspace): Promise<boolean> {
  const { format, branch, base, stand } = parseObject(await world.files.read(ws.openDreamFile)) ?? {};
  if (format !== FORMAT || typeof branch !== 'string' || typeof base !== 'string' || typeof stand !== 'string') return false;
  return stand === (await standOf(world.git, { branch, base }));
}

/** The refs that the note was taken of; [] without one. Only a hint of what will be asked. */
export async function notedRefs(world: Pick<World, 'files'>, ws: Workspace): Promise<readonly string[]> {
  const { branch, base } = parseObject(await world.files.read(ws.openDreamFile)) ?? {};
  return typeof branch === 'string' && typeof base === 'string' ? [branchRef(base), branchRef(branch)] : [];
}

/** The note of where the refs stand now; to be taken before the dream is judged. */
export async function stillOpen(git: Git, { report: { branch, base } }: OpenDream): Promise<string> {
  return jsonFile({ format: FORMAT, branch, base, stand: await standOf(git, { branch, base }) });
}

/** Keeps the note of a dream that was found open. Best effort: without it the next command reads the dream again. */
export async function noteStillOpen(world: Pick<World, 'files'>, ws: Workspace, still: string): Promise<void> {
  if ((await world.files.read(ws.openDreamFile)) !== still) await world.files.write(ws.openDreamFile, still).catch(() => undefined);
}

/** Our own ref, the base and the branch; without a local branch every ref that may hold the dream, as where it was renamed or fetched. */
async function standOf(git: Git, { branch, base }: Named): Promise<string> {
  const near = [REFS.openDream, branchRef(base), branchRef(branch)];
  const found = (await git.refs(near)).filter(({ name }) => near.includes(name));
  const hasBranch = found.some(({ name }) => name === branchRef(branch));
  const refs = hasBranch ? found : await git.refs([REFS.openDream, GIT_REFS.branches, GIT_REFS.remotes]);
  return sha256(refs.map(({ name, id }) => `${name} ${id}\n`).join(''));
}
