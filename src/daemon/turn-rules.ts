/**
 * The rules of turns in the reducer: when one begins, how it thinks and acts, and how it ends. Pure.
 *
 *   open -> think -> act (a call after the other) -> think -> ... -> end
 *
 * A turn begins by messages, the most urgent first; and, while the agent is proactive, by a look of its own when nothing waits and the person is idle. The
 * files of its messages stay in the queue until it has ended, so that a kill at any moment loses none; a new daemon goes on with the turn itself.
 */
import { maySend } from '../agent/message.js';
import { isOwnTool } from '../agent/turn/tools.js';
import { entryId } from '../memory/entry.js';
import type { Effect, Event, EventOf, Message } from './event.js';
import { isSpoken, messageKey } from './message-seal.js';
import { routinesFollow, withoutEmptyRoutines } from './routine-rules.js';
import { type AgentState, heartbeatOf } from './state.js';
import { tellSession } from './telling.js';
import { after, flushed, passed, print, type Step } from './tick-end.js';
import { toBackground } from './tool-rules.js';
import { begins, isThinker, mayThink, roused, unwound, wakesInTime } from './turn-begin.js';
import { childMoved, hasDailyLog, isProactive, nextCall, toolsOf, withoutCall, withTurn } from './turn-calls.js';
import { answerByRules, byUrgency, closed, closing, told } from './turn-end.js';
import { BUDGET_RETRY_MS, modelRetry } from './turn-pace.js';
import { agentBeatOf, type Blocked, keptOf, type Turn, type TurnEnd } from './turn-state.js';

/** The messages that are new to the reducer: not those whose files wait for the end of a turn. */
export function newMessages({ loop }: AgentState, messages: readonly Message[]): readonly Message[] {
  const known = new Set([
    ...loop.finished,
    ...[...loop.waiting, ...(loop.turn?.messages ?? []), ...(loop.suspended?.messages ?? [])].map(({ id }) => id),
  ]);
  return messages.filter(({ id }) => !known.has(id));
}

/** The files of messages whose turn has ended, and that are there again: they are removed again. */
export function stillThere({ loop }: AgentState, messages: readonly Message[]): readonly Effect[] {
  const ids = messages.flatMap(({ id }) => (loop.finished.includes(id) ? [id] : []));
  return ids.length > 0 ? [{ type: 'finishMessages', ids }] : [];
}

/** Of the messages that this tick took, turns are given those whose seal holds; what is left is acknowledged. */
export function giveToTurns(state: AgentState): AgentState {
  const { urgentAtMs, ...loop } = state.loop;
  const isTaken = urgentAtMs === undefined || (state.tickStartedAtMs ?? 0) >= urgentAtMs;
  const calm: AgentState = isTaken ? { ...state, loop } : state;
  if (!mayThink(state)) return calm;
  const given = state.taken.filter(({ sealedId, origin }) => sealedId !== undefined && origin !== 'external');
  if (given.length === 0) return calm;
  return {
    ...calm,
    taken: state.taken.filter((message) => !given.includes(message)),
    loop: { ...calm.loop, waiting: [...calm.loop.waiting, ...given].toSorted(byUrgency) },
  };
}

/** The person spoke: the agent is not held any more, and they are not idle. */
export function heardOfPerson(state: AgentState, atMs: number): AgentState {
  return { ...state, loop: { ...state.loop, isHeld: false, personAtMs: atMs } };
}

/** Breaks off the turn under way where a message of the person's must not wait. */
export function interruptFor(state: AgentState, atMs: number, messages: readonly Message[]): Step {
  const isUrgent = messages.some(({ priority, origin }) => priority === 'now' && origin === 'user');
  return isUrgent ? interrupted(state, atMs) : passed(state, 'nothing that must not wait');
}

/** Its messages are given to the next turn, after the one for which it was broken off. */
function interrupted(state: AgentState, atMs: number): Step {
  const { turn } = state.loop;
  if (!turn) return passed(state, 'no turn is under way');
  const moved = toBackground(state, atMs, 'you have spoken');
  const { finished, ...ended } = closed(moved.state, atMs, 'interrupted', turn).state.loop;
  const waiting = [...turn.messages, ...state.loop.waiting].toSorted(byUrgency);
  const next: AgentState = {
    ...moved.state,
    loop: { ...ended, waiting, finished: finished.filter((id) => !turn.messages.some((one) => one.id === id)) },
  };
  return {
    state: next,
    effects: [{ type: 'stopTurn', turn: turn.id }, ...moved.effects, closing(turn, 'interrupted'), told(next, atMs, 'interrupted', turn)],
    because: 'the person said something that must not wait',
  };
}

/** A message that must not wait lies in the queue: the turn is broken off at once. The caller begins a tick that takes it. */
export function urgentCame(state: AgentState, { atMs }: EventOf<'urgentCame'>): Step {
  if (!isThinker(state)) return passed(state, 'no turn could be under way');
  const step = interrupted(state, atMs);
  return { ...step, state: { ...step.state, loop: { ...step.state.loop, urgentAtMs: atMs } } };
}

/** The person stops the agent in the terminal: it holds still until they say something. */
export function held(state: AgentState, { atMs }: EventOf<'held'>): Step {
  if (!isThinker(state) || state.loop.isHeld) return passed(state, 'there is nothing to stop');
  const step = suspended({ ...state, loop: { ...state.loop, isHeld: true } });
  return { ...step, effects: [...step.effects, print(step.state, { type: 'agentHeld', atMs })], because: 'the person stopped it' };
}

/** What the turn begins with stands. */
export function turnOpened(state: AgentState, event: EventOf<'turnOpened'>): Step {
  const { atMs, turn: id, isQuiet, seen } = event;
  const { turn, ...loop } = state.loop;
  if (turn?.id !== id || turn.step !== 'open') return passed(state, 'no such turn');
  if (isQuiet === true)
    return {
      // From its begin, which is the end of a tick: the next tick of the same length is not a moment too early.
      state: { ...state, loop: { ...loop, quiet: loop.quiet + 1, lookedAtMs: turn.begunAtMs, isCalm: true } },
      effects: [],
      because: 'nothing changed since the last look',
    };
  const opened: Turn = { ...turn, ...(seen !== undefined && { seen: { key: seen, atMs } }) };
  const next: AgentState = { ...state, loop: { ...state.loop, turns: Math.max(state.loop.turns, Number.parseInt(id.slice(1), 10)) } };
  const began = print(next, { type: 'turnBegan', atMs, why: turn.why, messages: turn.messages.length, isResumed: turn.resumed > 0 });
  const heard = tellSession(next, event);
  const told = heard.phase === 'rest' ? flushed(heard, [], '') : passed(heard, '');
  return after([began, ...told.effects], think(told.state, opened));
}

/** Asks the model, and gives it what came meanwhile and would not wait for the end of the turn. */
function think(state: AgentState, turn: Turn): Step {
  const add = state.loop.waiting.filter(({ priority }) => priority !== 'later');
  const request = turn.requests + 1;
  const next = withTurn(
    { ...state, loop: { ...state.loop, waiting: state.loop.waiting.filter((one) => !add.includes(one)) } },
    { ...turn, step: 'think', requests: request, calls: [], messages: [...turn.messages, ...add] },
  );
  return {
    state: next,
    effects: [
      {
        type: 'think',
        turn: turn.id,
        request,
        why: turn.why,
        add,
        tools: toolsOf(state),
        isProactive: isProactive(state),
        mayWrite: hasDailyLog(state),
      },
    ],
    because: 'the model is asked',
  };
}

/** The model answered: its calls are run, or the turn ends. */
export function thought(state: AgentState, event: EventOf<'thought'>): Step {
  const { turn } = state.loop;
  if (turn?.id !== event.turn || turn.step !== 'think' || turn.requests !== event.request) return passed(state, 'no such request');
  if (event.outcome === 'failed') {
    const { blocked } = state.loop;
    // Before its time only who speaks asks: however often they do, others wait no longer for that.
    if (blocked && blocked.failures > 0 && event.atMs < blocked.untilMs) return failed(state, event.atMs, turn, blocked, 'failed', true);
    const failures = (blocked?.failures ?? 0) + 1;
    return failed(state, event.atMs, turn, { sinceMs: event.atMs, why: event.why, failures, untilMs: modelRetry(event.atMs, failures) });
  }
  if (event.outcome === 'refused') return overBudget(state, event, { ...turn, requests: turn.requests - 1 });
  const { blocked, ...loop } = state.loop;
  const clear: AgentState = { ...state, loop };
  const first: Effect[] = blocked ? [print(clear, { type: 'unblocked', atMs: event.atMs })] : [];
  const words = event.text.trim() === '' ? turn.words : event.text;
  if (event.calls.length === 0) return after(first, spoken(clear, event.atMs, turn, words ?? ''));
  const acting: Turn = { ...turn, step: 'act', calls: event.calls, ...(words !== undefined && { words }) };
  return after(first, act(withTurn(clear, acting), event.atMs));
}

/** What the model says to a person who spoke reaches them also where it sends no message: once, and for all that they said in this turn. */
function spoken(state: AgentState, atMs: number, turn: Turn, text: string): Step {
  const answer = answerWith(state, turn, text);
  const isInWords = answer.some((effect) => effect.type === 'answerPerson' && effect.message !== undefined);
  return after(answer, closed(state, atMs, 'said', isInWords ? { ...turn, hasActed: true } : turn));
}

/** The answer in these words; where there are none, or the agent may send none, what memory holds answers who spoke. */
function answerWith({ rights }: AgentState, turn: Turn, text: string): readonly Effect[] {
  const said = withoutEmptyRoutines(turn.messages)
    .filter(({ origin }) => origin === 'user')
    .toSorted((a, b) => a.atMs - b.atMs);
  if (said.length === 0 || turn.sent > 0) return [];
  if (text.trim() === '' || !maySend('normal', rights)) return answerByRules(turn);
  const refs = said.map(({ sealedId = '' }) => entryId('message', messageKey(sealedId)));
  return [{ type: 'answerPerson', message: { kind: 'normal', key: `answer ${refs.at(-1)}`, text, refs, isAnswer: true } }];
}

function act(state: AgentState, atMs: number): Step {
  const { isDone, ...step } = nextCall(state, atMs);
  const { turn } = step.state.loop;
  if (!isDone || !turn) return step;
  if (!turn.sleep) return after(step.effects, think(step.state, turn));
  // Whatever it did: who spoke is not left without an answer.
  const answer = answerWith(step.state, turn, turn.words ?? '');
  return after([...step.effects, ...answer], closed(step.state, atMs, 'slept', turn));
}

/** A call has its result. */
export function callDone(state: AgentState, { atMs, turn: id, call, acted, isError, failed: why, refused }: EventOf<'callDone'>): Step {
  const { turn } = state.loop;
  const [done] = turn?.calls ?? [];
  if (turn?.id !== id || done?.id !== call) return passed(state, 'no such call');
  // Of its own tools more is told: what was sent, how a child ended.
  const { tool } = done;
  const isTold = isOwnTool(tool) && refused === undefined;
  const told = isTold
    ? []
    : [
        print(state, {
          type: 'called',
          atMs,
          tool,
          ...(isError && { isError }),
          ...(why !== undefined && { why }),
          ...(refused !== undefined && { isRefused: true as const, why: refused }),
        }),
      ];
  return after(told, act(withTurn(state, { ...withoutCall(turn), hasActed: turn.hasActed || acted === true }), atMs));
}

/** No budget is left. In this turn: it ends with what it did. In the hour or the day: nobody asks before there is some. */
function overBudget(state: AgentState, event: EventOf<'thought'> & { readonly outcome: 'refused' }, turn: Turn): Step {
  const { atMs, why, ofTurn, notBeforeMs = atMs + BUDGET_RETRY_MS } = event;
  if (!ofTurn) return failed(state, atMs, turn, { sinceMs: atMs, why, failures: 0, untilMs: notBeforeMs }, 'over-budget');
  return after(answerByRules(turn, why), closed(state, atMs, 'over-budget', turn));
}

/** The model could not be asked: who spoke is answered by rules, what else the turn was given waits, and nobody asks again before its time. @param isKnown it was told. */
function failed(state: AgentState, atMs: number, turn: Turn, why: Blocked, how: TurnEnd = 'failed', isKnown = false): Step {
  const others = turn.messages.filter((message) => !isSpoken(message));
  const step = closed(state, atMs, how, { ...turn, messages: turn.messages.filter(isSpoken) });
  const waiting = [...others, ...step.state.loop.waiting].toSorted(byUrgency);
  const next: AgentState = { ...step.state, loop: { ...step.state.loop, blocked: why, waiting } };
  // The same is told the first, second, fourth, eighth time.
  const isDue = why.failures === 0 ? state.loop.blocked?.why !== why.why : (why.failures & (why.failures - 1)) === 0;
  const told: Effect[] = isDue && !isKnown ? [print(next, { type: 'blocked', atMs, why: why.why, untilMs: why.untilMs })] : [];
  return { state: next, effects: [...answerByRules(turn), ...step.effects, ...told], because: why.why };
}

/** Cuts the turn off, to be gone on with later. */
function suspended(state: AgentState): Step {
  const { turn, ...loop } = state.loop;
  if (!turn) return passed(state, 'no turn is under way');
  return {
    state: { ...state, loop: { ...loop, suspended: turn } },
    effects: [{ type: 'stopTurn', turn: turn.id }],
    because: 'it holds still',
  };
}

/** After each event: what follows for turns from where the daemon stands now. */
export function afterEvent(before: AgentState, step: Step, event: Event): Step {
  if (step.state.phase === 'ended') return step;
  if (step.state.phase === 'ending')
    return step.state.loop.turn && before.phase !== 'ending' ? after([{ type: 'stopTurn', turn: step.state.loop.turn.id }], step) : step;
  if (!isThinker(step.state)) return step;
  let next: Step = { ...step, state: { ...step.state, loop: unwound(roused(step.state.loop, event), event.atMs) } };
  const follow = (one: Step): void => {
    if (one.effects.length === 0 && one.state === next.state) return;
    next = {
      state: one.state,
      effects: [...next.effects, ...one.effects],
      because: next.because === '' ? one.because : `${next.because}; ${one.because}`,
    };
  };
  if (next.state.loop.turn && (next.state.status === 'paused' || next.state.status === 'hostile')) follow(suspended(next.state));
  follow(childFollows(next.state, event));
  follow(routinesFollow(next.state, event.atMs));
  follow(begins(next.state, event.atMs));
  follow(wakesInTime(next.state, event.atMs));
  const isChanged = JSON.stringify(keptOf(before.loop)) !== JSON.stringify(keptOf(next.state.loop));
  if (isChanged) next = { ...next, effects: [...next.effects, { type: 'keepLoop', kept: keptOf(next.state.loop) }] };
  // What it is at is shown at once, and not with the next heartbeat.
  const isOther = agentBeatOf(before.loop).is !== agentBeatOf(next.state.loop).is;
  if (isOther && next.state.phase === 'rest')
    next = { ...next, effects: [...next.effects, { type: 'heartbeat', beat: heartbeatOf(next.state) }] };
  return next;
}

/** The child that a turn waits for has ended, or went to the background. */
function childFollows(state: AgentState, event: Event): Step {
  const { turn } = state.loop;
  const [call] = turn?.calls ?? [];
  if (!turn || !call || turn.job === undefined) return passed(state, '');
  if (event.type === 'toolEnded' && event.id === turn.job) {
    const { record, end } = event;
    const { job: _ended, ...rest } = turn;
    return {
      state: withTurn(state, rest),
      effects: [{ type: 'tellCall', turn: turn.id, call: call.id, end, ...(record !== undefined && { record }) }],
      because: 'its result goes to the turn',
    };
  }
  const { isMoved, ...moved } = childMoved(state);
  return isMoved ? after(moved.effects, act(moved.state, event.atMs)) : passed(state, '');
}
