/** `kairos forget`: removes an entry from journal, logs and tails. No other command does that. */
import type { Command } from 'commander';
import { bareId } from '../../base/ids.js';
import { forget, forgettable } from '../../desk/forget.js';
import { diskLookup } from '../../desk/lookup.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { harmless } from '../../base/harmless-text.js';
import { clip, plural } from '../print.js';

export function addForget(command: Command, context: Context): void {
  command
    .argument('<id>', 'the entry: ^k81m2pp0zd')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nIt rewrites the journal: its earlier commits leave the repository with the next "git gc --prune=now".\nTopics and dream reports are in the branch that you reviewed; where the entry is quoted there is said. An open dream that\nquotes it is taken back: the next one proposes the rest.\n\nExample:\n  $ kairos forget ^k81m2pp0zd',
    )
    .action(async (given: string, options: { yes?: boolean }) => {
      const wanted = bareId(given);
      const { world, ws, view } = await open(context, { git: true, kairos: true });
      const found = await forgettable(world, ws, diskLookup(world, ws, view), wanted);
      const { id } = found;
      if (found.is === 'forgotten') context.say(`^${id} was forgotten before; what is left of it goes now`);
      else {
        const { source, text } = found.entry;
        context.say(`${harmless(source.path)}:${source.line}  ${clip(harmless(text), context.columns - 20)}`);
      }
      if (found.is === 'entry' && options.yes !== true && !(await context.confirm('forget it for good?', '--yes'))) {
        context.say('kept');
        return;
      }
      const result = await forget(world, ws, view, id);
      context.say(`forgot ^${id}: ${plural(result.journals.length, 'journal')}, ${plural(result.files.length, 'file')} rewritten`);
      const { dream } = result;
      if (dream?.kept !== undefined)
        context.say(`${context.palette.yellow('still quoted:')} ${harmless(`${dream.branch}: ${dream.kept}`)}`);
      else if (dream) context.say(`took back ${harmless(dream.branch)}, which quoted it; the next dream proposes the rest`);
      for (const { path, line } of result.remains)
        context.say(`${context.palette.yellow('still quoted:')} .kairos/${harmless(path)}:${line}`);
      for (const { path, line } of result.tracked)
        context.say(`${context.palette.yellow('still there:')} .kairos/${harmless(path)}:${line}, which is yours while git has it`);
      for (const path of new Set(result.tracked.map((one) => one.path))) {
        const how = view.hidden.has(`.kairos/${path}`)
          ? `git rm --cached .kairos/${harmless(path)}`
          : 'move the repository away that lies there';
        context.say(context.palette.dim(`hint: ${how}, then kairos status takes it out`));
      }
      context.say(context.palette.dim(harmless(result.note)));
    });
}
