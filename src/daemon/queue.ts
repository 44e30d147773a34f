/**
 * Messages to the daemon: one file each in `.kairos/queue/new`, as in a maildir. A message becomes an entry of origin `external` and wakes the
 * daemon; it must have no other effect. Three steps, each asked for by the reducer: receive reads the files, enter writes the entries, acknowledge
 * removes the files. A daemon that is killed between two of them repeats the first, and no entry is written twice.
 */
import { ENTRY_LIMIT_BYTES } from '../memory/entry.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import { appendSaid } from '../observe/said.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { Message, Noted, Priority, Refused } from './event.js';
import { notedOf } from './entry-lines.js';

/** The most messages that one tick takes; the others wait for the next. */
export const MESSAGES_PER_TICK_MAX = 64;
/** Half of an entry's limit, which leaves room for time, kind, id and indentation. */
const MESSAGE_MAX_BYTES = ENTRY_LIMIT_BYTES / 2;

export interface Received {
  /** The most urgent first. */
  readonly messages: readonly Message[];
  /** A refused file stays in `queue/cur` as NAME.refused. */
  readonly refused: readonly Refused[];
}

type QueueWorld = Pick<World, 'files' | 'clock' | 'random'>;

/** Takes the waiting messages. Files that git tracks there are neither read nor moved; links and folders are left alone. */
export async function receive(world: QueueWorld, ws: Workspace, view: LogView): Promise<Received> {
  const { files } = world;
  for (const name of (await waiting(world, ws.queueNew, view, 'queue/new')).slice(0, MESSAGES_PER_TICK_MAX)) {
    await files.rename(`${ws.queueNew}/${name}`, `${ws.queueCur}/${name}`);
  }
  const messages: Message[] = [];
  const refused: Refused[] = [];
  // Those that an earlier tick took and could not enter, or that a killed daemon had taken, are among them.
  for (const name of await waiting(world, ws.queueCur, view, 'queue/cur')) {
    const path = `${ws.queueCur}/${name}`;
    const stat = await files.stat(path);
    if (stat === undefined) continue;
    if (stat.sizeBytes > MESSAGE_MAX_BYTES) {
      await files.rename(path, `${path}.refused`);
      refused.push({ id: name, sizeBytes: stat.sizeBytes, allowedBytes: MESSAGE_MAX_BYTES });
      continue;
    }
    // A message goes through events that may be traced, so its secrets are replaced at once.
    const { text } = await replaceSecrets(((await files.read(path)) ?? '').trim());
    messages.push({ id: name, priority: priorityOf(name), text, origin: 'external', atMs: stat.mtimeMs });
  }
  return { messages, refused };
}

/** Writes the entries of messages; an empty message has none, it only wakes the daemon. @throws KairosError what appending entries throws. */
export async function enter(world: QueueWorld, ws: Workspace, view: LogView, messages: readonly Message[]): Promise<readonly Noted[]> {
  const noted: Noted[] = [];
  for (const { id, text, atMs } of messages) {
    const said = await appendSaid(world, ws, view, { kind: 'message', atMs, text }, (clean) => `${id}\0${atMs}\0${clean}`);
    if (said?.entry) noted.push(...notedOf([said.entry]));
  }
  return noted;
}

/** Removes the files of messages whose entries stand. */
export async function acknowledge(world: Pick<World, 'files'>, ws: Workspace, ids: readonly string[]): Promise<void> {
  for (const id of ids) await world.files.remove(`${ws.queueCur}/${id}`);
}

const RANKS: Readonly<Record<Priority, number>> = { now: 0, next: 1, later: 2 };

/** `NAME.now` and `NAME.later` say it; every other name is for the next tick. */
function priorityOf(name: string): Priority {
  return name.endsWith('.now') ? 'now' : name.endsWith('.later') ? 'later' : 'next';
}

/** Names of the files, the most urgent first, and each kind in the order of the folder. */
async function waiting(world: Pick<World, 'files'>, folder: string, view: LogView, path: string): Promise<string[]> {
  const found = await world.files.list(folder);
  return found
    .filter(({ name, kind }) => kind === 'file' && !name.endsWith('.refused') && !isHidden(view, `${path}/${name}`))
    .map(({ name }) => name)
    .toSorted((a, b) => RANKS[priorityOf(a)] - RANKS[priorityOf(b)]);
}
