/**
 * The life of a process that stays to answer: a background process which a question left behind, one a clone, or the daemon's child after it embedded. It
 * ends by itself: when nobody asked for a while, in a pause, when another program was installed, and when the memory is gone. It starts no process.
 */
import { acquire, isHeld, type Held } from '../../base/lock.js';
import { KairosError } from '../../base/errors.js';
import type { Workspace } from '../../base/workspace.js';
import { MINUTE_MS } from '../../dates/units.js';
import type { CommandWorld, World } from '../../world/world.js';
import { residentOf, type Resident } from '../resident.js';
import { openDoor, type DoorOptions } from './answer.js';
import { loadConfig, type Config } from '../../config/config.js';
import { knownToResident } from '../prompt-resident.js';
import { settingsOf, type Asked, type DoorAnswer } from './asked.js';
import { wasSetUpHere } from './leave-behind.js';
import { WARM_LOCK } from './warm-lock.js';

/** So often it looks whether it may stay, without a hint. */
const LOOK_EVERY_MS = 30_000;
/** So many work trees of a clone are kept open; the one that was asked about longest ago is closed for another. */
const TREES_MOST = 3;

/** A work tree, opened. */
export interface WarmTree {
  readonly world: CommandWorld;
  readonly ws: Workspace;
  readonly config: Config;
}

export interface WarmOptions {
  readonly likeness: string;
  /** Aborts when it is told to end. */
  readonly signal: AbortSignal;
}

/** Why it ended, for its output. */
export type WarmEnd = 'busy' | 'no door' | 'idle' | 'asked to end' | 'paused' | 'another program' | 'gone' | 'lost its lock';

/**
 * What the process does that a question left behind: it holds the clone's lock, and answers for all work trees.
 * @param open opens another work tree of the clone.
 */
export async function runLeftBehind(tree: WarmTree, open: (root: string) => Promise<WarmTree>, options: WarmOptions): Promise<WarmEnd> {
  const { world, ws } = tree;
  // To take a lock makes folders, which must not bring back a repository that was removed meanwhile.
  if (!(await isStanding(world, ws))) return 'gone';
  const lock = await acquire(world, ws.journalLocks, WARM_LOCK);
  if (!isHeld(lock)) return 'busy';
  const trees = treesOf(tree, open);
  try {
    trees.warm();
    return await stay(
      world,
      ws,
      { kind: 'left', likeness: options.likeness, ...trees.answers },
      { ...options, idleMs: trees.idleMs, lock },
    );
  } finally {
    await trees.close();
    await lock.release();
  }
}

/** What the daemon's child does beside embedding and after it, for its own work tree. @param busy resolves when it has embedded: it is idle from then on. */
export async function runBeside(tree: WarmTree, busy: Promise<unknown>, options: WarmOptions): Promise<WarmEnd> {
  const { world, ws } = tree;
  const trees = treesOf(tree, async () => {
    throw new KairosError('usage', 'another work tree');
  });
  try {
    const door: DoorOptions = { kind: 'index', likeness: options.likeness, root: ws.root, ...trees.answers };
    return await stay(world, ws, door, { ...options, idleMs: trees.idleMs, busy });
  } finally {
    await trees.close();
  }
}

/**
 * Answers for one work tree that somebody else keeps open.
 * @throws KairosError `usage` for settings that are not those of the work tree.
 */
export async function answerFrom(resident: Resident, config: Config, asked: Asked): Promise<DoorAnswer> {
  if (asked.settings !== settingsOf(config)) throw new KairosError('usage', 'other settings');
  const { question, client, cwd, wordsOnly, edges } = asked;
  const answered = await resident.ask(question, client, { cwd, wordsOnly, edges });
  return { answered, found: resident.takeFound() };
}

interface Trees {
  readonly answers: Pick<DoorOptions, 'answer' | 'prompt'>;
  /** Opens the first one, so that the first question does not wait for it. */
  warm(): void;
  /** How long it may be idle, as the settings of the tree that was asked about last have it. */
  idleMs(): number;
  close(): Promise<void>;
}

/** The work trees that are open, the one that was asked about last at the end. */
function treesOf(first: WarmTree, open: (root: string) => Promise<WarmTree>): Trees {
  const residents = new Map<string, { readonly tree: WarmTree; readonly resident: Resident }>();
  let last = first;
  let opening: Promise<unknown> = Promise.resolve();
  const add = (tree: WarmTree): { readonly tree: WarmTree; readonly resident: Resident } => {
    const opened = { tree, resident: residentOf(tree.world, tree.ws, tree.config) };
    residents.set(tree.ws.root, opened);
    last = tree;
    return opened;
  };
  const closeTree = async (root: string): Promise<void> => {
    const { resident } = residents.get(root) ?? {};
    residents.delete(root);
    await resident?.close();
    await resident?.idle();
  };
  /** @param asked the settings that whoever asks found; left out: those that hold now. */
  async function treeFor(root: string, asked?: string): Promise<{ readonly tree: WarmTree; readonly resident: Resident }> {
    const known = residents.get(root);
    const near = known?.tree ?? (root === first.ws.root ? first : undefined);
    const settings = asked ?? (near && settingsOf((await loadConfig(near.world, near.ws)).config));
    if (known && settingsOf(known.tree.config) === settings) {
      residents.delete(root);
      residents.set(root, known);
      last = known.tree;
      return known;
    }
    const isFirst = root === first.ws.root && settingsOf(first.config) === settings;
    const tree = isFirst ? first : await open(root);
    if (tree.ws.commonDir !== first.ws.commonDir || tree.ws.root !== root)
      throw new KairosError('usage', `${root} is no work tree of this clone`);
    await closeTree(root);
    const [oldest] = residents.keys();
    if (residents.size >= TREES_MOST && oldest !== undefined) await closeTree(oldest);
    return add(tree);
  }
  const oneAtATime = async <T>(open: () => Promise<T>): Promise<T> => {
    const mine = opening.then(open);
    opening = mine.catch(() => undefined);
    return mine;
  };
  return {
    warm: () => add(first).resident.warm(),
    idleMs: () => last.config.recall.keepWarmMinutes * MINUTE_MS,
    answers: {
      answer: async (asked) => {
        const { resident, tree } = await oneAtATime(async () => treeFor(asked.root, asked.settings));
        return answerFrom(resident, tree.config, asked);
      },
      prompt: async ({ root, ...asked }, isWaiting) => {
        const { resident, tree } = await oneAtATime(async () => treeFor(root));
        return knownToResident({ ...tree, resident }, asked, isWaiting);
      },
    },
    close: async () => {
      await opening;
      for (const root of residents.keys()) await closeTree(root);
    },
  };
}

interface Stay extends WarmOptions {
  readonly idleMs: () => number;
  readonly lock?: Held;
  /** Not idle before it has resolved. */
  readonly busy?: Promise<unknown>;
}

/** Answers at the door until it is time to end. */
async function stay(world: World, ws: Workspace, options: DoorOptions, { idleMs, lock, busy, signal }: Stay): Promise<WarmEnd> {
  const program = world.processes.program();
  let lastMs = world.clock.now();
  let waiting = new AbortController();
  const wake = (): void => waiting.abort('look');
  const knocked = (isQuestion: boolean): void => {
    if (isQuestion) lastMs = world.clock.now();
    wake();
  };
  const door = await openDoor(world, ws, { ...options, knocked });
  const unwatch = await world.files.watch([ws.pausedLatch, ws.pausedFile], wake);
  let isBusy = busy !== undefined;
  const free = busy
    ?.catch(() => undefined)
    .then(() => {
      [isBusy, lastMs] = [false, world.clock.now()];
      wake();
    });
  signal.addEventListener('abort', wake, { once: true });
  try {
    for (;;) {
      if (signal.aborted) return 'asked to end';
      if (!isBusy && !(await door?.isOpen())) return 'no door';
      const why = await whyEnd(world, ws, program, lock);
      if (why !== undefined) return why;
      world.processes.rest();
      const leftMs = isBusy ? LOOK_EVERY_MS : lastMs + idleMs() - world.clock.now();
      if (leftMs <= 0) return 'idle';
      await world.clock.sleep(Math.min(leftMs, LOOK_EVERY_MS), waiting.signal);
      waiting = new AbortController();
    }
  } finally {
    signal.removeEventListener('abort', wake);
    await unwatch();
    await door?.close();
    if (signal.aborted) await free;
  }
}

async function whyEnd(world: World, ws: Workspace, program: string, lock: Held | undefined): Promise<WarmEnd | undefined> {
  if (world.processes.program() !== program) return 'another program';
  if (!(await isStanding(world, ws)) || (await world.files.stat(ws.kairos)) === undefined) return 'gone';
  for (const path of [ws.pausedLatch, ws.pausedFile]) if ((await world.files.stat(path)) !== undefined) return 'paused';
  try {
    await lock?.heartbeat();
  } catch {
    return 'lost its lock';
  }
  return undefined;
}

/** True while the clone is there, and set up. */
async function isStanding(world: World, ws: Workspace): Promise<boolean> {
  return (await wasSetUpHere(world, ws)) && (await world.files.stat(`${ws.gitDir}/HEAD`)) !== undefined;
}
