/**
 * Lives a scenario from its start to its last step, the whole program in the virtual world, and says what the first difference was. Within it there is no
 * disk, no git, no network and no real time: what it needs of a repository is handed over as values.
 */
import { errorText, KairosError } from '../../base/errors.js';
import type { Difference, Outcome } from '../../base/outcome.js';
import { dayStartMs } from '../../dates/day.js';
import { HOUR_MS, MINUTE_MS } from '../../dates/units.js';
import { momentOf, offsetsOf } from '../../dates/zone.js';
import { commitSetUp, uncommittedSetUp } from '../../desk/commit-setup.js';
import { firstLook, planSetUp, setUp } from '../../desk/init.js';
import type { Embedders } from '../../world/embedders.js';
import { importHistory } from '../fast-export.js';
import { mismatches } from './expectations.js';
import { GIT_STEPS } from './git-steps.js';
import { nothingYet, type Happened } from './happened.js';
import { KAIROS_STEPS } from './kairos-steps.js';
import type { Mismatch } from './mismatch.js';
import type { Scenario, Step } from './scenario.js';
import type { Cassette } from './cassette.js';
import { command, digestOf, newStage, placeAt, standOf, startDaemon, type Place, type Stage, type StageWishes } from './stage.js';
import { TIME_STEPS } from './time-steps.js';
import type { Placed } from '../../config/yaml-reader.js';

/** What a scenario needs from outside, read before it begins. */
export interface Given {
  /** The files of a revision of the repository, by path. */
  readonly files?: ReadonlyMap<string, string | Uint8Array>;
  /** The answers of a real embedder, for a scenario that is lived by them. */
  readonly cassette?: Cassette;
  /** The embedder behind it, that is asked for what it does not have. */
  readonly live?: Embedders;
  /** A history as `git fast-export` writes it. */
  readonly history?: Uint8Array;
}

export interface Lived extends Outcome {
  /** All that was not as expected, where the run went on after the first. */
  readonly mismatches: readonly Mismatch[];
  /** Of a run of which it was asked for: equal runs have equal ones, on every machine. */
  readonly digest?: string;
}

export interface LiveOptions {
  /** Go on after a mismatch, to find all. */
  readonly goOn?: boolean;
  readonly digest?: boolean;
  /** Folders give their names in an order that this word makes; left out: sorted. */
  readonly shuffle?: string;
}

/** The default time of the start: a Friday at noon. */
const START_DAY = '2026-11-20';
const SETTINGS = 'format: 1\ndream:\n  base: main\n';

type Act = (stage: Stage, place: Place, args: never, happened: Happened) => Promise<void>;
const ACTS = { ...GIT_STEPS, ...KAIROS_STEPS, ...TIME_STEPS } as unknown as Readonly<Record<string, Act>>;
/** After these HEAD and index stand as the person left them: all that the person does with git, and what lands claims. */
const MOVES: ReadonlySet<string> = new Set([...Object.keys(GIT_STEPS), 'review', 'undo']);

/**
 * Lives a scenario. Never throws for what happens in it: that is the outcome.
 */
export async function liveScenario(scenario: Scenario, given: Given = {}, options: LiveOptions = {}): Promise<Lived> {
  const found: Mismatch[] = [];
  let stage: Stage | undefined;
  try {
    stage = await started(scenario, given, options.shuffle);
    const happened = nothingYet();
    for (const step of scenario.steps) {
      found.push(...(await lived(stage, step, happened)));
      if (found.length > 0 && options.goOn !== true) break;
    }
    // Whatever else fails fails because of them.
    found.unshift(...(given.cassette?.misses ?? []).map((difference) => ({ difference })));
    const waiting = stage.ledger.order;
    if (waiting && found.length === 0)
      found.push({
        difference: {
          what: 'the crash that was ordered never came',
          hint: `no process reached ${waiting.before ?? `call ${waiting.call}`}`,
        },
      });
  } catch (error) {
    return { name: scenario.name, outcome: 'error', difference: differenceOf(error, 'the scenario cannot begin'), mismatches: found };
  } finally {
    if (stage) allStopped(stage);
  }
  // A clock that was set back tells nothing of how long it took.
  const virtualMs = Math.max(0, stage.world.clock.now() - stage.startMs);
  const [first] = found;
  const common = { name: scenario.name, virtualMs, mismatches: found, ...(options.digest === true && { digest: digestOf(stage) }) };
  return first ? { ...common, outcome: 'failed', difference: first.difference } : { ...common, outcome: 'passed' };
}

function allStopped(stage: Stage): void {
  for (const { daemon } of stage.places.values()) daemon?.stop.abort('the scenario is over');
  // One that lived on would let the clock run for ever.
  for (const life of stage.ledger.lives) life.kill();
}

async function started({ name, start }: Scenario, given: Given, shuffle: string | undefined): Promise<Stage> {
  const {
    at,
    zone = 'UTC',
    seed = name,
    files,
    config,
    setUp: isSetUp = true,
    trusted = true,
    daemon = true,
    embedder = 'virtual',
    model,
  } = start;
  const startMs = startMsOf(at, zone);
  const stage = await newStage({ startMs, zone, seed, embedders: embeddersOf(embedder, given), shuffle, model });
  const place = placeAt(stage);
  const { world, ws, repo } = place;
  if (given.history) importHistory(repo, given.history);
  const user = typeof config === 'string' ? config : [...(config ?? [])].map(([key, value]) => `${key}: ${value}`).join('\n');
  if (user !== '') world.files.lay({ [ws.userConfig]: `${user}\n` });
  const first = {
    ...Object.fromEntries(given.files ?? []),
    ...Object.fromEntries([...(files ?? [])].map(([path, text]) => [path, text ?? undefined])),
  };
  const usual = given.history || given.files ? {} : { 'README.md': '# it\n' };
  if (!given.history || Object.keys(first).length > 0) await repo.commit('begin', { ...usual, ...first }, { atMs: startMs - MINUTE_MS });
  if (isSetUp) {
    await setUp(world, ws, await planSetUp(world, ws, SETTINGS, { wantsTrust: trusted }));
    const { commit } = await uncommittedSetUp(world, ws);
    if (commit) await commitSetUp(world, ws, commit);
    await command(stage, place, { git: true }, async (kept) => firstLook(kept.world, kept.ws, kept.view));
  }
  place.stood = await standOf(place);
  if (daemon && isSetUp && trusted) await startDaemon(stage, place);
  return stage;
}

function embeddersOf(kind: 'virtual' | 'none' | 'cassette', { cassette, live }: Given): StageWishes['embedders'] {
  if (kind !== 'cassette') return kind === 'none' ? 'none' : undefined;
  if (!cassette)
    throw new KairosError('not-found', 'the scenario names no cassette', { hint: 'write "cassette: FILE" beside "embedder: cassette"' });
  return (clock) => cassette.embedders(clock, live);
}

function startMsOf(at: string | undefined, zone: string): number {
  if (at === undefined) return (dayStartMs(START_DAY) ?? 0) + 12 * HOUR_MS;
  const atMs = momentOf(at, offsetsOf(zone) ?? (() => 0));
  if (atMs === undefined) throw new KairosError('bad-date', `"${at}" is no time`, { hint: 'write 2026-11-20 14:30' });
  return atMs;
}

/** Does one step. @returns what was not as expected. */
async function lived(stage: Stage, { value: step, at }: Placed<Step>, happened: Happened): Promise<Mismatch[]> {
  const { fails } = step;
  try {
    const found = await done(stage, step, happened);
    if (fails === undefined || found.length > 0) return found;
    return [{ difference: { what: `the step is to fail with ${fails.value}, and does not`, at: fails.at } }];
  } catch (error) {
    const code = error instanceof KairosError ? error.code : 'a defect';
    if (fails?.value === code) return [];
    const difference = { ...differenceOf(error, `the step "${step.verb}" fails`), at };
    return [{ difference: fails === undefined ? difference : { ...difference, expected: fails.value, actual: code } }];
  }
}

async function done(stage: Stage, step: Step, happened: Happened): Promise<Mismatch[]> {
  const place = placeAt(stage, step.in);
  if (step.verb === 'expect') return mismatches(stage, place, step.args, happened);
  await ACTS[step.verb]?.(stage, place, step.args as never, happened);
  if (Object.hasOwn(GIT_STEPS, step.verb)) {
    place.world.files.noticed(place.repo.repository.commonDir);
    place.world.files.noticed(place.ws.root);
  }
  if (MOVES.has(step.verb)) for (const one of stage.places.values()) one.stood = await standOf(one);
  return [];
}

function differenceOf(error: unknown, what: string): Difference {
  const hint = error instanceof KairosError ? error.hint : undefined;
  const text = error instanceof KairosError || !(error instanceof Error) ? errorText(error) : (error.stack ?? error.message);
  return { what: `${what}: ${text}`, ...(hint !== undefined && { hint }) };
}
