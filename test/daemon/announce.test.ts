/** The words of each fact, in one table: a fact without a row here does not compile. */
import { describe, expect, it } from 'vitest';
import { announce, wordsOfNote } from '../../src/daemon/announce.js';
import type { Fact, FactName, FactOf, Line, Noted, ToolEnd } from '../../src/daemon/event.js';

const atMs = Date.UTC(2026, 10, 20, 14, 3, 22);
const nextTickAtMs = atMs + 270_000;
const where = 'logs/2026/11/2026-11-20.md';
const noted = (text: string): Noted => ({ text, where, entries: 1 });

const CALL = { tool: 'test-child', title: 'sleeps 40 s' };
const END: ToolEnd = { atMs, why: 'exited', code: 0, signal: null, outputBytes: 0 };

/** Without type and time; and the lines, each `what: text`, with where and what comes next. */
type Row<Name extends FactName> = readonly [data: Omit<FactOf<Name>, 'type' | 'atMs'>, ...lines: readonly string[]];

const ROWS: { readonly [Name in FactName]: readonly Row<Name>[] } = {
  watchFailed: [[{ why: 'no more watches' }, 'polling: no more watches > looks for changes every few seconds instead']],
  logRestored: [
    [{ path: where, lines: 1, why: 'missing' }, `restored: 1 line of a log that was gone @ ${where}`],
    [{ path: where, lines: 3, why: 'short' }, `restored: 3 lines of a log that had lost them @ ${where}`],
  ],
  logsUnreadable: [
    [
      {
        troubles: [
          { path: 'a', why: 'is a link' },
          { path: 'b', why: 'is a folder' },
        ],
      },
      'failed: a log is not read as a whole: a is a link; b is a folder',
    ],
  ],
  editsNotKept: [[{ why: 'no space' }, 'failed: could not commit edits by hand yet: no space']],
  toolStarted: [[{ record: 'k3f9a2c7', call: CALL }, 'tool: test-child (sleeps 40 s) runs as job k3f9a2c7']],
  toolMoved: [
    [
      { calls: [CALL, { tool: 'other', title: '' }], why: 'you look' },
      'tool: test-child (sleeps 40 s), other goes on in the background: you look',
    ],
  ],
  toolEnded: [
    [{ record: 'k3f9a2c7', call: CALL, end: END }, 'tool: job k3f9a2c7, test-child (sleeps 40 s), ended with code 0'],
    [{ call: CALL, end: { ...END, why: 'not-started', detail: 'no space' } }, 'tool: test-child (sleeps 40 s), did not start: no space'],
    [{ call: CALL, end: { ...END, code: null, signal: 'SIGSEGV' } }, 'tool: test-child (sleeps 40 s), was ended by SIGSEGV'],
    [{ call: CALL, end: { ...END, why: 'killed' } }, 'tool: test-child (sleeps 40 s), was ended by "kairos jobs kill"'],
    [{ call: CALL, end: { ...END, why: 'too-long' } }, 'tool: test-child (sleeps 40 s), was ended: it ran too long'],
    [{ call: CALL, end: { ...END, why: 'too-much' } }, 'tool: test-child (sleeps 40 s), was ended: it printed too much'],
    [{ call: CALL, end: { ...END, why: 'stopped' } }, 'tool: test-child (sleeps 40 s), was ended, because the daemon ended or held still'],
    [{ call: CALL, end: { ...END, why: 'left' } }, 'tool: test-child (sleeps 40 s), was cut off, since the daemon that ran it was gone'],
  ],
  logsEdited: [[{ paths: ['a', 'b'] }, 'edited: a log was edited by hand; your text is kept @ a, b > "kairos log seal" accepts it']],
  sent: [
    [
      { message: { id: 'k81m2pp0zd', atMs, kind: 'proactive', key: 'due', text: 'two\nlines', refs: [] } },
      'to you: two lines > "kairos inbox" shows it whole',
    ],
  ],
  unsealed: [[{ names: ['a', 'b'] }, 'message: 2 messages without a seal of this clone: taken as external @ a, b']],
  logsStrange: [
    [
      { logs: [{ path: 'a', lines: [2, 3] }] },
      'not ours: 2 entries that kairos did not write: read as external @ a:2 > "kairos log seal" makes it yours, taking it out ends it',
    ],
    [
      {
        logs: [
          { path: 'a', lines: [2] },
          { path: 'b', lines: [1] },
        ],
      },
      'not ours: 2 entries that kairos did not write: read as external @ a:2, b:1 > "kairos log seal" makes it yours, taking it out ends it',
    ],
  ],
  peersUnreadable: [[{ why: 'peers is a link' }, 'failed: could not read the journals of other work trees: peers is a link']],
  hostile: [
    [{ paths: ['x'] }, 'hostile: the index brought x, which no branch may carry: not read > only observes until it is gone'],
    [
      { paths: ['x', 'y'], commit: 'beef'.repeat(10) },
      'hostile: commit beefbeefbeef brought x and 1 more, which no branch may carry: not read > only observes until it is gone',
    ],
  ],
  hostileGone: [[{}, 'clear: the files that a branch had brought are gone; acts again']],
  noted: [
    [{ by: 'others', noted: [noted('a note')] }, `noted: a note @ ${where}`],
    [{ by: 'message', noted: [noted('a message')] }, `message: a message @ ${where}`],
    [
      { by: 'observing', noted: ['a', 'b', 'c', 'd', 'e', 'f'].map(noted).concat({ text: 'g', where, entries: 3 }) },
      ...['a', 'b', 'c', 'd', 'e'].map((text) => `observed: ${text} @ ${where}`),
      'observed: and 4 further entries',
    ],
  ],
  refused: [[{ id: 'big', sizeBytes: 9000, allowedBytes: 8192 }, 'refused: the message big has 9000 bytes, 8192 are allowed']],
  secretsReplaced: [[{ secrets: 2 }, 'secret: 2 secrets replaced before anything was written']],
  acceptFinished: [[{ dream: 'd1', outcome: 'undone' }, 'review: an accept of dream d1 that was cut short was undone']],
  dreamSettled: [[{ detail: 'dream d1 was merged' }, 'review: dream d1 was merged']],
  journaled: [[{ commit: 'abcd'.repeat(10), files: 2 }, 'journaled: 2 logs in commit abcdabcdabcd @ refs/kairos/journal']],
  gates: [
    [
      {
        gates: [
          { name: 'time', open: true, detail: '30 of 24 h' },
          { name: 'sessions', open: false, detail: '1 of 5' },
        ],
      },
      'gates: time open (30 of 24 h), sessions closed (1 of 5)',
    ],
  ],
  dreamBegins: [
    [{ goesOn: false }, 'dream: all gates are open > dreams in a process of its own'],
    [{ goesOn: true }, 'dream: goes on where it was > dreams in a process of its own'],
  ],
  sliceEnded: [
    [{ sliceMs: 30_000 }, 'dream: saved after 30 s of work; goes on from there'],
    [{ sliceMs: 15_000, killed: true }, 'dream: was killed, since it did not end, after 15 s of work; goes on from what it had saved'],
  ],
  jobsStay: [
    [
      { ids: ['k3f9a2c7'] },
      "tool: a process of job k3f9a2c7 goes on, not even killed: no end is told while it does > look at it with your system's process list",
    ],
  ],
  turnBegan: [
    [{ why: 'messages', messages: 2, isResumed: false }, 'turn: takes up 2 messages'],
    [{ why: 'tick', messages: 0, isResumed: false }, 'turn: looks by itself'],
    [{ why: 'tick', messages: 0, isResumed: true }, 'turn: goes on with the turn that was cut off'],
  ],
  called: [
    [{ tool: 'memory_recall' }, 'tool: memory_recall'],
    [{ tool: 'memory_note', isError: true }, 'tool: memory_note failed'],
  ],
  turnEnded: [
    [{ how: 'acted', requests: 3 }, 'turn: has ended (3 requests)'],
    [{ how: 'idle', requests: 1 }, 'turn: has ended: it neither acted nor slept (1 request)'],
    [{ how: 'interrupted', requests: 1 }, 'turn: was broken off: you said something that must not wait (1 request)'],
  ],
  slept: [
    [{ untilMs: 5, why: 'nothing to do' }, 'asleep: nothing to do > sleeps until 5'],
    [{ untilMs: 5, why: '' }, 'asleep: a message wakes it > sleeps until 5'],
  ],
  blocked: [[{ why: 'overloaded', untilMs: 5 }, 'failed: the model cannot be asked: overloaded > not again before 5']],
  unblocked: [[{}, 'model: the model answers again']],
  sessionStrange: [[{ lines: 2 }, "session: 2 lines of the agent's session without a seal of this clone: left out of its window"]],
  agentHeld: [[{}, 'held: the agent holds still > goes on when you say something ("kairos tell")']],
  dreamEnded: [
    [{ outcome: 'proposed', detail: '3 claims', notBeforeMs: 5 }, 'dream: 3 claims > waits for "kairos review"'],
    [{ outcome: 'nothing', detail: 'nothing new', notBeforeMs: 5 }, 'dream: nothing new'],
    [{ outcome: 'failed', detail: 'no memory', notBeforeMs: 5 }, 'dream: no memory > not again before 5'],
    [
      { outcome: 'failed', notStarted: true, detail: 'no memory', notBeforeMs: 5 },
      'dream: the dream did not start: no memory > not again before 5',
    ],
    [{ outcome: 'stopped', detail: '', notBeforeMs: 5 }, 'dream: stopped in the midst; nothing was written'],
  ],
  embeddingEnded: [
    [{ outcome: 'done', detail: '12 texts embedded' }, 'recall: 12 texts embedded'],
    [{ outcome: 'stopped', detail: '' }, 'recall: stopped; what is embedded is kept'],
  ],
  jobSaid: [
    [{ kind: 'dream', line: 'reads 12 days' }, 'dream: reads 12 days'],
    [{ kind: 'embedding', line: '5 of 12' }, 'recall: 5 of 12'],
  ],
  failed: [
    [{ what: 'observe', message: 'disk full', times: 1 }, 'failed: could not observe: disk full'],
    [{ what: 'startJob', message: 'no memory', times: 4, job: 'embedding' }, 'failed: could not embed: no memory (4 times)'],
    [{ what: 'sleepUntil', message: 'x', times: 1 }, 'failed: sleepUntil: x'],
  ],
  configProblems: [
    [
      { problems: ['config.yaml:3: unknown key', 'config.yaml:4: no number'] },
      'config: config.yaml:3: unknown key; config.yaml:4: no number',
    ],
  ],
  paused: [
    [{ by: 'file' }, 'paused: .kairos/PAUSED was seen > waits for "kairos resume"'],
    [{ by: 'command' }, 'paused: by "kairos pause" > waits for "kairos resume"'],
  ],
  resumed: [[{}, 'resumed: acts again; what happened meanwhile is read now']],
  busy: [
    [{ busy: 'index.lock' }, 'waiting: git is at work (index.lock) > goes on when it ends'],
    [{ busy: 'rebase' }, 'waiting: a rebase is under way > goes on when it ends'],
  ],
  task: [[{ id: 'a', text: 'told: x', tone: 'good' }, 'task: a told: x > "kairos task history" keeps it']],
  taskProblems: [[{ problems: ['x', 'y'] }, 'tasks: x; y > "kairos task list" shows them']],
  dreamTask: [[{ text: 'no dream' }, 'task: dream: no dream']],
  ends: [[{ reason: 'not trusted any more' }, 'ends: not trusted any more']],
};

const written = ({ what, text, where: place, next }: Line): string =>
  `${what}: ${text}${place === undefined ? '' : ` @ ${place}`}${next === undefined ? '' : ` > ${next.does}${next.atMs === undefined ? '' : ` ${next.atMs}`}`}`;

const facts = Object.entries(ROWS).flatMap(([type, rows]) =>
  (rows as readonly Row<FactName>[]).map(([data, ...lines]) => ({ fact: { type, atMs, ...data } as Fact, lines })),
);

describe('the words of a fact', () => {
  it.each(facts)('$fact.type: $lines', ({ fact, lines }) => {
    expect(announce(fact).map(written)).toEqual(lines);
    expect(announce(fact).every((line) => line.atMs === atMs)).toBe(true);
  });

  it('follow from the fact alone: a copy of it, with its data frozen, has the same', () => {
    const frozen = (value: unknown): unknown => {
      if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
      return value;
    };
    for (const { fact } of facts) expect(announce(frozen(structuredClone(fact)) as Fact)).toEqual(announce(fact));
  });

  it('end with the time of the next tick, unless the fact says what comes next or comes from a job beside the ticks', () => {
    const after = (fact: Fact): unknown[] => announce({ ...fact, nextTickAtMs }).map(({ next }) => next);
    expect(after({ type: 'resumed', atMs })).toEqual([{ does: 'next tick', atMs: nextTickAtMs }]);
    expect(after({ type: 'paused', atMs, by: 'file' })).toEqual([{ does: 'waits for "kairos resume"' }]);
    expect(after({ type: 'jobSaid', atMs, kind: 'dream', line: 'x' })).toEqual([undefined]);
  });

  it('of an entry that the daemon writes about itself name what changed, and the process', () => {
    expect(wordsOfNote({ change: 'started', tickMs: 270_000 }, 12)).toBe('started; looks every 270 s (process 12)');
    expect(wordsOfNote({ change: 'stopped', why: 'SIGTERM' }, 12)).toBe('stopped: SIGTERM (process 12)');
  });
});
