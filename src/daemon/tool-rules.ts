/**
 * The rules of tools in the reducer: when one may start, how long a turn waits for it, and what follows its end. Pure.
 *
 * A turn waits for its tools `blocking.budgetMs` in sum, however many they are. When that is used up, or a person comes, all that it waits for go to the
 * background: nothing happens to their processes. One that ends in the foreground is the turn's to know; one that ends in the background is told by a
 * message of the queue, as is one of which a daemon that was killed did not learn the end.
 */
import type { Effect, EventOf, ToolCall, ToolPlace } from './event.js';
import { TOOLS_MAX, TOOL_RUN_MAX_MS } from './job-table.js';
import { tickAfterWake } from './pace.js';
import { type AgentState, type ToolJob, withoutJob } from './state.js';
import { tellOnce } from './telling.js';
import { after, endOnce, flushed, isDone, passed, print, sleep, type Step } from './tick-end.js';

/** The state at the beginning of a turn: its tools have used nothing yet. */
export function withFreshBudget(state: AgentState): AgentState {
  return { ...state, blocking: { ...state.blocking, usedMs: 0 } };
}

/** Why no tool may start now; undefined: one may. */
export function whyNoTool(state: AgentState): string | undefined {
  if (state.phase === 'ending' || state.phase === 'ended') return 'the daemon is ending';
  if (state.status === 'paused') return 'kairos is paused';
  if (state.status === 'hostile') return 'a branch brought files that none may carry';
  if (tools(state).length >= TOOLS_MAX) return `${TOOLS_MAX} tools are running, which is the most`;
  return undefined;
}

/** Starts a tool for the turn, which waits for it as long as its budget allows; where `whyNoTool` says why not, nothing happens. */
export function toolAsked(state: AgentState, { atMs, call }: EventOf<'toolAsked'>, wanted: ToolPlace = 'foreground'): Step {
  const why = whyNoTool(state);
  if (why !== undefined) return passed(state, why);
  const blocks = wanted === 'foreground' && blockedMs(state, atMs) < state.blocking.budgetMs;
  const jobsStarted = state.jobsStarted + 1;
  const id = `tool-${jobsStarted}`;
  const job: ToolJob = { kind: 'tool', call, ...(blocks && { blocksSinceMs: atMs }) };
  const next: AgentState = { ...state, jobsStarted, jobs: { ...state.jobs, [id]: job } };
  const deadlineMs = Math.min(call.runMs ?? TOOL_RUN_MAX_MS, TOOL_RUN_MAX_MS);
  const place = blocks ? 'foreground' : 'background';
  return {
    state: next,
    effects: [{ type: 'startTool', id, call, place, deadlineMs }, ...(blocks ? [block(next, atMs)] : [])],
    because: blocks ? 'the turn waits for its tool' : 'the turn has waited long enough: it starts in the background',
  };
}

/** The child of a tool runs. */
export function toolStarted(state: AgentState, { id, atMs, record }: EventOf<'toolStarted'>): Step {
  const job = state.jobs[id];
  if (job?.kind !== 'tool' || job.startedAtMs !== undefined) return passed(state, 'no such job');
  const next: AgentState = { ...state, jobs: { ...state.jobs, [id]: { ...job, startedAtMs: atMs, record } } };
  return { state: next, effects: [print(next, { type: 'toolStarted', atMs, record, call: named(job.call) })], because: 'it runs' };
}

/** A process of a job goes on, not even killed: it is told once, and the job has no end. */
export function jobsStay(state: AgentState, { atMs, ids }: EventOf<'jobsStay'>): Step {
  const next = tellOnce(state, 'stays', ids.join(' '), { type: 'jobsStay', atMs, ids });
  return state.phase === 'rest' ? flushed(next, [], 'told') : { state: next, effects: [], because: 'told at the end of the tick' };
}

/** The alarm of `blockUntil`: the turn goes on without its tools, where it has really waited so long. */
export function blockedLong(state: AgentState, { atMs }: EventOf<'blockedLong'>): Step {
  if (blocking(state).length === 0) return passed(state, 'the turn waits for no tool');
  // A clock that was set back is no reason to wait longer than was meant: the alarm itself is the measure.
  const isEarly =
    blockedMs(state, atMs) < state.blocking.budgetMs && blocking(state).every(([, { blocksSinceMs = 0 }]) => blocksSinceMs <= atMs);
  if (isEarly) return { state, effects: [block(state, atMs)], because: 'another tool ended meanwhile: there is time left' };
  return toBackground(state, atMs, 'the turn has waited long enough');
}

/** A person came: the turn waits for no tool. */
export function personCame(state: AgentState, { atMs, why }: EventOf<'personCame'>): Step {
  return toBackground(state, atMs, why);
}

/** Moves every tool for which the turn waits to the background. A change of state, no more: its process does not learn of it. */
export function toBackground(state: AgentState, atMs: number, why: string): Step {
  const moved = blocking(state);
  if (moved.length === 0) return passed(state, 'the turn waits for no tool');
  const usedMs = Math.min(state.blocking.budgetMs, blockedMs(state, atMs));
  const jobs = { ...state.jobs };
  for (const [id, { blocksSinceMs: _past, ...job }] of moved) jobs[id] = job;
  const next: AgentState = { ...state, jobs, blocking: { ...state.blocking, usedMs } };
  const effects = moved.map(([id]): Effect => ({ type: 'backgroundTool', id }));
  const calls = moved.map(([, { call }]) => named(call));
  return { state: next, effects: [...effects, { type: 'blockUntil' }, print(next, { type: 'toolMoved', atMs, calls, why })], because: why };
}

/** A tool has ended, with all its processes: the turn that waits for it knows, else a message of the queue tells it at the next tick. */
export function toolEnded(state: AgentState, event: EventOf<'toolEnded'>): Step {
  const { atMs, id, record, end } = event;
  const job = state.jobs[id];
  if (job?.kind !== 'tool') return passed(state, 'no such job');
  const gone = withoutJob(state, id);
  const fact = print(gone, { type: 'toolEnded', atMs, call: named(job.call), end, ...(record !== undefined && { record }) });
  if (job.blocksSinceMs === undefined) return after([{ type: 'releaseTool', id, to: 'message' }, fact], tickSoon(gone, atMs));
  const usedMs = state.blocking.usedMs + Math.max(0, atMs - job.blocksSinceMs);
  const next: AgentState = { ...gone, blocking: { ...state.blocking, usedMs } };
  return { state: next, effects: [{ type: 'releaseTool', id, to: 'turn' }, block(next, atMs), fact], because: 'the turn has its result' };
}

/** The end of a tool that another daemon ran is told as the end of any other; the message of it lies in the queue already. */
export function toolLeft(state: AgentState, { atMs, record, call, end }: EventOf<'toolLeft'>): Step {
  return { state, effects: [print(state, { type: 'toolEnded', atMs, record, call, end })], because: 'it was cut off' };
}

/** A tick that takes the message. */
function tickSoon(state: AgentState, atMs: number): Step {
  const because = 'a message tells its end';
  if (state.once && state.phase === 'rest' && isDone(state)) return endOnce(state);
  if (state.once || state.phase === 'ending') return passed(state, because);
  if (state.phase !== 'rest') return { state: { ...state, wokenAtMs: atMs }, effects: [], because };
  const next = { ...state, nextTickAtMs: Math.min(state.nextTickAtMs ?? Infinity, tickAfterWake(atMs, state.rest)) };
  return { state: next, effects: [sleep(next, atMs)], because };
}

/** The alarm for the time when the budget is used up: with several tools at once it goes down for each. */
function block(state: AgentState, atMs: number): Effect {
  const count = blocking(state).length;
  if (count === 0) return { type: 'blockUntil' };
  return { type: 'blockUntil', atMs: atMs + Math.ceil(Math.max(0, state.blocking.budgetMs - blockedMs(state, atMs)) / count) };
}

/** For how long the turn has waited for its tools, in sum. */
export function blockedMs(state: AgentState, atMs: number): number {
  return blocking(state).reduce((sum, [, { blocksSinceMs = atMs }]) => sum + Math.max(0, atMs - blocksSinceMs), state.blocking.usedMs);
}

function tools({ jobs }: AgentState): [string, ToolJob][] {
  return Object.entries(jobs).filter((one): one is [string, ToolJob] => one[1].kind === 'tool');
}

function blocking(state: AgentState): [string, ToolJob][] {
  return tools(state).filter(([, { blocksSinceMs }]) => blocksSinceMs !== undefined);
}

function named({ tool, title }: ToolCall): Pick<ToolCall, 'tool' | 'title'> {
  return { tool, title };
}
