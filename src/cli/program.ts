/** The program: one command of the table, errors turned into exit codes, Ctrl+C into an orderly end. No command does its work here. */
import { Command, CommanderError } from 'commander';
import { honourParent } from '../adapters/processes-child.js';
import { exitCodeOf, KairosError } from '../base/errors.js';
import { harmless } from '../base/harmless-text.js';
import { addCommands } from './commands.js';
import type { Context } from './context.js';
import { contextOf } from './terminal.js';
import { columnsOf, fitted } from './fit.js';
import { nearest } from '../base/nearest.js';
import { helpText } from './help.js';
import { sayError } from './print.js';
import { versionText } from './version.js';

/** The signals that end a command early, with the exit code that shells report for each. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Runs the command that the arguments name. Errors are printed, not thrown. @returns the exit code. */
export async function run(args: readonly string[]): Promise<number> {
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
  // Without a listener Node answers this signal by a debugger that listens on a port.
  process.on('SIGUSR1', ignore);
  // A closed pipe (`kairos log | head -1`) is no error: the command is ended, since nobody reads its output.
  process.stdout.on('error', () => controller.abort());
  process.stderr.on('error', () => undefined);
  const context = contextOf(controller.signal);
  const program = programOf();
  try {
    await warnOfFlags(args[0] ?? '', context);
    await addCommands(program, args, context);
    await program.parseAsync(args, { from: 'user' });
    return context.exitCode ?? (endedBy === undefined ? 0 : SIGNALS[endedBy]);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodeOf(sayUsage(error, program, args));
    if (controller.signal.aborted) return endedBy === undefined ? 0 : SIGNALS[endedBy];
    sayError(error);
    return exitCodeOf(error);
  } finally {
    for (const signal of Object.keys(SIGNALS)) process.off(signal, interrupt);
    process.off('SIGUSR1', ignore);
  }
}

/** These say themselves what they make of the flags; a child of the daemon has its flags from it. */
const SAYS_OF_FLAGS = /^(?:run|activate|__.*)$/;

/** Names each flag of the environment that cannot be obeyed: `kairos run` refuses it, and who asks another command is to learn of it, too. */
async function warnOfFlags(command: string, { env, tell, palette }: Context): Promise<void> {
  const variable = env['KAIROS_FEATURES'];
  if (variable === undefined || SAYS_OF_FLAGS.test(command)) return;
  const { featuresOf } = await import('../desk/activation.js');
  for (const why of featuresOf({}, variable).refused) tell(`${palette.yellow('KAIROS_FEATURES:')} ${harmless(why)}`);
}

function ignore(): void {}

function programOf(): Command {
  const program = new Command('kairos')
    .version(versionText(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help of a command')
    .enablePositionalOptions()
    // sayUsage prints it, with a fitting hint.
    .configureOutput({
      outputError: () => undefined,
      writeOut: (text) => void process.stdout.write(fitted(text, columnsOf(process.stdout))),
    })
    .exitOverride();
  // One list of commands: the one that is printed without commander, too.
  program.helpInformation = () => helpText(process.stdout.isTTY ? process.stdout.columns : undefined);
  return program;
}

/** Prints what is wrong with the arguments and which help to read. Help that was asked for has been printed already. */
function sayUsage(error: CommanderError, program: Command, args: readonly string[]): KairosError {
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const { names, next, ends } = namedBy(program, args);
  // Commander takes the words behind a command that has a usual child for arguments of that child.
  const isUnknownChild = error.code === 'commander.excessArguments' && ends.commands.length > 0 && next !== undefined;
  const near = isUnknownChild
    ? nearest(
        next,
        ends.commands.map((child) => child.name()),
      )
    : /Did you mean (.*)\?/.exec(suggestion ?? '')?.[1];
  const help = `${['kairos', ...names].join(' ')} --help`;
  const what = isUnknownChild ? `unknown command "${next}" for "kairos ${names.join(' ')}"` : message.replaceAll("'", '"');
  const usage = new KairosError('usage', what, { hint: near === undefined ? help : `did you mean ${near}? See ${help}` });
  if (error.code !== 'commander.help') sayError(usage);
  return usage;
}

/** The command that the first words name, with its parents' names, and the word behind it. */
function namedBy(program: Command, args: readonly string[]): { names: readonly string[]; next: string | undefined; ends: Command } {
  let [ends, at] = [program, 0];
  for (let child: Command | undefined; (child = ends.commands.find((one) => one.name() === args[at])); at++) ends = child;
  return { names: args.slice(0, at), next: args[at], ends };
}
