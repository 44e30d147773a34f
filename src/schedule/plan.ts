/**
 * What is to be done about a task at a moment: the runs that are due, those that its policies leave out, and when to look again. Each planned time after
 * the last one that is accounted for is either run, or folded into a run, or passed over with the reason; so nothing runs twice and nothing is silent. Pure.
 */
import { sha256 } from '../base/hash.js';
import { DAY_MS, MINUTE_MS } from '../dates/units.js';
import { lastTimes, nextTime, type Rule, timesWithin } from './rule.js';
import { isOneOff, type Task } from './task.js';

/** A run that begins so late is not missed: a tick takes its time. */
const ON_TIME_MS = MINUTE_MS;
/** Nor is the newest run, this late: who runs no daemon starts `kairos run --once` every few minutes. */
const NEWEST_ON_TIME_MS = 10 * MINUTE_MS;
/** So many runs that were missed are made up for at most, and so many begin at one look. */
export const RUNS_MOST = 10;
/** A run that waits for the last one is looked at again this often; its end is no event of ours where it is a message. */
const LOOK_AGAIN_MS = 30_000;
/** Planned times are counted so far. */
export const COUNT_MOST = 1000;
/** A task that comes again and again and is not permanent ends after this time. */
export const EXPIRES_AFTER_MS = 7 * DAY_MS;
/** Tasks of many clones do not all begin at the same second. */
const JITTER_MOST_MS = 30_000;
const JITTER_SHARE = 0.1;

/** How far a task has come. */
export interface Standing {
  /** When a person approved it, in milliseconds since 1970. */
  readonly approvedAtMs: number;
  /** All planned times up to here have run, or were passed over. */
  readonly accountedMs: number;
}

/** Runs that do not run by themselves. */
export interface Folded {
  readonly count: number;
  /** There are more than were counted. */
  readonly isMore: boolean;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Fire {
  readonly plannedMs: number;
  /** After the time at which it was to begin. */
  readonly lateMs: number;
  /** Missed runs for which it stands. */
  readonly folded?: Folded;
  /** The task expires before its next planned time. */
  readonly isLast: boolean;
  /** When it expires, where nobody can tell whether it runs again before. */
  readonly endsMs?: number;
}

export interface Passed extends Folded {
  readonly why: 'missed' | 'cap' | 'overlap';
}

export interface Plan {
  readonly fires: readonly Fire[];
  readonly passed: readonly Passed[];
  readonly accountedMs: number;
  /** Nothing of it will come any more. */
  readonly isOver?: 'ran' | 'expired' | 'too-late';
  /** When to look again; left out: it waits for something else, or nothing comes. */
  readonly nextAtMs?: number;
}

/** What happens around a task. */
export interface Around {
  readonly nowMs: number;
  /** Its last run is not over. */
  readonly isRunning: boolean;
  /** When the daemon started; left out where none does. */
  readonly startedAtMs?: number;
}

/** When the task ends; undefined: never. */
export function expiryOf(task: Task, approvedAtMs: number): number | undefined {
  return task.expiresAtMs ?? (task.permanent || isOneOff(task) ? undefined : approvedAtMs + EXPIRES_AFTER_MS);
}

/** How long after its planned time a run begins: the same for a task at each look. None where a second was named, and for what comes once. */
export function jitterMs({ id, rule }: Pick<Task, 'id' | 'rule'>, plannedMs: number): number {
  const isExact = rule.kind === 'cron' ? rule.hasSeconds : rule.kind !== 'every' || rule.everyMs < MINUTE_MS;
  if (isExact) return 0;
  const gapMs = (nextTime(rule, plannedMs, plannedMs) ?? plannedMs + DAY_MS) - plannedMs;
  const share = Number.parseInt(sha256(`jitter ${id}`).slice(0, 8), 16) / 0x1_0000_0000;
  return Math.floor(share * Math.min(JITTER_MOST_MS, gapMs * JITTER_SHARE));
}

/** The next planned time, and when it will begin; undefined: none comes before the task ends. */
export function nextRun(
  task: Task,
  { approvedAtMs, accountedMs }: Standing,
): { readonly plannedMs: number; readonly atMs: number } | undefined {
  const plannedMs = nextTime(task.rule, accountedMs, approvedAtMs);
  const expiryMs = expiryOf(task, approvedAtMs);
  if (plannedMs === undefined || (expiryMs !== undefined && plannedMs > expiryMs)) return undefined;
  return { plannedMs, atMs: plannedMs + jitterMs(task, plannedMs) };
}

/**
 * The next run by the clock of now: behind a clock that was set back, none that ran already, and one that was folded into another comes for the first time.
 * @param ran planned times ahead of the clock that have their entry.
 */
export function comingRun(
  task: Task,
  { approvedAtMs, accountedMs }: Standing,
  nowMs: number,
  ran: ReadonlySet<number> | undefined,
): ReturnType<typeof nextRun> {
  const sinceMs = sinceOf(task.rule, approvedAtMs, nowMs);
  let next = nextRun(task, { approvedAtMs: sinceMs, accountedMs: Math.min(accountedMs, nowMs) });
  while (next && ran?.has(next.plannedMs)) next = nextRun(task, { approvedAtMs: sinceMs, accountedMs: next.plannedMs });
  return next;
}

/** What is to be done now. A clock that was set back leaves no task waiting for a time that it had already come to: what ran then stands in the journal. */
export function planOf(task: Task, given: Standing, around: Around): Plan {
  const { nowMs, isRunning } = around;
  const standing = { approvedAtMs: sinceOf(task.rule, given.approvedAtMs, nowMs), accountedMs: Math.min(given.accountedMs, nowMs) };
  const due = dueTimes(task, standing, around);
  if (due.newest.length === 0) return calm(task, standing, nowMs);
  const isCommand = task.command !== undefined;
  // Runs of which each is made up for wait for each other.
  if (isRunning && (task.overlap === 'queue' || (task.missed === 'all' && task.overlap === 'skip')))
    return { fires: [], passed: [], accountedMs: standing.accountedMs, nextAtMs: nowMs + LOOK_AGAIN_MS };
  const { fires, passed } =
    isRunning && task.overlap === 'skip' ? { fires: [], passed: [{ ...all(due), why: 'overlap' as const }] } : chosen(task, due, nowMs);
  // Commands run one after the other, unless they may overlap: the others stay due.
  const begun = isCommand && task.overlap !== 'allow' ? fires.slice(0, 1) : fires;
  const last = begun.at(-1);
  const accountedMs = last && begun.length < fires.length ? last.plannedMs : (due.newest.at(-1) as number);
  const after = calm(task, { ...standing, accountedMs }, nowMs);
  const expiryMs = task.rule.kind === 'start' ? expiryOf(task, standing.approvedAtMs) : undefined;
  const ends = expiryMs === undefined ? {} : { endsMs: expiryMs };
  return {
    ...after,
    ...(after.isOver && isOneOff(task) && { isOver: 'ran' }),
    fires: begun.map((fire, at) => ({ ...fire, isLast: at === begun.length - 1 && after.isOver === 'expired', ...ends })),
    passed,
    accountedMs,
  };
}

interface Due extends Omit<Folded, 'toMs'> {
  /** The newest of them, the oldest first; at most so many as may begin at once. */
  readonly newest: readonly number[];
}

type Begun = Omit<Fire, 'isLast' | 'endsMs'>;

function calm(task: Task, standing: Standing, nowMs: number): Plan {
  const next = nextRun(task, standing);
  const nothing = { fires: [], passed: [], accountedMs: standing.accountedMs };
  const expiryMs = expiryOf(task, standing.approvedAtMs);
  if (task.rule.kind === 'start') {
    if (expiryMs === undefined) return nothing;
    return nowMs > expiryMs ? { ...nothing, isOver: 'expired' } : { ...nothing, nextAtMs: expiryMs + 1 };
  }
  if (next) return { ...nothing, nextAtMs: next.atMs };
  return { ...nothing, isOver: isOneOff(task) && expiryMs === undefined ? 'too-late' : 'expired' };
}

/** The planned times that have come and are not accounted for. */
function dueTimes(task: Task, { approvedAtMs, accountedMs }: Standing, { nowMs, startedAtMs }: Around): Due {
  const untilMs = Math.min(nowMs, expiryOf(task, approvedAtMs) ?? nowMs);
  if (task.rule.kind === 'start') {
    const begins = startedAtMs !== undefined && startedAtMs > accountedMs && startedAtMs <= untilMs ? [startedAtMs] : [];
    return { newest: begins, count: begins.length, isMore: false, fromMs: begins[0] ?? 0 };
  }
  const { times, isAll } = timesWithin(task.rule, accountedMs, untilMs, approvedAtMs, COUNT_MOST);
  const come = (all: readonly number[]): readonly number[] => all.filter((ms) => ms > accountedMs && ms + jitterMs(task, ms) <= nowMs);
  // The jitter of the newest alone may hold it back.
  const there = isAll ? [...times.slice(0, -1), ...come(times.slice(-1))] : times;
  const newest = isAll ? there.slice(-RUNS_MOST) : come(lastTimes(task.rule, untilMs, approvedAtMs, RUNS_MOST));
  return { newest, count: there.length, isMore: !isAll, fromMs: times[0] ?? 0 };
}

/** Which of the due runs begin, by the task's policy for what was missed. */
function chosen(task: Task, due: Due, nowMs: number): { readonly fires: readonly Begun[]; readonly passed: readonly Passed[] } {
  const { newest } = due;
  const late = (plannedMs: number): number => Math.max(0, nowMs - plannedMs - jitterMs(task, plannedMs));
  const isOnTime = (plannedMs: number): boolean =>
    late(plannedMs) <= ON_TIME_MS || (plannedMs === newest.at(-1) && late(plannedMs) <= NEWEST_ON_TIME_MS);
  const fire = (plannedMs: number): Begun => ({ plannedMs, lateMs: late(plannedMs) });
  const onTime = newest.filter(isOnTime);
  const missedCount = due.count - onTime.length;
  if (missedCount <= 0 && !due.isMore) return { fires: onTime.map(fire), passed: [] };
  const lastMissed = newest.findLast((ms) => !isOnTime(ms)) ?? due.fromMs;
  const missed = { count: missedCount, isMore: due.isMore, fromMs: due.fromMs, toMs: lastMissed };
  if (task.missed === 'skip') return { fires: onTime.map(fire), passed: [{ ...missed, why: 'missed' }] };
  if (task.missed === 'once') {
    const [first = lastMissed, ...others] = onTime;
    const folded = onTime.length > 0 ? missed : { ...missed, count: missedCount - 1 };
    return { fires: [{ ...fire(first), ...(folded.count > 0 && { folded }) }, ...others.map(fire)], passed: [] };
  }
  const left = due.count - newest.length;
  const cap: Passed = { count: left, isMore: due.isMore, fromMs: due.fromMs, toMs: (newest[0] as number) - 1, why: 'cap' };
  return { fires: newest.map(fire), passed: left > 0 || due.isMore ? [cap] : [] };
}

function all({ newest, count, isMore, fromMs }: Due): Folded {
  return { count, isMore, fromMs, toMs: newest.at(-1) as number };
}

/** Of an interval whose beginning lies ahead of the clock: the same beat, earlier. */
function sinceOf(rule: Rule, approvedAtMs: number, nowMs: number): number {
  if (approvedAtMs <= nowMs) return approvedAtMs;
  return rule.kind === 'every' ? approvedAtMs - Math.ceil((approvedAtMs - nowMs) / rule.everyMs) * rule.everyMs : nowMs;
}
