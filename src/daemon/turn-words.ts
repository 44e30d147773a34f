/** The words of what the agent tells of its turns: from each fact to the line that a person reads. Pure. */
import { plural } from '../base/plural.js';
import type { FactOf, Line } from './event.js';
import type { TurnFactData } from './turn-events.js';
import type { TurnEnd } from './turn-state.js';

const ENDS: Readonly<Record<TurnEnd, string>> = {
  said: 'has ended',
  acted: 'has ended',
  slept: 'has ended',
  idle: 'has ended: it neither acted nor slept',
  'over-budget': 'was ended: its budget is used up',
  failed: 'was ended: the model could not be asked',
  interrupted: 'was broken off: you said something that must not wait',
  'gave-up': 'was given up: it was cut off too often',
};

export const TURN_WORDS: { readonly [Name in keyof TurnFactData]: (fact: FactOf<Name>) => Omit<Line, 'atMs'> } = {
  turnBegan: ({ why, messages, isResumed }) => ({
    what: 'turn',
    text: isResumed
      ? 'goes on with the turn that was cut off'
      : why === 'tick'
        ? 'looks by itself'
        : `takes up ${plural(messages, 'message')}`,
    tone: 'quiet',
  }),
  called: ({ tool, isError, isRefused, why }) => ({
    what: 'tool',
    text: `${tool}${isRefused === true ? ' was refused' : isError === true ? ' failed' : ''}${why === undefined ? '' : `: ${why}`}`,
    tone: isError === true ? 'warn' : 'quiet',
  }),
  turnEnded: ({ how, requests }) => ({
    what: 'turn',
    text: `${ENDS[how]} (${plural(requests, 'request')})`,
    tone: how === 'acted' || how === 'slept' || how === 'said' ? 'quiet' : 'warn',
  }),
  slept: ({ untilMs, why }) => ({
    what: 'asleep',
    text: why === '' ? 'a message wakes it' : why,
    tone: 'quiet',
    next: { does: 'sleeps until', atMs: untilMs },
  }),
  blocked: ({ why, untilMs }) => ({
    what: 'failed',
    text: `the model cannot be asked: ${why}`,
    tone: 'warn',
    next: { does: 'not again before', atMs: untilMs },
  }),
  unblocked: () => ({ what: 'model', text: 'the model answers again', tone: 'good' }),
  sessionStrange: ({ lines }) => ({
    what: 'session',
    text: `${plural(lines, 'line')} of the agent's session without a seal of this clone: left out of its window`,
    tone: 'warn',
  }),
  agentHeld: () => ({
    what: 'held',
    text: 'the agent holds still',
    tone: 'warn',
    next: { does: 'goes on when you say something ("kairos tell")' },
  }),
};
