/**
 * Controls the daemon from another process: starts one that outlives the terminal, stops it. The lock alone decides whether a daemon runs.
 */
import { KairosError } from '../base/errors.js';
import { type HeldBy, holder } from '../base/lock.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { daemonRunning, refuseUnlessReady } from '../daemon/daemon.js';
import { DAEMON_LOCK, type Presence } from '../daemon/heartbeat.js';
import { daemonState } from './daemon-state.js';

const LOOK_EVERY_MS = 50;
/** A busy machine takes its time to load a program; one that fails says so, and is not waited for. */
const START_MAX_MS = 60_000;
/** A daemon gives itself up after 2.4 seconds, with tools that do not end. */
const STOP_MAX_MS = 6000;
const KILL_MAX_MS = 2000;
const SAID_MAX_CHARACTERS = 2000;

/**
 * Starts a daemon in a session of its own and waits for its first heartbeat.
 * @param flags of `kairos run`.
 * @throws KairosError as `runDaemon`, if possible before anything is started; `hostile-checkout` if git tracks the output file, `bad-path` if
 * something else is in its place; `cancelled`, with the daemon's output, if the daemon did not come up.
 */
export async function startDetached(world: World, ws: Workspace, flags: readonly string[] = []): Promise<Presence> {
  await refuseUnlessReady(world, ws);
  const standing = await holder(world, ws.daemonLocks, DAEMON_LOCK);
  if (standing) throw daemonRunning(standing);
  await refuseForeignOutput(world, ws);
  await world.files.mkdir(ws.state);
  const before = ((await world.files.read(ws.daemonOutput)) ?? '').length;
  const pid = await world.processes.startDetached(['run', ...flags], { cwd: ws.root, logPath: ws.daemonOutput });
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
    if (/^(?:error|\w*Error): /m.test(await said())) break;
  }
  const state = await daemonState(world, ws);
  if (state.is === 'running' && state.pid === pid)
    throw new KairosError('cancelled', `the daemon (process ${pid}) runs, and has shown no sign of life in a minute`, {
      hint: 'kairos status shows it, kairos stop ends it',
    });
  throw new KairosError('cancelled', `the daemon (process ${pid}) did not come up: ${(await said()) || 'it said nothing'}`, {
    hint: 'kairos run shows it in the foreground',
  });
}

/**
 * Signals the daemon to end, waits, and kills it if it does not end. Undefined if none runs.
 * @throws KairosError `lock-held` for a daemon on another host or in another container, which a signal from here does not reach.
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

/** Refuses a tracked output file, and a link in its place: the system follows links when it opens the file, and a branch can commit one to anywhere. */
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
