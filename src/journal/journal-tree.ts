/** What a writer's journal ref holds. Reads git only; who may move the ref is decided elsewhere. */
import { dayOfPath, dayPath } from '../base/workspace.js';
import type { Git } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';
import { byteTextOf } from './bytes.js';

export const JOURNAL_REFS = 'refs/kairos/journal/';
/** Beside the logs: the cron tasks and when they last ran. */
export const TASKS = 'scheduled_tasks.json';

const WRITER = /^[0-9a-z][0-9a-z-]{0,39}$/;

/** The days of one journal and the blobs that hold them. */
export interface JournalTree {
  readonly tip: ObjectId | undefined;
  /** By day. */
  readonly logs: ReadonlyMap<string, ObjectId>;
  readonly edited: ReadonlyMap<string, ObjectId>;
  readonly tasks: ObjectId | undefined;
}

export const EMPTY_TREE: JournalTree = { tip: undefined, logs: new Map(), edited: new Map(), tasks: undefined };

/** True for what may name a writer: it becomes a folder's name and the last part of a ref. */
export function isWriter(name: string): boolean {
  return WRITER.test(name);
}

export function journalRef(writer: string): string {
  return `${JOURNAL_REFS}${writer}`;
}

/** The path of a day below `.kairos`, which is also its path in a journal's tree. */
export function logPath(day: string): string {
  return `logs/${dayPath(day)}`;
}

export function editedPath(day: string): string {
  return `edited/${dayPath(day)}`;
}

/** Tips of all journals of this clone by writer, in order of name. Refs that are no writer's are left out. */
export async function journalTips(git: Pick<Git, 'refs'>): Promise<ReadonlyMap<string, ObjectId>> {
  const refs = await git.refs([JOURNAL_REFS]);
  return new Map(
    refs.flatMap((ref): [string, ObjectId][] => {
      const writer = ref.name.slice(JOURNAL_REFS.length);
      return ref.commit !== undefined && isWriter(writer) ? [[writer, ref.commit]] : [];
    }),
  );
}

/** The tree of a tip. Paths that are not a day's are ignored: a ref may come from anywhere. */
export async function journalTree(git: Pick<Git, 'readTree'>, tip: ObjectId | undefined): Promise<JournalTree> {
  if (tip === undefined) return EMPTY_TREE;
  const logs = new Map<string, ObjectId>();
  const edited = new Map<string, ObjectId>();
  let tasks: ObjectId | undefined;
  for (const { path, mode, id } of await git.readTree(tip, ['logs', 'edited', TASKS])) {
    if (!mode.startsWith('100')) continue;
    const day = dayOfPath(path);
    if (path === TASKS) tasks = id;
    else if (day !== undefined && path === logPath(day)) logs.set(day, id);
    else if (day !== undefined && path === editedPath(day)) edited.set(day, id);
  }
  return { tip, logs, edited, tasks };
}

/** Blobs as byte text, all in one batch. */
export async function blobTexts(git: Pick<Git, 'readBlobs'>, ids: Iterable<ObjectId>): Promise<ReadonlyMap<ObjectId, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const blobs = await git.readBlobs(wanted);
  return new Map([...blobs].map(([id, bytes]) => [id, byteTextOf(bytes)]));
}
