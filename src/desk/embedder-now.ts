/** Asks which embedder would be used now, for people who wait for the answer. It embeds nothing. */
import { embedderState, type EmbedderState } from '../recall/embedding/embedder-state.js';
import type { World } from '../world/world.js';

/** Milliseconds to wait for an embedder's server. */
const SERVER_PATIENCE_MS = 3_000;

/** Loads no model. A server that does not answer within three seconds, or before `signal`, counts as one that is not there. Never throws. */
export async function embedderNow(world: Pick<World, 'clock' | 'embedders'>, signal?: AbortSignal): Promise<EmbedderState> {
  const late = new AbortController();
  const answered = new AbortController();
  void world.clock.sleep(SERVER_PATIENCE_MS, answered.signal).then(() => late.abort());
  try {
    return await embedderState(world, AbortSignal.any([...(signal ? [signal] : []), late.signal]));
  } finally {
    answered.abort();
  }
}
