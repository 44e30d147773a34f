/** Tasks, their runs and a simulation of them, as lines for people and as JSON. Pure. */
import { harmless } from '../base/harmless-text.js';
import { grouped } from '../base/plural.js';
import { isoTime } from '../dates/day.js';
import { type HistoryRow, localText, type TaskRow, type TaskRun, whatOf, whenOf } from '../desk/tasks.js';
import type { SimulatedRow, TaskCost } from '../desk/simulate-tasks.js';
import { clip, plural, type Palette } from './print.js';

const WHAT_COLUMNS = 20;

/** A task in two lines: when, and what. @param zone of this machine. */
export function taskLines(
  row: TaskRow,
  nowMs: number,
  zone: string,
  { palette, columns, isClosed }: { readonly palette: Palette; readonly columns: number; readonly isClosed: boolean },
): readonly string[] {
  const { task } = row;
  const kind = [
    ...(task.durable ? [] : ['ends with the daemon']),
    ...(task.routine === undefined ? [] : [`routine ${task.routine}`]),
    ...(task.priority === 'next' ? [] : [task.priority]),
    ...(task.lastRun === undefined ? [] : [`last run ${task.lastRun}`]),
  ].join(', ');
  const head = `${palette.cyan(task.id)}  ${harmless(whenOf(task))}${kind === '' ? '' : `  ${palette.dim(harmless(kind))}`}`;
  return [
    `${head}  ${stateText(row, nowMs, zone, palette, isClosed)}`,
    `  ${clip(harmless(whatOf(task)), Math.max(WHAT_COLUMNS, columns - 2))}`,
  ];
}

/** When it runs next, or why it does not. @param isClosed no task runs, whatever is due. */
export function stateText(
  { task, consent, next, expiryMs, runs = [], act, wasHeld, isLeft }: TaskRow,
  nowMs: number,
  zone: string,
  palette: Palette,
  isClosed = false,
): string {
  if (consent !== 'approved') {
    const why = consent === 'new' ? 'new, not approved' : 'changed, not approved';
    return palette.yellow(`${why}: kairos task approve ${task.id}`);
  }
  if (isLeft) return palette.yellow('no daemon runs: it goes when one starts');
  const begun = runsText(runs, nowMs, palette);
  const ends = expiryMs === undefined ? '' : palette.dim(`, ends in ${inText(expiryMs - nowMs)}`);
  const isStart = task.rule.kind === 'start';
  if (wasHeld) return palette.yellow(`was held: kairos task run ${task.id}`);
  const held = act === undefined ? '' : palette.yellow(`, held then: act is ${act}`);
  if (!next && !isStart) return begun ?? palette.dim('no run will come');
  const isDue = next !== undefined && next.atMs <= nowMs;
  const when = next === undefined ? 'runs when the daemon starts' : isDue ? 'due now' : `next in ${inText(next.atMs - nowMs)}`;
  const closed = isClosed && (isDue || isStart) ? palette.yellow(', but no task runs') : '';
  const skipped = next?.skipped === undefined ? '' : `; ${next.skipped} does not exist on that day`;
  const named = task.timezone === undefined ? '' : ` ${task.timezone}`;
  const local = next === undefined ? '' : ` ${palette.dim(`(${localText(next.plannedMs, task.timezone ?? zone)}${named}${skipped})`)}`;
  return `${begun === undefined ? '' : `${begun}, `}${palette.green(when)}${closed}${local}${held}${ends}`;
}

/** How the runs stand that are not over; of several the one that wants to be known most. */
function runsText(runs: readonly TaskRun[], nowMs: number, palette: Palette): string | undefined {
  const ORDER = ['left', 'ended', 'again', 'waits', 'runs'] as const;
  const [first] = runs.toSorted((a, b) => ORDER.indexOf(a.is) - ORDER.indexOf(b.is));
  switch (first?.is) {
    case undefined:
      return undefined;
    case 'left':
      return palette.yellow(`job ${first.job} was cut off with its daemon (told at the next start)`);
    case 'ended':
      return palette.yellow(`job ${first.job} ${first.how} (told at the next look)`);
    case 'again':
      return palette.green(`try ${first.attempt} in ${inText(first.notBeforeMs - nowMs)}`);
    case 'waits':
      return palette.yellow(first.attempt > 1 ? `try ${first.attempt} waits for a daemon` : 'a run waits for a daemon');
    case 'runs':
      return palette.green('runs now');
  }
}

/** A run that was. */
export function historyText({ atMs, id, outcome, detail }: HistoryRow, zone: string, palette: Palette): string {
  return `${palette.dim(localText(atMs, zone))}  ${palette.cyan(harmless(id))}  ${harmless(outcome)}  ${harmless(detail)}`;
}

/** A run that will be, in the zone of its task. */
export function simulatedText({ atMs, id, is, zone, planned, notes }: SimulatedRow, machine: string, palette: Palette): string {
  const local = localText(atMs, zone ?? machine);
  const apart = planned === undefined || planned === local ? '' : palette.dim(` (planned ${planned})`);
  const what = is === 'run' ? '' : palette.yellow(is === 'passed' ? ' passed over' : ' ends');
  return `${local} ${palette.dim(zone ?? machine)}  ${palette.cyan(id)}${what}${apart}  ${notes.map((note) => harmless(note)).join('; ')}`;
}

/** What a model may cost by what was simulated. */
export function costText({ turnsMost, tokensMost, turnsPerStart, turnTokens, dayTokens }: TaskCost): string {
  if (turnsMost === 0 && turnsPerStart === 0) return 'cost: nothing, also with a model: no run asks it';
  const turns = turnsMost === undefined ? '' : `${plural(turnsMost, 'turn')} and `;
  const planned = turnsMost === 0 ? '' : `${turns}${plural(tokensMost, 'token')}`;
  const atStart = turnsPerStart === 0 ? '' : `${plural(turnsPerStart, 'turn')} each time the daemon starts`;
  const most = [planned, atStart].filter((part) => part !== '').join(', and ');
  return `cost: nothing without a model; with one at most ${most}: the budgets allow ${grouped(turnTokens)} tokens a turn and ${grouped(dayTokens)} a day`;
}

export function taskJson({ task, path, consent, next, expiryMs, runs, act, wasHeld, isLeft }: TaskRow): object {
  const { rule: _rule, expiresAtMs: _written, prompt, ...fields } = task;
  return {
    ...fields,
    ...(task.command === undefined && { prompt }),
    path,
    consent,
    ...(next && { nextRun: isoTime(next.plannedMs), beginsAt: isoTime(next.atMs) }),
    ...(next?.skipped !== undefined && { skippedTime: next.skipped }),
    ...(expiryMs !== undefined && { expiresAt: isoTime(expiryMs) }),
    ...(runs && {
      runs: runs.map(({ plannedMs, attempt, notBeforeMs, is, job, how }) => ({
        planned: isoTime(plannedMs),
        attempt,
        is,
        ...(job !== undefined && { job }),
        ...(how !== undefined && { how }),
        ...(notBeforeMs > 0 && { notBefore: isoTime(notBeforeMs) }),
      })),
    }),
    ...(act !== undefined && { act }),
    ...(wasHeld && { wasHeld }),
    ...(isLeft && { isLeft }),
  };
}

export function historyJson({ atMs, plannedMs, ...row }: HistoryRow): object {
  return { ...row, at: isoTime(atMs), ...(plannedMs !== undefined && { planned: isoTime(plannedMs) }) };
}

export function simulatedJson({ atMs, plannedMs, planned, ...row }: SimulatedRow): object {
  return { ...row, at: isoTime(atMs), ...(plannedMs !== undefined && { plannedAt: isoTime(plannedMs), planned }) };
}

/** `40 s`, `12 min`, `5 h`, `3 days`. */
function inText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} days`;
}
