/** The diary as people read it: the newest entries over all days, or those of a time. */
import type { Workspace } from '../base/workspace.js';
import { dayStartMs, isDayAhead, utcDay } from '../dates/day.js';
import type { Span } from '../dates/span.js';
import { DAY_MS } from '../dates/units.js';
import { verdictsIn } from '../dream/report/verdict.js';
import type { Entry, Problem } from '../memory/entry.js';
import { isAgentsOwn, isLifecycle } from '../memory/kinds.js';
import type { LogView } from '../memory/log-view.js';
import { daysOfLogs, readEntries } from '../memory/read-logs.js';
import type { World } from '../world/world.js';
import { restoreLogs } from './catch-up.js';

export type { Entry, Problem } from '../memory/entry.js';

/** Days that hold entries although no moment of them can have been: a clock was wrong when they were written. In order. */
export async function daysAhead(world: Pick<World, 'files' | 'clock'>, ws: Workspace, view: LogView): Promise<readonly string[]> {
  const nowMs = world.clock.now();
  return (await daysOfLogs(world, ws, view, utcDay(nowMs))).filter((day) => isDayAhead(day, nowMs));
}

export interface LogWishes {
  /** Entries of this time alone, both ends inclusive; left out: the newest, but for days that a wrong clock put ahead. */
  readonly span?: Span;
  /** At most so many, the newest; left out: all. */
  readonly most?: number;
  /** Also what kairos notes of itself: gates, dreams, the daemon, the journal, what its agent decided and did. */
  readonly all: boolean;
}

/** Entries of the agent's own doing that are left out one after the other. */
export interface Fold {
  /** Of the last of them. */
  readonly atMs: number;
  /** Kind -> how many, in the order in which they came. */
  readonly counts: ReadonlyMap<string, number>;
}

export interface LogPart {
  /** By time, the newest last. */
  readonly entries: readonly Entry[];
  /** What the agent did before an entry, by the id of that; behind the last one under ''. */
  readonly folds: ReadonlyMap<string, Fold>;
  /** What could not be read, of the days that were looked at. */
  readonly problems: readonly Problem[];
  /** False: there is no log at all. */
  readonly hasLogs: boolean;
}

/** What a reader sees of an entry: of a verdict the claim and its topic, without what only programs look for. */
export function shownText(entry: Entry): string {
  const [verdict] = entry.kind === 'verdict' ? verdictsIn([entry]) : [];
  return verdict === undefined ? entry.text : `${verdict.decision} in ${verdict.topic}: ${verdict.claim}`;
}

/** How many days are read at once. */
const DAYS_AT_ONCE = 8;

/** The entries of a time, or the newest, over all days. Days are read from the newest on, and no more than are needed. */
export async function readLog(world: Pick<World, 'files' | 'clock'>, ws: Workspace, view: LogView, wishes: LogWishes): Promise<LogPart> {
  const { span, most = Infinity } = wishes;
  const nowMs = world.clock.now();
  const known = await daysOfLogs(world, ws, view, '');
  const isNow = (day: string): boolean => !isDayAhead(day, nowMs);
  const days = span ? known.filter((day) => isWithin(day, span)) : known.some(isNow) ? known.filter(isNow) : known;
  const found: Entry[] = [];
  const problems: Problem[] = [];
  const isShown = (entry: Entry): boolean => wishes.all || !isLifecycle(entry);
  for (let end = days.length; end > 0 && found.filter(isShown).length < most; end -= DAYS_AT_ONCE) {
    const part = await readEntries(world, ws, view, { days: days.slice(Math.max(0, end - DAYS_AT_ONCE), end) });
    problems.push(...part.problems);
    const within = part.entries.filter((entry) => !span || (entry.atMs >= span.fromMs && entry.atMs <= span.toMs));
    found.unshift(...within.filter((entry) => isShown(entry) || isAgentsOwn(entry)));
  }
  const entries = found.filter(isShown);
  const shown = entries.slice(-Math.min(most, entries.length));
  return { entries: shown, folds: foldsOf(found, isShown), problems, hasLogs: known.length > 0 };
}

function foldsOf(entries: readonly Entry[], isShown: (entry: Entry) => boolean): Map<string, Fold> {
  const folds = new Map<string, Fold>();
  let left: Entry[] = [];
  const fold = (before: string): void => {
    const last = left.at(-1);
    if (!last) return;
    const counts = new Map<string, number>();
    for (const { kind } of left) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    folds.set(before, { atMs: last.atMs, counts });
    left = [];
  };
  for (const entry of entries) {
    if (isShown(entry)) fold(entry.id);
    else left.push(entry);
  }
  fold('');
  return folds;
}

function isWithin(day: string, { fromMs, toMs }: Span): boolean {
  const startMs = dayStartMs(day) ?? 0;
  return startMs <= toMs && startMs + DAY_MS > fromMs;
}

/** How logs are to be read now, for a reader that has read them before. Lines of ours that went missing come back. @throws KairosError as `restore`. */
export async function viewOfLogs(world: World, ws: Workspace): Promise<LogView> {
  return (await restoreLogs(world, ws)).view;
}

/** Tells when a log of ours or of another work tree may have changed. @returns what ends it. */
export async function watchLogs({ files }: Pick<World, 'files'>, ws: Workspace, changed: () => void): Promise<() => Promise<void>> {
  return files.watch([ws.logs, ws.peers], changed);
}
