/** The Clock port of a virtual world: time moves only when somebody sleeps, so a day passes at once and in the same order each time. */
import type { Clock } from '../world/clock.js';

export interface VirtualClock extends Clock {
  /** Moves the time forward without a sleep. Sleepers whose time has come wake in their order. */
  advance(ms: number): void;
  /** Sets the time, also backwards, in milliseconds since 1970. */
  set(atMs: number): void;
}

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

/**
 * A clock at `startMs` (milliseconds since 1970). `sleep` makes time jump to its end. Of several sleepers the one that ends first wakes first, and
 * the next one only after a turn of the event loop, so that two loops interleave as they would in real time.
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
