/**
 * Embeds, for one question, the entries that are likely to answer it and have no vector yet, so that meaning counts before the history is embedded. It stores
 * nothing on disk: that is the work of `embed-missing.ts`, under its lock.
 */
import { KairosError } from '../../base/errors.js';
import type { Embedder } from '../../world/embedders.js';
import type { World } from '../../world/world.js';
import type { LexicalIndex } from '../lexical/lexical-index.js';
import type { Chunk } from '../text/chunk.js';
import type { NewRow } from '../vectors/shard.js';
import type { Vectors } from '../vectors/vectors.js';
import { chunksOfSlot } from './missing-chunks.js';

/** Vectors that are kept for later questions of this process: some hundred kilobytes. */
const REMEMBERED = 512;
/** Texts in one call: what is late is lost with all of its call. */
const BATCH = 8;

export interface OwnBest {
  /**
   * Rows for the chunks of these slots that `vectors` lacks, the first slots first; as many as are ready when the time is up. An embedder that fails
   * ends it early.
   */
  rowsFor(index: LexicalIndex, vectors: Vectors, slots: readonly number[], embedder: Embedder, endsAtMs: number): Promise<NewRow[]>;
}

/** It knows what it embedded before. */
export function ownBest(world: Pick<World, 'clock'>): OwnBest {
  const known = new Map<string, Float32Array>();
  let space = '';
  return {
    async rowsFor(index, vectors, slots, embedder, endsAtMs) {
      const { name, digest, dimensions } = embedder.model;
      if (space !== `${name} ${digest} ${dimensions}`) known.clear();
      space = `${name} ${digest} ${dimensions}`;
      const wanted = new Map<string, Chunk>();
      for (const slot of slots)
        for (const chunk of chunksOfSlot(index, slot)) if (vectors.rowOf(chunk.key) < 0) wanted.set(chunk.key, chunk);
      const left = [...wanted.values()].filter(({ key }) => !known.has(key));
      const rows = [...wanted.keys()].flatMap((key) => rowOf(key, known.get(key)));
      for (let at = 0; at < left.length && world.clock.now() < endsAtMs; at += BATCH) {
        const batch = left.slice(at, at + BATCH);
        const given = await inTime(world, embedder, batch, endsAtMs);
        if (!given) break;
        batch.forEach(({ key }, n) => {
          const [oldest] = known.keys();
          if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest);
          rows.push(...rowOf(key, given[n]));
          if (given[n]) known.set(key, given[n]);
        });
      }
      return rows;
    },
  };
}

function rowOf(key: string, vector: Float32Array | undefined): NewRow[] {
  return vector ? [{ key, vector }] : [];
}

/** Undefined where the time was up, or the embedder failed. */
async function inTime(
  world: Pick<World, 'clock'>,
  embedder: Embedder,
  batch: readonly Chunk[],
  endsAtMs: number,
): Promise<readonly Float32Array[] | undefined> {
  const late = new AbortController();
  const done = new AbortController();
  const waiting = world.clock.sleep(Math.max(0, endsAtMs - world.clock.now()), done.signal).then(() => late.abort());
  try {
    return await embedder.embed(
      batch.map(({ text }) => text),
      { as: 'document', signal: late.signal },
    );
  } catch (error) {
    if (!(error instanceof KairosError)) throw error;
    return undefined;
  } finally {
    done.abort();
    await waiting;
  }
}
