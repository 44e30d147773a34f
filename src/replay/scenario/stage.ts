/**
 * The machine on which a scenario happens: a disk, a clock, and places with a repository each, in which processes of kairos and a daemon live. All of it is
 * in memory. It knows no steps and no expectations.
 */
import { KairosError } from '../../base/errors.js';
import { sha256 } from '../../base/hash.js';
import type { Held } from '../../base/lock.js';
import { byText } from '../../base/order.js';
import { UNICODE_VERSION } from '../../base/unicode.js';
import { IGNORED_NAMES, workspaceOf, type Workspace } from '../../base/workspace.js';
import { loadConfig, type Config } from '../../config/config.js';
import type { ScriptedReply } from '../../config/model-script.js';
import type { Effect, Event, Line } from '../../daemon/event.js';
import type { AgentState } from '../../daemon/state.js';
import { offsetsOf, type OffsetMsAt } from '../../dates/zone.js';
import { prepare, requireNeeds, type LogView, type Needs } from '../../desk/prepare.js';
import { runHere } from '../../desk/run.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { RefUpdate } from '../../world/git-write.js';
import type { CommandWorld } from '../../world/world.js';
import type { Embedders } from '../../world/embedders.js';
import { holding, type VirtualClock } from '../virtual-clock.js';
import type { Behaviour } from '../virtual-processes.js';
import { virtualObjects } from '../virtual-objects.js';
import { virtualPerson, type VirtualPerson } from '../virtual-person.js';
import { virtualRandom } from '../virtual-random.js';
import { openRepository, virtualRepository, type VirtualRepository } from '../virtual-repository.js';
import { scriptedModel, type ScriptedModel } from '../scripted-model.js';
import { virtualWorld, type VirtualWorld } from '../virtual-world.js';
import { kairosProgram } from './kairos-program.js';
import { loadLazyModules } from './lazy-modules.js';
import { newLife, type Ledger, type Life } from './mortal.js';

const USER_HOME = '/home/ann/.config/kairos';
/** What a daemon that was asked to stop may take, in milliseconds of its clock. */
const STOP_MS = 10_000;

export interface DaemonHere {
  readonly life: Life;
  readonly stop: AbortController;
  readonly ended: Promise<unknown>;
  state: AgentState | undefined;
}

/** A repository with a work tree, on the machine. */
export interface Place {
  readonly name: string;
  readonly repo: VirtualRepository;
  readonly person: VirtualPerson;
  readonly world: VirtualWorld;
  readonly ws: Workspace;
  daemon: DaemonHere | undefined;
  /** What HEAD and the index were when the person last touched them. */
  stood: string;
}

/** A ref that somebody else moved, in one clone of the machine. */
export interface MovedRef {
  readonly commonDir: string;
  readonly ref: string;
  readonly to: ObjectId;
}

export interface Stage {
  readonly offsetMsAt: OffsetMsAt;
  readonly startMs: number;
  readonly ledger: Ledger;
  readonly places: Map<string, Place>;
  /** What daemons decided and printed, the newest last. */
  readonly decided: { readonly event: Event; readonly effects: readonly Effect[] }[];
  readonly lines: Line[];
  readonly world: VirtualWorld;
  /** Undefined: the scenario has none. */
  readonly model: ScriptedModel | undefined;
  /** Refs that somebody else moved while a process of kairos was about to, newest last. */
  readonly moved: MovedRef[];
  /** Locks that a process holds which does nothing else. */
  readonly held: Held[];
  /** So much later the next children of a daemon begin. */
  slow: { readonly byMs: number; times: number } | undefined;
  /** Objects of git whose bytes were damaged, by their path, with what they were. */
  readonly damaged: Map<string, Buffer>;
  readonly isDamaged: boolean;
  powerLosses: number;
  /** What ended a daemon or a child and is no refusal. */
  readonly defects: string[];
  /** A step was taken. */
  hasBegun: boolean;
}

/** A command of a person, as its process sees it. */
export interface Kept {
  readonly world: CommandWorld;
  readonly ws: Workspace;
  readonly view: LogView;
  readonly config: Config;
}

export interface StageWishes {
  readonly startMs: number;
  readonly zone: string;
  readonly seed: string;
  /** The answers of a real embedder; `none` for words alone; left out: a stand-in that compares letters. */
  readonly embedders: ((clock: VirtualClock) => Embedders) | 'none' | undefined;
  /** Folders give their names in an order that this word makes; left out: sorted. */
  readonly shuffle: string | undefined;
  /** The script of a model; undefined: there is none. */
  readonly model: readonly ScriptedReply[] | undefined;
}

/** An empty repository `main` at `/repo` on a new machine. @throws KairosError `bad-date` for a zone that Node does not know. */
export async function newStage({ startMs, zone, seed, embedders, shuffle, model: script }: StageWishes): Promise<Stage> {
  await loadLazyModules();
  const offsetMsAt = offsetsOf(zone);
  if (!offsetMsAt) throw new KairosError('bad-date', `there is no time zone "${zone}"`, { hint: 'write Europe/Berlin, UTC or +05:30' });
  const key = (name: string): string => sha256(`${shuffle} ${name}`);
  const order = (names: readonly string[]): readonly string[] => names.toSorted(byText(key));
  // An offset names no zone in which tasks could be read.
  const named = /^[A-Za-z]/.test(zone) ? { zone } : {};
  const world = virtualWorld({ startMs, seed, ...named, ...(shuffle !== undefined && { order }) });
  if (embedders === 'none') world.embedders.become({ wanted: 'none', works: undefined });
  if (typeof embedders === 'function') Object.assign(world.embedders, embedders(world.clock));
  world.processes.commands(sleeps(world.clock));
  const model = script && scriptedModel(script, world.clock);
  const repo = await virtualRepository({ volume: world.volume });
  const stage = emptyStage({ ...world, random: virtualRandom(seed), ...(model && { model }) }, { startMs, offsetMsAt, model });
  addPlace(stage, 'main', repo);
  return stage;
}

function emptyStage(world: VirtualWorld, { startMs, offsetMsAt, model }: Pick<Stage, 'startMs' | 'offsetMsAt' | 'model'>): Stage {
  const damaged = new Map<string, Buffer>();
  const stage: Stage = {
    offsetMsAt,
    startMs,
    hasBegun: false,
    ledger: {
      files: 0,
      git: 0,
      kills: 0,
      order: undefined,
      failing: undefined,
      isFull: false,
      crashed: () => undefined,
      moves: async (life, refs) => moveRefs(stage, life, refs),
      changes: undefined,
      lives: new Set(),
      parent: undefined,
    },
    places: new Map(),
    decided: [],
    lines: [],
    model,
    world,
    moved: [],
    held: [],
    slow: undefined,
    damaged,
    get isDamaged() {
      return damaged.size > 0;
    },
    powerLosses: 0,
    defects: [],
  };
  return stage;
}

/** The one program of the machine beside kairos: `sleep SECONDS`, which heeds being told to end. */
function sleeps(clock: VirtualClock): Behaviour {
  return async ({ argv, print, signal }) => {
    await clock.sleep(Number(argv[1]) * 1000, signal);
    if (signal.aborted) return { code: null, signal: 'SIGTERM' };
    await print('good morning\n');
    return { code: 0 };
  };
}

/** Somebody else commits on top of each of these refs that is there. */
async function moveRefs(stage: Stage, { ws }: Life, refs: readonly RefUpdate[]): Promise<void> {
  const { volume, clock } = stage.world;
  const objects = virtualObjects(volume, ws);
  const bob = { name: 'Bob', email: 'bob@example.invalid', atMs: Math.floor(clock.now() / 1000) * 1000 };
  for (const { ref } of refs) {
    const tip = objects.refs.read(ref);
    if (tip === undefined) continue;
    const to = objects.writeCommit(tip, [tip], { author: bob, message: 'meanwhile\n', changes: [] });
    objects.refs.write(ref, to);
    stage.moved.push({ commonDir: ws.commonDir, ref, to });
  }
  for (const place of stage.places.values()) place.stood = await standOf(place);
}

/** Ends every process. */
export function allStopped(stage: Stage): void {
  for (const { daemon } of stage.places.values()) daemon?.stop.abort('it is over');
  // One that lived on would let the clock run for ever.
  for (const life of stage.ledger.lives) life.kill();
}

/** What `work` finds out on a fork, which ends with it. */
export async function onFork<T>(stage: Stage, work: (fork: Stage) => Promise<T>): Promise<T> {
  const fork = forkStage(stage);
  try {
    return await work(fork);
  } finally {
    allStopped(fork);
  }
}

/**
 * Another machine, with all that is on the disk of this one, as it is after its next start: no process runs. What happens on it does not happen here, so that
 * whoever wants to know how a life would go on asks it.
 */
function forkStage(stage: Stage): Stage {
  const { world: base } = stage;
  const made = virtualWorld({ startMs: base.clock.now(), zone: base.clock.zone?.() ?? 'UTC', volume: (now) => base.volume.forkSync(now) });
  const processes = base.processes.fork(made.files);
  const world: VirtualWorld = { ...made, processes, embedders: base.embedders, policies: base.policies, random: virtualRandom('fork') };
  const fork = emptyStage(world, { ...stage, model: undefined });
  for (const { name, repo } of stage.places.values()) addPlace(fork, name, openRepository(world.volume, repo.repository));
  return fork;
}

/** Adds a place to the machine. */
export function addPlace(stage: Stage, name: string, repo: VirtualRepository): Place {
  const world = { ...stage.world, git: holding(stage.world.clock, repo.git) };
  const place: Place = {
    name,
    repo,
    world,
    person: virtualPerson(repo),
    ws: workspaceOf(repo.repository, USER_HOME),
    daemon: undefined,
    stood: '',
  };
  stage.places.set(name, place);
  // One program for the whole machine: where it runs is told by the folder that it is started in.
  stage.world.processes.runs(async (args, options) => {
    const { world: base, ws } = [...stage.places.values()].find((one) => one.ws.root === options.cwd) ?? place;
    const child = newLife(base, ws, stage.ledger);
    stage.ledger.parent?.children.push(child);
    const killed = child.killed.then(() => ({ code: null, signal: 'SIGKILL' }));
    const program = kairosProgram(child.world, ws, (error) => defect(stage, error));
    const wait = slowed(stage, child.world, options.signal);
    const result = await Promise.race([wait.then(() => program(args, options)), killed]);
    child.kill();
    return result;
  });
  return place;
}

/** The place with this name; without one the first. @throws KairosError `not-found`. */
export function placeAt(stage: Stage, name = 'main'): Place {
  const place = stage.places.get(name);
  if (place) return place;
  throw new KairosError('not-found', `there is no clone or work tree "${name}"`, { hint: 'a step "worktree" or "clone" makes one' });
}

/** Runs a command of the person as a process of its own. @returns 'killed' where it died on the way. @throws KairosError as the command. */
export async function command<T>(
  stage: Stage,
  { world: base, ws }: Place,
  needs: Needs,
  work: (kept: Kept) => Promise<T>,
): Promise<T | 'killed'> {
  const life = newLife(base, ws, stage.ledger);
  const { world } = life;
  const run = async (): Promise<T> => {
    const { config } = await loadConfig(world, ws);
    await requireNeeds(world, ws, needs);
    const { view } = await prepare(world, ws, needs);
    return work({ world, ws, view, config });
  };
  try {
    return await Promise.race([run(), life.killed.then(() => 'killed' as const)]);
  } finally {
    if (!life.isDead) life.kill();
  }
}

/** Waits as long as a child is ordered to be slow. */
async function slowed({ slow }: Stage, { clock }: VirtualWorld, signal: AbortSignal | undefined): Promise<void> {
  if (!slow || slow.times <= 0) return;
  slow.times -= 1;
  await clock.sleep(slow.byMs, signal);
}

function defect(stage: Stage, error: unknown): void {
  if (!(error instanceof KairosError)) stage.defects.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** Starts the daemon of a place; `once` waits for its one tick. @throws KairosError as `runHere`. */
export async function startDaemon(stage: Stage, place: Place, { once = false } = {}): Promise<void> {
  const { world: base, ws } = place;
  const life = newLife(base, ws, stage.ledger);
  const stop = new AbortController();
  let begun: () => void = () => undefined;
  const hasBegun = new Promise<void>((resolve) => (begun = resolve));
  const ended = runHere(life.world, ws, {
    once,
    stop: stop.signal,
    print: (line) => void stage.lines.push(line),
    begun,
    decided: (event, step) => {
      stage.decided.push({ event, effects: step.effects });
      daemon.state = step.state;
    },
  });
  const daemon: DaemonHere = { life, stop, ended: ended.catch((error: unknown) => defect(stage, error)), state: undefined };
  const before = place.daemon;
  place.daemon = daemon;
  const dies = life.killed.then(() => undefined);
  try {
    await Promise.race(once ? [ended, dies] : [ended, hasBegun, dies]);
  } catch (error) {
    // One that found another there leaves it its place.
    life.kill();
    place.daemon = before;
    throw error;
  }
  const forget = (): void => {
    if (!life.isDead) life.kill();
    if (place.daemon === daemon) place.daemon = undefined;
  };
  if (once) forget();
  else void Promise.race([daemon.ended, dies]).then(forget);
}

/** Asks the daemon to stop, and waits for its end. */
export async function stopDaemon({ world }: Stage, place: Place): Promise<void> {
  const { daemon } = place;
  if (!daemon) return;
  daemon.stop.abort('asked to stop');
  await Promise.race([daemon.ended, daemon.life.killed, world.clock.sleep(STOP_MS)]);
  daemon.life.kill();
  place.daemon = undefined;
}

/** Ends every process of the machine, and, with a loss of power, what was not synced. @param seed for the dice. */
export function crashMachine(stage: Stage, seed: string): void {
  stage.ledger.kills += 1;
  stage.powerLosses += 1;
  stage.held.length = 0;
  for (const place of stage.places.values()) {
    place.daemon?.life.kill();
    place.daemon = undefined;
  }
  stage.world.processes.reboot();
  let throws = 0;
  stage.world.volume.crashSync(() => Number.parseInt(sha256(`${seed} ${(throws += 1)}`).slice(0, 8), 16) / 2 ** 32);
}

/** What a person did lies on the disk for good, by the time that anybody does the next thing; what kairos wrote lies there where kairos saw to it. */
export function settleDisk(stage: Stage): void {
  for (const { ws } of stage.places.values()) {
    const own = [ws.gitFolder, ws.commonFolder, ...IGNORED_NAMES.map((name) => `${ws.kairos}/${name.replace(/\/$/, '')}`)];
    for (const folder of [ws.root, ws.commonDir]) stage.world.volume.fsyncBelowSync(folder, own);
    stage.world.volume.fsyncSync(ws.root.slice(0, ws.root.lastIndexOf('/')) || '/');
  }
}

/** HEAD, its commit and the index as bytes: what kairos must not touch. */
export async function standOf({ repo, world }: Place): Promise<string> {
  const { gitDir } = repo.repository;
  const index = world.volume.contentSync(`${gitDir}/index`);
  const head = await repo.git.head();
  return `${head.ref ?? 'detached'} ${head.commit ?? 'unborn'} ${index === undefined ? '' : sha256(index)}`;
}

/** One digest of all that can be compared of two runs: every decision of the daemons, every line, every file of the machine with git's own. */
export function digestOf({ decided, lines, world }: Stage): string {
  // The index of words says by which Unicode it was made, so that a machine with another one makes it anew.
  const files = Object.entries(world.files.snapshot('/')).map(([path, text]) => [path, sha256(text.replaceAll(UNICODE_VERSION, ''))]);
  return sha256(JSON.stringify([decided, lines, world.messages, files, world.clock.now()]));
}
