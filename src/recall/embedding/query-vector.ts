/**
 * The vector of a question in a process that stays: the embedder is loaded once, beside the answers, and nobody waits for it beyond a budget.
 * It embeds questions only; documents are for whoever holds the lock.
 */
import { KairosError } from '../../base/errors.js';
import type { ChosenEmbedder, Embedder } from '../../world/embedders.js';
import type { World } from '../../world/world.js';

/** A client asks the same thing twice, with other filters. */
const REMEMBERED = 64;

/** A vector, or why there is none, for people. */
export type QueryVector = { readonly vector: Float32Array } | { readonly without: string };

export interface QueryVectors {
  /** Loads the embedder in the background, if it was not. */
  warm(embedder: Embedder): void;
  of(query: string, embedder: Embedder, budgetMs: number): Promise<QueryVector>;
  /** What waits is given up. */
  close(): void;
}

/** Why a machine without an embedder has none. */
export function withoutEmbedder({ wanted, problem }: ChosenEmbedder): string {
  return problem ?? (wanted === 'none' ? 'recall.embedder is none' : 'there is no embedder');
}

/**
 * While the embedder loads, questions wait for it until the budget has passed since loading began, and after that not at all; once it is warm,
 * each question has the whole budget.
 */
export function queryVectors(world: Pick<World, 'clock'>): QueryVectors {
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
      const { state, begunAtMs } = warm(embedder);
      const waitMs = state === 'warm' ? budgetMs : begunAtMs + budgetMs - world.clock.now();
      if (waitMs <= 0) return { without: 'the embedder is warming up' };
      const given = await within(world, waitMs, closing.signal, (signal) => embedder.embed([query], { as: 'query', signal }));
      if (given === 'late')
        return { without: state === 'warm' ? `the embedder took longer than ${budgetMs} ms` : 'the embedder is warming up' };
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

/** The result, what went wrong with it, or 'late'; what is late is given up. */
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
