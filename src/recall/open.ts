/**
 * Opens a memory for questions: its index of words, the vectors that belong to it, and the embedder for questions. The one-shot recall opens it once;
 * a server updates its last opening. It writes only the saved index.
 */
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { Embedder } from '../world/embedders.js';
import type { World } from '../world/world.js';
import { EMBEDS_FIRST, type Coverage } from './embedding/coverage.js';
import { coverage } from './embedding/missing-chunks.js';
import { withoutEmbedder, type QueryVectors } from './embedding/query-vector.js';
import type { LexicalIndex } from './lexical/lexical-index.js';
import { openVectors, type Vectors } from './vectors/vectors.js';

export interface OpenMemory {
  readonly index: LexicalIndex;
  readonly coverage: Coverage;
  /** Of the embedder that is chosen now; left out where there is none. */
  readonly vectors?: Vectors;
  /** Left out where no vector could answer, and none could be made in time: then it is not worth loading. */
  readonly embedder?: Embedder;
  /** Why there is no embedder to ask, or that no vector is stored. */
  readonly without?: string;
  /** Why the embedder is not the one that is wanted. It may quote a server: print it as foreign text. */
  readonly standsIn?: string;
}

/** Why meaning is not searched where no vector is. */
export const NOTHING_EMBEDDED = `nothing is embedded yet${EMBEDS_FIRST}`;

/** Opens the vectors and the embedder for an index. @param last an earlier opening in this process, whose unchanged parts are reused. */
export async function openMemory(
  world: Pick<World, 'files' | 'embedders'>,
  ws: Workspace,
  view: LogView,
  index: LexicalIndex,
  last?: OpenMemory,
): Promise<OpenMemory> {
  const meaning = await meaningOf(world, ws, view, last?.vectors);
  const isCovered = last?.index === index && last.vectors === meaning.vectors;
  return { index, coverage: isCovered ? last.coverage : coverage(index, meaning.vectors), ...meaning };
}

async function meaningOf(
  world: Pick<World, 'files' | 'embedders'>,
  ws: Workspace,
  view: LogView,
  previous: Vectors | undefined,
): Promise<Pick<OpenMemory, 'embedder' | 'vectors' | 'without' | 'standsIn'>> {
  const chosen = await world.embedders.choose();
  if (!chosen.embedder) return { without: withoutEmbedder(chosen) };
  const vectors = await openVectors(world, ws, view, chosen.embedder.model, previous);
  const standsIn = chosen.problem === undefined ? {} : { standsIn: chosen.problem };
  if (vectors.count > 0) return { vectors, embedder: chosen.embedder, ...standsIn };
  return {
    vectors,
    ...standsIn,
    without: chosen.problem === undefined ? NOTHING_EMBEDDED : 'it has embedded nothing',
    ...(chosen.embedder.isQuick ? { embedder: chosen.embedder } : {}),
  };
}

/** The vector of a question, or the reason why meaning is not searched. @param budgetMs the longest wait for it, in milliseconds. */
export async function questionVector(
  queries: QueryVectors,
  { embedder, without = '' }: Pick<OpenMemory, 'embedder' | 'without'>,
  question: string,
  budgetMs: number,
): Promise<{ readonly vector?: Float32Array; readonly without?: string }> {
  if (!embedder) return { without };
  return question.trim() === '' ? { without: 'nothing was asked' } : queries.of(question.trim(), embedder, budgetMs);
}
