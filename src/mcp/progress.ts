/** Tells a client that asked for it that its call is under way. It waits for nothing: a client that cannot be told is not told. */
import type { ServerContext } from '@modelcontextprotocol/server';
import { isObject } from '../base/json.js';
import type { Memory } from './memory.js';

/** So often, in milliseconds, a call that goes on says so. */
const EVERY_MS = 1_000;

/**
 * Sends progress notifications until `end`, if the call came with a token for them: at once for a call that may wait for the memory to be opened, since that
 * keeps this process busy, and each second for any call.
 */
export function reportProgress({ mcpReq }: Pick<ServerContext, 'mcpReq'>, opening: Promise<Memory>, isFirst: boolean): { end(): void } {
  const meta: unknown = mcpReq._meta;
  const token: unknown = isObject(meta) ? meta['progressToken'] : undefined;
  if (typeof token !== 'string' && typeof token !== 'number') return { end: () => undefined };
  let opened: Memory | undefined;
  void opening.then(
    (memory) => (opened = memory),
    () => undefined,
  );
  let progress = 0;
  const tell = (message: string): void => {
    progress += 1;
    void mcpReq.notify({ method: 'notifications/progress', params: { progressToken: token, progress, message } }).catch(() => undefined);
  };
  if (isFirst) tell('the repository is opened');
  const timer = setInterval(() => tell(opened ? (opened.waitsFor() ?? 'the answer is looked up') : 'the repository is opened'), EVERY_MS);
  return {
    end: () => clearInterval(timer),
  };
}
