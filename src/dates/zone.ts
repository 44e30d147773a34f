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

/** The moment of `2026-11-20`, `2026-11-20 14:30` or the same with a zone of its own; undefined for other text. Of a local time that is twice, the first. */
export function momentOf(text: string, offsetMsAt: OffsetMsAt): number | undefined {
  const [, day, time = '00:00', own] = LOCAL.exec(text.trim()) ?? [];
  const atMs = day === undefined ? undefined : parseTime(`${day}T${time}${own ?? 'Z'}`);
  if (atMs === undefined || own !== undefined) return atMs;
  const early = atMs - offsetMsAt(atMs - HOUR_MS * 14);
  return offsetMsAt(early) === offsetMsAt(atMs - HOUR_MS * 14) ? early : atMs - offsetMsAt(early);
}
