/** Tells the daemon something in the person's own voice: a message under the seal of the clone. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { readPause, resume } from '../activation/pause.js';
import { isTrusted } from '../activation/trust.js';
import type { Priority } from '../daemon/event.js';
import { messageKey } from '../daemon/message-seal.js';
import { postMessage } from '../daemon/post.js';
import { entryId, normalizeText } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { World } from '../world/world.js';
import { daemonState } from './daemon-state.js';

export type { Priority } from '../daemon/event.js';

export interface Told {
  /** Of the message. */
  readonly id: string;
  /** The id that its entry will have. */
  readonly entry: string;
  readonly priority: Priority;
  readonly atMs: number;
  /** Its file, below `.kairos`. */
  readonly path: string;
  /** Names of the rules that found a secret, in the order of the text. */
  readonly secretsReplaced: readonly string[];
  /** A pause by `kairos pause` is over: the person spoke. */
  readonly hasResumed?: true;
  /** Why nobody takes it at once. */
  readonly waits?: 'no daemon' | 'paused' | 'not trusted';
}

/** Refuses a blank message. Call it before the repository is opened. @throws KairosError `usage`. */
export function refuseBlankMessage(text: string): void {
  if (normalizeText(text) === '')
    throw new KairosError('usage', 'an empty message says nothing', { hint: 'kairos tell "what the daemon is to know"' });
}

/** Lays the message into the queue. Its secrets are replaced. @throws KairosError `usage` for an empty one, and as `postMessage`. */
export async function tellDaemon(
  world: World,
  ws: Workspace,
  view: LogView,
  given: { readonly text: string; readonly priority: Priority },
): Promise<Told> {
  refuseBlankMessage(given.text);
  const first = await replaceSecrets(given.text.trim());
  // Again in the form that is written, where nothing cuts a secret apart any more.
  const { text, found } = await replaceSecrets(normalizeText(first.text));
  const { message, path } = await postMessage(world, ws, view, { priority: given.priority, origin: 'user', text });
  // It lies in the queue before anybody goes on. What a file paused is not theirs alone to lift.
  const pause = await readPause(world, ws);
  const hasResumed = pause?.by === 'command' && !pause.fileStands && (await resume(world, ws));
  const waits = await whyWaiting(world, ws);
  return {
    id: message.id,
    entry: entryId('message', messageKey(message.id)),
    priority: message.priority,
    atMs: message.atMs,
    path,
    secretsReplaced: [...first.found, ...found],
    ...(hasResumed && { hasResumed }),
    ...(waits !== undefined && { waits }),
  };
}

async function whyWaiting(world: World, ws: Workspace): Promise<Told['waits']> {
  if (!(await isTrusted(world, ws))) return 'not trusted';
  if ((await daemonState(world, ws)).is !== 'running') return 'no daemon';
  return (await readPause(world, ws)) ? 'paused' : undefined;
}
