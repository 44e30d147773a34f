/** The events, effects and facts of turns, as parts of the unions in `event`. Types only. */
import type { MessageKind, Outgoing } from '../agent/message.js';
import type { OwnTool } from '../agent/turn/tools.js';
import type { Message, ToolEnd } from './event.js';
import type { KeptLoop, Seen, Turn, TurnCall, TurnEnd } from './turn-state.js';

export interface TurnEventData {
  /** What the turn begins with is put together. `isQuiet`: nothing changed since the last look, so that nobody need be asked. `seen`: equal as long as nothing changes. `strange`: lines of its session that this clone did not write. */
  readonly turnOpened: { readonly turn: string; readonly isQuiet?: true; readonly seen?: string; readonly strange?: number };
  /** The model answered the request of this number of the turn. */
  readonly thought: { readonly turn: string; readonly request: number } & (
    | { readonly outcome: 'reply'; readonly text: string; readonly calls: readonly TurnCall[] }
    | { readonly outcome: 'failed'; readonly why: string; readonly again: boolean }
    /** No budget is left: in this turn, or until the time that is said; without one for long. */
    | { readonly outcome: 'refused'; readonly why: string; readonly ofTurn: boolean; readonly notBeforeMs?: number }
  );
  /** A call has its result. `acted`: it did more than read. `refused`: why it did nothing. */
  readonly callDone: {
    readonly turn: string;
    readonly call: string;
    readonly acted?: true;
    readonly isError?: true;
    /** Why it failed. */
    readonly failed?: string;
    readonly refused?: string;
  };
  /** A message of the person's that must not wait lies in the queue. */
  readonly urgentCame: object;
  /** The person stops the agent in the terminal. */
  readonly held: object;
}

export interface TurnEffectData {
  /** Put together what the turn begins with. `since`: the last look. */
  readonly openTurn: {
    readonly turn: string;
    readonly why: Turn['why'];
    readonly messages: readonly Message[];
    readonly isResumed?: true;
    readonly since?: Seen;
    /** The tail of the day's log is read, too. */
    readonly readsLog: boolean;
  };
  /** Ask the model, with these messages added. */
  readonly think: {
    readonly turn: string;
    readonly request: number;
    readonly why: Turn['why'];
    readonly add: readonly Message[];
    /** Those of the daemon; the tools of the memory are there as well. */
    readonly tools: readonly OwnTool[];
    readonly isProactive: boolean;
    /** The agent writes entries of its own. */
    readonly mayWrite: boolean;
  };
  /** The result of a call that the rules know. */
  readonly answerCall: { readonly turn: string; readonly call: string; readonly text: string; readonly isError?: true };
  /** Run a tool of the memory. */
  readonly callMemory: { readonly turn: string; readonly call: TurnCall; readonly mayWrite: boolean };
  /** SendUserMessage. */
  readonly sendFromTurn: {
    readonly turn: string;
    readonly call: string;
    readonly message: { readonly kind: MessageKind; readonly key: string; readonly text: string };
  };
  /** What the model said last goes to the person who spoke; or what memory holds on what they said. */
  readonly answerPerson:
    | { readonly message: Outgoing; readonly byRules?: never }
    | { readonly byRules: readonly Message[]; readonly message?: never };
  /** A child has ended while the turn waited: its result goes to the call. */
  readonly tellCall: { readonly turn: string; readonly call: string; readonly record?: string; readonly end: ToolEnd };
  /** Break off what the turn waits for. Performed at once. */
  readonly stopTurn: { readonly turn: string };
  readonly closeTurn: { readonly turn: string; readonly how: TurnEnd } & Pick<Turn, 'why' | 'begunAtMs'>;
  /** Remove the files of messages whose turn has ended. */
  readonly finishMessages: { readonly ids: readonly string[] };
  readonly keepLoop: { readonly kept: KeptLoop };
}

export interface TurnFactData {
  readonly turnBegan: { readonly why: Turn['why']; readonly messages: number; readonly isResumed: boolean };
  /** A tool of the memory was called, or a call of any tool was refused. `why`: it was refused, or failed. */
  readonly called: { readonly tool: string; readonly isError?: true; readonly isRefused?: true; readonly why?: string };
  readonly turnEnded: { readonly how: TurnEnd; readonly requests: number };
  readonly slept: { readonly untilMs: number; readonly why: string };
  readonly blocked: { readonly why: string; readonly untilMs: number };
  readonly unblocked: object;
  readonly agentHeld: object;
  /** Lines of the agent's session that this clone did not write are left out. */
  readonly sessionStrange: { readonly lines: number };
}
