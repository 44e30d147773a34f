/** How the daemon's mind comes to rest after a tick, and how it comes to its end. Pure; `step` decides when. */
import type { Effect, Line } from './event.js';
import { BEAT_MS, tickAfterWake, tickWhileBusy } from './pace.js';
import { type AgentState, heartbeatOf } from './state.js';

export interface Step {
  readonly state: AgentState;
  readonly effects: readonly Effect[];
  /** Why, in a few words. */
  readonly because: string;
}

/** The end of a tick: the time of the next is chosen, lines are told, the heart beats. */
export function rest(state: AgentState, atMs: number, because: string, extra: readonly Effect[] = []): Step {
  const { wokenAtMs, ...calm } = state;
  const ended = { endedAtMs: atMs, tookMs: Math.max(0, atMs - (state.tickStartedAtMs ?? atMs)) };
  const isBusy = state.mood === 'busy';
  const usual = isBusy ? tickWhileBusy(atMs, state.busyTries, state.tickMs) : atMs + state.tickMs;
  const begun = beginEmbedding(calm, atMs);
  const woken = wokenAtMs === undefined ? usual : tickAfterWake(wokenAtMs, ended);
  const nextTickAtMs = Math.min(usual, woken, tickToEmbed(begun ?? calm));
  const resting: AgentState = {
    ...(begun ?? calm),
    phase: 'rest',
    rest: ended,
    busyTries: isBusy ? state.busyTries + 1 : 0,
    ...(state.once ? {} : { nextTickAtMs }),
  };
  if (state.once && !state.dreaming) return after(extra, end(resting, 'the tick is done'));
  const step = flushed(resting, begun ? [...extra, { type: 'startEmbedding' }] : extra, because);
  return {
    ...step,
    effects: [...step.effects, { type: 'heartbeat', beat: heartbeatOf(resting) }, ...(state.once ? [] : [sleep(resting, atMs)])],
  };
}

/** The state as it is while embedding runs, where that is to begin now: after a tick in which nothing held the daemon back. */
function beginEmbedding(state: AgentState, atMs: number): AgentState | undefined {
  const isFree = !state.once && state.mood === 'running' && !state.embedding;
  if (!isFree || !state.toEmbed || atMs < state.embedNotBeforeMs) return undefined;
  return { ...state, embedding: true, toEmbed: false };
}

/** When embedding may begin again, where something waits for it: a commit right after another must not wait for the tick that would come anyway. */
export function tickToEmbed({ once, mood, embedding, toEmbed, embedNotBeforeMs }: AgentState): number {
  return !once && mood === 'running' && !embedding && toEmbed ? embedNotBeforeMs : Infinity;
}

/** The way out: the child first, then a last entry and the journal, unless somebody wants the daemon's hands off. */
export function end(state: AgentState, why: string): Step {
  const write = state.mayWrite && state.mood !== 'paused' && state.mood !== 'busy';
  const code = !state.once ? 0 : state.counts.failures > 0 ? 1 : state.mood === 'running' ? 0 : 3;
  const ending: AgentState = { ...state, phase: 'ending', exit: { code, reason: why } };
  const stop = stopChildren(state);
  if (!write) return after(stop, leave(ending, why, code));
  const note: Effect[] = state.once ? [] : [{ type: 'note', text: `stopped: ${why}` }];
  const step = flushed({ ...ending, mood: 'stopping' }, [...stop, ...note], why);
  return { ...step, effects: [...step.effects, { type: 'commitJournal', minIntervalMs: 0 }] };
}

/** What runs beside the loop is asked to end. */
export function stopChildren({ dreaming, embedding }: AgentState): Effect[] {
  const stops: readonly [boolean, Effect][] = [
    [dreaming, { type: 'stopDream' }],
    [embedding, { type: 'stopEmbedding' }],
  ];
  return stops.filter(([runs]) => runs).map(([, stop]) => stop);
}

/** The end itself. */
export function leave(state: AgentState, reason: string, code?: 0 | 1 | 3): Step {
  const exit = code === undefined ? (state.exit ?? { code: 0 as const, reason }) : { code, reason };
  const step = flushed({ ...state, phase: 'ended', exit }, state.phase === 'ending' ? [] : stopChildren(state), reason);
  return { ...step, effects: [...step.effects, { type: 'exit', ...exit }] };
}

/** Prints what was held back; lines that do not say what comes next get the next look. */
export function flushed(state: AgentState, extra: readonly Effect[], because: string): Step {
  const lines = state.lines.map((line): Effect => print({ ...nextLook(state), ...line }));
  return { state: { ...state, lines: [] }, effects: [...lines, ...extra], because };
}

/** When the daemon looks again, for a line that says it. */
export function nextLook(state: AgentState): Pick<Line, 'next'> {
  return state.phase === 'rest' && state.nextTickAtMs !== undefined ? { next: { does: 'next tick', atMs: state.nextTickAtMs } } : {};
}

/** Nothing is done about it. */
export function passed(state: AgentState, because: string): Step {
  return { state, effects: [], because };
}

/** The step with these effects before its own. */
export function after(first: readonly Effect[], step: Step): Step {
  return { ...step, effects: [...first, ...step.effects] };
}

export function print(line: Line): Effect {
  return { type: 'print', line };
}

export function sleep(state: AgentState, atMs: number): Effect {
  return { type: 'sleepUntil', atMs: Math.min(state.nextTickAtMs ?? atMs + BEAT_MS, atMs + BEAT_MS) };
}
