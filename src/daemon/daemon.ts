/**
 * The daemon: a loop that takes events, asks the reducer, and has the effects that it returns performed meanwhile, one after the other. A lock allows one per work tree. It keeps no
 * state that is not on disk, so that killing it at any moment loses nothing. It handles no signals and prints nothing itself: surfaces do.
 */
import { startFresh } from '../agent/session/own-session.js';
import { KairosError } from '../base/errors.js';
import { acquire, type Held, type HeldBy, isHeld } from '../base/lock.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { type Runtime, isAtOnce, perform } from './effects.js';
import { readLoop } from './loop-file.js';
import { hasUrgent } from './queue.js';
import { freshLoop } from './turn-state.js';
import { isTurnEffect, type TurnMemory } from './turn-effects.js';
import type { Effect, Event, EventOf, Line } from './event.js';
import { FRESH } from './state.js';
import type { Step } from './tick-end.js';
import { DAEMON_LOCK, isTrackedHeartbeat, readPresence } from './heartbeat.js';
import { step } from './step.js';
import { readPace, whyGone } from './preflight.js';
import { NO_WISHES, readActivation, type Wishes } from '../activation/read-activation.js';
import { isTrusted } from '../activation/trust.js';
import { removeLeftDrafts } from './left-drafts.js';
import { settleLeftJobs } from './left-jobs.js';
import { endSessionTasks, type TaskMemory } from './tasks-now.js';
import { NO_RIGHTS } from '../activation/cascade.js';
import { watchPlaces } from './watch.js';

export interface DaemonOptions {
  /** End after one tick. */
  readonly once?: boolean;
  /** What whoever starts it asks for; left out: nothing. */
  readonly wishes?: Wishes;
  /** Aborting asks the daemon to stop in order; the reason (a string) is printed and noted. */
  readonly stop: AbortSignal;
  /** Aborting ends it at once: running effects are left alone, only the lock is released. */
  readonly force?: AbortSignal;
  readonly print: (line: Line) => void;
  /** The agent begins a new session: nothing of what was said before is in its window. */
  readonly fresh?: boolean;
  /** The memory for turns of the agent; left out: they have none. */
  readonly memory?: TurnMemory;
  /** Called when the lock is held, before the first tick. */
  readonly begun?: () => Promise<void> | void;
  /** Called once with a way to send events to the loop, for what the surface learns: that a person came, say. */
  readonly events?: (send: (event: Event) => void) => void;
  /** Called with every decision, for traces and replays. */
  readonly decided?: (event: Event, step: Step) => void;
}

/** After a forced end. Twice what a tool has to end in, and as much for a machine that is busy. */
const TOOL_PATIENCE_MS = 1600;

export interface DaemonResult {
  readonly code: 0 | 1 | 3;
  readonly reason: string;
  readonly ticks: number;
  readonly entries: number;
}

/**
 * Runs until it is asked to stop, or until it may not run here any more (trust or the lock lost, repository gone).
 * @throws KairosError `daemon-running` (naming the pid), `untrusted-directory`, `not-a-repository`, `no-kairos`, `newer-format`. It has then
 * started nothing.
 */
export async function runDaemon(world: World, ws: Workspace, options: DaemonOptions): Promise<DaemonResult> {
  await refuseUnlessReady(world, ws);
  const { tickMs, journalMs } = await readPace(world, ws);
  const lock = await acquire(world, ws.daemonLocks, DAEMON_LOCK);
  if (!isHeld(lock)) throw daemonRunning(lock);
  try {
    await options.begun?.();
    if (options.fresh === true) await startFresh(world, ws);
    const left = await settleLeftJobs(world, ws);
    // Its bytes are in no file: one that cannot be removed now is in nobody's way until the next start.
    await removeLeftDrafts(world, ws).catch(() => undefined);
    const heardMs = await lastHeard(world, ws);
    // Asked once: what the layers give is kept for the session.
    const { rights } = await readActivation(world, ws, options.wishes ?? NO_WISHES, { mayAsk: true });
    const kept = await readLoop(world, ws);
    const loop = kept && options.fresh === true ? freshLoop(kept) : kept;
    const begins = { tickMs, journalMs, rights, ...(world.model && { model: world.model.name }), ...(loop && { loop }) };
    return await runLoop(world, ws, { lock, left, heardMs }, begins, options);
  } finally {
    await cleanUp(world, ws, lock);
  }
}

/** When the daemon before was last heard of; undefined: it ended by itself, and its heartbeat went with it. */
async function lastHeard(world: World, ws: Workspace): Promise<number | undefined> {
  const presence = (await isTrackedHeartbeat(world, ws)) ? undefined : await readPresence(world.files, ws);
  return presence?.heartbeatAtMs;
}

/** Removes the heartbeat file and releases the lock. Leaves both alone if another daemon took over, or if the work tree is gone. */
async function cleanUp(world: World, ws: Workspace, lock: Held): Promise<void> {
  if (await whyGone(world, ws)) return;
  try {
    await lock.check();
    if (!(await isTrackedHeartbeat(world, ws))) await world.files.remove(ws.daemonState);
  } catch {
    // The lock was lost, or the disk cannot be written: the next daemon replaces the heartbeat.
  }
  await lock.release();
}

/** Checks what a daemon needs to start here. @throws KairosError `not-a-repository`, `no-kairos`, `untrusted-directory`, each with a hint. */
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

/** The error `daemon-running` for a second daemon in the same work tree. Returns it, does not throw it. */
export function daemonRunning({ heldBy }: HeldBy): KairosError {
  const where = heldBy.host === '' ? '' : ` on ${heldBy.host}`;
  return new KairosError('daemon-running', `a daemon is running here already: process ${heldBy.pid}${where}`, {
    hint: 'kairos status, or kairos stop',
  });
}

async function runLoop(
  world: World,
  ws: Workspace,
  { lock, left, heardMs }: Pick<Runtime, 'lock' | 'left'> & Pick<TaskMemory, 'heardMs'>,
  begins: Omit<EventOf<'started'>, 'type' | 'atMs' | 'once'>,
  options: DaemonOptions,
): Promise<DaemonResult> {
  const inbox = createInbox();
  const ringing = (type: 'timer' | 'blockedLong'): Alarm => createAlarm(world, () => inbox.send({ type, atMs: world.clock.now() }));
  const [alarm, blockAlarm] = [ringing('timer'), ringing('blockedLong')];
  const runtime = runtimeFor(
    world,
    ws,
    { lock, left, print: options.print, send: inbox.send, alarm: alarm.set, blockAlarm, rights: begins.rights ?? NO_RIGHTS },
    options.memory,
    heardMs,
  );
  let state = FRESH;
  const ask = (): void => askToStop(inbox, state.phase !== 'new', world.clock.now(), options.stop);
  const forced = whenAborted(options.force);
  void forced.then(() => inbox.close());
  inbox.send({ type: 'started', atMs: world.clock.now(), once: options.once ?? false, ...begins });
  options.events?.(inbox.send);
  const watch = options.once ? undefined : await watchFor(world, ws, inbox.send);
  const work = createWork(async (effect) => {
    if (options.force?.aborted) return;
    if (effect.type === 'preflight') await watch?.tickBegins();
    if (effect.type === 'sleepUntil') await watch?.tickEnded();
    const came = await perform(effect, runtime);
    if (came) inbox.send(came);
  }, inbox.close);
  // Beside the ticks: a model may take minutes, and a tick is not to wait for it.
  const turns = createWork(async (effect) => {
    if (options.force?.aborted) return;
    const came = await perform(effect, runtime);
    if (came) inbox.send(came);
    // What a turn recalled or read is not held until the next tick.
    world.processes.rest();
  }, inbox.close);
  if (options.stop.aborted) ask();
  else options.stop.addEventListener('abort', ask, { once: true });

  try {
    while (state.phase !== 'ended') {
      const event = await inbox.next();
      if (!event) break;
      const made = step(state, event);
      ({ state } = made);
      options.decided?.(event, made);
      // What the daemon writes while it ends must not wake it.
      if (state.phase === 'ending') await watch?.close();
      for (const effect of made.effects) {
        if (isAtOnce(effect)) await perform(effect, runtime);
        else if (isTurnEffect(effect)) turns.add(effect);
        else work.add(effect);
      }
    }
    await Promise.race([Promise.all([work.done(), turns.done()]), forced]);
  } finally {
    options.stop.removeEventListener('abort', ask);
    alarm.clear();
    blockAlarm.clear();
    // The end of a tool is told by what is written after it has gone: it is waited for longer than what the next start does again.
    const gone = endChildren(runtime);
    const patience = runtime.tools.size > 0 ? forced.then(() => world.clock.sleep(TOOL_PATIENCE_MS)) : forced;
    await Promise.race([Promise.all([gone, watch?.close()]), patience]);
    if (runtime.view) await endSessionTasks(world, ws, runtime.view).catch(() => undefined);
  }
  const { code, reason } = state.exit ?? { code: 0 as const, reason: String(options.stop.reason) };
  return { code, reason, ticks: state.counts.ticks, entries: state.counts.entries };
}

function runtimeFor(
  world: World,
  ws: Workspace,
  parts: Pick<Runtime, 'lock' | 'left' | 'print' | 'send' | 'alarm' | 'blockAlarm' | 'rights'>,
  memory: TurnMemory | undefined,
  heardMs: number | undefined,
): Runtime {
  return {
    world,
    ws,
    ...parts,
    startedAtMs: world.clock.now(),
    interrupted: new AbortController(),
    view: undefined,
    jobs: new Map(),
    tools: new Map(),
    staying: undefined,
    stopped: new Set(),
    gates: undefined,
    work: undefined,
    newsMark: { sinceMs: world.clock.now(), mark: '', told: new Set() },
    tasks: { journal: undefined, word: undefined, hasBegun: false, isWriting: false, heardMs },
    turns: { memory, talk: undefined, window: [], stood: undefined, asking: undefined, stopped: undefined },
  };
}

function watchFor(world: World, ws: Workspace, send: Inbox['send']): ReturnType<typeof watchPlaces> {
  return watchPlaces(world, ws, {
    woke: (by) => send({ type: 'woke', atMs: world.clock.now(), by }),
    spoke: () => {
      void hasUrgent(world, ws).then((is) => is && send({ type: 'urgentCame', atMs: world.clock.now() }));
    },
    polls: (why) => send({ type: 'watchFailed', atMs: world.clock.now(), why }),
  });
}

/** Ends all children, and waits until they are gone. */
async function endChildren({ jobs, tools, staying, turns }: Runtime): Promise<void> {
  turns.asking?.abort('the daemon ends');
  const all = [...jobs.values(), ...tools.values()];
  for (const { stop } of [...all, ...(staying ? [staying] : [])]) stop.abort();
  await Promise.all([...all.map(({ ended }) => ended), staying?.gone]);
}

/** Before all that waits, but never before the start, ahead of which the reducer takes nothing. */
function askToStop(inbox: Inbox, hasStarted: boolean, atMs: number, { reason }: AbortSignal): void {
  const put = hasStarted ? inbox.sendFirst : inbox.send;
  put({ type: 'stopRequested', atMs, why: String(reason) });
}

/** Effects that wait to be performed, one after the other, while the loop takes events. */
interface Work {
  readonly add: (effect: Effect) => void;
  /** Resolves when all are performed. @throws what the first that threw threw; those after it are not performed. */
  readonly done: () => Promise<void>;
}

/** @param failed called when one throws: nothing more will be performed. */
function createWork(run: (effect: Effect) => Promise<void>, failed: () => void): Work {
  let last: Promise<void> = Promise.resolve();
  return {
    add: (effect) => {
      last = last.then(() => run(effect));
      last.catch(failed);
    },
    done: () => last,
  };
}

interface Inbox {
  readonly send: (event: Event) => void;
  readonly sendFirst: (event: Event) => void;
  /** The next event; waits until there is one. Undefined when the inbox was closed. */
  readonly next: () => Promise<Event | undefined>;
  /** Nobody shall wait for events any more. */
  readonly close: () => void;
}

function createInbox(): Inbox {
  const waiting: Event[] = [];
  let ring: (() => void) | undefined;
  let isClosed = false;
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
      if (waiting.length === 0 && !isClosed) await new Promise<void>((resolve) => (ring = resolve));
      return isClosed ? undefined : waiting.shift();
    },
    close: () => {
      isClosed = true;
      wake();
    },
  };
}

/** Rings once, at the time that was set last. */
interface Alarm {
  readonly set: (atMs: number) => void;
  readonly clear: () => void;
}

function createAlarm(world: Pick<World, 'clock'>, rings: () => void): Alarm {
  let current: AbortController | undefined;
  const clear = (): void => {
    // With a reason, because without one an error with its stack is made, at each tick.
    current?.abort('set anew');
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

/** Resolves to undefined when the signal aborts; without a signal never. */
function whenAborted(signal: AbortSignal | undefined): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve(undefined);
    else signal?.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
