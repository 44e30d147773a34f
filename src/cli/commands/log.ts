/** `kairos log`: prints the log of a day, and follows it on request; `kairos log seal` commits hand edits of logs. */
import { isoTime, utcDay } from '../../dates/day.js';
import type { Command } from 'commander';
import { dayOfLog, daysAhead, logOfDay, viewOfLogs, watchLogs, type Entry } from '../../desk/log.js';
import { setUpHint } from '../../desk/set-up-hint.js';
import { seal } from '../../desk/seal.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import { entryJson } from '../entry-json.js';
import type { Opened } from '../opened.js';
import { harmless } from '../../base/harmless-text.js';
import { clip, jsonLine, plural } from '../print.js';

interface Options {
  day?: string;
  follow?: boolean;
  full?: boolean;
  json?: boolean;
}

const FOLLOW_MS = 500;

export function addLog(command: Command, context: Context): void {
  command
    .option('--day <day>', 'YYYY-MM-DD, today, yesterday; the newest day that holds anything if left out')
    .option('--follow', 'go on printing what is added')
    .option('--full', 'print the bodies of the entries as well')
    .option('--json', 'print the entries as JSON, one a line')
    .addHelpText(
      'after',
      '\nExamples:\n  $ kairos log\n  $ kairos log --day 2026-11-20 --full\n  $ kairos log --follow\n  $ kairos log seal',
    )
    .action(async (options: Options) => {
      const opened = await open(context, { look: true, brief: true, quiet: options.json === true });
      const day = await dayOfLog(opened.world, opened.ws, opened.view, options.day);
      if (day === undefined && options.follow !== true) {
        if (options.json !== true)
          context.say((await setUpHint(opened.world, opened.ws)) ?? 'the journal is empty; "kairos observe --all" reads the history');
        return;
      }
      if (options.day === undefined) await tellAhead(context, opened);
      const printed: Printed = { ids: new Set(), days: new Set() };
      await printNew(context, opened, day ?? utcDay(opened.world.clock.now()), options, printed);
      if (options.follow === true) await follow(context, opened, options, printed);
    });
  command
    .command('seal')
    .description('make hand edits of the logs the new truth of the journal')
    .option('--json', 'print the sealed days as JSON')
    .addHelpText('after', '\nExample:\n  $ kairos log seal')
    .action(async (_options: unknown, self: Command) => {
      const json = self.optsWithGlobals<{ json?: boolean }>().json === true;
      const { world, ws, view } = await open(context, { git: true, kairos: true, quiet: true });
      const sealed = await seal(world, ws, view);
      if (json) return context.json(sealed);
      context.say(
        sealed.length === 0 ? 'no log was edited by hand' : `sealed ${plural(sealed.length, 'day')}: ${harmless(sealed.join(', '))}`,
      );
    });
}

/** Days that a wrong clock dated are no news, but nobody should have to find them by chance. */
async function tellAhead({ palette, tell }: Context, { world, ws, view }: Opened): Promise<void> {
  for (const day of await daysAhead(world, ws, view))
    tell(`${palette.yellow('problem:')} ${day} is ahead of this clock; "kairos log --day ${day}" shows what is dated so`);
}

/** What `--follow` has printed so far: entries, and days whose heading is printed. */
interface Printed {
  readonly ids: Set<string>;
  readonly days: Set<string>;
}

async function printNew(context: Context, { world, ws, view }: Opened, day: string, options: Options, printed: Printed): Promise<void> {
  const { entries, problems } = await logOfDay(world, ws, view, day);
  const fresh = entries.filter((e) => !printed.ids.has(e.id));
  const isFirst = !printed.days.has(day);
  printed.days.add(day);
  if (options.json !== true && isFirst)
    context.say(context.palette.bold(`${day} ${context.palette.dim(`(UTC) ${plural(fresh.length, 'entry', 'entries')}`)}`));
  for (const entry of fresh) {
    printed.ids.add(entry.id);
    if (options.json === true) context.say(jsonLine(entryJson(entry)));
    else printEntry(context, entry, options.full === true);
  }
  if (isFirst)
    for (const p of problems) context.tell(`${context.palette.yellow('problem:')} ${harmless(`${p.path}:${p.line}: ${p.message}`)}`);
}

function printEntry(context: Context, entry: Entry, full: boolean): void {
  const { palette } = context;
  const [first = '', ...rest] = harmless(entry.text).split('\n');
  const time = isoTime(entry.atMs).slice(11, 19);
  const who = entry.actor === undefined ? entry.kind : `${entry.kind}@${entry.actor}`;
  const room = context.columns - 8 - 18 - 14;
  context.say(
    `${palette.dim(time)} ${palette.cyan(clip(harmless(who), 16).padEnd(16))} ${full ? first : clip(first, Math.max(40, room))} ${palette.dim(`^${entry.id}${entry.origin === 'external' ? '  external' : ''}`)}`,
  );
  if (full) for (const line of rest) context.say(`${' '.repeat(26)}${line}`);
}

/** Prints what is added until Ctrl+C; at midnight it goes on with the new day. */
async function follow(context: Context, opened: Opened, options: Options, printed: Printed): Promise<void> {
  const { world, ws } = opened;
  // Read once after the watcher has started, for entries written before that.
  let changed = true;
  const close = await watchLogs(world, ws, () => {
    changed = true;
  });
  try {
    while (!context.signal.aborted) {
      await world.clock.sleep(FOLLOW_MS, context.signal);
      if (!changed || context.signal.aborted) continue;
      changed = false;
      // What came meanwhile may be none of ours.
      const view = await viewOfLogs(world, ws);
      await printNew(context, { ...opened, view }, utcDay(world.clock.now()), options, printed);
    }
  } finally {
    await close();
  }
}
