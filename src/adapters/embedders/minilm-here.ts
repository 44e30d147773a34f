/**
 * MiniLM in the very thread that asks, for a command that ends with its answer: starting a thread takes a third of what it takes to load the model and
 * embed a question. While it computes nothing else runs, so it is not for a process that stays.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { errorText, type KairosError } from '../../base/errors.js';
import type { Engine } from '../../minilm/engine.js';
import { cancelled, failed, MINILM_MODEL, TEXT_LIMIT_CHARACTERS, type Minilm } from './minilm.js';
import { missingPart } from './minilm-files.js';

/**
 * MiniLM as an Embedder; the model is loaded at the first `embed`: for a question alone in brief, for what follows it to stay. Errors are those of
 * `minilm`.
 */
export function minilmHere(): Minilm {
  let loading: Promise<Engine> | undefined;
  let wasAsked = false;
  let broken: string | undefined;
  async function load(brief = false): Promise<Engine> {
    try {
      const { loadEngine } = await import('./minilm-engine.js');
      return loadEngine(brief);
    } catch (error) {
      broken = errorText(error);
      throw failed(broken);
    }
  }
  const embed = async (texts: readonly string[], signal: AbortSignal | undefined): Promise<Float32Array[]> => {
    const problem = broken ?? missingPart();
    if (texts.length > 0 && problem !== undefined) throw failed(problem);
    const vectors: Float32Array[] = [];
    const isBrief = texts.length === 1 && !wasAsked;
    wasAsked ||= texts.length > 0;
    for (const text of texts) {
      // Whoever waits may have given up, and must be heard.
      if (vectors.length > 0) await turn();
      if (signal?.aborted) throw cancelled();
      const [vector] = vectorsOf(await (isBrief ? load(true) : (loading ??= load())), text);
      if (vector) vectors.push(vector);
    }
    return vectors;
  };
  return {
    embedder: { tier: 'minilm', model: MINILM_MODEL, isQuick: true, embed: async (texts, { signal }) => embed(texts, signal) },
    problem: () => broken ?? missingPart(),
    close: async () => {
      loading = undefined;
    },
  };
}

function vectorsOf(engine: Engine, text: string): Float32Array[] {
  try {
    return engine.embed([text.slice(0, TEXT_LIMIT_CHARACTERS)]);
  } catch (error) {
    throw failed(errorText(error)) satisfies KairosError;
  }
}
