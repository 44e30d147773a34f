/**
 * The daemon: one loop that takes events, asks the reducer, and does what it says with `world`. One per work tree, by a lock; it holds no
 * memory of its own, so that killing it at any moment loses nothing. It never handles signals or prints by itself: that is the surface's.
 */
import { KairosError } from '../base/errors.js';
import { acquire, type Held, type HeldBy, isHeld } from '../base/lock.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { type Runtime, perform } from './effects.js';
import type { Event, Line } from './event.js';
import { FRESH } from './state.js';
import type { Step } from './tick-end.js';
import { isBranchs } from './heartbeat.js';
import { step } from './step.js';
import { readPace, whyGone } from './preflight.js';
import { isTrusted } from '../activation/trust.js';
import { watchPlaces } from './watch.js';

export const DAEMON_LOCK = 'daemon';

export interface DaemonOptions {
  /** One tick, then the end. */
  readonly once?: boolean;
  /** Aborting asks the daemon to end well; the reason (a string) is told. */
  readonly stop: AbortSignal;
  /** Aborting ends the patience: what is under way is left, only the lock is given back. */
  readonly force?: AbortSignal;
  readonly print: (line: Line) => void;
  /** Called once the lock is ours, before the first look. */
  readonly begun?: () => Promise<void> | void;
  /** Every decision, for traces and replays. */
  readonly decided?: (event: Event, step: Step) => void;
}

export interface DaemonResult {
  readonly code: 0 | 1 | 3;
  readonly reason: string;
  readonly ticks: number;
  readonly entries: number;
}

/**
 * Runs until it is asked to stop or has no business here any more.
 * @throws KairosError `daemon-running` (naming the pid), `untrusted-directory`, `not-a-repository`, `no-kairos`, `newer-format`: nothing
 * was begun then.
 */
export async function runDaemon(world: World, ws: Workspace, options: DaemonOptions): Promise<DaemonResult> {
  await refuseUnlessReady(world, ws);
  const pace = await readPace(world, ws);
  const lock = await acquire(world, ws.daemonLocks, DAEMON_LOCK);
  if (!isHeld(lock)) throw daemonRunning(lock);
  try {
    await options.begun?.();
    return await live(world, ws, lock, pace, options);
  } finally {
    await sweepUp(world, ws, lock);
  }
}

/** Leaves nothing behind: no heartbeat of a daemon that is not there, no lock. Another's, or a removed work tree, is left alone. */
async function sweepUp(world: World, ws: Workspace, lock: Held): Promise<void> {
  if (await whyGone(world, ws)) return;
  try {
    await lock.check();
    if (!(await isBranchs(world, ws))) await world.files.remove(ws.daemonState);
  } catch {
    // Fenced out, or a disk that takes nothing any more: the next daemon replaces the heartbeat.
  }
  await lock.release();
}

/** @throws KairosError that says what is missing before a daemon may start here. */
export async function refuseUnlessReady(world: World, ws: Workspace): Promise<void> {
  if (!ws.hasGit)
    throw new KairosError('not-a-repository', `${ws.root} is not a git repository`, { hint: 'run "git init" there, then "kairos init"' });
  if ((await world.files.stat(ws.kairos))?.kind !== 'directory')
    throw new KairosError('no-kairos', `no .kairos folder in ${ws.root}`, { hint: 'run "kairos init" there' });
  if (!(await isTrusted(world, ws))) {
    throw new KairosError('untrusted-directory', `${ws.root} is not trusted`, {
      hint: 'look at its .kairos, then run "kairos trust" there',
    });
  }
}

/** The error of a second daemon in the same work tree. */
export function daemonRunning({ heldBy }: HeldBy): KairosError {
  const where = heldBy.host === '' ? '' : ` on ${heldBy.host}`;
  return new KairosError('daemon-running', `a daemon is running here already: process ${heldBy.pid}${where}`, {
    hint: 'kairos status, or kairos stop',
  });
}

async function live(
  world: World,
  ws: Workspace,
  lock: Held,
  pace: { tickMs: number; journalMs: number },
  options: DaemonOptions,
): Promise<DaemonResult> {
  const inbox = createInbox();
  const alarm = createAlarm(world, () => inbox.send({ type: 'timer', atMs: world.clock.now() }));
  const runtime: Runtime = {
    world,
    ws,
    lock,
    startedAtMs: world.clock.now(),
    print: options.print,
    send: inbox.send,
    alarm: alarm.set,
    view: undefined,
    dream: undefined,
    embedding: undefined,
    gates: undefined,
    hearing: { sinceMs: world.clock.now(), mark: '', told: new Set() },
  };
  const ask = (): void => inbox.sendFirst({ type: 'stopRequested', atMs: world.clock.now(), why: String(options.stop.reason) });
  const forced = whenAborted(options.force);
  const watch = options.once ? undefined : await watchPlaces(world, ws, (by) => inbox.send({ type: 'woke', atMs: world.clock.now(), by }));
  inbox.send({ type: 'started', atMs: world.clock.now(), once: options.once ?? false, tickMs: pace.tickMs, journalMs: pace.journalMs });
  if (options.stop.aborted) ask();
  else options.stop.addEventListener('abort', ask, { once: true });

  let state = FRESH;
  try {
    while (state.phase !== 'ended') {
      const event = await Promise.race([inbox.next(), forced]);
      if (!event) break;
      const made = step(state, event);
      ({ state } = made);
      options.decided?.(event, made);
      // What it writes on its way out is nothing to wake for.
      if (state.phase === 'ending') await watch?.close();
      for (const effect of made.effects) {
        if (effect.type === 'preflight') await watch?.tickBegins();
        if (effect.type === 'sleepUntil') await watch?.tickEnded();
        const came = await Promise.race([perform(effect, runtime), forced]);
        if (came) inbox.send(came);
        if (options.force?.aborted) break;
      }
    }
  } finally {
    options.stop.removeEventListener('abort', ask);
    alarm.clear();
    runtime.dream?.stop.abort();
    runtime.embedding?.stop.abort();
    await Promise.race([Promise.all([runtime.dream?.ended, runtime.embedding?.ended, watch?.close()]), forced]);
  }
  const { code, reason } = state.exit ?? { code: 0 as const, reason: String(options.stop.reason) };
  return { code, reason, ticks: state.counts.ticks, entries: state.counts.entries };
}

interface Inbox {
  readonly send: (event: Event) => void;
  readonly sendFirst: (event: Event) => void;
  /** Waits for one. */
  readonly next: () => Promise<Event>;
}

function createInbox(): Inbox {
  const waiting: Event[] = [];
  let ring: (() => void) | undefined;
  const wake = (): void => ring?.();
  return {
    send: (event) => {
      waiting.push(event);
      wake();
    },
    sendFirst: (event) => {
      waiting.unshift(event);
      wake();
    },
    next: async () => {
      while (waiting.length === 0) await new Promise<void>((resolve) => (ring = resolve));
      return waiting.shift() as Event;
    },
  };
}

function createAlarm(world: Pick<World, 'clock'>, rings: () => void): { readonly set: (atMs: number) => void; readonly clear: () => void } {
  let current: AbortController | undefined;
  const clear = (): void => {
    current?.abort();
    current = undefined;
  };
  return {
    clear,
    set: (atMs) => {
      clear();
      const mine = new AbortController();
      current = mine;
      void world.clock.sleep(Math.max(0, atMs - world.clock.now()), mine.signal).then(() => {
        if (!mine.signal.aborted) rings();
      });
    },
  };
}

/** Resolves (to undefined) once the signal aborts; never without one. */
function whenAborted(signal: AbortSignal | undefined): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve(undefined);
    else signal?.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
