/**
 * The words of the daemon: from each fact that the reducer tells to the lines that a person reads. Pure; it knows the fact alone, decides nothing and
 * remembers nothing.
 */
import { shortId } from '../base/git-objects.js';
import { plural } from '../base/plural.js';
import { REFS } from '../base/refs.js';
import { endText } from './job-end-text.js';
import { TURN_WORDS } from './turn-words.js';
import type { EffectName, Fact, FactName, FactOf, JobKind, Line, OwnNote, ToolCall } from './event.js';

/** The most lines about entries of one source in one tick; the rest becomes one line with a number. */
const LINES_MAX = 6;

/** Effect -> words for its failure. */
const FAILURES: Partial<Record<EffectName, string>> = {
  preflight: 'could not read the repository',
  restore: 'could not restore the logs',
  receive: 'could not read the queue',
  enter: 'could not write down a message',
  answer: 'could not answer a message',
  acknowledge: 'could not clear the queue',
  observe: 'could not observe',
  settleDream: 'could not see what became of the dream',
  commitJournal: 'could not commit the journal',
  lookAtWork: 'could not look at what is left to do',
  noteDay: 'could not write the note of a day',
  send: 'could not send a message',
  checkGates: 'could not read the gates',
  note: 'could not write an entry',
  lookAtTasks: 'could not look at the tasks',
  openTurn: 'could not begin a turn',
  think: 'could not ask the model',
  keepLoop: 'could not keep what the agent is at',
  finishMessages: 'could not clear the queue',
  audit: 'could not write down what the agent did',
  heartbeat: 'could not write the heartbeat',
};

/** Of each kind of job: the word before its lines, a failure to start it, and what one that was stopped leaves. */
const JOB_WORDS: Readonly<Record<JobKind, { readonly what: string; readonly failure: string; readonly stopped: string }>> = {
  dream: { what: 'dream', failure: 'could not dream', stopped: 'stopped in the midst; nothing was written' },
  embedding: { what: 'recall', failure: 'could not embed', stopped: 'stopped; what is embedded is kept' },
};

/** `test-child (sleeps 40 s)`. */
export function toolText({ tool, title }: Pick<ToolCall, 'tool' | 'title'>): string {
  return title === '' ? tool : `${tool} (${title})`;
}

/** What failed, why, and how often in a row. */
export function failureText({ what, message, times, job }: Pick<FactOf<'failed'>, 'what' | 'message' | 'times' | 'job'>): string {
  return `${(job ? JOB_WORDS[job].failure : FAILURES[what]) ?? what}: ${message}${times > 1 ? ` (${times} times)` : ''}`;
}

type Words = Omit<Line, 'atMs'>;

const WORDS: { readonly [Name in FactName]: (fact: FactOf<Name>) => Words | readonly Words[] } = {
  watchFailed: ({ why }) => ({
    what: 'polling',
    text: why,
    tone: 'warn',
    next: { does: 'looks for changes every few seconds instead' },
  }),
  logRestored: ({ path, lines, why }) => ({
    what: 'restored',
    text: `${plural(lines, 'line')} of a log that ${why === 'missing' ? 'was gone' : 'had lost them'}`,
    where: path,
    tone: 'warn',
  }),
  logsUnreadable: ({ troubles }) => ({
    what: 'failed',
    text: `a log is not read as a whole: ${troubles.map(({ path, why }) => `${path} ${why}`).join('; ')}`,
    tone: 'warn',
  }),
  editsNotKept: ({ why }) => ({ what: 'failed', text: `could not commit edits by hand yet: ${why}`, tone: 'warn' }),
  logsEdited: ({ paths }) => ({
    what: 'edited',
    text: 'a log was edited by hand; your text is kept',
    where: paths.join(', '),
    tone: 'warn',
    next: { does: '"kairos log seal" accepts it' },
  }),
  logsStrange: ({ logs }) => ({
    what: 'not ours',
    text: `${plural(
      logs.reduce((sum, { lines }) => sum + lines.length, 0),
      'entry',
      'entries',
    )} that kairos did not write: read as external`,
    where: logs
      .slice(0, LINES_MAX)
      .map(({ path, lines }) => `${path}:${lines[0]}`)
      .join(', '),
    tone: 'warn',
    next: { does: '"kairos log seal" makes it yours, taking it out ends it' },
  }),
  peersUnreadable: ({ why }) => ({ what: 'failed', text: `could not read the journals of other work trees: ${why}`, tone: 'warn' }),
  hostile: ({ paths: [first = '', ...others], commit }) => ({
    what: 'hostile',
    text: `${commit ? `commit ${shortId(commit)}` : 'the index'} brought ${first}${others.length > 0 ? ` and ${others.length} more` : ''}, which no branch may carry: not read`,
    tone: 'warn',
    next: { does: 'only observes until it is gone' },
  }),
  hostileGone: () => ({ what: 'clear', text: 'the files that a branch had brought are gone; acts again', tone: 'good' }),
  noted: linesOfEntries,
  refused: ({ id, sizeBytes, allowedBytes }) => ({
    what: 'refused',
    text: `the message ${id} has ${sizeBytes} bytes, ${allowedBytes} are allowed`,
    tone: 'warn',
  }),
  sent: ({ message: { text, kind, refs } }) => ({
    what: 'to you',
    text: text.replaceAll('\n', ' '),
    tone: kind === 'proactive' ? 'warn' : 'good',
    next: { does: '"kairos inbox" shows it whole' },
    ...(refs.length > 0 && { ids: refs }),
  }),
  unsealed: ({ names }) => ({
    what: 'message',
    text: `${plural(names.length, 'message')} without a seal of this clone: taken as external`,
    where: names.slice(0, LINES_MAX).join(', '),
    tone: 'warn',
  }),
  secretsReplaced: ({ secrets }) => ({
    what: 'secret',
    text: `${plural(secrets, 'secret')} replaced before anything was written`,
    tone: 'warn',
  }),
  acceptFinished: ({ dream, outcome }) => ({
    what: 'review',
    text: `an accept of dream ${dream} that was cut short was ${outcome}`,
    tone: 'good',
  }),
  dreamSettled: ({ detail }) => ({ what: 'review', text: detail, tone: 'good' }),
  journaled: ({ commit, files }) => ({
    what: 'journaled',
    text: `${plural(files, 'log')} in commit ${shortId(commit)}`,
    where: REFS.journals.replace(/\/$/, ''),
    tone: 'quiet',
  }),
  gates: ({ gates }) => ({
    what: 'gates',
    text: gates.map(({ name, open, detail }) => `${name} ${open ? 'open' : 'closed'} (${detail})`).join(', '),
    tone: 'quiet',
  }),
  dreamBegins: ({ goesOn }) => ({
    what: 'dream',
    text: goesOn ? 'goes on where it was' : 'all gates are open',
    next: { does: 'dreams in a process of its own' },
  }),
  sliceEnded: ({ sliceMs, killed }) => ({
    what: 'dream',
    text: `${killed ? 'was killed, since it did not end,' : 'saved'} after ${Math.round(sliceMs / 1000)} s of work; goes on from ${killed ? 'what it had saved' : 'there'}`,
    tone: 'quiet',
  }),
  dreamEnded: ({ outcome, detail, notStarted, notBeforeMs }) => ({
    what: 'dream',
    text: notStarted ? `the dream did not start: ${detail}` : detail === '' && outcome === 'stopped' ? JOB_WORDS.dream.stopped : detail,
    tone: outcome === 'proposed' ? 'good' : outcome === 'failed' ? 'warn' : 'quiet',
    ...(outcome === 'proposed' ? { next: { does: 'waits for "kairos review"' } } : {}),
    ...(outcome === 'failed' ? { next: { does: 'not again before', atMs: notBeforeMs } } : {}),
  }),
  embeddingEnded: ({ outcome, detail }) => ({
    what: 'recall',
    text: detail === '' && outcome === 'stopped' ? JOB_WORDS.embedding.stopped : detail,
    tone: outcome === 'failed' ? 'warn' : 'quiet',
  }),
  jobSaid: ({ kind, line }) => ({ what: JOB_WORDS[kind].what, text: line, tone: 'quiet' }),
  toolStarted: ({ record, call }) => ({ what: 'tool', text: `${toolText(call)} runs as job ${record}`, tone: 'quiet' }),
  toolMoved: ({ calls, why }) => ({
    what: 'tool',
    text: `${calls.map(toolText).join(', ')} goes on in the background: ${why}`,
    tone: 'quiet',
  }),
  toolEnded: ({ record, call, end }) => ({
    what: 'tool',
    text: `${record === undefined ? '' : `job ${record}, `}${toolText(call)}, ${endText(end)}`,
    tone: end.why === 'exited' && end.code === 0 ? 'good' : 'warn',
  }),
  jobsStay: ({ ids }) => ({
    what: 'tool',
    text: `a process of ${ids.length === 1 ? 'job' : 'jobs'} ${ids.join(', ')} goes on, not even killed: no end is told while it does`,
    tone: 'warn',
    next: { does: "look at it with your system's process list" },
  }),
  failed: (fact) => ({ what: 'failed', text: failureText(fact), tone: 'warn' }),
  configProblems: ({ problems }) => ({ what: 'config', text: problems.join('; '), tone: 'warn' }),
  paused: ({ by }) => ({
    what: 'paused',
    text: by === 'file' ? '.kairos/PAUSED was seen' : 'by "kairos pause"',
    tone: 'warn',
    next: { does: 'waits for "kairos resume"' },
  }),
  resumed: () => ({ what: 'resumed', text: 'acts again; what happened meanwhile is read now', tone: 'good' }),
  busy: ({ busy }) =>
    busy === 'stash'
      ? { what: 'waiting', text: 'the logs lie in a stash', tone: 'warn', next: { does: 'writes nothing until "git stash pop"' } }
      : {
          what: 'waiting',
          text: busy === 'index.lock' ? 'git is at work (index.lock)' : `a ${busy} is under way`,
          tone: 'quiet',
          next: { does: 'goes on when it ends' },
        },
  task: ({ id, text, tone }) => ({ what: 'task', text: `${id} ${text}`, tone, next: { does: '"kairos task history" keeps it' } }),
  taskProblems: ({ problems }) => ({
    what: 'tasks',
    text: problems.join('; '),
    tone: 'warn',
    next: { does: '"kairos task list" shows them' },
  }),
  dreamTask: ({ text }) => ({ what: 'task', text: `dream: ${text}`, tone: 'quiet' }),
  ends: ({ reason }) => ({ what: 'ends', text: reason, tone: 'warn' }),
  ...TURN_WORDS,
};

/** Facts about a job that goes on beside the ticks: the next one does not follow from them. */
const WITHOUT_NEXT: ReadonlySet<FactName> = new Set(['jobSaid', 'embeddingEnded']);

/** The lines about a fact. One that does not say what comes next gets the time of the next tick, where it is known. */
export function announce(fact: Fact): readonly Line[] {
  const { type, atMs, nextTickAtMs } = fact;
  const words = (WORDS[type] as (fact: Fact) => Words | readonly Words[])(fact);
  const next = nextTickAtMs === undefined || WITHOUT_NEXT.has(type) ? {} : { next: { does: 'next tick', atMs: nextTickAtMs } };
  return [words].flat().map((one) => ({ atMs, ...next, ...one }));
}

/** The text of an entry that the daemon writes about itself. */
export function wordsOfNote(note: OwnNote, pid: number): string {
  const text = note.change === 'started' ? `started; looks every ${Math.round(note.tickMs / 1000)} s` : `stopped: ${note.why}`;
  return `${text} (process ${pid})`;
}

function linesOfEntries({ by, noted }: FactOf<'noted'>): readonly Words[] {
  const what = { message: 'message', observing: 'observed', others: 'noted' }[by];
  const shown = noted.length > LINES_MAX && by !== 'others' ? noted.slice(0, LINES_MAX - 1) : noted;
  const rest = noted.slice(shown.length).reduce((sum, { entries }) => sum + entries, 0);
  return [
    ...shown.map(({ text, where, ids }): Words => ({ what, text, where, tone: 'good', ...(ids && { ids }) })),
    ...(rest > 0 ? [{ what, text: `and ${plural(rest, 'further entry', 'further entries')}`, tone: 'good' } as const] : []),
  ];
}
