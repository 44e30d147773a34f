/** A language model, as a port: one request in, one reply or failure out, both as data. It decides nothing and keeps nothing. */

export interface ModelRequest {
  /** The name by which settings know the model. */
  readonly model: string;
  readonly system?: string;
  readonly messages: readonly { readonly role: 'user' | 'assistant'; readonly text: string }[];
  /** The most tokens of the reply. */
  readonly maxTokens: number;
}

export type ModelReply =
  | { readonly outcome: 'reply'; readonly text: string; readonly inputTokens: number; readonly outputTokens: number }
  /** `again`: the same request may do well later. */
  | { readonly outcome: 'failed'; readonly why: string; readonly again: boolean };

export interface Model {
  /** Asks once. Never throws for what the model or its server does: that is the reply. @throws KairosError `cancelled`. */
  ask(request: ModelRequest, signal?: AbortSignal): Promise<ModelReply>;
}
