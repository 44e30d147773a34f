/** `kairos queue`: lists the messages that wait for the daemon, in the order in which it takes them. */
import { isoTime } from '../../dates/day.js';
import type { Command } from 'commander';
import { harmless } from '../../base/harmless-text.js';
import { queueNow, type Queued } from '../../desk/queue.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { agoText, clip } from '../print.js';

const WHY: { readonly [State in Queued['state']]: string } = {
  waiting: '',
  taken: 'taken; it goes when it is dealt with',
  unsealed: 'says that it is sealed, and is not by the key of this clone',
  refused: 'too long, never taken',
};

export function addQueue(command: Command, context: Context): void {
  command
    .option('--json', 'print the messages as JSON, one a line')
    .addHelpText(
      'after',
      '\nThe next one stands first. What has no seal of this clone is external, whatever it says, and is taken last.\n\nExamples:\n  $ kairos queue\n  $ kairos queue --json',
    )
    .action(async (options: { json?: boolean }) => {
      const { world, ws, view } = await open(context, { git: true, kairos: true, brief: true, quiet: options.json === true });
      const queued = await queueNow(world, ws, view);
      if (options.json === true) return context.json(queued.map(({ atMs, ...one }) => ({ ...one, at: isoTime(atMs) })));
      if (queued.length === 0) return context.say('nothing waits; kairos tell "..." gives the daemon a message');
      for (const one of queued) context.say(row(context, one, world.clock.now()));
    });
}

const PRIORITY_COLUMNS = 8;
const ORIGIN_COLUMNS = 9;
const AGE_COLUMNS = 11;
/** What a line must leave for a text, however narrow the terminal is. */
const TEXT_COLUMNS = 20;

function row({ palette, columns }: Context, { priority, origin, state, atMs, text, path }: Queued, nowMs: number): string {
  const head = `${(state === 'refused' ? 'refused' : priority).padEnd(PRIORITY_COLUMNS)} ${origin.padEnd(ORIGIN_COLUMNS)} ${agoText(atMs, nowMs).padEnd(AGE_COLUMNS)}`;
  const why = WHY[state] === '' ? '' : `  (${WHY[state]})`;
  const said = state === 'refused' ? path : (text.split('\n', 1)[0] ?? '');
  const room = Math.max(TEXT_COLUMNS, columns - head.length - 1 - why.length);
  return `${palette.dim(head)} ${clip(harmless(said), room)}${palette.yellow(why)}`;
}
