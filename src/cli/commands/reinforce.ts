/** `kairos reinforce`: records that a memory proved right. */
import { isoTime } from '../../dates/day.js';
import type { Command } from 'commander';
import { reinforce } from '../../desk/reinforce.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { bareId } from '../../base/ids.js';
import { keepJournal } from '../../desk/keep-journal.js';
import { harmless } from '../../base/harmless-text.js';
import { clip } from '../print.js';

export function addReinforce(command: Command, context: Context): void {
  command
    .argument('<id>', 'the entry or claim: ^k81m2pp0zd')
    .argument('[reason...]', 'why')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nIt counts once a session, or once a day where no session is open. Reading and recalling never count.\n\nExample:\n  $ kairos reinforce ^k81m2pp0zd "saved an hour of debugging"',
    )
    .action(async (given: string, words: string[], options: { json?: boolean }) => {
      const opened = await open(context, { git: true, kairos: true, quiet: options.json === true });
      const { world, ws, view } = opened;
      const { entry, target, session } = await reinforce(world, ws, view, { id: bareId(given), actor: 'user', reason: words.join(' ') });
      if (entry) await keepJournal(opened);
      if (options.json === true)
        return context.json({
          id: target.id,
          source: target.source,
          reinforced: entry !== undefined,
          ...(entry && { entry: entry.id, at: isoTime(entry.atMs) }),
        });
      context.say(`${harmless(target.source)}  ${clip(harmless(target.text), context.columns - 20)}`);
      const id = context.palette.cyan(`^${target.id}`);
      context.say(
        entry ? `reinforced ${id}` : `${id} was reinforced ${session === undefined ? 'today' : 'in this session'} already; once counts`,
      );
    });
}
