/** When the daemon looks next. Pure arithmetic over milliseconds: the daemon runs at its own pace and is never driven by events. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../dates/units.js';

/** Wakes within this time are one: a rebase moves refs dozens of times. */
export const BATCH_MS = 300;
/** Between two ticks there is at least this, so that a storm of changes cannot keep a core busy. */
const BREATH_MS = 1000;
/** After a tick of n ms, at least this many times n pass before a wake is heard. */
const BREATHS_PER_TICK_MS = 4;
/** The heartbeat never grows older than this, however long the interval. */
export const BEAT_MS = 300_000;
const BUSY_FIRST_MS = 5000;
/** Between two dreams there is at least this, whatever the gates say: a dream's own entries wake the daemon. */
export const DREAM_GAP_MS = 600_000;
const DREAM_RETRY_FIRST_MS = HOUR_MS;
const DREAM_RETRY_LAST_MS = DAY_MS;
/** Between two starts of embedding there is at least this: words find a new entry at once, its vector may wait for its neighbours. */
export const EMBED_GAP_MS = MINUTE_MS;
const EMBED_RETRY_FIRST_MS = 600_000;
const EMBED_RETRY_LAST_MS = 6 * HOUR_MS;
/** A journal commit that found nothing to do is asked for again after this. */
export const JOURNAL_RETRY_MS = 600_000;

export interface Rest {
  /** End of the last tick. */
  readonly endedAtMs: number;
  /** How long it took. */
  readonly tookMs: number;
}

/** The time of a tick that a wake asks for: after the batch and after a breath. */
export function tickAfterWake(wokeAtMs: number, rest: Rest | undefined): number {
  const batched = wokeAtMs + BATCH_MS;
  return rest ? Math.max(batched, rest.endedAtMs + Math.max(BREATH_MS, BREATHS_PER_TICK_MS * rest.tookMs)) : batched;
}

/** While the user is in the midst of a rebase or the like: soon at first, then at the usual pace. `tries` counts from 0. */
export function tickWhileBusy(nowMs: number, tries: number, tickMs: number): number {
  return nowMs + Math.min(tickMs, doubled(BUSY_FIRST_MS, tries));
}

/** Before this time no dream is started after the `failures`-th failure in a row: an hour, doubling, a day at most. */
export function dreamRetry(nowMs: number, failures: number): number {
  return nowMs + Math.min(DREAM_RETRY_LAST_MS, doubled(DREAM_RETRY_FIRST_MS, failures - 1));
}

/** Before this time embedding is not tried again after the `failures`-th failure in a row: ten minutes, doubling, six hours at most. */
export function embedRetry(nowMs: number, failures: number): number {
  return nowMs + Math.min(EMBED_RETRY_LAST_MS, doubled(EMBED_RETRY_FIRST_MS, failures - 1));
}

function doubled(firstMs: number, times: number): number {
  let ms = firstMs;
  for (let n = 0; n < Math.min(times, 20); n += 1) ms *= 2;
  return ms;
}
