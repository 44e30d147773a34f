/** How strongly a memory stands: a pure function of its events and the clock, so that equal logs weigh the same and nothing needs sweeping. */

/** STM: a bullet in a daily log. LTM: a bullet in a topic. */
export type Tier = 'stm' | 'ltm';

export const HALF_LIFE_DAYS: Readonly<Record<Tier, number>> = { stm: 3, ltm: 180 };

/** Below this a memory may be proposed for the archive. */
export const ARCHIVE_THRESHOLD = 0.1;

const DAY_MS = 86_400_000;

/**
 * `1 - prod(1 - exp(-ln2 * age_i / halfLife))` over the times of a memory's events: creation (for LTM the date in the bullet), citations,
 * reinforcements. Between 0 (no event) and 1; an event in the future counts as now. The order of events does not matter.
 */
export function weight(eventsMs: readonly number[], nowMs: number, tier: Tier, halfLifeDays: number = HALF_LIFE_DAYS[tier]): number {
  const faded = eventsMs
    .map((atMs) => Math.max(0, nowMs - atMs) / DAY_MS)
    // Sorted, because a product of floats depends on its order.
    .toSorted((a, b) => a - b)
    .reduce((product, ageDays) => product * (1 - Math.exp((-Math.LN2 * ageDays) / halfLifeDays)), 1);
  return 1 - faded;
}
