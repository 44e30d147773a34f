/** `kairos observe`: writes the events since the last observation, or the whole history, into the journal. */
import { grouped } from '../../base/plural.js';
import { shellWord } from '../../base/shell-word.js';
import { isoTime } from '../../dates/day.js';
import type { Command } from 'commander';
import { observeNow, observePast, refuseBusyGit } from '../../desk/observe.js';
import { KairosError } from '../../base/errors.js';
import { askedSpan } from '../../desk/asked-times.js';
import type { Context } from '../context.js';
import { clockOf } from '../local-days.js';
import { open } from '../open.js';
import type { Opened } from '../opened.js';
import { harmless } from '../../base/harmless-text.js';
import { clip, plural } from '../print.js';
import { progressOf } from '../progress.js';

interface Options {
  all?: boolean;
  since?: string;
  after?: string;
  utc?: boolean;
  json?: boolean;
}

export function addObserve(command: Command, context: Context): void {
  command
    .option('--all', 'read the whole history into the journal')
    .option('--since <time>', 'read the history from this day or time on (yesterday, "2 weeks ago", 2026-05)')
    .option('--after <rev>', 'read the history after this revision')
    .option('--utc', 'days of UTC instead of those of your clock')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nReading is resumable: what is known already adds nothing.\n\nExamples:\n  $ kairos observe\n  $ kairos observe --all\n  $ kairos observe --after v2.0.0\n  $ kairos observe --since "2 weeks ago"',
    )
    .action(async (options: Options) => {
      const wishes = [
        options.all === true && '--all',
        options.since !== undefined && '--since',
        options.after !== undefined && '--after',
      ].filter((wish) => wish !== false);
      if (wishes.length > 1) throw new KairosError('usage', `${wishes.slice(0, 2).join(' and ')} exclude each other`);
      if (options.utc === true && options.since === undefined) throw new KairosError('usage', '--utc goes with --since');
      const opened = await open(context, { git: true, kairos: true, quiet: options.json === true });
      await refuseBusyGit(opened);
      if (wishes.length > 0) return void (await readHistory(context, opened, options));
      const { written, secretsReplaced } = await observeNow(opened, context.signal);
      if (options.json === true)
        return context.json({
          written: written.map((e) => ({
            id: e.id,
            kind: e.kind,
            at: isoTime(e.atMs),
            text: e.text,
            source: `${e.source.path}:${e.source.line}`,
          })),
          secretsReplaced,
        });
      for (const entry of written.slice(-20))
        context.say(`${context.palette.cyan(entry.kind.padEnd(7))} ${clip(harmless(entry.text), context.columns - 10)}`);
      context.say(
        written.length === 0
          ? 'nothing new'
          : `${plural(written.length, 'entry', 'entries')} noted${secretsReplaced > 0 ? `, ${plural(secretsReplaced, 'secret')} replaced` : ''}`,
      );
    });
}

/** What reads the rest of a history. */
function historyRest({ since, after, utc }: Pick<Options, 'since' | 'after' | 'utc'>): string {
  const from = since === undefined ? '--all' : `--since ${shellWord(since)}${utc === true ? ' --utc' : ''}`;
  return `"kairos observe ${after === undefined ? from : `--after ${shellWord(after)}`}"`;
}

/** Reads the history, with a progress bar at a terminal. After an interruption the next run continues from there. */
export async function readHistory(context: Context, opened: Opened, options: Options): Promise<{ readonly isWhole: boolean }> {
  const fromMs = options.since === undefined ? undefined : await startOf(opened, options.since, options.utc === true);
  const progress = progressOf(context, 'reading history', 'commits', context.interactive && options.json !== true);
  const started = opened.world.clock.now();
  try {
    const result = await observePast(opened, {
      ...(options.after === undefined ? {} : { after: options.after }),
      ...(fromMs === undefined ? {} : { fromMs }),
      signal: context.signal,
      onProgress: progress.show,
    });
    progress.end();
    const isWhole = !context.signal.aborted;
    if (options.json === true) {
      context.json(result);
      return { isWhole };
    }
    const seconds = ((opened.world.clock.now() - started) / 1000).toFixed(1);
    context.say(
      `${plural(result.written, 'commit')} noted, ${plural(result.known, 'commit')} known already${result.secretsReplaced > 0 ? `, ${plural(result.secretsReplaced, 'secret')} replaced` : ''} ${context.palette.dim(`in ${seconds} s`)}`,
    );
    if (!isWhole)
      context.tell(
        `${context.palette.yellow('interrupted')} at ${grouped(result.written + result.known)} of ${plural(result.total, 'commit')}; ${historyRest(options)} goes on from here`,
      );
    return { isWhole };
  } finally {
    progress.end();
  }
}

/** The moment that the person's `--since` means. A revision is told apart, since it was one once. */
async function startOf({ world }: Opened, since: string, utc: boolean): Promise<number> {
  try {
    return askedSpan('since', since, clockOf(world.clock.now(), utc)).fromMs;
  } catch (error) {
    const isRevision = error instanceof KairosError && (await world.git.resolve(since)) !== undefined;
    throw isRevision ? new KairosError('bad-date', error.message, { hint: `kairos observe --after ${since}` }) : error;
  }
}
