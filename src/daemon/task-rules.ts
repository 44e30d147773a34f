/** The rules of tasks in the reducer: when they are looked at, which of their commands may start, and what follows for dreams. Pure. */
import type { Effect, EventOf, GateReading } from './event.js';
import type { RunOutcome } from '../schedule/history.js';
import type { AgentState } from './state.js';
import { tell, tellOnce } from './telling.js';
import { toolAsked, whyNoTool } from './tool-rules.js';

/** The effect that looks at the tasks; undefined where none may run. */
export function lookAtTasks({ rights, status, jobs, once }: AgentState): Effect | undefined {
  if (!rights.on.includes('scheduler') || status !== 'running') return undefined;
  const running = Object.values(jobs).flatMap((job) => (job.kind === 'tool' && job.call.task !== undefined ? [job.call.task] : []));
  return { type: 'lookAtTasks', running, once };
}

/** The id of the task in the key of a run: `standup 2026-11-20T09:00:00.000Z 1`. */
export function taskOfCall(key: string): string {
  return key.slice(0, key.indexOf(' '));
}

/** The state after the tasks were looked at, and the effects that start their commands, in the background. */
export function afterTasks(
  state: AgentState,
  event: EventOf<'tasksLooked'>,
): { readonly state: AgentState; readonly effects: readonly Effect[] } {
  const { atMs, told, calls, isDreamDue, hasDreamTask, nextAtMs, problems, dreamRun = state.tasks.dreamRun } = event;
  let next: AgentState = {
    ...state,
    tasks: {
      ...(dreamRun && { dreamRun }),
      ...(state.tasks.isLast && { isLast: true }),
      ...(state.once && calls.length > 0 && { hasBegun: true }),
      isDreamDue: isDreamDue || state.tasks.isDreamDue,
      hasDreamTask,
      ...(nextAtMs !== undefined && { nextAtMs }),
    },
  };
  for (const one of told) next = tell(next, { type: 'task', atMs, ...one });
  next = tellOnce(next, 'tasks', problems.join('; '), { type: 'taskProblems', atMs, problems });
  const effects: Effect[] = [];
  for (const call of calls) {
    // Where there is no room it stays what it is: asked for again, and no failure.
    if (whyNoTool(next) !== undefined) break;
    const step = toolAsked(next, { type: 'toolAsked', atMs, call }, 'background');
    next = step.state;
    effects.push(...step.effects);
  }
  return { state: next, effects };
}

/**
 * Whether open gates begin a dream now: in a session that is active the task of dreams alone does, and goes on with what it began; else the gates do, and
 * the task only says how they stand.
 */
export function mayDream({ rights, tasks, slices }: AgentState): boolean {
  return !rights.on.includes('auto-dream') || !tasks.hasDreamTask || tasks.isDreamDue || slices > 0;
}

/** Says what came of the task of dreams, once for each time that it was due. */
export function toldOfDreamTask(
  state: AgentState,
  atMs: number,
  isOpen: boolean,
  gates: readonly GateReading[],
): { readonly state: AgentState; readonly effects: readonly Effect[] } {
  if (!state.tasks.isDreamDue) return { state, effects: [] };
  const closed = gates.find(({ open }) => !open);
  const begins = state.rights.on.includes('auto-dream')
    ? 'all gates are open'
    : 'all gates are open, which begin dreams by themselves here';
  const text = isOpen ? begins : closed ? `no dream: ${closed.name} is closed (${closed.detail})` : 'no dream: a gate is closed';
  const told = tell({ ...state, tasks: { ...state.tasks, isDreamDue: false } }, { type: 'dreamTask', atMs, text });
  return isOpen ? { state: told, effects: [] } : endDreamRun(told, atMs, 'nothing', text);
}

/** The state without the run of the task of dreams, and the effect that keeps what became of it; nothing where there is none. */
export function endDreamRun(
  state: AgentState,
  atMs: number,
  outcome: RunOutcome,
  detail: string,
): { readonly state: AgentState; readonly effects: readonly Effect[] } {
  const { dreamRun, ...tasks } = state.tasks;
  if (!dreamRun) return { state, effects: [] };
  return { state: { ...state, tasks }, effects: [{ type: 'noteTask', row: { atMs, ...dreamRun, outcome, detail } }] };
}
