/**
 * The ledger: a line before each call of a model and one after it, appended and never rewritten. It lies in the common git directory, so that a clean of the
 * work tree raises no budget, and all work trees of the clone spend from one. A call that was reserved and never settled counts as a whole.
 */
import { linesFromEnd } from '../../base/lines-from-end.js';
import { withLock } from '../../base/lock.js';
import type { Workspace } from '../../base/workspace.js';
import type { Budget } from '../../config/budget-keys.js';
import { DAY_MS } from '../../dates/units.js';
import type { World } from '../../world/world.js';
import { allowanceOf, type Allowance, type Wish } from './allowance.js';
import { chargesOf, clockLine, reservedLine, settledLine, type CallCause, type ReadCharges, type Settlement } from './charge.js';

/** How long a reservation waits for another process that reserves: an edit takes a few milliseconds. */
const PATIENCE_MS = 5_000;
const ID_LENGTH = 10;

type LedgerWorld = Pick<World, 'files' | 'clock' | 'random' | 'processes'>;

/** A call that may be made now, and must be settled; or why it may not. */
export type Reservation = (Extract<Allowance, { is: 'granted' }> & { readonly id: string }) | Extract<Allowance, { is: 'refused' }>;

/**
 * Reserves what a call can use at most, on the disk, before it is made. Two daemons reserve one after the other.
 * @throws KairosError `lock-held`, `disk-full`, `not-writable`: nothing is granted then.
 */
export async function reserve(world: LedgerWorld, ws: Workspace, budget: Budget, cause: CallCause, wish: Wish): Promise<Reservation> {
  return withLock(world, ws.journalLocks, 'ledger', PATIENCE_MS, async () => {
    const atMs = world.clock.now();
    const { charges, isAhead } = await readCharges(world, ws, atMs - DAY_MS);
    const allowance = allowanceOf(budget, charges, wish, atMs, cause.turn);
    if (allowance.is === 'granted') {
      const id = world.random.base32(ID_LENGTH);
      await append(world, ws, reservedLine({ ...cause, id, atMs, tokensMost: allowance.tokensMost }));
      return { ...allowance, id };
    }
    // Else what a wrong clock put ahead would count until the time comes.
    if (isAhead) await append(world, ws, clockLine(atMs));
    return allowance;
  });
}

/** Says what a call used. What it used beyond its reservation counts, too. @throws KairosError `disk-full`, `not-writable`: all that was reserved counts then. */
export async function settle(world: Pick<World, 'files' | 'clock'>, ws: Workspace, id: string, settlement: Settlement): Promise<void> {
  await append(world, ws, settledLine(id, world.clock.now(), settlement));
}

/** The calls since a time, the oldest first; some older ones may come with them. */
export async function readCharges(world: Pick<World, 'files' | 'clock'>, ws: Workspace, sinceMs: number): Promise<ReadCharges> {
  const nowMs = world.clock.now();
  const isEnough = (lines: readonly string[]): boolean => (chargesOf(lines, nowMs).firstMs ?? Infinity) < sinceMs;
  return chargesOf(await linesFromEnd(world, ws.ledger, isEnough), nowMs);
}

async function append({ files }: Pick<World, 'files'>, ws: Workspace, line: string): Promise<void> {
  await files.append(ws.ledger, line, { synced: true });
}
