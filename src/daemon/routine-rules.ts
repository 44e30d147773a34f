/**
 * What the reducer does about the routines of tasks (catch-up, morning check-in) where no model can be asked: the person gets what the routine found, as without
 * a model, at its time and with the reason. Pure.
 */
import { maySend } from '../agent/message.js';
import { REFERENCE } from '../base/ids.js';
import { isoTime } from '../dates/day.js';
import type { Effect, Message } from './event.js';
import type { AgentState } from './state.js';
import { passed, type Step } from './tick-end.js';

/** A model that failed so often in a row is not waited for: it was asked for some two minutes. */
const FAILURES_MOST = 3;

/** The messages to the person in place of a turn. @param why no model was asked, in words. */
export function routinesByRules(messages: readonly Message[], why: string): readonly Effect[] {
  return messages.filter(isFound).map(({ task, atMs, text }) => ({
    type: 'answerPerson',
    message: {
      kind: 'normal',
      key: routineKey(task, atMs),
      text: `${text}\n(the agent took no turn of it: ${why})`,
      refs: [...text.matchAll(new RegExp(REFERENCE, 'g'))].map(([, id = '']) => id),
    },
  }));
}

/** Tells what routines found that wait while the budget is used up, or while the model fails again and again. Their prompts are done with it. */
export function routinesFollow(state: AgentState, atMs: number): Step {
  const { blocked, waiting } = state.loop;
  const isLong = blocked !== undefined && atMs < blocked.untilMs && (blocked.failures === 0 || blocked.failures >= FAILURES_MOST);
  if (!isLong || !maySend('normal', state.rights)) return passed(state, '');
  // Of one that found nothing there is nothing to tell.
  const runs = foundRuns(waiting);
  const done = waiting.filter((message) => isOfRun(message, runs) || isRoutine(message));
  if (done.length === 0) return passed(state, '');
  const ids = done.map(({ id }) => id);
  const loop = { ...state.loop, waiting: waiting.filter((one) => !done.includes(one)), finished: [...state.loop.finished, ...ids] };
  return {
    state: { ...state, loop },
    effects: [...routinesByRules(done, blocked.why), { type: 'finishMessages', ids }],
    because: 'routines are told without a turn',
  };
}

/** The messages without the prompts of routines that found nothing: nobody asked, and there is nothing to tell. */
export function withoutEmptyRoutines(messages: readonly Message[]): readonly Message[] {
  const runs = foundRuns(messages);
  return messages.filter((message) => !isRoutine(message) || isOfRun(message, runs));
}

/** The runs of which a routine found something, by their keys. */
function foundRuns(messages: readonly Message[]): ReadonlySet<string> {
  return new Set(messages.filter(isFound).map(({ task, atMs }) => routineKey(task, atMs)));
}

function isOfRun({ task, atMs }: Message, runs: ReadonlySet<string>): boolean {
  return task !== undefined && runs.has(routineKey(task, atMs));
}

function isRoutine({ routine }: Message): boolean {
  return routine !== undefined;
}

/** The key of the message with which a routine tells the person: the same however it comes to it. */
export function routineKey(task: string, plannedMs: number): string {
  return `task ${task} ${isoTime(plannedMs)}`;
}

/** True for what a routine found, which goes before its prompt. */
function isFound(message: Message): message is Message & { readonly task: string } {
  return message.origin === 'tool' && message.task !== undefined && message.sealedId !== undefined;
}
