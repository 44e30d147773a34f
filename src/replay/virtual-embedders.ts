/**
 * The Embedders port of a virtual world: vectors are hashed character trigrams, so that texts with common words are near. It loads no model and
 * asks no server; failures are scripted.
 */
import { KairosError } from '../base/errors.js';
import type { Embedder, EmbedderModel, Embedders, EmbedderTier } from '../world/embedders.js';

export const VIRTUAL_MODEL: EmbedderModel = { name: 'virtual-trigrams', digest: '000000000001', dimensions: 64 };

export interface VirtualMachine {
  readonly wanted: EmbedderTier | 'none';
  /** The tier that works; undefined: words only. */
  readonly works: EmbedderTier | undefined;
  readonly problem: string | undefined;
  readonly model: EmbedderModel;
  readonly isQuick: boolean;
}

export interface VirtualEmbedders extends Embedders {
  /** Every text that was embedded, in order. */
  readonly embedded: readonly { readonly text: string; readonly as: 'query' | 'document' }[];
  /** Changes the machine from now on; fields that are left out stay. */
  become(state: Partial<VirtualMachine>): void;
  /** The next `times` calls of `embed` fail with `embedder-failed`. */
  failNext(message: string, times?: number): void;
}

/** The port. `embed` throws KairosError `cancelled` on abort, and `embedder-failed` as scripted. @param state default: MiniLM is wanted and works, though not so quickly that a question
 * embeds entries. */
export function virtualEmbedders(state: Partial<VirtualMachine> = {}): VirtualEmbedders {
  let machine: VirtualMachine = { wanted: 'minilm', works: 'minilm', problem: undefined, model: VIRTUAL_MODEL, isQuick: false, ...state };
  const embedded: { readonly text: string; readonly as: 'query' | 'document' }[] = [];
  const failures: string[] = [];

  const embedderOf = (tier: EmbedderTier, { model, isQuick }: VirtualMachine): Embedder => ({
    tier,
    model,
    isQuick,
    embed: async (texts, { as, signal }) => {
      if (signal?.aborted) throw new KairosError('cancelled', 'embedding was cancelled');
      if (texts.length === 0) return [];
      const failure = failures.shift();
      if (failure !== undefined) throw new KairosError('embedder-failed', failure);
      return texts.map((text) => {
        embedded.push({ text, as });
        return trigramVector(text, model.dimensions);
      });
    },
  });

  return {
    embedded,
    become: (changes) => void (machine = { ...machine, ...changes }),
    failNext: (message, times = 1) => void failures.push(...Array.from({ length: times }, () => message)),
    choose: async () => ({
      wanted: machine.wanted,
      ...(machine.works === undefined || machine.wanted === 'none' ? {} : { embedder: embedderOf(machine.works, machine) }),
      ...(machine.problem === undefined ? {} : { problem: machine.problem }),
    }),
    close: async () => undefined,
  };
}

/**
 * The unit vector of a text: counts of its character trigrams, each hashed to a dimension and a sign (FNV-1a, 32 bits). Case and spacing do not
 * count.
 */
export function trigramVector(text: string, dimensions: number): Float32Array {
  const padded = ` ${text.toLowerCase().replace(/\s+/gu, ' ').trim()} `;
  const sums = new Float64Array(dimensions);
  for (let at = 0; at + 3 <= padded.length; at += 1) {
    let hash = 0x811c9dc5;
    for (let n = at; n < at + 3; n += 1) hash = Math.imul(hash ^ padded.charCodeAt(n), 0x01000193) >>> 0;
    const slot = (hash >>> 1) % dimensions;
    sums[slot] = (sums[slot] ?? 0) + ((hash & 1) === 1 ? 1 : -1);
  }
  return unitVector(sums);
}

/** Scales to length 1. A vector of zeros, which has no direction, becomes the first axis. */
function unitVector(sums: Float64Array): Float32Array {
  const length = Math.sqrt(sums.reduce((sum, value) => sum + value * value, 0));
  if (length === 0) return Float32Array.from(sums, (_value, index) => (index === 0 ? 1 : 0));
  return Float32Array.from(sums, (value) => value / length);
}
