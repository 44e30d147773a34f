/** `kairos recall`: answers from journal and topics. Works in any folder that holds them. */
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import { HITS, questionFrom, type Question } from '../../desk/question.js';
import { answerJson, sayAnswer } from '../answer-text.js';
import { askQuickly, type AnsweredHere, type AskedHere } from '../ask-warm.js';
import { standingAt } from '../../adapters/surroundings.js';
import type { Context } from '../context.js';
import { clockOf } from '../local-days.js';
import { withSlashes } from '../typed-path.js';

interface Options {
  topic?: string;
  tier?: string;
  since?: string;
  until?: string;
  utc?: boolean;
  path?: string;
  author?: string;
  kind?: string;
  limit: string;
  minScore?: string;
  words?: boolean;
  edges?: boolean;
  explain?: boolean;
  json?: boolean;
}

export function addRecall(command: Command, context: Context): void {
  command
    .argument('[query...]', 'what you want to know, in your words; with a filter it may be left out')
    .option('--topic <slug>', 'only this topic')
    .option('--tier <journal|memory>', 'only the journal, or only the topics of long-term memory')
    .option('--since <time>', 'from this day or time on (yesterday, "2 weeks ago", 2026-05, 2026-11-20), or a range (2026-05..2026-06)')
    .option('--until <time>', 'up to and including this day or time')
    .option('--utc', 'days of UTC instead of those of your clock')
    .option(
      '--path <path>',
      'only what touched or names this file or folder, from here or from the root, or what a pattern (*, ?, **) fits',
    )
    .option('--author <name>', 'only entries by this name, or a part of it')
    .option('--kind <kind,...>', 'only entries of these kinds: commit, note, branch, claim, ...')
    .option('--limit <n>', 'how many hits', String(HITS.usual))
    .option('--min-score <n>', 'show weaker hits, too, or only stronger ones: 0 to 1 (0 shows all)')
    .option('--words', 'by words only; no model is loaded')
    .option('--edges', 'also what the topics of the hits are related to (their "relates:" lines), one step')
    .option('--explain', 'show what each score is made of')
    .option('--json', 'print the hits as JSON')
    .addHelpText(
      'after',
      '\nThe last line says what was searched. "kairos index", or the daemon, embeds what has no vector yet.\nWhere nothing is found the exit code is 1.\n\nExamples:\n  $ kairos recall "why did we drop go 1.11"\n  $ kairos recall redis port --since "2 weeks ago" --json\n  $ kairos recall tokenizer --path src/search --explain\n  $ kairos recall "who maintains the parser" --min-score 0',
    )
    .action(async (words: string[], options: Options) => {
      const { topic, tier, author, kind, limit, minScore } = options;
      const { since, until } = await timesOf(context, options);
      const path = options.path === undefined ? undefined : withSlashes(options.path);
      const question = questionFrom(words.join(' '), { topic, tier, since, until, path, author, kind, limit, minScore });
      const asked: AskedHere = {
        question,
        wordsOnly: options.words === true,
        edges: options.edges === true,
        isJson: options.json === true,
      };
      const warm = await askQuickly(context, asked);
      const isKnown = warm !== 'nobody' && warm !== 'unknown';
      const answered = isKnown ? warm : await (await import('../recall-here.js')).recallHere(context, asked, warm === 'unknown');
      await tell(context, question, answered, options);
      await answered.afterwards();
    });
}

/** The times in the words of the format: whoever answers knows no zone. */
async function timesOf({ env }: Context, { since, until, utc }: Options): Promise<{ since?: string; until?: string }> {
  if (since === undefined && until === undefined) {
    if (utc === true) throw new KairosError('usage', '--utc goes with --since or --until');
    return {};
  }
  const { askedTimes } = await import('../../desk/asked-times.js');
  return askedTimes({ since, until }, clockOf(standingAt(env) ?? Date.now(), utc === true));
}

async function tell(context: Context, question: Question, { answered, ws, world }: AnsweredHere, options: Options): Promise<void> {
  const hint = answered.coverage.entries > 0 ? undefined : await (await import('../../desk/set-up-hint.js')).setUpHint(world, ws);
  const told = hint === undefined ? answered : { ...answered, suggestion: hint };
  if (answered.hits.length === 0) context.exitCode = 1;
  if (options.json === true) context.json(answerJson(question.text, told));
  else sayAnswer(context, question.text, told, { nowMs: world.clock.now(), explain: options.explain === true });
}
