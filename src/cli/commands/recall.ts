/** `kairos recall`: answers from journal and topics. Works in any folder that holds them. */
import type { Command } from 'commander';
import { ask, recordAnswer, type Answered } from '../../desk/ask.js';
import { HITS, questionFrom, type Question } from '../../desk/question.js';
import type { Context } from '../context.js';
import { withSlashes } from '../typed-path.js';
import { open } from '../open.js';
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

export function addRecall(command: Command, context: Context): void {
  command
    .argument('[query...]', 'what you want to know, in your words; with a filter it may be left out')
    .option('--topic <slug>', 'only this topic')
    .option('--tier <stm|ltm>', 'only the journal (stm) or only topics (ltm)')
    .option('--since <day>', 'from this day on (YYYY-MM-DD)')
    .option('--until <day>', 'up to and including this day')
    .option(
      '--path <path>',
      'only what touched or names this file or folder, from here or from the root, or what a pattern (*, ?, **) fits',
    )
    .option('--limit <n>', 'how many hits', String(HITS.usual))
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
      const { topic, tier, since, until, limit, minScore } = options;
      const path = options.path === undefined ? undefined : withSlashes(options.path);
      const question = questionFrom(words.join(' '), { topic, tier, since, until, path, limit, minScore });
      const opened = await open(context, { look: true, refs: 'all', quiet: options.json === true });
      try {
        await answer(context, opened, question, options);
      } finally {
        await opened.world.embedders.close();
      }
    });
}

async function answer(context: Context, { world, ws, view, config }: Opened, question: Question, options: Options): Promise<void> {
  const answered = await ask(world, ws, view, question, {
    config,
    cwd: context.cwd,
    wordsOnly: options.words === true,
    edges: options.edges === true,
  });
  if (options.json === true) context.json(answerJson(question.text, answered));
  else sayAnswer(context, question.text, answered, options.explain === true);
  await recordAnswer(world, ws, view, { client: CLIENT, question, answered });
}

function answerJson(query: string, answered: Answered): unknown {
  const { hits, searched, problems, belowCut, cut, coverage, without, suggestion } = answered;
  return {
    query,
    searched,
    hits: hits.map(hitJson),
    problems,
    belowCut,
    cut,
    coverage: { ...coverage, ...(without === undefined ? {} : { without }), text: answered.coverageText },
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function sayAnswer(context: Context, query: string, answered: Answered, explain: boolean): void {
  const { palette } = context;
  const { hits, searched, problems, suggestion } = answered;
  if (hits.length === 0) {
    const isList = query.trim() === '';
    context.say(
      isList ? 'nothing found with these filters' : `nothing found for "${harmless(query)}" in ${plural(searched, 'entry', 'entries')}`,
    );
    if (suggestion !== undefined) context.say(palette.dim(harmless(suggestion)));
  }
  for (const hit of hits) for (const line of hitText(hit, palette, explain)) context.say(line);
  if (query.trim() !== '') context.tell(palette.dim(harmless(answered.coverageText)));
  if (problems.length > 0) context.tell(palette.dim(`${plural(problems.length, 'bullet')} could not be read; "kairos doctor" lists them`));
}
