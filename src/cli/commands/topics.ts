/** `kairos topics`: lists the topics of long-term memory, prints one, or finds claims by the beginnings of words. */
import type { Command } from 'commander';
import { shellWord } from '../../base/shell-word.js';
import { KairosError } from '../../base/errors.js';
import type { Problem } from '../../desk/log.js';
import { setUpHint } from '../../desk/set-up-hint.js';
import { listTopics, topicOrClaims, topicsToBrowse } from '../../desk/topics.js';
import type { FoundClaim } from '../../desk/topic-search.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import type { Opened } from '../opened.js';
import { harmless } from '../../base/harmless-text.js';
import { columnsOf } from '../fit.js';
import { plural, wrapped } from '../print.js';
import type { Choice, Row } from '../topic-browse.js';

interface Options {
  limit: string;
  list?: boolean;
  json?: boolean;
}

const CLAIMS_USUAL = 20;
const INDENT = '  ';
/** So many rows are shown while somebody types. */
const BROWSED_MOST = 12;
const INTERRUPTED = 130;

export function addTopics(command: Command, context: Context): void {
  command
    .argument('[words...]', 'a topic, or words of the claims that you look for; their beginnings do')
    .option('--limit <n>', 'with words: how many claims', String(CLAIMS_USUAL))
    .option('--list', 'at a terminal: print all topics at once, instead of finding claims while you type')
    .option('--json', 'print as JSON; of several one a line')
    .addHelpText(
      'after',
      '\nAt a terminal, and without words, it finds claims while you type.\nWords that are like no claim end with exit code 1.\n\nExamples:\n  $ kairos topics\n  $ kairos topics supported-versions\n  $ kairos topics redis por',
    )
    .action(async (words: string[], options: Options) => {
      const opened = await open(context, { brief: true, quiet: options.json === true });
      if (words.length > 0) return named(context, opened, words, options);
      const isAsked = context.interactive && options.list !== true && options.json !== true && context.env['TERM'] !== 'dumb';
      return isAsked ? browse(context, opened, options) : listAll(context, opened, options);
    });
}

/** Finds claims while somebody types. Where there is no topic there is nothing to find. */
async function browse(context: Context, opened: Opened, options: Options): Promise<void> {
  const { world, ws, view } = opened;
  const { rows: topics, search } = await topicsToBrowse(world, ws, view);
  if (topics.length === 0) return listAll(context, opened, options);
  const { afterKey, linesOf, rowsFor, START } = await import('../topic-browse.js');
  const { byKeys } = await import('../browse-keys.js');
  const { stdout } = process;
  const most = (): number => Math.max(1, Math.min(BROWSED_MOST, (stdout.rows || BROWSED_MOST) - 3));
  let state = START;
  const rows = (): Row[] => rowsFor(topics, search, state, most());
  const chosen = await byKeys<Choice>(
    () => linesOf(state, rows(), { columns: columnsOf(stdout), palette: context.palette }),
    (key) => {
      const next = afterKey(state, rows(), key);
      if (typeof next === 'string' || !('typed' in next)) return next;
      state = next;
      return undefined;
    },
    context.signal,
    'interrupted',
  );
  if (chosen === 'interrupted') context.exitCode = INTERRUPTED;
  else if (chosen !== 'left') await sayChosen(context, opened, chosen, options);
}

async function sayChosen(context: Context, opened: Opened, chosen: Exclude<Choice, string>, options: Options): Promise<void> {
  if ('all' in chosen) return chosen.all === '' ? listAll(context, opened, options) : named(context, opened, [chosen.all], options);
  if (chosen.one.is === 'topic') return named(context, opened, [chosen.one.topic.slug], options);
  sayClaim(context, chosen.one.claim);
}

async function listAll(context: Context, { world, ws, view }: Opened, options: Options): Promise<void> {
  const { rows, problems } = await listTopics(world, ws, view);
  tellProblems(context, problems);
  if (options.json === true) return context.json(rows);
  if (rows.length === 0) context.say((await setUpHint(world, ws)) ?? 'no topics yet; "kairos dream --now" proposes the first ones');
  const width = Math.max(0, ...rows.map((r) => r.slug.length));
  for (const row of rows)
    context.say(
      `${context.palette.bold(row.slug.padEnd(width))}  ${plural(row.claims, 'claim').padStart(10)}  ${context.palette.dim(harmless(row.description))}`,
    );
}

/** One topic whole if its name was given, else the claims with these words. */
async function named(context: Context, { world, ws, view }: Opened, words: readonly string[], options: Options): Promise<void> {
  const { topic, claims, problems } = await topicOrClaims(world, ws, view, words, limitOf(options));
  tellProblems(context, problems);
  if (topic) return options.json === true ? context.json(topic) : context.say(harmless(topic.text).trimEnd());
  if (claims.length === 0) context.exitCode = 1;
  if (options.json === true) return context.json(claims);
  if (claims.length === 0)
    context.say(`no claim has these words; kairos recall ${harmless(shellWord(words.join(' ')))} also finds what is only meant`);
  for (const claim of claims) sayClaim(context, claim);
}

function sayClaim({ palette, columns, say }: Context, { id, topic, text, line, struck }: FoundClaim): void {
  const [first = '', ...rest] = wrapped(harmless(text), columns - INDENT.length);
  say(struck ? palette.strike(first) : first);
  for (const more of rest) say(`${INDENT}${struck ? palette.strike(more) : more}`);
  say(palette.dim(`${INDENT}^${id}  topics/${topic}.md:${line}${struck ? '  struck' : ''}`));
}

function limitOf({ limit }: Options): number {
  if (/^[1-9]\d{0,3}$/.test(limit)) return Number(limit);
  throw new KairosError('usage', `--limit is a whole number from 1 to 9999, not "${limit}"`, { hint: 'kairos topics --help' });
}

function tellProblems({ palette, tell }: Context, problems: readonly Problem[]): void {
  for (const { path, line, message } of problems) tell(`${palette.yellow('problem:')} ${harmless(`${path}:${line}: ${message}`)}`);
}
