/** An Ollama server for tests of whole commands. Its vectors are near for texts that share parts of words; it loads no model. */
import { trigramVector } from '../../src/replay/virtual-embedders.js';
import { fakeOllama, sendJson, type EmbedRequest, type FakeServer } from '../adapters/ollama-fake.js';
import { writeSettings } from './kairos.js';

export interface EmbeddingServer extends FakeServer {
  /** Every text that was to be embedded, the check of the model left out, in order. */
  texts(): string[];
  /** What each answer waits for; undefined: nothing. */
  holdUp: ((request: EmbedRequest) => Promise<unknown>) | undefined;
  /** Makes it the embedder of this user. */
  serve(env: Readonly<Record<string, string>>): void;
}

const MODEL = 'all-minilm:l6';

export async function embeddingServer(): Promise<EmbeddingServer> {
  const fake = await fakeOllama([{ name: MODEL }]);
  const server: EmbeddingServer = Object.assign(fake, {
    holdUp: undefined,
    texts: () => fake.embeds.flatMap(({ input }) => input).filter((text) => text.length > 8),
    serve: (env: Readonly<Record<string, string>>) =>
      writeSettings(env, `recall:\n  embedder: ollama\n  keepWarm: 0\nollama:\n  url: ${fake.url}\n  model: ${MODEL}\n`),
  });
  server.answer['/api/embed'] = async (request, response) => {
    await server.holdUp?.(request);
    sendJson(response, { model: request.model, embeddings: request.input.map((text) => [...trigramVector(text, 64)]) });
  };
  return server;
}
