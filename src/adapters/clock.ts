/** The machine's time. */
import type { Clock } from '../world.js';

/**
 * The Clock port on the machine's clock.
 * @param startMs the time that it shall be when this is called (for tests of whole commands: `KAIROS_NOW`); it runs on from there.
 */
export function realClock(startMs?: number): Clock {
  const offsetMs = startMs === undefined ? 0 : startMs - Date.now();
  return {
    now: () => Date.now() + offsetMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const done = (): void => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        // Longer waits than a timer can hold end early; whoever sleeps looks at the clock again.
        const timer = setTimeout(done, Math.min(Math.max(0, ms), 2 ** 31 - 1));
        signal?.addEventListener('abort', done, { once: true });
      }),
  };
}
