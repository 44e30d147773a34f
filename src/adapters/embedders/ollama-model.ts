/** Which model of an Ollama server is used, and which prompt it needs: rules over names and sizes. It asks no server and reads no machine. */
import { compareText } from '../../base/order.js';

const GB = 1e9;

/** The size of the machine that the server runs on. */
export interface Machine {
  readonly memoryBytes: number;
  /** `none` also where it cannot be known; `unified`: graphics share the main memory (Apple silicon). */
  readonly gpu: 'none' | 'unified' | 'own';
  /** Memory of the graphics card, where the system states it. */
  readonly gpuBytes?: number;
}

export type QwenSize = '0.6b' | '4b' | '8b';
const QWEN_SIZES: readonly QwenSize[] = ['0.6b', '4b', '8b'];

/**
 * The largest Qwen3-Embedding that a machine carries beside its work; undefined: none, MiniLM is the better choice.
 *
 * As Ollama serves them the three take about 0.7, 2.5 and 4.7 GB, and a third more with their context. On a processor only the smallest is
 * used: seven times the work for each chunk turns the hours of a first index into days. On a graphics card of known memory the model may
 * take half of it (4B from 6 GB, 8B from 12 GB); where memory is shared, a sixth (4B from 16 GB, 8B from 32 GB), since editor, browser and
 * build need it too; on a card of unknown memory, 4B, if the machine itself has 16 GB. Below 4 GB of main memory, MiniLM alone.
 */
export function qwenFor(machine: Machine): QwenSize | undefined {
  if (machine.memoryBytes < 4 * GB) return undefined;
  if (machine.gpu === 'none') return '0.6b';
  if (machine.gpu === 'unified') return sizeBy(machine.memoryBytes, 16 * GB, 32 * GB);
  if (machine.gpuBytes !== undefined) return sizeBy(machine.gpuBytes, 6 * GB, 12 * GB);
  return sizeBy(machine.memoryBytes, 16 * GB, Number.POSITIVE_INFINITY);
}

/** The size for this much memory. A "16 GB" machine reports a little less than 16e9 or 16 * 2^30, so a tenth less is enough. */
function sizeBy(bytes: number, from4b: number, from8b: number): QwenSize {
  if (bytes >= from8b * 0.9) return '8b';
  return bytes >= from4b * 0.9 ? '4b' : '0.6b';
}

export interface InstalledModel {
  readonly name: string;
  /** As the server writes it: `595.78M`, `7.6B`. */
  readonly parameters: string;
}

/** The size of an installed model of the family, by its number of parameters, else by its tag. */
export function qwenSizeOf({ name, parameters }: InstalledModel): QwenSize | undefined {
  if (!/(?:^|\/)qwen3-embedding(?::|$)/i.test(name)) return undefined;
  const [, count, unit] = /^(\d+(?:\.\d+)?)([MB])$/i.exec(parameters) ?? [];
  if (count !== undefined) {
    const billions = unit?.toUpperCase() === 'M' ? Number(count) / 1000 : Number(count);
    return billions < 2 ? '0.6b' : billions < 6 ? '4b' : '8b';
  }
  return QWEN_SIZES.find((size) => name.toLowerCase().includes(`:${size}`));
}

/** The largest installed model of the family up to `most`; ties by name. */
export function pickInstalled(models: readonly InstalledModel[], most: QwenSize): string | undefined {
  const fitting = models
    .map((model) => ({ name: model.name, rank: rankOf(qwenSizeOf(model)) }))
    .filter(({ rank }) => rank >= 0 && rank <= rankOf(most));
  return fitting.sort((a, b) => b.rank - a.rank || compareText(a.name, b.name))[0]?.name;
}

function rankOf(size: QwenSize | undefined): number {
  return size === undefined ? -1 : QWEN_SIZES.indexOf(size);
}

interface Prompts {
  readonly query: string;
  readonly document: string;
}

const SENTENCE = 'Represent this sentence for searching relevant passages: ';
const TASK = 'Given a question about a project or its people, retrieve the notes that answer it';

/** By family, as the model cards say. Another prompt for documents gives another vector space: raise the chunker's version with it. */
const PROMPTS: readonly (readonly [RegExp, Prompts])[] = [
  [/qwen3-embedding/, { query: `Instruct: ${TASK}\nQuery:`, document: '' }],
  [/nomic-embed-text/, { query: 'search_query: ', document: 'search_document: ' }],
  [/embeddinggemma/, { query: 'task: search result | query: ', document: 'title: none | text: ' }],
  [/mxbai-embed|bge-(?:small|base|large)/, { query: SENTENCE, document: '' }],
  [/snowflake-arctic-embed2/, { query: 'query: ', document: '' }],
  [/snowflake-arctic-embed/, { query: SENTENCE, document: '' }],
];

/** The prompt to put before a text of this kind; '' for models that were trained without one. */
export function promptFor(model: string, as: 'query' | 'document'): string {
  return PROMPTS.find(([family]) => family.test(model.toLowerCase()))?.[1][as] ?? '';
}

/** A model's name for a path: `qwen3-embedding:0.6b` -> `qwen3-embedding-0.6b`. */
export function pathName(model: string): string {
  const safe = model
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '');
  return safe.slice(0, 64) || 'model';
}

/** True for two spellings of one name: case does not count, and a name without a tag means `latest`. */
export function isSameModel(a: string, b: string): boolean {
  const full = (name: string): string => (/:[^/]*$/.test(name) ? name : `${name}:latest`).toLowerCase();
  return full(a) === full(b);
}
