/** The table of commands, in the order of the help. A command's module is loaded only when that command runs, which keeps the start fast. */
import type { Command } from 'commander';
import type { Context } from './context.js';

type Add = (program: Command, context: Context) => void;

interface Row {
  readonly name: string;
  load(): Promise<Add>;
}

/** Internal commands of child processes (`daemon/jobs.ts`), each with the row that defines it. People never type them. */
const HIDDEN: Readonly<Record<string, string>> = { __dream: 'dream', __index: 'index' };

const TABLE: readonly Row[] = [
  { name: 'init', load: async () => (await import('./commands/init.js')).addInit },
  { name: 'observe', load: async () => (await import('./commands/observe.js')).addObserve },
  { name: 'recall', load: async () => (await import('./commands/recall.js')).addRecall },
  { name: 'index', load: async () => (await import('./commands/index-command.js')).addIndex },
  { name: 'mcp', load: async () => (await import('./commands/mcp.js')).addMcp },
  { name: 'note', load: async () => (await import('./commands/note.js')).addNote },
  { name: 'reinforce', load: async () => (await import('./commands/reinforce.js')).addReinforce },
  { name: 'log', load: async () => (await import('./commands/log.js')).addLog },
  { name: 'topics', load: async () => (await import('./commands/topics.js')).addTopics },
  { name: 'show', load: async () => (await import('./commands/show.js')).addShow },
  { name: 'blame', load: async () => (await import('./commands/show.js')).addBlame },
  { name: 'run', load: async () => (await import('./commands/run.js')).addRun },
  { name: 'status', load: async () => (await import('./commands/status.js')).addStatus },
  { name: 'stop', load: async () => (await import('./commands/stop.js')).addStop },
  { name: 'pause', load: async () => (await import('./commands/pause.js')).addPause },
  { name: 'resume', load: async () => (await import('./commands/pause.js')).addResume },
  { name: 'dream', load: async () => (await import('./commands/dream.js')).addDream },
  { name: 'review', load: async () => (await import('./commands/review.js')).addReview },
  { name: 'gates', load: async () => (await import('./commands/gates.js')).addGates },
  { name: 'session', load: async () => (await import('./commands/session.js')).addSession },
  { name: 'forget', load: async () => (await import('./commands/forget.js')).addForget },
  { name: 'restore', load: async () => (await import('./commands/restore.js')).addRestore },
  { name: 'doctor', load: async () => (await import('./commands/doctor.js')).addDoctor },
  { name: 'hooks', load: async () => (await import('./commands/hooks.js')).addHooks },
  { name: 'trust', load: async () => (await import('./commands/trust.js')).addTrust },
  { name: 'demo', load: async () => (await import('./commands/demo.js')).addDemo },
];

/** The commands to load for these arguments: the one that they name, or all (for the help, and for the suggestion after a wrong name). */
export async function commandsFor(args: readonly string[]): Promise<readonly Add[]> {
  const [first] = args;
  if (first === '--version' || first === '-V') return [];
  const name = HIDDEN[first ?? ''] ?? first;
  const row = TABLE.find((one) => one.name === name);
  return row ? [await row.load()] : Promise.all(TABLE.map((one) => one.load()));
}
