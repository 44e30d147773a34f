/** Reads what a writer's journal ref holds, and names its paths. It reads git only and moves no ref. */
import { dayOfPath, dayPath, type Workspace } from '../base/workspace.js';
import type { Git } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';
import { REFS } from '../base/refs.js';
import type { World } from '../world/world.js';
import { byteTextOf } from './bytes.js';

/** The file beside the logs with the scheduled tasks and the times of their last runs. */
export const TASKS = 'scheduled_tasks.json';

/** The paths of a journal's tree. */
export const JOURNAL_PATHS = ['logs', 'edited', TASKS];

const WRITER = /^[0-9a-z][0-9a-z-]{0,39}$/;

/** The days of one journal and the blobs that hold them. */
export interface JournalTree {
  readonly tip: ObjectId | undefined;
  /** Day -> blob of `logs/`. */
  readonly logs: ReadonlyMap<string, ObjectId>;
  /** Day -> blob of `edited/`. */
  readonly edited: ReadonlyMap<string, ObjectId>;
  readonly tasks: ObjectId | undefined;
}

export const EMPTY_TREE: JournalTree = { tip: undefined, logs: new Map(), edited: new Map(), tasks: undefined };

/** True for a valid writer name: it must serve as a folder's name and as the last part of a ref. */
export function isWriter(name: string): boolean {
  return WRITER.test(name);
}

/** The path of a day's log below `.kairos`, which is also its path in a journal's tree. @throws KairosError `bad-date`. */
export function logPath(day: string): string {
  return `logs/${dayPath(day)}`;
}

/** The path of a person's version of a day, in a journal's tree. @throws KairosError `bad-date`. */
export function editedPath(day: string): string {
  return `edited/${dayPath(day)}`;
}

/** Writer -> tip of its journal, for all journals of this clone, by name. Refs whose last part is no writer's name are left out. */
export async function journalTips(git: Pick<Git, 'refs'>): Promise<ReadonlyMap<string, ObjectId>> {
  const refs = await git.refs([REFS.journals]);
  return new Map(
    refs.flatMap((ref): [string, ObjectId][] => {
      const writer = ref.name.slice(REFS.journals.length);
      return ref.commit !== undefined && isWriter(writer) ? [[writer, ref.commit]] : [];
    }),
  );
}

/** The tree of a tip. Paths of other forms are ignored, since a fetched ref may hold anything. */
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

/** The blobs as byte text, read in one batch; absent ones and those over the limit of git's port are left out: one of them may cost its day only. */
export async function blobTexts(git: Pick<Git, 'readBlobs'>, ids: Iterable<ObjectId>): Promise<ReadonlyMap<ObjectId, string>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const blobs = await git.readBlobs(wanted, { passLarge: true });
  return new Map([...blobs].map(([id, bytes]) => [id, byteTextOf(bytes)]));
}

/** The writers of this clone's journals and tails, by name. @param tips from `journalTips`. */
export async function journalWriters(
  world: Pick<World, 'files'>,
  ws: Workspace,
  tips: ReadonlyMap<string, ObjectId>,
): Promise<readonly string[]> {
  const withTails = (await world.files.list(ws.tails)).filter((entry) => entry.kind === 'directory' && isWriter(entry.name));
  return [...new Set([...tips.keys(), ...withTails.map((entry) => entry.name)])].sort();
}

/**
 * Texts in which each line stands that any commit of the chain holds; `isWhole` is false if one of them cannot be read. Only the tip and the parents of
 * commits that removed lines are read: the rest lies within them.
 */
export async function textsOfChain(git: Git, tip: ObjectId): Promise<{ readonly texts: readonly string[]; readonly isWhole: boolean }> {
  const ids = (await git.readTree(tip, JOURNAL_PATHS)).map((file) => file.id);
  for (const commit of await git.commits(await git.between([tip], []))) {
    const shrunk = commit.paths
      .filter((change) => change.deleted === undefined || change.deleted > 0)
      .map((change) => change.from ?? change.path);
    const [parent] = commit.parents;
    if (parent !== undefined && shrunk.length > 0) ids.push(...(await git.readTree(parent, shrunk)).map((file) => file.id));
  }
  const texts = await blobTexts(git, ids);
  return { texts: [...texts.values()], isWhole: ids.every((id) => texts.has(id)) };
}
