/**
 * The times of a pattern of cron in a zone. croner evaluates the pattern as a pure calculator, on local times alone: it is given each time and starts no
 * timer. Which moments a local time has, and what a change of the clocks does, is decided here: where minute and hour are named, one or a list, a local time
 * that comes twice runs the first time, and one that is skipped when the clocks have moved, also where they jump over midnight; any other pattern runs by
 * real time. Pure.
 */
import { Cron } from 'croner';
import { dateFor } from '../dates/day.js';
import { DAY_MS, MINUTE_MS } from '../dates/units.js';
import { changeWithin, momentsOf, type OffsetMsAt, offsetsOf } from '../dates/zone.js';

/** A pattern, and the zone in which it is read. */
export interface CronRule {
  readonly pattern: string;
  readonly zone: string;
}

/** A pattern as croner reads it, and what it said: it takes a millisecond to find a time that is months away, and each look at fifty tasks asks again. */
interface Pattern {
  readonly nextWall: (afterWallMs: number) => number | undefined;
  readonly isNamed: boolean;
  readonly offsetMsAt: OffsetMsAt;
  /** Of each moment from the first on and before the second, the second is the next time; the newest first. */
  spans: readonly (readonly [fromMs: number, nextMs: number])[];
}

const PATTERNS = new Map<string, Pattern>();
const PATTERNS_MOST = 200;
/** Those before now, of now, and behind the next: for the jitter. */
const SPANS_MOST = 4;
/** A pattern is asked once from here, so that one that never comes is refused when it is read: 2024-01-01. */
const PROBED_FROM_MS = 1_704_067_200_000;
const COMES = new Map<string, boolean>();
/** How far `lastCron` looks back at first, and at last. */
const BACK_FIRST_MS = 10 * MINUTE_MS;
const BACK_MOST_MS = 36_525 * DAY_MS;

/** Whether any time of it comes. @throws what croner says of a text that is no pattern. */
export function comesEver(pattern: string): boolean {
  const known = COMES.get(pattern);
  if (known !== undefined) return known;
  const comes = wallsOf(pattern)(PROBED_FROM_MS) !== undefined;
  if (COMES.size >= PATTERNS_MOST) COMES.clear();
  COMES.set(pattern, comes);
  return comes;
}

/** The first time after `afterMs`; undefined: none comes. */
export function nextCron(rule: CronRule, afterMs: number): number | undefined {
  const pattern = patternOf(rule);
  const known = pattern.spans.find(([fromMs, nextMs]) => fromMs <= afterMs && afterMs < nextMs);
  if (known) return known[1];
  const nextMs = pattern.isNamed ? nextNamed(pattern, afterMs) : nextReal(pattern, afterMs);
  if (nextMs !== undefined)
    pattern.spans = [[afterMs, nextMs] as const, ...pattern.spans.filter(([, other]) => other !== nextMs)].slice(0, SPANS_MOST);
  return nextMs;
}

/** The last times that are not after `untilMs`, at most `most`, the oldest first. @param most 1 or more. */
export function lastCron(rule: CronRule, untilMs: number, most: number): readonly number[] {
  for (let backMs = BACK_FIRST_MS; ; backMs = Math.min(backMs * 4, BACK_MOST_MS)) {
    const found: number[] = [];
    let next = nextCron(rule, untilMs - backMs);
    for (; next !== undefined && next <= untilMs; next = nextCron(rule, next)) found.push(next);
    if (found.length >= most || backMs === BACK_MOST_MS) return found.slice(-most);
  }
}

/** The local time that is meant by a planned time at which the clocks jump over it, as if it were UTC; undefined: it is a time of the pattern itself. */
export function skippedWall(rule: CronRule, plannedMs: number): number | undefined {
  const { isNamed, nextWall, offsetMsAt } = patternOf(rule);
  if (!isNamed) return undefined;
  const [from, to] = [plannedMs + offsetMsAt(plannedMs - 1000), plannedMs + offsetMsAt(plannedMs)];
  const wall = from < to ? nextWall(from - 1000) : undefined;
  return wall !== undefined && wall < to ? wall : undefined;
}

/** True where each field of the time of day is a value or a list of values: such times are kept by name when the clocks change, all others by real time. */
export function isNamed(pattern: string): boolean {
  return pattern
    .split(' ')
    .slice(0, -3)
    .every((field) => /^\d+(?:,\d+)*$/.test(field));
}

/** The first moments of local times come in their order, so that the first one behind `afterMs` is the next. */
function nextNamed({ nextWall, offsetMsAt }: Pattern, afterMs: number): number | undefined {
  let wall = nextWall(afterMs + offsetMsAt(afterMs));
  while (wall !== undefined) {
    const { firstMs } = momentsOf(wall, offsetMsAt);
    if (firstMs > afterMs) return firstMs;
    wall = nextWall(wall);
  }
  return undefined;
}

/** The first moment behind `afterMs` whose local time is one of the pattern. */
function nextReal({ nextWall, offsetMsAt }: Pattern, afterMs: number): number | undefined {
  const offset = offsetMsAt(afterMs);
  const dayLater = offsetMsAt(afterMs + DAY_MS);
  const next = nextWall(afterMs + offset);
  const first = next === undefined ? undefined : firstReal(next, afterMs, nextWall, offsetMsAt);
  if (dayLater >= offset) return first;
  // The clocks go back within the day: local times that have been come again.
  const changeMs = changeWithin(afterMs, afterMs + DAY_MS, offsetMsAt);
  const again = nextWall(Math.max(afterMs + dayLater, changeMs + dayLater - 1000));
  const againMs = again === undefined || again > afterMs + offset ? undefined : again - dayLater;
  return againMs !== undefined && (first === undefined || againMs < first) ? againMs : first;
}

/** The first moment behind `afterMs` of a local time or, where the clocks jump over it, of the next one. */
function firstReal(
  wallMs: number,
  afterMs: number,
  nextWall: (afterWallMs: number) => number | undefined,
  offsetMsAt: OffsetMsAt,
): number | undefined {
  let wall: number | undefined = wallMs;
  while (wall !== undefined) {
    const { firstMs, secondMs, isSkipped } = momentsOf(wall, offsetMsAt);
    if (!isSkipped) return firstMs > afterMs ? firstMs : secondMs;
    wall = nextWall(firstMs + offsetMsAt(firstMs) - 1000);
  }
  return undefined;
}

function patternOf({ pattern, zone }: CronRule): Pattern {
  const key = `${zone} ${pattern}`;
  const known = PATTERNS.get(key);
  if (known) return known;
  const made: Pattern = {
    nextWall: wallsOf(pattern),
    isNamed: isNamed(pattern),
    offsetMsAt: offsetsOf(zone) ?? (() => 0),
    spans: [],
  };
  // Of files that change all day only the last patterns are kept.
  if (PATTERNS.size >= PATTERNS_MOST) PATTERNS.clear();
  PATTERNS.set(key, made);
  return made;
}

/** Local times as if they were UTC, in which no clock changes. */
function wallsOf(pattern: string): Pattern['nextWall'] {
  const cron = new Cron(pattern, { paused: true, utcOffset: 0 });
  return (afterWallMs) => cron.nextRun(dateFor(afterWallMs))?.getTime();
}
