/** `kairos recall`: answers from journal and topics. Works in any folder that holds them. */
import type { Command } from 'commander';
import { KairosError } from '../../errors.js';
import { recall, type Filters, type Hit } from '../../recall/recall.js';
import { open, type Context } from '../context.js';
import { harmless, plural } from '../print.js';

interface Options {
  topic?: string;
  tier?: string;
  since?: string;
  until?: string;
  path?: string;
  limit: string;
  explain?: boolean;
  json?: boolean;
}

export function addRecall(program: Command, context: Context): void {
  program
    .command('recall')
    .description('search the memory')
    .argument('[query...]', 'what you want to know, in your words; with a filter it may be left out')
    .option('--topic <slug>', 'only this topic')
    .option('--tier <stm|ltm>', 'only the journal (stm) or only topics (ltm)')
    .option('--since <day>', 'from this day on (YYYY-MM-DD)')
    .option('--until <day>', 'up to and including this day')
    .option('--path <path>', 'only entries that name this file or folder')
    .option('--limit <n>', 'how many hits', '10')
    .option('--explain', 'show the parts of each score')
    .option('--json', 'print the hits as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  $ kairos recall "why did we drop go 1.11"\n  $ kairos recall redis port --since 2026-01-01 --json\n  $ kairos recall tokenizer --path src/search --explain',
    )
    .action(async (words: string[], options: Options) => {
      const limit = Number(options.limit);
      if (!Number.isInteger(limit) || limit < 1 || limit > 100)
        throw new KairosError('usage', `--limit takes a number from 1 to 100, not "${options.limit}"`);
      const filters: Filters = { ...filtersOf(options), limit };
      const { world, ws, view } = await open(context, { look: true, quiet: options.json === true });
      const query = words.join(' ');
      const { hits, searched, problems, suggestion } = await recall(world, ws, view, query, filters);
      if (options.json === true)
        return context.json({ query, searched, hits: hits.map(jsonHit), problems, ...(suggestion === undefined ? {} : { suggestion }) });
      if (hits.length === 0) {
        context.say(`nothing found for "${harmless(query)}" in ${plural(searched, 'entry', 'entries')}`);
        if (suggestion !== undefined) context.say(context.palette.dim(harmless(suggestion)));
        return;
      }
      for (const hit of hits) printHit(context, hit, options.explain === true);
      if (problems.length > 0)
        context.tell(context.palette.dim(`${plural(problems.length, 'bullet')} could not be read; "kairos doctor" lists them`));
    });
}

function filtersOf(options: Options): Filters {
  const { topic, tier, since, until, path } = options;
  if (tier !== undefined && tier !== 'stm' && tier !== 'ltm') throw new KairosError('usage', `--tier is stm or ltm, not "${tier}"`);
  return {
    ...(topic === undefined ? {} : { topic }),
    ...(tier === undefined ? {} : { tier }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(path === undefined ? {} : { path }),
  };
}

function jsonHit(hit: Hit): unknown {
  return isDated(hit) ? { ...hit, at: new Date(hit.atMs).toISOString() } : hit;
}

/** A bullet of a topic need not say since when it holds. */
function isDated(hit: Hit): boolean {
  return hit.tier === 'stm' || hit.atMs !== 0;
}

function printHit(context: Context, hit: Hit, explain: boolean): void {
  const { palette } = context;
  const [first = '', ...rest] = harmless(hit.text).split('\n');
  const day = isDated(hit) ? new Date(hit.atMs).toISOString().slice(0, 10) : 'undated   ';
  const about = hit.supersededBy ? palette.strike(first) : palette.bold(first);
  context.say(`${palette.dim(day)} ${about}`);
  for (const line of rest.filter((l) => l.trim() !== '').slice(0, 4)) context.say(`           ${line}`);
  if (rest.length > 4) context.say(palette.dim(`           ... ${plural(rest.length - 4, 'more line')}: kairos show ^${hit.id}`));
  if (hit.supersededBy)
    context.say(palette.yellow(`           superseded by ^${hit.supersededBy.id}: ${harmless(hit.supersededBy.text).split('\n')[0]}`));
  const where = [`^${hit.id}`, hit.source, hit.tier, ...(hit.origin === 'user' || hit.origin === 'repo' ? [] : [hit.origin])];
  context.say(palette.dim(`           ${harmless(where.join('  '))}`));
  if (explain)
    context.say(
      palette.dim(
        `           score ${hit.score} = ${Object.entries(hit.parts)
          .map(([name, value]) => `${name} ${Math.round(value * 1e6) / 1e6}`)
          .join(', ')}`,
      ),
    );
}
