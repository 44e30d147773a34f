/** When the next tick starts. Pure arithmetic over milliseconds. Events only bring a tick forward, within the limits below. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../dates/units.js';

/** Wakes within this time count as one, since a rebase moves refs dozens of times. */
export const BATCH_MS = 300;
/** The least time between two ticks, so that many changes cannot keep a core busy. */
const TICK_GAP_MS = 1000;
/** After a tick of n ms, the next one starts at least n times this later. */
const GAP_PER_TICK_MS = 4;
/** The longest time between two heartbeats, however long the interval of ticks. */
export const BEAT_MS = 300_000;
/** Messages within this time are taken together. */
const WORD_BATCH_MS = 100;
/** The least time between two ticks that take messages. */
const WORD_GAP_MS = 300;
const BUSY_FIRST_MS = 5000;
/** The least time between two dreams, whatever the gates say, since a dream's own entries wake the daemon. */
export const DREAM_GAP_MS = 600_000;
/** The least time between two slices of one dream. */
export const SLICE_GAP_MS = MINUTE_MS;
const SLICES_OF_A_LENGTH = 20;
const DREAM_RETRY_FIRST_MS = HOUR_MS;
const DREAM_RETRY_LAST_MS = DAY_MS;
/** The least time between two starts of embedding. A new entry is found by its words at once; its vector can wait for others. */
export const EMBED_GAP_MS = MINUTE_MS;
const EMBED_RETRY_FIRST_MS = 600_000;
const EMBED_RETRY_LAST_MS = 6 * HOUR_MS;
/** How long to wait after a journal commit that had nothing to do. */
export const JOURNAL_RETRY_MS = 600_000;

export interface Rest {
  /** End of the last tick. */
  readonly endedAtMs: number;
  /** How long it took. */
  readonly tookMs: number;
}

/** The tick for a task: when it is due, and no sooner after the last tick than any. What a person planned is not put off because a tick took long. */
export function tickForTask(dueMs: number, { endedAtMs }: Rest): number {
  return Math.max(dueMs, endedAtMs + TICK_GAP_MS);
}

/** The time of the tick after a wake: when the batch is complete and the least time since the last tick has passed. */
export function tickAfterWake(wokeAtMs: number, rest: Rest | undefined): number {
  const batched = wokeAtMs + BATCH_MS;
  return rest ? Math.max(batched, rest.endedAtMs + Math.max(TICK_GAP_MS, GAP_PER_TICK_MS * rest.tookMs)) : batched;
}

/** The time of the tick that takes a message: a person is not made to wait for a storm of changes. What sends many gets half of a core at most. */
export function tickAfterWord(toldAtMs: number, rest: Rest | undefined): number {
  const batched = toldAtMs + WORD_BATCH_MS;
  return rest ? Math.max(batched, rest.endedAtMs + Math.max(WORD_GAP_MS, rest.tookMs)) : batched;
}

/** The time of the next tick during a rebase or the like: soon at first, then at the usual interval. `tries` counts from 0. */
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

/** How long the next slice of a dream is after so many: each twentieth doubles it, so that a dream of any size comes to its end. */
export function sliceAfter(slices: number, sliceMs: number): number {
  return doubled(sliceMs, Math.floor(slices / SLICES_OF_A_LENGTH));
}

function doubled(firstMs: number, times: number): number {
  let ms = firstMs;
  for (let n = 0; n < Math.min(times, 20); n += 1) ms *= 2;
  return ms;
}
