/** What the daemon does for the person by rules alone, in the reducer: it answers messages and sends others, where the rights of its session allow it. Pure. */
import { maySend } from '../agent/message.js';
import type { Outgoing } from '../agent/message.js';
import type { WorkItem } from '../agent/work/work-list.js';
import type { Effect, EventOf, Message } from './event.js';
import type { AgentState } from './state.js';
import { tell } from './telling.js';
import { flushed, type Step } from './tick-end.js';

/** The messages of this tick that are answered: those in the person's own voice, whatever the agent may do. What memory holds is recalled for them, which no layer closes. */
export function toAnswer({ taken }: AgentState): readonly Message[] {
  return taken.filter(({ sealedId, origin }) => sealedId !== undefined && origin === 'user');
}

/** Tells of messages that were sent to the person. Those that are held are tried again when the rules look again. */
export function tellSent(state: AgentState, { atMs, sent }: Pick<EventOf<'sent'>, 'atMs' | 'sent'>): AgentState {
  return sent.reduce((next, message) => tell(next, { type: 'sent', atMs, message }), state);
}

/** Messages were sent, maybe while the daemon rests. */
export function onSent(state: AgentState, event: EventOf<'sent'>): Step {
  const next = tellSent(state, event);
  return state.phase === 'rest' ? flushed(next, [], 'told') : { state: next, effects: [], because: 'told at the end of the tick' };
}

/** True where a rule may act at all: where none may, nothing is looked at. */
export function mayActOnWork({ rights, status }: AgentState): boolean {
  return status === 'running' && (mayNote(rights) || maySend('proactive', rights));
}

/** What the rules do about what they see: notes of days, and messages. */
export function actOnWork({ rights }: AgentState, { rules, items, days = [] }: EventOf<'workSeen'>): readonly Effect[] {
  const wanted = items.filter(({ kind }) => (kind === 'due' && rules.dueTodos) || (kind === 'review' && rules.openReview));
  const messages = maySend('proactive', rights) ? wanted.map(messageOf) : [];
  return [
    ...(rules.dayNote && mayNote(rights) ? days.map((day) => ({ type: 'noteDay', day }) as const) : []),
    ...(messages.length > 0 ? [{ type: 'send', messages } as const] : []),
  ];
}

function mayNote({ on }: AgentState['rights']): boolean {
  return on.includes('daily-log');
}

function messageOf({ key, text, why, where }: WorkItem): Outgoing {
  return { kind: 'proactive', key, text: `${text} (${where}: ${why})`, refs: [] };
}
