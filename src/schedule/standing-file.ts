/**
 * How far the tasks of this work tree have come, in the git directory (`kairos/tasks.json`), where no branch and no cleaning reaches. It is written before
 * and after each act, so that a daemon that was killed knows what it had begun. Where it is lost, the journal says what ran.
 */
import { jsonFile, isObject, parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { Standing } from './plan.js';
import type { Approval, TaskJournal } from './task-journal.js';

/** A run whose entry stands and that is not over. */
export interface Act {
  readonly plannedMs: number;
  /** Of how many tries this is the next; from 1. */
  readonly attempt: number;
  /** Not before this time. */
  readonly notBeforeMs: number;
  /** The text of its entry, for a daemon that was killed before it stood. */
  readonly entry?: string;
  /** It was said that it starts, and it waits for room. */
  readonly isTold?: true;
}

export interface TaskStanding {
  /** The entry that approved the task as it stands. */
  readonly approval: string;
  readonly accountedMs: number;
  /** The latest planned time that it ever came to; later than the above where the clock was set back. */
  readonly highMs?: number;
  /** Not begun, or not over. */
  readonly acts: readonly Act[];
  /** The file of its last message in the queue. */
  readonly message?: string;
  /** It goes out of the file when its acts are over. */
  readonly isOver?: true;
  /** Its only run was held: it is left for a person to run. */
  readonly isHeld?: true;
}

/** A run that had begun when its task went out of the file, or was changed: how it ends is told still, and it is not tried again. */
export interface LeftRun extends Act {
  readonly id: string;
  /** Another task stands under its name, or the same one approved anew. */
  readonly isChanged?: true;
}

export interface StandingFile {
  readonly tasks: Readonly<Record<string, TaskStanding>>;
  readonly left?: readonly LeftRun[];
}

const FORMAT = 1;

/** What stands there; undefined where nothing can be read. */
export async function readStanding({ files }: Pick<World, 'files'>, ws: Workspace): Promise<StandingFile | undefined> {
  const { format, tasks, left } = parseObject(await files.read(ws.taskStanding)) ?? {};
  if (format !== FORMAT || !isObject(tasks)) return undefined;
  const read: Record<string, TaskStanding> = {};
  for (const [id, value] of Object.entries(tasks)) {
    const standing = standingOf(value);
    if (standing) read[id] = standing;
  }
  const leftRuns = Array.isArray(left) ? left.filter((one): one is LeftRun => isAct(one) && typeof one['id'] === 'string') : [];
  return { tasks: read, ...(leftRuns.length > 0 && { left: leftRuns }) };
}

/** Writes it, so that a loss of power takes nothing of it. @throws KairosError as `files.write`. */
export async function writeStanding({ files }: Pick<World, 'files'>, ws: Workspace, standing: StandingFile): Promise<void> {
  await files.write(ws.taskStanding, jsonFile({ format: FORMAT, ...standing }));
}

/** How far an approved task has come: by the file, else by the journal, else it begins with its approval. Pure. */
export function standingNow(
  id: string,
  approval: Approval,
  { tasks }: Pick<StandingFile, 'tasks'>,
  { accounted }: Pick<TaskJournal, 'accounted'>,
): Standing {
  const known = tasks[id];
  const byFile = known?.approval === approval.entry ? known.accountedMs : accounted.get(id);
  return { approvedAtMs: approval.atMs, accountedMs: Math.max(approval.atMs, byFile ?? 0) };
}

function standingOf(value: unknown): TaskStanding | undefined {
  if (!isObject(value)) return undefined;
  const { approval, accountedMs, highMs, acts, message, isOver, isHeld } = value;
  if (typeof approval !== 'string' || typeof accountedMs !== 'number' || !Array.isArray(acts)) return undefined;
  return {
    approval,
    accountedMs,
    ...(typeof highMs === 'number' && { highMs }),
    acts: acts.filter((act): act is Act => isAct(act)),
    ...(typeof message === 'string' && { message }),
    ...(isOver === true && { isOver }),
    ...(isHeld === true && { isHeld }),
  };
}

function isAct(value: unknown): value is Record<string, unknown> {
  return isObject(value) && ['plannedMs', 'attempt', 'notBeforeMs'].every((name) => typeof value[name] === 'number');
}
