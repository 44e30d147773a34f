/** Which tasks may run now, and how far each has come: by the files, the approvals in the journal, and the standing of the last look. */
import type { Workspace } from '../base/workspace.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import { type StandingFile, standingNow, type TaskStanding } from '../schedule/standing-file.js';
import { noteReadable } from '../journal/journaled-tasks.js';
import { type PlacedTask, SESSION_TASKS_PATH, TASKS_PATH, type TasksRead } from '../schedule/store.js';
import { type Approval, consentOf, readTaskJournal, type TaskJournal } from '../schedule/task-journal.js';
import type { World } from '../world/world.js';

/** What one process remembers of the tasks between two looks. */
export interface TaskMemory {
  journal: TaskJournal | undefined;
  /** The stamp of the file by which other commands say that they approved one, when the journal was read. */
  word: string | undefined;
  hasBegun: boolean;
  /** The text of the file that was noted as readable. */
  noted?: string | undefined;
  /** The last look failed while it wrote the entry of a run: whether it stands is not known. */
  isWriting: boolean;
  /** When the daemon before was last heard of, where it was killed. */
  readonly heardMs?: number | undefined;
}

export interface ApprovedTask extends PlacedTask {
  readonly approval: Approval;
}

/** The tasks that may run, and in words which may not. */
export function approvedOf(
  tasks: readonly PlacedTask[],
  journal: TaskJournal,
): { readonly approved: readonly ApprovedTask[]; readonly problems: readonly string[] } {
  const approved: ApprovedTask[] = [];
  const problems: string[] = [];
  for (const placed of tasks) {
    const consent = consentOf(placed.task, journal);
    if (consent.is === 'approved') approved.push({ ...placed, approval: consent.approval });
    else problems.push(`${placed.task.id} is ${consent.is}, not approved`);
  }
  return { approved, problems };
}

/** How far each has come; what was approved anew begins with that. */
export function standingsOf(
  approved: readonly ApprovedTask[],
  file: StandingFile,
  { journal, isUnsure }: { readonly journal: TaskJournal; readonly isUnsure: boolean },
): Pick<StandingFile, 'tasks'> {
  const tasks: Record<string, TaskStanding> = {};
  for (const { task, approval } of approved) {
    const known = file.tasks[task.id];
    const { accountedMs } = standingNow(task.id, approval, file, journal);
    // Who was killed behind an entry has not kept how far it had come.
    const entered = isUnsure ? (journal.accounted.get(task.id) ?? 0) : 0;
    tasks[task.id] =
      known?.approval !== approval.entry
        ? { approval: approval.entry, accountedMs, acts: [] }
        : entered > known.accountedMs
          ? { ...known, accountedMs: entered }
          : known;
  }
  return { tasks };
}

/** Takes the tasks of a session away, where git does not track their file. */
export async function endSessionTasks({ files }: Pick<World, 'files'>, ws: Workspace, view: LogView): Promise<void> {
  if (!isHidden(view, SESSION_TASKS_PATH) && (await files.stat(ws.sessionTasks)) !== undefined) await files.remove(ws.sessionTasks);
}

/** What the journal says; it is read again where another command gave its word, or `isAnew`. */
export async function journalNow(world: World, ws: Workspace, view: LogView, memory: TaskMemory, isAnew: boolean): Promise<TaskJournal> {
  const word = (await world.files.stat(ws.taskWord))?.stamp;
  if (isAnew || memory.journal === undefined || memory.word !== word) memory.journal = await readTaskJournal(world, ws, view);
  memory.word = word;
  return memory.journal;
}

/** Notes the file as it stands, where it can be read, once for each text. @throws KairosError as `files.write`. */
export async function noteRead(world: World, ws: Workspace, memory: TaskMemory, { broken, text }: TasksRead): Promise<void> {
  if (broken.includes(TASKS_PATH) || text === memory.noted) return;
  await noteReadable(world, ws, text);
  memory.noted = text;
}
