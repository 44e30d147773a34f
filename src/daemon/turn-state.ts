/** What the agent is at, as a part of the reducer's state: its turn, its sleep, what waits for it. Plain values; the rules are in `turn-rules`. */
import type { Message } from './event.js';

/** A tool that the model asked for, and that has no result yet. */
export interface TurnCall {
  readonly id: string;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A turn ends `said`: the model said what it had to say. `idle`: it neither acted nor slept. `over-budget`: the model may not be asked again by then. `gave-up`: it was cut off too often. */
export type TurnEnd = 'said' | 'acted' | 'slept' | 'idle' | 'over-budget' | 'failed' | 'interrupted' | 'gave-up';

export interface Turn {
  /** No other turn of the work tree has it. */
  readonly id: string;
  readonly why: 'messages' | 'tick';
  readonly begunAtMs: number;
  /** Those that it was given: their files stay in the queue until it has ended. */
  readonly messages: readonly Message[];
  /** What it does now: it is put together, asks the model, or has a tool run. */
  readonly step: 'open' | 'think' | 'act';
  /** Requests to the model so far. */
  readonly requests: number;
  /** What the last reply asked for and that has no result yet; the first is under way. */
  readonly calls: readonly TurnCall[];
  /** The job of the first call, where it is a child. */
  readonly job?: string;
  /** What the model said last beside its calls: the answer, where it says no more. */
  readonly words?: string;
  /** Messages to the person so far. */
  readonly sent: number;
  readonly hasActed: boolean;
  /** The model chose to sleep when its calls are done. */
  readonly sleep?: Sleep;
  /** What it saw, where it is a look. */
  readonly seen?: Seen;
  /** How often a new daemon went on with it. */
  readonly resumed: number;
}

export interface Sleep {
  readonly sinceMs: number;
  readonly untilMs: number;
  readonly why: string;
}

/** The model cannot be asked (contextBlocked). */
export interface Blocked {
  readonly why: string;
  readonly sinceMs: number;
  /** In a row; 0: there is no budget for it. */
  readonly failures: number;
  /** Before that it is not asked again, but for a message of the person. */
  readonly untilMs: number;
}

/** What the last look saw. */
export interface Seen {
  readonly key: string;
  readonly atMs: number;
}

export interface Loop {
  /** Messages that no turn has been given yet, the most urgent first. */
  readonly waiting: readonly Message[];
  readonly turn?: Turn;
  /** A turn that was cut off: by a pause, or by the end of the daemon that ran it. */
  readonly suspended?: Turn;
  /** Messages of ended turns whose files may still lie in the queue. */
  readonly finished: readonly string[];
  readonly sleep?: Sleep;
  readonly blocked?: Blocked;
  /** The person stopped the agent in the terminal, until they say something. */
  readonly isHeld: boolean;
  /** When a message was seen that must not wait; until it is taken no turn begins. */
  readonly urgentAtMs?: number;
  /** When the person was last heard of. */
  readonly personAtMs?: number;
  /** The end of the last turn, or of the last look that found nothing. */
  readonly lookedAtMs?: number;
  /** The last look found nothing, and nothing came since: the next one comes with a tick of the daemon. */
  readonly isCalm?: true;
  readonly seen?: Seen;
  readonly turns: number;
  /** Turns that neither acted nor slept; and looks that found nothing new, for which nobody was asked. */
  readonly idle: number;
  readonly quiet: number;
}

export const NO_LOOP: Loop = { waiting: [], finished: [], isHeld: false, turns: 0, idle: 0, quiet: 0 };

/** What of it outlives the daemon; the messages that wait lie in the queue. */
export type KeptLoop = Omit<Loop, 'waiting' | 'urgentAtMs'>;

export function keptOf({ waiting: _files, urgentAtMs: _past, ...kept }: Loop): KeptLoop {
  return kept;
}

/** What a fresh session keeps of it: not the turn under way, whose messages are taken again, nor what was seen. */
export function freshLoop({ turn: _turn, suspended: _cut, seen: _seen, sleep: _sleep, ...kept }: KeptLoop): KeptLoop {
  return kept;
}

/** A model that could not be asked is asked again so long after the start of another daemon. */
const RETRY_AT_START_MS = 30_000;

/** What a new daemon begins with: the turn that was under way waits to be gone on with. */
export function loopFrom(kept: KeptLoop | undefined, hasModel: boolean, atMs: number): Loop {
  if (!kept) return NO_LOOP;
  const { turn, suspended, blocked, ...rest } = kept;
  const cut = turn ? { ...turn, resumed: turn.resumed + 1 } : suspended;
  // What was in the way may be mended: it is tried again soon, and where it is not, waited for as long as before and longer.
  const again = blocked && { ...blocked, untilMs: Math.min(blocked.untilMs, atMs + RETRY_AT_START_MS) };
  return { ...NO_LOOP, ...rest, ...(again && { blocked: again }), ...(cut && hasModel && { suspended: cut }) };
}

/** What the agent is at, for people. */
export interface AgentBeat {
  readonly is: 'thinking' | 'asleep' | 'blocked' | 'held' | 'waiting';
  readonly untilMs?: number;
  readonly why?: string;
  readonly turns: number;
  readonly idle: number;
  readonly quiet: number;
  readonly waiting: number;
}

export function agentBeatOf({ turn, sleep, blocked, isHeld, turns, idle, quiet, waiting }: Loop): AgentBeat {
  const counts = { turns, idle, quiet, waiting: waiting.length };
  if (turn) return { is: 'thinking', ...counts };
  if (isHeld) return { is: 'held', ...counts };
  if (blocked) return { is: 'blocked', untilMs: blocked.untilMs, why: blocked.why, ...counts };
  if (sleep) return { is: 'asleep', untilMs: sleep.untilMs, why: sleep.why, ...counts };
  return { is: 'waiting', ...counts };
}
