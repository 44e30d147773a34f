/** `kairos tell`: gives the daemon a message in the person's voice. */
import { isoTime } from '../../dates/day.js';
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import { refuseBlankMessage, tellDaemon, type Priority, type Told } from '../../desk/tell.js';
import type { Context } from '../context.js';
import { readStandardInput } from '../input.js';
import { open } from '../open.js';

interface Options {
  now?: boolean;
  next?: boolean;
  later?: boolean;
  json?: boolean;
}

const WAITS: { readonly [Why in NonNullable<Told['waits']>]: string } = {
  'no daemon': 'no daemon runs here: "kairos run" takes it',
  paused: 'the daemon is paused: "kairos resume" lets it take it',
  'not trusted': 'the daemon may not work here: "kairos trust", then "kairos run" takes it',
};

export function addTell(command: Command, context: Context): void {
  command
    .argument('<text...>', 'the message; "-" reads standard input')
    .option('--now', 'before all others')
    .option('--next', 'in its turn (this is so if nothing is said)')
    .option('--later', 'when nothing else waits')
    .option('--json', 'print the message as JSON')
    .addHelpText(
      'after',
      [
        '',
        'The daemon takes it as yours: it is sealed with a key in the git directory. Any other file in .kairos/queue is read as external, and wakes nobody.',
        'It ends a pause by "kairos pause".',
        'It becomes an entry of the journal (message@user), and its answer, by a model or by what the memory holds, comes to "kairos inbox"; "kairos queue" shows what waits.',
        '',
        'Examples:',
        '  $ kairos tell "The release is on Friday"',
        '  $ kairos tell --now "Leave the staging database alone"',
        '  $ kairos tell --later - < thoughts.md',
      ].join('\n'),
    )
    .action(async (words: string[], options: Options) => {
      const priority = priorityOf(options);
      const text = words.length === 1 && words[0] === '-' ? await readStandardInput() : words.join(' ');
      refuseBlankMessage(text);
      const { world, ws, view } = await open(context, { git: true, kairos: true, brief: true, quiet: options.json === true });
      const { atMs, ...told } = await tellDaemon(world, ws, view, { text, priority });
      if (options.json === true) return context.json({ ...told, at: isoTime(atMs) });
      const { palette } = context;
      const found = told.secretsReplaced;
      if (found.length > 0)
        context.tell(`${palette.yellow('replaced:')} ${found.length === 1 ? 'a secret' : `${found.length} secrets`} (${found.join(', ')})`);
      const waits = told.waits === undefined ? '' : palette.dim(`; ${WAITS[told.waits]}`);
      context.say(`told, ${priority}: it becomes ${palette.cyan(`^${told.entry}`)}${waits}`);
      if (told.hasResumed === true) context.say(palette.dim('the pause is over: you spoke'));
      context.say(palette.dim('its answer comes to "kairos inbox"'));
    });
}

/** @throws KairosError `usage` if more than one is given. */
function priorityOf(options: Options): Priority {
  const given = (['now', 'next', 'later'] as const).filter((priority) => options[priority] === true);
  if (given.length > 1) throw new KairosError('usage', `--${given.join(' and --')} exclude each other`, { hint: 'kairos tell --help' });
  return given[0] ?? 'next';
}
