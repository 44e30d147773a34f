/** The Model port by a script: replies in their order, and every request kept. It asks nobody. */
import { KairosError } from '../base/errors.js';
import type { Model, ModelReply, ModelRequest } from '../world/model.js';

export interface ScriptedModel extends Model {
  readonly asked: readonly ModelRequest[];
}

/** @param replies the next one for each request; after the last a failure. */
export function scriptedModel(replies: readonly (ModelReply | string)[]): ScriptedModel {
  const asked: ModelRequest[] = [];
  return {
    asked,
    ask: async (request, signal) => {
      if (signal?.aborted) throw new KairosError('cancelled', 'the request was cancelled');
      asked.push(request);
      const next = replies[asked.length - 1];
      if (typeof next === 'string') return { outcome: 'reply', text: next, inputTokens: 0, outputTokens: 0 };
      return next ?? { outcome: 'failed', why: 'the script is at its end', again: false };
    },
  };
}
