/** Performs the effects of the reducer with `world`, and returns the results as events. It decides nothing; a failure is an event and is never thrown. */
import type { Rights } from '../activation/cascade.js';
import type { UserMessage } from '../agent/message.js';
import { errorText } from '../base/errors.js';
import { commitJournal } from '../journal/commit.js';
import type { Held } from '../base/lock.js';
import { PLAIN_VIEW, type LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { observeTranscripts, type ObservedSessions } from '../sessions/observe-transcripts.js';
import { announce } from './announce.js';
import { answerMessages, lookAtWork, noteDay, sendAll } from './agent-effects.js';
import { CHORES, doChore, passAfter } from './chores.js';
import { type GateLook, lookAtGates } from './gate-look.js';
import { runJob } from './jobs.js';
import type { Effect, EffectName, Event, EventName, EventOf, JobKind, Line } from './event.js';
import { readNews, type NewsMark } from './log-news.js';
import { notedOf } from './entry-lines.js';
import { isTrackedHeartbeat, writePresence } from './heartbeat.js';
import { acknowledge, enter, receive } from './queue.js';
import { settleLeftJobs, tellEndedJobs } from './left-jobs.js';
import { lookAtTasks } from './task-effects.js';
import type { TaskMemory } from './tasks-now.js';
import { runTool, type ToolRun } from './tools.js';
import { preflight, whyGone } from './preflight.js';
import { mayWrite, writeDown } from './own-entries.js';
import { isTurnEffect, performTurn, stopTurn, type TurnDesk, type TurnEffect } from './turn-effects.js';

/** About how much of the transcripts one tick reads: a history of gigabytes takes several. */
const TRANSCRIPT_BYTES = 32 << 20;

/** The state that effects share. It belongs to this process, so it must not be part of the reducer's state. */
export interface Runtime {
  readonly world: World;
  readonly ws: Workspace;
  readonly lock: Held;
  readonly startedAtMs: number;
  readonly print: (line: Line) => void;
  /** Sends an event to the loop. */
  readonly send: (event: Event) => void;
  /** Sets the one alarm of the loop; a later one replaces it. */
  readonly alarm: (atMs: number) => void;
  /** Aborted when observing shall end; it stays so, since the daemon then ends. */
  readonly interrupted: AbortController;
  /** The view of the logs; undefined until they are restored. */
  view: LogView | undefined;
  /** The children that run now, by the id of their job. */
  readonly jobs: Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>;
  /** The child that embedded and stays to answer questions, until the next one embeds. */
  staying: { readonly stop: AbortController; readonly gone: Promise<void> } | undefined;
  /** The tools that run, or whose end the reducer has not passed on, by the id of their job. */
  readonly tools: Map<string, ToolRun>;
  /** Rings when a turn has waited long enough for its tools. */
  readonly blockAlarm: { readonly set: (atMs: number) => void; readonly clear: () => void };
  /** Ids of jobs that were told to end, maybe before their child was started. */
  readonly stopped: Set<string>;
  gates: GateLook | undefined;
  /** How the repository stood when the rules last looked at it, and all that they asked for was done. */
  work: string | undefined;
  newsMark: NewsMark;
  /** Jobs of an earlier daemon of which a process goes on. */
  left: readonly string[];
  /** Of the session. */
  readonly rights: Rights;
  readonly tasks: TaskMemory;
  readonly turns: TurnDesk;
}

/** Effects that only give a signal, or that a turn must not wait for behind a long reading: none of them takes its time. They are performed at once; all others one after the other, in the order of the decisions. */
const AT_ONCE: ReadonlySet<EffectName> = new Set([
  'interrupt',
  'stopJob',
  'startTool',
  'backgroundTool',
  'releaseTool',
  'blockUntil',
  'stopTurn',
]);

export function isAtOnce({ type }: Effect): boolean {
  return AT_ONCE.has(type);
}

/** Performs one effect, and returns its result as an event, if it has one. Never throws. */
export async function perform(effect: Effect, runtime: Runtime): Promise<Event | undefined> {
  try {
    if (effect.type === 'stopTurn') return stopTurn(runtime, effect.turn);
    if (isTurnEffect(effect)) return await performTurn(effect, { ...runtime, viewOf: () => logViewOf(runtime) });
    return await act(effect, runtime);
  } catch (error) {
    const job = effect.type === 'startJob' ? { job: { id: effect.id, kind: effect.kind } } : {};
    return at(runtime, { type: 'effectFailed', what: effect.type, message: errorText(error), ...job });
  }
}

async function act(effect: Exclude<Effect, TurnEffect | { readonly type: 'stopTurn' }>, runtime: Runtime): Promise<Event | undefined> {
  const { world, ws } = runtime;
  switch (effect.type) {
    case 'preflight':
      return at(runtime, { type: 'preflightDone', preflight: await preflight(world, ws, runtime.lock) });
    case 'restore':
      return at(runtime, await restored(runtime));
    case 'receive':
      return at(runtime, await received(runtime));
    case 'enter': {
      const noted = await enter(world, ws, logViewOf(runtime), effect.messages);
      return at(runtime, { type: 'entered', ids: effect.messages.map(({ id }) => id), noted });
    }
    case 'acknowledge':
      await acknowledge(world, ws, effect.ids);
      return at(runtime, { type: 'acknowledged' });
    case 'observe': {
      // Its preconditions were checked at the beginning of the tick.
      const { signal } = runtime.interrupted;
      const git = await CHORES.observe.run({ ...passAfter(world, ws, { view: logViewOf(runtime), unsaved: [] }), signal });
      const sessions = await observeSessions(runtime, signal);
      const secretsReplaced = git.secretsReplaced + sessions.secretsReplaced;
      return at(runtime, { type: 'observed', noted: notedOf([...git.written, ...sessions.written]), secretsReplaced });
    }
    case 'interrupt':
      runtime.interrupted.abort();
      return undefined;
    case 'settleDream':
      return at(runtime, await settled(runtime));
    case 'commitJournal':
      return at(runtime, { type: 'journaled', ...(await commitJournal(world, ws, logViewOf(runtime), effect)) });
    case 'answer':
    case 'lookAtTasks':
    case 'lookAtWork':
    case 'noteDay':
    case 'send':
      return forPerson(effect, runtime);
    case 'checkGates':
      runtime.gates = await lookAtGates(world, ws, logViewOf(runtime), runtime.gates);
      return at(runtime, { type: 'gatesChecked', open: runtime.gates.open, gates: runtime.gates.gates });
    case 'startJob':
      return startJob(effect, runtime);
    case 'stopJob':
      return stopJob(effect, runtime);
    case 'startTool':
    case 'backgroundTool':
    case 'releaseTool':
    case 'blockUntil':
      return actOnTool(effect, runtime);
    case 'note':
    case 'noteTask':
    case 'audit':
      return writeDown(effect, world, ws, () => logViewOf(runtime));
    case 'heartbeat':
      return beat(effect, runtime);
    case 'sleepUntil':
      runtime.alarm(effect.atMs);
      world.processes.rest();
      return undefined;
    case 'print':
      for (const line of announce(effect.fact)) runtime.print(line);
      return undefined;
    case 'exit':
      return undefined;
  }
}

/** Effects of the rules that act for the person. */
async function forPerson(
  effect: Extract<Effect, { type: 'answer' | 'lookAtTasks' | 'lookAtWork' | 'noteDay' | 'send' }>,
  runtime: Runtime,
): Promise<Event | undefined> {
  const { world, ws } = runtime;
  switch (effect.type) {
    case 'answer':
      return at(runtime, { type: 'answered', sent: await answerMessages(world, ws, logViewOf(runtime), effect.messages) });
    case 'lookAtTasks':
      return at(runtime, await lookAtTasks(world, ws, logViewOf(runtime), runtime.tasks, { ...runtime, ...effect }));
    case 'lookAtWork': {
      const { key, ...seen } = await lookAtWork(world, ws, logViewOf(runtime), runtime.work);
      runtime.work = key;
      return at(runtime, { type: 'workSeen', ...seen });
    }
    case 'noteDay':
      await lookedAgainUnless(runtime, async () => {
        await noteDay(world, ws, logViewOf(runtime), effect.day);
        return true;
      });
      return undefined;
    case 'send': {
      let sent: readonly UserMessage[] = [];
      await lookedAgainUnless(runtime, async () => {
        const sending = await sendAll(world, ws, effect.messages);
        ({ sent } = sending);
        return !sending.isHeld;
      });
      return at(runtime, { type: 'sent', sent });
    }
  }
}

/** What a rule asked for and could not be done as a whole is looked at again at the next tick. @param act returns whether it was done. */
async function lookedAgainUnless(runtime: Runtime, act: () => Promise<boolean>): Promise<void> {
  const stood = runtime.work;
  runtime.work = undefined;
  if (await act()) runtime.work = stood;
}

/** Takes the messages of the queue; what ended since is among them. */
async function received(runtime: Runtime): Promise<Bare<EventOf<'received'>>> {
  const { world, ws } = runtime;
  const { news, newsMark } = await readNews(world, ws, logViewOf(runtime), runtime.newsMark);
  runtime.newsMark = newsMark;
  const running = idsOf(runtime.tools);
  if (runtime.left.length > 0) {
    runtime.left = await settleLeftJobs(world, ws, running);
    runtime.send(at(runtime, { type: 'jobsStay', ids: runtime.left }));
  }
  for (const left of await tellEndedJobs(world, ws, logViewOf(runtime), running)) runtime.send(at(runtime, { type: 'toolLeft', ...left }));
  return { type: 'received', ...(await receive(world, ws, logViewOf(runtime))), news };
}

/** Restores the logs, commits a person's edits, and refreshes the journals of other work trees. */
async function restored(runtime: Runtime): Promise<Bare<EventOf<'restored'>>> {
  const { world, ws } = runtime;
  const pass = { world, ws, view: PLAIN_VIEW, unsaved: [] };
  const restoration = await CHORES.restore.run(pass);
  const { restored, edited, strange, troubles, hostile } = restoration;
  runtime.view = restoration.view;
  const after = passAfter(world, ws, restoration);
  const unkept = (await doChore('keepEdits', after))?.why;
  const told = {
    type: 'restored' as const,
    restored,
    edited,
    ...(strange.length > 0 && { strange }),
    troubles,
    ...(unkept !== undefined && { unkept }),
    ...(hostile ? { hostile } : {}),
  };
  try {
    const peers = (await doChore('refreshPeers', after)) ?? 0;
    // New entries of another work tree may open a gate.
    if (peers > 0) runtime.gates = undefined;
    return { ...told, peers };
  } catch (error) {
    return { ...told, peersTrouble: errorText(error) };
  }
}

/** Reads on in the transcripts of coding agents. They are somebody else's files: that one cannot be read keeps the daemon from nothing. */
async function observeSessions(runtime: Runtime, signal: AbortSignal): Promise<ObservedSessions> {
  const { world } = runtime;
  try {
    return await observeTranscripts(world, runtime.ws, logViewOf(runtime), { signal, bytesMost: TRANSCRIPT_BYTES });
  } catch (error) {
    world.log.warn(`transcripts not observed: ${errorText(error)}`);
    return { written: [], secretsReplaced: 0 };
  }
}

/** Finishes accepts and settles dreams that were decided elsewhere; returns what happened. */
async function settled(runtime: Runtime): Promise<Bare<EventOf<'settled'>>> {
  const pass = passAfter(runtime.world, runtime.ws, { view: logViewOf(runtime), unsaved: [] });
  const finished = await doChore('finishAccept', pass);
  const { message } = (await doChore('settle', pass)) ?? {};
  return { type: 'settled', ...(finished && { finished }), ...(message !== undefined && { dream: message }) };
}

/** Starts a job and does not wait for it: what it says, its deadline and its end come as events. */
function startJob({ id, kind, deadlineMs }: Extract<Effect, { type: 'startJob' }>, runtime: Runtime): undefined {
  const { world, ws, jobs, stopped, send } = runtime;
  const stop = new AbortController();
  const over = new AbortController();
  if (stopped.has(id)) stop.abort();
  send(at(runtime, { type: 'jobStarted', id, kind }));
  const say = (line: string): void => send(at(runtime, { type: 'jobSaid', id, line }));
  const stays = (gone: Promise<void>): void => {
    runtime.staying = { stop, gone };
  };
  const ended = endStaying(kind, runtime)
    .then(async () => runJob(world, ws, kind, stop.signal, say, stays))
    .catch((error: unknown) => ({ outcome: 'failed' as const, detail: errorText(error) }))
    .then((end) => {
      over.abort();
      jobs.delete(id);
      stopped.delete(id);
      send(at(runtime, { type: 'jobEnded', id, kind, ...end }));
    });
  jobs.set(id, { stop, ended });
  if (deadlineMs !== undefined)
    void world.clock.sleep(deadlineMs, over.signal).then(() => {
      if (!over.signal.aborted) send(at(runtime, { type: 'jobLate', id }));
    });
}

function stopJob({ id, why }: Extract<Effect, { type: 'stopJob' }>, { jobs, tools, stopped }: Runtime): undefined {
  const tool = tools.get(id);
  if (tool) {
    tool.stop.abort(why);
    return;
  }
  stopped.add(id);
  jobs.get(id)?.stop.abort();
}

/** What concerns tools. All of it is done at once. */
async function actOnTool(
  effect: Extract<Effect, { type: 'startTool' | 'backgroundTool' | 'releaseTool' | 'blockUntil' }>,
  runtime: Runtime,
): Promise<undefined> {
  if (effect.type === 'blockUntil') {
    if (effect.atMs === undefined) runtime.blockAlarm.clear();
    else runtime.blockAlarm.set(effect.atMs);
    return;
  }
  if (effect.type === 'startTool') return startTool(effect, runtime);
  const run = runtime.tools.get(effect.id);
  if (effect.type === 'backgroundTool') void run?.change({ place: 'background' });
  else {
    if (effect.to === 'turn') await run?.change({ told: 'turn' });
    runtime.tools.delete(effect.id);
  }
}

/** Starts a tool and does not wait for it: its start, its deadline and its end come as events. */
function startTool(effect: Extract<Effect, { type: 'startTool' }>, runtime: Runtime): undefined {
  const { world, ws, tools, send } = runtime;
  const { id, deadlineMs } = effect;
  const over = new AbortController();
  const run = runTool(world, ws, effect, {
    stays: (record) => send(at(runtime, { type: 'jobsStay', ids: [record] })),
    started: (record) => send(at(runtime, { type: 'toolStarted', id, record })),
    ended: (end, record) => {
      over.abort('it has ended');
      send(at(runtime, { type: 'toolEnded', id, end, ...(record !== undefined && { record }) }));
    },
  });
  tools.set(id, run);
  void world.clock.sleep(deadlineMs, over.signal).then(() => {
    if (!over.signal.aborted) send(at(runtime, { type: 'jobLate', id }));
  });
}

function idsOf(tools: Runtime['tools']): ReadonlySet<string> {
  return new Set([...tools.values()].flatMap((run) => run.record() ?? []));
}

/** The next child that embeds takes the place of the one that stayed. */
async function endStaying(kind: JobKind, runtime: Runtime): Promise<void> {
  const { staying } = runtime;
  if (kind !== 'embedding' || !staying) return;
  runtime.staying = undefined;
  staying.stop.abort();
  await staying.gone;
}

async function beat(effect: Extract<Effect, { type: 'heartbeat' }>, { world, ws, lock, startedAtMs }: Runtime): Promise<undefined> {
  if (await whyGone(world, ws)) return;
  await lock.heartbeat();
  if (!(await mayWrite(world, ws)) || (await isTrackedHeartbeat(world, ws))) return;
  await writePresence(world.files, ws, {
    identity: world.processes.self(),
    startedAtMs,
    heartbeatAtMs: world.clock.now(),
    epoch: lock.epoch,
    beat: effect.beat,
    ...(effect.beat.rights?.on.includes('worker-type') === true && { workerType: 'claude_code_assistant' }),
  });
}

function logViewOf({ view }: Runtime): LogView {
  // The reducer requests nothing that needs a view before `restore`; without a view, files of a hostile checkout would be read.
  if (!view) throw new Error('the logs were not restored yet');
  return view;
}

type Bare<One> = One extends Event ? Omit<One, 'atMs'> : never;

function at<Name extends EventName>(runtime: Pick<Runtime, 'world'>, event: Bare<EventOf<Name>>): Event {
  return { ...event, atMs: runtime.world.clock.now() } as Event;
}
