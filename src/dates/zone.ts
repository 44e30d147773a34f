/** Time zones by their names: the offset at a moment, and the moment of a local time. Node knows the zones; a fixed offset needs no knowledge. Pure. */
import { parseTime } from './day.js';
import { HOUR_MS, MINUTE_MS } from './units.js';

/** Local time minus UTC at a moment, in milliseconds. */
export type OffsetMsAt = (atMs: number) => number;

const FIXED = /^(?:UTC|Z|([+-])(\d\d):?(\d\d))$/;
const LOCAL = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?(Z|[+-]\d\d:\d\d)?$/;

/** The offsets of `Europe/Berlin`, `UTC` or `+05:30`; undefined for a zone that Node does not know. */
export function offsetsOf(zone: string): OffsetMsAt | undefined {
  const fixed = FIXED.exec(zone);
  if (fixed) {
    const [, sign = '+', hours = '0', minutes = '0'] = fixed;
    const offsetMs = (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS);
    return () => offsetMs;
  }
  const fields = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...fields });
  } catch {
    return undefined;
  }
  return (atMs) => {
    const parts = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
    const { year, month, day, hour, minute, second } = parts;
    const localMs = parseTime(`${(year ?? '').padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}Z`) ?? atMs;
    return localMs - (atMs - (((atMs % 1000) + 1000) % 1000));
  };
}

/** The names of the zones that Node knows, UTC first. */
export function knownZones(): readonly string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];
}

/** When a local time comes: once, or twice where the clocks go back over it. One over which they jump never does: then the moment at which they jump. */
export interface LocalMoments {
  readonly firstMs: number;
  readonly secondMs?: number;
  /** There is no such local time: `firstMs` is when the clocks jump over it. */
  readonly isSkipped?: true;
}

/** The moments of a local time. @param wallMs the local time, read as if it were UTC. */
export function momentsOf(wallMs: number, offsetMsAt: OffsetMsAt): LocalMoments {
  // No zone is further from UTC than these, and none changes its clocks twice within them.
  const [before, after] = [offsetMsAt(wallMs - 15 * HOUR_MS), offsetMsAt(wallMs + 13 * HOUR_MS)];
  const [early, late] = [wallMs - before, wallMs - after];
  if (before === after) return { firstMs: early };
  const isLate = offsetMsAt(late) === after;
  if (offsetMsAt(early) === before) return { firstMs: early, ...(isLate && { secondMs: late }) };
  return isLate ? { firstMs: late } : { firstMs: changeWithin(late, early, offsetMsAt), isSkipped: true };
}

/** The second in which the clocks are changed: it is the first with another offset than `fromMs`, and not after `untilMs`. */
export function changeWithin(fromMs: number, untilMs: number, offsetMsAt: OffsetMsAt): number {
  let [before, after] = [Math.floor(fromMs / 1000), Math.ceil(untilMs / 1000)];
  const early = offsetMsAt(fromMs);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetMsAt(middle * 1000) === early) before = middle;
    else after = middle;
  }
  return after * 1000;
}

/**
 * The moment of `2026-11-20`, `2026-11-20 14:30` or the same with a zone of its own; undefined for other text. Of a local time that is twice, the first; of
 * one that is skipped, when the clocks are moved.
 */
export function momentOf(text: string, offsetMsAt: OffsetMsAt): number | undefined {
  const local = localMomentsOf(text, offsetMsAt);
  return typeof local === 'object' ? local.firstMs : local;
}

/** The same with what the clocks do to it; a number where the text has a zone of its own. */
export function localMomentsOf(text: string, offsetMsAt: OffsetMsAt): LocalMoments | number | undefined {
  const [, day, time = '00:00', own] = LOCAL.exec(text.trim()) ?? [];
  const atMs = day === undefined ? undefined : parseTime(`${day}T${time}${own ?? 'Z'}`);
  return atMs === undefined || own !== undefined ? atMs : momentsOf(atMs, offsetMsAt);
}
