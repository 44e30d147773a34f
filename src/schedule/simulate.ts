/**
 * What tasks would do in the coming days: each run at its local time, those around a change of the clocks, those that are missed while the machine sleeps and
 * what their policies make of them, and what all of it may cost. It lives the same plan as the daemon, on a clock of its own. Pure.
 */
import { dayStartMs, isoTime, utcDay } from '../dates/day.js';
import { DAY_MS, MINUTE_MS } from '../dates/units.js';
import { momentsOf, offsetsOf } from '../dates/zone.js';
import { countText, notesOf, whyText } from './entries.js';
import { planOf, type Fire, type Passed, type Standing } from './plan.js';
import { isNamed } from './cron-times.js';
import { skippedTime } from './rule.js';
import { type Task, whatOf } from './task.js';

/** A task that a person approved, and how far it has come; `since` of one that is not approved is now. */
export interface Simulated {
  readonly task: Task;
  readonly standing: Standing;
  readonly isApproved: boolean;
  /** Planned times that ran already, ahead of a clock that was set back. */
  readonly ran?: ReadonlySet<number>;
}

/** When nothing runs, each day, in minutes of the local day; it may go over midnight. */
export interface Asleep {
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface SimulatedRow {
  /** When it begins. */
  readonly atMs: number;
  readonly id: string;
  readonly is: 'run' | 'passed' | 'ends';
  readonly plannedMs?: number;
  /** In the zone of the task, `2026-11-20 09:00:00`. */
  readonly planned?: string;
  readonly zone?: string;
  readonly notes: readonly string[];
}

export interface Simulation {
  readonly rows: readonly SimulatedRow[];
  /** True where there are more than `ROWS_MOST`. */
  readonly isCut: boolean;
  /** What would begin of what a person approved, and whether there is more than was counted. With a model each run of a prompt is a turn. */
  readonly runs: { readonly prompts: number; readonly commands: number; readonly dreams: number; readonly isMore: boolean };
  /** Runs that stand in the rows and do not begin: of tasks that nobody approved. */
  readonly unapproved: { readonly runs: number; readonly isMore: boolean; readonly ids: readonly string[] };
}

/** So many rows are made; who plans a run each second does not want all. */
export const ROWS_MOST = 2000;

/** Lives the tasks from `fromMs` on for so many days. @param zone of this machine. */
export function simulate(
  tasks: readonly Simulated[],
  { fromMs, days, zone, asleep }: { readonly fromMs: number; readonly days: number; readonly zone: string; readonly asleep?: Asleep },
): Simulation {
  const untilMs = fromMs + days * DAY_MS;
  const offsetMsAt = offsetsOf(zone) ?? ((): number => 0);
  const rows: SimulatedRow[] = [];
  const runs = { prompts: 0, commands: 0, dreams: 0, isMore: false };
  let unapproved = 0;
  let isMore = false;
  for (const one of tasks) {
    const { task } = one;
    let { standing } = one;
    let atMs: number | undefined = fromMs;
    let count = 0;
    const clocks = clockNotesOf(task, standing.approvedAtMs, { fromMs, zone: task.timezone ?? zone });
    while (atMs !== undefined && atMs <= untilMs) {
      const nowMs: number = asleep ? awakeAt(atMs, asleep, offsetMsAt) : atMs;
      if (nowMs > untilMs) break;
      const plan = planOf(task, standing, { nowMs, isRunning: false });
      for (const fire of plan.fires) {
        if (one.ran?.has(fire.plannedMs)) continue;
        rows.push(runRow(one, fire, nowMs, { zone: task.timezone ?? zone, clocks: clocks(fire.plannedMs) }));
        if (!one.isApproved) unapproved += 1;
        else if (task.routine === 'dream') runs.dreams += 1;
        else if (task.command) runs.commands += 1;
        else runs.prompts += 1;
      }
      for (const passed of plan.passed) rows.push(passedRow(task, passed, nowMs, zone));
      standing = { ...standing, accountedMs: plan.accountedMs };
      if (plan.isOver) {
        if (plan.fires.length === 0) rows.push({ atMs: nowMs, id: task.id, is: 'ends', notes: ['it expires'] });
        break;
      }
      count += plan.fires.length;
      isMore ||= count >= ROWS_MOST;
      runs.isMore ||= count >= ROWS_MOST && one.isApproved;
      if (count >= ROWS_MOST) break;
      atMs = plan.nextAtMs === undefined ? undefined : Math.max(plan.nextAtMs, nowMs + 1);
    }
  }
  const sorted = rows.toSorted((a, b) => a.atMs - b.atMs);
  const ids = tasks.flatMap(({ task: { id }, isApproved }) => (isApproved ? [] : [id]));
  return {
    rows: sorted.slice(0, ROWS_MOST),
    isCut: isMore || sorted.length > ROWS_MOST,
    runs,
    unapproved: { runs: unapproved, isMore: unapproved >= ROWS_MOST, ids },
  };
}

/** The local time at a moment, `2026-11-20 09:00:00`. */
export function localText(atMs: number, zone: string): string {
  const offsetMs = offsetsOf(zone)?.(atMs) ?? 0;
  return isoTime(atMs + offsetMs)
    .slice(0, 19)
    .replace('T', ' ');
}

function runRow(
  { task, isApproved }: Simulated,
  fire: Fire,
  nowMs: number,
  { zone, clocks }: { readonly zone: string; readonly clocks: readonly string[] },
): SimulatedRow {
  const jitterS = Math.floor((nowMs - fire.plannedMs - fire.lateMs) / 1000);
  return {
    atMs: nowMs,
    id: task.id,
    is: 'run',
    plannedMs: fire.plannedMs,
    planned: localText(fire.plannedMs, zone),
    zone,
    notes: [
      ...clocks,
      ...notesOf(fire),
      ...(jitterS > 0 ? [`+${jitterS} s`] : []),
      ...(isApproved ? [] : ['not approved: it would not run']),
      whatOf(task),
    ],
  };
}

function passedRow(task: Task, passed: Passed, nowMs: number, machineZone: string): SimulatedRow {
  const zone = task.timezone ?? machineZone;
  const [from, to] = [localText(passed.fromMs, zone), localText(passed.toMs, zone)];
  return {
    atMs: nowMs,
    id: task.id,
    is: 'passed',
    plannedMs: passed.fromMs,
    planned: from,
    zone,
    notes: [`${countText(passed)}${from === to ? '' : ` up to ${to}`}, ${whyText(passed.why, task)}`],
  };
}

/** What a change of the clocks does to the runs of a task, asked of the oldest first. Each change is told once: at the run whose time comes twice, else at the first run after it. */
function clockNotesOf(
  { rule }: Task,
  sinceMs: number,
  { fromMs, zone }: { readonly fromMs: number; readonly zone: string },
): (plannedMs: number) => readonly string[] {
  const offsetMsAt = offsetsOf(zone);
  if (!offsetMsAt || rule.kind === 'every') return () => [];
  let told = offsetMsAt(fromMs);
  return (plannedMs) => {
    const now = offsetMsAt(plannedMs);
    const notes = now === told ? [] : [`the clocks went ${turnText(now - told)}`];
    const skipped = skippedTime(rule, plannedMs, sinceMs);
    if (skipped !== undefined) notes.push(`${skipped} does not exist on this day, so it runs when the clocks have moved`);
    const { firstMs, secondMs } = momentsOf(plannedMs + now, offsetMsAt);
    const comesAgain = secondMs !== undefined && firstMs === plannedMs && !(rule.kind === 'cron' && !isNamed(rule.pattern));
    told = comesAgain ? offsetMsAt(secondMs) : now;
    if (comesAgain) notes.push(`the clocks go ${turnText(told - now)}: this time comes twice, and it runs the first time`);
    return notes;
  };
}

function turnText(byMs: number): string {
  return `${byMs > 0 ? 'forward' : 'back'} ${Math.abs(byMs) / MINUTE_MS} min`;
}

/** The moment itself, or the next at which the machine is awake. */
function awakeAt(atMs: number, { fromMinute, toMinute }: Asleep, offsetMsAt: (atMs: number) => number): number {
  const localMs = atMs + offsetMsAt(atMs);
  const dayMs = dayStartMs(utcDay(localMs)) ?? 0;
  const minute = (localMs - dayMs) / MINUTE_MS;
  const isAsleep = fromMinute < toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
  if (!isAsleep) return atMs;
  const wakes = dayMs + (minute < toMinute ? 0 : DAY_MS) + toMinute * MINUTE_MS;
  return wakes - offsetMsAt(wakes - offsetMsAt(atMs));
}
