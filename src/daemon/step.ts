/**
 * The daemon's reducer: a pure function from (state, event) to (state, effects). It knows no world; time comes with the events. `telling` collects
 * the facts for people, and `announce` words them. It is total: any event may come in any state, and one that does not fit is ignored with a reason.
 *
 *   rest -timer-> preflight -> restore (-> tasks) -> receive (-> enter -> answer -> acknowledge) -> settle -> observe -> journal (-> work) -> gates -> rest
 *
 * The one tick of `run --once` settles and observes first, so that its tasks tell what it found itself.
 */
import type { Effect, EffectName, Event, EventName, EventOf, Preflight } from './event.js';
import { isSpoken } from './message-seal.js';
import { after, end, flushed, leave, passed, rest, sleep, stopJobs, type Step } from './tick-end.js';
import {
  afterEvent,
  callDone,
  giveToTurns,
  heardOfPerson,
  held,
  interruptFor,
  newMessages,
  stillThere,
  thought,
  turnOpened,
  urgentCame,
} from './turn-rules.js';
import { loopFrom } from './turn-state.js';
import { actOnWork, mayActOnWork, onSent, tellSent, toAnswer } from './agent-rules.js';
import { withAudit } from './audit.js';
import { beginDream } from './dream-rules.js';
import { mayBringText } from './embedding-rules.js';
import { jobEnded, jobLate, jobNotStarted, jobSaid, jobStarted } from './job-rules.js';
import { blockedLong, jobsStay, personCame, toBackground, toolAsked, toolEnded, toolLeft, toolStarted } from './tool-rules.js';
import { afterTasks, lookAtTasks, mayDream, toldOfDreamTask } from './task-rules.js';
import { JOURNAL_RETRY_MS, tickAfterWake, tickAfterWord } from './pace.js';
import {
  tellBusy,
  tell,
  tellConfig,
  tellEntered,
  tellFailure,
  tellGates,
  tellHostile,
  tellObserved,
  tellPaused,
  tellReceived,
  tellResumed,
  tellRestored,
  tellSettled,
  tellWatchFailed,
  untell,
} from './telling.js';
import { type AgentState, BLOCKING_MS, heartbeatOf, counted, FRESH, type Phase } from './state.js';

type Rules = { readonly [Name in EventName]: (state: AgentState, event: EventOf<Name>) => Step };

/** True for an event that this program knows; a trace may come from a newer one. */
export function isEventName(name: string): name is EventName {
  return Object.hasOwn(RULES, name);
}

/** Decides on one event. Never throws. */
export function step(state: AgentState, event: Event): Step {
  if (state.phase === 'ended') return passed(state, 'it is over');
  if (state.phase === 'new' && event.type !== 'started') return passed(state, 'not started yet');
  const rule = RULES[event.type] as (state: AgentState, event: Event) => Step;
  const made = rule(mayBringText(event) && !state.toEmbed ? { ...state, toEmbed: true } : state, event);
  return withAudit(afterEvent(state, made, event));
}

const RULES: Rules = {
  started: (state, { atMs, once, tickMs, journalMs, rights = FRESH.rights, model, loop }) =>
    state.phase === 'new'
      ? beginTick(
          { ...FRESH, once, tickMs, journalMs, rights, model, loop: loopFrom(loop, model !== undefined, atMs), startedAtMs: atMs },
          atMs,
          'the first look',
        )
      : passed(state, 'started already'),

  timer: (state, { atMs }) => {
    if (state.phase !== 'rest') return passed(state, 'a tick is under way');
    if (state.nextTickAtMs === undefined) return passed(state, 'no tick is wanted');
    if (atMs >= state.nextTickAtMs) return beginTick(state, atMs, 'the tick is due');
    if (state.nextTickAtMs - atMs > state.tickMs) return beginTick(state, atMs, 'the clock was set back');
    return { state, effects: [{ type: 'heartbeat', beat: heartbeatOf(state) }, sleep(state, atMs)], because: 'only the heartbeat is due' };
  },

  woke: (state, { atMs, by }) => {
    if (state.once) return passed(state, 'one tick was asked for');
    if (state.phase === 'ending') return passed(state, 'it is ending');
    if (state.phase !== 'rest')
      return {
        state: { ...state, wokenAtMs: atMs, ...(by.includes('queue') && { toldAtMs: atMs }) },
        effects: [],
        because: 'a tick is under way; another follows',
      };
    const atTick = by.includes('queue') ? tickAfterWord(atMs, state.rest) : tickAfterWake(atMs, state.rest);
    if (state.nextTickAtMs !== undefined && state.nextTickAtMs <= atTick) return passed(state, 'a tick is due before that');
    const sooner = { ...state, nextTickAtMs: atTick };
    return { state: sooner, effects: [sleep(sooner, atMs)], because: `woken by ${by.join(', ')}; wakes are gathered first` };
  },

  watchFailed: (state, event) => {
    const next = tellWatchFailed(state, event);
    return state.phase === 'rest' ? flushed(next, [], 'told') : { state: next, effects: [], because: 'told at the end of the tick' };
  },

  preflightDone: (state, { atMs, preflight }) =>
    state.phase === 'preflight' ? afterPreflight(recovered(state, 'preflight'), atMs, preflight) : passed(state, 'not asked'),

  restored: (state, event) => {
    if (state.phase !== 'restore') return passed(state, 'not asked');
    const whole = recovered(state, 'restore');
    const told = tellRestored(tellHostile(event.hostile ? { ...whole, status: 'hostile' } : whole, event), event);
    const next = counted(told, { restoredLines: event.restored.reduce((sum, { lines }) => sum + lines, 0) });
    const effects: Effect[] = [];
    if (!next.introduced && !next.once) effects.push({ type: 'note', note: { change: 'started', tickMs: next.tickMs } });
    if (next.status === 'hostile') effects.push(...stopJobs(next));
    const restored: AgentState = { ...next, mayWrite: true, introduced: true };
    return after(effects, next.once ? toSettling(restored, 'the logs are whole') : toTasks(restored));
  },

  tasksLooked: (state, event) => {
    if (state.phase !== 'tasks') return passed(state, 'not asked');
    const { state: next, effects } = afterTasks(recovered(state, 'lookAtTasks'), event);
    if (next.tasks.isLast) return after(effects, end(next, 'the tick is done'));
    return after(effects, toReceiving(next, 'what was due has begun'));
  },

  received: (state, event) => {
    if (state.phase !== 'receive') return passed(state, 'not asked');
    const told = tellReceived(recovered(state, 'receive'), event);
    const { atMs } = event;
    const messages = newMessages(told, event.messages);
    const again = stillThere(told, event.messages);
    if (messages.length === 0) return after(again, afterReceiving(giveToTurns(told), atMs, 'the queue is empty'));
    const isSpokenTo = messages.some(isSpoken);
    const { state: next, effects } = isSpokenTo ? toBackground(heardOfPerson(told, atMs), atMs, 'you have spoken') : passed(told, '');
    return {
      state: { ...next, phase: 'enter', taken: messages },
      effects: [...again, ...effects, { type: 'enter', messages }],
      because: 'messages came',
    };
  },

  entered: (state, event) => {
    // What was under way when the end was asked for is told and counted, too. The files stay, and the next start acknowledges.
    if (state.phase === 'ending') return { state: tellEntered(state, event), effects: [], because: 'it is ending' };
    if (state.phase !== 'enter') return passed(state, 'not asked');
    const told = tellEntered(recovered(state, 'enter'), event);
    const cut = interruptFor(told, event.atMs, told.taken);
    const next = giveToTurns(cut.state);
    const messages = toAnswer(next);
    if (messages.length > 0)
      return {
        state: { ...next, phase: 'answer' },
        effects: [...cut.effects, { type: 'answer', messages }],
        because: 'the person said something',
      };
    if (next.taken.length > 0) return after(cut.effects, acknowledge(next, 'their entries stand'));
    return after(cut.effects, afterReceiving(next, event.atMs, 'a turn is given them'));
  },

  answered: (state, event) => {
    if (state.phase !== 'answer') return onSent(state, { ...event, type: 'sent' });
    return acknowledge(tellSent(recovered(state, 'answer'), event), 'the person is answered');
  },

  sent: onSent,

  acknowledged: (state, { atMs }) =>
    state.phase === 'acknowledge'
      ? afterReceiving(recovered(state, 'acknowledge'), atMs, 'the queue is empty')
      : passed(state, 'not asked'),

  observed: (state, event) => {
    if (state.phase === 'ending') return { state: withObserved(state, event), effects: [], because: 'it is ending' };
    if (state.phase !== 'observe') return passed(state, 'not asked');
    return afterObserving(withObserved(recovered(state, 'observe'), event), event.atMs);
  },

  settled: (state, event) => {
    if (state.phase !== 'settle') return passed(state, 'not asked');
    return toObserving(tellSettled(recovered(state, 'settleDream'), event), 'what landed may have brought commits');
  },

  journaled: (state, event) => {
    if (state.phase === 'ending') return leave(toldOfJournal(state, event), 'the journal is safe');
    if (state.phase !== 'journal') return passed(state, 'not asked');
    return afterJournal(toldOfJournal(recovered(state, 'commitJournal'), event), event.atMs);
  },

  workSeen: (state, event) => {
    if (state.phase !== 'work') return passed(state, 'not asked');
    return after(actOnWork(state, event), toGates(recovered(state, 'lookAtWork')));
  },

  gatesChecked: (state, event) => {
    if (state.phase !== 'gates') return passed(state, 'not asked');
    const told = tellGates(recovered(state, 'checkGates'), event);
    const may = mayDream(told);
    const { state: next, effects } = toldOfDreamTask(told, event.atMs, event.open, event.gates);
    if (event.open && !may) return rest(next, event.atMs, 'the task of dreams is not due', effects);
    return event.open ? beginDream(next, event.atMs) : rest(next, event.atMs, 'a gate is closed', effects);
  },

  jobStarted,
  jobSaid,
  jobLate,
  jobEnded,

  toolAsked,
  toolStarted,
  toolEnded,
  toolLeft,
  blockedLong,
  jobsStay,
  personCame: (state, event) => personCame({ ...state, loop: { ...state.loop, personAtMs: event.atMs } }, event),

  turnOpened,
  thought,
  callDone,
  held,

  urgentCame: (state, event) => {
    if (state.once || state.phase === 'ending') return passed(state, 'nobody is to be interrupted');
    const cut = urgentCame(state, event);
    if (cut.state.phase === 'rest') return after(cut.effects, beginTick(cut.state, event.atMs, 'a message must not wait'));
    return { ...cut, state: { ...cut.state, wokenAtMs: event.atMs } };
  },

  stopRequested: (state, { why }) => (state.phase === 'ending' ? passed(state, 'it is ending') : end(state, why)),

  effectFailed: (state, event) => failed(state, event),
};

/** How a tick continues after a failed effect. Without restored logs it ends, since all later stages read or write logs; other stages are skipped. */
const AFTER_FAILURE: Partial<Record<EffectName, { readonly phase: Phase; readonly then: (state: AgentState, atMs: number) => Step }>> = {
  preflight: { phase: 'preflight', then: (state, atMs) => rest(state, atMs, 'it could not read the repository') },
  restore: { phase: 'restore', then: (state, atMs) => rest(state, atMs, 'the logs could not be restored') },
  lookAtTasks: {
    phase: 'tasks',
    then: (state) => (state.tasks.isLast ? end(state, 'the tick is done') : toReceiving(state, 'the rest does not need the tasks')),
  },
  receive: {
    phase: 'receive',
    then: (state, atMs) => afterReceiving(state, atMs, 'the rest does not need the queue'),
  },
  enter: { phase: 'enter', then: (state, atMs) => afterReceiving(state, atMs, 'the messages wait for the next tick') },
  answer: { phase: 'answer', then: (state) => acknowledge(state, 'the messages are noted all the same') },
  acknowledge: { phase: 'acknowledge', then: (state, atMs) => afterReceiving(state, atMs, 'the next tick acknowledges') },
  observe: { phase: 'observe', then: (state, atMs) => afterObserving(state, atMs) },
  settleDream: { phase: 'settle', then: (state) => toObserving(state, 'observing does not need the dream') },
  commitJournal: { phase: 'journal', then: (state, atMs) => afterJournal({ ...state, journalDueMs: atMs + JOURNAL_RETRY_MS }, atMs) },
  lookAtWork: { phase: 'work', then: (state) => toGates(state) },
  checkGates: { phase: 'gates', then: (state, atMs) => rest(state, atMs, 'the gates could not be read') },
};

function failed(state: AgentState, event: EventOf<'effectFailed'>): Step {
  const { atMs, what, message } = event;
  const before = state.failing[what];
  const times = before?.message === message ? before.times + 1 : 1;
  const counting = counted({ ...state, failing: { ...state.failing, [what]: { message, times } } }, { failures: 1 });
  const next = tellFailure(counting, event, times);
  if (state.phase === 'ending')
    return what === 'commitJournal' ? leave(next, 'the journal must wait for the next start') : flushed(next, [], 'it is ending');
  if (event.job) return jobNotStarted(next, atMs, event.job.id, message);
  const follow = AFTER_FAILURE[what];
  if (follow?.phase === state.phase) return follow.then(next, atMs);
  return state.phase === 'rest' ? flushed(next, [], 'told') : { state: next, effects: [], because: 'told at the end of the tick' };
}

function afterPreflight(state: AgentState, atMs: number, preflight: Preflight): Step {
  if (preflight.end)
    return leave(tell(state, { type: 'ends', atMs, reason: preflight.end.reason }), preflight.end.reason, preflight.end.code);
  const next = tellConfig(
    {
      ...state,
      tickMs: preflight.tickMs,
      journalMs: preflight.journalMs,
      sliceMs: preflight.sliceMs,
      blocking: { ...state.blocking, budgetMs: preflight.blockingMs ?? BLOCKING_MS },
      lookMs: preflight.lookMs ?? FRESH.lookMs,
      cacheMs: preflight.cacheMs ?? FRESH.cacheMs,
      hasTestTool: preflight.hasTestTool ?? false,
    },
    atMs,
    preflight,
  );
  if (preflight.paused) return paused(next, atMs, preflight.paused.by);
  const resumed = tellResumed(next, atMs);
  if (preflight.busy)
    return rest(tellBusy({ ...resumed, status: 'busy' }, atMs, preflight.busy), atMs, `the user is in a ${preflight.busy}`);
  return {
    state: { ...untell(resumed, 'busy'), status: 'running', busyTries: 0, phase: 'restore' },
    effects: [{ type: 'restore' }],
    because: 'nothing is in the way',
  };
}

function paused(state: AgentState, atMs: number, by: 'command' | 'file'): Step {
  const told = tellPaused({ ...state, status: 'paused' }, atMs, by);
  return rest(told, atMs, 'paused', stopJobs(told));
}

function acknowledge({ taken, ...state }: AgentState, because: string): Step {
  const ids = taken.map(({ id }) => id);
  return { state: { ...state, phase: 'acknowledge', taken: [] }, effects: [{ type: 'acknowledge', ids }], because };
}

function toReceiving(state: AgentState, because: string): Step {
  return { state: { ...state, phase: 'receive' }, effects: [{ type: 'receive' }], because };
}

function toTasks(state: AgentState): Step {
  const look = lookAtTasks(state);
  if (!look) return toReceiving(state, 'no task may run');
  return { state: { ...state, phase: 'tasks' }, effects: [look], because: 'tasks may be due' };
}

/** The one tick of `run --once` has settled and observed by then. */
function afterReceiving(state: AgentState, atMs: number, because: string): Step {
  return state.once ? toJournal(state, atMs) : toSettling(state, because);
}

/** What is due is looked at first, but for the one tick of `run --once`: a task of its tells what it found. */
function afterObserving(state: AgentState, atMs: number): Step {
  return state.once ? toTasks(state) : toJournal(state, atMs);
}

/** Settles the open dream before observing, in the same order as commands do. */
function toSettling(state: AgentState, because: string): Step {
  if (state.status === 'hostile') return toObserving(state, because);
  return { state: { ...state, phase: 'settle' }, effects: [{ type: 'settleDream' }], because };
}

function toObserving(state: AgentState, because: string): Step {
  return { state: { ...state, phase: 'observe' }, effects: [{ type: 'observe' }], because };
}

function toJournal(state: AgentState, atMs: number): Step {
  if (atMs < state.journalDueMs) return afterJournal(state, atMs);
  return {
    state: { ...state, phase: 'journal' },
    effects: [{ type: 'commitJournal', minIntervalMs: state.journalMs }],
    because: 'the journal may be due',
  };
}

function afterJournal(state: AgentState, atMs: number): Step {
  if (state.status === 'hostile') return rest(state, atMs, 'a hostile checkout: no dream');
  if (!mayActOnWork(state)) return toGates(state);
  return { state: { ...state, phase: 'work' }, effects: [{ type: 'lookAtWork' }], because: 'rules may have something to do' };
}

function toGates(state: AgentState): Step {
  return { state: { ...state, phase: 'gates' }, effects: [{ type: 'checkGates' }], because: 'a dream may be due' };
}

function toldOfJournal(state: AgentState, { atMs, commit, files }: EventOf<'journaled'>): AgentState {
  if (!commit) return { ...state, journalDueMs: atMs + JOURNAL_RETRY_MS };
  const next = counted({ ...state, journalDueMs: atMs + state.journalMs, lastJournalAtMs: atMs }, { journalCommits: 1 });
  return tell(next, { type: 'journaled', atMs, commit, files });
}

function withObserved(state: AgentState, event: EventOf<'observed'>): AgentState {
  return counted(tellObserved(state, event), { secretsReplaced: event.secretsReplaced });
}

function beginTick(state: AgentState, atMs: number, because: string): Step {
  const { wokenAtMs: _read, toldAtMs: _taken, ...rested } = state;
  const next = counted({ ...rested, phase: 'preflight', tickStartedAtMs: atMs }, { ticks: 1 });
  return { state: next, effects: [{ type: 'preflight' }], because };
}

/** The state after an effect has worked again: its failure is removed. */
function recovered(state: AgentState, what: EffectName): AgentState {
  if (!state.failing[what]) return state;
  const { [what]: _past, ...failing } = state.failing;
  return { ...state, failing };
}
