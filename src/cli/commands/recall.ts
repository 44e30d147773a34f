/** `kairos recall`: answers from journal and topics. Works in any folder that holds them. */
import type { Command } from 'commander';
import { ask, recordAnswer, type Answered } from '../../desk/ask.js';
import { askDoor } from '../../desk/door/ask.js';
import { settingsOf } from '../../desk/door/asked.js';
import { leaveBehind } from '../../desk/door/leave-behind.js';
import { HITS, questionFrom, type Question } from '../../desk/question.js';
import { setUpHint } from '../../desk/set-up-hint.js';
import { answerJson, sayAnswer } from '../answer-text.js';
import type { Context } from '../context.js';
import type { Opened, OpenedPlace, OpenNeeds } from '../opened.js';
import { plural } from '../print.js';
import { withSlashes } from '../typed-path.js';

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

/** What a warm process may take for opening the memory, in milliseconds, beside the time for the question. */
const OPENING_MS = 3_000;
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
      const needs: OpenNeeds = { look: true, refs: 'all', quiet: options.json === true };
      const { openPlace, prepareHere, sayFound } = await import('../open-here.js');
      const place = await openPlace(context, needs);
      try {
        const warm = await askWarm(context, place, question, options);
        if (!warm) return await answer(context, await prepareHere(context, place, needs), question, options);
        sayFound(context, needs, warm.found);
        await tell(context, place, question, warm.answered, options);
      } finally {
        await place.world.embedders.close();
      }
    });
}

/** Asks a process that keeps the memory open. Undefined where there is none: then this process opens it. */
async function askWarm(context: Context, { world, ws, config, likeness }: OpenedPlace, question: Question, options: Options) {
  const asked = {
    root: ws.root,
    cwd: context.cwd,
    question,
    wordsOnly: options.words === true,
    edges: options.edges === true,
    settings: settingsOf(config),
    client: CLIENT,
  };
  return askDoor(world, ws, asked, { likeness, patienceMs: config.recall.queryBudgetMs + OPENING_MS, signal: context.signal });
}

async function answer(context: Context, { world, ws, view, config }: Opened, question: Question, options: Options): Promise<void> {
  const answered = await ask(world, ws, view, question, {
    config,
    cwd: context.cwd,
    wordsOnly: options.words === true,
    edges: options.edges === true,
  });
  await tell(context, { world, ws }, question, answered, options);
  await recordAnswer(world, ws, view, { client: CLIENT, question, answered });
  // Where the clock is fixed, no minute ever passes.
  if (options.words === true || (context.env['KAIROS_NOW'] ?? '') !== '') return;
  const pid = await leaveBehind(world, ws, config);
  if (pid === undefined || options.json === true) return;
  const { keepWarmMinutes: minutes } = config.recall;
  context.tell(
    context.palette.dim(
      `process ${pid} keeps this loaded until nobody asks for ${plural(minutes, 'minute')}, so that the next question is quick; "kairos stop" ends it, recall.keepWarm: 0 leaves none`,
    ),
  );
}

async function tell(
  context: Context,
  { world, ws }: Pick<OpenedPlace, 'world' | 'ws'>,
  question: Question,
  answered: Answered,
  options: Options,
): Promise<void> {
  const hint = answered.coverage.entries === 0 ? await setUpHint(world, ws) : undefined;
  const told = hint === undefined ? answered : { ...answered, suggestion: hint };
  if (answered.hits.length === 0) context.exitCode = 1;
  if (options.json === true) context.json(answerJson(question.text, told));
  else sayAnswer(context, question.text, told, { nowMs: world.clock.now(), explain: options.explain === true });
}
