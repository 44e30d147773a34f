/** `kairos replay`: lives scenarios in the virtual world, and says which of them came out as they should. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { KairosError } from '../../base/errors.js';
import { bareId } from '../../base/ids.js';
import { harmless } from '../../base/harmless-text.js';
import type { Difference, Outcome } from '../../base/outcome.js';
import { openWorld } from '../../compose.js';
import { SHOWS_IDS } from '../../desk/hints.js';
import type { Given, Lived } from '../../replay/scenario/run-scenario.js';
import type { Scenario } from '../../replay/scenario/scenario.js';
import { isTrace, replayTrace } from '../../desk/run.js';
import type { Context } from '../context.js';
import { addReplayRecord } from './replay-record.js';
import { reportOutcomes } from '../outcomes.js';
import {
  besideScenario,
  cassetteText,
  frozenScenarios,
  namedScenarios,
  scenariosIn,
  type ScenarioFile,
  writeBeside,
} from '../scenario-files.js';

const RECORDS = 'kairos replay --record makes it, with the embedder of this machine';

interface Options {
  corpus?: boolean;
  own?: boolean;
  json?: boolean;
  junit?: string;
  update?: boolean;
  bisect?: string;
  lost?: string;
  record?: boolean;
  simulate?: string;
  keep?: string;
}

export function addReplay(command: Command, context: Context): void {
  addReplayRecord(command.command('record').description('make a scenario of what happened lately'), context);
  command
    .argument('[scenarios...]', 'files or folders of scenarios, traces, or names of scenarios; left out: .kairos/scenarios and the corpus')
    .option('--corpus', 'only the frozen corpus, which comes with kairos')
    .option('--own', 'only .kairos/scenarios of this repository')
    .option('--json', 'print one JSON object a line for each scenario')
    .option('--junit <file>', 'write the outcomes as JUnit, too')
    .option('--update', 'write what is there into the expectations that failed, and show each; never into the corpus')
    .option('--bisect <good..bad>', 'of two revisions of this repository: which dream or hand edit made a probe fail, or lost something')
    .option('--lost <id>', 'with --bisect: what was lost, a claim or an entry that a report quotes')
    .option(
      '--simulate <seeds>',
      'live so many made-up lives with faults in them (200, or 1..60), and look after each step at what must hold',
    )
    .option('--keep <folder>', 'with --simulate: where scenarios of lives that broke something go; left out: .kairos/state/simulation')
    .option('--record', 'ask the real embedder for what a cassette does not have, and keep its answers')
    .addHelpText(
      'after',
      '\nA scenario lives the whole program in memory: no disk, no git, no network, no real time. FORMAT.md has its steps and expectations.\nExit code 0: all passed. 1: one failed. 2: one could not be tried.\n\nExamples:\n  $ kairos replay                                the scenarios of this repository, and the corpus\n  $ kairos replay .kairos/scenarios/ports.yaml\n  $ kairos replay torn-tail                      one of the corpus\n  $ kairos replay day.trace                      what "kairos run --trace day.trace" wrote\n  $ kairos replay --own --junit replay.xml\n  $ kairos replay --own --update                 after a change that was meant\n  $ kairos replay --bisect v1.0..HEAD --lost ^k9x0aa1b2c\n  $ kairos replay --simulate 200                 the next 200 lives, behind those of the last run',
    )
    .action(async (names: string[], options: Options) => {
      if (options.simulate !== undefined || options.keep !== undefined) return simulated(context, names, options);
      if (options.bisect !== undefined || options.lost !== undefined) return bisectHere(context, names, options);
      const files = await filesFor(context, names, options);
      const outcomes: Outcome[] = [];
      for (const file of files) outcomes.push(...(await outcomesOf(context, file, options)));
      reportOutcomes(context, outcomes, { kind: 'scenario', ...options });
    });
}

/** Lives made-up lives, and no scenario. */
async function simulated(context: Context, names: readonly string[], options: Options): Promise<void> {
  const { simulate, keep, json, ...others } = options;
  if (simulate === undefined)
    throw new KairosError('usage', '--keep goes with --simulate', { hint: 'add a number of lives: --simulate 200' });
  if (names.length > 0 || Object.keys(others).length > 0)
    throw new KairosError('usage', '--simulate makes up its lives, and takes no scenarios', { hint: 'beside it only --keep and --json' });
  const { simulateHere } = await import('./replay-simulate.js');
  await simulateHere(context, { simulate, ...(keep !== undefined && { keep }), ...(json === true && { json }) });
}

/** Asks the revisions of the repository, and no scenario. */
async function bisectHere(
  context: Context,
  names: readonly string[],
  { bisect: range, lost, json, corpus, own, update, junit }: Options,
): Promise<void> {
  if (range === undefined) throw new KairosError('usage', '--lost goes with --bisect', { hint: 'add two revisions: --bisect v1.0..HEAD' });
  if (names.length > 0 || corpus === true || own === true || update === true || junit !== undefined)
    throw new KairosError('usage', '--bisect asks revisions, and takes no scenarios', { hint: 'beside it only --lost and --json' });
  const { open } = await import('../open.js');
  const { bisect } = await import('../../desk/bisect.js');
  const { sayBisected } = await import('../bisect-text.js');
  const { world, ws } = await open(context, { git: true, brief: true, quiet: json === true });
  const id = lost === undefined ? undefined : bareId(lost, SHOWS_IDS);
  sayBisected(context, range, await bisect(world, ws, { range, lost: id }), json === true);
}

async function filesFor(context: Context, names: readonly string[], { corpus, own, update }: Options): Promise<readonly ScenarioFile[]> {
  if (corpus === true && own === true)
    throw new KairosError('usage', '--corpus and --own exclude each other', { hint: 'leave out both for all' });
  if (corpus === true && update === true)
    throw new KairosError('usage', 'the corpus is frozen: --update never changes it', { hint: 'kairos replay --own --update' });
  const known = [
    ...(corpus === true ? [] : await ownScenarios(context, own === true)),
    ...(own === true ? [] : frozenScenarios(context.cwd)),
  ];
  if (names.length === 0) return known;
  const { readScenarios } = await import('../../replay/scenario/scenario.js');
  return namedScenarios(context.cwd, names, known, (text, path) => {
    const read = readScenarios(text, path);
    return 'problems' in read ? [] : read.scenarios.map(({ name }) => name);
  });
}

/** None outside of a repository, where nobody asked for them. @throws KairosError `not-a-repository`. */
async function ownScenarios(context: Context, isAsked: boolean): Promise<readonly ScenarioFile[]> {
  try {
    const { ws } = await openWorld({ cwd: context.cwd, env: context.env });
    return scenariosIn(context.cwd, ws.scenarios);
  } catch (error) {
    if (!isAsked && error instanceof KairosError && error.code === 'not-a-repository') return [];
    throw error;
  }
}

/** What became of each scenario of a file; of one that cannot be read, one outcome by the name of the file. */
async function outcomesOf(context: Context, file: ScenarioFile, { update, json, record }: Options): Promise<readonly Outcome[]> {
  const { readScenarios } = await import('../../replay/scenario/scenario.js');
  const failed = (difference: Difference | undefined): readonly Outcome[] => [
    { name: file.shown.replace(/^.*\//, ''), outcome: 'error', ...(difference && { difference }) },
  ];
  if (file.tampered) return failed(file.tampered);
  if (isTrace(file.text)) return [traced(file)];
  const read = readScenarios(file.text, file.shown);
  if ('problems' in read) return failed(read.problems[0]);
  const mayUpdate = update === true && !file.isFrozen;
  const all = async (scenarios: readonly Scenario[], goOn: boolean): Promise<Lived[]> => {
    const lived: Lived[] = [];
    for (const scenario of scenarios) {
      if (context.signal.aborted) throw new KairosError('cancelled', 'the replay was ended');
      const given = await givenTo(context, file, scenario, record === true);
      lived.push(
        'what' in given
          ? { name: scenario.name, outcome: 'error', difference: given, mismatches: [] }
          : await livedOn(context, file, scenario, given, goOn),
      );
    }
    return lived;
  };
  const lived = await all(
    read.scenarios.filter(({ name }) => file.only === undefined || name === file.only),
    mayUpdate,
  );
  if (!mayUpdate) return lived;
  const { updated } = await import('../../replay/scenario/update.js');
  const { text, changes } = updated(
    file.text,
    lived.flatMap(({ mismatches }) => mismatches),
  );
  if (changes.length === 0) return lived;
  writeFileSync(file.path, text);
  const print = json === true ? context.tell : context.say;
  for (const { at, from, to } of changes) print(harmless(`${file.shown}:${at}: ${from} -> ${to}`));
  const again = readScenarios(text, file.shown);
  return 'problems' in again ? failed(again.problems[0]) : all(again.scenarios, false);
}

/** What today's reducer makes of what a daemon went through. */
function traced({ shown, text }: ScenarioFile): Outcome {
  const { events, virtualMs, difference } = replayTrace(text, shown);
  const outcome = events === 0 ? 'error' : difference ? 'failed' : 'passed';
  return {
    name: shown,
    outcome,
    virtualMs,
    ...(difference ? { difference } : events === 0 ? { difference: { what: 'the trace holds no event', at: { path: shown } } } : {}),
  };
}

/** What a scenario needs of the repository and of files beside it, read once before it begins; or why it cannot be had. */
async function givenTo(context: Context, file: ScenarioFile, { start }: Scenario, isRecording: boolean): Promise<Given | Difference> {
  const given: { -readonly [K in keyof Given]: Given[K] } = {};
  for (const [asked, give] of [
    [start.revision, async (name: string) => Object.assign(given, { files: await filesAt(context, name) })],
    [start.history, async (name: string) => Object.assign(given, { history: besideScenario(file, name) })],
    [start.cassette, async (name: string) => Object.assign(given, await cassetteFor(context, file, name, isRecording))],
  ] as const) {
    try {
      if (asked) await give(asked.value);
    } catch (error) {
      if (!(error instanceof KairosError)) throw error;
      return { what: error.message, ...(asked && { at: asked.at }), ...(error.hint !== undefined && { hint: error.hint }) };
    }
  }
  return given;
}

async function filesAt(context: Context, revision: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const { world } = await openWorld({ cwd: context.cwd, env: context.env });
  const id = await world.git.resolve(revision);
  if (id === undefined)
    throw new KairosError('not-found', `there is no revision "${revision}" here`, { hint: 'write one that "git log --all" shows' });
  const tree = (await world.git.readTree(id, [''])).filter(({ mode }) => mode.startsWith('100'));
  const blobs = await world.git.readBlobs(
    tree.map((one) => one.id),
    { passLarge: true },
  );
  return new Map(
    tree.flatMap(({ path, id: blob }) => {
      const bytes = blobs.get(blob);
      return bytes ? [[path, bytes] as const] : [];
    }),
  );
}

/** A cassette is made where it is recorded to. */
async function cassetteFor(
  context: Context,
  file: ScenarioFile,
  name: string,
  isRecording: boolean,
): Promise<Pick<Given, 'cassette' | 'live'>> {
  const { cassetteOf } = await import('../../replay/scenario/cassette.js');
  if (!isRecording) return { cassette: cassetteOf(new TextDecoder().decode(besideScenario(file, name, RECORDS)), name) };
  const { world } = await openWorld({ cwd: context.cwd, env: context.env });
  return { cassette: cassetteOf(cassetteText(file, name), name), live: world.embedders };
}

/** Lives it, and keeps what came to its cassette. */
async function livedOn(context: Context, file: ScenarioFile, scenario: Scenario, given: Given, goOn: boolean): Promise<Lived> {
  const { liveScenario } = await import('../../replay/scenario/run-scenario.js');
  const lived = await liveScenario(scenario, given, { goOn });
  const { cassette, live } = given;
  await live?.close();
  if (live && cassette?.isChanged === true && scenario.start.cassette !== undefined) {
    writeBeside(file, scenario.start.cassette.value, cassette.text());
    context.tell(harmless(`recorded: ${scenario.start.cassette.value}`));
  }
  return lived;
}
