/**
 * One Ollama server through its own client. Adds what the client lacks: a time-out and a signal for every request, a bound on the size of
 * the answer, no redirects. It prints nothing: errors become JSON here, because the client prints those that are not.
 */
import { Ollama } from 'ollama';
import { errorText, KairosError } from '../../base/errors.js';

const ANSWER_LIMIT_BYTES = 32 * 1024 * 1024;
const MESSAGE_LIMIT_CHARACTERS = 200;

export class OllamaServer {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /**
   * Runs one call of the client and returns its result.
   * @param limitMs the time-out of the whole call.
   * @throws KairosError `embedder-failed` with the reason, for people; `cancelled` when `signal` aborts.
   */
  async ask<T>(call: (client: Ollama) => Promise<T>, limitMs: number, signal?: AbortSignal): Promise<T> {
    const limit = AbortSignal.timeout(limitMs);
    const both = signal ? AbortSignal.any([signal, limit]) : limit;
    try {
      both.throwIfAborted();
      return await call(new Ollama({ host: this.url, fetch: guardedFetch(both) }));
    } catch (error) {
      if (signal?.aborted) throw new KairosError('cancelled', 'embedding was cancelled');
      if (limit.aborted) throw this.failure(`no answer within ${limitMs / 1000} s`);
      throw this.failure(reasonOf(error));
    }
  }

  /** The error `embedder-failed`, with the server's address before the reason. Returns it, does not throw it. */
  failure(why: string, hint?: string): KairosError {
    return new KairosError('embedder-failed', `Ollama at ${this.url}: ${why}`, hint === undefined ? {} : { hint });
  }
}

/** A `fetch` that ends with the signal, follows no redirect, and always gives a JSON body. */
function guardedFetch(signal: AbortSignal): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: 'manual', signal });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new Refused('it redirects elsewhere, which is not followed');
    }
    const text = await boundedText(response);
    const body = response.ok ? text : JSON.stringify({ error: errorIn(text) ?? `status ${response.status}` });
    return new Response(body, { status: response.ok ? 200 : response.status, headers: { 'content-type': 'application/json' } });
  };
}

async function boundedText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const part of response.body ?? []) {
    sizeBytes += part.byteLength;
    if (sizeBytes > ANSWER_LIMIT_BYTES) throw new Refused(`its answer is larger than ${ANSWER_LIMIT_BYTES} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function errorIn(text: string): string | undefined {
  try {
    const { error } = Object(JSON.parse(text)) as { readonly error?: unknown };
    return typeof error === 'string' && error !== '' ? error : undefined;
  } catch {
    return undefined;
  }
}

/** An error whose message is ours and goes to people unchanged. */
class Refused extends Error {}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'its answer is not JSON';
  if (error instanceof Refused) return error.message;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ECONNREFUSED') return 'no server answers';
  if (code !== '') return `it cannot be reached (${code})`;
  const message = errorText(error);
  return message.replace(/\s+/gu, ' ').slice(0, MESSAGE_LIMIT_CHARACTERS);
}
