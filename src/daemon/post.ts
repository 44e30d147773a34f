/**
 * Lays a sealed message into the queue of this work tree, and wakes the daemon through the git directory. It does not decide who may speak for whom: a
 * person's voice comes from `kairos tell`, and from a task as they approved it.
 */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { byteLength } from '../memory/entry.js';
import { isTrackedIn, type LogView } from '../memory/log-view.js';
import { sealKeyOf } from '../memory/seal-key.js';
import type { World } from '../world/world.js';
import { MESSAGE_ID_LENGTH, sealedName, sealedText, type SealedMessage } from './message-seal.js';
import { MESSAGE_MAX_BYTES, wordsWaiting } from './queue.js';

/** So many messages under the seal of this clone may wait; each tick takes 64. What others laid into the folder keeps nobody from speaking. */
const WAITING_MAX = 1000;

/**
 * Writes the message whole, then wakes the daemon.
 * @param given its text without secrets; `id` and `atMs` of a message that may be posted again, left out: a new id, and now.
 * @returns the message, and the path of its file below `.kairos`.
 * @throws KairosError `too-large` for a text over the limit, `lock-held` for a full queue, `hostile-checkout` where a branch brought the queue, and as
 * `sealKeyOf`.
 */
export async function postMessage(
  world: Pick<World, 'files' | 'clock' | 'random'>,
  ws: Workspace,
  view: LogView,
  given: Pick<SealedMessage, 'priority' | 'origin' | 'text'> & Partial<Pick<SealedMessage, 'id' | 'atMs' | 'task' | 'routine'>>,
): Promise<{ readonly message: SealedMessage; readonly path: string }> {
  const bytes = byteLength(given.text);
  if (bytes > MESSAGE_MAX_BYTES)
    throw new KairosError('too-large', `a message of ${bytes} bytes is over the limit of ${MESSAGE_MAX_BYTES}`, {
      hint: 'shorten it, or put the text into a file and tell where that is',
    });
  if (isTrackedIn(view, 'queue'))
    throw new KairosError('hostile-checkout', 'git tracks .kairos/queue here, so no message is laid there', {
      hint: 'leave the branch, or git rm it',
    });
  if ((await wordsWaiting(world, ws)).length >= WAITING_MAX)
    throw new KairosError('lock-held', `${WAITING_MAX} messages wait already`, { hint: 'kairos queue' });
  const key = await sealKeyOf(world, ws);
  const message: SealedMessage = { id: world.random.base32(MESSAGE_ID_LENGTH), atMs: world.clock.now(), ...given };
  const name = sealedName(message);
  // Before it lies there: no message waits of which the git directory does not know.
  await world.files.touch(`${ws.waitingFolder}/${name}`, message.atMs);
  await world.files.write(`${ws.queueTmp}/${name}`, sealedText(message, key));
  await world.files.rename(`${ws.queueTmp}/${name}`, `${ws.queueNew}/${name}`);
  await world.files.write(ws.toldFile, `${message.id}\n`);
  return { message, path: `queue/new/${name}` };
}
