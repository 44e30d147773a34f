/** The rules of dreams in the reducer: when one starts, and what follows its end. Pure. */
import type { EventOf } from './event.js';
import { JOBS } from './job-table.js';
import { DREAM_GAP_MS, SLICE_GAP_MS, sliceAfter } from './pace.js';
import { type AgentState, counted, heartbeatOf, isRunning, withJob, withoutJob } from './state.js';
import type { RunOutcome } from '../schedule/history.js';
import { endDreamRun } from './task-rules.js';
import { tell } from './telling.js';
import { after, endOnce, isDone, print, rest, type Step } from './tick-end.js';

/** Ends a tick whose gates are all open: starts a dream, unless one is under way or ended a short while ago. */
export function beginDream(state: AgentState, atMs: number): Step {
  if (isRunning(state, 'dream')) return rest(state, atMs, 'a dream is under way');
  if (atMs < state.retries.dream.notBeforeMs) {
    const { state: next, effects } = endDreamRun(state, atMs, 'nothing', 'no dream: the last one ended a short while ago');
    return rest(next, atMs, 'the last dream ended a short while ago', effects);
  }
  // Who asks for one tick waits for its dream, so it is done in one go.
  const told = tell(state, { type: 'dreamBegins', atMs, goesOn: state.slices > 0 });
  const begun = withJob(told, 'dream', state.once ? undefined : sliceAfter(state.slices, state.sliceMs));
  return rest(begun.state, atMs, 'all gates are open', [begun.start]);
}

/** A dream has ended, or its slice. */
export function dreamEnded(state: AgentState, event: EventOf<'jobEnded'>): Step {
  const { atMs, id, outcome, detail, notStarted } = event;
  const { failures: before } = state.retries.dream;
  if (outcome === 'stopped' && state.jobs[id]?.isLate) return sliceEnded(state, event);
  const failures = outcome === 'failed' ? before + 1 : outcome === 'proposed' || outcome === 'nothing' ? 0 : before;
  const isRetried = outcome === 'failed' || outcome === 'refused';
  const notBeforeMs = isRetried ? JOBS.dream.retryAtMs(atMs, Math.max(1, failures)) : atMs + DREAM_GAP_MS;
  const { state: told, effects } = endDreamRun(withoutJob(state, id), atMs, ...runEnd(outcome, detail));
  const next = counted(
    { ...told, slices: 0, retries: { ...state.retries, dream: { failures, notBeforeMs } } },
    { dreams: 1, failures: outcome === 'failed' ? 1 : 0 },
  );
  const line = print(next, { type: 'dreamEnded', atMs, outcome, detail, notBeforeMs, ...(notStarted && { notStarted }) });
  const beat = { type: 'heartbeat', beat: heartbeatOf(next) } as const;
  if (next.once && next.phase === 'rest' && isDone(next)) return after([...effects, line, beat], endOnce(next));
  return { state: next, effects: [...effects, line, beat], because: `the dream ended: ${outcome}` };
}

/** What becomes of the run of the task of dreams with its dream. */
function runEnd(outcome: EventOf<'jobEnded'>['outcome'], detail: string): readonly [outcome: RunOutcome, detail: string] {
  if (outcome === 'proposed') return ['ran', `dream made: ${detail}`];
  if (outcome === 'nothing') return ['nothing', detail === '' ? 'the dream found nothing new' : `the dream found nothing new: ${detail}`];
  return ['failed', `the dream ${outcome === 'failed' ? 'failed' : `was ${outcome}`}${detail === '' ? '' : `: ${detail}`}`];
}

/** The slice of a dream is over. It goes on at a later tick, from what it saved; it is not counted as a dream before it has come to its end. */
function sliceEnded(state: AgentState, { id, atMs, killed }: EventOf<'jobEnded'>): Step {
  const { failures } = state.retries.dream;
  const dream = { failures, notBeforeMs: atMs + SLICE_GAP_MS };
  const next: AgentState = { ...withoutJob(state, id), slices: state.slices + 1, retries: { ...state.retries, dream } };
  const line = print(state, { type: 'sliceEnded', atMs, sliceMs: sliceAfter(state.slices, state.sliceMs), ...(killed && { killed }) });
  return { state: next, effects: [line, { type: 'heartbeat', beat: heartbeatOf(next) }], because: 'the slice of the dream is over' };
}
