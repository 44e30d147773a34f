/**
 * The table of commands, in the order in which help lists them: what help says of each, and where it is loaded from. A start pays for the command that
 * it is about and for no other; help and a mistyped name need the table alone.
 */
import type { Command } from 'commander';
import type { Context } from './context.js';

/** Adds options, arguments and action to a command that has its name and its description already. */
type Add = (command: Command, context: Context) => void;

interface Row {
  readonly name: string;
  /** What follows the name in the list of commands, as the command itself declares it. */
  readonly usage?: string;
  readonly about: string;
  load(): Promise<Add>;
}

/** The names under which children of the daemon run (`daemon/jobs.ts`), and the process that a question leaves behind; people never type them. */
export const CHILDREN: readonly Row[] = [
  { name: '__dream', about: '', load: async () => (await import('./commands/dream.js')).addDreamChild },
  { name: '__warm', about: '', load: async () => (await import('./commands/warm.js')).addWarm },
  { name: '__index', about: '', load: async () => (await import('./commands/index-command.js')).addIndexChild },
];

export const TABLE: readonly Row[] = [
  {
    name: 'init',
    usage: '[options]',
    about: 'set up kairos in this repository',
    load: async () => (await import('./commands/init.js')).addInit,
  },
  {
    name: 'observe',
    usage: '[options]',
    about: 'note what happened in the repository since the last look',
    load: async () => (await import('./commands/observe.js')).addObserve,
  },
  {
    name: 'recall',
    usage: '[options] [query...]',
    about: 'search the memory, by words and by meaning',
    load: async () => (await import('./commands/recall.js')).addRecall,
  },
  {
    name: 'index',
    usage: '[options]',
    about: 'bring the search index and the vectors up to date',
    load: async () => (await import('./commands/index-command.js')).addIndex,
  },
  {
    name: 'mcp',
    about: 'serve the memory to an agent (Model Context Protocol on standard input and output)',
    load: async () => (await import('./commands/mcp.js')).addMcp,
  },
  {
    name: 'note',
    usage: '[options] <text...>',
    about: 'write a note into the journal',
    load: async () => (await import('./commands/note.js')).addNote,
  },
  {
    name: 'import',
    usage: '[options] <what...>',
    about: 'take in what was written down elsewhere: decision records, notes, rules for agents',
    load: async () => (await import('./commands/import.js')).addImport,
  },
  {
    name: 'tell',
    usage: '[options] <text...>',
    about: 'give the daemon a message, sealed as yours (--now, --next, --later)',
    load: async () => (await import('./commands/tell.js')).addTell,
  },
  {
    name: 'work',
    usage: '[options]',
    about: 'list what the repository shows is left to do, the most pressing first',
    load: async () => (await import('./commands/work.js')).addWork,
  },
  {
    name: 'inbox',
    usage: '[options] [ids...]',
    about: 'show what the agent sent you, and mark it as read (--read)',
    load: async () => (await import('./commands/inbox.js')).addInbox,
  },
  {
    name: 'queue',
    usage: '[options]',
    about: 'list the messages that wait for the daemon',
    load: async () => (await import('./commands/queue.js')).addQueue,
  },
  {
    name: 'cost',
    usage: '[options]',
    about: 'show what models used of their budget, and what for (--why)',
    load: async () => (await import('./commands/cost.js')).addCost,
  },
  {
    name: 'reinforce',
    usage: '[options] <id> [reason...]',
    about: 'say that a memory proved right: it keeps its weight for longer',
    load: async () => (await import('./commands/reinforce.js')).addReinforce,
  },
  {
    name: 'log',
    usage: '[options]',
    about: 'print the newest entries of the journal, or those of a time',
    load: async () => (await import('./commands/log.js')).addLog,
  },
  {
    name: 'topics',
    usage: '[options] [words...]',
    about: 'list the topics of long-term memory, or print one',
    load: async () => (await import('./commands/topics.js')).addTopics,
  },
  {
    name: 'show',
    usage: '[options] <address>',
    about: 'print one entry or claim whole',
    load: async () => (await import('./commands/show.js')).addShow,
  },
  {
    name: 'blame',
    usage: '[options] <address>',
    about: 'print where a claim comes from: its entries and commits, verbatim',
    load: async () => (await import('./commands/show.js')).addBlame,
  },
  {
    name: 'run',
    usage: '[options]',
    about: 'the daemon: notes what happens, keeps the journal, dreams when it is time',
    load: async () => (await import('./commands/run.js')).addRun,
  },
  {
    name: 'status',
    usage: '[options]',
    about: 'show the daemon, the journal, the gates and what awaits review',
    load: async () => (await import('./commands/status.js')).addStatus,
  },
  {
    name: 'stop',
    usage: '[options]',
    about: 'end the daemon of this work tree',
    load: async () => (await import('./commands/stop.js')).addStop,
  },
  {
    name: 'jobs',
    usage: '[options] [id]',
    about: 'list what tools of the agent run or ran; show one, end one (kill)',
    load: async () => (await import('./commands/jobs.js')).addJobs,
  },
  {
    name: 'task',
    about: 'what runs when it is due: list, add, rm, approve, run, history, simulate; crontab, systemd, launchd',
    load: async () => (await import('./commands/task.js')).addTaskCommand,
  },
  {
    name: 'act',
    about: 'a command in a folder and a sandbox of its own, for review: start, list, diff, accept, drop',
    load: async () => (await import('./commands/act.js')).addAct,
  },
  {
    name: 'pause',
    about: 'make the daemon hold still, in all work trees of this clone',
    load: async () => (await import('./commands/pause.js')).addPause,
  },
  {
    name: 'resume',
    about: 'let the daemon go on after a pause',
    load: async () => (await import('./commands/pause.js')).addResume,
  },
  {
    name: 'dream',
    usage: '[options]',
    about: 'propose long-term memory on a branch, for a person to review',
    load: async () => (await import('./commands/dream.js')).addDream,
  },
  {
    name: 'review',
    usage: '[options]',
    about: 'look at what the dream proposes; accept, reject or edit its claims',
    load: async () => (await import('./commands/review.js')).addReview,
  },
  {
    name: 'gates',
    usage: '[options]',
    about: 'show the gates of the next dream',
    load: async () => (await import('./commands/gates.js')).addGates,
  },
  {
    name: 'probe',
    about: 'questions that the memory must answer: list them, ask them of any revision (run), add one',
    load: async () => (await import('./commands/probe.js')).addProbe,
  },
  {
    name: 'check',
    usage: '[options] [branch]',
    about: "check what a dream's branch makes of the memory, against its base; for CI",
    load: async () => (await import('./commands/check.js')).addCheck,
  },
  {
    name: 'session',
    about: 'mark the start and the end of a working session',
    load: async () => (await import('./commands/session.js')).addSession,
  },
  {
    name: 'forget',
    usage: '[options] <id>',
    about: 'take an entry out of the journal, the logs and the index, for good',
    load: async () => (await import('./commands/forget.js')).addForget,
  },
  {
    name: 'restore',
    usage: '[options]',
    about: 'bring back log lines that vanished from disk',
    load: async () => (await import('./commands/restore.js')).addRestore,
  },
  {
    name: 'doctor',
    usage: '[options]',
    about: 'check that journal, memory and daemon are sound; repairs nothing',
    load: async () => (await import('./commands/doctor.js')).addDoctor,
  },
  {
    name: 'replay',
    usage: '[options] [scenarios...]',
    about: 'live scenarios in memory, and say what came out otherwise than it should',
    load: async () => (await import('./commands/replay.js')).addReplay,
  },
  {
    name: 'hooks',
    about: 'git hooks that wake the daemon (status, install, uninstall)',
    load: async () => (await import('./commands/hooks.js')).addHooks,
  },
  {
    name: 'connect',
    usage: '[options] [client]',
    about: 'bring the memory into Claude Code, or into AGENTS.md (--list)',
    load: async () => (await import('./commands/connect.js')).addConnect,
  },
  {
    name: 'disconnect',
    usage: '[options] [client]',
    about: 'take that out again, and nothing else',
    load: async () => (await import('./commands/connect.js')).addDisconnect,
  },
  {
    name: 'remove',
    usage: '[options]',
    about: 'take kairos out of this repository; the journal stays unless asked',
    load: async () => (await import('./commands/remove.js')).addRemove,
  },
  {
    name: 'trust',
    usage: '[options] [folder]',
    about: 'let the daemon work in this work tree (--list, --remove)',
    load: async () => (await import('./commands/trust.js')).addTrust,
  },
  {
    name: 'activate',
    usage: '[options]',
    about: 'say whether the agent may be active here, and which layer holds it back (--explain)',
    load: async () => (await import('./commands/activate.js')).addActivate,
  },
  {
    name: 'config',
    about: 'list the settings, and set one (list, get, set, unset)',
    load: async () => (await import('./commands/config.js')).addConfig,
  },
  {
    name: 'completion',
    usage: '<shell>',
    about: 'print the completion of commands, topics and ids for bash, zsh or fish',
    load: async () => (await import('./commands/completion.js')).addCompletion,
  },
  {
    name: 'demo',
    usage: '[options]',
    about: 'show the whole arc in a throw-away repository (about ten seconds)',
    load: async () => (await import('./commands/demo.js')).addDemo,
  },
  {
    name: 'version',
    usage: '[options]',
    about: 'print the version',
    load: async () => (await import('./commands/version.js')).addVersion,
  },
];

/** Adds the command that the arguments name, whole; the others by name, for what commander says of names. */
export async function addCommands(program: Command, args: readonly string[], context: Context): Promise<void> {
  const [first, second] = args;
  const child = CHILDREN.find(({ name }) => name === first);
  const only = child ?? TABLE.find(({ name }) => name === first);
  if (only) return whole(program.command(only.name, { hidden: child !== undefined }), only, context);
  // `kairos help recall`, and a command behind options, which is a mistake or `--`.
  const meant = first === 'help' ? second : args.find((word) => !word.startsWith('-'));
  for (const row of TABLE) {
    const command = program.command(row.name);
    if (row.name === meant) await whole(command, row, context);
  }
}

async function whole(command: Command, { about, load }: Pick<Row, 'about' | 'load'>, context: Context): Promise<void> {
  (await load())(command.description(about), context);
}
