/** The port of policies on the real machine: a file, or an answer to one GET. It follows no redirection and decides nothing. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { errorText } from '../base/errors.js';
import type { Policies, PolicyText } from '../world/policies.js';

const BYTES_MOST = 64 * 1024;
const WAIT_MS = 5000;
const LOOPBACK = /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/;

/** The port. */
export function realPolicies(): Policies {
  return {
    read: async (source) => {
      try {
        if (source.startsWith('/')) return await fileAt(source);
        if (source.startsWith('file://')) return await fileAt(fileURLToPath(source));
        return await answerOf(source);
      } catch (error) {
        return { is: 'failed', why: reasonOf(error) };
      }
    },
  };
}

async function fileAt(path: string): Promise<PolicyText> {
  try {
    // At once, as all of our files: node:fs/promises loads half of readline with each command. A pipe without a writer must not be waited for.
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      if (!fstatSync(fd).isFile()) return { is: 'failed', why: 'it is no file' };
      const bytes = new Uint8Array(BYTES_MOST + 1);
      return textOf(bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0)));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { is: 'absent' };
    throw error;
  }
}

async function answerOf(address: string): Promise<PolicyText> {
  if (!URL.canParse(address)) return { is: 'failed', why: 'it is neither an absolute path nor an address' };
  const url = new URL(address);
  const { protocol, hostname, username, password } = url;
  if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.test(hostname)))
    return { is: 'failed', why: 'only https is read, and http of this machine itself' };
  // `fetch` takes no address with a password in it.
  const basic = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  const headers = { accept: 'text/yaml, */*', ...((username !== '' || password !== '') && { authorization: `Basic ${basic}` }) };
  url.username = '';
  url.password = '';
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(WAIT_MS), headers });
  if (!answer.ok) {
    await answer.body?.cancel();
    return { is: 'failed', why: `the server answered ${answer.status}` };
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    parts.push(part);
    size += part.length;
    if (size > BYTES_MOST) break;
  }
  return textOf(Buffer.concat(parts));
}

function textOf(bytes: Uint8Array): PolicyText {
  if (bytes.length > BYTES_MOST) return { is: 'failed', why: `it is longer than ${BYTES_MOST} bytes` };
  return { is: 'text', text: new TextDecoder().decode(bytes) };
}

/** What `fetch` says of a refused connection is in the cause of its error. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${WAIT_MS / 1000} s`;
  return cause === undefined ? errorText(error) : errorText(cause);
}
