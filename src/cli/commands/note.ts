/** `kairos note`: writes a person's note into today's log. */
import { isoTime } from '../../dates/day.js';
import type { Command } from 'commander';
import { refuseBlank, writeNote } from '../../desk/note.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { readStandardInput } from '../input.js';
import { keepJournal } from '../../desk/keep-journal.js';
import { harmless } from '../../base/harmless-text.js';

export function addNote(command: Command, context: Context): void {
  command
    .argument('<text...>', 'the note; "-" reads standard input')
    .option('--json', 'print the entry as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ kairos note "The integration tests need Redis on port 6380"\n  $ git log -1 --format=%b | kairos note -',
    )
    .action(async (words: string[], options: { json?: boolean }) => {
      const raw = words.length === 1 && words[0] === '-' ? await readStandardInput() : words.join(' ');
      refuseBlank(raw);
      const opened = await open(context, { git: true, kairos: true, evenStashed: true, brief: true, quiet: options.json === true });
      const { world, ws, view, isStashed } = opened;
      const { entry, secretsReplaced: found } = await writeNote(world, ws, view, { text: raw, actor: 'user' });
      if (!isStashed) await keepJournal(opened);
      if (options.json === true)
        return context.json({
          id: entry.id,
          at: isoTime(entry.atMs),
          source: `${entry.source.path}:${entry.source.line}`,
          secretsReplaced: found,
        });
      if (found.length > 0)
        context.tell(
          `${context.palette.yellow('replaced:')} ${found.length === 1 ? 'a secret' : `${found.length} secrets`} (${found.join(', ')})`,
        );
      context.say(`noted ${context.palette.cyan(`^${entry.id}`)} in .kairos/${harmless(entry.source.path)}`);
      if (isStashed) context.tell('the logs lie in a stash; the note is kept, and comes to its log after "git stash pop"');
    });
}
