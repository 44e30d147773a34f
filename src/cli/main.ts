/** The command line: a table of commands, errors turned into exit codes, Ctrl+C into an orderly end. No command does its work here. */
import process from 'node:process';
import { Command, CommanderError } from 'commander';
import { honourParent } from '../adapters/processes-child.js';
import { exitCodeOf } from '../errors.js';
import { contextOf, type Context } from './context.js';
import { errorText, paletteOf } from './print.js';
import { COMMANDS } from './commands.js';
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

/** Runs one command. @returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  honourParent(process.env);
  const controller = new AbortController();
  let interrupts = 0;
  const interrupt = (): void => {
    interrupts += 1;
    controller.abort();
    // The first Ctrl+C asks every command to end well; a second one does not wait.
    if (interrupts > 1) process.exit(130);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', interrupt);
  // A reader that went away (`kairos log | head`) is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const context = contextOf(controller.signal);
  try {
    await programOf(context).parseAsync(args, { from: 'user' });
    return controller.signal.aborted && context.exitCode === 0 ? 130 : context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (controller.signal.aborted) return 130;
    process.stderr.write(`${errorText(error, paletteOf(process.stderr.isTTY === true))}\n`);
    return exitCodeOf(error);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('SIGHUP', interrupt);
  }
}

function programOf(context: Context): Command {
  const program = new Command('kairos')
    .version(versionText(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', `\n${INTRODUCTION}`)
    .showHelpAfterError('hint: "kairos --help" lists the commands')
    .enablePositionalOptions()
    .exitOverride()
    .action(() => {
      program.outputHelp();
    });
  program.configureHelp({ showGlobalOptions: false });
  for (const add of COMMANDS) add(program, context);
  for (const command of program.commands) command.exitOverride();
  return program;
}
