/** The events that the daemon's reducer takes, the effects that it returns and the facts that it tells, as closed unions of plain values. Types only. */
import type { Rights } from '../activation/cascade.js';
import type { Outgoing, UserMessage } from '../agent/message.js';
import type { DayNote } from '../agent/work/day-note.js';
import type { WorkItem } from '../agent/work/work-list.js';
import type { RuleName } from '../config/rule-keys.js';
import type { Origin } from '../memory/kinds.js';
import type { Busy, ObjectId } from '../world/git-refs.js';
import type { TaskEffectData, TaskEventData, TaskFactData } from './task-events.js';
import type { TurnEffectData, TurnEventData, TurnFactData } from './turn-events.js';
import type { AgentBeat, KeptLoop } from './turn-state.js';
import type { AuditEntry } from './audit-entry.js';

/** What made the daemon start a tick early. */
export type WakeReason = 'files' | 'hook' | 'queue' | 'refs' | 'tasks';

/** What of the user's the daemon waits for: an operation of git, or logs that lie in a stash. */
export type Hindrance = Busy | 'stash';

/** What may prevent a tick, checked before anything is read from the work tree. */
export interface Preflight {
  /** Set if the daemon must end: why, in words, and the exit code. */
  readonly end?: { readonly reason: string; readonly code: 0 | 1 | 3 };
  readonly paused?: { readonly by: 'command' | 'file' };
  readonly busy?: Hindrance;
  readonly tickMs: number;
  readonly journalMs: number;
  /** How long a dream may work before it saves and waits for its next slice. */
  readonly sliceMs: number;
  /** How long the tools of one turn may keep it waiting, in sum; left out: the longest time. */
  readonly blockingMs?: number;
  /** Between two looks of the agent's own, and how long the model's server keeps the beginning of a request; left out: the usual. */
  readonly lookMs?: number;
  readonly cacheMs?: number;
  /** The agent has the tool for tests. */
  readonly hasTestTool?: boolean;
  /** Problems of the config, each with file and line; the daemon uses defaults for these keys. */
  readonly problems: readonly string[];
}

/** When a message wants to be taken: before all others, in its turn, or when there is nothing else. */
export type Priority = 'now' | 'next' | 'later';

/** A message to the daemon, without its secrets. */
export interface Message {
  /** The name of its file in the queue. */
  readonly id: string;
  /** The id under its seal, which no other message has. Left out: it has no seal, so anybody may have written it, and it can command nothing. */
  readonly sealedId?: string;
  /** Of a message without a seal: `later`. */
  readonly priority: Priority;
  readonly text: string;
  /** Of a message without a seal: `external`. */
  readonly origin: Origin;
  /** When it was written, in milliseconds since 1970. */
  readonly atMs: number;
  /** The id of the task whose prompt it is, or whose routine found it. */
  readonly task?: string;
  /** The routine of that task. */
  readonly routine?: string;
}

/** A message that is too long. Its file stays in `queue/cur`. */
export interface Refused {
  /** The name of its file. */
  readonly id: string;
  readonly sizeBytes: number;
  readonly allowedBytes: number;
}

/** A log with entries that say that kairos wrote them. Relative to `.kairos`. */
export interface StrangeLog {
  readonly path: string;
  readonly lines: readonly number[];
}

/** Entries of one kind that were written together, summarised in one line. */
export interface Noted {
  readonly text: string;
  /** Relative to `.kairos`. */
  readonly where: string;
  readonly entries: number;
  /** Of the entries, for output that is kept: a forget finds the line by them. */
  readonly ids?: readonly string[];
}

export interface GateReading {
  readonly name: string;
  readonly open: boolean;
  /** The reading in words: "12 of 24 h". */
  readonly detail: string;
}

/** `none`: no embedder is wanted. `busy`: another process embeds. */
export type EmbeddingOutcome = 'done' | 'none' | 'busy' | 'failed' | 'stopped';

export type DreamOutcome = 'proposed' | 'nothing' | 'refused' | 'failed' | 'stopped';

export interface FinishedAccept {
  readonly dream: string;
  readonly outcome: 'finished' | 'undone';
}

export type JobKind = 'dream' | 'embedding';

/** How a job ended. */
export interface JobEnd {
  readonly outcome: DreamOutcome | EmbeddingOutcome;
  /** What the child said of it; '' if it said nothing. */
  readonly detail: string;
  /** There was no child; `detail` says why. */
  readonly notStarted?: true;
  /** It was killed because it did not end in time after it was told to. */
  readonly killed?: true;
  /** Of embedding: texts that now have a vector. */
  readonly embedded?: number;
  /** Of embedding: texts that still have none. */
  readonly missing?: number;
}

/** What a tool wants to be run, as a child process. */
export interface ToolCall {
  /** The tool's name. */
  readonly tool: string;
  /** What it does, in some words, for a person who reads a list of jobs. */
  readonly title: string;
  /** The program and its arguments; no shell reads them. */
  readonly argv: readonly string[];
  /** Left out: the work tree. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of a task: its id, the planned time and the try. */
  readonly task?: string;
  /** How long it may run at most, where that is less than any job may. */
  readonly runMs?: number;
}

/** `killed`: by `kairos jobs kill`. `stopped`: with the daemon, or by a pause. `left`: the daemon that ran it was gone; it was ended, or had ended. */
export type ToolEndWhy = 'exited' | 'killed' | 'stopped' | 'too-long' | 'too-much' | 'not-started' | 'left';

/** How a job of a tool ended, when no process of it ran any more. */
export interface ToolEnd {
  readonly atMs: number;
  readonly why: ToolEndWhy;
  readonly code: number | null;
  readonly signal: string | null;
  readonly outputBytes: number;
  /** Of one that could not be started: why. */
  readonly detail?: string;
}

/** Where a tool runs: in the foreground the turn waits for it. */
export type ToolPlace = 'foreground' | 'background';

interface EventData extends TurnEventData, TaskEventData {
  /** `rights`: what the five layers gave when the daemon started; left out: none. `model`: its name, where one is set up. `loop`: what the last daemon left of the agent. */
  readonly started: {
    readonly once: boolean;
    readonly tickMs: number;
    readonly journalMs: number;
    readonly rights?: Rights;
    readonly model?: string;
    readonly loop?: KeptLoop;
  };
  /** The time given by `sleepUntil` has come. */
  readonly timer: object;
  readonly woke: { readonly by: readonly WakeReason[] };
  /** The system gives too few watches: the places are read at intervals. `why` is in words. */
  readonly watchFailed: { readonly why: string };
  readonly preflightDone: { readonly preflight: Preflight };
  readonly restored: {
    readonly restored: readonly { readonly path: string; readonly lines: number; readonly why: string }[];
    readonly edited: readonly string[];
    /** Logs with entries in our shape that no journal here has, and their lines. */
    readonly strange?: readonly StrangeLog[];
    /** Logs that cannot be read as a whole, and why. */
    readonly troubles?: readonly { readonly path: string; readonly why: string }[];
    /** Why edits by hand could not be committed to the journal. */
    readonly unkept?: string;
    /** Files of other work trees' journals that were brought up to date. */
    readonly peers?: number;
    /** Why they could not be, where the own logs are whole. */
    readonly peersTrouble?: string;
    /** Files that a branch brought under ignored names, and the commit that brought the first. */
    readonly hostile?: { readonly paths: readonly string[]; readonly commit?: ObjectId };
  };
  /** `news`: entries that other commands wrote. */
  readonly received: {
    readonly messages: readonly Message[];
    readonly news: readonly Noted[];
    readonly refused: readonly Refused[];
    /** Names of files that say that they are sealed, and are not by the key of this clone. */
    readonly unsealed?: readonly string[];
  };
  /** The entries of these messages stand. */
  readonly entered: { readonly ids: readonly string[]; readonly noted: readonly Noted[] };
  /** Messages of the person's were answered, as far as nothing was in the way. */
  readonly answered: { readonly sent: readonly UserMessage[] };
  readonly acknowledged: object;
  readonly observed: { readonly noted: readonly Noted[]; readonly secretsReplaced: number };
  /** What was done about an accept that was killed; and what happened to the open dream on the base branch, as the room of dreams words it. */
  readonly settled: { readonly finished?: FinishedAccept; readonly dream?: string };
  readonly journaled: { readonly commit?: ObjectId; readonly files: number; readonly skipped?: string };
  readonly gatesChecked: { readonly open: boolean; readonly gates: readonly GateReading[] };
  readonly jobStarted: { readonly id: string; readonly kind: JobKind };
  readonly jobSaid: { readonly id: string; readonly line: string };
  /** Its deadline has come, counted from its start. */
  readonly jobLate: { readonly id: string };
  readonly jobEnded: { readonly id: string; readonly kind: JobKind } & JobEnd;
  /** The turn wants a tool to run. */
  readonly toolAsked: { readonly call: ToolCall };
  /** `record`: the name of the job for people, and of its files; nothing of it is used twice in a clone. */
  readonly toolStarted: { readonly id: string; readonly record: string };
  /** No process of it runs any more, and its end is on the disk. `record` is left out where not even that could be written. */
  readonly toolEnded: { readonly id: string; readonly record?: string; readonly end: ToolEnd };
  /** A tool whose daemon is gone, of which a message was laid into the queue. */
  readonly toolLeft: { readonly record: string; readonly call: Pick<ToolCall, 'tool' | 'title'>; readonly end: ToolEnd };
  /** A process of these jobs goes on, not even killed: they have no end yet. */
  readonly jobsStay: { readonly ids: readonly string[] };
  /** The time given by `blockUntil` has come. */
  readonly blockedLong: object;
  /** Somebody waits for the turn: a person looks, or has spoken. */
  readonly personCame: { readonly why: string };
  /** What of the work list rules act on, and the days of which no note stands, the earliest first; both empty where nothing changed since the last look. */
  readonly workSeen: {
    readonly rules: Readonly<Record<RuleName, boolean>>;
    readonly items: readonly WorkItem[];
    readonly days?: readonly DayNote[];
  };
  /** Messages to the person that are in the outbox now. */
  readonly sent: { readonly sent: readonly UserMessage[] };
  readonly stopRequested: { readonly why: string };
  /** `job`: of a job that could not be started. */
  readonly effectFailed: {
    readonly what: EffectName;
    readonly message: string;
    readonly job?: { readonly id: string; readonly kind: JobKind };
  };
}

export type EventName = keyof EventData;
/** `atMs`, in milliseconds since 1970, is when the event reached the loop; the reducer knows no other time. */
export type Event = { readonly [Name in EventName]: { readonly type: Name; readonly atMs: number } & EventData[Name] }[EventName];
export type EventOf<Name extends EventName> = Extract<Event, { readonly type: Name }>;

interface FactData extends TurnFactData, TaskFactData {
  readonly watchFailed: { readonly why: string };
  readonly logRestored: { readonly path: string; readonly lines: number; readonly why: string };
  readonly logsUnreadable: { readonly troubles: readonly { readonly path: string; readonly why: string }[] };
  readonly editsNotKept: { readonly why: string };
  readonly logsStrange: { readonly logs: readonly StrangeLog[] };
  readonly logsEdited: { readonly paths: readonly string[] };
  readonly peersUnreadable: { readonly why: string };
  readonly hostile: { readonly paths: readonly string[]; readonly commit?: ObjectId };
  readonly hostileGone: object;
  /** `by`: who wrote them; `others` are other commands. */
  readonly noted: { readonly by: 'message' | 'observing' | 'others'; readonly noted: readonly Noted[] };
  readonly refused: Refused;
  /** To the person, in the outbox. */
  readonly sent: { readonly message: UserMessage };
  readonly unsealed: { readonly names: readonly string[] };
  readonly secretsReplaced: { readonly secrets: number };
  readonly acceptFinished: FinishedAccept;
  readonly dreamSettled: { readonly detail: string };
  readonly journaled: { readonly commit: ObjectId; readonly files: number };
  readonly gates: { readonly gates: readonly GateReading[] };
  readonly dreamBegins: { readonly goesOn: boolean };
  readonly sliceEnded: { readonly sliceMs: number; readonly killed?: true };
  /** `notBeforeMs`: the earliest time of the next dream, in milliseconds since 1970. */
  readonly dreamEnded: Pick<JobEnd, 'outcome' | 'detail' | 'notStarted'> & { readonly notBeforeMs: number };
  readonly embeddingEnded: Pick<JobEnd, 'outcome' | 'detail'>;
  readonly jobSaid: { readonly kind: JobKind; readonly line: string };
  readonly toolStarted: { readonly record: string; readonly call: Pick<ToolCall, 'tool' | 'title'> };
  readonly toolMoved: { readonly calls: readonly Pick<ToolCall, 'tool' | 'title'>[]; readonly why: string };
  readonly toolEnded: { readonly record?: string; readonly call: Pick<ToolCall, 'tool' | 'title'>; readonly end: ToolEnd };
  readonly jobsStay: { readonly ids: readonly string[] };
  /** `times`: how often it happened in a row. `job`: of a job that could not be started. */
  readonly failed: { readonly what: EffectName; readonly message: string; readonly times: number; readonly job?: JobKind };
  readonly configProblems: { readonly problems: readonly string[] };
  readonly paused: { readonly by: 'command' | 'file' };
  readonly resumed: object;
  readonly busy: { readonly busy: Hindrance };
  readonly ends: { readonly reason: string };
}

export type FactName = keyof FactData;
/** Something that the daemon tells the person who watches it, without words: `announce` finds them. `nextTickAtMs` is known while the daemon rests. */
export type Fact = {
  readonly [Name in FactName]: { readonly type: Name; readonly atMs: number; readonly nextTickAtMs?: number } & FactData[Name];
}[FactName];
export type FactOf<Name extends FactName> = Extract<Fact, { readonly type: Name }>;

/** An entry that the daemon writes about itself. */
export type OwnNote = { readonly change: 'started'; readonly tickMs: number } | { readonly change: 'stopped'; readonly why: string };

/** A line for the person who watches the daemon; the surface formats it. */
export interface Line {
  readonly atMs: number;
  readonly what: string;
  readonly text: string;
  /** The file that holds the entry, relative to `.kairos`, or a ref. */
  readonly where?: string;
  readonly next?: { readonly does: string; readonly atMs?: number };
  readonly tone?: 'good' | 'quiet' | 'warn';
  /** Of the entries that the text quotes. */
  readonly ids?: readonly string[];
}

export type DaemonStatus = 'starting' | 'running' | 'paused' | 'busy' | 'hostile' | 'stopping';

export interface Counts {
  readonly ticks: number;
  readonly entries: number;
  readonly restoredLines: number;
  readonly secretsReplaced: number;
  readonly journalCommits: number;
  readonly dreams: number;
  readonly failures: number;
}

/** The part of the daemon's state that the heartbeat file shows. */
export interface Heartbeat {
  readonly mood: DaemonStatus;
  readonly nextTickAtMs?: number;
  readonly lastTickAtMs?: number;
  readonly lastJournalAtMs?: number;
  readonly dreaming: boolean;
  readonly counts: Counts;
  /** Of the session; left out in files of a kairos that knew no layers. */
  readonly rights?: Rights;
  /** Left out where there is no model. */
  readonly agent?: AgentBeat;
}

interface EffectData extends TurnEffectData, TaskEffectData {
  readonly preflight: object;
  readonly restore: object;
  readonly receive: object;
  /** Write the entries of messages. */
  readonly enter: { readonly messages: readonly Message[] };
  /** Answer these messages with what memory holds: the answers go into the outbox. */
  readonly answer: { readonly messages: readonly Message[] };
  /** The entries of these messages stand: remove their files. */
  readonly acknowledge: { readonly ids: readonly string[] };
  readonly observe: object;
  /** End the observing under way after its portion of commits. Performed at once, ahead of waiting effects. */
  readonly interrupt: object;
  readonly settleDream: object;
  /** `minIntervalMs` 0: commit now, however recent the last commit is. */
  readonly commitJournal: { readonly minIntervalMs: number };
  /** Look at the work list, where anything changed. */
  readonly lookAtWork: object;
  /** Write the note of a day. */
  readonly noteDay: { readonly day: DayNote };
  /** Send the person messages of the agent's own accord. */
  readonly send: { readonly messages: readonly Outgoing[] };
  readonly checkGates: object;
  /** `deadlineMs`: how long after its start `jobLate` comes; left out: never. */
  readonly startJob: { readonly id: string; readonly kind: JobKind; readonly deadlineMs?: number };
  /** Tell it to save what it has and to end; after its grace it is killed. Performed at once. `why`: of a tool; left out: the daemon holds still or ends. */
  readonly stopJob: { readonly id: string; readonly why?: 'too-long' };
  /** Start the child of a tool. Performed at once, as all that concerns tools. */
  readonly startTool: { readonly id: string; readonly call: ToolCall; readonly place: ToolPlace; readonly deadlineMs: number };
  /** The turn does not wait for it any more: its record says so. */
  readonly backgroundTool: { readonly id: string };
  /** Who learns of its end: the turn that waits has learnt it, or a message of the queue will tell it. */
  readonly releaseTool: { readonly id: string; readonly to: 'turn' | 'message' };
  /** Until then the turn may wait for its tools; left out: it waits for none. One at a time; a later one replaces it. */
  readonly blockUntil: { readonly atMs?: number };
  /** Write an entry about the daemon itself (started, stopped) to the log. */
  readonly note: { readonly note: OwnNote };
  /** Write down what the agent decided and did. */
  readonly audit: { readonly entries: readonly AuditEntry[] };
  readonly heartbeat: { readonly beat: Heartbeat };
  readonly sleepUntil: { readonly atMs: number };
  readonly print: { readonly fact: Fact };
  readonly exit: { readonly code: 0 | 1 | 3; readonly reason: string };
}

export type EffectName = keyof EffectData;
export type Effect = { readonly [Name in EffectName]: { readonly type: Name } & EffectData[Name] }[EffectName];
