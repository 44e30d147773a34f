/**
 * The words of the daemon's lines: for each event of its loop a function that adds lines to the state. They decide nothing and count nothing. Pure.
 */
import { shortId } from '../base/git-objects.js';
import { plural } from '../base/plural.js';
import { REFS } from '../base/refs.js';
import { say, sayNoted, sayOnce, unsay } from './announce.js';
import type { EffectName, EventOf, Line, Preflight } from './event.js';
import { JOBS } from './job-table.js';
import type { AgentState } from './state.js';
import { nextLook } from './tick-end.js';

/** Effect -> words for its failure. */
const NAMES: Partial<Record<EffectName, string>> = {
  preflight: 'could not read the repository',
  restore: 'could not restore the logs',
  receive: 'could not read the queue',
  enter: 'could not write down a message',
  acknowledge: 'could not clear the queue',
  observe: 'could not observe',
  settleDream: 'could not see what became of the dream',
  commitJournal: 'could not commit the journal',
  checkGates: 'could not read the gates',
  note: 'could not write an entry',
  heartbeat: 'could not write the heartbeat',
};

/** A line, once for each reason, if changes are looked for at intervals because they cannot be watched. */
export function tellWatchFailed(state: AgentState, { atMs, why }: EventOf<'watchFailed'>): AgentState {
  return sayOnce(state, 'watch', why, {
    atMs,
    what: 'polling',
    text: why,
    tone: 'warn',
    next: { does: 'looks for changes every few seconds instead' },
  });
}

/** Lines about each restored log; and, until they change, about hand edits and peers that cannot be read. */
export function tellRestored(state: AgentState, event: EventOf<'restored'>): AgentState {
  const { atMs, peersTrouble = '', unkept = '' } = event;
  let next = state;
  for (const { path, lines, why } of event.restored) {
    next = say(next, {
      atMs,
      what: 'restored',
      text: `${plural(lines, 'line')} of a log that ${why === 'missing' ? 'was gone' : 'had lost them'}`,
      where: path,
      tone: 'warn',
    });
  }
  const troubles = (event.troubles ?? []).map(({ path, why }) => `${path} ${why}`).join('; ');
  next = sayOnce(next, 'troubles', troubles, { atMs, what: 'failed', text: `a log is not read as a whole: ${troubles}`, tone: 'warn' });
  // Git names a temporary file, another one at each attempt.
  next = sayOnce(next, 'unkept', unkept === '' ? '' : 'failed', {
    atMs,
    what: 'failed',
    text: `could not commit edits by hand yet: ${unkept}`,
    tone: 'warn',
  });
  const edited = event.edited.join(', ');
  next = sayOnce(next, 'edited', edited, {
    atMs,
    what: 'edited',
    text: 'a log was edited by hand; your text is kept',
    where: edited,
    tone: 'warn',
    next: { does: '"kairos log seal" accepts it' },
  });
  return sayOnce(next, 'peers', peersTrouble, {
    atMs,
    what: 'failed',
    text: `could not read the journals of other work trees: ${peersTrouble}`,
    tone: 'warn',
  });
}

/** A line about files that a branch brought under ignored names, or about their end. */
export function tellHostile(state: AgentState, { atMs, hostile }: EventOf<'restored'>): AgentState {
  if (!hostile) {
    if (!state.said['hostile']) return state;
    const text = 'the files that a branch had brought are gone; acts again';
    return say(unsay(state, 'hostile'), { atMs, what: 'clear', text, tone: 'good' });
  }
  const from = hostile.commit ? `commit ${shortId(hostile.commit)}` : 'the index';
  const [first = '', ...others] = hostile.paths;
  return sayOnce(state, 'hostile', `${from} ${hostile.paths.join(' ')}`, {
    atMs,
    what: 'hostile',
    text: `${from} brought ${first}${others.length > 0 ? ` and ${others.length} more` : ''}, which no branch may carry: not read`,
    tone: 'warn',
    next: { does: 'only observes until it is gone' },
  });
}

/** Lines about the entries of messages. */
export function tellEntered(state: AgentState, { atMs, noted }: EventOf<'entered'>): AgentState {
  return sayNoted(state, atMs, 'message', noted);
}

/** Lines about new entries from other commands, and about refused messages. */
export function tellReceived(state: AgentState, event: EventOf<'received'>): AgentState {
  let next = state;
  for (const { text, where } of event.news) next = say(next, { atMs: event.atMs, what: 'noted', text, where, tone: 'good' });
  for (const problem of event.problems) next = say(next, { atMs: event.atMs, what: 'refused', text: problem, tone: 'warn' });
  return next;
}

/** Lines about observed entries and replaced secrets. */
export function tellObserved(state: AgentState, { atMs, noted, secretsReplaced }: EventOf<'observed'>): AgentState {
  const next = sayNoted(state, atMs, 'observed', noted);
  if (secretsReplaced === 0) return next;
  const text = `${plural(secretsReplaced, 'secret')} replaced before anything was written`;
  return say(next, { atMs, what: 'secret', text, tone: 'warn' });
}

/** Lines about what happened to the open dream. */
export function tellSettled(state: AgentState, { atMs, lines }: EventOf<'settled'>): AgentState {
  return lines.reduce((next, text) => say(next, { atMs, what: 'review', text, tone: 'good' }), state);
}

/** A line about a journal commit. */
export function tellJournaled(state: AgentState, atMs: number, commit: string, files: number): AgentState {
  return say(state, {
    atMs,
    what: 'journaled',
    text: `${plural(files, 'log')} in commit ${shortId(commit)}`,
    where: REFS.journals.replace(/\/$/, ''),
    tone: 'quiet',
  });
}

/** A line about the gates, when one of them opened or closed. */
export function tellGates(state: AgentState, { atMs, gates }: EventOf<'gatesChecked'>): AgentState {
  const stands = (open: boolean): string => (open ? 'open' : 'closed');
  return sayOnce(state, 'gates', gates.map(({ name, open }) => `${name} ${stands(open)}`).join(', '), {
    atMs,
    what: 'gates',
    text: gates.map(({ name, open, detail }) => `${name} ${stands(open)} (${detail})`).join(', '),
    tone: 'quiet',
  });
}

/** A line about the start of a dream, or of its next slice. */
export function tellDreamBegins(state: AgentState, atMs: number): AgentState {
  const text = state.slices > 0 ? 'goes on where it was' : 'all gates are open';
  return say(state, { atMs, what: 'dream', text, next: { does: 'dreams in a process of its own' } });
}

/** The line about a dream that has used up its slice of so many milliseconds. */
export function sliceEndLine(state: AgentState, atMs: number, sliceMs: number): Line {
  const seconds = Math.round(sliceMs / 1000);
  const text = `saved after ${seconds} s of work; goes on from there`;
  return { atMs, what: 'dream', text, tone: 'quiet', ...nextLook(state) };
}

/** The line about the end of a dream, and what comes next. @param notBeforeMs the earliest time of the next dream, in milliseconds since 1970. */
export function dreamEndLine(
  state: AgentState,
  { atMs, outcome, detail }: Pick<EventOf<'jobEnded'>, 'atMs' | 'outcome' | 'detail'>,
  notBeforeMs: number,
): Line {
  return {
    atMs,
    what: 'dream',
    text: detail,
    tone: outcome === 'proposed' ? 'good' : outcome === 'failed' ? 'warn' : 'quiet',
    ...nextLook(state),
    ...(outcome === 'proposed' ? { next: { does: 'waits for "kairos review"' } } : {}),
    ...(outcome === 'failed' ? { next: { does: 'not again before', atMs: notBeforeMs } } : {}),
  };
}

/** A line about a failure, at its first, second, fourth, eighth time and so on. @param times how often it happened in a row. */
export function tellFailure(state: AgentState, { atMs, what, message, job }: EventOf<'effectFailed'>, times: number): AgentState {
  if ((times & (times - 1)) !== 0) return state;
  const text = `${(job ? JOBS[job.kind].failure : NAMES[what]) ?? what}: ${message}${times > 1 ? ` (${times} times)` : ''}`;
  return say(state, { atMs, what: 'failed', text, tone: 'warn' });
}

/** A line about why the daemon ends. */
export function tellEnd(state: AgentState, atMs: number, reason: string): AgentState {
  return say(state, { atMs, what: 'ends', text: reason, tone: 'warn' });
}

/** A line about problems of the config, printed again when they change. */
export function tellConfig(state: AgentState, atMs: number, { problems }: Pick<Preflight, 'problems'>): AgentState {
  const text = problems.join('; ');
  return sayOnce(state, 'config', text, { atMs, what: 'config', text, tone: 'warn' });
}

/** A line about a pause. */
export function tellPaused(state: AgentState, atMs: number, by: 'command' | 'file'): AgentState {
  return sayOnce(state, 'paused', by, {
    atMs,
    what: 'paused',
    text: by === 'file' ? '.kairos/PAUSED was seen' : 'by "kairos pause"',
    tone: 'warn',
    next: { does: 'waits for "kairos resume"' },
  });
}

/** A line about the end of a pause, if its line was printed. */
export function tellResumed(state: AgentState, atMs: number): AgentState {
  if (!state.said['paused']) return state;
  return say(unsay(state, 'paused'), { atMs, what: 'resumed', text: 'acts again; what happened meanwhile is read now', tone: 'good' });
}

/** A line about a running operation of git, for which the daemon waits. */
export function tellBusy(state: AgentState, atMs: number, busy: string): AgentState {
  return sayOnce(state, 'busy', busy, {
    atMs,
    what: 'waiting',
    text: busy === 'index.lock' ? 'git is at work (index.lock)' : `a ${busy} is under way`,
    tone: 'quiet',
    next: { does: 'goes on when it ends' },
  });
}
