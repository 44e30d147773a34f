/** The end of a turn in the reducer: what follows for its messages, its sleep, and who spoke in it. Pure; `turn-rules` decides when. */
import type { Effect, Message } from './event.js';
import { isSpoken } from './message-seal.js';
import { routinesByRules } from './routine-rules.js';
import type { AgentState } from './state.js';
import { print, type Step } from './tick-end.js';
import { keptOf, type Turn, type TurnEnd } from './turn-state.js';

const RANKS = { now: 0, next: 1, later: 2 } as const;

export function byUrgency(a: Message, b: Message): number {
  return RANKS[a.priority] - RANKS[b.priority] || a.atMs - b.atMs || (a.id < b.id ? -1 : 1);
}

/** Who spoke in the turn and had no answer is answered by rules. @param why the turn could not go on: what routines found is told, too. */
export function answerByRules(turn: Turn, why?: string): readonly Effect[] {
  if (turn.sent > 0) return [];
  const spoken = turn.messages.filter(isSpoken);
  const routines = why === undefined ? [] : routinesByRules(turn.messages, why);
  return spoken.length === 0 ? routines : [{ type: 'answerPerson', byRules: spoken }, ...routines];
}

export function closed(state: AgentState, atMs: number, how: TurnEnd, turn: Turn): Step {
  const { turn: _ended, sleep: _past, ...loop } = state.loop;
  const isIdle = !turn.hasActed && !turn.sleep && (how === 'said' || how === 'over-budget');
  const end = how === 'said' ? (isIdle ? 'idle' : 'acted') : how;
  // What a turn saw that came to nothing is seen again.
  const hasSeen = turn.seen && how !== 'failed' && how !== 'interrupted' && how !== 'gave-up';
  const ids = turn.messages.map(({ id }) => id);
  const next: AgentState = {
    ...state,
    loop: {
      ...loop,
      lookedAtMs: atMs,
      idle: loop.idle + (isIdle ? 1 : 0),
      finished: ids,
      ...(turn.sleep && { sleep: turn.sleep }),
      ...(hasSeen && { seen: turn.seen }),
    },
  };
  const effects: Effect[] = [
    closing(turn, end),
    // That it has ended is on the disk before the files go: a kill between the two gives no message to a second turn.
    { type: 'keepLoop', kept: keptOf(next.loop) },
    ...(ids.length > 0 ? [{ type: 'finishMessages', ids } as const] : []),
    told(next, atMs, end, turn),
    ...(turn.sleep ? [print(next, { type: 'slept', atMs, untilMs: turn.sleep.untilMs, why: turn.sleep.why })] : []),
  ];
  return { state: next, effects, because: `the turn has ended: ${end}` };
}

export function closing({ id, why, begunAtMs }: Turn, how: TurnEnd): Effect {
  return { type: 'closeTurn', turn: id, how, why, begunAtMs };
}

export function told(state: AgentState, atMs: number, how: TurnEnd, { requests }: Turn): Effect {
  return print(state, { type: 'turnEnded', atMs, how, requests });
}
