/** Every path that kairos uses, in one value made from three roots. No other code builds these paths. Pure. */
import { KairosError } from './errors.js';
import type { Repository } from '../world/git.js';

/** Folders and files of `.kairos` that git ignores. Copies that git tracks are never read. `kairos init` writes them into ignore files. */
export const IGNORED_NAMES = [
  'logs/',
  'peers/',
  'queue/',
  'state/',
  'index/',
  '.locks/',
  '.consolidate-lock',
  'scheduled_tasks.json',
] as const;

export interface Workspace extends Repository {
  /** False in a plain folder that only holds `.kairos`: recall works there, commands that need git do not. */
  readonly hasGit: boolean;
  /** Why git could not be asked for a repository, where that is so; without it, git said that there is none. */
  readonly gitMissing?: KairosError;
  readonly kairos: string;
  readonly config: string;
  readonly memoryIndex: string;
  readonly topics: string;
  readonly dreams: string;
  readonly probes: string;
  /** Scenarios and probes, tracked. */
  readonly scenarios: string;
  readonly logs: string;
  readonly peers: string;
  readonly queueTmp: string;
  readonly queueNew: string;
  readonly queueCur: string;
  readonly state: string;
  readonly daemonState: string;
  readonly daemonOutput: string;
  readonly usage: string;
  /** A file for each session of the agent of kairos: its turns. */
  readonly agentSessions: string;
  readonly gatesState: string;
  readonly dreamRuns: string;
  /** The tasks of this work tree, which people edit. */
  readonly tasks: string;
  /** Tasks that end with the daemon. */
  readonly sessionTasks: string;
  /** What became of the runs of tasks, for people. */
  readonly taskHistory: string;
  readonly lexicalIndex: string;
  readonly vectorIndex: string;
  readonly consolidateLock: string;
  readonly locks: string;
  readonly pausedFile: string;
  readonly gitignore: string;
  readonly gitattributes: string;
  /** From here in the git directory, where `git clean -fdx` and checkouts remove nothing. */
  /** The folder of kairos in the git directory, and in the common one: the same where this is the first work tree. */
  readonly gitFolder: string;
  readonly commonFolder: string;
  readonly writerFile: string;
  /** The writer's name after kairos was removed and the journal kept: it goes on with it where it is set up again. */
  readonly keptWriter: string;
  readonly seenFile: string;
  /** It stands from the start of the reading of a history to its end. */
  readonly historyFile: string;
  /** What a process that embeds in the background says. */
  readonly embeddingOutput: string;
  /** How git's files stood when everything was observed (derived). */
  readonly observedFile: string;
  /** The refs that short commands begin with, and how git's files stood then (derived). */
  readonly refsFile: string;
  readonly wakeFile: string;
  /** Written when a sealed message was laid into the queue, so that the daemon takes it at once: no file of the work tree wakes it. */
  readonly toldFile: string;
  /** An empty file for each sealed message that lies in the queue, by the name of its file there: the word of the git directory that it was laid. */
  readonly waitingFolder: string;
  /** What the terminal of `kairos run` reports, while that runs. */
  readonly terminalFile: string;
  /** Which session the agent is in. */
  readonly agentSession: string;
  /** What the agent is at: its turn, its sleep, a model that failed. */
  readonly loopFile: string;
  /** What was said in the turn under way. */
  readonly talkFile: string;
  /** How far each task has come, and what of its last run is not done yet; without it the journal says what ran. */
  readonly taskStanding: string;
  /** Written when a task was approved or taken back, so that a daemon reads the journal again. */
  readonly taskWord: string;
  /** The file of tasks as it was when it could last be read. */
  readonly tasksRead: string;
  /** Keeps processes of ours apart that change the tasks. */
  readonly taskLock: string;
  readonly acceptIntent: string;
  /** The folder of the daemon's lock: in `.kairos`, `git clean` would remove the lock of a running daemon. */
  readonly daemonLocks: string;
  /** The cache of days that the journal found in order in this work tree (derived). */
  readonly checkedFile: string;
  /** The stand of ref, index, tails and logs at which all days were found in order (derived). */
  readonly inOrderFile: string;
  /** The head of the index of words, which names its segments by their content: a segment that it does not name was not made here (derived). */
  readonly lexicalHead: string;
  /** The words of the files of the base's tree, by blob id (derived). */
  readonly treeWords: string;
  /** What a dream that goes on later wrote of its work: a digest for each file (derived). */
  readonly dreamWitness: string;
  /** What the copies of other writers' journals were made from, and a digest for each (derived). */
  readonly peerWitness: string;
  /** The outline of the logs of this work tree (derived). */
  readonly outlineFile: string;
  /** The tally of the logs of this work tree (derived). */
  readonly tallyFile: string;
  /** How much of the memory of this work tree is embedded (derived). */
  readonly coverageFile: string;
  /** The stand of the refs at which the open dream was found neither landed nor closed (derived). */
  readonly openDreamFile: string;
  /** It stands while vectors of what was forgotten may be left in this work tree. */
  readonly staleVectors: string;
  /** From here in the common git directory, so that removing a linked work tree loses nothing. */
  readonly tails: string;
  /** Ids that `forget` removed, one a line; entries with these ids are neither written nor read. */
  readonly forgotten: string;
  /** The folder of forgets that are under way. */
  readonly forgetIntents: string;
  /** The folder of questions to a warm process, and of its answers. */
  readonly ask: string;
  /** The key of the clone: what it seals in the work tree is ours. */
  readonly sealKey: string;
  readonly pausedLatch: string;
  /** A file for each transcript of a coding agent that was read: how far, and what was learnt. */
  readonly transcriptRecords: string;
  /** A file for each session that had hooks: what it was shown, and what failed in it. */
  readonly hookedSessions: string;
  /** A file for each session of our own worker, named by its id. */
  readonly ownSessions: string;
  /** Of each job of a tool what it is and how it ended, and what it printed. */
  readonly jobs: string;
  /** Of each act its record, its folder and what its command printed. */
  readonly acts: string;
  /** A file for each message of the agent to the person, named after what it is about. */
  readonly outbox: string;
  /** Its time is when a person last gave a coding agent a prompt here. */
  readonly presenceFile: string;
  /** What models were asked for and what it used, a line each. */
  readonly ledger: string;
  readonly infoExclude: string;
  readonly journalLocks: string;
  /** From here in the user's own folder. */
  readonly userHome: string;
  readonly trustFile: string;
  readonly userConfig: string;
  readonly userLocks: string;
  /** The last answer of the server that `KAIROS_POLICY` names (derived). */
  readonly policyCache: string;
  /** The folder of Claude Code's transcripts; '' where there is none to read. */
  readonly transcripts: string;
}

/**
 * All paths for one work tree.
 * @param repository absolute paths with `/`; for a plain folder, gitDir and commonDir are ''.
 * @param userHome the user's folder for kairos, `$XDG_CONFIG_HOME/kairos`.
 * @param agentHome the folder in which Claude Code keeps its own files; '' for none.
 */
export function workspaceOf(repository: Repository, userHome: string, agentHome = ''): Workspace {
  const { root, gitDir, commonDir } = repository;
  const kairos = `${root}/.kairos`;
  const inGit = `${gitDir}/kairos`;
  const inCommon = `${commonDir}/kairos`;
  return {
    ...repository,
    hasGit: gitDir !== '',
    kairos,
    config: `${kairos}/config.yaml`,
    memoryIndex: `${kairos}/MEMORY.md`,
    topics: `${kairos}/topics`,
    dreams: `${kairos}/dreams`,
    probes: `${kairos}/scenarios/probes.yaml`,
    scenarios: `${kairos}/scenarios`,
    logs: `${kairos}/logs`,
    peers: `${kairos}/peers`,
    queueTmp: `${kairos}/queue/tmp`,
    queueNew: `${kairos}/queue/new`,
    queueCur: `${kairos}/queue/cur`,
    state: `${kairos}/state`,
    daemonState: `${kairos}/state/daemon.json`,
    daemonOutput: `${kairos}/state/daemon.log`,
    usage: `${kairos}/state/usage.jsonl`,
    agentSessions: `${kairos}/state/sessions`,
    gatesState: `${kairos}/state/gates.json`,
    dreamRuns: `${kairos}/state/dreams`,
    tasks: `${kairos}/scheduled_tasks.json`,
    sessionTasks: `${kairos}/state/session-tasks.json`,
    taskHistory: `${kairos}/state/task-history.jsonl`,
    lexicalIndex: `${kairos}/index/lexical`,
    vectorIndex: `${kairos}/index/vectors`,
    consolidateLock: `${kairos}/.consolidate-lock`,
    locks: `${kairos}/.locks`,
    pausedFile: `${kairos}/PAUSED`,
    gitignore: `${kairos}/.gitignore`,
    gitattributes: `${kairos}/.gitattributes`,
    gitFolder: inGit,
    commonFolder: inCommon,
    writerFile: `${inGit}/writer`,
    keptWriter: `${inGit}/writer.kept`,
    seenFile: `${inGit}/seen.json`,
    historyFile: `${inGit}/history.json`,
    embeddingOutput: `${inGit}/embedding.log`,
    observedFile: `${inGit}/observed.json`,
    refsFile: `${inGit}/refs.json`,
    wakeFile: `${inGit}/wake`,
    toldFile: `${inGit}/told`,
    waitingFolder: `${inGit}/waiting`,
    acceptIntent: `${inGit}/accept.json`,
    daemonLocks: `${inGit}/locks`,
    checkedFile: `${inGit}/journal.json`,
    inOrderFile: `${inGit}/in-order.json`,
    lexicalHead: gitDir === '' ? `${kairos}/index/lexical/head.json` : `${inGit}/lexical.json`,
    dreamWitness: `${inGit}/dream-run`,
    peerWitness: `${inGit}/peers`,
    outlineFile: `${inGit}/outline`,
    tallyFile: `${inGit}/tally.json`,
    coverageFile: `${inGit}/coverage.json`,
    openDreamFile: `${inGit}/open-dream.json`,
    staleVectors: `${inGit}/stale-vectors`,
    infoExclude: `${commonDir}/info/exclude`,
    ...taskPaths(inGit),
    ...agentPaths(inGit),
    ...commonPaths(inCommon),
    ...userPaths(userHome, agentHome),
  };
}

/** What is kept of the tasks of a work tree in its git directory. */
function taskPaths(inGit: string): Pick<Workspace, 'taskStanding' | 'taskWord' | 'tasksRead' | 'taskLock'> {
  return {
    taskStanding: `${inGit}/tasks.json`,
    taskWord: `${inGit}/tasks-word`,
    tasksRead: `${inGit}/tasks-read.json`,
    taskLock: `${inGit}/locks/tasks`,
  };
}

/** What the agent of a work tree keeps in its git directory. */
function agentPaths(inGit: string): Pick<Workspace, 'terminalFile' | 'agentSession' | 'loopFile' | 'talkFile'> {
  return {
    loopFile: `${inGit}/loop.json`,
    talkFile: `${inGit}/talk.json`,
    terminalFile: `${inGit}/terminal.json`,
    agentSession: `${inGit}/agent-session.json`,
  };
}

/** The paths in the folder of kairos in the common git directory. */
function commonPaths(
  inCommon: string,
): Pick<
  Workspace,
  | 'treeWords'
  | 'tails'
  | 'forgotten'
  | 'forgetIntents'
  | 'ask'
  | 'sealKey'
  | 'pausedLatch'
  | 'transcriptRecords'
  | 'hookedSessions'
  | 'ownSessions'
  | 'acts'
  | 'jobs'
  | 'outbox'
  | 'ledger'
  | 'presenceFile'
  | 'journalLocks'
> {
  return {
    treeWords: `${inCommon}/words`,
    tails: `${inCommon}/tail`,
    forgotten: `${inCommon}/forgotten`,
    forgetIntents: `${inCommon}/forget`,
    ask: `${inCommon}/ask`,
    sealKey: `${inCommon}/key`,
    pausedLatch: `${inCommon}/PAUSED`,
    transcriptRecords: `${inCommon}/transcripts`,
    hookedSessions: `${inCommon}/sessions`,
    ownSessions: `${inCommon}/own-sessions`,
    acts: `${inCommon}/act`,
    jobs: `${inCommon}/jobs`,
    outbox: `${inCommon}/outbox`,
    ledger: `${inCommon}/ledger.jsonl`,
    presenceFile: `${inCommon}/presence`,
    journalLocks: `${inCommon}/locks`,
  };
}

function userPaths(
  userHome: string,
  agentHome: string,
): Pick<Workspace, 'userHome' | 'trustFile' | 'userConfig' | 'userLocks' | 'policyCache' | 'transcripts'> {
  return {
    userHome,
    trustFile: `${userHome}/trust.json`,
    userConfig: `${userHome}/config.yaml`,
    userLocks: `${userHome}/locks`,
    policyCache: `${userHome}/policy.json`,
    transcripts: agentHome === '' ? '' : `${agentHome}/projects`,
  };
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** The path of a day's log: `2026/11/2026-11-20.md` for `2026-11-20`. @throws KairosError `bad-date`. */
export function dayPath(day: string): string {
  const match = DAY.exec(day);
  if (!match) throw new KairosError('bad-date', `"${day}" is not a day`, { hint: 'write it as YYYY-MM-DD' });
  return `${match[1]}/${match[2]}/${day}.md`;
}

/** The day of a log's path, with any prefix; undefined for other paths. */
export function dayOfPath(path: string): string | undefined {
  const match = /(?:^|\/)(\d{4})\/(\d{2})\/(\1-\2-\d{2})\.md$/.exec(path);
  return match?.[3];
}

const SLUG = /^[a-z0-9][a-z0-9._-]{0,79}$/;
const WINDOWS_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/** True for a valid name of a topic: lower case, short, no device name, so that its file can exist on every system. */
export function isTopicSlug(slug: string): boolean {
  return SLUG.test(slug) && !WINDOWS_NAME.test(slug) && !slug.endsWith('.') && !slug.includes('..');
}
