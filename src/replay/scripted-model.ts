/** The Model port by a script: the replies that a person wrote, and every request kept. It asks nobody, so that a real daemon can be driven by it, too. */
import { KairosError } from '../base/errors.js';
import type { ScriptedReply } from '../config/model-script.js';
import type { Clock } from '../world/clock.js';
import type { Model, ModelReply, ModelRequest } from '../world/model.js';

export interface ScriptedModel extends Model {
  readonly asked: readonly ModelRequest[];
  /** Adds replies at the end of the script. */
  add(replies: readonly ScriptedReply[]): void;
}

/** About so many characters are a token; a script that counts otherwise says so. */
const CHARACTERS_OF_A_TOKEN = 4;

/**
 * @param replies each request is given the first that fits and is not used up; where none does, a failure.
 * @param clock waits as long as a reply takes.
 */
export function scriptedModel(replies: readonly ScriptedReply[], clock: Pick<Clock, 'sleep'>): ScriptedModel {
  const asked: ModelRequest[] = [];
  const left = new Set(replies);
  return {
    name: 'script',
    asked,
    add: (more) => {
      for (const one of more) left.add(one);
    },
    ask: async (request, signal) => {
      refuseIfCancelled(signal);
      asked.push(request);
      const news = newestOf(request);
      const reply = [...left].find(({ when }) => when === undefined || news.includes(when));
      if (!reply) return { outcome: 'failed', why: 'the script has no reply to this', again: false };
      if (reply.always !== true) left.delete(reply);
      if (reply.takes !== undefined) await clock.sleep(reply.takes, signal);
      refuseIfCancelled(signal);
      return replyOf(reply, request, asked.length);
    },
  };
}

function replyOf(reply: ScriptedReply, request: ModelRequest, place: number): ModelReply {
  const { say = '', calls = [], fails, again = false, inputTokens, outputTokens } = reply;
  // As with a server, whatever the script says: of a text no more tokens than characters, and no longer reply than was asked for.
  const sent = Math.min(inputTokens ?? tokensOf(`${request.system ?? ''}${JSON.stringify(request.messages)}`), charactersOf(request));
  const got = Math.min(outputTokens ?? tokensOf(`${say}${calls.length > 0 ? JSON.stringify(calls) : ''}`), request.maxTokens);
  const used = { ...(inputTokens !== undefined && { inputTokens: sent }), ...(outputTokens !== undefined && { outputTokens: got }) };
  if (fails !== undefined) return { outcome: 'failed', why: fails, again, ...used };
  return {
    outcome: 'reply',
    text: say,
    ...(calls.length > 0 && { calls: calls.map(({ tool, input }, n) => ({ id: `call-${place}-${n + 1}`, tool, input })) }),
    inputTokens: sent,
    outputTokens: got,
  };
}

/** What the model has not answered yet. */
export function newestOf({ messages }: ModelRequest): string {
  const last = messages.findLastIndex(({ role }) => role === 'assistant');
  return messages
    .slice(last + 1)
    .map(({ text }) => text)
    .join('\n');
}

function charactersOf({ system = '', messages, tools = [] }: ModelRequest): number {
  return [system, ...[...messages, ...tools].map((one) => JSON.stringify(one))].reduce((sum, text) => sum + text.length, 0);
}

function tokensOf(text: string): number {
  return Math.ceil(text.length / CHARACTERS_OF_A_TOKEN);
}

function refuseIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new KairosError('cancelled', 'the request was cancelled');
}
