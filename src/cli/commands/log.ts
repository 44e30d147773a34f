/** `kairos log`: prints the newest entries of the diary, or those of a time, and follows it on request; `kairos log seal` commits hand edits of logs. */
import { isoTime } from '../../dates/day.js';
import { DAY_MS } from '../../dates/units.js';
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import type { Span } from '../../dates/span.js';
import type { Clocked } from '../../dates/typed-span.js';
import { askedRange, askedSpan } from '../../desk/asked-times.js';
import { daysAhead, readLog, shownText, viewOfLogs, watchLogs, type Entry, type Fold, type LogPart } from '../../desk/log.js';
import { setUpHint } from '../../desk/set-up-hint.js';
import { seal } from '../../desk/seal.js';
import type { Context } from '../context.js';
import { clockOf } from '../local-days.js';
import { open } from '../open.js';
import { entryJson } from '../entry-json.js';
import type { Opened } from '../opened.js';
import { pagerOf } from '../pager.js';
import { harmless } from '../../base/harmless-text.js';
import { clip, plural } from '../print.js';

interface Options {
  limit?: string;
  day?: string;
  since?: string;
  until?: string;
  utc?: boolean;
  all?: boolean;
  follow?: boolean;
  full?: boolean;
  json?: boolean;
}

const FOLLOW_MS = 500;
const USUAL = 20;

export function addLog(command: Command, context: Context): void {
  command
    .option('-n, --limit <n>', `the newest so many entries (${USUAL}; of a time: all)`)
    .option('--day <day>', 'a day: yesterday, monday, 2026-11-20')
    .option('--since <time>', 'from this day or time on (yesterday, "2 weeks ago", 2026-05), or a range (2026-05..2026-06)')
    .option('--until <time>', 'up to and including this day or time')
    .option('--utc', 'days and times of UTC instead of those of your clock')
    .option('--all', 'also what kairos notes of itself: gates, dreams, the daemon, what its agent decided and did')
    .option('--follow', 'go on printing what is added')
    .option('--full', 'print the bodies of the entries as well')
    .option('--json', 'print the entries as JSON, one a line')
    .addHelpText(
      'after',
      '\nThe newest entry stands last. At a terminal more than a screenful goes to $KAIROS_PAGER, $PAGER or less.\n\nExamples:\n  $ kairos log\n  $ kairos log -n 100\n  $ kairos log --since "2 weeks ago" --full\n  $ kairos log --day yesterday --all\n  $ kairos log --follow\n  $ kairos log seal',
    )
    .action(async (options: Options) => {
      const opened = await open(context, { look: true, brief: true, quiet: options.json === true });
      const clocked = clockOf(opened.world.clock.now(), options.utc === true);
      const span = spanOf(options, clocked);
      const { world, ws, view } = opened;
      const most = options.limit === undefined ? (span ? undefined : USUAL) : limitOf(options.limit);
      const part = await readLog(world, ws, view, {
        all: options.all === true,
        ...(span && { span }),
        ...(most !== undefined && { most }),
      });
      if (!span) await tellAhead(context, opened);
      const printed: Printed = { ids: new Set(), day: '' };
      const output = options.follow === true || options.json === true ? undefined : pagerOf(context);
      printPart(context, part, { options, clocked, printed, say: output?.say ?? context.say });
      if (part.entries.length === 0 && part.folds.size === 0 && options.json !== true && options.follow !== true)
        context.say(await nothingText(opened, part));
      await output?.end();
      if (options.follow === true) {
        if (options.json !== true) context.tell(context.palette.dim('waiting for more; Ctrl+C ends it'));
        await follow(context, opened, { options, clocked, printed, say: context.say });
      }
    });
  addSeal(command, context);
}

function addSeal(command: Command, context: Context): void {
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

/** The time that is asked for; undefined: none. @throws KairosError `usage`, `bad-date`. */
function spanOf({ day, since, until }: Options, clocked: Clocked): Span | undefined {
  if (day !== undefined && (since !== undefined || until !== undefined))
    throw new KairosError('usage', '--day is a time of its own, without --since and --until', { hint: 'kairos log --help' });
  if (day !== undefined) return askedSpan('day', day, clocked);
  return askedRange({ since, until }, clocked);
}

function limitOf(limit: string): number {
  if (/^[1-9]\d{0,5}$/.test(limit)) return Number(limit);
  throw new KairosError('usage', `--limit is a whole number from 1 on, not "${limit}"`, { hint: 'kairos log -n 50' });
}

async function nothingText({ world, ws }: Opened, { hasLogs }: LogPart): Promise<string> {
  if (hasLogs) return 'nothing was noted then';
  return (await setUpHint(world, ws)) ?? 'the journal is empty; "kairos observe --all" reads the history';
}

/** Days that a wrong clock dated are no news, but nobody should have to find them by chance. */
async function tellAhead({ palette, tell }: Context, { world, ws, view }: Opened): Promise<void> {
  for (const day of await daysAhead(world, ws, view))
    tell(`${palette.yellow('problem:')} ${day} is ahead of this clock; "kairos log --day ${day}" shows what is dated so`);
}

/** What was printed so far: entries, and the day of the last heading. */
interface Printed {
  readonly ids: Set<string>;
  day: string;
}

interface Printing {
  readonly options: Options;
  readonly clocked: Clocked;
  readonly printed: Printed;
  readonly say: (line: string) => void;
}

function printPart(context: Context, { entries, folds, problems }: LogPart, { options, clocked, printed, say }: Printing): void {
  const { palette } = context;
  /** The time of day, below a heading for a day that has none yet. */
  const timeOf = (atMs: number): string => {
    const here = isoTime(atMs + clocked.offsetMsAt(atMs));
    if (here.slice(0, 10) !== printed.day) say(palette.bold(`${here.slice(0, 10)}${options.utc === true ? ' (UTC)' : ''}`));
    printed.day = here.slice(0, 10);
    return here.slice(11, 19);
  };
  const sayFold = (before: string): void => {
    const fold = folds.get(before);
    if (fold && options.json !== true && options.follow !== true) say(palette.dim(`${timeOf(fold.atMs)} ${foldText(fold)}`));
  };
  for (const entry of entries) {
    if (printed.ids.has(entry.id)) continue;
    printed.ids.add(entry.id);
    if (options.json === true) {
      context.json([entryJson(entry)]);
      continue;
    }
    sayFold(entry.id);
    const time = timeOf(entry.atMs);
    for (const line of entryLines(context, entry, time, options.full === true)) say(line);
  }
  sayFold('');
  for (const p of problems) context.tell(`${palette.yellow('problem:')} ${harmless(`${p.path}:${p.line}: ${p.message}`)}`);
}

/** What of the agent's own doing is left out: `agent     2 decisions, 1 action (--all)`. */
function foldText({ counts }: Fold): string {
  const parts = [...counts].map(([kind, count]) => plural(count, kind, kind === 'retry' ? 'retries' : `${kind}s`));
  return `${'agent'.padEnd(KIND_COLUMNS)} ${parts.join(', ')} (--all shows them)`;
}

/** Fewer columns than this leave no room for the author. */
const WIDE_COLUMNS = 100;
const TIME_COLUMNS = 9;
const ID_COLUMNS = 13;
/** The longest kind that people make: reinforce. */
const KIND_COLUMNS = 9;

function entryLines({ palette, columns }: Context, entry: Entry, time: string, full: boolean): string[] {
  const [first = '', ...rest] = harmless(full ? entry.text : shownText(entry)).split('\n');
  const isWide = columns >= WIDE_COLUMNS;
  const width = isWide ? 16 : KIND_COLUMNS;
  const who = !isWide || entry.actor === undefined ? entry.kind : `${entry.kind}@${entry.actor}`;
  const mark = `^${entry.id}${entry.origin === 'external' ? '  external' : ''}`;
  const room = columns - TIME_COLUMNS - width - 1 - Math.max(ID_COLUMNS, mark.length + 1);
  const head = `${palette.dim(time)} ${palette.cyan(clip(harmless(who), width).padEnd(width))} ${full ? first : clip(first, Math.max(10, room))} ${palette.dim(mark)}`;
  return full ? [head, ...rest.map((line) => `${' '.repeat(TIME_COLUMNS + width + 1)}${line}`)] : [head];
}

/** Prints what is added until Ctrl+C; what is dated longer ago than a day is history that was read. */
async function follow(context: Context, { world, ws }: Opened, printing: Printing): Promise<void> {
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
      const span = { fromMs: world.clock.now() - DAY_MS, toMs: Infinity };
      const { entries } = await readLog(world, ws, view, { all: printing.options.all === true, span });
      printPart(context, { entries, folds: new Map(), problems: [], hasLogs: true }, printing);
    }
  } finally {
    await close();
  }
}
