/**
 * Picks the embedder: the wanted tier, or the best tier below it that works. It loads neither the weights nor the Ollama client before they
 * are needed, because most commands never embed.
 */
import { errorText } from '../../base/errors.js';
import type { Config } from '../../config/config.js';
import type { Embedders } from '../../world/embedders.js';
import { minilm, type MinilmOptions } from './minilm.js';
import { minilmHere } from './minilm-here.js';
import { serverAddress } from './ollama-address.js';
import type { OllamaTimeouts, OpenedOllama } from './ollama.js';

export type EmbedderConfig = Pick<Config, 'recall' | 'ollama'>;

export interface RealEmbeddersOptions {
  /** Default: that of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly minilm?: MinilmOptions;
  /** True for a command that ends with its answer: MiniLM runs in its own thread, which waits for it. */
  readonly isBrief?: boolean;
  readonly timeouts?: Partial<OllamaTimeouts>;
  /** How long the answer of the server about its models stays valid; after that, `choose` asks again in the background. Default: 10 s. */
  readonly freshMs?: number;
  /** How long a server that failed is not asked again. Default: 60 s. */
  readonly restMs?: number;
}

/** The Embedders port on this machine. `choose` never throws; `embed` of what it returns throws as the port says. */
export function realEmbedders(config: EmbedderConfig, options: RealEmbeddersOptions = {}): Embedders {
  const local = options.isBrief === true ? minilmHere() : minilm(options.minilm);
  const wanted = config.recall.embedder;
  const ollama = wanted === 'ollama' ? new OllamaTier(config, options) : undefined;
  const words = 'recall goes by words only';

  return {
    choose: async (signal) => {
      if (wanted === 'none') return { wanted };
      const server = await ollama?.look(signal);
      if (server !== undefined && 'embedder' in server) return { wanted, embedder: server.embedder };
      const problem = local.problem();
      if (server === undefined) {
        return problem === undefined
          ? { wanted, embedder: local.embedder }
          : { wanted, problem: `MiniLM cannot be used: ${problem}; ${words}` };
      }
      if (problem !== undefined) return { wanted, problem: `${server.problem}; nor can MiniLM be used: ${problem}; ${words}` };
      return { wanted, embedder: local.embedder, problem: `${server.problem}; MiniLM stands in` };
    },
    close: async () => {
      ollama?.close();
      await local.close();
    },
  };
}

const GLANCE_MS = 300;

/**
 * Asks whether an Ollama server answers on this machine's loopback, and which model it has for embedding. Undefined: no answer within 300 ms.
 * Servers on other machines are not asked: kairos never offers them, the user must set `ollama.url`. Never throws.
 */
export async function lookForOllama(
  config: EmbedderConfig,
  env: Readonly<Record<string, string | undefined>>,
  signal = new AbortController().signal,
): Promise<{ readonly url: string; readonly model: string } | { readonly problem: string } | undefined> {
  const { url, isLoopback } = serverAddress(config.ollama.url, env['OLLAMA_HOST']);
  if (!isLoopback) return undefined;
  const [{ openOllama }, { OllamaServer }] = await Promise.all([import('./ollama.js'), import('./ollama-server.js')]);
  try {
    await new OllamaServer(url).ask((client) => client.version(), GLANCE_MS, signal);
  } catch {
    return undefined;
  }
  const opened = await openOllama({ ...config.ollama, url, isLoopback }, { signal, failed: () => undefined });
  return 'problem' in opened ? opened : { url, model: opened.embedder.model.name };
}

/**
 * Keeps the last answer of the server about its models. The first call waits for it; later calls return it and refresh it in the background,
 * so that a server that hangs delays the first question only.
 */
class OllamaTier {
  readonly #config: EmbedderConfig;
  readonly #options: RealEmbeddersOptions;
  readonly #freshMs: number;
  readonly #restMs: number;
  #known: { readonly opened: OpenedOllama; readonly untilMs: number } | undefined;
  #looking: Promise<OpenedOllama> | undefined;
  #closing = new AbortController();

  constructor(config: EmbedderConfig, options: RealEmbeddersOptions) {
    this.#config = config;
    this.#options = options;
    this.#freshMs = options.freshMs ?? 10_000;
    this.#restMs = options.restMs ?? 60_000;
  }

  async look(signal: AbortSignal | undefined): Promise<OpenedOllama> {
    if (this.#known && performance.now() < this.#known.untilMs) return this.#known.opened;
    const looking = (this.#looking ??= this.#open());
    void looking.finally(() => {
      if (this.#looking === looking) this.#looking = undefined;
    });
    return this.#known?.opened ?? unlessAborted(looking, signal);
  }

  close(): void {
    this.#closing.abort();
    this.#closing = new AbortController();
    this.#known = undefined;
    this.#looking = undefined;
  }

  async #open(): Promise<OpenedOllama> {
    const { url, isLoopback, problem } = serverAddress(this.#config.ollama.url, (this.#options.env ?? process.env)['OLLAMA_HOST']);
    const { signal } = this.#closing;
    const settings = { ...this.#config.ollama, url, isLoopback, timeouts: this.#options.timeouts };
    const failed = (why: string): unknown => this.#keep({ problem: why }, this.#restMs, signal);
    const opened: OpenedOllama = await import('./ollama.js').then(
      ({ openOllama }) => openOllama(settings, { signal, failed }),
      (error: unknown) => ({ problem: `the Ollama client cannot be loaded: ${errorText(error)}` }),
    );
    const told = 'problem' in opened && problem !== undefined ? { problem: `${opened.problem}; ${problem}` } : opened;
    return this.#keep(told, this.#freshMs, signal);
  }

  #keep(opened: OpenedOllama, forMs: number, signal: AbortSignal): OpenedOllama {
    const isResting = this.#known !== undefined && 'problem' in this.#known.opened && performance.now() < this.#known.untilMs;
    if (!signal.aborted && !isResting) this.#known = { opened, untilMs: performance.now() + forMs };
    return opened;
  }
}

async function unlessAborted(looking: Promise<OpenedOllama>, signal: AbortSignal | undefined): Promise<OpenedOllama> {
  if (!signal) return looking;
  let give = (): void => undefined;
  const given = new Promise<OpenedOllama>((resolve) => {
    give = () => resolve({ problem: 'the look at the Ollama server was cancelled' });
  });
  if (signal.aborted) give();
  signal.addEventListener('abort', give, { once: true });
  return Promise.race([looking, given]).finally(() => signal.removeEventListener('abort', give));
}
