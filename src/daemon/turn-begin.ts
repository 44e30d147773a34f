/** When a turn begins, in the reducer: by messages, by a look of its own, or because one was cut off; and when the daemon must wake for it. Pure. */
import type { Event, Message } from './event.js';
import { isSpoken } from './message-seal.js';
import type { AgentState } from './state.js';
import { after, passed, sleep as restUntil, type Step } from './tick-end.js';
import { withFreshBudget } from './tool-rules.js';
import { hasDailyLog, isProactive } from './turn-calls.js';
import { answerByRules, closed } from './turn-end.js';
import { IDLE_AFTER_MS, lookPeriod, RESUMES_MAX, URGENT_MS } from './turn-pace.js';
import type { Loop, Turn } from './turn-state.js';

/** True where a model may be asked in this session. */
export function isThinker({ model, once, rights }: Pick<AgentState, 'model' | 'once' | 'rights'>): boolean {
  return model !== undefined && !once && (rights.active || rights.on.includes('proactive'));
}

/** True where a turn may begin, or go on, now. */
export function mayThink(state: AgentState): boolean {
  return isThinker(state) && state.status === 'running' && state.mayWrite;
}

export function begins(state: AgentState, atMs: number): Step {
  const { loop } = state;
  if (!mayThink(state) || loop.turn || loop.isHeld) return passed(state, '');
  if (loop.urgentAtMs !== undefined && Math.abs(atMs - loop.urgentAtMs) < URGENT_MS) return passed(state, '');
  if (loop.suspended) return resumes(state, atMs, loop.suspended);
  const urgent = loop.waiting.filter(({ priority }) => priority !== 'later');
  const messages = urgent.length > 0 ? urgent : isAsleep(loop, atMs) ? [] : loop.waiting;
  if (messages.length > 0 && (!isBlocked(loop, atMs) || messages.some(isSpoken))) return begun(state, atMs, 'messages', messages);
  const isDue = state.phase === 'rest' && loop.waiting.length === 0 && lookDue(state) <= atMs;
  return isDue ? begun(state, atMs, 'tick', []) : passed(state, '');
}

function begun(state: AgentState, atMs: number, why: Turn['why'], messages: readonly Message[]): Step {
  const { sleep: _over, isCalm: _past, ...loop } = state.loop;
  // Of one work tree no two turns have the same number; of several, which share a ledger, the time tells them apart.
  const id = `t${loop.turns + 1}-${atMs.toString(36)}`;
  const turn: Turn = { id, why, begunAtMs: atMs, messages, step: 'open', requests: 0, calls: [], sent: 0, hasActed: false, resumed: 0 };
  const waiting = loop.waiting.filter((one) => !messages.includes(one));
  return {
    state: withFreshBudget({ ...state, loop: { ...loop, waiting, turn } }),
    effects: [{ type: 'openTurn', turn: id, why, messages, readsLog: hasDailyLog(state), ...(loop.seen && { since: loop.seen }) }],
    because: why === 'tick' ? 'the agent looks by itself' : 'messages begin a turn',
  };
}

function resumes(state: AgentState, atMs: number, cut: Turn): Step {
  const { suspended: _cut, ...loop } = state.loop;
  const { job: _gone, sleep: _unslept, ...rest } = cut;
  const turn: Turn = { ...rest, step: 'open', calls: [] };
  const next = withFreshBudget({ ...state, loop: { ...loop, turn } });
  if (turn.resumed > RESUMES_MAX) {
    const end = closed(next, atMs, 'gave-up', turn);
    return after(answerByRules(turn, 'it was cut off too often'), end);
  }
  const { id, why, messages } = turn;
  return {
    state: next,
    effects: [
      { type: 'openTurn', turn: id, why, messages, isResumed: true, readsLog: hasDailyLog(state), ...(loop.seen && { since: loop.seen }) },
    ],
    because: 'it goes on with the turn that was cut off',
  };
}

/** Sets the next tick to the time when a turn may begin, where that is sooner. */
export function wakesInTime(state: AgentState, atMs: number): Step {
  const { nextTickAtMs, phase, loop } = state;
  if (phase !== 'rest' || nextTickAtMs === undefined || !mayThink(state) || loop.turn || loop.isHeld) return passed(state, '');
  const dueMs =
    loop.waiting.length > 0 ? Math.max(loop.sleep?.untilMs ?? 0, loop.blocked?.untilMs ?? 0) : loop.isCalm ? Infinity : lookDue(state);
  if (dueMs <= atMs || dueMs >= nextTickAtMs) return passed(state, '');
  const sooner = { ...state, nextTickAtMs: dueMs };
  return { state: sooner, effects: [restUntil(sooner, atMs)], because: 'the agent looks by then' };
}

/** When the agent looks by itself next; Infinity: it does not. */
function lookDue(state: AgentState): number {
  const { loop, lookMs, cacheMs } = state;
  if (!isProactive(state)) return Infinity;
  return Math.max(
    (loop.lookedAtMs ?? -Infinity) + lookPeriod(lookMs, cacheMs),
    loop.sleep?.untilMs ?? 0,
    loop.blocked?.untilMs ?? 0,
    (loop.personAtMs ?? -Infinity) + IDLE_AFTER_MS,
  );
}

/** What lies ahead because the clock was set back begins anew now: nothing lasts longer than it was meant. */
export function unwound(loop: Loop, atMs: number): Loop {
  const { sleep, blocked, lookedAtMs = 0, personAtMs = 0 } = loop;
  const isAhead = Math.max(sleep?.sinceMs ?? 0, blocked?.sinceMs ?? 0, lookedAtMs, personAtMs) > atMs;
  if (!isAhead) return loop;
  const shifted = <T extends { readonly sinceMs: number; readonly untilMs: number }>(one: T): T =>
    one.sinceMs > atMs ? { ...one, sinceMs: atMs, untilMs: atMs + one.untilMs - one.sinceMs } : one;
  return {
    ...loop,
    ...(sleep && { sleep: shifted(sleep) }),
    ...(blocked && { blocked: shifted(blocked) }),
    ...(lookedAtMs > atMs && { lookedAtMs: atMs }),
    ...(personAtMs > atMs && { personAtMs: atMs }),
  };
}

/** What came since a look that found nothing ends the calm: the next one comes at its time, and not with some tick after that. */
export function roused({ isCalm, ...loop }: Loop, event: Event): Loop {
  if (isCalm === undefined) return loop;
  return bringsNews(event) ? loop : { ...loop, isCalm };
}

function bringsNews(event: Event): boolean {
  if (event.type === 'observed' || event.type === 'entered') return event.noted.length > 0;
  if (event.type === 'received') return event.news.length > 0;
  if (event.type === 'settled') return event.dream !== undefined;
  return event.type === 'jobEnded' || event.type === 'toolEnded';
}

function isAsleep({ sleep }: Loop, atMs: number): boolean {
  return sleep !== undefined && atMs < sleep.untilMs;
}

function isBlocked({ blocked }: Loop, atMs: number): boolean {
  return blocked !== undefined && atMs < blocked.untilMs;
}
