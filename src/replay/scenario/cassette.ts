/**
 * Answers of models and embedders, kept as text beside a scenario and found by the hash of the whole request. What is asked and not there is a miss, told with
 * the nearest request; with a live backend behind it misses are asked and kept. Secrets are replaced in what people read; the hash is of the request itself.
 */
import { stringify } from 'yaml';
import { errorText, KairosError } from '../../base/errors.js';
import { sha256 } from '../../base/hash.js';
import { sortedJson } from '../../base/json.js';
import { byKey } from '../../base/order.js';
import type { Difference } from '../../base/outcome.js';
import { replaceSecrets } from '../../observe/secrets.js';
import type { Embedder, Embedders } from '../../world/embedders.js';
import type { Model, ModelReply } from '../../world/model.js';
import type { VirtualClock } from '../virtual-clock.js';
import { formatOf, readYaml, record, shape, text, whole, type Checked } from '../../config/yaml-reader.js';

const answer = shape({ asked: text, vector: text, scale: text, reply: text }, 'asked');
const cassetteFile = shape(
  {
    format: formatOf(1),
    model: shape({ name: text, digest: text, dimensions: whole }, 'name', 'digest', 'dimensions'),
    answers: record(answer),
  },
  'format',
);
type Answer = Checked<typeof answer>;

/** So much of a request stands beside its answer. */
const ASKED_MOST = 400;
/** Digits of the hash by which an answer is found. */
const KEY_DIGITS = 32;
const INT8_MOST = 127;

export interface Cassette {
  /** What was asked and is not there. */
  readonly misses: readonly Difference[];
  /** True once something came to it. */
  readonly isChanged: boolean;
  /** As it is to be written: sorted, the same for the same answers. */
  text(): string;
  embedders(clock: VirtualClock, live?: Embedders): Embedders;
  model(live?: Model): Model;
}

/**
 * @param yaml the file; '' for a new one. @param path for the places of problems.
 * @throws KairosError `damaged` for a text that is no cassette.
 */
export function cassetteOf(yaml: string, path: string): Cassette {
  const file = fileOf(yaml, path);
  const answers = new Map<string, Answer>(file.answers);
  const misses: Difference[] = [];
  let { model } = file;
  let isChanged = false;

  const keep = async (key: string, asked: string, kept: Omit<Answer, 'asked'>): Promise<void> => {
    answers.set(key, { asked: (await replaceSecrets(asked.slice(0, ASKED_MOST))).text, ...kept });
    isChanged = true;
  };
  const miss = (what: string, asked: string): void => void misses.push(missed(path, what, asked, [...answers.values()]));

  return {
    misses,
    get isChanged() {
      return isChanged;
    },
    text: () => stringify({ format: 1, ...(model && { model }), answers: Object.fromEntries([...answers].sort(byKey)) }, { lineWidth: 0 }),
    embedders: (clock, live) => ({
      choose: async () => {
        const { embedder } = live ? await clock.during(live.choose()) : {};
        if (embedder) model ??= embedder.model;
        if (!model) return { wanted: 'minilm', problem: `${path} holds no answer of an embedder` };
        const known = model;
        const embed: Embedder['embed'] = async (texts, options) => {
          const vectors: Float32Array[] = [];
          for (const one of texts) {
            const key = keyOf({ as: options.as, model: known, text: one });
            const asked = `${options.as}: ${one}`;
            if (!answers.has(key) && embedder) {
              const [vector] = await clock.during(embedder.embed([one], options)).catch((error: unknown) => {
                misses.push(unanswered(path, asked, error));
                throw error;
              });
              if (vector) await keep(key, asked, packed(vector));
            }
            const kept = answers.get(key);
            if (!kept) {
              miss('the cassette has no vector of a text', asked);
              throw new KairosError('embedder-failed', 'the cassette has no vector of this text');
            }
            vectors.push(unpacked(kept));
          }
          return vectors;
        };
        return { wanted: 'minilm', embedder: { tier: 'minilm', isQuick: false, model: known, embed } };
      },
      close: async () => live?.close(),
    }),
    model: (live) => ({
      name: live?.name ?? 'cassette',
      ask: async (request, signal) => {
        const key = keyOf(request);
        const asked = [request.system ?? '', ...request.messages.map((one) => `${one.role}: ${one.text}`)].join('\n').trim();
        if (!answers.has(key) && live) {
          const { text: reply } = await replaceSecrets(sortedJson(await live.ask(request, signal)));
          await keep(key, asked, { reply });
        }
        const { reply } = answers.get(key) ?? {};
        if (reply !== undefined) return JSON.parse(reply) as ModelReply;
        miss('the cassette has no reply to a request', asked);
        return { outcome: 'failed', why: 'the cassette has no reply to this request', again: false };
      },
    }),
  };
}

/** @throws KairosError `damaged`. */
function fileOf(yaml: string, path: string): Checked<typeof cassetteFile> {
  const read = yaml.trim() === '' ? { values: [{ format: 1 }] } : readYaml(yaml, path, cassetteFile);
  if ('problems' in read) {
    const [problem] = read.problems;
    throw new KairosError('damaged', `${path}:${problem?.at?.line ?? 1}: ${problem?.what ?? 'it is no cassette'}`, {
      hint: 'kairos replay --record makes it again',
    });
  }
  return read.values[0] ?? { format: 1 };
}

/** Without an answer the program goes on by words, and so would its replay never do: a recording that is not whole does not pass. */
function unanswered(path: string, asked: string, error: unknown): Difference {
  return {
    what: `the live embedder gave no vector: ${errorText(error)}`,
    actual: asked.slice(0, ASKED_MOST),
    at: { path },
    hint: 'kairos replay --record asks it again for what is missing',
  };
}

/** The hash of a request, whatever the order of its keys. */
function keyOf(request: unknown): string {
  return sha256(sortedJson(request)).slice(0, KEY_DIGITS);
}

/** Eight bits a number and one factor, so that a cassette stays small and a recording answers as its replay does. */
function packed(vector: Float32Array): Pick<Answer, 'vector' | 'scale'> {
  const most = vector.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  const scale = most === 0 ? 1 : most / INT8_MOST;
  return {
    vector: btoa(String.fromCharCode(...new Uint8Array(Int8Array.from(vector, (value) => Math.round(value / scale)).buffer))),
    scale: String(scale),
  };
}

function unpacked({ vector = '', scale = '1' }: Answer): Float32Array {
  const bytes = Int8Array.from(atob(vector), (letter) => letter.charCodeAt(0));
  return Float32Array.from(bytes, (value) => value * Number(scale));
}

function missed(path: string, what: string, asked: string, answers: readonly Answer[]): Difference {
  const words = new Set(asked.split(/\s+/));
  // By the share of common words, or else a long text would be near everything.
  const near = (other: string): number => {
    const others = new Set(other.split(/\s+/));
    return [...others].filter((word) => words.has(word)).length / (words.size + others.size);
  };
  const [nearest] = answers.map((one) => one.asked).toSorted((a, b) => near(b) - near(a));
  return {
    what: `${what}${nearest === undefined ? '' : '; the nearest request on it differs so'}`,
    ...(nearest !== undefined && { expected: marked(nearest, asked, '-') }),
    actual: nearest === undefined ? asked.slice(0, ASKED_MOST) : marked(asked, nearest, '+'),
    at: { path },
    hint: 'kairos replay --record asks the live one, and keeps the answer',
  };
}

/** A text with the words that the other one does not have between marks: `[-the old-]`. */
function marked(text: string, other: string, sign: '-' | '+'): string {
  const [words, others] = [text.split(/(?<=\s)/), other.split(/(?<=\s)/)];
  let [start, end] = [0, 0];
  while (start < Math.min(words.length, others.length) && words[start] === others[start]) start += 1;
  while (end < Math.min(words.length, others.length) - start && words.at(-1 - end) === others.at(-1 - end)) end += 1;
  const changed = words.slice(start, words.length - end).join('');
  const [before, after] = [words.slice(0, start).join(''), words.slice(words.length - end).join('')];
  return `${before}${changed === '' ? '' : `[${sign}${changed}${sign}]`}${after}`.slice(0, ASKED_MOST);
}
