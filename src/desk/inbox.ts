/** What the agent sent to the person of this clone, read or not. */
import { KairosError } from '../base/errors.js';
import { bareId } from '../base/ids.js';
import type { Workspace } from '../base/workspace.js';
import { markRead, readOutbox, type InboxMessage } from '../agent/outbox.js';
import type { World } from '../world/world.js';

export type { InboxMessage } from '../agent/outbox.js';

/** The messages, the oldest first. @param all also those that were read. */
export async function inbox(
  world: Pick<World, 'files'>,
  ws: Workspace,
  { all = false }: { readonly all?: boolean } = {},
): Promise<readonly InboxMessage[]> {
  return (await readOutbox(world, ws)).filter(({ isRead }) => all || !isRead);
}

/**
 * Marks messages as read. @param typed ids as they were typed; left out: all. @returns how many were new.
 * @throws KairosError `not-found` for an id of no message, before any is marked.
 */
export async function readMessages(world: Pick<World, 'files' | 'clock'>, ws: Workspace, typed?: readonly string[]): Promise<number> {
  const messages = await readOutbox(world, ws);
  const wanted = typed?.map((one) => {
    const message = messages.find(({ id }) => id === bareId(one));
    if (message) return message;
    throw new KairosError('not-found', `there is no message ${one}`, { hint: 'kairos inbox --all' });
  });
  const fresh = [...new Set(wanted ?? messages)].filter(({ isRead }) => !isRead);
  await markRead(
    world,
    ws,
    fresh.map(({ id }) => id),
  );
  return fresh.length;
}
