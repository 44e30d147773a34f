/** The name of this work tree's journal: read, and made on first use. It writes one file in the git directory and nothing else. */
import { KairosError } from '../base/errors.js';
import { REFS } from '../base/refs.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

/** The writer of a folder without git, and of a work tree that has written nothing yet. */
export const LOCAL_WRITER = 'local';

const WRITER = /^[0-9a-z]{8}$/;

/**
 * The name of this work tree's journal: eight characters, made on first use. `local` in a folder without git.
 * @throws KairosError `damaged` if the file holds anything else: a new name would split the journal.
 */
export async function writerOf(world: Pick<World, 'files' | 'random'>, ws: Workspace): Promise<string> {
  const known = await knownWriter(world, ws);
  if (known !== undefined) return known;
  const before = (await world.files.read(ws.keptWriter))?.trim() ?? '';
  const fresh = WRITER.test(before) ? before : world.random.base32(8);
  // Whoever loses the name loses the tail that is called so, and the lines in it that were acknowledged.
  if (await world.files.create(ws.writerFile, `${fresh}\n`, { synced: true })) {
    if (before !== '') await world.files.remove(ws.keptWriter);
    return fresh;
  }
  const others = await knownWriter(world, ws);
  if (others !== undefined) return others;
  // The file exists but is empty: the remains of a write that was cut off.
  await world.files.write(ws.writerFile, `${fresh}\n`);
  return fresh;
}

/** The writer's name, if there is one already: undefined in a git work tree that has written nothing yet. @throws KairosError `damaged`. */
export async function knownWriter(world: Pick<World, 'files'>, ws: Workspace): Promise<string | undefined> {
  if (!ws.hasGit) return LOCAL_WRITER;
  const written = (await world.files.read(ws.writerFile))?.trim();
  if (written === undefined || written === '') return undefined;
  if (WRITER.test(written)) return written;
  throw new KairosError('damaged', `${ws.writerFile} does not hold a writer's name`, {
    hint: `write the last part of this work tree's ${REFS.journals} name into it, or remove it to begin a new journal`,
  });
}
