/**
 * The embedder that comes with kairos: all-MiniLM-L6-v2 in one worker thread, or two where many documents wait and the machine has nothing else to
 * do. They start when there is a text and end after a minute without one. It never uses the network; a model that cannot be loaded never ends
 * the process.
 */
import { availableParallelism, loadavg, platform } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { errorText, KairosError } from '../../base/errors.js';
import type { Embedder, EmbedderModel } from '../../world/embedders.js';
import { missingPart } from './minilm-files.js';
import type { MinilmAnswer, MinilmTask } from './minilm-worker.js';

/** The model in the pinned package. `digest` holds the first digits of the weights' SHA-256, so that no file is read to name the vector space. */
export const MINILM_MODEL: EmbedderModel = { name: 'minilm-l6-v2', digest: '6638f625a0a6', dimensions: 384 };

/** The model uses 256 tokens of a text. Longer texts are cut here, because a megabyte would be read to its end first. */
export const TEXT_LIMIT_CHARACTERS = 16_384;
const IDLE_MS = 60_000;
/** Loading the model takes as much as ten texts: with fewer that wait, a second thread is not worth it. */
const WORTH_A_THREAD = 10;
/** What a thread may fill before it clears up: by default V8 lets it grow to 48. */
const YOUNG_MB = 4;
const RETRY_MS = 10 * 60_000;
/** After this many deaths of threads in a row the model counts as broken. */
const DEATHS_MOST = 2;

export interface MinilmOptions {
  /** The compiled script of the thread; tests that run from sources pass its place. */
  readonly worker?: URL;
  /** How many threads may run now, of which so many do. Default: as the load of the machine allows. */
  readonly threads?: (running: number) => number;
  /** How long threads stay after the last text. Default: 60 s. */
  readonly idleMs?: number;
  /** How long a model that could not be loaded is not tried again. Default: 10 minutes. */
  readonly retryMs?: number;
}

export interface Minilm {
  readonly embedder: Embedder;
  /** Why it cannot be used now, for people; undefined where nothing is known against it. Loads nothing. */
  problem(): string | undefined;
  close(): Promise<void>;
}

interface Job {
  readonly id: number;
  readonly text: string;
  resolve(vector: Float32Array): void;
  reject(error: KairosError): void;
}

/**
 * MiniLM as an Embedder; the first thread starts at the first `embed`.
 * `embed` throws KairosError `embedder-failed` where the package is missing or the engine fails, and `cancelled` on abort or `close`.
 */
export function minilm(options: MinilmOptions = {}): Minilm {
  const threads = new MinilmThreads(options);
  return {
    embedder: { tier: 'minilm', model: MINILM_MODEL, isQuick: true, embed: (texts, { as, signal }) => threads.embed(texts, as, signal) },
    problem: () => threads.problem() ?? missingPart(),
    close: () => threads.end('embedding was ended'),
  };
}

/** A thread, and the text that it has. */
interface Lane {
  readonly worker: Worker;
  job: Job | undefined;
}

/** Passes texts to threads one by one: questions before documents, each kind in the order of its calls. */
class MinilmThreads {
  readonly #url: URL;
  readonly #idleMs: number;
  readonly #retryMs: number;
  readonly #threads: (running: number) => number;
  readonly #waiting: Record<'query' | 'document', Job[]> = { query: [], document: [] };
  #lanes: Lane[] = [];
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  #deaths = 0;
  #broken: { readonly why: string; readonly untilMs: number } | undefined;

  constructor({
    worker = new URL('./minilm-worker.js', import.meta.url),
    idleMs = IDLE_MS,
    retryMs = RETRY_MS,
    threads = threadsNow,
  }: MinilmOptions) {
    this.#url = worker;
    this.#idleMs = idleMs;
    this.#retryMs = retryMs;
    this.#threads = threads;
  }

  problem(): string | undefined {
    return this.#broken !== undefined && performance.now() < this.#broken.untilMs ? this.#broken.why : undefined;
  }

  async embed(texts: readonly string[], as: 'query' | 'document', signal: AbortSignal | undefined): Promise<Float32Array[]> {
    if (signal?.aborted) throw cancelled();
    if (texts.length === 0) return [];
    const problem = this.problem() ?? missingPart();
    if (problem !== undefined) throw failed(problem);
    const jobs: Job[] = [];
    const vectors = texts.map(
      (text) =>
        new Promise<Float32Array>((resolve, reject) => {
          jobs.push({ id: (this.#lastId += 1), text: text.slice(0, TEXT_LIMIT_CHARACTERS), resolve, reject });
        }),
    );
    const withdraw = (): void => {
      for (const job of jobs) job.reject(cancelled());
    };
    signal?.addEventListener('abort', withdraw, { once: true });
    this.#waiting[as].push(...jobs);
    this.#feed();
    try {
      return await Promise.all(vectors);
    } finally {
      signal?.removeEventListener('abort', withdraw);
      // After a failure or an abort nobody reads the remaining vectors, so they are not computed.
      this.#waiting[as] = this.#waiting[as].filter((job) => !jobs.includes(job));
      // A text of another call that waits is all that keeps the process alive until a thread is free.
      const isLast = this.#waiting.query.length + this.#waiting.document.length === 0;
      for (const { worker, job } of this.#lanes) if (isLast && job !== undefined && jobs.includes(job)) worker.unref();
    }
  }

  /** Ends the threads; waiting texts fail with `cancelled`. */
  async end(why: string): Promise<void> {
    this.#fail(new KairosError('cancelled', why));
    await this.#stop(this.#lanes);
  }

  /** Gives each free thread a text, and starts one where that is worth it. */
  #feed(): void {
    clearTimeout(this.#idle);
    const { query, document } = this.#waiting;
    const most = this.#threads(this.#lanes.length);
    // The first stays even where nothing can be spared.
    void this.#stop(this.#lanes.slice(Math.max(1, most)).filter(({ job }) => job === undefined));
    while (query.length + document.length > 0) {
      const lane = this.#lanes.find(({ job }) => job === undefined) ?? this.#another(most, document.length);
      const job = lane && (query.shift() ?? document.shift());
      if (!lane || !job) break;
      lane.job = job;
      lane.worker.ref();
      const task: MinilmTask = { id: job.id, text: job.text };
      lane.worker.postMessage(task, []);
    }
    if (this.#lanes.every(({ job }) => job === undefined))
      this.#idle = setTimeout(() => void this.#stop(this.#lanes), this.#idleMs).unref();
  }

  #another(most: number, documents: number): Lane | undefined {
    const running = this.#lanes.length;
    if (running > 0 && (running >= most || documents < WORTH_A_THREAD)) return undefined;
    const lane: Lane = { worker: this.#start(), job: undefined };
    this.#lanes.push(lane);
    return lane;
  }

  #start(): Worker {
    // Its output is not passed on, since our standard output may carry a protocol; nor is it read, which would keep the process alive. It
    // needs no environment variable, and makes little garbage.
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
    // Loading it takes a command that embeds nothing two milliseconds.
    const { Worker: Thread } = process.getBuiltinModule('node:worker_threads');
    const worker = new Thread(this.#url, { stdout: true, stderr: true, env: {}, execArgv: [], name: 'kairos-minilm', resourceLimits });
    worker.on('message', (answer: MinilmAnswer) => this.#answered(worker, answer));
    worker.on('error', (error) => this.#ended(worker, oneLineError(error)));
    worker.on('exit', (code) => this.#ended(worker, `its thread ended with code ${code}`));
    return worker;
  }

  #answered(worker: Worker, answer: MinilmAnswer): void {
    const lane = this.#lanes.find((one) => one.worker === worker);
    const job = lane?.job;
    if (!lane || job?.id !== answer.id) return;
    lane.job = undefined;
    worker.unref();
    if ('vector' in answer && answer.vector.length === MINILM_MODEL.dimensions) {
      this.#deaths = 0;
      job.resolve(answer.vector);
    } else if ('stage' in answer && answer.stage === 'embed') {
      // An engine that failed once may be in any state, so the next text gets a new thread.
      job.reject(failed(answer.message));
      void this.#stop([lane]);
    } else {
      this.#breakDown('message' in answer ? answer.message : `a vector of ${answer.vector.length} dimensions came back`, job);
    }
    this.#feedAfter(!('vector' in answer));
  }

  /** After a failure, waits one turn, so that `embed` withdraws the other texts of the failed call before the next text starts. */
  #feedAfter(isFailure: boolean): void {
    if (isFailure) setImmediate(() => this.#feed());
    else this.#feed();
  }

  #ended(worker: Worker, why: string): void {
    const lane = this.#lanes.find((one) => one.worker === worker);
    if (!lane) return;
    this.#lanes = this.#lanes.filter((one) => one !== lane);
    this.#deaths += 1;
    if (this.#deaths >= DEATHS_MOST) this.#breakDown(why, lane.job);
    else lane.job?.reject(failed(why));
    this.#feedAfter(true);
  }

  #breakDown(why: string, job: Job | undefined): void {
    this.#broken = { why, untilMs: performance.now() + this.#retryMs };
    this.#deaths = 0;
    job?.reject(failed(why));
    this.#fail(failed(why));
    void this.#stop(this.#lanes);
  }

  #fail(error: KairosError): void {
    const jobs = [...this.#lanes.flatMap(({ job }) => job ?? []), ...this.#waiting.query, ...this.#waiting.document];
    for (const lane of this.#lanes) lane.job = undefined;
    this.#waiting.query = [];
    this.#waiting.document = [];
    for (const job of jobs) job.reject(error);
  }

  async #stop(lanes: readonly Lane[]): Promise<void> {
    this.#lanes = this.#lanes.filter((lane) => !lanes.includes(lane));
    await Promise.all(lanes.map(({ worker }) => worker.terminate()));
  }
}

/** Two where at least one and a half processors have nothing else to do, else one. `running`: threads of ours, which count as load themselves. */
function threadsNow(running: number): number {
  const [load = 0] = loadavg();
  // Windows does not say what its load is.
  if (platform() === 'win32') return 1;
  return availableParallelism() - Math.max(0, load - running) >= 1.5 ? 2 : 1;
}

/** The error of a model that cannot be used. Returns it, does not throw it. */
export function failed(why: string): KairosError {
  return new KairosError('embedder-failed', `MiniLM cannot be used: ${why}`);
}

/** The error of a text that nobody waits for any more. Returns it, does not throw it. */
export function cancelled(): KairosError {
  return new KairosError('cancelled', 'embedding was cancelled');
}

function oneLineError(error: unknown): string {
  return errorText(error).replace(/\s+/gu, ' ').trim();
}
