/**
 * Whether the person looks, by three signs: what the terminal of `kairos run` reports, a prompt to a coding agent in this clone, and keys typed at a terminal of
 * theirs. Focused, the agent works with them; unfocused, by itself. Pure.
 */
import { MINUTE_MS } from '../dates/units.js';

export type Focus = 'focused' | 'unfocused' | 'unknown';

export interface FocusSigns {
  /** What the terminal that shows `kairos run` reported last. Silence is no sign: many terminals report nothing. */
  readonly terminal?: boolean;
  /** When a person last gave a coding agent a prompt here, or began a session. */
  readonly promptMs?: number;
  /** When keys were last typed at any terminal of theirs on this machine. */
  readonly typedMs?: number;
}

export interface FocusReading {
  readonly is: Focus;
  /** By which sign. */
  readonly why: string;
}

/** After so long nobody is taken to be there any more. */
export const AWAY_AFTER_MS = 5 * MINUTE_MS;

/**
 * The terminal that has the focus, and a prompt in this clone, are the surest. A terminal that lost the focus says that the person is elsewhere, whatever they type
 * there; keys alone say that somebody is at the machine. A sign from the future is a clock that was set back, and none.
 */
export function focusOf({ terminal, promptMs, typedMs }: FocusSigns, nowMs: number): FocusReading {
  const isLate = (ms: number | undefined): boolean => ms !== undefined && ms <= nowMs && nowMs - ms < AWAY_AFTER_MS;
  if (terminal === true) return { is: 'focused', why: 'the terminal of kairos run has the focus' };
  if (isLate(promptMs)) return { is: 'focused', why: 'a coding agent was given a prompt here within 5 minutes' };
  if (terminal === false) return { is: 'unfocused', why: 'the terminal of kairos run does not have the focus' };
  if (isLate(typedMs)) return { is: 'focused', why: 'something was typed at a terminal within 5 minutes' };
  if (promptMs === undefined && typedMs === undefined) return { is: 'unknown', why: 'nothing here tells' };
  return { is: 'unfocused', why: 'nothing was typed here for 5 minutes' };
}
