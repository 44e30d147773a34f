/**
 * The key by which kairos knows what it wrote into the work tree itself: read, and made on first use. It lies in the common git directory, which no
 * branch, patch or archive reaches, for its owner alone. It seals nothing.
 */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

/** Characters of five bits: 260 bits, as many as SHA-256 can use. */
const LENGTH = 52;
const KEY = /^[0-9a-hjkmnp-tv-z]{52}\n$/;

/**
 * The key of this clone, for all its work trees. The first of several processes that make it at once wins, and all get the same.
 * @throws KairosError `not-a-repository` outside of git, and as `knownSealKey`.
 */
export async function sealKeyOf(world: Pick<World, 'files' | 'random'>, ws: Workspace): Promise<string> {
  if (!ws.hasGit) throw new KairosError('not-a-repository', `${ws.root} is in no git repository, where the key would lie`);
  const known = await knownSealKey(world, ws);
  if (known !== undefined) return known;
  // Whoever finds the file finds the whole key in it.
  const whole = `${ws.sealKey}.${world.random.base32(8)}`;
  await world.files.create(whole, `${world.random.base32(LENGTH)}\n`, { ownerOnly: true });
  try {
    await world.files.link(whole, ws.sealKey);
  } finally {
    await world.files.remove(whole);
  }
  const made = await knownSealKey(world, ws);
  if (made === undefined) throw damaged(ws);
  return made;
}

/** The key, if there is one already. @throws KairosError `damaged` if the file holds anything else. */
export async function knownSealKey(world: Pick<World, 'files'>, ws: Workspace): Promise<string | undefined> {
  const written = ws.hasGit ? await world.files.read(ws.sealKey) : undefined;
  if (written === undefined) return undefined;
  if (!KEY.test(written)) throw damaged(ws);
  return written.slice(0, LENGTH);
}

/** The key, if there is one that can be read: without one no seal holds, and `kairos doctor` says why. */
export async function sealKeyOrNone(world: Pick<World, 'files'>, ws: Workspace): Promise<string | undefined> {
  try {
    return await knownSealKey(world, ws);
  } catch (error) {
    if (error instanceof KairosError && error.code === 'damaged') return undefined;
    throw error;
  }
}

function damaged(ws: Workspace): KairosError {
  return new KairosError('damaged', `${ws.sealKey} does not hold a key`, {
    hint: 'remove it: a new one is made, and messages that wait count as unsealed',
  });
}
