/**
 * Question vectors in a long-running process. The embedder is loaded once, in the background, and no question waits for it beyond its budget.
 * It embeds questions only: documents are stored by `embed-missing.ts`, under a lock, and embedded for one question by `own-best.ts`.
 */
import { KairosError } from '../../base/errors.js';
import type { ChosenEmbedder, Embedder } from '../../world/embedders.js';
import type { World } from '../../world/world.js';

/** Vectors that are kept: clients repeat a question with other filters. */
const REMEMBERED = 64;

/** A vector, or why there is none, for people. */
export type QueryVector = { readonly vector: Float32Array } | { readonly without: string };

export interface QueryVectors {
  /** Loads the embedder in the background, unless it is loaded or loading. */
  warm(embedder: Embedder): void;
  /** The vector of the question, or why there is none within the budget. A failing embedder is a reason, not an error. */
  of(query: string, embedder: Embedder, budgetMs: number): Promise<QueryVector>;
  /** Ends all waiting questions. */
  close(): void;
}

/** Why there is no embedder, for people. */
export function withoutEmbedder({ wanted, problem }: ChosenEmbedder): string {
  return problem ?? (wanted === 'none' ? 'recall.embedder is none' : 'there is no embedder');
}

/**
 * While the embedder loads, a question waits until its budget has passed since loading began, later questions not at all. Once it is loaded,
 * each question has its whole budget.
 * @param stays false for a process that ends with its answer: what it began to load then is lost, and it does not say that it warms up.
 */
export function queryVectors(world: Pick<World, 'clock'>, stays = true): QueryVectors {
  const closing = new AbortController();
  const known = new Map<string, Float32Array>();
  let loading: { readonly embedder: Embedder; readonly begunAtMs: number; state: 'loading' | 'warm' | 'failed' } | undefined;

  function warm(embedder: Embedder): NonNullable<typeof loading> {
    const same = loading && keyOf(loading.embedder, '') === keyOf(embedder, '') && loading.state !== 'failed';
    if (loading && same) return loading;
    const begun: NonNullable<typeof loading> = { embedder, begunAtMs: world.clock.now(), state: 'loading' };
    loading = begun;
    embedder.embed(['warm'], { as: 'query', signal: closing.signal }).then(
      () => (begun.state = 'warm'),
      () => (begun.state = 'failed'),
    );
    return begun;
  }

  return {
    warm,
    of: async (query, embedder, budgetMs) => {
      const key = keyOf(embedder, query);
      const before = known.get(key);
      if (before) return { vector: before };
      // Where no other question follows, this one loads it.
      const { state, begunAtMs } = stays ? warm(embedder) : { state: 'loading', begunAtMs: world.clock.now() };
      const waitMs = state === 'warm' ? budgetMs : begunAtMs + budgetMs - world.clock.now();
      const isLoading = stays
        ? 'the embedder is warming up'
        : `the embedder was not loaded within ${budgetMs} ms (recall.queryBudget says how long a question waits)`;
      if (waitMs <= 0) return { without: isLoading };
      const given = await within(world, waitMs, closing.signal, (signal) => embedder.embed([query], { as: 'query', signal }));
      if (given === 'late')
        return { without: state === 'warm' ? `the embedder took longer than ${budgetMs} ms (recall.queryBudget)` : isLoading };
      if (given instanceof Error) return { without: given.message };
      const [vector] = given;
      if (!vector) return { without: 'the embedder gave nothing' };
      if (loading?.embedder.model === embedder.model) loading.state = 'warm';
      const [oldest] = known.keys();
      if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest);
      known.set(key, vector);
      return { vector };
    },
    close: () => closing.abort(),
  };
}

function keyOf({ tier, model }: Embedder, query: string): string {
  return `${tier} ${model.name} ${model.digest} ${model.dimensions}\n${query}`;
}

/** The result, the error of the action, or 'late' after the budget; a late action is aborted. */
async function within<T>(
  world: Pick<World, 'clock'>,
  budgetMs: number,
  ended: AbortSignal,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T | KairosError | 'late'> {
  const giveUp = new AbortController();
  const done = new AbortController();
  const late = world.clock.sleep(budgetMs, AbortSignal.any([ended, done.signal])).then(() => 'late' as const);
  const acting = action(giveUp.signal).catch((error: unknown) => {
    if (error instanceof KairosError) return error;
    throw error;
  });
  try {
    return await Promise.race([acting, late]);
  } finally {
    done.abort();
    giveUp.abort();
    acting.catch(() => undefined);
  }
}
