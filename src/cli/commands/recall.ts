/** `kairos recall`: answers from journal and topics. Works in any folder that holds them. */
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import { askedPath } from '../../desk/asked-path.js';
import { replaceSecrets } from '../../observe/secrets.js';
import { coverageText } from '../../recall/embedding/coverage.js';
import { recall, type Filters } from '../../recall/recall.js';
import { recordUse } from '../../recall/usage.js';
import { open, type Context } from '../context.js';
import type { Opened } from '../opened.js';
import { hitJson, hitText } from '../hit-text.js';
import { harmless } from '../../base/harmless-text.js';
import { plural } from '../print.js';

interface Options {
  topic?: string;
  tier?: string;
  since?: string;
  until?: string;
  path?: string;
  limit: string;
  minScore?: string;
  words?: boolean;
  edges?: boolean;
  explain?: boolean;
  json?: boolean;
}

/** Who asks, in `state/usage.jsonl`. */
const CLIENT = 'kairos';

export function addRecall(program: Command, context: Context): void {
  program
    .command('recall')
    .description('search the memory, by words and by meaning')
    .argument('[query...]', 'what you want to know, in your words; with a filter it may be left out')
    .option('--topic <slug>', 'only this topic')
    .option('--tier <stm|ltm>', 'only the journal (stm) or only topics (ltm)')
    .option('--since <day>', 'from this day on (YYYY-MM-DD)')
    .option('--until <day>', 'up to and including this day')
    .option(
      '--path <path>',
      'only what touched or names this file or folder, from here or from the root; a pattern (*, ?, **) goes by names',
    )
    .option('--limit <n>', 'how many hits', '10')
    .option('--min-score <n>', 'show weaker hits, too, or only stronger ones: 0 to 1 (0 shows all)')
    .option('--words', 'by words only; no model is loaded')
    .option('--edges', 'also what the topics of the hits are related to (their "relates:" lines), one step')
    .option('--explain', 'show what each score is made of')
    .option('--json', 'print the hits as JSON')
    .addHelpText(
      'after',
      '\nThe last line says what was searched. "kairos index", or the daemon, embeds what has no vector yet.\n\nExamples:\n  $ kairos recall "why did we drop go 1.11"\n  $ kairos recall redis port --since 2026-01-01 --json\n  $ kairos recall tokenizer --path src/search --explain\n  $ kairos recall "who maintains the parser" --min-score 0',
    )
    .action(async (words: string[], options: Options) => {
      const filters = filtersOf(options);
      const opened = await open(context, { look: true, quiet: options.json === true });
      try {
        await answer(context, opened, words.join(' '), filters, options);
      } finally {
        await opened.world.embedders.close();
      }
    });
}

async function answer(context: Context, opened: Opened, query: string, filters: Filters, options: Options): Promise<void> {
  const { world, ws, view, config } = opened;
  const narrowed =
    options.path === undefined ? filters : { ...filters, ...(await askedPath(world, ws, context.cwd, slashed(options.path))) };
  const found = await recall(world, ws, view, query, narrowed, {
    settings: config.recall,
    wordsOnly: options.words === true,
    edges: options.edges === true,
  });
  const { hits, searched, problems, coverage, without, suggestion } = found;
  const coverageLine = coverageText(coverage, without);
  if (options.json === true) {
    const { belowCut, cut } = found;
    const hint = suggestion === undefined ? {} : { suggestion };
    const reason = without === undefined ? {} : { without };
    context.json({
      query,
      searched,
      hits: hits.map(hitJson),
      problems,
      belowCut,
      cut,
      coverage: { ...coverage, ...reason, text: coverageLine },
      ...hint,
    });
  } else {
    if (hits.length === 0) {
      context.say(`nothing found for "${harmless(query)}" in ${plural(searched, 'entry', 'entries')}`);
      if (suggestion !== undefined) context.say(context.palette.dim(harmless(suggestion)));
    }
    for (const hit of hits) for (const line of hitText(hit, context.palette, options.explain === true)) context.say(line);
    if (query.trim() !== '') context.tell(context.palette.dim(harmless(coverageLine)));
    if (problems.length > 0)
      context.tell(context.palette.dim(`${plural(problems.length, 'bullet')} could not be read; "kairos doctor" lists them`));
  }
  if (query.trim() === '') return;
  const { text } = await replaceSecrets(query);
  await recordUse(world, ws, view, { client: CLIENT, query: text, ids: hits.map(({ id }) => id), coverage: coverageLine });
}

function filtersOf(options: Options): Filters {
  const { topic, tier, since, until, path, minScore } = options;
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw new KairosError('usage', `--limit takes a number from 1 to 100, not "${options.limit}"`);
  const least = minScore === undefined ? undefined : Number(minScore);
  if (least !== undefined && (minScore?.trim() === '' || !(least >= 0 && least <= 1)))
    throw new KairosError('usage', `--min-score takes a number from 0 to 1, not "${minScore}"`);
  if (tier !== undefined && tier !== 'stm' && tier !== 'ltm') throw new KairosError('usage', `--tier is stm or ltm, not "${tier}"`);
  return {
    limit,
    ...(topic === undefined ? {} : { topic }),
    ...(tier === undefined ? {} : { tier }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(path === undefined ? {} : { path }),
    ...(least === undefined ? {} : { minScore: least }),
  };
}

/** With `/` between its parts; only on Windows is a backslash no part of a name. */
function slashed(path: string): string {
  return process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
}
