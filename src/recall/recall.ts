/** Recall answers a question with entries, each with its place and the reasons why it was found. It only reads; it never reinforces. */
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { coverageText, type Coverage } from './embedding/coverage.js';
import { queryVectors, type QueryVectors } from './embedding/query-vector.js';
import type { RecallSettings } from './hits.js';
import { openLexical } from './lexical/open-lexical.js';
import { openMemory, questionVector, type OpenMemory } from './open.js';
import type { Question } from './question/question.js';
import { searchIndex, type Recalled } from './search.js';

export interface Answered extends Recalled {
  readonly coverage: Coverage;
  /** Why only words were searched; left out if meaning was searched as well. */
  readonly without?: string;
  /** Both in a line, for people and models. */
  readonly coverageText: string;
}

export interface AnswerOptions {
  readonly settings: RecallSettings;
  readonly wordsOnly?: boolean;
  /** Follow the approved edges of the topics one step. */
  readonly edges?: boolean;
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
  const queries = queryVectors(world);
  try {
    return await answer(world, memory, queries, question, options);
  } finally {
    queries.close();
  }
}

/** Answers a question from an open memory. */
export async function answer(
  world: Pick<World, 'clock'>,
  memory: OpenMemory,
  queries: QueryVectors,
  { text, bounds }: Question,
  { settings, wordsOnly = false, edges = false }: AnswerOptions,
): Promise<Answered> {
  const { index, vectors, coverage } = memory;
  const asked = wordsOnly && vectors ? { vectors, without: 'meaning was not asked for' } : memory;
  const { vector, without } = await questionVector(queries, asked, text, settings.queryBudgetMs);
  const meaning = vectors && vector ? { meaning: { vectors, query: vector } } : {};
  const found = searchIndex(index, text, bounds, { nowMs: world.clock.now(), settings, edges, ...meaning });
  return {
    ...found,
    coverage,
    coverageText: coverageText(coverage, without),
    ...(without === undefined ? {} : { without }),
  };
}
