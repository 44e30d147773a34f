/** `kairos forget`: the one way to take an entry out of journal, logs and tails. */
import type { Command } from 'commander';
import { forgetEntry } from '../../journal/forget.js';
import { restore } from '../../journal/restore.js';
import { KairosError } from '../../base/errors.js';
import { open, type Context } from '../context.js';
import { readEntries } from '../../memory/store.js';
import { forgetVectors } from '../../recall/embedding/embed-missing.js';
import { harmless } from '../../base/harmless-text.js';
import { clip, plural } from '../print.js';
import { bareId } from '../../base/bare-id.js';

export function addForget(program: Command, context: Context): void {
  program
    .command('forget')
    .description('take an entry out of the journal, the logs and the index, for good')
    .argument('<id>', 'the entry: ^k81m2pp0zd')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nIt rewrites the journal: its earlier commits leave the repository with the next "git gc --prune=now".\nTopics and dream reports are in the branch that you reviewed; where the entry is quoted there is said.\n\nExample:\n  $ kairos forget ^k81m2pp0zd',
    )
    .action(async (given: string, options: { yes?: boolean }) => {
      const id = bareId(given);
      const { world, ws, view } = await open(context, { git: true, kairos: true });
      const { entries } = await readEntries(world, ws, view);
      const entry = entries.find((e) => e.id === id);
      if (!entry) throw new KairosError('not-found', `there is no entry ^${id}`, { hint: 'kairos recall WORDS shows ids' });
      context.say(`${harmless(entry.source.path)}:${entry.source.line}  ${clip(harmless(entry.text), context.columns - 20)}`);
      if (options.yes !== true && !(await context.confirm('forget it for good?', '--yes'))) {
        context.say('kept');
        return;
      }
      const result = await forgetEntry(world, ws, view, id);
      await forgetVectors(world, ws, (await restore(world, ws)).view);
      context.say(`forgot ^${id}: ${plural(result.journals.length, 'journal')}, ${plural(result.files.length, 'file')} rewritten`);
      for (const { path, line } of result.remains)
        context.say(`${context.palette.yellow('still quoted:')} .kairos/${harmless(path)}:${line}`);
      context.say(context.palette.dim(harmless(result.note)));
    });
}
