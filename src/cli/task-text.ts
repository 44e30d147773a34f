/** Tasks, their runs and a simulation of them, as lines for people and as JSON. Pure. */
import { harmless } from '../base/harmless-text.js';
import { isoTime } from '../dates/day.js';
import { type HistoryRow, localText, type SimulatedRow, type TaskRow, whatOf, whenOf } from '../desk/tasks.js';
import { clip, type Palette } from './print.js';

const WHAT_COLUMNS = 20;

/** A task in two lines: when, and what. @param zone of this machine. */
export function taskLines(
  row: TaskRow,
  nowMs: number,
  zone: string,
  { palette, columns }: { readonly palette: Palette; readonly columns: number },
): readonly string[] {
  const { task } = row;
  const kind = [
    ...(task.durable ? [] : ['ends with the daemon']),
    ...(task.priority === 'next' ? [] : [task.priority]),
    ...(task.lastRun === undefined ? [] : [`last run ${task.lastRun}`]),
  ].join(', ');
  const head = `${palette.cyan(task.id)}  ${harmless(whenOf(task))}${kind === '' ? '' : `  ${palette.dim(harmless(kind))}`}`;
  return [`${head}  ${stateText(row, nowMs, zone, palette)}`, `  ${clip(harmless(whatOf(task)), Math.max(WHAT_COLUMNS, columns - 2))}`];
}

/** When it runs next, or why it does not. */
export function stateText(
  { task, consent, next, expiryMs, runs = [], isLeft }: TaskRow,
  nowMs: number,
  zone: string,
  palette: Palette,
): string {
  if (consent !== 'approved') {
    const why = consent === 'new' ? 'new, not approved' : 'changed, not approved';
    return palette.yellow(`${why}: kairos task approve ${task.id}`);
  }
  if (isLeft) return palette.yellow('no daemon runs: it goes when one starts');
  if (task.rule.kind === 'start') return palette.green('runs when the daemon starts');
  const [again] = runs.filter(({ notBeforeMs }) => notBeforeMs > nowMs);
  const begun = again ? `try ${again.attempt} in ${inText(again.notBeforeMs - nowMs)}` : runs.length > 0 ? 'runs now' : undefined;
  if (!next) return begun === undefined ? palette.dim('no run will come') : palette.green(begun);
  const ends = expiryMs === undefined ? '' : palette.dim(`, ends in ${inText(expiryMs - nowMs)}`);
  const when = next.atMs <= nowMs ? 'due now' : `next in ${inText(next.atMs - nowMs)}`;
  return `${begun === undefined ? '' : `${palette.green(begun)}, `}${palette.green(when)} ${palette.dim(`(${localText(next.plannedMs, task.timezone ?? zone)})`)}${ends}`;
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

export function taskJson({ task, path, consent, next, expiryMs, runs, isLeft }: TaskRow): object {
  const { rule: _rule, expiresAtMs: _written, ...fields } = task;
  return {
    ...fields,
    path,
    consent,
    ...(next && { nextRun: isoTime(next.plannedMs), beginsAt: isoTime(next.atMs) }),
    ...(expiryMs !== undefined && { expiresAt: isoTime(expiryMs) }),
    ...(runs && {
      runs: runs.map(({ plannedMs, attempt, notBeforeMs }) => ({
        planned: isoTime(plannedMs),
        attempt,
        ...(notBeforeMs > 0 && { notBefore: isoTime(notBeforeMs) }),
      })),
    }),
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
