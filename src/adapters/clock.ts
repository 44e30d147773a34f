/** The Clock port on the machine's timers; or a fixed time, so that tests of whole commands print the same bytes. Of time zones it knows the name of the machine's. */
import type { Clock } from '../world/clock.js';

/** The longest wait that a timer can hold. A longer sleep ends early, so callers compare with the clock again. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * The Clock port on the machine's timers.
 * @param standsAtMs a fixed time to show instead (`KAIROS_NOW`), in milliseconds since 1970. It stands still and moves by sleeping alone: the
 * end of a sleep of n ms that began at t sets it to at least t + n. So a wait until a deadline ends, and a daemon still ticks. A sleep takes
 * its real time; an aborted one leaves the time as it is.
 */
export function realClock(standsAtMs?: number): Clock {
  let stoodMs = standsAtMs;
  const now = (): number => stoodMs ?? Date.now();
  return {
    now,
    zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const waitMs = Math.min(Math.max(0, ms), LONGEST_MS);
        const untilMs = now() + waitMs;
        const done = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(() => {
          if (stoodMs !== undefined) stoodMs = Math.max(stoodMs, untilMs);
          done();
        }, waitMs);
        signal?.addEventListener('abort', done, { once: true });
      }),
  };
}
