/**
 * The heartbeat file: the daemon's identity and state, for `kairos status` and for people. It lies in the work tree, where a branch could bring
 * another one, so readers must check it against the lock in the git directory; no process may be killed by a pid from it.
 */
import { jsonFile } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import type { ProcessIdentity } from '../world/processes.js';
import type { World } from '../world/world.js';
import type { Heartbeat } from './event.js';

/** The lock that says that a daemon runs; its epoch stands in the file. */
export const DAEMON_LOCK = 'daemon';

export interface Presence {
  readonly identity: ProcessIdentity;
  readonly startedAtMs: number;
  readonly heartbeatAtMs: number;
  /** The epoch of the daemon's lock. */
  readonly epoch: number;
  readonly beat: Heartbeat;
  /** Of a daemon whose agent is active. */
  readonly workerType?: 'claude_code_assistant';
}

/** Replaces the heartbeat file, atomically. */
export async function writePresence(files: Pick<World['files'], 'write'>, ws: Workspace, presence: Presence): Promise<void> {
  await files.write(ws.daemonState, jsonFile({ format: 1, ...presence }, 2));
}

/**
 * True if git tracks the heartbeat file, because a branch brought it. It must be neither replaced nor removed: that would change the user's work
 * tree, and keep them from leaving the branch. Git is asked only if the file was not written by this process.
 */
export async function isTrackedHeartbeat(world: Pick<World, 'files' | 'git' | 'processes'>, ws: Workspace): Promise<boolean> {
  const present = await readPresence(world.files, ws);
  if (present && isSameProcess(present.identity, world.processes.self())) return false;
  return (await world.git.index(['.kairos/state/daemon.json'])).length > 0;
}

/** The last heartbeat, or undefined if there is none that can be read. */
export async function readPresence(files: Pick<World['files'], 'read'>, ws: Workspace): Promise<Presence | undefined> {
  const text = await files.read(ws.daemonState);
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Presence & { format?: unknown };
    const isWhole =
      value.format === 1 &&
      typeof value.identity?.pid === 'number' &&
      typeof value.heartbeatAtMs === 'number' &&
      typeof value.beat?.counts?.ticks === 'number';
    return isWhole ? value : undefined;
  } catch {
    // Torn or of another form: the next heartbeat replaces it.
    return undefined;
  }
}

/** True if both are the same process, not only the same number. */
export function isSameProcess(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.pid === b.pid && a.start === b.start && a.bootId === b.bootId && a.namespace === b.namespace && a.host === b.host;
}
