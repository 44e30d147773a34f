/**
 * The start of every command. It answers what needs no command (help, the version, a name that is none) from the table alone, because a library that is
 * loaded costs as much as the answer; for all else it loads the program.
 */
import { optimizeLate } from '../adapters/v8-flags.js';
import { exitCodeOf, KairosError } from '../base/errors.js';
import { helpText, isCommand, nearestCommand } from './help.js';

/** Runs one command. @returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [first] = args;
  if (first === '__complete') return (await import('./completion/complete.js')).complete(args.slice(1));
  if (first === undefined || (args.length === 1 && ['-h', '--help', 'help'].includes(first)))
    return print(helpText(columnsOf(process.stdout)));
  // Before anything else is loaded: what V8 kept of a file holds for the flags that it was loaded with.
  optimizeLate();
  if (args.length === 1 && ['-V', '--version', 'version'].includes(first))
    return print(`${(await import('./version.js')).versionText()}\n`);
  // `kairos help dream undo`: commander's own help command knows of no second word.
  if (first === 'help' && args.length > 1 && !args.some((word) => word.startsWith('-'))) {
    const words = args.slice(1);
    if (words[0] === 'hook') return (await import('./hook.js')).runHook(['--help']);
    return isCommand(words[0] as string) ? (await import('./program.js')).run([...words, '--help']) : unknown(words[0] as string);
  }
  // With an option among the words it may be help that was asked for: the program knows.
  if (!isCommand(first) && !args.some((word) => word.startsWith('-'))) return unknown(first);
  return (await import('./program.js')).run(args);
}

function print(text: string): number {
  // A reader that went away (`kairos --help | head -1`) is no error.
  process.stdout.on('error', () => undefined);
  process.stdout.write(text);
  return 0;
}

async function unknown(name: string): Promise<number> {
  const { sayError } = await import('./print.js');
  const near = nearestCommand(name);
  const error = new KairosError('usage', `unknown command "${name}"`, {
    hint: near === undefined ? 'kairos --help' : `did you mean ${near}? See kairos --help`,
  });
  sayError(error);
  return exitCodeOf(error);
}

/** Columns for help: those of the terminal, else the usual number. */
function columnsOf(stream: { readonly isTTY?: boolean; readonly columns?: number }): number | undefined {
  return stream.isTTY === true ? stream.columns : undefined;
}
