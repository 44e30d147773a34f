/**
 * What comes after the journal was restored and before anything is read, for commands and servers alike. It tells what it found; how that is
 * said is the surface's. Rooms that are seldom needed are loaded where they are.
 */
import { errorText } from '../base/errors.js';
import { REFS } from '../base/refs.js';
import type { Settled } from '../dream/review/settle.js';
import { refreshPeers } from '../journal/peers.js';
import type { Restoration } from '../journal/restore.js';
import type { LogView } from '../memory/store.js';
import type { Workspace } from '../base/workspace.js';
import type { World, CommandWorld } from '../world/world.js';
import { readPause } from '../activation/pause.js';
import { isSetUp, protectLogs } from '../activation/setup.js';
import { isTrusted } from '../activation/trust.js';

/** Looks at the lock that git holds while it changes the work tree. */
const LOCK_MS = 20;
/** A lock of this age was left by a git that died: then git itself does nothing any more until somebody removes it. */
const ABANDONED_MS = 60_000;

export interface CaughtUp {
  /** An accept that was cut short, and what became of it. */
  readonly finished?: { readonly dream: string; readonly outcome: string };
  readonly settled?: Settled;
  /** Why what happened since the last look could not be noted. */
  readonly trouble?: string;
}

/**
 * Waits until no git holds the lock of the index; false if it still does after so long. While git checks something out its index does not know
 * yet what it lays down: a log from a branch looks like one of ours that somebody edited.
 */
export async function isAtRest(world: Pick<World, 'clock' | 'files'>, ws: Workspace, waitMs: number): Promise<boolean> {
  const endsAtMs = world.clock.now() + waitMs;
  for (;;) {
    const lock = await world.files.stat(`${ws.gitDir}/index.lock`);
    const nowMs = world.clock.now();
    if (lock === undefined || nowMs - lock.mtimeMs > ABANDONED_MS) return true;
    if (nowMs >= endsAtMs) return false;
    await world.clock.sleep(LOCK_MS);
  }
}

/**
 * Hand edits are committed, the journals of other work trees brought up to date, an accept that was killed finished, a dream that was merged
 * elsewhere settled; with `look`, what happened since the last look is noted.
 */
export async function catchUp(
  world: CommandWorld,
  ws: Workspace,
  { view, unsaved }: Pick<Restoration, 'view' | 'unsaved'>,
  { look }: { readonly look: boolean },
): Promise<CaughtUp> {
  if (unsaved.length > 0 && (await isAtRest(world, ws, 0))) {
    // What a person wrote into a log stands nowhere else yet: it is committed at once, so that a cleaning cannot take it.
    const { commitJournal } = await import('../journal/commit.js');
    await commitJournal(world, ws, view, { minIntervalMs: 0 });
  }
  await refreshPeers(world, ws, view);
  const found = await readBack(world, ws, view);
  const trouble = look && (await isSetUp(world.files, ws)) ? await observeIfAllowed(world, ws, view) : undefined;
  return trouble === undefined ? found : { ...found, trouble };
}

/** What became of a dream that was being accepted, or was merged, elsewhere. */
async function readBack(world: CommandWorld, ws: Workspace, view: LogView): Promise<CaughtUp> {
  let found: CaughtUp = {};
  const marks = (await world.git.refs([REFS.openDream, REFS.acceptPins])).map(({ name }) => name);
  if ((await world.files.stat(ws.acceptIntent)) !== undefined || marks.some((name) => name.startsWith(REFS.acceptPins))) {
    const { finishAccept } = await import('../dream/review/finish-accept.js');
    const finished = await finishAccept(world, ws, view);
    if (finished) found = { ...found, finished };
  }
  if (marks.includes(REFS.openDream)) {
    const { settle } = await import('../dream/review/settle.js');
    const settled = await settle(world, ws, view);
    if (settled) found = { ...found, settled };
  }
  return found;
}

/**
 * Notes what happened since the last look where the daemon might do it: in a trusted work tree that is not paused and in whose git nothing is
 * under way. So a commit can be recalled at once, with no daemon about. Returns what went wrong: a reader reads on without the news.
 */
async function observeIfAllowed(world: World, ws: Workspace, view: LogView): Promise<string | undefined> {
  if (!(await isTrusted(world, ws)) || (await readPause(world, ws)) || (await world.git.busy()) !== undefined) return undefined;
  const { observe } = await import('../observe/observe.js');
  try {
    await protectLogs(world, ws);
    await observe(world, ws, view);
    return undefined;
  } catch (error) {
    return errorText(error);
  }
}
