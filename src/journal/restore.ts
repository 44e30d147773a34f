/**
 * Restores lines that git, an editor or a crash removed from the logs of this work tree. It only adds lines of our own journal and never touches
 * a file that git tracks. Where it cannot write, readers get the text through the view's overlay, so that reading does not fail.
 */
import { isUnwritable } from '../base/errors.js';
import { knownWriter } from '../memory/writer.js';
import { isHidden, PLAIN_VIEW, type LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { bytesOf, byteTextOf, exactTextOf, lineCount, readableOf } from './bytes.js';
import { refuseLinks, type Checkout } from './checkout.js';
import { TASKS } from './journal-tree.js';
import { journaledTasks, notedTasks } from './journaled-tasks.js';
import { daysInOrder, keepInOrder, type InOrder } from './in-order.js';
import { withJournalLock } from './journal-lock.js';
import { isStashed, logsStashed } from './stashed.js';
import { APPENDED_MS } from './tails.js';
import { compareDays, compareNewest, type DayReading, type DayComparison, type Strange, type Trouble } from './compare-days.js';

export interface Restored {
  /** Below `.kairos`. */
  readonly path: string;
  readonly lines: number;
  /** The whole file was 'missing', or lines of it had 'vanished'. */
  readonly why: 'missing' | 'vanished';
}

export interface Restoration {
  /** The view that readers must use from now on. */
  readonly view: LogView;
  readonly restored: readonly Restored[];
  /** Logs that a person changed and did not seal. Below `.kairos`, sorted. */
  readonly edited: readonly string[];
  /** Logs with lines of a person's that no ref or tail holds; the caller should commit the journal soon. Below `.kairos`, sorted. */
  readonly unsaved: readonly string[];
  /** Logs with lines in our shape that kairos did not write: readers see them as anybody's, until a person seals them. */
  readonly strange: readonly Strange[];
  /** Logs that cannot be read as a whole. */
  readonly troubles: readonly Trouble[];
  /** Tracked paths under the ignored names (from the root of the repository), and the commit that brought the first. */
  readonly hostile?: { readonly paths: readonly string[]; readonly commit?: ObjectId };
}

const PATIENCE_MS = 2_000;
const ATTEMPTS = 3;

/**
 * Compares each day with ref and tail and restores what is missing. Every command that reads calls it, the daemon, and each journal commit.
 * When nothing changed it costs one git process and a stat per day.
 * @param options.evenStashed restores also what lies in a stash.
 * @throws KairosError `bad-path` where `.kairos`, its logs or a log is a symbolic link, `damaged` for a writer file that cannot be read, `git-busy`
 * while the logs lie in a stash.
 */
export async function restore(world: World, ws: Workspace, options: { readonly evenStashed?: boolean } = {}): Promise<Restoration> {
  if (!ws.hasGit) return { view: { hidden: new Set(), overlay: new Map() }, restored: [], ...NOTHING };
  const writer = await knownWriter(world, ws);
  if (writer === undefined) {
    const unknown = await compareDays(world, ws, undefined);
    return described(unknown.checkout, await overlayOf(world, ws, unknown), [], unknown);
  }
  if (options.evenStashed !== true && (await isStashed(world, ws))) throw logsStashed();
  const known = await stillInOrder(world, ws, writer);
  if (known) {
    await refuseLinks(world, ws, PLAIN_VIEW);
    return described(PLAIN_VIEW, new Map(), [], { ...known, strange: [], troubles: [] });
  }
  const found = await compareDays(world, ws, writer);
  await refuseLinks(world, ws, found.checkout);
  if (found.inOrder !== undefined) await keepInOrder(world, ws, found.inOrder);
  if (!needsRepair(found)) return described(found.checkout, await overlayOf(world, ws, found), [], found);

  const repaired = await withJournalLock(world, ws, writer, PATIENCE_MS, () => repair(world, ws, writer));
  const { comparison: now, restored } = repaired ?? { comparison: found, restored: [] };
  return described(now.checkout, await overlayOf(world, ws, now), restored, now);
}

/** What is true of days that are all in order; undefined where they must be compared. A line of ours, the usual change, costs the reading of its day alone. */
async function stillInOrder(world: World, ws: Workspace, writer: string): Promise<InOrder | undefined> {
  const noted = await daysInOrder(world, ws, writer);
  if (noted?.open === undefined) return noted;
  const found = await compareNewest(world, ws, { ...noted, open: noted.open });
  if (found) await keepInOrder(world, ws, found.note);
  return found;
}

/**
 * Restores what is missing; the caller must hold the journal's lock.
 * @returns the comparison afterwards (a day that still differs could not be written), and what was restored.
 * @throws KairosError `bad-path` where a log is a symbolic link.
 */
export async function repair(world: World, ws: Workspace, writer: string): Promise<{ comparison: DayComparison; restored: Restored[] }> {
  const restored: Restored[] = [];
  let found = await compareDays(world, ws, writer);
  for (let attempt = 0; attempt < ATTEMPTS && needsRepair(found); attempt += 1) {
    // A line that is in the tail alone gets this time to reach the live log.
    await world.clock.sleep(APPENDED_MS);
    found = await compareDays(world, ws, writer);
    for (const reading of found.readings) {
      if (!differs(reading) || !(await written(() => writeDay(world, ws, reading)))) continue;
      if (reading.why !== undefined) restored.push({ path: reading.path, lines: reading.lines, why: reading.why });
    }
    const tasks = found.tasksMissing ? await tasksText(world, ws, found) : undefined;
    if (tasks !== undefined && (await written(() => world.files.create(`${ws.kairos}/${TASKS}`, tasks)))) {
      restored.push({ path: TASKS, lines: lineCount(tasks), why: 'missing' });
    }
    found = await compareDays(world, ws, writer);
  }
  return { comparison: found, restored };
}

function needsRepair(found: DayComparison): boolean {
  return found.tasksMissing || found.readings.some(differs);
}

function differs(reading: DayReading): boolean {
  return !reading.hidden && reading.wanted !== reading.live;
}

/** Writes one day; does nothing and returns false if the file has changed since the comparison. */
async function writeDay(world: Pick<World, 'files'>, ws: Workspace, reading: DayReading): Promise<boolean> {
  const path = `${ws.kairos}/${reading.path}`;
  const wanted = reading.wanted ?? '';
  const text = exactTextOf(wanted);
  if (reading.live === undefined && text !== undefined) return world.files.create(path, text);
  const bytes = await world.files.readBytes(path);
  if ((bytes && byteTextOf(bytes)) !== reading.live) return false;
  // Lines that go to the end are appended: unlike a rewrite, an append keeps what another process appends meanwhile.
  const added = reading.live !== undefined && wanted.startsWith(reading.live) ? exactTextOf(wanted.slice(reading.live.length)) : undefined;
  const atLineStart = reading.live === '' || reading.live?.endsWith('\n');
  if (added !== undefined && (atLineStart || added.startsWith('\n'))) await world.files.append(path, atLineStart ? added : added.slice(1));
  else await world.files.write(path, bytesOf(wanted));
  return true;
}

async function written(action: () => Promise<boolean>): Promise<boolean> {
  try {
    return await action();
  } catch (error) {
    // ENOENT: a cleaning that is still running removed the folder. The next attempt writes it.
    if (isUnwritable(error) || (error as { readonly code?: unknown }).code === 'ENOENT') return false;
    throw error;
  }
}

/** The texts to show instead of files that must not be read or could not be written, by path below `.kairos`. */
async function overlayOf(world: Pick<World, 'git' | 'files'>, ws: Workspace, found: DayComparison): Promise<Map<string, string>> {
  const overlay = new Map<string, string>();
  for (const reading of found.readings) {
    const shown = reading.disowned ?? (reading.hidden || differs(reading) ? reading.wanted : undefined);
    if (shown !== undefined) overlay.set(reading.path, readableOf(shown));
  }
  const tasks = isHidden(found.checkout, TASKS) || found.tasksMissing ? await tasksText(world, ws, found) : undefined;
  if (tasks !== undefined) overlay.set(TASKS, tasks);
  return overlay;
}

async function tasksText(world: Pick<World, 'git' | 'files'>, ws: Workspace, found: DayComparison): Promise<string | undefined> {
  const { tasks, tip } = found.tree;
  // It is never older than what the journal has.
  const noted = tasks === undefined ? undefined : await notedTasks(world, ws);
  if (noted !== undefined) return noted;
  const text = tasks === undefined ? undefined : await journaledTasks(world.git, tip, tasks);
  return text && readableOf(text.byteText);
}

const NOTHING: Pick<DayComparison, 'edited' | 'unsaved' | 'strange' | 'troubles'> = { edited: [], unsaved: [], strange: [], troubles: [] };

function described(
  checkout: Checkout,
  overlay: Map<string, string>,
  restored: readonly Restored[],
  { edited, unsaved, strange, troubles }: Pick<DayComparison, 'edited' | 'unsaved' | 'strange' | 'troubles'>,
): Restoration {
  const { hidden, commit } = checkout;
  const hostile = hidden.size === 0 ? {} : { hostile: { paths: [...hidden].sort(), ...(commit === undefined ? {} : { commit }) } };
  return { view: { hidden, overlay }, restored, edited, unsaved, strange, troubles, ...hostile };
}
