/**
 * Runs one dream, from the gates to the branch. The daemon runs it in a process of its own; the virtual world of tests calls it in process. It writes
 * its lock, checkpoints and journal entries and, as the last step, one transaction of refs; never the user's HEAD, index, stash or work tree.
 */
import { isoTime } from '../dates/day.js';
import type { Config } from '../config/config-shape.js';
import { errorText, KairosError } from '../base/errors.js';
import { untrackedFiles } from '../memory/untracked-files.js';
import { appendEntries } from '../memory/append.js';
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { baseBranch, refuseBusy } from './tree/base-branch.js';
import { tallyText } from './claims/tally.js';
import { consolidateInParts } from './claims/consolidate.js';
import { noteGates, readGates } from './gate/gate-readings.js';
import type { Gate } from './gate/gates.js';
import { CONSOLIDATED, takeDreamLock, type DreamLock } from './gate/lock.js';
import { findOpenDream, type OpenDream } from './branch/open-dream.js';
import { dreamStages, refuseCancelled, type Consolidate, type Dreamt } from './pipeline.js';
import { propose, refuseForeignDream, type Proposed } from './branch/propose.js';
import { countsLine, countsOf, waitingText, type Counts } from './report/report.js';
import { beginRun, clearFailures, noteFailure, retryAtMs } from './gate/run-record.js';
import { settle } from './review/settle.js';

export interface DreamOptions {
  readonly view: LogView;
  /** On request of a person: gates and the wait after a failure are passed over, and said so. Never the lock. */
  readonly now?: boolean;
  /** Take the place of the open dream, unless a person committed on it. */
  readonly replace?: boolean;
  readonly signal?: AbortSignal;
  readonly consolidate?: Consolidate;
  /** Is told, now and then, as how many of all entries the work that is done counts. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

export interface DreamResult {
  readonly outcome: 'proposed' | 'nothing' | 'gated';
  /** One line for people. */
  readonly detail: string;
  readonly gates: readonly Gate[];
  readonly base?: string;
  readonly proposed?: Proposed & { readonly counts: Counts };
  readonly notes?: readonly string[];
  readonly dropped?: Dreamt['dropped'];
  /** How many more claims wait for the next dream; absent for none. */
  readonly waiting?: number;
  /** Of a dream that came to nothing: where all that it read went. */
  readonly tally?: Dreamt['tally'];
}

/**
 * Dreams once, if the gates let it.
 * @throws KairosError `dream-open`, `foreign-commit`, `lock-held`, `git-busy`, `not-a-tree`, `not-found` (no base), `cancelled`; whatever else goes wrong
 * after the computing is noted as a failure, and the next dream waits.
 */
export async function runDream(given: World, ws: Workspace, config: Config, options: DreamOptions): Promise<DreamResult> {
  const { view } = options;
  // A branch may bring a lock that nobody holds, or what a dream is said to have found.
  const world: World = { ...given, files: untrackedFiles(given.files, ws, view) };
  const isAsked = options.now === true || options.replace === true;
  await settle(world, ws, view);
  const open = await openToReplace(world, options.replace === true);
  const gates = await readGates(world, ws, view, config, { all: isAsked });
  await noteGates(world, ws, view, gates, { skipped: isAsked });
  const closed = gates.filter((gate) => !gate.pass && (!isAsked || gate.name === 'lock'));
  if (!isAsked && closed.length > 0) return { outcome: 'gated', detail: closed.map((gate) => gate.said).join('; '), gates };
  const retry = await retryAtMs(world, ws);
  if (retry !== undefined && !isAsked)
    return { outcome: 'gated', detail: `the last dream failed; the next try is at ${isoTime(retry)}`, gates };
  await refuseBusy(world.git);
  const lock = await takeDreamLock(world, ws);
  try {
    return await dreamUnderLock(world, ws, config, options, { lock, open, gates });
  } finally {
    await lock.release();
  }
}

/** @throws KairosError `dream-open`, or why the open one may not be replaced. */
async function openToReplace(world: World, replace: boolean): Promise<OpenDream | undefined> {
  const open = await findOpenDream(world.git);
  // A fetched branch is settled by the clone that made it; it does not block a dream here.
  if (open?.openCommit === undefined) return undefined;
  if (!replace) {
    const more = open.report.waiting === undefined ? '' : `; ${waitingText(open.report.waiting)} once it is decided`;
    throw new KairosError('dream-open', `the dream ${open.id} awaits review on ${open.report.branch}${more}`, {
      hint: 'kairos review, or kairos dream --replace',
    });
  }
  await refuseForeignDream(world.git, open);
  return open;
}

async function dreamUnderLock(
  world: World,
  ws: Workspace,
  config: Config,
  options: DreamOptions,
  { lock, open, gates }: { lock: DreamLock; open: OpenDream | undefined; gates: readonly Gate[] },
): Promise<DreamResult> {
  const base = await baseBranch(world, ws, config);
  const record = await beginRun(world, ws, lock.epoch);
  const goOn = async (): Promise<void> => {
    refuseCancelled(options.signal);
    await lock.heartbeat();
  };
  await goOn();
  // A person who asks for a dream asks for one of what there is now.
  const resumes = options.now !== true && options.replace !== true;
  const dreamt = await dreamStages({
    world,
    ws,
    view: options.view,
    base,
    record,
    goOn,
    resumes,
    signal: options.signal,
    progress: options.progress,
    consolidate: options.consolidate ?? consolidateInParts,
    settings: config.recall,
    budgetBytes: config.memory.budgetBytes,
    limits: { first: config.dream.first, later: config.dream.later },
    worthLeast: config.dream.worth,
  }).catch(async (error: unknown) => {
    if (resumes && options.signal?.aborted === true) await record.waits();
    throw error;
  });
  const { interrupted } = record;
  const notes = [...dreamt.notes, ...(interrupted ? [`the dream before this one was cut off after the stage ${interrupted.after}`] : [])];
  const common = { gates, base: base.name, notes, dropped: dreamt.dropped, ...(dreamt.waiting > 0 && { waiting: dreamt.waiting }) };
  if (dreamt.candidates.length === 0) {
    const detail = `nothing to propose from ${tallyText(dreamt.tally)}`;
    await succeed(world, ws, options.view, lock, `${CONSOLIDATED}: ${detail}`);
    await record.done({ outcome: 'nothing' });
    return { outcome: 'nothing', detail, tally: dreamt.tally, ...common };
  }
  const counts = countsOf(dreamt.candidates);
  let proposed: Proposed;
  try {
    proposed = await propose(world, {
      base: dreamt.base,
      committed: dreamt.committed,
      edits: dreamt.edits,
      after: dreamt.after,
      candidates: dreamt.candidates,
      notes,
      waiting: dreamt.waiting,
      replaces: open,
    });
  } catch (error) {
    if (!(error instanceof KairosError && error.code === 'dream-open')) await fail(world, ws, options.view, error);
    throw error;
  }
  const more = dreamt.waiting > 0 ? `; ${waitingText(dreamt.waiting)} once these are decided` : '';
  const detail = `${countsLine(counts)} on ${proposed.branch} for ${base.name}${more}`;
  await succeed(world, ws, options.view, lock, `${CONSOLIDATED} in dream ${proposed.id}: ${detail}`);
  await record.done({ outcome: 'proposed', ...proposed });
  return { outcome: 'proposed', detail, proposed: { ...proposed, counts }, ...common };
}

/** Records in the journal that a dream was computed and could not be committed. The next try is delayed. */
async function fail(world: World, ws: Workspace, view: LogView, error: unknown): Promise<void> {
  const why = errorText(error);
  try {
    const againMs = await noteFailure(world, ws);
    const text = `failed: ${why.slice(0, 500)}; the next try is at ${isoTime(againMs)}`;
    await appendEntries(world, ws, view, [{ kind: 'dream', atMs: world.clock.now(), text }]);
  } catch (second) {
    // A full disk: the caller shall see the first error.
    world.log.warn(`the failure could not be noted: ${errorText(second)}`);
  }
}

async function succeed(world: World, ws: Workspace, view: LogView, lock: DreamLock, text: string): Promise<void> {
  await appendEntries(world, ws, view, [{ kind: 'dream', atMs: world.clock.now(), text }]);
  await lock.succeed();
  await clearFailures(world, ws);
}
