/** The rules of jobs in the reducer: what follows when one starts, says something, is late, or ends. Pure; the rules of a kind are beside it. */
import { dreamEnded } from './dream-rules.js';
import { embeddingEnded } from './embedding-rules.js';
import type { EventOf, JobKind } from './event.js';
import { JOBS } from './job-table.js';
import type { AgentState } from './state.js';
import { flushed, passed, print, type Step } from './tick-end.js';

const ENDED: Readonly<Record<JobKind, (state: AgentState, event: EventOf<'jobEnded'>) => Step>> = {
  dream: dreamEnded,
  embedding: embeddingEnded,
};

/** The child of a job runs. */
export function jobStarted(state: AgentState, { id, atMs }: EventOf<'jobStarted'>): Step {
  const job = state.jobs[id];
  if (!job || job.kind === 'tool' || job.startedAtMs !== undefined) return passed(state, 'no such job');
  return { state: { ...state, jobs: { ...state.jobs, [id]: { ...job, startedAtMs: atMs } } }, effects: [], because: 'it runs' };
}

/** Prints a line of a running job. */
export function jobSaid(state: AgentState, { id, atMs, line }: EventOf<'jobSaid'>): Step {
  const job = state.jobs[id];
  if (!job || job.kind === 'tool') return passed(state, 'no such job');
  return { state, effects: [print(state, { type: 'jobSaid', atMs, kind: job.kind, line })], because: 'relayed' };
}

/** The deadline of a job has come: it is told to save and to end. A tool has nothing to save for later. */
export function jobLate(state: AgentState, { id }: EventOf<'jobLate'>): Step {
  const job = state.jobs[id];
  if (!job || job.isLate || (job.kind !== 'tool' && JOBS[job.kind].atDeadline === 'none')) return passed(state, 'no such deadline');
  return {
    state: { ...state, jobs: { ...state.jobs, [id]: { ...job, isLate: true } } },
    effects: [{ type: 'stopJob', id, ...(job.kind === 'tool' && { why: 'too-long' }) }],
    because: 'its time is over',
  };
}

/** A job has ended. */
export function jobEnded(state: AgentState, event: EventOf<'jobEnded'>): Step {
  const job = state.jobs[event.id];
  return job && job.kind !== 'tool' ? ENDED[job.kind](state, event) : passed(state, 'no such job');
}

/** A job could not be started: counts as one that failed. The caller has already added the line. */
export function jobNotStarted(state: AgentState, atMs: number, id: string, message: string): Step {
  const job = state.jobs[id];
  if (!job || job.kind === 'tool') return flushed(state, [], 'no such job');
  const { kind } = job;
  const failed = { type: 'jobEnded', atMs, id, kind, outcome: 'failed' } as const;
  if (kind === 'dream') return jobEnded(state, { ...failed, notStarted: true, detail: message });
  return flushed({ ...jobEnded(state, { ...failed, detail: '' }).state, said: state.said }, [], 'embedding did not start');
}
