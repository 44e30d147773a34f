/**
 * The Clock port of a virtual world: a day passes at once, and in the same order each time. Time moves only when somebody sleeps and nobody works;
 * work that does not go through a port (a module that is loaded, a thread) is not seen, so modules must be loaded before.
 */
import type { Clock } from '../world/clock.js';

export interface VirtualClock extends Clock {
  /** Moves the time forward without a sleep. Sleepers whose time has come wake in their order. */
  advance(ms: number): void;
  /** Sets the time, also backwards, in milliseconds since 1970. Who sleeps sleeps as long as before: timers do not follow the clock. */
  set(atMs: number): void;
  /** Time stands still until whoever works now has nothing left to do but to sleep. */
  quiet(): Promise<void>;
  /** Time stands still until `work` has ended. Its result is passed on, and so is its error. */
  during<T>(work: Promise<T>): Promise<T>;
}

interface Sleeper {
  untilMs: number;
  readonly wake: () => void;
}

/** How many turns of the event loop must pass without a call before time moves: what one call resolved may need a turn to begin the next. */
const QUIET_TURNS = 2;

/**
 * A clock at `startMs` (milliseconds since 1970), on a machine in this zone. Of several sleepers the one that ends first wakes first (of equals the one that lay down first),
 * and the next one only when everything that followed from it has ended, so that two loops interleave as they would in real time.
 */
export function virtualClock(startMs: number, zone = 'UTC'): VirtualClock {
  let nowMs = startMs;
  let sleepers: Sleeper[] = [];
  let underWay = 0;
  let calls = 0;
  let isLooking = false;

  /** Looks, turn by turn, whether all is quiet; then wakes one sleeper. While a call is under way nobody looks: its end looks again. */
  function look(seenCalls: number, quiet: number): void {
    if (underWay > 0 || sleepers.length === 0) {
      isLooking = false;
      return;
    }
    if (calls === seenCalls && quiet >= QUIET_TURNS) {
      wakeNext();
      setImmediate(look, calls, 0);
    } else setImmediate(look, calls, calls === seenCalls ? quiet + 1 : 0);
  }

  function lookSoon(): void {
    if (isLooking || underWay > 0) return;
    isLooking = true;
    setImmediate(look, calls, 0);
  }

  function wakeNext(): void {
    const next = sleepers.reduce((first, one) => (one.untilMs < first.untilMs ? one : first));
    sleepers = sleepers.filter((one) => one !== next);
    nowMs = Math.max(nowMs, next.untilMs);
    next.wake();
  }

  async function during<T>(work: Promise<T>): Promise<T> {
    calls += 1;
    underWay += 1;
    try {
      return await work;
    } finally {
      underWay -= 1;
      lookSoon();
    }
  }

  return {
    now: () => nowMs,
    zone: () => zone,
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
        lookSoon();
      }),
    advance: (ms) => {
      nowMs += ms;
    },
    set: (atMs) => {
      const byMs = atMs - nowMs;
      for (const sleeper of sleepers) sleeper.untilMs += byMs;
      nowMs = atMs;
    },
    quiet: async () => during(turnsWithoutCall(() => calls)),
    during,
  };
}

/** Ends when so many turns of the event loop in a row have brought no call. */
async function turnsWithoutCall(callsNow: () => number): Promise<void> {
  for (let turns = 0; turns < QUIET_TURNS;) {
    const seen = callsNow();
    await new Promise((resolve) => setImmediate(resolve));
    turns = callsNow() === seen ? turns + 1 : 0;
  }
}

/** The same port, whose calls hold the clock while they run (those that return a promise). Other members are passed on as they are. */
export function holding<Port extends object>(clock: VirtualClock, port: Port): Port {
  const wrapped = new WeakMap<object, unknown>();
  const wrap =
    (member: (...args: unknown[]) => unknown, target: Port): unknown =>
    (...args: unknown[]): unknown => {
      const result = Reflect.apply(member, target, args);
      return result instanceof Promise ? clock.during(result) : result;
    };
  return new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      // The same member gives the same function, as without us.
      if (!wrapped.has(member)) wrapped.set(member, wrap(member as (...args: unknown[]) => unknown, target));
      return wrapped.get(member);
    },
  });
}
