/**
 * The script of a scripted model: replies as a person writes them, in place of a model's. The file that `model.script` names is one, and so is the model
 * of a scenario. See FORMAT.md. Pure.
 *
 *     - when: the newest messages hold this
 *       say: I look it up.
 *       calls:
 *         - memory_recall: { query: port }
 *     - fails: overloaded
 *       again: true
 */
import type { Difference } from '../base/outcome.js';
import { anyText, duration, flag, list, mapOr, nothing, pairsOf, readYaml, record, shape, text, whole, type Check } from './yaml-reader.js';

export interface ScriptedCall {
  readonly tool: string;
  readonly input: Readonly<Record<string, string>>;
}

export interface ScriptedReply {
  /** Only to a request whose newest messages hold this text. */
  readonly when?: string;
  readonly say?: string;
  readonly calls?: readonly ScriptedCall[];
  /** How long the answer takes. */
  readonly takes?: number;
  /** Left out: a fourth of the characters. */
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** Why there is no reply. */
  readonly fails?: string;
  /** Of a failure: the same request may do well later. */
  readonly again?: boolean;
  /** It answers as often as it fits; without it once. */
  readonly always?: boolean;
}

const call: Check<ScriptedCall> = (spot, read) => {
  const pairs = pairsOf(spot, read);
  if (!pairs) return undefined;
  const [first, second] = pairs;
  if (!first || second) return read.report(spot, 'a call is one tool with its input', 'write "- Sleep: { seconds: 600 }"');
  const input = mapOr(record(anyText), nothing)(first.value, read);
  return input && { tool: first.key, input: input instanceof Map ? Object.fromEntries(input as ReadonlyMap<string, string>) : {} };
};

/** One reply. */
export const scriptedReply: Check<ScriptedReply> = shape({
  when: text,
  say: anyText,
  calls: list(call),
  takes: duration,
  inputTokens: whole,
  outputTokens: whole,
  fails: text,
  again: flag,
  always: flag,
});

const script: Check<{ readonly replies: readonly ScriptedReply[] }> = (spot, read) => {
  const replies = list(scriptedReply)(spot, read);
  return replies && { replies };
};

/** The replies of a script, in their order, or what is wrong with it. @param path for the places. */
export function readScript(
  yaml: string,
  path: string,
): { readonly replies: readonly ScriptedReply[] } | { readonly problems: readonly Difference[] } {
  const read = readYaml(yaml, path, script);
  return 'problems' in read ? read : { replies: read.values[0]?.replies ?? [] };
}
