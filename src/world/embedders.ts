/** Embedding, as a port: turns text into vectors by one model, which the settings choose. It stores nothing. */

export type EmbedderTier = 'minilm' | 'ollama';

/** The identity of a vector space: vectors can be compared only if all fields of their models are equal. */
export interface EmbedderModel {
  /** Path-safe, `[a-z0-9._-]`: `minilm-l6-v2`. */
  readonly name: string;
  /** 12 hexadecimal digits of the weights' digest. */
  readonly digest: string;
  readonly dimensions: number;
}

export interface Embedder {
  readonly tier: EmbedderTier;
  readonly model: EmbedderModel;
  /** True where dozens of texts take a second and go nowhere: then a question may embed entries for itself. */
  readonly isQuick: boolean;
  /**
   * One unit vector for each text, in the order of texts. A document's text includes its header; the adapter adds the prefixes that a model
   * needs. Queries overtake waiting documents. An empty list gives an empty list.
   * @throws KairosError `embedder-failed` (cannot load, server away, time-out, wrong model), `cancelled`.
   */
  embed(
    texts: readonly string[],
    options: { readonly as: 'query' | 'document'; readonly signal?: AbortSignal },
  ): Promise<readonly Float32Array[]>;
}

export interface ChosenEmbedder {
  /** Undefined: words only. */
  readonly embedder?: Embedder;
  /** The tier in the settings. */
  readonly wanted: EmbedderTier | 'none';
  /** Why the wanted tier is not used, for people. */
  readonly problem?: string;
}

/** The embedders of this machine. */
export interface Embedders {
  /**
   * The wanted embedder, or the best tier below it that works. Cheap: weights are loaded at the first `embed` only, and a server is asked at most
   * every few seconds. Never throws. An embedder of an earlier call stays what it was.
   */
  choose(signal?: AbortSignal): Promise<ChosenEmbedder>;
  /** Ends threads and requests. Waiting texts fail with `cancelled`; a later `embed` starts again. */
  close(): Promise<void>;
}
