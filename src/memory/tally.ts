/**
 * The tally of the logs: how many entries of each kind were written when, and those that recall does not find (sessions, dreams, verdicts) with their texts.
 * It is made from the outline, and kept under the stand of the logs in one derived file, which may be deleted. It reads a log only where the outline does.
 */
import { jsonFile, parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import { DAY_MS } from '../dates/units.js';
import type { World } from '../world/world.js';
import { isLifecycle, kindRow } from './kinds.js';
import { standOfLogs } from './logs-stand.js';
import type { LogView } from './log-view.js';
import { readOutline, type Mark } from './outline.js';
import { readEntries } from './read-logs.js';

export interface Tally {
  /** Lines that begin a bullet, in all logs. */
  readonly bullets: number;
  /** Days that have a log. */
  readonly days: number;
  /** Entries that recall does not find, by time. */
  readonly told: readonly Mark[];
  readonly times: Times;
}

/** One day of one kind: its number since 1970, how many entries it has, and their milliseconds in the day, ascending, in base 36. */
type DayTimes = readonly [day: number, count: number, times: string];
type Times = Readonly<Record<string, readonly DayTimes[]>>;

const FORMAT = 1;
const TIME_BASE = 36;

/** Reads the tally; where no log changed since it was last kept, from there. @throws KairosError `damaged` for a writer file that cannot be read. */
export async function readTally(world: Pick<World, 'files' | 'clock'>, ws: Workspace, view: LogView): Promise<Tally> {
  const stand = ws.hasGit ? await standOfLogs(world, ws, view) : undefined;
  const kept = stand && keptUnder(stand.text, await world.files.read(ws.tallyFile));
  if (kept) return kept;
  const { bullets, days, marks } = await readOutline(world, ws, view);
  const tally = { bullets, days, ...tallyOf(marks() ?? (await readEntries(world, ws, view)).entries) };
  if (stand?.isSettled === true && days > 0)
    await world.files.write(ws.tallyFile, jsonFile({ format: FORMAT, stand: stand.text, ...tally })).catch(() => undefined);
  return tally;
}

/** How many entries the logs hold, without what kairos notes of itself: that a task was approved or ran, a gate, a dream, the daemon. Pure. */
export function countEntries({ bullets, times }: Pick<Tally, 'bullets' | 'times'>): number {
  let own = 0;
  for (const [kind, days] of Object.entries(times))
    if (isLifecycle({ kind, actor: undefined })) own += days.reduce((sum, [, count]) => sum + count, 0);
  return Math.max(0, bullets - own);
}

/** How many entries of these kinds were written after `afterMs` and not after `untilMs`, and on how many UTC days. */
export function countIn(
  { times }: Pick<Tally, 'times'>,
  kinds: ReadonlySet<string>,
  afterMs: number,
  untilMs: number,
): { readonly entries: number; readonly days: number } {
  let entries = 0;
  const days = new Set<number>();
  for (const kind of kinds) {
    for (const [day, all, text] of times[kind] ?? []) {
      const startMs = day * DAY_MS;
      if (startMs + DAY_MS <= afterMs || startMs > untilMs) continue;
      const isWhole = startMs > afterMs && startMs + DAY_MS <= untilMs;
      const found = isWhole ? all : timesIn(text).filter((ms) => startMs + ms > afterMs && startMs + ms <= untilMs).length;
      if (found === 0) continue;
      entries += found;
      days.add(day);
    }
  }
  return { entries, days: days.size };
}

function timesIn(text: string): number[] {
  return text.split(' ').map((one) => parseInt(one, TIME_BASE));
}

/** The tally of these entries, by time. Pure. */
export function tallyOf(marks: readonly Mark[]): Pick<Tally, 'told' | 'times'> {
  const byKind = new Map<string, Map<number, string[]>>();
  const told: Mark[] = [];
  for (const { id, kind, actor, ours, atMs, text } of marks) {
    if (ours && (kind === 'bullet' || !kindRow(kind, actor).indexed)) told.push({ id, kind, actor, ours, atMs, text });
    const day = Math.floor(atMs / DAY_MS);
    const days = byKind.get(kind) ?? new Map<number, string[]>();
    byKind.set(kind, days);
    const times = days.get(day) ?? [];
    days.set(day, times);
    times.push((atMs - day * DAY_MS).toString(TIME_BASE));
  }
  const times = [...byKind].map(
    ([kind, days]) => [kind, [...days].map(([day, all]): DayTimes => [day, all.length, all.join(' ')])] as const,
  );
  return { told, times: Object.fromEntries(times) };
}

/** Undefined for a tally of another stand, and for what something else damaged. */
function keptUnder(stand: string, text: string | undefined): Tally | undefined {
  const { format, stand: kept, ...tally } = parseObject(text) ?? {};
  return format === FORMAT && kept === stand ? (tally as unknown as Tally) : undefined;
}
