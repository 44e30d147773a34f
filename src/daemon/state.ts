/** What the daemon keeps in mind between two events: a plain value, so that a day can be replayed. Nothing here acts. */
import { HOUR_MS } from '../dates/units.js';
import type { Heartbeat, Counts, EffectName, Line, DaemonStatus } from './event.js';
import type { Rest } from './pace.js';

/** The stages of a tick in their order, with rest before and after, and the way out. */
export type Phase = 'new' | 'rest' | 'preflight' | 'restore' | 'receive' | 'observe' | 'settle' | 'journal' | 'gates' | 'ending' | 'ended';

export interface AgentState {
  readonly phase: Phase;
  readonly once: boolean;
  readonly tickMs: number;
  readonly journalMs: number;
  readonly startedAtMs: number;
  readonly mood: DaemonStatus;
  readonly tickStartedAtMs?: number;
  readonly rest?: Rest;
  readonly nextTickAtMs?: number;
  /** A wake came in the midst of a tick: what it told may have been read already, or not. */
  readonly wokenAtMs?: number;
  readonly journalDueMs: number;
  readonly lastJournalAtMs?: number;
  readonly dreaming: boolean;
  readonly dreamFailures: number;
  readonly dreamNotBeforeMs: number;
  readonly embedding: boolean;
  /** Something changed that vectors may not be there for yet. */
  readonly toEmbed: boolean;
  readonly embedFailures: number;
  readonly embedNotBeforeMs: number;
  readonly busyTries: number;
  /** True once logs were restored, so that the daemon may append to them. */
  readonly mayWrite: boolean;
  readonly introduced: boolean;
  /** What was said last of a lasting condition; it is said again only when it changes. */
  readonly said: Readonly<Record<string, string>>;
  readonly failing: Readonly<Partial<Record<EffectName, { readonly message: string; readonly times: number }>>>;
  /** Lines of this tick, held until it is known what comes next. */
  readonly lines: readonly Line[];
  readonly counts: Counts;
  readonly exit?: { readonly code: 0 | 1 | 3; readonly reason: string };
}

export const FRESH: AgentState = {
  phase: 'new',
  once: false,
  tickMs: 270_000,
  journalMs: HOUR_MS,
  startedAtMs: 0,
  mood: 'starting',
  journalDueMs: 0,
  dreaming: false,
  dreamFailures: 0,
  dreamNotBeforeMs: 0,
  embedding: false,
  toEmbed: true,
  embedFailures: 0,
  embedNotBeforeMs: 0,
  busyTries: 0,
  mayWrite: false,
  introduced: false,
  said: {},
  failing: {},
  lines: [],
  counts: { ticks: 0, entries: 0, restoredLines: 0, secretsReplaced: 0, journalCommits: 0, dreams: 0, failures: 0 },
};

/** What the heartbeat tells. */
export function heartbeatOf(state: AgentState): Heartbeat {
  return {
    mood: state.mood,
    ...(state.nextTickAtMs === undefined ? {} : { nextTickAtMs: state.nextTickAtMs }),
    ...(state.rest === undefined ? {} : { lastTickAtMs: state.rest.endedAtMs }),
    ...(state.lastJournalAtMs === undefined ? {} : { lastJournalAtMs: state.lastJournalAtMs }),
    dreaming: state.dreaming,
    counts: state.counts,
  };
}

/** The state with more counted. */
export function counted(state: AgentState, more: Partial<Counts>): AgentState {
  const counts = { ...state.counts };
  for (const [name, n] of Object.entries(more) as [keyof Counts, number][]) counts[name] += n;
  return { ...state, counts };
}
