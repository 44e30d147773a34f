/** Serves MCP on standard input and output. Only the protocol reaches the client: anything else that is printed goes to standard error. */
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import type { World } from '../world/world.js';
import type { Memory } from './memory.js';
import { messageLines } from './message-lines.js';
import { mcpServer } from './server.js';

/** A client that closes its input may still read pending answers; the server waits for it at most this many milliseconds. */
const LAST_ANSWERS_MS = 5_000;
const LINE_MS = 20;
const WARNING_CHARACTERS = 200;

/**
 * Serves until the client closes its input, or `signal` aborts. When it resolves, no call is running.
 * @param open called once, after the first message was answered: the handshake must not wait for the repository to open.
 */
export async function serveOnStdio(
  open: () => Promise<Memory>,
  options: { readonly version: string; readonly signal: AbortSignal; readonly log: World['log'] },
): Promise<void> {
  const { version, signal, log } = options;
  let opening: Promise<Memory> | undefined;
  const memory = (): Promise<Memory> => (opening ??= open());
  const running = new Set<Promise<unknown>>();
  const output = onlyForUs();
  const lines = messageLines((refusal) => void output.write(`${JSON.stringify(refusal)}\n`));
  // The SDK gives up what is under way when its input ends, so that it is told only when all is answered.
  const input = process.stdin.pipe(lines).pipe(new PassThrough(), { end: false });
  const transport = new StdioServerTransport(input, output);
  const handle = serveStdio(
    () => {
      setImmediate(
        () =>
          void memory().then(
            (one) => one.warm(),
            () => undefined,
          ),
      );
      return mcpServer(memory, version, running);
    },
    {
      transport,
      onerror: ({ message }) => log.warn(`mcp: ${message.replace(/\s+/g, ' ').slice(0, WARNING_CHARACTERS)}`),
    },
  );
  await Promise.race([endOfInput(), brokenOutput(output), closed(transport), aborted(signal)]);
  if (!signal.aborted && !output.destroyed) await Promise.race([allAnswered(running), brokenOutput(output), aborted(signal)]);
  await handle.close();
  await (await opening?.catch(() => undefined))?.close();
  process.stdin.destroy();
}

async function endOfInput(): Promise<void> {
  await new Promise<void>(
    (resolve) =>
      void process.stdin
        .once('end', resolve)
        .once('close', resolve)
        .once('error', () => resolve()),
  );
}

async function brokenOutput(output: Writable): Promise<void> {
  await new Promise<void>((resolve) => void output.once('error', () => resolve()).once('close', resolve));
}

/** The SDK closes the connection when it cannot go on. */
async function closed(transport: StdioServerTransport): Promise<void> {
  const theirs = transport.onclose;
  await new Promise<void>((resolve) => {
    // A transport is no event target.
    // oxlint-disable-next-line unicorn/prefer-add-event-listener
    transport.onclose = () => {
      theirs?.();
      resolve();
    };
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Waits until the last input was turned into a call and its answer was written. */
async function allAnswered(running: ReadonlySet<Promise<unknown>>): Promise<void> {
  const enough = new AbortController();
  const endsAtMs = performance.now() + LAST_ANSWERS_MS;
  const late = sleep(LAST_ANSWERS_MS, undefined, { signal: enough.signal }).catch(() => undefined);
  do {
    await Promise.race([Promise.allSettled(running), late]);
    await sleep(LINE_MS);
  } while (running.size > 0 && performance.now() < endsAtMs);
  enough.abort();
}

/** Reserves standard output for the protocol and redirects everything else that writes there to standard error. */
function onlyForUs(): Writable {
  const write = process.stdout.write.bind(process.stdout);
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => void write(chunk, done),
  });
  // The SDK adds listeners for each answer that waits.
  output.setMaxListeners(0);
  process.stdout.on('error', (error) => output.destroy(error));
  process.stdout.write = process.stderr.write.bind(process.stderr);
  return output;
}
