/** The clock of the person who types: local days, or UTC on request. The zone is the machine's (`TZ`). */
import type { Clocked } from '../dates/typed-span.js';

const MINUTE_MS = 60_000;

/** Local time minus UTC at a moment, in milliseconds. */
export function localOffsetMs(atMs: number): number {
  return -new Date(atMs).getTimezoneOffset() * MINUTE_MS;
}

/** How typed days are read. @param utc days of UTC, whatever the zone. */
export function clockOf(nowMs: number, utc: boolean): Clocked {
  return { nowMs, offsetMsAt: utc ? () => 0 : localOffsetMs };
}
