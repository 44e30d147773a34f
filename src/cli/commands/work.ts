/** `kairos work`: lists what is left to do, with the reason of each. */
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import { harmless } from '../../base/harmless-text.js';
import { workNow, type WorkItem } from '../../desk/work.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { clip, plural } from '../print.js';

const USUAL = 10;
const KIND_COLUMNS = 10;
/** What a line must leave for a text, however narrow the terminal is. */
const TEXT_COLUMNS = 20;

export function addWork(command: Command, context: Context): void {
  command
    .option('-n, --limit <n>', `at most so many (${USUAL})`)
    .option('--json', 'print the items as JSON, one a line')
    .addHelpText(
      'after',
      '\nIt is worked out anew each time, from the newest commits of the base (TODO, FIXME, reverts), claims whose files changed, the open review, what the last session left, tasks that wait, and checks that fail (tasks that your settings name: work.checks). A date counts: TODO(2026-12-01), FIXME by 2026-12-01.\n\nExamples:\n  $ kairos work\n  $ kairos work -n 3 --json',
    )
    .action(async (options: { limit?: string; json?: boolean }) => {
      const most = limitOf(options.limit);
      const { world, ws, view, config } = await open(context, { git: true, kairos: true, brief: true, quiet: options.json === true });
      const items = await workNow(world, ws, view, config);
      const shown = items.slice(0, most);
      if (options.json === true) return context.json(shown);
      if (items.length === 0) return context.say('nothing is left to do, as far as the repository shows');
      for (const item of shown) for (const row of rows(context, item)) context.say(row);
      const more = items.length - shown.length;
      if (more > 0) context.say(context.palette.dim(`and ${plural(more, 'further item')}: kairos work -n ${items.length}`));
    });
}

/** @throws KairosError `usage`. */
function limitOf(limit: string | undefined): number {
  if (limit === undefined) return USUAL;
  if (/^[1-9]\d{0,5}$/.test(limit)) return Number(limit);
  throw new KairosError('usage', `--limit is a whole number from 1 on, not "${limit}"`, { hint: 'kairos work -n 20' });
}

function rows({ palette, columns }: Context, { kind, text, why, where }: WorkItem): string[] {
  const room = Math.max(TEXT_COLUMNS, columns - KIND_COLUMNS - 1);
  const head = kind === 'due' ? palette.yellow(kind.padEnd(KIND_COLUMNS)) : palette.cyan(kind.padEnd(KIND_COLUMNS));
  return [
    `${head} ${clip(harmless(text), room)}`,
    `${' '.repeat(KIND_COLUMNS + 1)}${palette.dim(clip(harmless(`${where}: ${why}`), room))}`,
  ];
}
