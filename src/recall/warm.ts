/**
 * A recall that stays open in one process: index and vectors are kept, and looked after by stamps instead of being opened for each question.
 * It reads, and embeds questions only. Beside the one-shot recall the only place that calls the search.
 */
import type { Config } from '../config/config.js';
import { KairosError } from '../base/errors.js';
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { changeHintsOf } from './change-hints.js';
import { openLexical, savedLexical } from './lexical/open-lexical.js';
import { queryVectors } from './embedding/query-vector.js';
import { openMemory, type OpenMemory } from './open.js';
import type { Question } from './question/question.js';
import { answer, type Answered } from './recall.js';
import type { LexicalIndex } from './lexical/lexical-index.js';

/** An answer shows what stood on disk this long before the question at the latest. */
const STALE_MS = 150;
/** From this age on a new look is begun beside the answer, so that questions in quick succession never wait for one. */
const AGEING_MS = 50;
/** A memory of so many days that a look takes longer than this is watched: then a look is due when something was heard, */
const LONG_SNAPSHOT_MS = 15;
/** or when this has passed: what is heard is a hint only, and some file systems tell nothing. */
const HEARD_NOTHING_MS = 5_000;
/** Before there is any look to answer from, a question waits so long for a git that is at work. */
const UNSTILL_MS = 5_000;
const UNSTILL_STEP_MS = 50;

export interface WarmRecall {
  /** @throws KairosError `git-busy` before the first look, and what looking at the disk throws. */
  recall(question: Question): Promise<Answered>;
  /** The index as of now. */
  index(): Promise<LexicalIndex>;
  /** What this process just wrote is seen by the next question. */
  expire(): void;
  /** Begins what may take a while, so that the first question does not wait for it. */
  warm(): void;
  /** Gives up what waits, and ends the embedder. */
  close(): Promise<void>;
}

/** Who looks after the logs. */
export interface LogAccess {
  /** How logs are to be read at this moment; asked at the beginning of each look at the disk. */
  view(): Promise<LogView>;
  /** Whether what was read since then was read as it should be; false while a checkout lays down files that git does not know yet. */
  isStill(): Promise<boolean>;
  /** Files beside logs and topics whose change makes a look worthwhile. */
  readonly alsoWatched: readonly string[];
  /** Days that stood there at the last look are gone, or something changed. */
  noticed(what: 'missing' | 'changed'): void;
}

interface Snapshot extends OpenMemory {
  readonly begunAtMs: number;
}

type WarmWorld = Pick<World, 'files' | 'clock' | 'embedders'>;

/** Opens a warm recall. It reads nothing until it is first asked; then its methods throw `git-busy` if git is at work and nothing was read before. */
export function warmRecall(world: WarmWorld, ws: Workspace, config: Config, logAccess: LogAccess): WarmRecall {
  const queries = queryVectors(world);
  let last: Snapshot | undefined;
  let taking: Promise<Snapshot> | undefined;
  let expired = false;
  const hints = changeHintsOf(world, [ws.logs, ws.peers, ws.topics, ...logAccess.alsoWatched], () => (expired = true));

  async function takeSnapshot(): Promise<Snapshot> {
    const begunAtMs = world.clock.now();
    expired = false;
    // What is watched may be gone as well.
    const found = await stillSnapshot(world, ws, logAccess, last, () => hints.close());
    if (found === undefined) {
      expired = true;
      if (!last) throw new KairosError('git-busy', 'git is at work here (index.lock)', { hint: 'ask again in a while' });
      return last;
    }
    last = found;
    if (last.embedder) queries.warm(last.embedder);
    if (world.clock.now() - begunAtMs > LONG_SNAPSHOT_MS) hints.open();
    return last;
  }
  function snapshot(): Promise<Snapshot> {
    taking ??= takeSnapshot().finally(() => (taking = undefined));
    return taking;
  }
  async function current(): Promise<Snapshot> {
    // A look that is under way may have begun before what made the last one worthless.
    if (expired && taking) await taking.catch(() => undefined);
    if (hints.isOpen() && !(await hints.isWhole())) {
      await hints.close();
      expired = true;
    }
    const ageMs = last ? world.clock.now() - last.begunAtMs : Infinity;
    const staleMs = hints.isOpen() ? HEARD_NOTHING_MS : STALE_MS;
    if (!last || expired || ageMs > staleMs || ageMs < 0) return snapshot();
    if (ageMs > (hints.isOpen() ? staleMs / 2 : AGEING_MS)) snapshot().catch(() => undefined);
    return last;
  }

  return {
    recall: async (question) => answer(world, await current(), queries, question, { settings: config.recall }),
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

/** A look during which git laid nothing down. Undefined: git is at work, and the look before holds on. */
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
 * Undefined if git was at work meanwhile: what was read may be a branch's.
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
  if (last && isMissingDays(last.index, index)) {
    logAccess.noticed('missing');
    await missing();
    view = await logAccess.view();
    index = await openLexical(world, ws, view, index);
    if (!(await logAccess.isStill())) return undefined;
  }
  if (last && last.index !== index) logAccess.noticed('changed');
  return { begunAtMs, ...(await openMemory(world, ws, view, index, last)) };
}

/** Only own days that are gone as a whole: what went out of one is found when its file changed. */
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
