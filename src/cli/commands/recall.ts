/** `kairos recall`: answers from journal and topics. Works in any folder that holds them. */
import type { Command } from 'commander';
import { ask, recordAnswer } from '../../desk/ask.js';
import { setUpHint } from '../../desk/set-up-hint.js';
import { HITS, questionFrom, type Question } from '../../desk/question.js';
import type { Context } from '../context.js';
import { withSlashes } from '../typed-path.js';
import { open } from '../open.js';
import type { Opened } from '../opened.js';
import { answerJson, sayAnswer } from '../answer-text.js';

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
    .option('--tier <journal|memory>', 'only the journal, or only the topics of long-term memory')
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
      '\nThe last line says what was searched. "kairos index", or the daemon, embeds what has no vector yet.\nWhere nothing is found the exit code is 1.\n\nExamples:\n  $ kairos recall "why did we drop go 1.11"\n  $ kairos recall redis port --since 2026-01-01 --json\n  $ kairos recall tokenizer --path src/search --explain\n  $ kairos recall "who maintains the parser" --min-score 0',
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
  const hint = answered.coverage.entries === 0 ? await setUpHint(world, ws) : undefined;
  const told = hint === undefined ? answered : { ...answered, suggestion: hint };
  if (answered.hits.length === 0) context.exitCode = 1;
  if (options.json === true) context.json(answerJson(question.text, told));
  else sayAnswer(context, question.text, told, { nowMs: world.clock.now(), explain: options.explain === true });
  await recordAnswer(world, ws, view, { client: CLIENT, question, answered });
}
