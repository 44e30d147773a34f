/**
 * The embedder on an Ollama server: it picks the model, sends texts in batches, and checks every number that comes back. It installs no model
 * and sends nothing but the texts.
 */
import type { ListResponse } from 'ollama';
import { errorText, KairosError } from '../../base/errors.js';
import type { Embedder, EmbedderModel } from '../../world/embedders.js';
import { thisMachine } from './ollama-address.js';
import { isSameModel, pathName, pickInstalled, promptFor, qwenFor, qwenSizeOf } from './ollama-model.js';
import { OllamaServer } from './ollama-server.js';

export interface OllamaTimeouts {
  /** For listing the server's models. */
  readonly lookMs: number;
  /** For a question: a person waits for it. */
  readonly queryMs: number;
  /** For a batch of documents, and for loading the model. */
  readonly documentMs: number;
}

const TIMEOUTS: OllamaTimeouts = { lookMs: 2000, queryMs: 2000, documentMs: 180_000 };
const BATCH_MOST = 16;
/** A slower batch is halved, since a question that comes meanwhile waits for it; a batch faster than the second limit is doubled. */
const BATCH_LONG_MS = 4000;
const BATCH_SHORT_MS = 1000;

export interface OllamaSettings {
  readonly url: string;
  readonly isLoopback: boolean;
  readonly model: string | undefined;
  readonly dimensions: number | undefined;
  readonly keepAlive: string;
  readonly timeouts?: Partial<OllamaTimeouts> | undefined;
}

export interface OllamaLife {
  /** Ends every request. */
  readonly signal: AbortSignal;
  /** Called with the reason, for people, when a request fails; not when a question only takes too long. */
  failed(why: string): void;
}

/** An embedder, or why there is none, for people. */
export type OpenedOllama = { readonly embedder: Embedder } | { readonly problem: string };

/** Asks the server for its models and picks one, without loading it. Never throws: a failure is returned as `problem`. */
export async function openOllama(settings: OllamaSettings, life: OllamaLife): Promise<OpenedOllama> {
  const timeouts = { ...TIMEOUTS, ...settings.timeouts };
  const server = new OllamaServer(settings.url);
  try {
    const { models } = await server.ask((client) => client.list(), timeouts.lookMs, life.signal);
    const name = settings.model ?? (await pickedModel(server, models, settings.isLoopback, timeouts, life.signal));
    const listed = models.find((model) => isSameModel(model.name, name));
    if (listed === undefined) throw server.failure(`it has no model ${name}; get it with "ollama pull ${name}"`);
    const available = await dimensionsOf(server, name, timeouts, life.signal);
    const { dimensions } = settings;
    if (dimensions !== undefined && dimensions > available) {
      throw server.failure(`${name} has ${available} dimensions, but ollama.dimensions asks for ${dimensions}`);
    }
    const digest = /^(?:sha256:)?([0-9a-f]{12})/.exec(listed.digest)?.[1];
    if (digest === undefined) throw server.failure(`it states no digest for ${name}`);
    const model = { name: pathName(name), digest, dimensions: dimensions ?? available };
    return { embedder: new OllamaEmbedder(server, { ...settings, model: name }, model, timeouts, life).embedder() };
  } catch (error) {
    if (error instanceof KairosError) return { problem: error.message };
    return { problem: server.failure('it answers as no Ollama server does').message };
  }
}

/** The name of the Qwen3-Embedding that fits (see `qwenFor`). On another machine, whose size is unknown, the largest that it has. */
async function pickedModel(
  server: OllamaServer,
  models: ListResponse['models'],
  isLoopback: boolean,
  { lookMs }: OllamaTimeouts,
  signal: AbortSignal,
): Promise<string> {
  const installed = models.map(({ name, details }) => ({ name, parameters: details?.parameter_size ?? '' }));
  const running = isLoopback ? (await server.ask((client) => client.ps(), lookMs, signal)).models : [];
  const most = isLoopback ? qwenFor(thisMachine(running.some((model) => model.size_vram > 0))) : '8b';
  if (most === undefined)
    throw server.failure('this machine has too little memory for its models; ollama.model would name one all the same');
  const picked = pickInstalled(installed, most);
  if (picked !== undefined) return picked;
  const larger = installed.find((model) => qwenSizeOf(model) !== undefined);
  const why = larger === undefined ? 'it has no Qwen3-Embedding' : `${larger.name} is too large for this machine`;
  const other = larger === undefined ? 'or name another model as ollama.model' : 'or name it as ollama.model all the same';
  throw server.failure(`${why}; get one with "ollama pull qwen3-embedding:${isLoopback ? most : '0.6b'}", ${other}`);
}

/** The number of dimensions that the server states for a model. @throws KairosError `embedder-failed` if it is no embedding model. */
async function dimensionsOf(server: OllamaServer, model: string, { lookMs }: OllamaTimeouts, signal: AbortSignal): Promise<number> {
  const { capabilities, model_info: info } = await server.ask((client) => client.show({ model }), lookMs, signal);
  // Servers before 0.6 state no capabilities; and a chat model does give vectors when asked, of no use.
  if (Array.isArray(capabilities) && !capabilities.includes('embedding')) throw server.failure(`${model} is no embedding model`);
  const entries = Object.entries(Object(info) as Record<string, unknown>);
  const length = Number(entries.find(([key]) => key.endsWith('.embedding_length'))?.[1]);
  if (!Number.isInteger(length) || length < 1) throw server.failure(`it does not say how many dimensions ${model} has`);
  return length;
}

/** Sends questions at once, and documents in batches; each batch waits for the questions under way. */
class OllamaEmbedder {
  readonly #server: OllamaServer;
  readonly #settings: OllamaSettings & { readonly model: string };
  readonly #model: EmbedderModel;
  readonly #timeouts: OllamaTimeouts;
  readonly #life: OllamaLife;
  /** Questions under way. */
  readonly #questions = new Set<Promise<unknown>>();
  /** The request of a question that timed out. It goes on, because ending it would make the server stop loading the model. */
  #straggler: Promise<unknown> | undefined;
  #batch = 4;

  constructor(
    server: OllamaServer,
    settings: OllamaSettings & { readonly model: string },
    model: EmbedderModel,
    timeouts: OllamaTimeouts,
    life: OllamaLife,
  ) {
    this.#server = server;
    this.#settings = settings;
    this.#model = model;
    this.#timeouts = timeouts;
    this.#life = life;
  }

  embedder(): Embedder {
    return {
      tier: 'ollama',
      isQuick: false,
      model: this.#model,
      embed: async (texts, { as, signal }) => {
        if (signal?.aborted) throw cancelled();
        if (texts.length === 0) return [];
        const prompted = texts.map((text) => `${promptFor(this.#settings.model, as)}${text}`);
        return as === 'query' ? this.#question(prompted, signal) : this.#documents(prompted, signal);
      },
    };
  }

  async #documents(texts: readonly string[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    const vectors: Float32Array[] = [];
    while (vectors.length < texts.length) {
      await Promise.allSettled(this.#questions);
      const startedMs = performance.now();
      vectors.push(...(await this.#request(texts.slice(vectors.length, vectors.length + this.#batch), signal)));
      const tookMs = performance.now() - startedMs;
      if (tookMs > BATCH_LONG_MS) this.#batch = Math.max(1, this.#batch >> 1);
      else if (tookMs < BATCH_SHORT_MS) this.#batch = Math.min(BATCH_MOST, this.#batch * 2);
    }
    return vectors;
  }

  async #question(texts: readonly string[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    const endMs = performance.now() + this.#timeouts.queryMs;
    const tooLate = (): KairosError =>
      this.#server.failure(`no answer within ${this.#timeouts.queryMs / 1000} s`, 'the model may still be loading; ask again');
    if (this.#straggler) await within(this.#straggler, endMs, signal, tooLate);
    const request = this.#request(texts, undefined);
    const settled = request.catch(() => undefined).finally(() => this.#questions.delete(settled));
    this.#questions.add(settled);
    let isAnswered = false;
    try {
      const vectors = await within(request, endMs, signal, tooLate);
      isAnswered = true;
      return vectors;
    } finally {
      if (!isAnswered) {
        this.#straggler = settled;
        void settled.then(() => (this.#straggler = undefined));
      }
    }
  }

  async #request(texts: readonly string[], signal: AbortSignal | undefined): Promise<Float32Array[]> {
    const { model, dimensions, keepAlive } = this.#settings;
    const cut = dimensions === undefined ? {} : { dimensions };
    const both = signal ? AbortSignal.any([signal, this.#life.signal]) : this.#life.signal;
    const input = [...texts];
    try {
      const { embeddings } = await this.#server.ask(
        (client) => client.embed({ model, input, truncate: true, keep_alive: keepAlive, ...cut }),
        this.#timeouts.documentMs,
        both,
      );
      return this.#checked(embeddings, texts.length);
    } catch (error) {
      if (!(error instanceof KairosError) || error.code !== 'cancelled') this.#life.failed(errorText(error));
      throw error;
    }
  }

  /** Unit vectors, checked for number and length. @throws KairosError `embedder-failed` that says what came instead. */
  #checked(embeddings: unknown, count: number): Float32Array[] {
    if (!Array.isArray(embeddings) || embeddings.length !== count)
      throw this.#server.failure(`it did not give ${count} vectors for as many texts`);
    return embeddings.map((embedding: unknown) => {
      const { name, dimensions } = this.#model;
      if (!Array.isArray(embedding) || !embedding.every((value) => Number.isFinite(value)))
        throw this.#server.failure(`${name} gave no numbers`);
      if (embedding.length !== dimensions) {
        const hint = this.#settings.dimensions === undefined ? '' : '; it cannot be cut: leave ollama.dimensions out';
        throw this.#server.failure(`${name} gave ${embedding.length} dimensions instead of ${dimensions}${hint}`);
      }
      const values = embedding as readonly number[];
      const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
      if (!(length > 0)) throw this.#server.failure(`${name} gave a vector of zeros`);
      return Float32Array.from(values, (value) => value / length);
    });
  }
}

/** Waits for `work` until the time runs out or the signal aborts, which reject; the work itself goes on. */
async function within<T>(work: Promise<T>, endMs: number, signal: AbortSignal | undefined, tooLate: () => KairosError): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let abort = (): void => undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(tooLate()), Math.max(0, endMs - performance.now()));
    abort = () => reject(cancelled());
    signal?.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}

function cancelled(): KairosError {
  return new KairosError('cancelled', 'embedding was cancelled');
}
