/** What `kairos --help` prints, and the command that a mistyped name may mean. Made from the table of commands; pure. */
import { nearest } from '../base/nearest.js';
import { CHILDREN, TABLE } from './commands.js';

const INTRODUCTION =
  'The memory of a git repository: it notes what happens, answers from what it knows, and proposes long-term memory on a branch that you review.';

const EXAMPLES = `Examples:
  $ kairos init              set up this repository
  $ kairos observe --all     read the whole history
  $ kairos recall "why did we drop go 1.11"
  $ kairos note "The tests need Redis on port 6380"
  $ kairos run               the daemon, in the foreground
  $ kairos dream --now && kairos review
`;

const EXIT_CODES = 'Exit codes: 0 done, 1 failed or nothing found, 2 wrong use, 3 refused, 130 ended by Ctrl+C.';

const OPTIONS = [
  { term: '-V, --version', about: 'print the version' },
  { term: '-h, --help', about: 'print help' },
] as const;
const HELP = { name: 'help', usage: '[command]', about: 'print help of a command' } as const;

/** The usual width of a terminal, for those that do not say. */
const COLUMNS = 80;
/** With fewer columns than this beside the arguments, the list shows names without them. */
const WRAPPED_LEAST = 40;
const GAP = 2;

interface Item {
  readonly term: string;
  readonly about: string;
}

/** Usage, options, commands, examples. @param columns of the terminal. */
export function helpText(columns: number = COLUMNS): string {
  const listed = [...TABLE, HELP];
  const whole = listed.map(({ name, usage, about }): Item => ({ term: usage === undefined ? name : `${name} ${usage}`, about }));
  const isNarrow = columns - widthOf(whole) < WRAPPED_LEAST;
  const commands = isNarrow ? listed.map(({ name, about }): Item => ({ term: name, about })) : whole;
  const width = widthOf(commands);
  const rows = (items: readonly Item[]): string => items.map((item) => rowText(item, width, columns)).join('\n');
  const [about, codes] = [INTRODUCTION, EXIT_CODES].map((text) => linesOf(text, columns).join('\n'));
  return `Usage: kairos [command] [options]\n\nOptions:\n${rows(OPTIONS)}\n\nCommands:\n${rows(commands)}\n\n${about}\n\n${EXAMPLES}\n${codes}\n`;
}

/** The columns that terms take, with the blanks around them. */
function widthOf(commands: readonly Item[]): number {
  return Math.max(...[...OPTIONS, ...commands].map(({ term }) => term.length)) + 2 * GAP;
}

function rowText({ term, about }: Item, width: number, columns: number): string {
  const left = `${' '.repeat(GAP)}${term}`.padEnd(width);
  const room = columns - width;
  // As commander does: a column of a few letters is worse than a line that the terminal breaks.
  const lines = room < WRAPPED_LEAST ? [about] : linesOf(about, room);
  return `${left}${lines.join(`\n${' '.repeat(width)}`)}`;
}

function linesOf(about: string, room: number): string[] {
  const lines: string[] = [];
  for (const word of about.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && longer.length <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** True for what a person or the daemon may call. */
export function isCommand(name: string): boolean {
  return name === HELP.name || [...TABLE, ...CHILDREN].some((row) => row.name === name);
}

/** The command that is likest to a name, `one of a, b` where several are; undefined where none is like it. */
export function nearestCommand(name: string): string | undefined {
  return nearest(
    name,
    [...TABLE, HELP].map((row) => row.name),
  );
}
