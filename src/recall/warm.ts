/**
 * A recall that stays open in one process. It keeps index and vectors, and checks the stamps of files instead of opening everything for each question.
 * It reads memory, and embeds questions and, for one question, its likeliest entries.
 */
import type { Config } from '../config/config.js';
import { KairosError } from '../base/errors.js';
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { changeHintsOf } from './change-hints.js';
import { openLexical, savedLexical } from './lexical/open-lexical.js';
import { ownBest } from './embedding/own-best.js';
import { queryVectors } from './embedding/query-vector.js';
import { openMemory, type OpenMemory } from './open.js';
import type { Question } from './question/question.js';
import { answer, type Answered, type AnswerOptions } from './recall.js';
import type { LexicalIndex } from './lexical/lexical-index.js';

/** An answer shows the state of the disk at most this many milliseconds before the question. */
const STALE_MS = 150;
/** From this age (milliseconds) on, a new snapshot is started beside the answer, so that questions in quick succession do not wait for one. */
const AGEING_MS = 50;
/** If a snapshot takes longer than this (milliseconds), the memory is watched: then a new one is due after a change hint, */
const LONG_SNAPSHOT_MS = 15;
/** or after this time (milliseconds), because watchers miss events and some file systems report none. */
const WATCHED_STALE_MS = 5_000;
/** Milliseconds that a question waits for a running git while there is no snapshot to answer from. */
const UNSTILL_MS = 5_000;
const UNSTILL_STEP_MS = 50;
/** So often a snapshot makes a new view while logs go on changing. */
const VIEWS_MAX = 3;

export interface WarmRecall {
  /** @throws KairosError `git-busy` before the first look, and what looking at the disk throws. */
  recall(question: Question, how?: Omit<AnswerOptions, 'settings'>): Promise<Answered>;
  /** The index as of now. */
  index(): Promise<LexicalIndex>;
  /** Call it after a write of this process, so that the next question sees it. */
  expire(): void;
  /** Starts the slow work in the background, so that the first question does not wait for it. */
  warm(): void;
  /** Abandons waiting questions, and ends the embedder and the watchers. */
  close(): Promise<void>;
}

/** Access to the logs, as the owner of this recall provides it. */
export interface LogAccess {
  /** How logs are to be read now; called at the start of each snapshot. */
  view(): Promise<LogView>;
  /** Whether logs read since `view` were read in a valid view; false while a checkout writes files that the index does not list yet. */
  isStill(): Promise<boolean>;
  /** Files beside logs and topics whose change makes a new snapshot due. */
  readonly alsoWatched: readonly string[];
  /** Called when days of the last snapshot are missing, or when something changed: `view` is asked next, and must not be of before. */
  noticed(what: 'missing' | 'changed'): void;
}

interface Snapshot extends OpenMemory {
  readonly begunAtMs: number;
}

type WarmWorld = Pick<World, 'files' | 'clock' | 'embedders'>;

/** Opens a warm recall. It reads nothing until it is first asked; then its methods throw `git-busy` if git is at work and nothing was read before. */
export function warmRecall(world: WarmWorld, ws: Workspace, config: Config, logAccess: LogAccess): WarmRecall {
  const queries = queryVectors(world);
  const best = ownBest(world);
  let last: Snapshot | undefined;
  let taking: Promise<Snapshot> | undefined;
  let expired = false;
  const hints = changeHintsOf(world, [ws.logs, ws.peers, ws.topics, ...logAccess.alsoWatched], () => (expired = true));

  async function takeSnapshot(): Promise<Snapshot> {
    const begunAtMs = world.clock.now();
    expired = false;
    // Watched folders may be gone as well.
    const found = await stillSnapshot(world, ws, logAccess, last, () => hints.close());
    if (found === undefined) {
      expired = true;
      if (!last) throw new KairosError('git-busy', 'git is at work here (index.lock)', { hint: 'ask again in a while' });
      return last;
    }
    last = found;
    // One that is loaded in a twentieth of a second need not take its memory before it is asked anything.
    if (last.embedder && !last.embedder.isQuick && last.without === undefined) queries.warm(last.embedder);
    if (world.clock.now() - begunAtMs > LONG_SNAPSHOT_MS) hints.open();
    return last;
  }
  function snapshot(): Promise<Snapshot> {
    taking ??= takeSnapshot().finally(() => (taking = undefined));
    return taking;
  }
  async function current(): Promise<Snapshot> {
    // A running snapshot may have begun before the change that expired the last one.
    if (expired && taking) await taking.catch(() => undefined);
    if (hints.isOpen() && !(await hints.isWhole())) {
      await hints.close();
      expired = true;
    }
    const ageMs = last ? world.clock.now() - last.begunAtMs : Infinity;
    const staleMs = hints.isOpen() ? WATCHED_STALE_MS : STALE_MS;
    if (!last || expired || ageMs > staleMs || ageMs < 0) return snapshot();
    if (ageMs > (hints.isOpen() ? staleMs / 2 : AGEING_MS)) snapshot().catch(() => undefined);
    return last;
  }

  return {
    recall: async (question, how) => answer(world, await current(), { queries, best }, question, { settings: config.recall, ...how }),
    index: async () => (await current()).index,
    expire: () => {
      expired = true;
    },
    warm: () => void current().catch(() => undefined),
    close: async () => {
      queries.close();
      await taking?.catch(() => undefined);
      await hints.close();
      if (last) await savedLexical(last.index);
      await world.embedders.close();
    },
  };
}

/** A snapshot during which git wrote nothing. Undefined while git is at work; the previous snapshot then stays in use. */
async function stillSnapshot(
  world: WarmWorld,
  ws: Workspace,
  logAccess: LogAccess,
  last: Snapshot | undefined,
  missing: () => Promise<void>,
): Promise<Snapshot | undefined> {
  const endsAtMs = world.clock.now() + (last ? 0 : UNSTILL_MS);
  for (;;) {
    const found = await readSnapshot(world, ws, logAccess, last, missing);
    if (found || world.clock.now() >= endsAtMs) return found;
    await world.clock.sleep(UNSTILL_STEP_MS);
  }
}

/**
 * Takes one snapshot. Undefined if git was at work meanwhile, because files of a branch may have been read.
 * @param missing called when days are gone.
 */
async function readSnapshot(
  world: WarmWorld,
  ws: Workspace,
  logAccess: LogAccess,
  last: Snapshot | undefined,
  missing: () => Promise<void>,
): Promise<Snapshot | undefined> {
  const begunAtMs = world.clock.now();
  let view = await logAccess.view();
  if (!(await logAccess.isStill())) return undefined;
  let index = await openLexical(world, ws, view, last?.index);
  if (index !== last?.index && !(await logAccess.isStill())) return undefined;
  if (last && isMissingDays(last.index, index)) await missing();
  // A view is made for the logs that stood before: what came since may be missing, or none of ours.
  for (let read = last?.index, again = 0; read && read !== index && again < VIEWS_MAX; again += 1) {
    logAccess.noticed(last && isMissingDays(last.index, index) ? 'missing' : 'changed');
    view = await logAccess.view();
    read = index;
    index = await openLexical(world, ws, view, index);
    if (!(await logAccess.isStill())) return undefined;
  }
  return { begunAtMs, ...(await openMemory(world, ws, view, index, last)) };
}

/** Own days whose file is gone. Entries that were removed from a file are found by the change of the file. */
function isMissingDays(before: LexicalIndex, now: LexicalIndex): boolean {
  if (before === now) return false;
  const paths = new Set(pathsIn(now));
  return pathsIn(before).some((path) => path.startsWith('logs/') && !paths.has(path));
}

/** Files with an entry. */
function pathsIn({ slots, live, file, files }: LexicalIndex): string[] {
  const held = new Uint8Array(files.length);
  for (let slot = 0; slot < slots; slot++) if (live[slot] === 1) held[file[slot] as number] = 1;
  return files.filter((_, number) => held[number] === 1);
}
