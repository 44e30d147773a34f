/** The state of the daemon's reducer between two events: a plain value, so that a day can be replayed. Pure. */
import { NO_RIGHTS, type Rights } from '../activation/cascade.js';
import { HOUR_MS } from '../dates/units.js';
import type { AuditEntry } from './audit-entry.js';
import type { Heartbeat, Counts, Effect, EffectName, Fact, JobKind, DaemonStatus, Message, ToolCall } from './event.js';
import type { Rest } from './pace.js';
import { NO_TASK_STATE, type TaskState } from './task-state.js';
import { agentBeatOf, NO_LOOP, type Loop } from './turn-state.js';

/** The stages of a tick in their order, the rest between ticks, and the stages of ending. */
export type Phase =
  | 'new'
  | 'rest'
  | 'preflight'
  | 'restore'
  | 'tasks'
  | 'receive'
  | 'enter'
  | 'answer'
  | 'acknowledge'
  | 'settle'
  | 'observe'
  | 'journal'
  | 'work'
  | 'gates'
  | 'ending'
  | 'ended';

interface AnyJob {
  /** When its child started; undefined until it has. */
  readonly startedAtMs?: number;
  /** True when its deadline has come. */
  readonly isLate?: true;
}

/** A job under way whose child is kairos itself. */
export interface ChildJob extends AnyJob {
  readonly kind: JobKind;
}

/** A tool under way. */
export interface ToolJob extends AnyJob {
  readonly kind: 'tool';
  readonly call: ToolCall;
  /** The name of its record, by which people know it; undefined until its child has started. */
  readonly record?: string;
  /** Since when the turn waits for it; left out: it runs in the background. */
  readonly blocksSinceMs?: number;
}

/** A job under way. */
export type Job = ChildJob | ToolJob;

/** What the tools of a turn have used of the time for which they may keep it waiting. */
export interface Blocking {
  readonly budgetMs: number;
  /** In sum, without those for which it waits now. */
  readonly usedMs: number;
}

/** When a kind of job may start again. */
export interface Retry {
  /** In a row. */
  readonly failures: number;
  readonly notBeforeMs: number;
}

export interface AgentState {
  readonly phase: Phase;
  readonly once: boolean;
  readonly tickMs: number;
  readonly journalMs: number;
  readonly sliceMs: number;
  readonly startedAtMs: number;
  readonly status: DaemonStatus;
  /** Kept from the start to the end. */
  readonly rights: Rights;
  /** The name of the model; undefined where there is none. */
  readonly model: string | undefined;
  readonly lookMs: number;
  readonly cacheMs: number;
  readonly hasTestTool: boolean;
  readonly loop: Loop;
  readonly tickStartedAtMs?: number;
  readonly rest?: Rest;
  readonly nextTickAtMs?: number;
  /** The time of a wake during a tick, which may not have read what changed; so another tick follows. */
  readonly wokenAtMs?: number;
  /** When a message was laid into the queue while a tick was under way. */
  readonly toldAtMs?: number;
  /** The messages that this tick took from the queue, until their files are removed. */
  readonly taken: readonly Message[];
  readonly journalDueMs: number;
  readonly lastJournalAtMs?: number;
  /** By id; at most one of a kind, but several tools. */
  readonly jobs: Readonly<Record<string, Job>>;
  /** How many were started so far; the next id has the next number. */
  readonly jobsStarted: number;
  readonly blocking: Blocking;
  readonly retries: Readonly<Record<JobKind, Retry>>;
  /** Slices that the dream under way has used up, in a row. */
  readonly slices: number;
  /** True if there may be text without a vector. */
  readonly toEmbed: boolean;
  readonly tasks: TaskState;
  readonly busyTries: number;
  /** True when logs have been restored, which must happen before the daemon appends to them. */
  readonly mayWrite: boolean;
  /** What the agent did before that, for the daily log. */
  readonly unwritten: readonly AuditEntry[];
  readonly introduced: boolean;
  /** Topic of a lasting condition -> key with which it was told last; see `tellOnce`. */
  readonly said: Readonly<Record<string, string>>;
  readonly failing: Readonly<Partial<Record<EffectName, { readonly message: string; readonly times: number }>>>;
  /** What this tick tells, printed at its end, when it is known what comes next. */
  readonly told: readonly Fact[];
  readonly counts: Counts;
  readonly exit?: { readonly code: 0 | 1 | 3; readonly reason: string };
}

/** The longest time for which the tools of one turn may keep it waiting, in sum, in milliseconds. */
export const BLOCKING_MS = 15_000;

export const FRESH: AgentState = {
  phase: 'new',
  once: false,
  tickMs: 270_000,
  journalMs: HOUR_MS,
  sliceMs: 15_000,
  startedAtMs: 0,
  status: 'starting',
  rights: NO_RIGHTS,
  model: undefined,
  lookMs: 270_000,
  cacheMs: 300_000,
  hasTestTool: false,
  loop: NO_LOOP,
  taken: [],
  journalDueMs: 0,
  jobs: {},
  jobsStarted: 0,
  blocking: { budgetMs: BLOCKING_MS, usedMs: 0 },
  retries: { dream: { failures: 0, notBeforeMs: 0 }, embedding: { failures: 0, notBeforeMs: 0 } },
  slices: 0,
  toEmbed: true,
  tasks: NO_TASK_STATE,
  busyTries: 0,
  mayWrite: false,
  unwritten: [],
  introduced: false,
  said: {},
  failing: {},
  told: [],
  counts: { ticks: 0, entries: 0, restoredLines: 0, secretsReplaced: 0, journalCommits: 0, dreams: 0, failures: 0 },
};

/** The part of the state that the heartbeat file shows. */
export function heartbeatOf(state: AgentState): Heartbeat {
  return {
    mood: state.status,
    ...(state.nextTickAtMs === undefined ? {} : { nextTickAtMs: state.nextTickAtMs }),
    ...(state.rest === undefined ? {} : { lastTickAtMs: state.rest.endedAtMs }),
    ...(state.lastJournalAtMs === undefined ? {} : { lastJournalAtMs: state.lastJournalAtMs }),
    dreaming: isRunning(state, 'dream'),
    counts: state.counts,
    rights: state.rights,
    ...(state.model !== undefined && { agent: agentBeatOf(state.loop) }),
  };
}

/** The state with these numbers added to its counts. */
export function counted(state: AgentState, more: Partial<Counts>): AgentState {
  const counts = { ...state.counts };
  for (const [name, n] of Object.entries(more) as [keyof Counts, number][]) counts[name] += n;
  return { ...state, counts };
}

/** True while a job of this kind is under way. */
export function isRunning({ jobs }: AgentState, kind: JobKind): boolean {
  return Object.values(jobs).some((job) => job.kind === kind);
}

/** True while a command of a task runs. */
export function isTaskRunning({ jobs }: AgentState): boolean {
  return Object.values(jobs).some((job) => job.kind === 'tool' && job.call.task !== undefined);
}

/** The state with a job of this kind under way, and the effect that starts it. @param deadlineMs from its start. */
export function withJob(state: AgentState, kind: JobKind, deadlineMs?: number): { state: AgentState; start: Effect } {
  const jobsStarted = state.jobsStarted + 1;
  const id = `${kind}-${jobsStarted}`;
  return {
    state: { ...state, jobsStarted, jobs: { ...state.jobs, [id]: { kind } } },
    start: { type: 'startJob', id, kind, ...(deadlineMs === undefined ? {} : { deadlineMs }) },
  };
}

/** The state without this job. */
export function withoutJob(state: AgentState, id: string): AgentState {
  const { [id]: _ended, ...jobs } = state.jobs;
  return { ...state, jobs };
}
