/** Recall answers a question with entries, each with its place and the reasons why it was found. It only reads; it never reinforces. */
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { coverageText, likeliestText, OWN_MOST, type Coverage } from './embedding/coverage.js';
import { embeddedAmong } from './embedding/missing-chunks.js';
import { ownBest, type OwnBest } from './embedding/own-best.js';
import { queryVectors, type QueryVectors } from './embedding/query-vector.js';
import type { RecallSettings } from './hits.js';
import { openLexical } from './lexical/open-lexical.js';
import { NOTHING_EMBEDDED, openMemory, questionVector, type OpenMemory } from './open.js';
import { asksOnlyNumbers } from './question/only-numbers.js';
import type { Question } from './question/question.js';
import type { Meaning } from './ranking/meaning.js';
import { likeliest, searchIndex, type Recalled, type Search } from './search.js';
import { withMoreRows } from './vectors/more-rows.js';

export interface Answered extends Recalled {
  readonly coverage: Coverage;
  /** Why only words were searched; left out if meaning was searched as well. */
  readonly without?: string;
  /** Both in a line, for people and models. */
  readonly coverageText: string;
}

/** A look embeds so many of the likeliest entries that have no vector. */
const LOOK_OWN_MOST = 8;

/** What embeds for questions, and remembers what it embedded. */
export interface Embedding {
  readonly queries: QueryVectors;
  readonly best: OwnBest;
}

export interface AnswerOptions {
  readonly settings: RecallSettings;
  readonly wordsOnly?: boolean;
  /** Follow the approved edges of the topics one step. */
  readonly edges?: boolean;
  /** For a look that nobody asked for: the question's vector is waited for at most so long, in milliseconds, and few texts are embedded for it. */
  readonly lookMs?: number;
}

/**
 * Opens a memory, answers one question, and abandons the embedder's queue. It uses the vectors that exist, and waits for the question's vector at most
 * `settings.queryBudgetMs`.
 */
export async function recall(
  world: Pick<World, 'files' | 'clock' | 'embedders'>,
  ws: Workspace,
  view: LogView,
  question: Question,
  options: AnswerOptions,
): Promise<Answered> {
  const memory = await openMemory(world, ws, view, await openLexical(world, ws, view));
  const queries = queryVectors(world, false);
  try {
    return await answer(world, memory, { queries, best: ownBest(world) }, question, options);
  } finally {
    queries.close();
  }
}

/** Answers a question from an open memory. */
export async function answer(
  world: Pick<World, 'clock'>,
  memory: OpenMemory,
  embedding: Embedding,
  { text, bounds }: Question,
  { settings, wordsOnly = false, edges = false, lookMs }: AnswerOptions,
): Promise<Answered> {
  const { index, coverage } = memory;
  const search = { nowMs: world.clock.now(), settings, edges };
  const { meaning, alone, without } = wordsOnly
    ? { without: memory.vectors ? 'meaning was not asked for' : memory.without }
    : await meaningFor(world, memory, embedding, { text, bounds }, search, lookMs);
  const found = searchIndex(index, text, bounds, { ...search, ...(meaning ? { meaning } : {}) });
  return {
    ...found,
    coverage,
    coverageText: `${alone === undefined ? coverageText(coverage, without) : likeliestText(coverage, alone, memory.standsIn && '')}${memory.standsIn === undefined ? '' : `; ${memory.standsIn}`}`,
    ...(without === undefined ? {} : { without }),
  };
}

/** The question as a vector, and the vectors to compare it with: those that are stored, and those of its own best where these have none. */
async function meaningFor(
  world: Pick<World, 'clock'>,
  { index, vectors, coverage, embedder, without }: OpenMemory,
  { queries, best }: Embedding,
  { text, bounds }: Pick<Question, 'text' | 'bounds'>,
  search: Search,
  lookMs: number | undefined,
): Promise<{ readonly meaning?: Meaning; readonly alone?: number; readonly without?: string }> {
  if (asksOnlyNumbers(text)) return { without: 'a number has no meaning' };
  const budgetMs = lookMs ?? search.settings.queryBudgetMs;
  const endsAtMs = world.clock.now() + budgetMs;
  const isWhole = coverage.embedded === coverage.entries;
  // A look waits for the newest entries, which have no vector yet; where nothing is embedded, it would wait each time anew.
  const ownMost = lookMs === undefined ? OWN_MOST : vectors?.count === 0 ? 0 : LOOK_OWN_MOST;
  const slots = isWhole || ownMost === 0 || !embedder || !embedder.isQuick ? [] : likeliest(index, text, bounds, search, ownMost);
  if (!vectors || !embedder || (vectors.count === 0 && slots.length === 0)) return { without: without ?? NOTHING_EMBEDDED };
  const asked = await questionVector(queries, { embedder }, text, budgetMs);
  if (!asked.vector) return asked;
  const more = withMoreRows(vectors, await best.rowsFor(index, vectors, slots, embedder, endsAtMs));
  if (more.count === 0) return { without: NOTHING_EMBEDDED };
  return { meaning: { vectors: more, query: asked.vector }, ...(vectors.count === 0 ? { alone: embeddedAmong(index, more, slots) } : {}) };
}
