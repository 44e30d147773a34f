/**
 * What other processes do to the daemon: ask how it is, start one that outlives the terminal, stop it. The lock is believed, the
 * heartbeat file only with it.
 */
import { KairosError } from '../base/errors.js';
import { type HeldBy, holder } from '../base/lock.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { DAEMON_LOCK, daemonRunning, refuseUnlessReady } from '../daemon/daemon.js';
import { isSameProcess, type Presence, readPresence } from '../daemon/heartbeat.js';

/** How the daemon of this work tree is. */
export type DaemonState =
  | { readonly is: 'running'; readonly pid: number; readonly host: string; readonly presence?: Presence }
  | { readonly is: 'died'; readonly presence: Presence }
  | { readonly is: 'absent' };

const LOOK_EVERY_MS = 50;
const START_MAX_MS = 15_000;
const STOP_MAX_MS = 3000;
const KILL_MAX_MS = 2000;
const SAID_MAX_CHARACTERS = 2000;

/** Running, not running, or gone without a farewell (then the heartbeat it left tells since when). */
export async function daemonState(world: World, ws: Workspace): Promise<DaemonState> {
  const held = ws.hasGit ? await holder(world, ws.daemonLocks, DAEMON_LOCK) : undefined;
  const presence = await readPresence(world.files, ws);
  if (held) {
    const isIts = presence && isSameProcess(presence.identity, held.heldBy);
    return { is: 'running', pid: held.heldBy.pid, host: held.heldBy.host, ...(isIts ? { presence } : {}) };
  }
  return presence ? { is: 'died', presence } : { is: 'absent' };
}

/**
 * Starts a daemon in a session of its own and waits until its heart beats.
 * @throws KairosError as `runDaemon`, before anything is started where that can be known; `cancelled` with what it said where it ended
 * at once.
 */
export async function startDetached(world: World, ws: Workspace): Promise<Presence> {
  await refuseUnlessReady(world, ws);
  const standing = await holder(world, ws.daemonLocks, DAEMON_LOCK);
  if (standing) throw daemonRunning(standing);
  await refuseForeignOutput(world, ws);
  await world.files.mkdir(ws.state);
  const before = ((await world.files.read(ws.daemonOutput)) ?? '').length;
  const pid = await world.processes.startDetached(['run'], { cwd: ws.root, logPath: ws.daemonOutput });
  const said = async (): Promise<string> => {
    const text = (await world.files.read(ws.daemonOutput)) ?? '';
    return text
      .slice(text.length < before ? 0 : before)
      .trim()
      .slice(-SAID_MAX_CHARACTERS);
  };
  for (const untilMs = world.clock.now() + START_MAX_MS; world.clock.now() < untilMs; await world.clock.sleep(LOOK_EVERY_MS)) {
    const state = await daemonState(world, ws);
    if (state.is === 'running' && state.pid === pid && state.presence) return state.presence;
    if (/^error: /m.test(await said())) break;
  }
  throw new KairosError('cancelled', `the daemon (process ${pid}) did not come up: ${(await said()) || 'it said nothing'}`, {
    hint: 'kairos run shows it in the foreground',
  });
}

/**
 * Asks the daemon to end, waits, and ends it by force if it does not. Undefined if none runs.
 * @throws KairosError `lock-held` for a daemon on another host or in another container, which no signal from here reaches.
 */
export async function stopDaemon(world: World, ws: Workspace): Promise<{ readonly pid: number; readonly forced: boolean } | undefined> {
  const held = await holder(world, ws.daemonLocks, DAEMON_LOCK);
  if (!held) return undefined;
  const { pid, host } = held.heldBy;
  if ((await world.processes.liveness(held.heldBy)) !== 'alive') {
    throw new KairosError('lock-held', `the daemon is process ${pid} on ${host || 'another machine'}, which cannot be reached from here`, {
      hint: 'run "kairos stop" there',
    });
  }
  world.processes.terminate(pid);
  if (await isFreed(world, ws, held, STOP_MAX_MS)) return { pid, forced: false };
  world.processes.terminate(pid, true);
  if (await isFreed(world, ws, held, KILL_MAX_MS)) {
    await world.files.remove(ws.daemonState);
    return { pid, forced: true };
  }
  throw new KairosError('lock-held', `the daemon (process ${pid}) did not end, not even by force`, {
    hint: "look at it with your system's process list",
  });
}

async function isFreed(world: World, ws: Workspace, held: HeldBy, waitMs: number): Promise<boolean> {
  for (const untilMs = world.clock.now() + waitMs; world.clock.now() < untilMs; await world.clock.sleep(LOOK_EVERY_MS)) {
    const now = await holder(world, ws.daemonLocks, DAEMON_LOCK);
    if (now?.epoch !== held.epoch) return true;
  }
  return false;
}

/** The output file is opened by the system, which follows links: one that a branch put there could lead anywhere. */
async function refuseForeignOutput(world: World, ws: Workspace): Promise<void> {
  const [tracked] = await world.git.index(['.kairos/state/daemon.json', '.kairos/state/daemon.log']);
  if (tracked) {
    throw new KairosError('hostile-checkout', `git tracks ${tracked.path} here, where a daemon in the background would write`, {
      hint: 'leave the branch, or git rm the file; "kairos run" works meanwhile',
    });
  }
  for (const [path, kind] of [
    [ws.state, 'directory'],
    [ws.daemonOutput, 'file'],
  ] as const) {
    const found = (await world.files.stat(path))?.kind;
    if (found !== undefined && found !== kind) {
      throw new KairosError('bad-path', `${path} is a ${found === 'link' ? 'symbolic link' : found}, not a ${kind}`, {
        hint: 'remove it; it is not of kairos',
      });
    }
  }
}
