/** Brings the vectors of a work tree up to date, for a person who waits or as the daemon's child process. It writes only `.kairos/index`. */
import { KairosError } from '../base/errors.js';
import type { LockOwner } from '../base/lock.js';
import { plural } from '../base/plural.js';
import type { Workspace } from '../base/workspace.js';
import { INDEX_COMMAND, type Embedding } from '../daemon/job-table.js';
import { PLAIN_VIEW, type LogView } from '../memory/log-view.js';
import { bringVectorsUpToDate, type Indexed } from '../recall/embedding/embed-missing.js';
import { embeddingNow } from '../recall/embedding/embedding-now.js';
import { reportShards } from '../recall/embedding/shard-report.js';
import { withoutEmbedder } from '../recall/embedding/query-vector.js';
import type { ChosenEmbedder } from '../world/embedders.js';
import type { World } from '../world/world.js';
import { restoreLogs } from './catch-up.js';
import { warmProcesses } from './door/leave-behind.js';

export type { Indexed } from '../recall/embedding/embed-missing.js';

const LOOK_EVERY_MS = 500;
/** In the background: the pause in milliseconds between two batches, so that other processes get the processor. */
const PAUSE_MS = 250;
/** A process that was started begins within this time, one that is told to end has ended. */
const BEGIN_MS = 1_500;
const END_MS = 3_000;
const LOOK_MS = 25;
/** With fewer texts than this no progress is shown: the work ends before a person has read the line. */
const WORTH_TELLING = 64;

export interface EmbedOptions {
  /** Ends the work after the current batch. */
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
  /** Where another process embeds, it is waited for, and what is left is done then; called when the waiting begins. Left out: not waited for. */
  readonly onWaiting?: (heldBy: LockOwner | undefined) => void;
}

/** Embeds texts that have no vector. With `onWaiting` it repeats until none is missing or a round changes nothing. */
export async function embedAll(world: World, ws: Workspace, view: LogView, options: EmbedOptions): Promise<Indexed> {
  const { signal, onProgress, onWaiting } = options;
  let embedded = 0;
  for (;;) {
    const round = await bringVectorsUpToDate(world, ws, view, { signal, onProgress });
    embedded += round.embedded;
    const result = { ...round, embedded };
    if (onWaiting === undefined || signal.aborted) return result;
    if (round.skipped === 'busy') {
      onWaiting(round.heldBy);
      while ((await embeddingNow(world, ws)) !== undefined && !signal.aborted) await world.clock.sleep(LOOK_EVERY_MS, signal);
    } else if (round.skipped === 'nothing' && embedded > 0) {
      const { skipped: _skipped, ...done } = result;
      return done;
    } else if (round.skipped !== undefined || round.embedded === 0) return result;
  }
}

/** Why nothing was embedded for want of an embedder. It may quote a server: print it as foreign text. Pure. */
export function whyNotEmbedded(chosen: ChosenEmbedder): string {
  return withoutEmbedder(chosen);
}

/**
 * Why a stand-in is not to embed: another model has embedded this memory, which counts again once it answers, and the stand-in would embed all anew.
 * Undefined where it may. It may quote a server.
 */
export async function keptForOther(
  world: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
  { wanted, embedder, problem }: ChosenEmbedder,
): Promise<string | undefined> {
  if (problem === undefined || embedder === undefined) return undefined;
  const others = (await reportShards(world, ws, view)).filter(({ model, rows }) => rows > 0 && model && model.name !== embedder.model.name);
  if (others.length === 0) return undefined;
  const names = [...new Set(others.flatMap(({ model }) => model?.name ?? []))].join(', ');
  return `${problem}; what ${names} embedded is kept, and counts again once ${wanted} answers`;
}

/** The same as the daemon's child: with pauses, and with an end that a program reads. @param say a line for people. */
export async function embedInBackground(
  world: World,
  ws: Workspace,
  { signal, say }: { readonly signal: AbortSignal; readonly say: (line: string) => void },
): Promise<Embedding> {
  try {
    const view = ws.hasGit ? (await restoreLogs(world, ws)).view : PLAIN_VIEW;
    const chosen = await world.embedders.choose(signal);
    const { embedder, wanted, problem = '' } = chosen;
    const kept = await keptForOther(world, ws, view, chosen);
    if (kept !== undefined) return { outcome: 'failed', detail: kept, embedded: 0, missing: 0 };
    const model = embedder?.model.name ?? 'none';
    const tellOnce = (done: number, total: number): void => {
      if (done === 0 && total >= WORTH_TELLING) say(`embedding ${plural(total, 'text')} with ${model} in the background`);
    };
    const indexed = await bringVectorsUpToDate(world, ws, view, { signal, onProgress: tellOnce, idleBetweenBatchesMs: PAUSE_MS });
    return endOf(indexed, { wanted, problem });
  } catch (error) {
    if (!(error instanceof KairosError)) throw error;
    return { outcome: 'failed', detail: error.message, embedded: 0, missing: 0 };
  }
}

function endOf({ embedded, missing, skipped }: Indexed, { wanted, problem }: { wanted: string; problem: string }): Embedding {
  const done = { embedded, missing, detail: `${plural(embedded, 'text')} embedded${missing > 0 ? `, ${missing} to go` : ''}` };
  switch (skipped) {
    case 'busy':
      return { ...done, outcome: 'busy', detail: 'another process embeds' };
    case 'no-embedder':
      return { ...done, outcome: wanted === 'none' ? 'none' : 'failed', detail: problem };
    case 'tracked':
      return { ...done, outcome: 'none' };
    case 'nothing':
    case undefined:
  }
  if (embedded === 0 && missing > 0) return { ...done, outcome: 'failed', detail: `${plural(missing, 'text')} could not be embedded` };
  return { ...done, outcome: 'done' };
}

/**
 * Starts a process that embeds and outlives this one; it gives way to all others. It waits a moment until that one has begun, so that whoever asks next is told
 * of it. Its pid. @throws the system's error where none can be started.
 */
export async function embedBehind(world: Pick<World, 'files' | 'clock' | 'random' | 'processes'>, ws: Workspace): Promise<number> {
  const pid = await world.processes.startDetached([INDEX_COMMAND], { cwd: ws.root, logPath: ws.embeddingOutput });
  const untilMs = world.clock.now() + BEGIN_MS;
  while (world.clock.now() < untilMs && (await embedderBehind(world, ws)) === undefined) await world.clock.sleep(LOOK_MS);
  return pid;
}

/** Ends the process that embeds in the background here, or did so and stayed to answer. Its pid; undefined where there is none. What it embedded is kept. */
export async function endEmbedding(world: Pick<World, 'files' | 'clock' | 'processes'>, ws: Workspace): Promise<number | undefined> {
  const own = await embedderBehind(world, ws);
  if (own === undefined) return undefined;
  for (const isForced of [false, true]) {
    world.processes.terminate(own, isForced);
    const untilMs = world.clock.now() + END_MS;
    while (world.clock.now() < untilMs) {
      if ((await embedderBehind(world, ws)) !== own) return own;
      await world.clock.sleep(LOOK_MS);
    }
  }
  return own;
}

/** It answers questions as well, from its beginning on. */
async function embedderBehind(world: Pick<World, 'files' | 'processes'>, ws: Workspace): Promise<number | undefined> {
  return (await warmProcesses(world, ws)).find(({ kind }) => kind === 'index')?.pid;
}
