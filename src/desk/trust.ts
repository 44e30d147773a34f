/** The folders that the daemon may work in, as a person lists and changes them. The list lies outside of every repository. */
import { requireGit } from '../activation/required.js';
import { isTrusted, listTrusted, trust, untrust, type Trusted } from '../activation/trust.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

export interface TrustChange {
  readonly path: string;
  readonly trusted: boolean;
  /** False: it was so already. */
  readonly changed: boolean;
}

/** The trusted work trees, sorted by path. */
export async function trustedPlaces(world: Pick<World, 'files'>, ws: Workspace): Promise<readonly Trusted[]> {
  return listTrusted(world, ws);
}

/**
 * Trusts a work tree, or takes the trust back; that of a folder that is gone, too.
 * @param place the folder that was meant. @throws KairosError `not-a-repository`, and as `trust`.
 */
export async function changeTrust(
  world: Pick<World, 'files' | 'clock' | 'random' | 'processes'>,
  opened: Workspace,
  { place, remove }: { readonly place: string; readonly remove: boolean },
): Promise<TrustChange> {
  const isGone = opened.gitDir === '' && remove;
  const ws = isGone ? { ...opened, root: place } : opened;
  if (!isGone) requireGit(ws, 'git init', place);
  const changed = remove ? await untrust(world, ws) : await trust(world, ws);
  return { path: ws.root, trusted: await isTrusted(world, ws), changed };
}
