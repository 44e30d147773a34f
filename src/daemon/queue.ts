/**
 * Messages to the daemon: one file each in `.kairos/queue/new`, as in a maildir. A message under the seal of this clone has the origin and the priority
 * that were sealed; any other file is text of origin `external`, taken last. Each becomes an entry; it must have no other effect here. Three steps, each asked
 * for by the reducer: receive reads the files, enter writes the entries, acknowledge removes the files. A daemon that is killed between two of them
 * repeats the first, and no entry is written twice, nor for a message that comes again.
 */
import { compareText } from '../base/order.js';
import { byteLength, ENTRY_LIMIT_BYTES } from '../memory/entry.js';
import { actorOfMessage, type Origin } from '../memory/kinds.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import { sealKeyOrNone } from '../memory/seal-key.js';
import { appendSaid } from '../observe/said.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { Message, Noted, Priority, Refused } from './event.js';
import { notedOf } from './entry-lines.js';
import { isSealedName, messageKey, readMessageFile, SEALED_FILE_MAX_BYTES, type SealedMessage } from './message-seal.js';

/** The most messages that one tick takes; the others wait for the next. */
export const MESSAGES_PER_TICK_MAX = 64;
/** Half of an entry's limit, which leaves room for time, kind, id and indentation. */
export const MESSAGE_MAX_BYTES = ENTRY_LIMIT_BYTES / 2;
/** Of so many files that the git directory knows nothing of, the newest, a tick looks at the seal before it takes the most urgent. */
const LOOKED_AT_MAX = 1024;
/** A word that a message was laid is older than this, or its message may just come. */
const WORD_LEAST_MS = 60_000;

export interface Received {
  /** The most urgent first; those without a seal last. */
  readonly messages: readonly Message[];
  /** A refused file stays in `queue/cur` as NAME.refused. */
  readonly refused: readonly Refused[];
  /** Names of files that say that they are sealed, and are not by the key of this clone. */
  readonly unsealed: readonly string[];
}

/** What waits, for those who only look. Names of files, in no order of importance. */
export interface Waiting {
  readonly sealed: readonly string[];
  readonly unsealed: readonly string[];
  readonly refused: readonly string[];
}

/** A message that waits, as people see it. */
export interface Queued {
  /** Of its file, below `.kairos`. */
  readonly path: string;
  /** `refused`: too large, and never taken. `unsealed`: it says that it is sealed, and is not by the key of this clone. */
  readonly state: 'waiting' | 'taken' | 'unsealed' | 'refused';
  readonly priority: Priority;
  readonly origin: Origin;
  /** When it was written, in milliseconds since 1970. */
  readonly atMs: number;
  readonly sizeBytes: number;
  /** Without its secrets; '' where it was refused. */
  readonly text: string;
}

type QueueWorld = Pick<World, 'files' | 'clock' | 'random'>;

/** Takes the waiting messages. Files that git tracks there are neither read nor moved; links and folders are left alone. */
export async function receive(world: QueueWorld, ws: Workspace, view: LogView): Promise<Received> {
  const { files } = world;
  const key = await sealKeyOrNone(world, ws);
  const names = await filesIn(world, ws.queueNew, view, 'queue/new');
  const words = new Set(await wordsOf(world, ws));
  for (const name of (await urgentFirst(world, ws, names, words, key)).slice(0, MESSAGES_PER_TICK_MAX))
    await files.rename(`${ws.queueNew}/${name}`, `${ws.queueCur}/${name}`);
  const messages: Message[] = [];
  const refused: Refused[] = [];
  const unsealed: string[] = [];
  const seen = new Set<string>();
  // Those that an earlier tick took and could not enter, or that a killed daemon had taken, are among them.
  // Those of messages first, so that it is the copy that goes.
  const taken = await filesIn(world, ws.queueCur, view, 'queue/cur');
  await forgetWords(world, ws, words, new Set([...names, ...taken]));
  const others = taken.filter((one) => !words.has(one));
  const byName = [...others.filter(isSealedName), ...others.filter((one) => !isSealedName(one))];
  // Of what others laid there no more than a tick takes.
  for (const name of [...taken.filter((one) => words.has(one)), ...byName.slice(0, MESSAGES_PER_TICK_MAX)]) {
    const path = `${ws.queueCur}/${name}`;
    const read = await readMessage(world, path, name, key);
    if (read === undefined) continue;
    if ('sizeBytes' in read) {
      await files.rename(path, `${path}.refused`);
      refused.push({ id: name, sizeBytes: read.sizeBytes, allowedBytes: MESSAGE_MAX_BYTES });
      continue;
    }
    if (read.claims) unsealed.push(name);
    const { sealedId } = read.message;
    // A copy beside the first: it is taken once.
    if (sealedId !== undefined && seen.has(sealedId)) await files.remove(path);
    else messages.push(read.message);
    if (sealedId !== undefined) seen.add(sealedId);
  }
  return { messages: messages.toSorted(byUrgency), refused, unsealed };
}

/** Writes the entries of messages; a blank one has none. @throws KairosError what appending entries throws. */
export async function enter(world: QueueWorld, ws: Workspace, view: LogView, messages: readonly Message[]): Promise<readonly Noted[]> {
  const noted: Noted[] = [];
  for (const { id, sealedId, origin, text, atMs } of messages) {
    const actor = sealedId === undefined ? undefined : actorOfMessage(origin);
    const keyOf = (clean: string): string => (sealedId === undefined ? `${id}\0${atMs}\0${clean}` : messageKey(sealedId));
    const said = await appendSaid(world, ws, view, { kind: 'message', atMs, text, ...(actor !== undefined && { actor }) }, keyOf);
    if (said?.entry) noted.push(...notedOf([said.entry]));
  }
  return noted;
}

/** Removes the files of messages whose entries stand. */
export async function acknowledge(world: Pick<World, 'files'>, ws: Workspace, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    await world.files.remove(`${ws.queueCur}/${id}`);
    if (isSealedName(id)) await world.files.remove(`${ws.waitingFolder}/${id}`);
  }
}

/** What lies in the queue, taken or not. Changes nothing. */
export async function waitingMessages(world: Pick<World, 'files'>, ws: Workspace, view: LogView): Promise<Waiting> {
  const key = await sealKeyOrNone(world, ws);
  const waiting = { sealed: [] as string[], unsealed: [] as string[], refused: [] as string[] };
  for (const [folder, path] of foldersOf(ws)) {
    for (const name of await filesIn(world, folder, view, path, true)) {
      const isSealed = async (): Promise<boolean> => (await sealedAt(world, `${folder}/${name}`, name, key)) !== undefined;
      const list = name.endsWith(REFUSED) ? waiting.refused : (await isSealed()) ? waiting.sealed : waiting.unsealed;
      list.push(`${path}/${name}`);
    }
  }
  return waiting;
}

/** All that lies in the queue, in the order in which it will be taken; what was refused comes last. Changes nothing. */
export async function listQueue(world: Pick<World, 'files'>, ws: Workspace, view: LogView): Promise<readonly Queued[]> {
  const key = await sealKeyOrNone(world, ws);
  const waiting: (Ranked & { readonly queued: Queued })[] = [];
  const refused: Queued[] = [];
  for (const [folder, path] of foldersOf(ws)) {
    for (const name of await filesIn(world, folder, view, path, true)) {
      const stat = await world.files.stat(`${folder}/${name}`);
      const read = name.endsWith(REFUSED) ? undefined : await readMessage(world, `${folder}/${name}`, name, key);
      if (!stat) continue;
      const { sizeBytes, mtimeMs: atMs } = stat;
      if (read === undefined || 'sizeBytes' in read) {
        refused.push({ path: `${path}/${name}`, state: 'refused', priority: 'later', origin: 'external', atMs, sizeBytes, text: '' });
        continue;
      }
      const { message, claims } = read;
      const state = claims ? 'unsealed' : folder === ws.queueCur ? 'taken' : 'waiting';
      const { priority, origin, text } = message;
      waiting.push({ ...message, queued: { path: `${path}/${name}`, state, priority, origin, atMs: message.atMs, sizeBytes, text } });
    }
  }
  return [...waiting.toSorted(byUrgency).map(({ queued }) => queued), ...refused];
}

function foldersOf(ws: Workspace): readonly (readonly [folder: string, path: string])[] {
  return [
    [ws.queueNew, 'queue/new'],
    [ws.queueCur, 'queue/cur'],
  ];
}

/** True while the file of this message lies in the queue, taken or not. */
export async function isWaiting(world: Pick<World, 'files'>, ws: Workspace, view: LogView, name: string): Promise<boolean> {
  for (const [folder, path] of foldersOf(ws))
    if (!isHidden(view, `${path}/${name}`) && (await world.files.stat(`${folder}/${name}`)) !== undefined) return true;
  return false;
}

/** True where a message of the person's waits that must not wait. It looks only at files that nobody has taken yet. Never throws: the next tick sees it. */
export async function hasUrgent(world: Pick<World, 'files'>, ws: Workspace): Promise<boolean> {
  try {
    const key = await sealKeyOrNone(world, ws);
    for (const name of await wordsWaiting(world, ws)) {
      const message = await sealedAt(world, `${ws.queueNew}/${name}`, name, key);
      if (message?.priority === 'now' && message.origin === 'user') return true;
    }
    return false;
  } catch {
    return false;
  }
}

const REFUSED = '.refused';
const RANKS: Readonly<Record<Priority, number>> = { now: 0, next: 1, later: 2 };

type Ranked = Pick<Message, 'priority' | 'sealedId' | 'atMs'> & { readonly id: string };

function byUrgency(a: Ranked, b: Ranked): number {
  const rank = (one: Ranked): number => (one.sealedId === undefined ? 3 : RANKS[one.priority]);
  return rank(a) - rank(b) || (a.sealedId === undefined ? 0 : a.atMs - b.atMs) || compareText(a.id, b.id);
}

/** Names of files of which the git directory says that a message under the seal of this clone was laid there. */
async function wordsOf({ files }: Pick<World, 'files'>, ws: Workspace): Promise<readonly string[]> {
  return (await files.list(ws.waitingFolder)).filter(({ name, kind }) => kind === 'file' && isSealedName(name)).map(({ name }) => name);
}

/** Those of them that nobody has taken yet. What others lay beside them costs nothing. */
export async function wordsWaiting(world: Pick<World, 'files'>, ws: Workspace): Promise<readonly string[]> {
  const waiting: string[] = [];
  for (const name of await wordsOf(world, ws)) if ((await world.files.stat(`${ws.queueNew}/${name}`)) !== undefined) waiting.push(name);
  return waiting;
}

/** The word on a message that somebody took away goes, too. */
async function forgetWords(
  { files, clock }: Pick<World, 'files' | 'clock'>,
  ws: Workspace,
  words: ReadonlySet<string>,
  there: ReadonlySet<string>,
): Promise<void> {
  for (const name of words) {
    if (there.has(name)) continue;
    const path = `${ws.waitingFolder}/${name}`;
    const atMs = (await files.stat(path))?.mtimeMs;
    if (atMs !== undefined && Math.abs(clock.now() - atMs) > WORD_LEAST_MS) await files.remove(path);
  }
}

/** The names, those of sealed messages by their urgency first, all others in the order of the folder. */
async function urgentFirst(
  world: Pick<World, 'files'>,
  ws: Workspace,
  names: readonly string[],
  words: ReadonlySet<string>,
  key: string | undefined,
): Promise<readonly string[]> {
  const sealed: Ranked[] = [];
  const unknown = names.filter((name) => isSealedName(name) && !words.has(name));
  for (const name of [...names.filter((one) => words.has(one)), ...unknown.slice(-LOOKED_AT_MAX)]) {
    const message = await sealedAt(world, `${ws.queueNew}/${name}`, name, key);
    if (message) sealed.push({ ...message, sealedId: message.id, id: name });
  }
  const first = sealed.toSorted(byUrgency).map(({ id }) => id);
  const isFirst = new Set(first);
  return [...first, ...names.filter((name) => !isFirst.has(name))];
}

/** The message of a file whose seal holds. */
async function sealedAt(
  world: Pick<World, 'files'>,
  path: string,
  name: string,
  key: string | undefined,
): Promise<SealedMessage | undefined> {
  if (key === undefined || !isSealedName(name) || ((await world.files.stat(path))?.sizeBytes ?? 0) > SEALED_FILE_MAX_BYTES)
    return undefined;
  return readMessageFile((await world.files.read(path)) ?? '', key)?.sealed;
}

/** A taken message; its size where it is too large; undefined where its file went. `claims`: it says that it is sealed, and is not. */
async function readMessage(
  { files }: Pick<World, 'files'>,
  path: string,
  name: string,
  key: string | undefined,
): Promise<{ message: Message; claims: boolean } | { sizeBytes: number } | undefined> {
  const stat = await files.stat(path);
  if (stat === undefined) return undefined;
  if (stat.sizeBytes > (isSealedName(name) ? SEALED_FILE_MAX_BYTES : MESSAGE_MAX_BYTES)) return { sizeBytes: stat.sizeBytes };
  const content = (await files.read(path)) ?? '';
  const read = readMessageFile(content, key);
  const file = isSealedName(name) ? read : undefined;
  // A copy under another name has no voice, and is the same entry.
  const copied = file ? undefined : read?.sealed;
  const said = file?.text ?? copied?.text ?? content;
  if (byteLength(said) > MESSAGE_MAX_BYTES) return { sizeBytes: byteLength(said) };
  // A message goes through events that may be traced, so its secrets are replaced at once.
  const { text } = await replaceSecrets(said.trim());
  const sealed = file?.sealed;
  if (sealed) return { message: { ...sealed, text, sealedId: sealed.id, id: name }, claims: false };
  const message: Message = {
    id: name,
    priority: 'later',
    text,
    origin: 'external',
    atMs: copied?.atMs ?? stat.mtimeMs,
    ...(copied && { sealedId: copied.id }),
  };
  return { message, claims: file !== undefined };
}

/** Names of the files, in the order of the folder. */
async function filesIn(world: Pick<World, 'files'>, folder: string, view: LogView, path: string, refusedToo = false): Promise<string[]> {
  const found = await world.files.list(folder);
  return found
    .filter(({ name, kind }) => kind === 'file' && (refusedToo || !name.endsWith(REFUSED)) && !isHidden(view, `${path}/${name}`))
    .map(({ name }) => name);
}
