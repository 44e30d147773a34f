/** `kairos doctor`: checks the journal against its commits, and the rest of the setup. Exit code 1 if a check is bad. */
import type { Command } from 'commander';
import { examine, type Examined } from '../../desk/doctor.js';
import { openWorld } from '../../compose.js';
import type { Context } from '../context.js';
import { harmless } from '../../base/harmless-text.js';

export function addDoctor(command: Command, context: Context): void {
  command
    .option('--json', 'print the checks as JSON, one a line')
    .addHelpText('after', '\nIt looks before anything is restored, so that it shows what stands on disk.\n\nExample:\n  $ kairos doctor')
    .action(async (options: { json?: boolean }) => {
      const { world, ws, problems } = await openWorld({ cwd: context.cwd, env: context.env });
      const rows = await examine(world, ws, problems, context.signal);
      await world.embedders.close();
      if (rows.some((r) => r.state === 'bad')) context.exitCode = 1;
      if (options.json === true) return context.json(rows);
      for (const row of rows) printRow(context, row);
    });
}

function printRow(context: Context, { what, state, detail, hint }: Examined): void {
  const { palette } = context;
  const mark = state === 'well' ? palette.green('ok  ') : state === 'note' ? palette.yellow('note') : palette.red('bad ');
  context.say(`${mark} ${what.padEnd(10)} ${harmless(detail)}`);
  if (hint !== undefined && state !== 'well') context.say(palette.dim(`                hint: ${harmless(hint)}`));
}
