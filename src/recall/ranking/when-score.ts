/** The boost for entries of a time that a question names. Pure. */
import { DAY_MS } from '../../dates/units.js';
import type { AskedSpan } from '../question/when.js';

/**
 * The boost if the question names a time. It is no filter: events are often told later, and as a filter "before 25 October" hid the answer more
 * often than it helped. A day or an explicit limit (`sharp`) adds more than a longer span; a day counts until `toldDays` after it.
 */
const WHEN = { span: 0.45, sharp: 0.7, toldDays: 7 };

/** The boost of an entry by its time; 0 without a time. A span of up to 36 hours counts as a day, which extends to what is told later. */
export function nearest(spans: readonly AskedSpan[], atMs: number): number {
  let best = 0;
  if (atMs <= 0) return best;
  for (const { fromMs, toMs, hard } of spans) {
    const isDay = toMs - fromMs <= 1.5 * DAY_MS;
    const [before, after] = isDay ? [DAY_MS, WHEN.toldDays * DAY_MS] : [0, 0];
    if (atMs >= fromMs - before && atMs <= toMs + after) best = Math.max(best, isDay || hard ? WHEN.sharp : WHEN.span);
  }
  return best;
}
