/** The machine's time, or a time that stands still for tests of whole commands. */
import type { Clock } from '../world/clock.js';

/** Longer waits than a timer can hold end early; whoever sleeps looks at the clock again. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * The Clock port on the machine's timers.
 * @param standsAtMs the time that it shows (`KAIROS_NOW`). It then stands still, so that output is the same to the byte, and moves by
 * sleeping alone: the end of a sleep of n ms that began at t sets it to at least t + n. So a wait until a deadline ends, and a daemon still
 * ticks. A sleep takes as long as ever; one that is aborted leaves the time as it is.
 */
export function realClock(standsAtMs?: number): Clock {
  let stoodMs = standsAtMs;
  const now = (): number => stoodMs ?? Date.now();
  return {
    now,
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
