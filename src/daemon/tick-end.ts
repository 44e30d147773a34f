/** The end of a tick, and the end of the daemon, in the reducer. Pure; `step` decides when. */
import type { Effect, Fact } from './event.js';
import { BEAT_MS, type Rest, tickAfterWake, tickAfterWord, tickForTask, tickWhileBusy } from './pace.js';
import { type AgentState, heartbeatOf, isRunning, isTaskRunning, withJob } from './state.js';

export interface Step {
  readonly state: AgentState;
  readonly effects: readonly Effect[];
  /** The reason for the decision, in a few words. */
  readonly because: string;
}

/** Ends a tick: chooses the time of the next one, starts embedding if it is due, prints what it told and writes the heartbeat. */
export function rest(state: AgentState, atMs: number, because: string, extra: readonly Effect[] = []): Step {
  const { wokenAtMs, toldAtMs, ...calm } = state;
  const ended = { endedAtMs: atMs, tookMs: Math.max(0, atMs - (state.tickStartedAtMs ?? atMs)) };
  const isBusy = state.status === 'busy';
  const usual = isBusy ? tickWhileBusy(atMs, state.busyTries, state.tickMs) : atMs + state.tickMs;
  const begun = atMs >= tickToEmbed(calm) ? withJob({ ...calm, toEmbed: false }, 'embedding') : undefined;
  const woken = wokenAtMs === undefined ? usual : tickAfterWake(wokenAtMs, ended);
  const told = toldAtMs === undefined ? usual : tickAfterWord(toldAtMs, ended);
  const nextTickAtMs = Math.min(usual, woken, told, tickToEmbed(begun?.state ?? calm), tickForTasks(calm, ended));
  const resting: AgentState = {
    ...(begun?.state ?? calm),
    phase: 'rest',
    rest: ended,
    busyTries: isBusy ? state.busyTries + 1 : 0,
    ...(state.once ? {} : { nextTickAtMs }),
  };
  if (state.once && isDone(state)) return after(extra, endOnce(resting));
  const step = flushed(resting, begun ? [...extra, begun.start] : extra, because);
  return {
    ...step,
    effects: [...step.effects, { type: 'heartbeat', beat: heartbeatOf(resting) }, ...(state.once ? [] : [sleep(resting, atMs)])],
  };
}

/** True where nothing runs for which `run --once` waits. */
export function isDone(state: AgentState): boolean {
  return !isRunning(state, 'dream') && !isTaskRunning(state);
}

/** Ends `run --once` when its tick is done. Where it began a command of a task, it is looked first what became of that. */
export function endOnce(state: AgentState): Step {
  const { hasBegun, ...tasks } = state.tasks;
  if (!hasBegun || state.status !== 'running') return end(state, 'the tick is done');
  return {
    state: { ...state, phase: 'tasks', tasks: { ...tasks, isLast: true } },
    effects: [{ type: 'lookAtTasks', running: [], once: true, isLast: true }],
    because: 'what became of the commands is told',
  };
}

/** When a task is due; Infinity where none may run, or none will. */
function tickForTasks({ status, tasks: { nextAtMs }, rights }: AgentState, ended: Rest): number {
  if (nextAtMs === undefined || status !== 'running' || !rights.on.includes('scheduler')) return Infinity;
  return tickForTask(nextAtMs, ended);
}

/** The time from which embedding may start; Infinity if no text waits or the tick was held back. A tick is put there, since without it text would wait for the next usual tick. */
export function tickToEmbed(state: AgentState): number {
  const { once, status, toEmbed, retries } = state;
  return !once && status === 'running' && !isRunning(state, 'embedding') && toEmbed ? retries.embedding.notBeforeMs : Infinity;
}

/** Starts to end: interrupts observing and stops the jobs, then writes a last entry and commits the journal, unless kairos is paused or git is busy. */
export function end(state: AgentState, why: string): Step {
  const write = state.mayWrite && state.status !== 'paused' && state.status !== 'busy';
  const code = !state.once ? 0 : state.counts.failures > 0 ? 1 : state.status === 'running' ? 0 : 3;
  const ending: AgentState = { ...state, phase: 'ending', exit: { code, reason: why } };
  const stop: readonly Effect[] = [...(state.phase === 'observe' ? [{ type: 'interrupt' as const }] : []), ...stopJobs(state)];
  if (!write) return after(stop, leave(ending, why, code));
  const note: Effect[] = state.once ? [] : [{ type: 'note', note: { change: 'stopped', why } }];
  const step = flushed({ ...ending, status: 'stopping' }, [...stop, ...note], why);
  return { ...step, effects: [...step.effects, { type: 'commitJournal', minIntervalMs: 0 }] };
}

/** The effects that stop the running jobs. */
export function stopJobs({ jobs }: AgentState): Effect[] {
  return Object.keys(jobs).map((id): Effect => ({ type: 'stopJob', id }));
}

/** Ends the daemon: prints what it told and returns the exit effect. */
export function leave(state: AgentState, reason: string, code?: 0 | 1 | 3): Step {
  const exit = code === undefined ? (state.exit ?? { code: 0 as const, reason }) : { code, reason };
  const step = flushed({ ...state, phase: 'ended', exit }, state.phase === 'ending' ? [] : stopJobs(state), reason);
  return { ...step, effects: [...step.effects, { type: 'exit', ...exit }] };
}

/** Prints what was told, with the time of the next tick. */
export function flushed(state: AgentState, extra: readonly Effect[], because: string): Step {
  return { state: { ...state, told: [] }, effects: [...state.told.map((fact) => print(state, fact)), ...extra], because };
}

/** The step that ignores an event. */
export function passed(state: AgentState, because: string): Step {
  return { state, effects: [], because };
}

/** The step with these effects before its own. */
export function after(first: readonly Effect[], step: Step): Step {
  return { ...step, effects: [...first, ...step.effects] };
}

/** The effect that prints a fact, with the time of the next tick while the daemon rests. */
export function print({ phase, nextTickAtMs }: AgentState, fact: Fact): Effect {
  return { type: 'print', fact: phase === 'rest' && nextTickAtMs !== undefined ? { ...fact, nextTickAtMs } : fact };
}

/** The effect that sleeps until the next tick or the next heartbeat, whichever is earlier. */
export function sleep(state: AgentState, atMs: number): Effect {
  return { type: 'sleepUntil', atMs: Math.min(state.nextTickAtMs ?? atMs + BEAT_MS, atMs + BEAT_MS) };
}
