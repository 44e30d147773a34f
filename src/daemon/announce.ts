/** How the daemon's mind words what it tells, and keeps itself from saying the same thing at every tick. Pure. */
import type { Line, Noted } from './event.js';
import { type AgentState, counted } from './state.js';

/** Most lines that one tick tells of one sort of thing; the rest is one line with a number. */
const LINES_MAX = 6;

/** Holds a line until the end of the tick, when it is known what comes next. */
export function say(state: AgentState, line: Line): AgentState {
  return { ...state, lines: [...state.lines, line] };
}

/** As `say`, for a condition that lasts: silent as long as `key` stays the same, or is ''. */
export function sayOnce(state: AgentState, topic: string, key: string, line: Line): AgentState {
  if (key === '') return unsay(state, topic);
  if (state.said[topic] === key) return state;
  return say({ ...state, said: { ...state.said, [topic]: key } }, line);
}

/** Forgets that a condition was told, so that it is told when it comes back. */
export function unsay(state: AgentState, topic: string): AgentState {
  if (!(topic in state.said)) return state;
  const { [topic]: _forgotten, ...said } = state.said;
  return { ...state, said };
}

/** Tells of new entries and counts them. */
export function sayNoted(state: AgentState, atMs: number, what: string, noted: readonly Noted[]): AgentState {
  const shown = noted.length > LINES_MAX ? noted.slice(0, LINES_MAX - 1) : noted;
  let next = shown.reduce((held, { text, where }) => say(held, { atMs, what, text, where, tone: 'good' }), state);
  const rest = noted.slice(shown.length);
  if (rest.length > 0)
    next = say(next, {
      atMs,
      what,
      text: `and ${plural(
        rest.reduce((n, { entries }) => n + entries, 0),
        'further entry',
        'further entries',
      )}`,
      tone: 'good',
    });
  return counted(next, { entries: noted.reduce((n, { entries }) => n + entries, 0) });
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
