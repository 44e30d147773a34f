/**
 * The outbox: what the agent sent to the person, one file a message, named after its key, so that a key is told once by whatever work tree of the clone, and
 * after any kill. It lies in the common git directory, where no branch brings a file and no cleaning takes one away.
 */
import { isEntryId } from '../base/ids.js';
import { compareText } from '../base/order.js';
import type { Workspace } from '../base/workspace.js';
import { DAY_MS } from '../dates/units.js';
import { normalizeText } from '../memory/entry.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { World } from '../world/world.js';
import { isOverRate, messageId, messageText, readMessage, type Outgoing, type UserMessage } from './message.js';

export interface InboxMessage extends UserMessage {
  readonly isRead: boolean;
}

/** What became of a message: `told`: one of its key was sent before. `held`: too many were sent; its key is still free. */
export type Sending = { readonly is: 'sent'; readonly message: UserMessage } | { readonly is: 'told' } | { readonly is: 'held' };

/** Longer than this a message that was read is not kept, and its key is free again. */
const READ_KEPT_MS = 180 * DAY_MS;
/** The most messages that are kept; the oldest that were read go first. */
const KEPT_MOST = 2_000;

type OutboxWorld = Pick<World, 'files' | 'clock'>;

/**
 * SendUserMessage: lays the message into the outbox, without secrets and control characters. Who may send is asked before (`maySend`).
 * @throws KairosError as `files.write`.
 */
export async function sendUserMessage(world: OutboxWorld, ws: Workspace, outgoing: Outgoing): Promise<Sending> {
  const { files, clock } = world;
  const id = messageId(outgoing.key);
  const path = pathOf(ws, id);
  if ((await files.stat(path)) !== undefined) return { is: 'told' };
  const sent = await readOutbox(world, ws);
  const times = sent.filter(({ kind }) => kind === outgoing.kind).map(({ atMs }) => atMs);
  if (outgoing.isAnswer !== true && isOverRate(outgoing.kind, times, clock.now())) return { is: 'held' };
  const first = await replaceSecrets(outgoing.text.trim());
  // Again in the form that is written, where nothing cuts a secret apart any more.
  const { text } = await replaceSecrets(normalizeText(first.text));
  const content = messageText({ ...outgoing, text, atMs: clock.now() });
  // Whole before it has its name, which one of several processes gets.
  const draft = `${ws.outbox}/tmp/${id}`;
  await files.write(draft, content);
  const isFirst = await files.link(draft, path);
  await files.remove(draft);
  const message = readMessage(content);
  if (!isFirst || !message) return { is: 'told' };
  await sweep(world, ws, sent);
  return { is: 'sent', message };
}

/** All messages, the oldest first. A file that is no message is passed over. */
export async function readOutbox({ files }: Pick<World, 'files'>, ws: Workspace): Promise<readonly InboxMessage[]> {
  const names = new Set((await files.list(ws.outbox)).filter(({ kind }) => kind === 'file').map(({ name }) => name));
  const messages: InboxMessage[] = [];
  for (const name of names) {
    const id = name.replace(/\.json$/, '');
    if (id === name || !isEntryId(id)) continue;
    const message = readMessage(await files.read(`${ws.outbox}/${name}`));
    if (message?.id === id) messages.push({ ...message, isRead: names.has(`${id}.read`) });
  }
  return messages.toSorted((a, b) => a.atMs - b.atMs || compareText(a.id, b.id));
}

/** The message of this id; undefined where there is none. */
export async function messageWithId({ files }: Pick<World, 'files'>, ws: Workspace, id: string): Promise<InboxMessage | undefined> {
  const message = isEntryId(id) && ws.hasGit ? readMessage(await files.read(pathOf(ws, id))) : undefined;
  if (message?.id !== id) return undefined;
  return { ...message, isRead: (await files.stat(markOf(ws, id))) !== undefined };
}

/** Marks messages as read. What is no message is passed over. @throws KairosError as `files.touch`. */
export async function markRead({ files, clock }: OutboxWorld, ws: Workspace, ids: readonly string[]): Promise<void> {
  for (const id of ids) if ((await files.stat(pathOf(ws, id))) !== undefined) await files.touch(markOf(ws, id), clock.now());
}

async function sweep({ files, clock }: OutboxWorld, ws: Workspace, sent: readonly InboxMessage[]): Promise<void> {
  const read = sent.filter(({ isRead }) => isRead);
  const tooMany = Math.max(0, sent.length + 1 - KEPT_MOST);
  const old = read.filter(({ atMs }, place) => place < tooMany || clock.now() - atMs > READ_KEPT_MS);
  // The mark goes last: a message without one would be new again.
  for (const { id } of old) {
    await files.remove(pathOf(ws, id));
    await files.remove(markOf(ws, id));
  }
}

function pathOf({ outbox }: Workspace, id: string): string {
  return `${outbox}/${id}.json`;
}

function markOf({ outbox }: Workspace, id: string): string {
  return `${outbox}/${id}.read`;
}
