/**
 * What the daemon tells: for each event of its loop a function that adds facts to the state. A lasting condition is told once, not at each tick.
 * They find no words, which is for `announce`, and decide nothing. Pure.
 */
import type { EventOf, Fact, Noted, Preflight } from './event.js';
import { type AgentState, counted } from './state.js';

/** Adds a fact, to be printed at the end of the tick, when it is known what comes next. */
export function tell(state: AgentState, fact: Fact): AgentState {
  return { ...state, told: [...state.told, fact] };
}

/** As `tell`, for a lasting condition: adds the fact only when `key` changes. An empty key means that the condition has ended. */
export function tellOnce(state: AgentState, topic: string, key: string, fact: Fact): AgentState {
  if (key === '') return untell(state, topic);
  if (state.said[topic] === key) return state;
  return tell({ ...state, said: { ...state.said, [topic]: key } }, fact);
}

/** Ends a lasting condition, so that it is told again when it returns. */
export function untell(state: AgentState, topic: string): AgentState {
  if (!(topic in state.said)) return state;
  const { [topic]: _forgotten, ...said } = state.said;
  return { ...state, said };
}

/** Tells, once for each reason, that changes are looked for at intervals because they cannot be watched. */
export function tellWatchFailed(state: AgentState, { atMs, why }: EventOf<'watchFailed'>): AgentState {
  return tellOnce(state, 'watch', why, { type: 'watchFailed', atMs, why });
}

/** Tells of each restored log; and, until they change, of hand edits and of peers that cannot be read. */
export function tellRestored(state: AgentState, event: EventOf<'restored'>): AgentState {
  const { atMs, edited, strange = [], troubles = [], peersTrouble = '', unkept = '' } = event;
  let next = state;
  for (const restored of event.restored) next = tell(next, { type: 'logRestored', atMs, ...restored });
  const keyOfTroubles = troubles.map(({ path, why }) => `${path} ${why}`).join('; ');
  next = tellOnce(next, 'troubles', keyOfTroubles, { type: 'logsUnreadable', atMs, troubles });
  // Git names a temporary file, another one at each attempt.
  next = tellOnce(next, 'unkept', unkept === '' ? '' : 'failed', { type: 'editsNotKept', atMs, why: unkept });
  const keyOfStrange = strange.map(({ path, lines }) => `${path} ${lines.join(',')}`).join('; ');
  next = tellOnce(next, 'strange', keyOfStrange, { type: 'logsStrange', atMs, logs: strange });
  next = tellOnce(next, 'edited', edited.join(', '), { type: 'logsEdited', atMs, paths: edited });
  return tellOnce(next, 'peers', peersTrouble, { type: 'peersUnreadable', atMs, why: peersTrouble });
}

/** Tells of files that a branch brought under ignored names, or of their end. */
export function tellHostile(state: AgentState, { atMs, hostile }: EventOf<'restored'>): AgentState {
  if (!hostile) return state.said['hostile'] ? tell(untell(state, 'hostile'), { type: 'hostileGone', atMs }) : state;
  const key = `${hostile.commit ?? 'the index'} ${hostile.paths.join(' ')}`;
  return tellOnce(state, 'hostile', key, { type: 'hostile', atMs, ...hostile });
}

/** Tells of the entries of messages, and counts them. */
export function tellEntered(state: AgentState, { atMs, noted }: EventOf<'entered'>): AgentState {
  return tellNoted(state, atMs, 'message', noted);
}

/** Tells of new entries from other commands, of messages whose seal does not hold, and of refused ones. */
export function tellReceived(state: AgentState, { atMs, news, refused, unsealed = [] }: EventOf<'received'>): AgentState {
  const told = news.length === 0 ? state : tell(state, { type: 'noted', atMs, by: 'others', noted: news });
  const unsealedToo = unsealed.length === 0 ? told : tell(told, { type: 'unsealed', atMs, names: unsealed });
  return refused.reduce((next, one) => tell(next, { type: 'refused', atMs, ...one }), unsealedToo);
}

/** Tells of observed entries and replaced secrets, and counts the entries. */
export function tellObserved(state: AgentState, { atMs, noted, secretsReplaced }: EventOf<'observed'>): AgentState {
  const next = tellNoted(state, atMs, 'observing', noted);
  return secretsReplaced === 0 ? next : tell(next, { type: 'secretsReplaced', atMs, secrets: secretsReplaced });
}

function tellNoted(state: AgentState, atMs: number, by: 'message' | 'observing', noted: readonly Noted[]): AgentState {
  if (noted.length === 0) return state;
  return counted(tell(state, { type: 'noted', atMs, by, noted }), { entries: noted.reduce((sum, { entries }) => sum + entries, 0) });
}

/** Tells what became of a killed accept, and of the open dream. */
export function tellSettled(state: AgentState, { atMs, finished, dream }: EventOf<'settled'>): AgentState {
  const next = finished ? tell(state, { type: 'acceptFinished', atMs, ...finished }) : state;
  return dream === undefined ? next : tell(next, { type: 'dreamSettled', atMs, detail: dream });
}

/** Tells of the gates when one of them opened or closed. */
export function tellGates(state: AgentState, { atMs, gates }: EventOf<'gatesChecked'>): AgentState {
  return tellOnce(state, 'gates', gates.map(({ name, open }) => `${name} ${open}`).join(', '), { type: 'gates', atMs, gates });
}

/** Tells of a failure at its first, second, fourth, eighth time and so on. @param times how often it happened in a row. */
export function tellFailure(state: AgentState, { atMs, what, message, job }: EventOf<'effectFailed'>, times: number): AgentState {
  if ((times & (times - 1)) !== 0) return state;
  return tell(state, { type: 'failed', atMs, what, message, times, ...(job && { job: job.kind }) });
}

/** Tells of problems of the config, again when they change. */
export function tellConfig(state: AgentState, atMs: number, { problems }: Pick<Preflight, 'problems'>): AgentState {
  return tellOnce(state, 'config', problems.join('; '), { type: 'configProblems', atMs, problems });
}

/** Tells of lines in the agent's session that others wrote, again when they become more. */
export function tellSession(state: AgentState, { atMs, strange = 0 }: EventOf<'turnOpened'>): AgentState {
  return tellOnce(state, 'session', strange === 0 ? '' : String(strange), { type: 'sessionStrange', atMs, lines: strange });
}

/** Tells of a pause. */
export function tellPaused(state: AgentState, atMs: number, by: 'command' | 'file'): AgentState {
  return tellOnce(state, 'paused', by, { type: 'paused', atMs, by });
}

/** Tells of the end of a pause, if the pause was told. */
export function tellResumed(state: AgentState, atMs: number): AgentState {
  return state.said['paused'] ? tell(untell(state, 'paused'), { type: 'resumed', atMs }) : state;
}

/** Tells of a running operation of git, for which the daemon waits. */
export function tellBusy(state: AgentState, atMs: number, busy: NonNullable<Preflight['busy']>): AgentState {
  return tellOnce(state, 'busy', busy, { type: 'busy', atMs, busy });
}
