/** Who commits a journal. It reads git's identity and changes nothing. */
import type { Signature } from '../world/git-write.js';
import type { World } from '../world/world.js';

const KEPT_BY = { name: 'kairos', email: 'kairos@localhost' };

/** The author of a journal commit: git's identity, else kairos itself; the time is that of our clock. */
export async function journalAuthor(world: Pick<World, 'git' | 'clock'>): Promise<Signature> {
  return { ...KEPT_BY, ...(await world.git.identity()), atMs: world.clock.now() };
}
