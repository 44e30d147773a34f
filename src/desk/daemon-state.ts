/** How the daemon of this work tree is, as another process sees it. It loads nothing of the daemon itself: `kairos status` asks it. */
import { holder } from '../base/lock.js';
import type { Workspace } from '../base/workspace.js';
import { DAEMON_LOCK, isSameProcess, type Presence, readPresence } from '../daemon/heartbeat.js';
import type { World } from '../world/world.js';

/** How the daemon of this work tree is. */
export type DaemonState =
  | { readonly is: 'running'; readonly pid: number; readonly host: string; readonly presence?: Presence }
  | { readonly is: 'died'; readonly presence: Presence }
  | { readonly is: 'absent' };

/**
 * Running, stopped, or killed. The lock alone decides whether one runs; the heartbeat file only adds details, because a killed daemon leaves it
 * behind, which tells when it last ran.
 */
export async function daemonState(world: World, ws: Workspace): Promise<DaemonState> {
  const held = ws.hasGit ? await holder(world, ws.daemonLocks, DAEMON_LOCK) : undefined;
  const presence = await readPresence(world.files, ws);
  if (held) {
    const isIts = presence && isSameProcess(presence.identity, held.heldBy);
    return { is: 'running', pid: held.heldBy.pid, host: held.heldBy.host, ...(isIts ? { presence } : {}) };
  }
  return presence ? { is: 'died', presence } : { is: 'absent' };
}
