/**
 * Messages to the daemon: one file each in `.kairos/queue/new`, as in a maildir. A message becomes an entry of origin `external` and wakes the
 * daemon; it must have no other effect. Its file is removed only after its entry is written.
 */
import { isHidden } from '../journal/checkout.js';
import { ENTRY_LIMIT_BYTES } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { appendSaid } from '../observe/said.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { Noted } from './event.js';
import { notedOf } from './entry-lines.js';

/** The most messages that one tick takes; the others wait for the next. */
export const MESSAGES_PER_TICK_MAX = 64;
/** Half of an entry's limit, which leaves room for time, kind, id and indentation. */
const MESSAGE_MAX_BYTES = ENTRY_LIMIT_BYTES / 2;

export interface Received {
  readonly noted: readonly Noted[];
  /** Refused messages, each with name and reason. A refused file stays in `queue/cur` as NAME.refused. */
  readonly problems: readonly string[];
}

type QueueWorld = Pick<World, 'files' | 'clock' | 'random'>;

/**
 * Takes the waiting messages and writes their entries. Files that git tracks there are neither read nor moved; links and folders are left alone.
 * @throws KairosError what appending entries throws; the message then stays in `queue/cur` for the next tick.
 */
export async function receive(world: QueueWorld, ws: Workspace, view: LogView): Promise<Received> {
  const { files } = world;
  for (const name of (await waiting(world, ws.queueNew, view, 'queue/new')).slice(0, MESSAGES_PER_TICK_MAX)) {
    await files.rename(`${ws.queueNew}/${name}`, `${ws.queueCur}/${name}`);
  }
  const noted: Noted[] = [];
  const problems: string[] = [];
  // This includes messages that a killed daemon had taken. Their entries have the same ids, so none is written twice.
  for (const name of await waiting(world, ws.queueCur, view, 'queue/cur')) {
    const path = `${ws.queueCur}/${name}`;
    const stat = await files.stat(path);
    if (stat === undefined) continue;
    if (stat.sizeBytes > MESSAGE_MAX_BYTES) {
      await files.rename(path, `${path}.refused`);
      problems.push(`the message ${name} has ${stat.sizeBytes} bytes, ${MESSAGE_MAX_BYTES} are allowed`);
      continue;
    }
    const message = { kind: 'message' as const, atMs: stat.mtimeMs, text: (await files.read(path)) ?? '' };
    // An empty message only wakes the daemon.
    const said = await appendSaid(world, ws, view, message, (text) => `${name}\0${stat.mtimeMs}\0${text}`);
    if (said?.entry) noted.push(...notedOf([said.entry]));
    await files.remove(path);
  }
  return { noted, problems };
}

async function waiting(world: Pick<World, 'files'>, folder: string, view: LogView, path: string): Promise<string[]> {
  const found = await world.files.list(folder);
  return found
    .filter(({ name, kind }) => kind === 'file' && !name.endsWith('.refused') && !isHidden(view, `${path}/${name}`))
    .map(({ name }) => name);
}
