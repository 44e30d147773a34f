/** The log of a day: which day a request means, and its entries. */
import { dayPath, type Workspace } from '../base/workspace.js';
import { KairosError } from '../base/errors.js';
import { isDayAhead, isRealDay, utcDay } from '../dates/day.js';
import { DAY_MS } from '../dates/units.js';
import { dayOffset } from '../dates/words.js';
import type { Entry, Problem } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { daysOfLogs, readEntries } from '../memory/read-logs.js';
import type { World } from '../world/world.js';
import { restoreLogs } from './catch-up.js';

export type { Entry, Problem } from '../memory/entry.js';

/** Where so short a time has a log, the names of the others are not judged. */
const RECENT_MS = 60 * DAY_MS;

/** Days that hold entries although no moment of them can have been: a clock was wrong when they were written. In order. */
export async function daysAhead(world: Pick<World, 'files' | 'clock'>, ws: Workspace, view: LogView): Promise<readonly string[]> {
  const nowMs = world.clock.now();
  return (await daysOfLogs(world, ws, view, utcDay(nowMs))).filter((day) => isDayAhead(day, nowMs));
}

/**
 * The day that somebody asks for: `today`, `yesterday`, a day of the calendar, or, where none is named, the newest that holds anything, but for
 * days ahead, if there is another. Undefined: the journal is empty. @throws KairosError `bad-date`.
 */
export async function dayOfLog(
  world: Pick<World, 'files' | 'clock'>,
  ws: Workspace,
  view: LogView,
  given: string | undefined,
): Promise<string | undefined> {
  const nowMs = world.clock.now();
  if (given === undefined) {
    const newest = (days: readonly string[]): string | undefined => days.findLast((day) => !isDayAhead(day, nowMs));
    const late = newest(await daysOfLogs(world, ws, view, utcDay(Math.max(0, nowMs - RECENT_MS))));
    if (late !== undefined) return late;
    const days = await daysOfLogs(world, ws, view, '');
    return newest(days) ?? days.at(-1);
  }
  const offset = dayOffset(given);
  if (offset !== undefined && offset <= 0) return utcDay(nowMs + offset * DAY_MS);
  dayPath(given);
  if (!isRealDay(given)) throw new KairosError('bad-date', `"${given}" is not a day of the calendar`, { hint: 'write it as YYYY-MM-DD' });
  return given;
}

/** The entries of one day, by time, and what could not be read. */
export async function logOfDay(
  world: Pick<World, 'files' | 'clock'>,
  ws: Workspace,
  view: LogView,
  day: string,
): Promise<{ readonly entries: readonly Entry[]; readonly problems: readonly Problem[] }> {
  return readEntries(world, ws, view, { days: [day] });
}

/** How logs are to be read now, for a reader that has read them before. Lines of ours that went missing come back. @throws KairosError as `restore`. */
export async function viewOfLogs(world: World, ws: Workspace): Promise<LogView> {
  return (await restoreLogs(world, ws)).view;
}

/** Tells when a log of ours or of another work tree may have changed. @returns what ends it. */
export async function watchLogs({ files }: Pick<World, 'files'>, ws: Workspace, changed: () => void): Promise<() => Promise<void>> {
  return files.watch([ws.logs, ws.peers], changed);
}
