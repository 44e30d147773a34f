/** Who signs what a person's command commits. It reads git's identity and changes nothing. */
import type { Signature } from '../world/git-write.js';
import type { World } from '../world/world.js';

/** Who signs what nobody asked for, and all where git does not know who the person is. */
export const KAIROS = { name: 'kairos', email: 'kairos@localhost' } as const;

/** Git's identity, else kairos itself; the time is that of our clock. */
export async function signer(world: Pick<World, 'git' | 'clock'>): Promise<Signature> {
  return { ...KAIROS, ...(await world.git.identity()), atMs: world.clock.now() };
}
