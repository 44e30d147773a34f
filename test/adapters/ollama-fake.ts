/** An Ollama server in this process, on loopback. It answers as the real one does, unless a test overrides an answer. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EmbedRequest {
  readonly model: string;
  readonly input: readonly string[];
  readonly dimensions?: number;
  readonly keep_alive?: string;
  readonly truncate?: boolean;
}

export interface FakeModel {
  readonly name: string;
  readonly parameters?: string;
  readonly dimensions?: number;
  readonly capabilities?: readonly string[];
}

export interface FakeServer {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly paths: string[];
  readonly embeds: EmbedRequest[];
  /** Takes a path over; undefined gives it back. */
  answer: Partial<Record<string, (request: EmbedRequest, response: ServerResponse) => void | Promise<void>>>;
  vectorsFor(request: EmbedRequest): number[][];
  close(): Promise<void>;
}

export async function fakeOllama(models: readonly FakeModel[] = [{ name: 'all-minilm:l6' }]): Promise<FakeServer> {
  const paths: string[] = [];
  const embeds: EmbedRequest[] = [];
  const dimensionsOf = (name: string): number => models.find((model) => model.name === name)?.dimensions ?? 64;
  const vectorsFor = ({ model, input, dimensions }: EmbedRequest): number[][] =>
    input.map((text) => Array.from({ length: dimensions ?? dimensionsOf(model) }, (_, index) => (index === text.length % 32 ? 3 : 0)));
  const usual: Record<string, (body: EmbedRequest) => unknown> = {
    '/api/tags': () => ({
      models: models.map(({ name, parameters = '22M' }) => ({
        name,
        digest: 'abcdef0123456789'.repeat(4),
        details: { parameter_size: parameters },
      })),
    }),
    '/api/show': ({ model }) => ({
      capabilities: models.find(({ name }) => name === model)?.capabilities ?? ['embedding'],
      model_info: { 'bert.embedding_length': dimensionsOf(model) },
    }),
    '/api/ps': () => ({ models: [] }),
    '/api/embed': (body) => ({ model: body.model, embeddings: vectorsFor(body) }),
  };
  const fake: FakeServer = { url: '', paths, embeds, answer: {}, vectorsFor, close: async () => undefined };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '';
    paths.push(path);
    const body = await bodyOf(request);
    if (path === '/api/embed') embeds.push(body);
    const own = fake.answer[path];
    if (own) await own(body, response);
    else sendJson(response, usual[path]?.(body) ?? {});
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(fake, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

async function bodyOf(request: IncomingMessage): Promise<EmbedRequest> {
  let text = '';
  for await (const part of request) text += String(part);
  return (text === '' ? {} : JSON.parse(text)) as EmbedRequest;
}
