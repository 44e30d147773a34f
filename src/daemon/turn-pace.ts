/** When the agent looks by itself, how long it sleeps, and when a model that failed is asked again. Pure arithmetic over milliseconds. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../dates/units.js';

/** A turn that was cut off so often by the end of its daemon is not gone on with. */
export const RESUMES_MAX = 3;
/** The shortest and the longest sleep. */
export const SLEEP_LEAST_MS = MINUTE_MS;
export const SLEEP_MOST_MS = DAY_MS;
/** So long after the person was heard of they are not idle. */
export const IDLE_AFTER_MS = MINUTE_MS;
/** A message that must not wait is taken within this time, or holds back no turn any more. */
export const URGENT_MS = 5000;
/** A budget that is too small for any request is looked at again then. */
export const BUDGET_RETRY_MS = HOUR_MS;
const RETRY_FIRST_MS = 30_000;
const RETRY_LAST_MS = HOUR_MS;
/** A request must come this part of the cache's time after the last one to find it; and where it does not, so many times later, to be rare. */
const WITHIN = 0.9;
const FAR_ABOVE = 4;

/** The time between two looks: within the time for which the model's server keeps the beginning of a request, or far above it. */
export function lookPeriod(wantedMs: number, cacheMs: number): number {
  return cacheMs === 0 || wantedMs <= cacheMs * WITHIN ? wantedMs : Math.max(wantedMs, cacheMs * FAR_ABOVE);
}

/** The length of a sleep within its bounds. */
export function sleepWithin(wantedMs: number): number {
  return Math.min(SLEEP_MOST_MS, Math.max(SLEEP_LEAST_MS, wantedMs));
}

/** Before this time a model is not asked again after the `failures`-th failure in a row: half a minute, doubling, an hour at most. */
export function modelRetry(nowMs: number, failures: number): number {
  let ms = RETRY_FIRST_MS;
  for (let n = 1; n < Math.min(failures, 20); n += 1) ms *= 2;
  return nowMs + Math.min(RETRY_LAST_MS, ms);
}
