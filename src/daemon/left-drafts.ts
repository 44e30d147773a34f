/** What writes left that were killed before their rename: a draft beside the file. Its bytes are in no file of ours, so nothing of memory goes with it. */
import { draftOf, draftPlace } from '../base/draft-file.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

/** A draft of another machine, another start of this one or another PID namespace is nobody's after so long: a write takes a moment. */
const FOREIGN_MS = 86_400_000;

/**
 * Removes drafts of processes that do not run any more from `.kairos`, the git directory and the user's folder. One of a process that runs stays, and so
 * does one that git tracks: that is the user's.
 * @returns how many were removed
 */
export async function removeLeftDrafts(world: Pick<World, 'files' | 'git' | 'clock' | 'processes'>, ws: Workspace): Promise<number> {
  const left: string[] = [];
  for (const folder of new Set([ws.kairos, ws.gitFolder, ws.commonFolder, ws.userHome]))
    for (const name of await world.files.walk(folder)) if (await isLeft(world, `${folder}/${name}`)) left.push(`${folder}/${name}`);
  if (left.length === 0) return 0;
  const tracked = new Set((await world.git.index(['.kairos'])).map(({ path }) => `${ws.root}/${path}`));
  const removed = left.filter((path) => !tracked.has(path));
  for (const path of removed) await world.files.remove(path);
  return removed.length;
}

async function isLeft({ files, clock, processes }: Pick<World, 'files' | 'clock' | 'processes'>, path: string): Promise<boolean> {
  const draft = draftOf(path);
  if (!draft) return false;
  const self = processes.self();
  if (draft.place === draftPlace(self)) return (await processes.liveness({ ...self, pid: draft.pid, start: '' })) === 'dead';
  const stat = await files.stat(path);
  return stat !== undefined && clock.now() - stat.mtimeMs > FOREIGN_MS;
}
