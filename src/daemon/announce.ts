/** Collects the lines that the daemon prints, and suppresses repetitions: a lasting condition is printed once, not at each tick. Pure. */
import { plural } from '../base/plural.js';
import type { Line, Noted } from './event.js';
import { type AgentState, counted } from './state.js';

/** The most lines of one kind in one tick; the rest becomes one line with a number. */
const LINES_MAX = 6;

/** Adds a line, to be printed at the end of the tick, when it is known what comes next. */
export function say(state: AgentState, line: Line): AgentState {
  return { ...state, lines: [...state.lines, line] };
}

/** As `say`, for a lasting condition: adds the line only when `key` changes. An empty key means that the condition has ended. */
export function sayOnce(state: AgentState, topic: string, key: string, line: Line): AgentState {
  if (key === '') return unsay(state, topic);
  if (state.said[topic] === key) return state;
  return say({ ...state, said: { ...state.said, [topic]: key } }, line);
}

/** Ends a lasting condition, so that its line is added again when it returns. */
export function unsay(state: AgentState, topic: string): AgentState {
  if (!(topic in state.said)) return state;
  const { [topic]: _forgotten, ...said } = state.said;
  return { ...state, said };
}

/** Adds lines about new entries and counts the entries. */
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
