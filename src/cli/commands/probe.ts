/** `kairos probe`: questions that the memory must answer. Asks them of the work tree, of a revision or of a branch, and adds one. */
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import { bareId } from '../../base/ids.js';
import type { Outcome } from '../../base/outcome.js';
import {
  addProbe as add,
  lastQuestion,
  passes,
  probesHere,
  runProbes,
  type NewProbe,
  type Probe,
  type ProbeResult,
} from '../../desk/probe.js';
import { SHOWS_IDS } from '../../desk/hints.js';
import { HITS } from '../../desk/question.js';
import type { Context } from '../context.js';
import { harmless } from '../../base/harmless-text.js';
import { open } from '../open.js';
import { reportOutcomes } from '../outcomes.js';
import { metricLines } from '../metrics-text.js';
import { plural } from '../print.js';

interface RunOptions {
  revision?: string;
  branch?: string;
  json?: boolean;
  junit?: string;
}

interface AddOptions {
  expect?: string[];
  words?: string[];
  not?: string[];
  top?: string;
  json?: boolean;
}

const PROBES = '.kairos/scenarios/probes.yaml';
const NONE = 'no probes yet; kairos probe add "which port does redis need" --words 6380 adds one';

export function addProbe(command: Command, context: Context): void {
  command.addHelpText(
    'after',
    `\nProbes stand in ${PROBES}. They are asked by words, of topics and of the evidence that reports quote, never of\nthe journal: so a clone of CI answers as this one does. Where one fails the exit code is 1.\n\nExamples:\n  $ kairos probe add "which port does redis need" --words 6380 --not 6379\n  $ kairos probe run --branch kairos/dream/2026-11-20-4mk2q0\n  $ kairos probe list`,
  );
  command
    .command('run', { isDefault: true })
    .description('ask them of the memory as it lies here, or as a revision or a branch has it')
    .option('--revision <revision>', 'of the memory of this commit (HEAD~3, v1.2, abc123)')
    .option('--branch <branch>', 'of the memory of this branch, such as that of a dream')
    .option('--json', 'print a line of JSON for each')
    .option('--junit <file>', "write a report in JUnit's XML, too")
    .addHelpText('after', '\nExamples:\n  $ kairos probe run\n  $ kairos probe run --revision HEAD~20 --junit probes.xml')
    .action(async (options: RunOptions) => run(context, options));
  command
    .command('list')
    .description('list them, and ask nothing')
    .option('--json', 'print the probes as JSON, one a line')
    .addHelpText('after', '\nExample:\n  $ kairos probe list')
    .action(async (options: { json?: boolean }) => list(context, options.json === true));
  command
    .command('add')
    .description('add one, and ask it at once')
    .argument('[question...]', 'what somebody would ask; left out: what recall was asked last')
    .option('--expect <id...>', 'these claims, or entries that a report quotes, must be found')
    .option('--words <text...>', 'these words must be found; quote a phrase')
    .option('--not <text...>', 'these ids (^ID) or words must not be found')
    .option('--top <n>', 'among the first so many hits (1 to 100)')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      '\nAn entry that stands only in the journal cannot be expected, because a clone of CI has no journal: exit code 3.\n\nExamples:\n  $ kairos recall "which port does redis need"\n  $ kairos probe add --expect ^k9x0aa1b2c\n  $ kairos probe add "where do sessions live" --words Redis --not "in memory"',
    )
    .action(async (words: string[], options: AddOptions) => addOne(context, words.join(' '), options));
}

async function run(context: Context, options: RunOptions): Promise<void> {
  const json = options.json === true;
  const { world, ws, view } = await open(context, { brief: true, quiet: json });
  const { of, results, problems } = await runProbes(world, ws, options);
  for (const { path, line, message } of problems)
    context.tell(`${context.palette.yellow('problem:')} ${harmless(`${path}:${line}: ${message}`)}`);
  if (results.length === 0 && !json) context.say(NONE);
  else if (!json) context.say(context.palette.dim(harmless(`asked of ${of}`)));
  const { junit } = options;
  if (results.length > 0 || json || junit !== undefined)
    reportOutcomes(context, results.map(outcomeOf), { kind: 'probe', json, ...(junit !== undefined && { junit }) });
  if (options.revision !== undefined || options.branch !== undefined) return;
  const { readMetrics } = await import('../../desk/metrics.js');
  const metrics = await readMetrics(world, ws, view);
  if (json) context.json([{ metrics: metrics ?? null }]);
  else for (const line of metricLines(metrics, world.clock.now())) context.say(context.palette.dim(line));
}

/** What a probe came to, for the writers of reports. */
function outcomeOf(result: ProbeResult): Outcome {
  const { probe, failures, hits } = result;
  if (passes(result)) return { name: probe.question, outcome: 'passed' };
  const found = hits.slice(0, 3).map(({ id, text, holds }) => `^${id} ${text.split('\n', 1)[0]}${holds ? '' : ' (no longer holds)'}`);
  return {
    name: probe.question,
    outcome: 'failed',
    difference: {
      what: failures.join('; '),
      expected: expectedText(probe),
      actual: found.length === 0 ? 'nothing is found' : found.join('\n'),
      at: { path: PROBES, line: probe.line },
    },
  };
}

/** `^k9x0aa1b2c, "6380"; not "6379"`. */
function expectedText({ expect, words, not, top }: Probe): string {
  const listed = (ids: readonly string[], texts: readonly string[]): string =>
    [...ids.map((id) => `^${id}`), ...texts.map((text) => JSON.stringify(text))].join(', ');
  const unwanted = listed(not.ids, not.words);
  const wanted = [listed(expect, words), unwanted === '' ? '' : `not ${unwanted}`].filter((part) => part !== '').join('; ');
  return `${wanted}, in the first ${top}`;
}

async function list(context: Context, json: boolean): Promise<void> {
  const { world, ws } = await open(context, { brief: true, quiet: json });
  const probes = await probesHere(world, ws);
  if (json) return context.json(probes);
  if (probes.length === 0) return context.say(NONE);
  for (const probe of probes) {
    context.say(harmless(probe.question));
    context.say(context.palette.dim(harmless(`  ${expectedText(probe)}`)));
  }
  context.say(context.palette.dim(`${plural(probes.length, 'probe')} in ${PROBES}`));
}

async function addOne(context: Context, typed: string, options: AddOptions): Promise<void> {
  const { world, ws, view } = await open(context, { brief: true, quiet: options.json === true });
  const question = typed.trim() === '' ? await lastQuestion(world, ws, view) : typed.trim();
  const { path, result } = await add(world, ws, view, probeFrom(question, options));
  if (options.json === true) return context.json({ path, ...result });
  context.say(`${harmless(path)}: ${harmless(result.probe.question)}`);
  context.say(context.palette.dim(`  ${harmless(expectedText(result.probe))}`));
  if (passes(result)) return context.say(context.palette.dim('  it passes; commit the file, so that CI asks it, too'));
  context.say(context.palette.yellow(`  it fails as the memory stands: ${harmless(result.failures.join('; '))}`));
}

function probeFrom(question: string, { expect = [], words = [], not = [], top }: AddOptions): NewProbe {
  const isId = (text: string): boolean => /^\(?\^/.test(text);
  return {
    question,
    expect: expect.map((id) => bareId(id, SHOWS_IDS)),
    words: words.map((text) => text.trim()).filter((text) => text !== ''),
    not: {
      ids: not.filter(isId).map((id) => bareId(id)),
      words: not
        .filter((text) => !isId(text))
        .map((text) => text.trim())
        .filter((text) => text !== ''),
    },
    ...(top !== undefined && { top: topOf(top) }),
  };
}

function topOf(text: string): number {
  const top = Number(text);
  if (Number.isInteger(top) && top >= 1 && top <= HITS.most) return top;
  throw new KairosError('usage', `--top is a whole number from 1 to ${HITS.most}, not "${text}"`, { hint: 'kairos probe add --help' });
}
