/**
 * The worker thread that runs MiniLM: one text in, one vector out. It loads the model at the first text, because loading takes a tenth of a second
 * and 45 MB. It gets one text at a time, so that a question does not wait for a batch of documents.
 */
import { parentPort } from 'node:worker_threads';
import { errorText } from '../../base/errors.js';
import type { Engine } from '../../minilm/engine.js';
import { loadEngine } from './minilm-engine.js';

/** A request to the thread. */
export interface MinilmTask {
  readonly id: number;
  readonly text: string;
}

/** The answer of the thread. On failure, `stage` says whether loading the model or embedding the text failed. */
export type MinilmAnswer =
  | { readonly id: number; readonly vector: Float32Array<ArrayBuffer> }
  | { readonly id: number; readonly stage: 'load' | 'embed'; readonly message: string };

let loaded: Engine | undefined;

function answerTo({ id, text }: MinilmTask): MinilmAnswer {
  let stage: 'load' | 'embed' = 'load';
  try {
    const engine = (loaded ??= loadEngine());
    stage = 'embed';
    const [vector] = engine.embed([text]);
    return vector ? { id, vector } : { id, stage, message: 'it gave no vector' };
  } catch (error) {
    return { id, stage, message: errorText(error) };
  }
}

const port = parentPort;
port?.on('message', (task: MinilmTask) => {
  const answer = answerTo(task);
  port.postMessage(answer, 'vector' in answer ? [answer.vector.buffer] : []);
});
