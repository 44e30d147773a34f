/** The tasks of a work tree, as people ask for them: what there is and when it runs, a new one, a person's word that one may run, and what ran. */
import { KairosError } from '../base/errors.js';
import { nearest } from '../base/nearest.js';
import type { Workspace } from '../base/workspace.js';
import { loadConfig } from '../config/config.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import type { Tally } from '../memory/tally.js';
import { type HistoryRow, readHistory } from '../schedule/history.js';
import { comingRun, expiryOf, type Standing } from '../schedule/plan.js';
import { skippedTime } from '../schedule/rule.js';
import { readStanding, standingNow, type StandingFile } from '../schedule/standing-file.js';
import {
  editTasks,
  type PlacedProblem,
  type PlacedTask,
  readTasks,
  refuseTracked,
  SESSION_TASKS_PATH,
  tasksInForce,
  TASKS_PATH,
  taskText,
  zoneOf,
} from '../schedule/store.js';
import { rawTasks, TASKS_MOST, withoutTask, withTask } from '../schedule/task-file.js';
import { approveTasks, type Consent, consentOf, readTaskJournal, takeBack, type TaskJournal } from '../schedule/task-journal.js';
import { isOneOff, type Task } from '../schedule/task.js';
import type { World } from '../world/world.js';
import { readActivation } from '../activation/read-activation.js';
import { NO_WISHES, rightsNow, type Wishes } from './activation.js';
import { daemonState } from './daemon-state.js';
import { checked, freeId, rawOfWish, refuseNever, type TaskWish } from './task-wish.js';
import { runOf, runsNow, type RunsNow, type TaskRun } from './task-runs.js';

export { localText } from '../schedule/simulate.js';
export { whenOf } from '../schedule/entries.js';
export { whatOf } from '../schedule/task.js';
export type { HistoryRow } from '../schedule/history.js';
export type { Task } from '../schedule/task.js';
export type { TaskRun } from './task-runs.js';
export type { TaskWish } from './task-wish.js';

export interface TaskRow {
  readonly task: Task;
  /** Below `.kairos`. */
  readonly path: string;
  /** `new`: nobody approved it. `changed`: it is not what was approved. */
  readonly consent: Consent['is'];
  /** Its planned time and when it begins; undefined: it does not run, or no time comes. `skipped`: the local time that it stands for, over which the clocks jump. */
  readonly next?: { readonly plannedMs: number; readonly atMs: number; readonly skipped?: string };
  readonly expiryMs?: number;
  /** Runs that have begun and are not over. */
  readonly runs?: readonly TaskRun[];
  /** Its command does not run by itself: `act` is this. */
  readonly act?: 'off' | 'propose';
  /** Its only run was held, and it is left for a person to run. */
  readonly wasHeld?: true;
  /** It ends with the daemon, and none runs. */
  readonly isLeft?: true;
}

export interface TaskList {
  readonly tasks: readonly TaskRow[];
  readonly problems: readonly PlacedProblem[];
  /** No part of a file of tasks can be read. */
  readonly isUnread?: true;
  /** Git tracks the file of tasks, so that none of it is read. */
  readonly isTracked?: true;
  /** The file of tasks cannot be read: these are those that it held when it could. */
  readonly isKept?: true;
  /** Of this machine. */
  readonly zone: string;
  /** Why no task runs; left out: those that are approved do. */
  readonly whyNone?: string;
  /** No daemon runs that would begin them. */
  readonly isIdle?: true;
}

export interface TasksInShort extends Pick<TaskList, 'whyNone'> {
  readonly approved: number;
  /** New or changed: a person has to approve them first. */
  readonly others: number;
  readonly problems: number;
}

/** All tasks and their problems. */
export async function listTasks(world: World, ws: Workspace, view: LogView, wishes: Wishes = NO_WISHES): Promise<TaskList> {
  const read = await readTasks(world, ws, view);
  const journal = await readTaskJournal(world, ws, view);
  const standing = await readStanding(world, ws);
  const tasks = await tasksInForce(world, ws, read, journal);
  const isIdle = (await daemonState(world, ws)).is !== 'running';
  const hasLeft = isIdle && tasks.some(({ path }) => path === SESSION_TASKS_PATH);
  const now = await runsNow(world, ws, standing);
  const act = await actFor(
    world,
    ws,
    tasks.map(({ task }) => task),
  );
  const rows = tasks.map((placed): TaskRow => {
    const row = { ...rowOf(placed, journal, standing, now, world.clock.now()), ...(placed.task.command && act) };
    if (!hasLeft || placed.path !== SESSION_TASKS_PATH) return row;
    const { next: _never, ...left } = row;
    return { ...left, isLeft: true };
  });
  const whyNone = await whyNoneRuns(world, ws, wishes);
  const isKept = tasks !== read.tasks && { isKept: true as const };
  return {
    tasks: rows,
    problems: read.problems,
    ...isKept,
    ...(read.broken.length > 0 && { isUnread: true as const }),
    ...(isHidden(view, TASKS_PATH) && { isTracked: true as const }),
    zone: zoneOf(world),
    ...(whyNone !== undefined && { whyNone }),
    ...(isIdle && { isIdle }),
  };
}

/** What `act` says where commands do not run by themselves; it is read where there is one. */
async function actFor(world: World, ws: Workspace, tasks: readonly Task[]): Promise<Pick<TaskRow, 'act'>> {
  if (!tasks.some(({ command }) => command)) return {};
  const { act } = (await loadConfig(world, ws)).config;
  return act === 'on' ? {} : { act };
}

/** Why what was added or approved does not run by itself now, in words; undefined: it does. */
export async function whyNotNow(world: World, ws: Workspace, wishes: Wishes): Promise<string | undefined> {
  const whyNone = await whyNoneRuns(world, ws, wishes);
  if (whyNone !== undefined) return `no task runs: ${whyNone}`;
  return (await daemonState(world, ws)).is === 'running' ? undefined : NO_DAEMON;
}

/** What begins tasks where no daemon runs. */
export const NO_DAEMON = 'no daemon runs: what is due begins with "kairos run", or with "kairos run --once"';

/** The tasks in numbers; undefined where there is none. */
export async function tasksInShort(
  world: World,
  ws: Workspace,
  view: LogView,
  { wishes, tally }: { readonly wishes: Wishes; readonly tally: Pick<Tally, 'told'> },
): Promise<TasksInShort | undefined> {
  if ((await world.files.stat(ws.tasks)) === undefined && (await world.files.stat(ws.sessionTasks)) === undefined) return undefined;
  const read = await readTasks(world, ws, view);
  if (read.tasks.length + read.problems.length === 0) return undefined;
  const journal = await readTaskJournal(world, ws, view, tally);
  const tasks = await tasksInForce(world, ws, read, journal);
  const whyNone = await whyNoneRuns(world, ws, wishes);
  const approved = tasks.filter(({ task }) => consentOf(task, journal).is === 'approved').length;
  return { approved, others: tasks.length - approved, problems: read.problems.length, ...(whyNone !== undefined && { whyNone }) };
}

/** Why no task runs here; undefined: those that are approved run when they are due, as long as a daemon does. */
export async function whyNoneRuns(world: World, ws: Workspace, wishes: Wishes): Promise<string | undefined> {
  if ((await rightsNow(world, ws, wishes)).on.includes('scheduler')) return undefined;
  const { features, layers } = await readActivation(world, ws, wishes, { mayAsk: false });
  const { on, from } = features.flags.AGENT_TRIGGERS;
  if (!on) return `AGENT_TRIGGERS is off (${from})`;
  const closed = layers.find(({ name, open }) => !open && (name === 'trust' || name === 'gate'));
  return closed?.why ?? 'the daemon that runs here was started without';
}

/**
 * Adds a task. Its secrets are replaced. @param by whose wish it is: of a person's it is noted that it may run, of a tool's nothing is.
 * @throws KairosError `usage` for a task that is none, `lock-held` where there are 50, `not-found` for one of a session without a daemon, and as `editTasks`.
 */
export async function addTask(
  world: World,
  ws: Workspace,
  view: LogView,
  wish: TaskWish,
  by: 'person' | 'tool' = 'person',
): Promise<TaskRow> {
  const raw = await rawOfWish(world, wish);
  const path = wish.isOfSession ? SESSION_TASKS_PATH : TASKS_PATH;
  if (wish.isOfSession && (await daemonState(world, ws)).is !== 'running')
    throw new KairosError('not-found', 'a task of the session ends with the daemon, and none runs here', { hint: 'kairos run --detach' });
  const there = await readTasks(world, ws, view);
  const ids = new Set([...there.tasks.map(({ task }) => task.id), ...(rawTasks(there.text ?? '')?.keys() ?? [])]);
  const id = wish.id ?? freeId(wish.text, ids);
  const named = { id, ...raw };
  const task = checked(named, zoneOf(world), wish.isOfSession);
  if (wish.permanent && isOneOff(task))
    throw new KairosError('usage', `"${task.schedule}" comes once, and nothing of it expires: --permanent is for what comes again`, {
      hint: 'kairos task add --help',
    });
  const nowMs = world.clock.now();
  refuseNever(task, nowMs, zoneOf(world));
  await editTasks(world, ws, view, path, (text) => {
    const stand = rawTasks(text);
    if (ids.has(id) || stand?.has(id))
      throw new KairosError('usage', `there is a task "${id}" already`, { hint: `kairos task rm ${id}, or --id NAME` });
    if ((stand?.size ?? 0) >= TASKS_MOST)
      throw new KairosError('lock-held', `there are ${TASKS_MOST} tasks, which is the most`, {
        hint: 'kairos task list shows which one may go',
      });
    return withTask(text, id, named);
  });
  if (by === 'tool') return { task, path, consent: 'new' };
  const atMs = await approveTasks(world, ws, view, [task]);
  return { ...rowWith({ task, path }, { approvedAtMs: atMs, accountedMs: atMs }, { nowMs: atMs }), ...(await actFor(world, ws, [task])) };
}

/**
 * Notes that the person approves the task as it stands.
 * @throws KairosError `not-found`, `damaged` for one that cannot be read, `usage` for one of which no run would come.
 */
export async function approveTask(
  world: World,
  ws: Workspace,
  view: LogView,
  id: string,
): Promise<{ readonly row: TaskRow; readonly isNews: boolean }> {
  const placed = await taskOf(world, ws, view, id);
  const journal = await readTaskJournal(world, ws, view);
  const consent = consentOf(placed.task, journal);
  if (consent.is === 'approved') {
    const standing = await readStanding(world, ws);
    return { row: rowOf(placed, journal, standing, await runsNow(world, ws, standing), world.clock.now()), isNews: false };
  }
  refuseNever(placed.task, world.clock.now(), zoneOf(world), {
    expires: '"expiresAt"',
    permanent: '"permanent"',
    hint: `kairos task rm ${id}`,
  });
  const atMs = await approveTasks(world, ws, view, [placed.task]);
  const row = {
    ...rowWith(placed, { approvedAtMs: atMs, accountedMs: atMs }, { nowMs: atMs }),
    ...(await actFor(world, ws, [placed.task])),
  };
  return { row, isNews: true };
}

export interface RemovedTask {
  /** The place of the error of a file that cannot be read, in which it may stand still: it does not run all the same. */
  readonly unread?: string;
  /** Another one of this name stands in the file still. */
  readonly isTwice?: true;
  /** The job of a run of it that had begun and goes on. */
  readonly job?: string;
}

/**
 * Takes a task out of its file, and takes back that it was approved.
 * @throws KairosError `not-found`, and as `editTasks`.
 */
export async function removeTask(world: World, ws: Workspace, view: LogView, id: string): Promise<RemovedTask> {
  const standing = await readStanding(world, ws);
  const now = await runsNow(world, ws, standing);
  const runs = (standing?.tasks[id]?.acts ?? []).map((act) => runOf(id, act, now, world.clock.now()));
  const job = runs.find(({ is }) => is === 'runs')?.job;
  let found = false;
  let isTwice = false;
  for (const path of [TASKS_PATH, SESSION_TASKS_PATH] as const) {
    const before = await taskText(world, ws, path);
    if (typeof before !== 'string' || !rawTasks(before)?.has(id)) continue;
    found = true;
    const text = await editTasks(world, ws, view, path, (stands) => withoutTask(stands, id));
    isTwice ||= rawTasks(text)?.has(id) === true;
  }
  const isKnown = (await readTaskJournal(world, ws, view)).approvals.has(id);
  await takeBack(world, ws, view, id);
  const more = { ...(isTwice && { isTwice: true as const }), ...(job !== undefined && { job }) };
  if (found) return more;
  const { broken, problems } = await readTasks(world, ws, view);
  const problem = problems.find(({ path }) => broken.includes(path));
  if (!isKnown) refuseTracked(view, TASKS_PATH);
  if (!isKnown && !problem) throw noTask(id, await knownIds(world, ws, view));
  if (!isKnown && problem) throw new KairosError('damaged', placeOf(problem), { hint: 'mend it there; nothing was written' });
  return { ...more, ...(problem && { unread: placeOf(problem) }) };
}

/** What became of runs, the oldest first. @throws KairosError `not-found` for a task that there neither is nor was. */
export async function taskHistory(world: World, ws: Workspace, view: LogView, id?: string): Promise<readonly HistoryRow[]> {
  const rows = await readHistory(world, ws, view, id);
  if (id === undefined || rows.length > 0) return rows;
  const ids = await knownIds(world, ws, view);
  if (!ids.includes(id)) throw noTask(id, [...ids, ...(await readHistory(world, ws, view)).map((row) => row.id)]);
  return rows;
}

/** The names of all tasks that stand in a file or were approved, whether they can be read or not. */
async function knownIds(world: World, ws: Workspace, view: LogView): Promise<readonly string[]> {
  const { tasks, problems } = await readTasks(world, ws, view);
  const { approvals } = await readTaskJournal(world, ws, view);
  return [...tasks.map(({ task }) => task.id), ...problems.flatMap(({ id }) => id ?? []), ...approvals.keys()];
}

/** The task with this id. @throws KairosError `not-found`; `damaged` with the place where it cannot be read; `hostile-checkout` where git tracks the file. */
export async function taskOf(world: World, ws: Workspace, view: LogView, id: string): Promise<PlacedTask> {
  const { tasks, problems, broken } = await readTasks(world, ws, view);
  const placed = tasks.find(({ task }) => task.id === id);
  if (placed) return placed;
  refuseTracked(view, TASKS_PATH);
  const problem = problems.find((one) => one.id === id) ?? problems.find(({ path }) => broken.includes(path));
  if (problem) throw new KairosError('damaged', placeOf(problem), { hint: 'mend it there' });
  throw noTask(
    id,
    tasks.map(({ task }) => task.id),
  );
}

function placeOf({ path, line, column, message }: PlacedProblem): string {
  return `.kairos/${path}:${line}:${column}: ${message}`;
}

/** That there is no task of this name. @param ids those that there are. */
export function noTask(id: string, ids: readonly string[]): KairosError {
  const near = nearest(id, [...new Set(ids)]);
  const hint = near === undefined ? 'kairos task list' : `did you mean ${near}? See kairos task list`;
  return new KairosError('not-found', `there is no task "${id}" here`, { hint });
}

function rowOf(placed: PlacedTask, journal: TaskJournal, standing: StandingFile | undefined, now: RunsNow, nowMs: number): TaskRow {
  const consent = consentOf(placed.task, journal);
  if (consent.is !== 'approved') return { ...placed, consent: consent.is };
  const known = standing?.tasks[placed.task.id];
  const runs = known?.approval === consent.approval.entry ? known.acts : [];
  const row = rowWith(placed, standingNow(placed.task.id, consent.approval, standing ?? { tasks: {} }, journal), {
    nowMs,
    ran: journal.ahead.get(placed.task.id),
    runs: runs.map((act) => runOf(placed.task.id, act, now, nowMs)),
  });
  return known?.approval === consent.approval.entry && known.isHeld ? { ...row, wasHeld: true } : row;
}

function rowWith(
  placed: PlacedTask,
  standing: Standing,
  { nowMs, ran, runs = [] }: { readonly nowMs: number; readonly ran?: ReadonlySet<number> | undefined; readonly runs?: readonly TaskRun[] },
): TaskRow {
  const next = comingRun(placed.task, standing, nowMs, ran);
  const skipped = next && skippedTime(placed.task.rule, next.plannedMs, standing.approvedAtMs);
  const expiryMs = expiryOf(placed.task, standing.approvedAtMs);
  return {
    ...placed,
    consent: 'approved',
    ...(next && { next: { ...next, ...(skipped !== undefined && { skipped }) } }),
    ...(expiryMs !== undefined && { expiryMs }),
    ...(runs.length > 0 && { runs }),
  };
}
