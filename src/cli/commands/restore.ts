/** `kairos restore`: restores logs that a clean, a checkout or an editor removed. Every command does so first; this one also reports when all is well. */
import type { Command } from 'commander';
import { restoreHere } from '../../desk/restore.js';
import { openWorld } from '../../compose.js';
import type { Context } from '../context.js';
import { harmless } from '../../base/harmless-text.js';
import { plural } from '../print.js';
import { strangeText } from '../strange-text.js';

export function addRestore(command: Command, context: Context): void {
  command
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nEvery command does it unasked, and says so; this one does nothing else.\n\nExample:\n  $ git clean -fdx && kairos restore',
    )
    .action(async (options: { json?: boolean }) => {
      const { world, ws } = await openWorld({ cwd: context.cwd, env: context.env });
      const { restored, edited, strange, troubles, hostile } = await restoreHere(world, ws);
      if (options.json === true) return context.json({ restored, edited, strange, troubles, hostile: hostile ?? null });
      for (const { path, lines, why } of restored) context.say(`restored ${plural(lines, 'line')} of ${harmless(path)} (${why})`);
      for (const { path, why } of troubles) context.say(`${context.palette.red('not read:')} ${harmless(`${path} ${why}`)}`);
      for (const line of strangeText(strange)) context.say(`${context.palette.yellow('not ours:')} ${line}`);
      if (hostile)
        context.say(
          `${context.palette.red('tracked by git, a link or another repository, never read:')} ${harmless(hostile.paths.join(', '))}`,
        );
      if (edited.length > 0)
        context.say(`edited by hand: ${harmless(edited.join(', '))} ${context.palette.dim('(kairos log seal keeps the edits)')}`);
      if (restored.length === 0 && troubles.length === 0) context.say('nothing was missing');
    });
}
