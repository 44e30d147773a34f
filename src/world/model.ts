/** A language model, as a port: one request in, one reply or failure out, both as data. It decides nothing and keeps nothing. */

/** A tool that the model wants to be run. */
export interface ModelCall {
  /** Tells it from the other calls of its reply. */
  readonly id: string;
  readonly tool: string;
  /** As the model wrote it: nobody has checked it yet. */
  readonly input: unknown;
}

export type ModelMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly calls?: readonly ModelCall[] }
  /** What came of a call of the reply before. */
  | { readonly role: 'tool'; readonly call: string; readonly text: string; readonly isError?: true };

/** A tool as the model is told of it. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema. */
  readonly input: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  /** The name by which settings know the model. */
  readonly model: string;
  readonly system?: string;
  readonly messages: readonly ModelMessage[];
  /** Left out: none. */
  readonly tools?: readonly ModelTool[];
  /** The most tokens of the reply. */
  readonly maxTokens: number;
}

export type ModelReply =
  | {
      readonly outcome: 'reply';
      readonly text: string;
      /** Left out: none. */
      readonly calls?: readonly ModelCall[];
      readonly inputTokens: number;
      readonly outputTokens: number;
    }
  /** `again`: the same request may do well later. The tokens that it used all the same; left out: none. */
  | {
      readonly outcome: 'failed';
      readonly why: string;
      readonly again: boolean;
      readonly inputTokens?: number;
      readonly outputTokens?: number;
    };

export interface Model {
  /** By which settings know it. */
  readonly name: string;
  /** Asks once. Never throws for what the model or its server does: that is the reply. @throws KairosError `cancelled`. */
  ask(request: ModelRequest, signal?: AbortSignal): Promise<ModelReply>;
}
