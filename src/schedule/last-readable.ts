/**
 * The file of tasks as it was when it could last be read, for the time in which it cannot: what was noted of it in the
 * git directory, else what the journal holds of it. It is text alone: what of it may run is decided by approvals.
 */
import { journalRef } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';
import { readableOf } from '../journal/bytes.js';
import { journaledTasks, notedTasks } from '../journal/journaled-tasks.js';
import { knownWriter } from '../memory/writer.js';
import type { World } from '../world/world.js';

/** The newest text that could be read; undefined: nobody knows one. @throws KairosError `damaged` for a bad writer file. */
export async function lastReadable(world: Pick<World, 'files' | 'git'>, ws: Workspace): Promise<string | undefined> {
  const noted = await notedTasks(world, ws);
  if (noted !== undefined) return noted;
  const writer = ws.hasGit ? await knownWriter(world, ws) : undefined;
  if (writer === undefined) return undefined;
  const ref = journalRef(writer);
  const tip = (await world.git.refs([ref])).find(({ name }) => name === ref)?.commit;
  const found = await journaledTasks(world.git, tip);
  return found?.isReadable ? readableOf(found.byteText) : undefined;
}
