/** The file of tasks as the journal has it: the newest text of which tasks can be read, whatever was committed behind it. */
import { isTaskText, TASKS_FILE_MAX_BYTES } from '../memory/task-shape.js';
import type { Workspace } from '../base/workspace.js';
import type { Git } from '../world/git.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { exactTextOf } from './bytes.js';
import { blobTexts, TASKS } from './journal-tree.js';

/** So far back a readable text is looked for: journals are committed each hour. */
const COMMITS_MOST = 2_000;
const TEXTS_MOST = 50;

/** True for bytes of which tasks can be read. @param byteText of the file. */
export function isReadableTasks(byteText: string): boolean {
  const text = byteText.length <= TASKS_FILE_MAX_BYTES ? exactTextOf(byteText) : undefined;
  return text !== undefined && isTaskText(text);
}

/**
 * The newest readable text, as byte text; where none is readable, that of the tip, so that nothing which was journaled is lost.
 * @param id of the file at the tip, where it is known.
 */
export async function journaledTasks(
  git: Pick<Git, 'between' | 'commits' | 'readBlobs' | 'readTree'>,
  tip: ObjectId | undefined,
  id?: ObjectId,
): Promise<{ readonly byteText: string; readonly isReadable: boolean } | undefined> {
  if (tip === undefined) return undefined;
  const newest = id === undefined ? await textAt(git, tip) : (await blobTexts(git, [id])).get(id);
  if (newest !== undefined && isReadableTasks(newest)) return { byteText: newest, isReadable: true };
  const commits = await git.commits((await git.between([tip], [], { most: COMMITS_MOST })).toReversed());
  const changed = commits.filter(({ paths }) => paths.some(({ path }) => path === TASKS));
  for (const { id: commit } of changed.slice(0, TEXTS_MOST)) {
    const byteText = await textAt(git, commit);
    if (byteText !== undefined && isReadableTasks(byteText)) return { byteText, isReadable: true };
  }
  return newest === undefined ? undefined : { byteText: newest, isReadable: false };
}

/**
 * Notes in the git directory what the file of tasks holds, where it can be read and is not noted yet: with each approval, each look of the daemon and each
 * commit of the journal. So it is never older than what the journal has. @throws KairosError as `files.write`.
 */
export async function noteReadable({ files }: Pick<World, 'files'>, ws: Workspace, text: string | undefined): Promise<void> {
  if (text === undefined || !isTaskText(text) || (await files.read(ws.tasksRead)) === text) return;
  await files.write(ws.tasksRead, text);
}

/** The text that was noted, where it can be read. */
export async function notedTasks({ files }: Pick<World, 'files'>, ws: Workspace): Promise<string | undefined> {
  const noted = await files.read(ws.tasksRead);
  return noted !== undefined && isTaskText(noted) ? noted : undefined;
}

async function textAt(git: Pick<Git, 'readBlobs' | 'readTree'>, commit: ObjectId): Promise<string | undefined> {
  const file = (await git.readTree(commit, [TASKS])).find(({ mode }) => mode.startsWith('100'));
  return file && (await blobTexts(git, [file.id])).get(file.id);
}
