/**
 * Embeds all chunks of entries that have no vector yet, newest first, in one process at a time. Whatever ends it, finished vectors are saved.
 * It writes nothing but the shards, and ranks nothing.
 */
import { DAY_MS } from '../../dates/units.js';
import { KairosError } from '../../base/errors.js';
import { acquire, isHeld, type Held, type LockOwner } from '../../base/lock.js';
import { readForgotten } from '../../memory/read-logs.js';
import type { LogView } from '../../memory/log-view.js';
import type { Workspace } from '../../base/workspace.js';
import type { Embedder } from '../../world/embedders.js';
import type { World } from '../../world/world.js';
import type { KeyTable } from '../vectors/key-table.js';
import { openLexical } from '../lexical/open-lexical.js';
import type { NewRow } from '../vectors/shard.js';
import { EMBED_LOCK, embeddingLocks } from '../vectors/embedding-locks.js';
import { appendVectors, isOurs, keepVectors, preparePlace } from '../vectors/shard-files.js';
import { openVectors } from '../vectors/vectors.js';
import { keysOf, missingChunks, type Missing } from './missing-chunks.js';

type IndexWorld = Pick<World, 'files' | 'clock' | 'random' | 'processes' | 'embedders'>;

/** What came of it. */
export interface Indexed {
  /** Chunks embedded by this call. */
  readonly embedded: number;
  /** Distinct chunks that the entries have. */
  readonly total: number;
  /** Of these, those without a vector now. */
  readonly missing: number;
  /** Why nothing was tried. `nothing`: no chunk is missing; `tracked`: git tracks files in the index folder. */
  readonly skipped?: 'busy' | 'no-embedder' | 'nothing' | 'tracked';
  /** For 'busy': the process that embeds. */
  readonly heldBy?: LockOwner;
}

export interface IndexingOptions {
  /** Ends the work after the current batch; finished vectors are saved. */
  readonly signal?: AbortSignal;
  /** Called with numbers of chunks: at the beginning with 0 done, and after each batch. */
  onProgress?(done: number, total: number): void;
  /** A pause after each batch, for work in the background. */
  readonly idleBetweenBatchesMs?: number;
}

/** Texts in one call, after which an abort, the lock and progress are seen to. */
const BATCH = 16;
/** Vectors are saved at the latest after so many rows or so much time, so that a kill loses no more. */
const FLUSH_ROWS = 256;
const FLUSH_MS = 15_000;
/** A single text that the model cannot embed is skipped; after so many failures in a row the work ends. */
const FAILURES = 2;
/** Rows that no entry refers to may be needed again after a switch of branches, so they are removed only when they are many and old. */
const GARBAGE_ROWS = 4096;
const GARBAGE_AGE_MS = 30 * DAY_MS;

/**
 * Embeds the chunks that have no vector of the chosen embedder's model. A text that has one is not embedded again, in whatever entry, file or
 * branch it occurs. When the signal aborts, it saves and returns the numbers so far.
 * @throws KairosError `embedder-failed` (vectors made before are saved), `not-writable`, `disk-full`, `bad-path`, `lock-held`.
 */
export async function bringVectorsUpToDate(
  world: IndexWorld,
  ws: Workspace,
  view: LogView,
  options: IndexingOptions = {},
): Promise<Indexed> {
  if ((await world.files.stat(ws.kairos)) === undefined) return { embedded: 0, total: 0, missing: 0, skipped: 'nothing' };
  const index = await openLexical(world, ws, view);
  const wanted = keysOf(index);
  const nothing = { embedded: 0, total: wanted.count, missing: wanted.count };
  if (!isOurs(view)) return { ...nothing, skipped: 'tracked' };
  const { embedder } = await world.embedders.choose(options.signal);
  if (!embedder) return { ...nothing, skipped: 'no-embedder' };

  const before = await openVectors(world, ws, view, embedder.model);
  const missing = keysOf(index, before).count;
  if (missing === 0) return { ...nothing, missing, skipped: 'nothing' };
  const lock = await acquire(world, embeddingLocks(ws), EMBED_LOCK);
  if (!isHeld(lock)) return { ...nothing, missing, skipped: 'busy', heldBy: lock.heldBy };
  try {
    await preparePlace(world, ws, embedder.model);
    // Another process may have embedded them since the first look.
    const vectors = await openVectors(world, ws, view, embedder.model, before);
    const pending = keysOf(index, vectors);
    const embedded = await embedAll({ world, ws, embedder, lock, options, total: pending.count }, missingChunks(index, pending));
    if (vectors.count + embedded > 2 * wanted.count + GARBAGE_ROWS)
      await keepVectors(world, ws, staysIn(wanted), world.clock.now() - GARBAGE_AGE_MS);
    return { embedded, total: wanted.count, missing: pending.count - embedded };
  } finally {
    await lock.release();
  }
}

/**
 * Removes every vector that no entry refers to. Text can be guessed from its vector, so forgetting an entry must remove its vectors. Where rows
 * cannot be removed one by one, all vectors are deleted. Call it after the text is gone.
 * @throws KairosError `not-writable` if not even that is possible.
 */
export async function forgetVectors(
  world: Pick<World, 'files' | 'clock' | 'random' | 'processes'>,
  ws: Workspace,
  view: LogView,
): Promise<void> {
  if (!isOurs(view)) return;
  try {
    await keepVectors(world, ws, staysIn(keysOf(await openLexical(world, ws, view))));
  } catch {
    await world.files.remove(ws.vectorIndex);
  }
}

function staysIn(table: KeyTable): (keys: Uint8Array, at: number) => boolean {
  return (keys, at) => table.find(keys, at) >= 0;
}

interface Work {
  readonly world: IndexWorld;
  readonly ws: Workspace;
  readonly embedder: Embedder;
  readonly lock: Held;
  readonly options: IndexingOptions;
  readonly total: number;
}

type Row = NewRow & Pick<Missing, 'ids'>;

/** Returns how many were embedded and saved. On an abort or an error, finished vectors are saved first. */
async function embedAll(work: Work, missing: Iterable<Missing>): Promise<number> {
  const { world, options, total, lock } = work;
  let [saved, tried, unsaved] = [0, 0, [] as Row[]];
  let flushedAtMs = world.clock.now();
  const flush = async (): Promise<void> => {
    const rows = unsaved;
    unsaved = [];
    flushedAtMs = world.clock.now();
    await save(work, rows);
    saved += rows.length;
  };
  options.onProgress?.(0, total);
  try {
    for (const batch of batchesOf(missing)) {
      if (options.signal?.aborted) break;
      await embedBatch(work, batch, unsaved);
      tried += batch.length;
      options.onProgress?.(tried, total);
      if (unsaved.length >= FLUSH_ROWS || world.clock.now() - flushedAtMs >= FLUSH_MS) await flush();
      await lock.heartbeat();
      if (options.idleBetweenBatchesMs) await world.clock.sleep(options.idleBetweenBatchesMs, options.signal);
    }
  } catch (error) {
    await flush();
    if (options.signal?.aborted && error instanceof KairosError && error.code === 'cancelled') return saved;
    throw error;
  }
  await flush();
  return saved;
}

function* batchesOf(missing: Iterable<Missing>): Generator<Missing[]> {
  let batch: Missing[] = [];
  for (const one of missing) {
    batch.push(one);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Embeds a batch; if that fails, its texts one by one, so that a bad text is skipped and tried again in the next run. */
async function embedBatch(work: Work, batch: readonly Missing[], into: Row[]): Promise<void> {
  try {
    into.push(...(await embed(work, batch)));
    return;
  } catch (error) {
    if (!isEmbedderFailure(error) || batch.length === 1) throw error;
  }
  let failed = 0;
  for (const one of batch) {
    try {
      into.push(...(await embed(work, [one])));
      failed = 0;
    } catch (error) {
      failed += 1;
      if (failed >= FAILURES || !isEmbedderFailure(error)) throw error;
    }
  }
}

function isEmbedderFailure(error: unknown): boolean {
  return error instanceof KairosError && error.code === 'embedder-failed';
}

async function embed({ embedder, options }: Work, batch: readonly Missing[]): Promise<Row[]> {
  const texts = batch.map(({ text }) => text);
  const vectors = await embedder.embed(texts, { as: 'document', ...(options.signal ? { signal: options.signal } : {}) });
  const { name, dimensions } = embedder.model;
  if (vectors.length !== batch.length || vectors.some((vector) => vector.length !== dimensions || !vector.every(Number.isFinite))) {
    throw new KairosError('embedder-failed', `${name} gave other vectors than the ${dimensions} dimensions that it promised`);
  }
  return batch.map(({ key, ids }, at) => ({ key, ids, vector: vectors[at] as Float32Array }));
}

/** Saves the rows, except those of entries that were forgotten while they were being embedded. */
async function save({ world, ws, embedder }: Work, rows: readonly Row[]): Promise<void> {
  // Where the memory was removed as a whole, an index alone would be half a folder.
  if (!(await world.files.stat(ws.kairos))) return;
  await appendVectors(world, ws, embedder.model, rows, async () => {
    const forgotten = await readForgotten(world, ws);
    return (row) => !(row as Row).ids.some((id) => forgotten.has(id));
  });
}
