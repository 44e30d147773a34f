/** Time that stands still until somebody sleeps. A whole day passes in no time, and always in the same order. It never reads the real clock. */
import type { Clock } from '../world/clock.js';

export interface VirtualClock extends Clock {
  /** Lets time pass without anybody sleeping; those whose sleep has ended by then are woken, in order. */
  advance(ms: number): void;
  /** Jumps to a time, also backwards (a clock that was set). */
  set(atMs: number): void;
}

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

/**
 * A clock at `startMs`. `sleep` makes time jump to its end; of several sleepers the one that ends first is woken first, and the next
 * only after the work that it set off has had a turn, so that two loops interleave as they would in real time.
 */
export function virtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  let sleepers: Sleeper[] = [];
  let draining = false;

  function drain(): void {
    const next = sleepers.reduce<Sleeper | undefined>((first, one) => (!first || one.untilMs < first.untilMs ? one : first), undefined);
    draining = next !== undefined;
    if (!next) return;
    sleepers = sleepers.filter((one) => one !== next);
    nowMs = Math.max(nowMs, next.untilMs);
    next.wake();
    setImmediate(drain);
  }

  return {
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper: Sleeper = {
          untilMs: nowMs + Math.max(0, ms),
          wake: () => {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        const abort = (): void => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          resolve();
        };
        signal?.addEventListener('abort', abort, { once: true });
        sleepers.push(sleeper);
        if (!draining) setImmediate(drain);
        draining = true;
      }),
    advance: (ms) => {
      nowMs += ms;
    },
    set: (atMs) => {
      nowMs = atMs;
    },
  };
}
