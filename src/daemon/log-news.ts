/**
 * Finds entries that other commands wrote into today's log since the last tick, so that a person who watches the daemon sees a note arrive. It
 * reads only, and its result must not influence decisions.
 */
import { utcDay } from '../dates/day.js';
import type { LogView } from '../memory/log-view.js';
import { readEntries } from '../memory/read-logs.js';
import { dayPath, type Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { Noted } from './event.js';
import { notedOf } from './entry-lines.js';

/** Kinds of entries that people cause; the daemon reports all other kinds itself. */
const KINDS: ReadonlySet<string> = new Set(['forget', 'note', 'reinforce', 'session', 'verdict']);

export interface NewsMark {
  /** Milliseconds since 1970; earlier entries are not reported. */
  readonly sinceMs: number;
  /** Day and stamp of the log when it was read last. */
  readonly mark: string;
  readonly told: ReadonlySet<string>;
}

/** New entries of today's own log, and the state for the next call. If the file has not changed this costs one `stat`. */
export async function readNews(
  world: Pick<World, 'files' | 'clock'>,
  ws: Workspace,
  view: LogView,
  last: NewsMark,
): Promise<{ news: Noted[]; newsMark: NewsMark }> {
  const day = utcDay(world.clock.now());
  const path = `logs/${dayPath(day)}`;
  const stat = await world.files.stat(`${ws.kairos}/${path}`);
  const mark = stat ? `${day} ${stat.stamp}` : day;
  if (mark === last.mark) return { news: [], newsMark: last };
  const { entries } = await readEntries(world, ws, view, { days: [day] });
  const news = entries.filter(
    ({ id, kind, atMs, source }) => KINDS.has(kind) && source.path === path && atMs > last.sinceMs && !last.told.has(id),
  );
  const told = new Set(entries.filter(({ kind }) => KINDS.has(kind)).map(({ id }) => id));
  return { news: notedOf(news), newsMark: { ...last, mark, told } };
}
