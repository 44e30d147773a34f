/**
 * The files of tasks: read through the view of the logs, so that what git tracks is not, and changed by merging into what stands there. Nothing is written
 * over a text that cannot be read.
 */
import { KairosError } from '../base/errors.js';
import { placeAt } from '../base/json-text.js';
import type { Workspace } from '../base/workspace.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';
import { mergeTaskTexts } from './merge.js';
import type { Task, TaskProblem } from './task.js';
import { brokenFile, readTaskFile, type TaskFile, taskFileOf } from './task-file.js';
import { consentOf, type TaskJournal } from './task-journal.js';
import { lastReadable } from './last-readable.js';
import { TASKS_FILE_MAX_BYTES } from '../memory/task-shape.js';

/** The two files of tasks, below `.kairos`. */
export const TASKS_PATH = 'scheduled_tasks.json';
export const SESSION_TASKS_PATH = 'state/session-tasks.json';

export type TaskPath = typeof TASKS_PATH | typeof SESSION_TASKS_PATH;

/** A task and the file in which it stands. */
export interface PlacedTask {
  readonly task: Task;
  readonly path: TaskPath;
}

export interface PlacedProblem extends TaskProblem {
  /** Below `.kairos`. */
  readonly path: TaskPath;
}

export interface TasksRead {
  readonly tasks: readonly PlacedTask[];
  readonly problems: readonly PlacedProblem[];
  /** Files of which no part can be read. */
  readonly broken: readonly TaskPath[];
  /** The file of tasks as it stands; undefined: there is none that may be read. */
  readonly text: string | undefined;
}

const KIND_NAMES = { directory: 'a folder, and no file', link: 'a link, and no file', other: 'no plain file' } as const;
/** How long one waits for others that change the tasks. */
const WAIT_MS = 2_000;
/** After so long it is looked again whether a change still stands. */
const SETTLE_MS = 20;
const ROUNDS_MOST = 20;

type TaskWorld = Pick<World, 'files' | 'clock'>;

/** The tasks of both files, each with its problems. @throws nothing: what cannot be read is a problem. */
export async function readTasks(world: TaskWorld, ws: Workspace, view: LogView): Promise<TasksRead> {
  let known: string | undefined;
  const zone = (): string => (known ??= zoneOf(world));
  const tasks: PlacedTask[] = [];
  const problems: PlacedProblem[] = [];
  const broken: TaskPath[] = [];
  let text: string | undefined;
  for (const path of [TASKS_PATH, SESSION_TASKS_PATH] as const) {
    const tell = (message: string): unknown => problems.push({ path, line: 1, column: 1, message });
    const stat = isHidden(view, path) ? undefined : await world.files.stat(`${ws.kairos}/${path}`);
    if (isHidden(view, path)) {
      if (path === TASKS_PATH) tell('git tracks it, so that it is not read: "git rm --cached .kairos/scheduled_tasks.json"');
      continue;
    }
    if (stat === undefined) continue;
    if (stat.kind !== 'file' || stat.sizeBytes > TASKS_FILE_MAX_BYTES) {
      broken.push(path);
      tell(stat.kind === 'file' ? `it is over ${TASKS_FILE_MAX_BYTES} bytes` : `it is ${KIND_NAMES[stat.kind]}`);
      continue;
    }
    const content = await taskText(world, ws, path);
    if (path === TASKS_PATH && typeof content !== 'object') text = content ?? '';
    const read = typeof content === 'object' ? content : readTaskFile(content ?? '', zone, path === SESSION_TASKS_PATH);
    if (read.isBroken) broken.push(path);
    problems.push(...read.problems.map((problem) => ({ ...problem, path })));
    for (const task of read.tasks) {
      if (tasks.some((one) => one.task.id === task.id))
        problems.push({
          path,
          ...read.placeOf(task.id),
          id: task.id,
          message: `there is a task "${task.id}" in ${TASKS_PATH} already; this one does nothing`,
        });
      else tasks.push({ task: path === TASKS_PATH ? task : { ...task, durable: false, permanent: false }, path });
    }
  }
  return { tasks, problems, broken, text };
}

/** The text of a file of tasks; undefined: there is none. One with bytes that are no UTF-8 has no text, since it could not be written again as it was: then the place. */
export async function taskText({ files }: Pick<World, 'files'>, ws: Workspace, path: TaskPath): Promise<string | TaskFile | undefined> {
  const bytes = await files.readBytes(`${ws.kairos}/${path}`);
  if (bytes === undefined) return undefined;
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const odd = new TextEncoder().encode(text).findIndex((byte, at) => byte !== bytes[at]);
  if (odd < 0) return text;
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, odd)).replace(/\uFFFD$/, '');
  return brokenFile({ ...placeAt(before, before.length), message: 'it holds a byte that is no UTF-8; save it as UTF-8' });
}

/**
 * The tasks that count: a file that cannot be read ends none, so that those go on which it held when it could be read, as far as a person approved them.
 * @throws KairosError as `lastReadable`.
 */
export async function tasksInForce(
  world: Pick<World, 'clock' | 'files' | 'git'>,
  ws: Workspace,
  read: TasksRead,
  journal: Pick<TaskJournal, 'approvals'>,
): Promise<readonly PlacedTask[]> {
  if (!read.broken.includes(TASKS_PATH)) return read.tasks;
  const text = await lastReadable(world, ws);
  if (text === undefined) return read.tasks;
  const kept = readTaskFile(text, () => zoneOf(world)).tasks.filter((task) => consentOf(task, journal).is === 'approved');
  const placed = kept.map((task) => ({ task, path: TASKS_PATH }) as const);
  return [...placed, ...read.tasks.filter(({ task }) => !kept.some((one) => one.id === task.id))];
}

/** The name of the zone in which tasks without one are read. */
export function zoneOf({ clock }: Pick<World, 'clock'>): string {
  return clock.zone?.() ?? 'UTC';
}

/**
 * Changes a file of tasks: what `change` makes of the text is merged, task by task, into what stands there when it is written, and looked at again
 * afterwards. The lock only saves work: without it nothing is lost either.
 * @param change the text before -> after; what it throws is thrown.
 * @returns the text that stands there now.
 * @throws KairosError `damaged` with the place where the file cannot be read, `hostile-checkout` where git tracks it, and as `files.write`.
 */
export async function editTasks(
  world: TaskWorld,
  ws: Workspace,
  view: LogView,
  path: TaskPath,
  change: (text: string) => string,
): Promise<string> {
  refuseTracked(view, path);
  return world.files.apart(ws.taskLock, WAIT_MS, () => merged(world, ws, path, change));
}

/** @throws KairosError `hostile-checkout` with the command that mends it, where git tracks the file. */
export function refuseTracked(view: LogView, path: TaskPath): void {
  if (!isHidden(view, path)) return;
  throw new KairosError('hostile-checkout', `git tracks .kairos/${path} here, so it is neither read nor written`, {
    hint: `git rm --cached .kairos/${path}`,
  });
}

async function merged(world: TaskWorld, ws: Workspace, path: TaskPath, change: (text: string) => string): Promise<string> {
  const { files, clock } = world;
  const file = `${ws.kairos}/${path}`;
  const base = soundText(await taskText(world, ws, path), path);
  const ours = change(base ?? taskFileOf([]));
  if (ours === base) return ours;
  let stood = 0;
  for (let round = 0; round < ROUNDS_MOST; round += 1) {
    const theirs = soundText(await taskText(world, ws, path), path);
    const next = mergeTaskTexts(base, ours, theirs);
    if (next === theirs) {
      stood += 1;
      if (stood === 2) return theirs ?? '';
      await clock.sleep(SETTLE_MS);
      continue;
    }
    stood = 0;
    await files.write(file, next ?? '');
  }
  throw new KairosError('lock-held', `others write .kairos/${path} all the time`, { hint: 'run the command again' });
}

function soundText(text: string | TaskFile | undefined, path: TaskPath): string | undefined {
  const read = typeof text === 'string' ? readTaskFile(text, 'UTC') : text;
  const [problem] = read?.problems ?? [];
  if (read?.isBroken && problem)
    throw new KairosError('damaged', `.kairos/${path}:${problem.line}:${problem.column}: ${problem.message}`, {
      hint: 'mend it there; nothing was written',
    });
  return typeof text === 'string' ? text : undefined;
}
