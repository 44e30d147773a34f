/**
 * The dream's lock as people and scripts see it: `.consolidate-lock` holds the owner's PID, its mtime is when memory was last consolidated.
 * The exclusion itself is the epoch chain (base/lock.ts). The mtime moves by success alone: every write goes to another file first, gets its
 * mtime there and is renamed, so that a kill at any point leaves the old time standing.
 */
import { acquire, holder, isHeld, lockHeld, type Held } from '../../base/lock.js';
import { isAhead } from '../../dates/day.js';
import type { World } from '../../world/world.js';
import type { Workspace } from '../../base/workspace.js';
import type { LastConsolidated } from './gates.js';
import type { Mark } from '../../memory/outline.js';

type LockWorld = Pick<World, 'files' | 'clock' | 'random' | 'processes'>;

const NAME = 'dream';

export interface DreamLock extends Held {
  /** Memory is consolidated as of now: moves the visible mtime. Call before `release`. */
  succeed(): Promise<void>;
}

/** Takes the dream's lock. @throws KairosError `lock-held` with the holder. */
export async function takeDreamLock(world: LockWorld, ws: Workspace): Promise<DreamLock> {
  const lock = await acquire(world, ws.locks, NAME);
  if (!isHeld(lock)) throw lockHeld(NAME, lock.heldBy);
  await show(world, ws, lock, (await lockTimeMs(world, ws)) ?? 0);
  return {
    ...lock,
    succeed: async () => {
      await lock.check();
      await show(world, ws, lock, world.clock.now());
    },
  };
}

async function show(world: LockWorld, ws: Workspace, lock: Held, mtimeMs: number): Promise<void> {
  const temporary = `${ws.locks}/consolidate-lock.${lock.epoch}.tmp`;
  await world.files.write(temporary, `${world.processes.self().pid}\n`);
  await world.files.touch(temporary, mtimeMs);
  await world.files.rename(temporary, ws.consolidateLock);
}

/** The process that dreams now, as "process 123 on host"; undefined if there is none. */
export async function dreamHolder(world: LockWorld, ws: Workspace): Promise<string | undefined> {
  const held = await holder(world, ws.locks, NAME);
  return held && `process ${held.heldBy.pid} on ${held.heldBy.host || 'an unknown host'}`;
}

async function lockTimeMs(world: Pick<World, 'files'>, ws: Workspace): Promise<number | undefined> {
  const stat = await world.files.stat(ws.consolidateLock);
  return stat?.kind === 'file' && stat.mtimeMs > 0 ? stat.mtimeMs : undefined;
}

/** First word of the log entries of kind `dream` that mean success. */
export const CONSOLIDATED = 'consolidated';

/**
 * When memory was last consolidated: the newer of the lock's mtime and the newest `dream` entry that says so, since `git clean` takes the one
 * and a lost journal the other. Times in the future are not believed.
 */
export async function lastConsolidated(
  world: Pick<World, 'files' | 'clock'>,
  ws: Workspace,
  entries: readonly Mark[],
): Promise<LastConsolidated> {
  const nowMs = world.clock.now();
  const fileMs = await lockTimeMs(world, ws);
  const fromFile = fileMs !== undefined && !isAhead(fileMs, nowMs) ? fileMs : -Infinity;
  const fromLog = entries
    .filter((entry) => entry.ours && entry.kind === 'dream' && entry.text.startsWith(CONSOLIDATED) && !isAhead(entry.atMs, nowMs))
    .reduce((newest, entry) => Math.max(newest, entry.atMs), -Infinity);
  if (fromFile === -Infinity && fromLog === -Infinity) return { atMs: undefined, source: 'neither .consolidate-lock nor the journal' };
  return fromFile >= fromLog ? { atMs: fromFile, source: 'by the time of .consolidate-lock' } : { atMs: fromLog, source: 'by the journal' };
}
