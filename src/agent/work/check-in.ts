/**
 * What the routines of tasks tell without a model: the night's events, the open review and what is due, as one message (`morning-checkin`), and what
 * happened while no daemon ran (`catch-up`). Quoted with ids, composed of nothing else; where there is nothing, there is no message.
 */
import { harmless } from '../../base/harmless-text.js';
import { plural } from '../../base/plural.js';
import type { Workspace } from '../../base/workspace.js';
import { loadConfig } from '../../config/config.js';
import { isoTime, lastDays } from '../../dates/day.js';
import { HOUR_MS } from '../../dates/units.js';
import { COMMIT_KINDS, withoutCommitHead } from '../../memory/commit-text.js';
import type { Entry } from '../../memory/entry.js';
import { isLifecycle } from '../../memory/kinds.js';
import type { LogView } from '../../memory/log-view.js';
import { readEntries } from '../../memory/read-logs.js';
import { knownWriter } from '../../memory/writer.js';
import type { World } from '../../world/world.js';
import { gatherWork } from './facts.js';
import { workList, type WorkItem } from './work-list.js';

export interface CheckIn {
  readonly text: string;
  readonly refs: readonly string[];
}

/** A night, and no more than this of a longer absence is told. */
const NIGHT_MS = 15 * HOUR_MS;
const ABSENCE_DAYS = 7;
/** What was said is known to who said it, a summary quotes what is told, and an act is no event before it stands on its base. */
const NO_EVENTS: ReadonlySet<string> = new Set(['act', 'message', 'summary']);
const ROWS_MOST = 12;
const CHARACTERS_MOST = 120;

/**
 * The message; undefined: there is nothing to tell.
 * @param atMs when it was due. @param heardMs when a daemon that was killed was last heard of. @throws KairosError as `gatherWork` and reading the logs.
 */
export async function checkIn(
  world: World,
  ws: Workspace,
  view: LogView,
  routine: 'catch-up' | 'morning-checkin',
  atMs: number,
  heardMs?: number,
): Promise<CheckIn | undefined> {
  const { config } = await loadConfig(world, ws);
  const { entries } = await readEntries(world, ws, view, { days: lastDays(atMs, ABSENCE_DAYS + 1) });
  const sinceMs = routine === 'catch-up' ? lastStop(entries, await knownWriter(world, ws), atMs, heardMs) : atMs - NIGHT_MS;
  if (sinceMs === undefined) return undefined;
  const found = entries.filter(
    (entry) => entry.ours && !isLifecycle(entry) && !NO_EVENTS.has(entry.kind) && isAfter(entry, sinceMs) && entry.atMs <= atMs,
  );
  const work = workList(await gatherWork(world, ws, config), atMs).filter(({ kind }) => ['due', 'review', 'unfinished'].includes(kind));
  return messageOf(routine, { sinceMs, found, work });
}

/** The message of what was found. Pure. */
export function messageOf(
  routine: 'catch-up' | 'morning-checkin',
  { sinceMs, found, work }: { readonly sinceMs: number; readonly found: readonly Entry[]; readonly work: readonly WorkItem[] },
): CheckIn | undefined {
  const shown = found.slice(-ROWS_MOST);
  if (found.length === 0 && (routine === 'catch-up' || work.length === 0)) return undefined;
  const head = routine === 'catch-up' ? 'While no daemon ran' : 'This morning';
  const events = found.length === 0 ? 'nothing happened' : plural(found.length, 'event');
  return {
    text: [
      `${head}: ${events} since ${isoTime(sinceMs)}${work.length === 0 ? '' : `, ${plural(work.length, 'thing')} to do`}`,
      ...shown.map((entry) => `- ${lineOf(entry)} (^${entry.id})`),
      ...(found.length > shown.length ? [`- and ${found.length - shown.length} before these`] : []),
      ...work.slice(0, ROWS_MOST).map(({ text, why, where }) => `- to do: ${line(text)} (${line(where)}: ${line(why)})`),
    ].join('\n'),
    refs: shown.map(({ id }) => id),
  };
}

/** Git knows whole seconds: what was committed in the second in which the daemon ended is told. */
function isAfter({ kind, atMs }: Entry, sinceMs: number): boolean {
  return COMMIT_KINDS.has(kind) ? atMs >= sinceMs - (sinceMs % 1000) : atMs > sinceMs;
}

/** When the daemon of this work tree before this one ended, or was last heard of; undefined: there was none in these days. */
function lastStop(entries: readonly Entry[], writer: string | undefined, atMs: number, heardMs: number | undefined): number | undefined {
  // Other work trees of the clone have daemons of their own.
  const isStop = ({ kind, atMs: when, text, source }: Entry): boolean =>
    source.writer === writer && kind === 'daemon' && when <= atMs && !text.startsWith('started');
  const stopMs = entries.findLast(isStop)?.atMs;
  return heardMs === undefined || heardMs > atMs ? stopMs : Math.max(heardMs, stopMs ?? heardMs);
}

function lineOf({ kind, text }: Entry): string {
  const [first = ''] = (COMMIT_KINDS.has(kind) ? withoutCommitHead(text) : text).split('\n', 1);
  return line(`${kind} ${first}`);
}

function line(text: string): string {
  const one = harmless(text).replace(/\s+/g, ' ').trim();
  return one.length <= CHARACTERS_MOST ? one : `${one.slice(0, CHARACTERS_MOST - 1)}…`;
}
