/**
 * What other commands wrote into today's log since the daemon last looked, so that who watches it sees a note arrive. Reads only; counts
 * for nothing.
 */
import { utcDay } from '../dates/day.js';
import { type LogView, readEntries } from '../memory/store.js';
import { dayPath, type Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { Noted } from './event.js';
import { notedOf } from './entry-lines.js';

/** What a person does; the daemon tells of all else by itself. */
const KINDS: ReadonlySet<string> = new Set(['forget', 'note', 'reinforce', 'session', 'verdict']);

export interface Hearing {
  /** Entries from before are not news. */
  readonly sinceMs: number;
  /** The log as it was read last. */
  readonly mark: string;
  readonly told: ReadonlySet<string>;
}

/** New entries of today's own log. Without a change of the file this is one `stat`. */
export async function hear(
  world: Pick<World, 'files' | 'clock'>,
  ws: Workspace,
  view: LogView,
  last: Hearing,
): Promise<{ heard: Noted[]; hearing: Hearing }> {
  const day = utcDay(world.clock.now());
  const path = `logs/${dayPath(day)}`;
  const stat = await world.files.stat(`${ws.kairos}/${path}`);
  const mark = stat ? `${day} ${stat.stamp}` : day;
  if (mark === last.mark) return { heard: [], hearing: last };
  const { entries } = await readEntries(world, ws, view, { days: [day] });
  const news = entries.filter(
    ({ id, kind, atMs, source }) => KINDS.has(kind) && source.path === path && atMs > last.sinceMs && !last.told.has(id),
  );
  const told = new Set(entries.filter(({ kind }) => KINDS.has(kind)).map(({ id }) => id));
  return { heard: notedOf(news), hearing: { ...last, mark, told } };
}
