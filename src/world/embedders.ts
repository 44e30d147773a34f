/** Text to vectors, as a port: one model at a time, chosen by the settings. It stores nothing. */

export type EmbedderTier = 'minilm' | 'ollama';

/** What makes vectors comparable: two embedders whose models differ in any field live in different vector spaces. */
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
  /**
   * One unit vector per text, in the order of texts. A document's text carries its header already; prefixes that a model wants are the
   * adapter's. Queries overtake documents that wait. An empty list gives an empty list.
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
  /** What the settings ask for. */
  readonly wanted: EmbedderTier | 'none';
  /** Why it is not the wanted one, for people. */
  readonly problem?: string;
}

/** The embedders of this machine. */
export interface Embedders {
  /**
   * The embedder that the settings ask for, or the best below it that works. Cheap: no weights are loaded (that happens at the first
   * `embed`); a server is asked at most every few seconds. Never throws, and never changes what `embed` of an earlier choice means.
   */
  choose(signal?: AbortSignal): Promise<ChosenEmbedder>;
  /** Ends what was started for embedding. What waits fails with `cancelled`; a later `embed` starts anew. */
  close(): Promise<void>;
}
