/** `kairos topics`: lists the topics of long-term memory, prints one, or finds claims by the beginnings of words. */
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import type { Problem } from '../../desk/log.js';
import { setUpHint } from '../../desk/set-up-hint.js';
import { listTopics, topicOrClaims } from '../../desk/topics.js';
import type { FoundClaim } from '../../desk/topic-search.js';
import type { Context } from '../context.js';
import { open } from '../open.js';
import type { Opened } from '../opened.js';
import { harmless } from '../../base/harmless-text.js';
import { plural, wrapped } from '../print.js';

interface Options {
  limit: string;
  json?: boolean;
}

const CLAIMS_USUAL = 20;
const INDENT = '  ';

export function addTopics(command: Command, context: Context): void {
  command
    .argument('[words...]', 'a topic, or words of the claims that you look for; their beginnings do')
    .option('--limit <n>', 'with words: how many claims', String(CLAIMS_USUAL))
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nWords that are like no claim end with exit code 1.\n\nExamples:\n  $ kairos topics\n  $ kairos topics supported-versions\n  $ kairos topics redis por',
    )
    .action(async (words: string[], options: Options) => {
      const opened = await open(context, { brief: true, quiet: options.json === true });
      return words.length === 0 ? listAll(context, opened, options) : named(context, opened, words, options);
    });
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
    context.say(`no claim has the words "${harmless(words.join(' '))}"; "kairos recall" also finds what is only meant`);
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
