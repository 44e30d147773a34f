/** When the clocks change, in all zones that Node knows, by `Intl` alone. */
import { isoTime } from '../../src/dates/day.js';
import { DAY_MS, MINUTE_MS } from '../../src/dates/units.js';

export interface Change {
  readonly zone: string;
  readonly atMs: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The offset of a zone, as `Intl` writes its local time. */
function offsetIn(zone: string): (atMs: number) => number {
  const written = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  return (atMs) => Date.parse(`${written.format(atMs).replace(' ', 'T')}Z`) - Math.floor(atMs / 1000) * 1000;
}

/** The changes of the clocks of these years in all zones: of those that go from one offset to another at one time of the day, the first of all. */
export function clockChanges(fromYear: number, toYear: number): readonly Change[] {
  const [beginMs, endMs] = [Date.UTC(fromYear, 0, 1), Date.UTC(toYear + 1, 0, 1)];
  const all = new Map<string, Change>();
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const offset = offsetIn(zone);
    for (let ms = beginMs; ms < endMs; ms += DAY_MS) {
      const [fromMs, toMs] = [offset(ms), offset(ms + DAY_MS)];
      if (fromMs === toMs) continue;
      let [before, after] = [ms, ms + DAY_MS];
      while (after - before > MINUTE_MS) {
        const middle = before + Math.floor((after - before) / 2 / MINUTE_MS) * MINUTE_MS;
        if (offset(middle) === fromMs) before = middle;
        else after = middle;
      }
      const key = `${isoTime(after + fromMs).slice(11, 16)} ${fromMs} ${toMs}`;
      if (!all.has(key)) all.set(key, { zone, atMs: after, fromMs, toMs });
    }
  }
  return [...all.values()];
}
