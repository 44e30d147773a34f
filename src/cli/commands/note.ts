/** `kairos note`: a person's own line in today's log. */
import { isoTime } from '../../dates/day.js';
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import { appendEntries } from '../../memory/store.js';
import { replaceSecrets } from '../../observe/secrets.js';
import { open, type Context } from '../context.js';
import { readStandardInput } from '../input.js';
import { keepJournal } from '../keep-journal.js';
import { harmless } from '../../base/harmless-text.js';

export function addNote(program: Command, context: Context): void {
  program
    .command('note')
    .description('write a note into the journal')
    .argument('<text...>', 'the note; "-" reads standard input')
    .option('--json', 'print the entry as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ kairos note "The integration tests need Redis on port 6380"\n  $ git log -1 --format=%b | kairos note -',
    )
    .action(async (words: string[], options: { json?: boolean }) => {
      const raw = words.length === 1 && words[0] === '-' ? await readStandardInput() : words.join(' ');
      if (raw.trim() === '')
        throw new KairosError('usage', 'an empty note says nothing', { hint: 'kairos note "what you want to remember"' });
      const opened = await open(context, { git: true, kairos: true, quiet: options.json === true });
      const { world, ws, view } = opened;
      const { text, found } = await replaceSecrets(raw.trim());
      const [entry] = await appendEntries(world, ws, view, [{ kind: 'note', actor: 'user', atMs: world.clock.now(), text }]);
      if (!entry) throw new KairosError('bad-entry', 'the note was not written: the same note stands in the log already');
      await keepJournal(opened);
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
    });
}
