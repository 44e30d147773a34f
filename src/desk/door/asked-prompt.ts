/** A prompt as it travels through the door, and what is known with it. Pure; both are checked, since they are read from files. */
import { isObject, parseObject } from '../../base/json.js';

/** A prompt of a person to a coding agent, as its hook was given it. */
export interface AskedPrompt {
  /** The work tree that the agent is in. */
  readonly root: string;
  readonly session: string;
  readonly prompt: string;
  /** How long whoever asks waits, in milliseconds. */
  readonly patienceMs: number;
}

/** What the model is told; without a text it is told nothing. */
export interface PromptSaid {
  readonly said?: string;
}

/** The file of it. */
export function promptFile({ root, ...hook }: AskedPrompt): unknown {
  return { root, hook };
}

/** Undefined for what is no prompt. */
export function readPrompt(text: string | undefined): AskedPrompt | undefined {
  const { root, hook } = parseObject(text) ?? {};
  if (typeof root !== 'string' || !isObject(hook)) return undefined;
  const { session, prompt, patienceMs } = hook;
  if (typeof session !== 'string' || typeof prompt !== 'string' || typeof patienceMs !== 'number') return undefined;
  return { root, session, prompt, patienceMs };
}

/** The file of an answer. */
export function saidFile({ said = null }: { readonly said?: string | null }): unknown {
  return { said };
}

/** Undefined for what is no answer. */
export function readSaid(text: string): PromptSaid | undefined {
  const { said } = parseObject(text) ?? {};
  if (said === null) return {};
  return typeof said === 'string' ? { said } : undefined;
}
