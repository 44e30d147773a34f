/** The tasks of a work tree, as people ask for them: what there is and when it runs, a new one, a person's word that one may run, and what ran. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { isoTime } from '../dates/day.js';
import type { Config } from '../config/config.js';
import { normalizeText } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import type { Tally } from '../memory/tally.js';
import { replaceSecrets } from '../observe/secrets.js';
import { type HistoryRow, readHistory } from '../schedule/history.js';
import { expiryOf, nextRun, type Standing } from '../schedule/plan.js';
import { simulate, type Asleep, type Simulated, type Simulation } from '../schedule/simulate.js';
import { type Act, readStanding, standingNow, type StandingFile } from '../schedule/standing-file.js';
import {
  editTasks,
  type PlacedProblem,
  type PlacedTask,
  readTasks,
  SESSION_TASKS_PATH,
  tasksInForce,
  TASKS_PATH,
  zoneOf,
} from '../schedule/store.js';
import { readTaskFile, rawTasks, taskFileOf, TASKS_MOST, withoutTask, withTask, type RawTask } from '../schedule/task-file.js';
import { approveTasks, type Consent, consentOf, readTaskJournal, takeBack, type TaskJournal } from '../schedule/task-journal.js';
import { isTaskId, type Task } from '../schedule/task.js';
import type { World } from '../world/world.js';
import { readActivation } from '../activation/read-activation.js';
import { NO_WISHES, rightsNow, type Wishes } from './activation.js';
import { daemonState } from './daemon-state.js';

export { localText, type Asleep, type Simulation, type SimulatedRow } from '../schedule/simulate.js';
export { whenOf } from '../schedule/entries.js';
export { whatOf } from '../schedule/task.js';
export type { HistoryRow } from '../schedule/history.js';
export type { Task } from '../schedule/task.js';

export interface TaskRow {
  readonly task: Task;
  /** Below `.kairos`. */
  readonly path: string;
  /** `new`: nobody approved it. `changed`: it is not what was approved. */
  readonly consent: Consent['is'];
  /** Its planned time and when it begins; undefined: it does not run, or no time comes. */
  readonly next?: { readonly plannedMs: number; readonly atMs: number };
  readonly expiryMs?: number;
  /** Runs that have begun and are not over: each is at its work, or tried again at a time. */
  readonly runs?: readonly Act[];
  /** It ends with the daemon, and none runs. */
  readonly isLeft?: true;
}

export interface TaskList {
  readonly tasks: readonly TaskRow[];
  readonly problems: readonly PlacedProblem[];
  /** The file of tasks cannot be read: these are those that it held when it could. */
  readonly isKept?: true;
  /** Of this machine. */
  readonly zone: string;
  /** Why no task runs; left out: those that are approved do. */
  readonly whyNone?: string;
}

export interface TasksInShort extends Pick<TaskList, 'whyNone'> {
  readonly approved: number;
  /** New or changed: a person has to approve them first. */
  readonly others: number;
  readonly problems: number;
}

/** What a new task is to be. */
export interface TaskWish {
  readonly schedule: string;
  readonly text: string;
  readonly isCommand: boolean;
  /** Of a command: its words, where they were typed as several. */
  readonly words?: readonly string[];
  readonly id?: string;
  readonly timezone?: string;
  readonly priority?: string;
  readonly missed?: string;
  readonly overlap?: string;
  readonly expiresAt?: string;
  readonly permanent: boolean;
  readonly isOfSession: boolean;
}

/** All tasks and their problems. */
export async function listTasks(
  world: World,
  ws: Workspace,
  view: LogView,
  wishes: Wishes = NO_WISHES,
  tally?: Pick<Tally, 'told'>,
): Promise<TaskList> {
  const read = await readTasks(world, ws, view);
  const journal = await readTaskJournal(world, ws, view, tally);
  const standing = await readStanding(world, ws);
  const tasks = tasksInForce(world, read, standing?.lastGood);
  const hasLeft = tasks.some(({ path }) => path === SESSION_TASKS_PATH) && (await daemonState(world, ws)).is !== 'running';
  const rows = tasks.map((placed): TaskRow => {
    const row = rowOf(placed, journal, standing);
    if (!hasLeft || placed.path !== SESSION_TASKS_PATH) return row;
    const { next: _never, ...left } = row;
    return { ...left, isLeft: true };
  });
  const whyNone = await whyNoneRuns(world, ws, wishes);
  const isKept = tasks !== read.tasks && { isKept: true as const };
  return { tasks: rows, problems: read.problems, ...isKept, zone: zoneOf(world), ...(whyNone !== undefined && { whyNone }) };
}

/** The tasks in numbers; undefined where there is none. */
export async function tasksInShort(
  world: World,
  ws: Workspace,
  view: LogView,
  { wishes, tally }: { readonly wishes: Wishes; readonly tally: Pick<Tally, 'told'> },
): Promise<TasksInShort | undefined> {
  if ((await world.files.stat(ws.tasks)) === undefined && (await world.files.stat(ws.sessionTasks)) === undefined) return undefined;
  const { tasks, problems, whyNone } = await listTasks(world, ws, view, wishes, tally);
  if (tasks.length + problems.length === 0) return undefined;
  const approved = tasks.filter(({ consent }) => consent === 'approved').length;
  return { approved, others: tasks.length - approved, problems: problems.length, ...(whyNone !== undefined && { whyNone }) };
}

/** Why no task runs here; undefined: those that are approved run when they are due, as long as a daemon does. */
async function whyNoneRuns(world: World, ws: Workspace, wishes: Wishes): Promise<string | undefined> {
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
  const nowMs = world.clock.now();
  if (nextRun(task, { approvedAtMs: nowMs, accountedMs: nowMs }) === undefined && task.rule.kind !== 'start')
    throw new KairosError('usage', `"${task.schedule}" lies in the past, or after the task expires`, { hint: 'kairos task add --help' });
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
  return rowWith({ task, path }, { approvedAtMs: atMs, accountedMs: atMs });
}

/** Notes that the person approves the task as it stands. @throws KairosError `not-found`, `damaged` for one that cannot be read. */
export async function approveTask(
  world: World,
  ws: Workspace,
  view: LogView,
  id: string,
): Promise<{ readonly row: TaskRow; readonly isNews: boolean }> {
  const placed = await taskOf(world, ws, view, id);
  const journal = await readTaskJournal(world, ws, view);
  const consent = consentOf(placed.task, journal);
  if (consent.is === 'approved') return { row: rowOf(placed, journal, await readStanding(world, ws)), isNews: false };
  const atMs = await approveTasks(world, ws, view, [placed.task]);
  return { row: rowWith(placed, { approvedAtMs: atMs, accountedMs: atMs }), isNews: true };
}

/**
 * Takes a task out of its file, and takes back that it was approved.
 * @returns the place of the error of a file that cannot be read, in which it may stand still: it does not run all the same.
 * @throws KairosError `not-found`, and as `editTasks`.
 */
export async function removeTask(world: World, ws: Workspace, view: LogView, id: string): Promise<string | undefined> {
  let found = false;
  for (const path of [TASKS_PATH, SESSION_TASKS_PATH] as const) {
    if (!rawTasks((await world.files.read(`${ws.kairos}/${path}`)) ?? '')?.has(id)) continue;
    found = true;
    await editTasks(world, ws, view, path, (text) => withoutTask(text, id));
  }
  const isKnown = (await readTaskJournal(world, ws, view)).approvals.has(id);
  await takeBack(world, ws, view, id);
  if (found) return undefined;
  const { broken, problems } = await readTasks(world, ws, view);
  const problem = problems.find(({ path }) => broken.includes(path));
  if (!isKnown && !problem) throw notFound(id);
  if (!isKnown && problem) throw new KairosError('damaged', placeOf(problem), { hint: 'mend it there; nothing was written' });
  return problem && placeOf(problem);
}

/** What became of runs, the oldest first. */
export async function taskHistory(world: World, ws: Workspace, view: LogView, id?: string): Promise<readonly HistoryRow[]> {
  return readHistory(world, ws, view, id);
}

/** What a model may cost at most: a turn for each prompt, within the budgets. */
export interface TaskCost {
  /** Left out where there are more than were counted. */
  readonly turnsMost?: number;
  readonly tokensMost: number;
  readonly turnTokens: number;
  readonly dayTokens: number;
}

/** What the tasks will do. @param asleep when the machine does not run, each day. */
export async function simulateTasks(
  world: World,
  ws: Workspace,
  view: LogView,
  {
    days,
    asleep,
    id,
    budget,
  }: { readonly days: number; readonly asleep?: Asleep; readonly id?: string; readonly budget: Config['budget'] },
): Promise<
  Simulation & {
    readonly cost: TaskCost;
    readonly zone: string;
    readonly problems: readonly PlacedProblem[];
    /** Tasks that run when the daemon starts, which nobody can foretell. */
    readonly atStart: readonly string[];
  }
> {
  const read = await readTasks(world, ws, view);
  const journal = await readTaskJournal(world, ws, view);
  const standing = await readStanding(world, ws);
  const tasks = tasksInForce(world, read, standing?.lastGood);
  if (id !== undefined && !tasks.some(({ task }) => task.id === id)) throw notFound(id);
  const nowMs = world.clock.now();
  const zone = zoneOf(world);
  const lived = tasks
    // One that is over waits for the end of its last run alone.
    .filter(({ task }) => (id === undefined || task.id === id) && standing?.tasks[task.id]?.isOver !== true)
    .map(({ task }): Simulated => {
      const consent = consentOf(task, journal);
      const isApproved = consent.is === 'approved';
      const stands = isApproved
        ? standingNow(task.id, consent.approval, standing ?? { tasks: {} }, journal)
        : { approvedAtMs: nowMs, accountedMs: nowMs };
      return { task, standing: stands, isApproved };
    });
  const lives = simulate(lived, { fromMs: nowMs, days, zone, ...(asleep && { asleep }) });
  return {
    ...lives,
    cost: costOf(lives.runs, days, budget),
    zone,
    problems: read.problems,
    atStart: lived.filter(({ task }) => task.rule.kind === 'start').map(({ task }) => task.id),
  };
}

function costOf({ prompts, isMore }: Simulation['runs'], days: number, { turn, day }: Config['budget']): TaskCost {
  const byDays = days * day.tokens;
  return {
    ...(!isMore && { turnsMost: prompts }),
    tokensMost: isMore ? byDays : Math.min(byDays, prompts * turn.tokens),
    turnTokens: turn.tokens,
    dayTokens: day.tokens,
  };
}

/** The task with this id. @throws KairosError `not-found`; `damaged` with the place where it cannot be read. */
export async function taskOf(world: World, ws: Workspace, view: LogView, id: string): Promise<PlacedTask> {
  const { tasks, problems, broken } = await readTasks(world, ws, view);
  const placed = tasks.find(({ task }) => task.id === id);
  if (placed) return placed;
  const problem = problems.find((one) => one.id === id) ?? problems.find(({ path }) => broken.includes(path));
  if (problem) throw new KairosError('damaged', placeOf(problem), { hint: 'mend it there' });
  throw notFound(id);
}

function placeOf({ path, line, column, message }: PlacedProblem): string {
  return `.kairos/${path}:${line}:${column}: ${message}`;
}

function notFound(id: string): KairosError {
  return new KairosError('not-found', `there is no task "${id}" here`, { hint: 'kairos task list' });
}

function rowOf(placed: PlacedTask, journal: TaskJournal, standing: StandingFile | undefined): TaskRow {
  const consent = consentOf(placed.task, journal);
  if (consent.is !== 'approved') return { ...placed, consent: consent.is };
  const known = standing?.tasks[placed.task.id];
  const runs = known?.approval === consent.approval.entry ? known.acts : [];
  return rowWith(placed, standingNow(placed.task.id, consent.approval, standing ?? { tasks: {} }, journal), runs);
}

function rowWith(placed: PlacedTask, standing: Standing, runs: readonly Act[] = []): TaskRow {
  const next = nextRun(placed.task, standing);
  const expiryMs = expiryOf(placed.task, standing.approvedAtMs);
  return {
    ...placed,
    consent: 'approved',
    ...(next && { next }),
    ...(expiryMs !== undefined && { expiryMs }),
    ...(runs.length > 0 && { runs }),
  };
}

/** The words of a command as they were typed, each one argument. */
async function cleanWords(words: readonly string[]): Promise<readonly string[]> {
  const clean = [];
  for (const word of words) clean.push((await replaceSecrets(word)).text);
  return clean;
}

async function rawOfWish(world: World, wish: TaskWish): Promise<RawTask> {
  const text = normalizeText((await replaceSecrets(wish.text.trim())).text);
  if (text === '')
    throw new KairosError('usage', 'an empty task does nothing', { hint: 'kairos task add "every 20m" "what is to be done"' });
  const { schedule, needsZone } = scheduleOf(wish.schedule, world);
  const timezone = wish.timezone ?? (needsZone ? zoneOf(world) : undefined);
  return {
    ...(wish.isCommand ? { command: wish.words === undefined ? text : await cleanWords(wish.words) } : { prompt: text }),
    schedule,
    ...(timezone !== undefined && { timezone }),
    ...(wish.priority !== undefined && { priority: wish.priority }),
    ...(wish.isOfSession && { durable: false }),
    ...(wish.permanent && { permanent: true }),
    ...(wish.expiresAt !== undefined && { expiresAt: wish.expiresAt }),
    ...(wish.missed !== undefined && { missed: wish.missed }),
    ...(wish.overlap !== undefined && { overlap: wish.overlap }),
  };
}

const SOON = /^in (\d+) ?([smhd])$/i;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "in 20m" becomes a time; a local time without a zone gets the machine's, so that it stays what it was when the machine moves. */
function scheduleOf(typed: string, { clock }: Pick<World, 'clock'>): { readonly schedule: string; readonly needsZone: boolean } {
  const text = typed.trim().replace(/\s+/g, ' ');
  const [, count, unit = ''] = SOON.exec(text) ?? [];
  if (count !== undefined) {
    const atMs = clock.now() + Number(count) * (UNIT_MS[unit.toLowerCase()] ?? 0);
    if (Number.isFinite(atMs) && atMs < MOST_MS) return { schedule: `at ${isoTime(atMs).slice(0, 19)}Z`, needsZone: false };
  }
  return { schedule: text, needsZone: /^at \d/i.test(text) && !/(?:Z|[+-]\d\d:\d\d)$/.test(text) };
}

/** A hundred years. */
const MOST_MS = 5_000_000_000_000;

/** The task as it will be read. @throws KairosError `usage` with what is wrong with it. */
function checked(raw: RawTask, zone: string, isOfSession: boolean): Task {
  const { tasks, problems } = readTaskFile(taskFileOf([raw]), zone, isOfSession);
  const [task] = tasks;
  if (task) return isOfSession ? { ...task, durable: false, permanent: false } : task;
  throw new KairosError('usage', problems[0]?.message ?? 'it is no task', { hint: 'kairos task add --help' });
}

/** A name out of the first words of the text. */
function freeId(text: string, taken: ReadonlySet<string>): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  let stem = '';
  for (const word of words) if (`${stem}-${word}`.length <= 24) stem = stem === '' ? word.slice(0, 24) : `${stem}-${word}`;
  if (!isTaskId(stem)) stem = 'task';
  let id = stem;
  for (let n = 2; taken.has(id); n += 1) id = `${stem}-${n}`;
  return id;
}
