/** What may stand where somebody types: read off the commands as commander knows them, so that a new command or option is offered without a word here. Pure. */
import type { Argument, Command, Option } from 'commander';
import type { OfferedHere } from '../../desk/offered.js';

/** One word, with what help says of it. */
export interface Word {
  readonly word: string;
  readonly about: string;
}

/** What is offered for the word that is typed: words that are known, values of the repository, and files, which the shell knows. */
export interface Wanted {
  readonly words: readonly Word[];
  readonly values?: OfferedHere | 'keys' | 'commands' | 'zones';
  /** The key of the settings whose values are wanted. */
  readonly valuesOfKey?: string;
  readonly files?: 'all' | 'folders';
}

/** By what a command calls its value (`<slug>`); where a command means something of its own by it, the command stands before. */
const VALUES: Readonly<Record<string, Partial<Wanted>>> = {
  address: { values: 'memories', files: 'all' },
  id: { values: 'memories' },
  'review id': { values: 'proposed' },
  'review ids': { values: 'proposed' },
  'review reopen': { values: 'rejected' },
  'dream undo id': { values: 'dreams' },
  'session start id': {},
  'session end id': {},
  'recall author': { values: 'authors' },
  slug: { values: 'topics' },
  'topics words': { values: 'topics' },
  task: { values: 'tasks' },
  zone: { values: 'zones' },
  key: { values: 'keys' },
  command: { values: 'commands' },
  'import what': { words: ['claude-memory', 'agents-md', 'adr'].map((word) => ({ word, about: '' })), files: 'all' },
  client: { words: ['claude-code', 'agents-md'].map((word) => ({ word, about: '' })) },
  path: { files: 'all' },
  file: { files: 'all' },
  folder: { files: 'folders' },
};

const NOTHING: Wanted = { words: [] };
const HELP: Word = { word: '--help', about: 'print help' };

/**
 * What may stand in place of the last word.
 * @param program with the command whole that the first word names. @param words behind `kairos`; the last one is being typed and may be ''.
 */
export function wantedBy(program: Command, words: readonly string[]): Wanted {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const { command, path, rest } = commandOf(program, before);
  if (command === program && before.length > 0) return NOTHING;
  if (command === program) return { words: typed.startsWith('-') ? optionsOf(program, new Set()) : childrenOf(program) };
  const { pending, args, given, isOpen } = readBefore(command, rest);
  if (isOpen && typed.startsWith('-')) return { words: optionsOf(command, given) };
  if (pending) return valueOf(path, nameOf(pending), pending, pending.long?.slice(2));
  const children = args.length === 0 ? childrenOf(command) : [];
  const argument = command.registeredArguments[args.length] ?? command.registeredArguments.findLast((one) => one.variadic);
  if (argument === undefined) return { words: children };
  if (argument.name() === 'value' && path.join(' ') === 'config set') return { words: [], valuesOfKey: args[0] ?? '' };
  const wanted = valueOf(path, argument.name(), argument);
  return { ...wanted, words: [...children, ...wanted.words] };
}

/** The command that the first words name, with its names and the words behind it. */
function commandOf(program: Command, words: readonly string[]): { command: Command; path: readonly string[]; rest: readonly string[] } {
  let [command, at] = [program, 0];
  for (let child: Command | undefined; (child = command.commands.find((one) => one.name() === words[at])); at++) command = child;
  return { command, path: words.slice(0, at), rest: words.slice(at) };
}

interface Before {
  /** An option that waits for its value, or may take one. */
  readonly pending: Option | undefined;
  readonly args: readonly string[];
  readonly given: ReadonlySet<string>;
  /** False behind `--`, where no option stands. */
  readonly isOpen: boolean;
}

function readBefore(command: Command, words: readonly string[]): Before {
  const [args, given] = [[] as string[], new Set<string>()];
  let pending: Option | undefined;
  for (const [at, word] of words.entries()) {
    if (word === '--') return { pending: undefined, args: [...args, ...words.slice(at + 1)], given, isOpen: false };
    if (word.startsWith('-') && word !== '-') {
      const [name = ''] = word.split('=', 1);
      const option = command.options.find(({ long, short }) => name === long || name === short);
      if (option?.long !== undefined && !option.variadic) given.add(option.long);
      pending = option !== undefined && name === word && (option.required || option.optional) ? option : undefined;
    } else if (pending === undefined) args.push(word);
    else if (!pending.variadic) pending = undefined;
  }
  return { pending, args, given, isOpen: pending === undefined || pending.optional || pending.variadic };
}

function childrenOf(command: Command): readonly Word[] {
  return command.commands
    .filter((child) => !child.name().startsWith('__'))
    .map((child) => ({ word: child.name(), about: child.description() }));
}

function optionsOf(command: Command, given: ReadonlySet<string>): readonly Word[] {
  const options = command.options.flatMap(({ long, description, hidden }) =>
    long === undefined || hidden || given.has(long) ? [] : [{ word: long, about: description }],
  );
  return [...options, ...(given.has(HELP.word) ? [] : [HELP])];
}

/** `tier` of `--tier <tier>`. */
function nameOf(option: Option): string {
  return /[<[]([^>\].]+)/.exec(option.flags)?.[1] ?? '';
}

function valueOf(path: readonly string[], name: string, { argChoices }: Pick<Option | Argument, 'argChoices'>, option?: string): Wanted {
  const choices = argChoices ?? (name.includes('|') ? name.split('|') : undefined);
  if (choices) return { words: choices.map((word) => ({ word, about: '' })) };
  const command = path.join(' ');
  return { ...NOTHING, ...(VALUES[`${command} ${option ?? name}`] ?? VALUES[`${command} ${name}`] ?? VALUES[name]) };
}
