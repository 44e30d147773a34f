/** The state of the embedder, as data for `status` and `doctor`. It embeds nothing. */
import type { EmbedderModel, EmbedderTier } from '../../world/embedders.js';
import type { World } from '../../world/world.js';

export interface EmbedderState {
  readonly wanted: EmbedderTier | 'none';
  /** `none`: recall goes by words only. */
  readonly actual: EmbedderTier | 'none';
  readonly model?: EmbedderModel;
  /** Why it is not the wanted one, for people. It may quote a server: print it as foreign text. */
  readonly problem?: string;
}

/** Asks which embedder would be used now. Loads no model; never throws. */
export async function embedderState(world: Pick<World, 'embedders'>, signal?: AbortSignal): Promise<EmbedderState> {
  const { wanted, embedder, problem } = await world.embedders.choose(signal);
  return {
    wanted,
    actual: embedder?.tier ?? 'none',
    ...(embedder === undefined ? {} : { model: embedder.model }),
    ...(problem === undefined ? {} : { problem }),
  };
}
