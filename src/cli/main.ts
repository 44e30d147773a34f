/** The command line: runs a command of the table, turns errors into exit codes, and turns Ctrl+C into an orderly end. It implements no command. */
import process from 'node:process';
import { Command, CommanderError } from 'commander';
import { honourParent } from '../adapters/processes-child.js';
import { exitCodeOf, KairosError } from '../base/errors.js';
import type { Context } from './context.js';
import { contextOf, isColoured } from './terminal.js';
import { errorReport, paletteOf } from './print.js';
import { commandsFor } from './commands.js';
import { versionText } from './version.js';

const INTRODUCTION = `The memory of a git repository: it notes what happens, answers from what it knows, and proposes
long-term memory on a branch that you review.

Examples:
  $ kairos init                          set up this repository
  $ kairos observe --all                 read the whole history into the journal
  $ kairos recall "why did we drop go 1.11"
  $ kairos note "The integration tests need Redis on port 6380"
  $ kairos run                           the daemon, in the foreground
  $ kairos dream --now && kairos review

Exit codes: 0 done, 1 failed, 2 wrong use, 3 refused.`;

/** The signals that end a command early, with the exit code that shells report for each. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Runs one command. Errors are printed, not thrown. @returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  honourParent(process.env);
  const controller = new AbortController();
  let endedBy: keyof typeof SIGNALS | undefined;
  const interrupt = (signal: NodeJS.Signals): void => {
    // The first Ctrl+C asks every command to end well; a second one does not wait.
    if (endedBy !== undefined) process.exit(SIGNALS[endedBy]);
    endedBy = signal as keyof typeof SIGNALS;
    controller.abort();
  };
  for (const signal of Object.keys(SIGNALS)) process.on(signal, interrupt);
  // A closed pipe (`kairos log | head -1`) is no error: the command is ended, since nobody reads its output.
  process.stdout.on('error', () => controller.abort());
  process.stderr.on('error', () => undefined);
  const context = contextOf(controller.signal);
  try {
    const program = programOf(context, await commandsFor(args));
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: 'user' });
    return context.exitCode ?? (endedBy === undefined ? 0 : SIGNALS[endedBy]);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodeOf(sayUsage(error, args));
    if (controller.signal.aborted) return endedBy === undefined ? 0 : SIGNALS[endedBy];
    sayError(error);
    return exitCodeOf(error);
  } finally {
    for (const signal of Object.keys(SIGNALS)) process.off(signal, interrupt);
  }
}

function programOf(context: Context, commands: Awaited<ReturnType<typeof commandsFor>>): Command {
  const program = new Command('kairos')
    .version(versionText(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help of a command')
    .usage('[command] [options]')
    .addHelpText('after', `\n${INTRODUCTION}`)
    .enablePositionalOptions()
    // sayUsage prints it, with a fitting hint.
    .configureOutput({ outputError: () => undefined })
    .exitOverride();
  for (const add of commands) add(program, context);
  return program;
}

/** Prints what is wrong with the arguments and which help to read. Help that was asked for has been printed already. */
function sayUsage(error: CommanderError, args: readonly string[]): KairosError {
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const nearest = /Did you mean (.*)\?/.exec(suggestion ?? '')?.[1];
  const command = error.code === 'commander.unknownCommand' ? [] : args.slice(0, 1).filter((word) => /^[a-z]+$/.test(word));
  const help = `${['kairos', ...command].join(' ')} --help`;
  const usage = new KairosError('usage', message.replaceAll("'", '"'), {
    hint: nearest === undefined ? help : `did you mean ${nearest}? See ${help}`,
  });
  if (error.code !== 'commander.help') sayError(usage);
  return usage;
}

function sayError(error: unknown): void {
  process.stderr.write(`${errorReport(error, paletteOf(isColoured(process.stderr, process.env)))}\n`);
}
