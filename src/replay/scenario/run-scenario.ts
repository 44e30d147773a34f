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
import type { Broken } from './invariant.js';
import { watchOver, type Watch } from './keepers.js';
import { GIT_STEPS } from './git-steps.js';
import { nothingYet, type Happened } from './happened.js';
import { KAIROS_STEPS } from './kairos-steps.js';
import type { Mismatch } from './mismatch.js';
import type { Scenario, Step, Together } from './scenario.js';
import type { Cassette } from './cassette.js';
import {
  allStopped,
  command,
  digestOf,
  newStage,
  placeAt,
  settleDisk,
  standOf,
  startDaemon,
  type Place,
  type Stage,
  type StageWishes,
} from './stage.js';
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
  /** It is lived again, to be compared. */
  readonly isSecond?: boolean;
  /** Folders give their names in an order that this word makes; left out: sorted. */
  readonly shuffle?: string;
}

/** The default time of the start: a Friday at noon. */
const START_DAY = '2026-11-20';
const SETTINGS = 'format: 1\ndream:\n  base: main\n';

type Act = (stage: Stage, place: Place, args: never, happened: Happened) => Promise<void>;
const ACTS = { ...GIT_STEPS, ...KAIROS_STEPS, ...TIME_STEPS } as unknown as Readonly<Record<string, Act>>;
/** After these HEAD and index stand as the person left them: all that the person does with git, and what lands claims. */
const MOVES: ReadonlySet<string> = new Set([...Object.keys(GIT_STEPS), 'review', 'undo', 'together']);

/**
 * Lives a scenario. Never throws for what happens in it: that is the outcome.
 */
export async function liveScenario(scenario: Scenario, given: Given = {}, options: LiveOptions = {}): Promise<Lived> {
  const found: Mismatch[] = [];
  let stage: Stage | undefined;
  try {
    stage = await started(scenario, given, options.shuffle);
    const happened = nothingYet();
    const watch = watchOver(stage, scenario.holds);
    for (const step of scenario.steps) {
      found.push(...(await lived(stage, step, happened, watch)));
      if (found.length > 0 && options.goOn !== true) break;
    }
    // Whatever else fails fails because of them.
    found.unshift(...(given.cassette?.misses ?? []).map((difference) => ({ difference })));
    const waiting = stage.ledger.order;
    if (waiting && found.length === 0)
      found.push({
        difference: {
          what: 'the crash that was ordered never came',
          hint: `no process reached ${waiting.before ?? waiting.after ?? `call ${waiting.call}`}`,
        },
      });
    if (found.length === 0 && scenario.holds.includes('equal') && options.isSecond !== true) {
      const again = await liveScenario(scenario, given, { ...options, digest: true, isSecond: true });
      if (again.digest !== digestOf(stage))
        found.push({ difference: { what: 'equal: a second run of the same scenario comes out otherwise' } });
    }
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

/** The machine at the start of a scenario. */
export async function started(
  { name, start }: Pick<Scenario, 'name' | 'start'>,
  given: Given,
  shuffle: string | undefined,
): Promise<Stage> {
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

/** Does one step, and looks at what holds. @returns what was not as expected. */
async function lived(stage: Stage, { value: step, at }: Placed<Step>, happened: Happened, watch: Watch): Promise<Mismatch[]> {
  const { fails } = step;
  const { mismatches: found, broken, error } = await takeStep(stage, step, happened, watch);
  const unheld = broken.map((one) => ({ difference: { ...differenceOfBroken(one), at } }));
  if (error === undefined) {
    if (fails === undefined || found.length > 0) return [...found, ...unheld];
    return [{ difference: { what: `the step is to fail with ${fails.value}, and does not`, at: fails.at } }, ...unheld];
  }
  const code = error instanceof KairosError ? error.code : 'a defect';
  if (fails?.value === code) return unheld;
  const difference = { ...differenceOf(error, `the step "${step.verb}" fails`), at };
  return [{ difference: fails === undefined ? difference : { ...difference, expected: fails.value, actual: code } }, ...unheld];
}

/** What became of a step. */
export interface Taken {
  readonly mismatches: readonly Mismatch[];
  readonly broken: readonly Broken[];
  /** What it ended with, where it ended so. */
  readonly error?: unknown;
}

/** Takes one step, and looks at what holds. Never throws for what happens in it. */
export async function takeStep(stage: Stage, step: Step, happened: Happened, watch: Watch): Promise<Taken> {
  const placed = placeOf(stage, step);
  if ('error' in placed) return { mismatches: [], broken: [], error: placed.error };
  const { place } = placed;
  // What the last step set off has ended: how long somebody looked between does not matter. The first one meets the daemon at its start.
  if (stage.hasBegun) await stage.world.clock.quiet();
  stage.hasBegun = true;
  await watch.before(step.verb, place, happened);
  try {
    const found = await done(stage, step, happened);
    return { mismatches: found, broken: await watch.after(step.verb, place, happened, undefined) };
  } catch (error) {
    const isDefect = !(error instanceof KairosError);
    if (isDefect) stage.defects.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return { mismatches: [], broken: await watch.after(step.verb, place, happened, error), error };
  }
}

function placeOf(stage: Stage, step: Step): { readonly place: Place } | { readonly error: unknown } {
  try {
    return { place: placeAt(stage, step.in) };
  } catch (error) {
    return { error };
  }
}

async function done(stage: Stage, step: Step, happened: Happened): Promise<Mismatch[]> {
  const place = placeAt(stage, step.in);
  if (step.verb === 'expect') return mismatches(stage, place, step.args, happened);
  if (step.verb === 'together') {
    await atOnce(stage, step.args, happened);
    return [];
  }
  await ACTS[step.verb]?.(stage, place, step.args as never, happened);
  if (Object.hasOwn(GIT_STEPS, step.verb)) {
    place.world.files.noticed(place.repo.repository.commonDir);
    place.world.files.noticed(place.ws.root);
    settleDisk(stage);
  }
  if (MOVES.has(step.verb)) for (const one of stage.places.values()) one.stood = await standOf(one);
  return [];
}

/** Steps of several processes at once. What one of them is refused is no failure of the others, unless it says with what it must fail. */
async function atOnce(stage: Stage, steps: readonly Placed<Together>[], happened: Happened): Promise<void> {
  const ended = await Promise.allSettled(steps.map(async ({ value }) => done(stage, value as Step, happened)));
  for (const [n, end] of ended.entries()) {
    const wanted = steps[n]?.value.fails?.value;
    const error: unknown = end.status === 'rejected' ? end.reason : undefined;
    if (error !== undefined && !(error instanceof KairosError)) throw error;
    if (wanted !== undefined && (!(error instanceof KairosError) || error.code !== wanted))
      throw new KairosError('usage', `one of the steps is to fail with ${wanted}, and does not`);
  }
}

function differenceOfBroken({ invariant, what, expected, actual }: Broken): Difference {
  return { what: `${invariant}: ${what}`, ...(expected !== undefined && { expected }), ...(actual !== undefined && { actual }) };
}

function differenceOf(error: unknown, what: string): Difference {
  const hint = error instanceof KairosError ? error.hint : undefined;
  const text = error instanceof KairosError || !(error instanceof Error) ? errorText(error) : (error.stack ?? error.message);
  return { what: `${what}: ${text}`, ...(hint !== undefined && { hint }) };
}
