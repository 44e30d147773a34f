/**
 * Looks at the tasks and begins what is due: the entry of a run first, then its act, then how far the task has come, so that a daemon that is killed at any
 * call begins no run twice and leaves none unsaid. Which runs are due is decided by `schedule/plan`, which commands may start by the reducer.
 */
import { maySend } from '../agent/message.js';
import { errorText } from '../base/errors.js';
import { sortedJson } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import type { Rights } from '../activation/cascade.js';
import { isoTime } from '../dates/day.js';
import { appendEntries } from '../memory/append.js';
import type { LogView } from '../memory/log-view.js';
import { writerOf } from '../memory/writer.js';
import { countText, expiredDraft, fireDraft, notesOf, passedDraft, whyText } from '../schedule/entries.js';
import { addHistory, type HistoryRow, type RunOutcome } from '../schedule/history.js';
import { expiryOf, type Fire, type Plan, planOf } from '../schedule/plan.js';
import { type Act, type LeftRun, readStanding, type StandingFile, type TaskStanding, writeStanding } from '../schedule/standing-file.js';
import { type PlacedTask, readTasks, tasksInForce } from '../schedule/store.js';
import { isOneOff, type Task, whatOf } from '../schedule/task.js';
import type { World } from '../world/world.js';
import type { EventOf, ToolCall } from './event.js';
import { readRecords, type JobRecord } from './job-record.js';
import { readConfig } from './preflight.js';
import { isWaiting } from './queue.js';
import { commandAct, givenUp, promptAct, routineAct, waitsToRetry, type ActResult } from './task-acts.js';
import type { DreamRun, TaskTold } from './task-events.js';
import { cutOffDreams, endOfLeft, GATES_DECIDE, leftRuns, withoutLeft } from './task-left.js';
import { taskOfCall } from './task-rules.js';
import { isNoted, tidy } from './task-tidy.js';
import { approvedOf, endSessionTasks, journalNow, noteRead, standingsOf, type TaskMemory } from './tasks-now.js';
import { isThinker } from './turn-begin.js';

export interface TaskLook {
  readonly startedAtMs: number;
  readonly once: boolean;
  /** The last look of `run --once`: it tells what became of commands, and begins nothing. */
  readonly isLast?: boolean;
  /** The runs of tasks whose command runs, by their keys. */
  readonly running: readonly string[];
  readonly rights: Rights;
}

const AT_START_MS = 1000;

interface Desk {
  readonly world: World;
  readonly ws: Workspace;
  readonly view: LogView;
  readonly look: TaskLook;
  readonly writer: string;
  readonly mode: 'off' | 'propose' | 'on';
  readonly memory: TaskMemory;
  readonly isFirst: boolean;
  /** Of runs that had begun it is not known whether their entries stand. */
  readonly isUnsure: boolean;
  readonly records: () => Promise<readonly JobRecord[]>;
  readonly keep: (id: string, standing: TaskStanding) => Promise<void>;
  readonly told: TaskTold[];
  readonly history: HistoryRow[];
  readonly calls: ToolCall[];
  readonly nextAtMs: number[];
  dreamRun?: DreamRun;
}

/** The result of one look. @throws KairosError as `readTaskJournal`, `appendEntries` and `files.write`. */
export async function lookAtTasks(
  world: World,
  ws: Workspace,
  view: LogView,
  memory: TaskMemory,
  look: TaskLook,
): Promise<Omit<EventOf<'tasksLooked'>, 'atMs'>> {
  const isFirst = !memory.hasBegun;
  if (isFirst) await endSessionTasks(world, ws, view);
  const read = await readTasks(world, ws, view);
  const stood = (await readStanding(world, ws)) ?? { tasks: {} };
  const isUnsure = isFirst || memory.isWriting;
  let journal = await journalNow(world, ws, view, memory, isUnsure);
  const tasks = await tasksInForce(world, ws, read, journal);
  // A task that came back, or whose standing is lost: the journal of now knows what ran.
  if (approvedOf(tasks, journal).approved.some(({ task, approval }) => stood.tasks[task.id]?.approval !== approval.entry))
    journal = await journalNow(world, ws, view, memory, true);
  const { approved, problems } = approvedOf(tasks, journal);
  const standings = standingsOf(approved, stood, { journal, isUnsure });
  const left = leftRuns(stood, standings, new Set(tasks.map(({ task }) => task.id)));
  let file: StandingFile = { ...standings, ...(left.length > 0 && { left }) };
  // Before anything runs: of a task that has a standing it is known what had begun.
  if (sortedJson(file) !== sortedJson(stood)) await writeStanding(world, ws, file);
  if (approved.length > 0) await noteRead(world, ws, memory, read);
  memory.hasBegun = true;
  let records: Promise<readonly JobRecord[]> | undefined;
  const desk: Desk = {
    world,
    ws,
    view,
    look,
    writer: await writerOf(world, ws),
    mode: (await readConfig(world, ws)).config.act,
    memory,
    isFirst,
    isUnsure,
    records: () => (records ??= readRecords(world, ws)),
    keep: async (id, standing) => {
      file = { ...file, tasks: { ...file.tasks, [id]: standing } };
      await writeStanding(world, ws, file);
    },
    told: [],
    history: isFirst ? [...(await cutOffDreams(world, ws, view))] : [],
    calls: [],
    nextAtMs: [],
  };
  const ended = await endedLeft(desk, left);
  if (ended.length > 0) await writeStanding(world, ws, (file = withoutLeft(file, ended)));
  const over: PlacedTask[] = [];
  const ran: PlacedTask[] = [];
  for (const placed of approved) {
    const { task, approval } = placed;
    const standing = file.tasks[task.id] as TaskStanding;
    const { after, hasFired } = await lookAtTask(desk, task, approval.atMs, standing);
    if (after !== standing) await desk.keep(task.id, after);
    if (hasFired && isNoted(task)) ran.push(placed);
    if (after.isOver && after.acts.length === 0) over.push(placed);
  }
  memory.isWriting = false;
  await tidy(world, ws, view, ran, over);
  await addHistory(world, ws, view, desk.history).catch((error: unknown) => world.log.warn(`history of tasks: ${errorText(error)}`));
  return {
    type: 'tasksLooked',
    told: desk.told,
    calls: desk.calls,
    isDreamDue: desk.dreamRun !== undefined,
    ...(desk.dreamRun && { dreamRun: desk.dreamRun }),
    hasDreamTask: approved.some(({ task }) => task.routine === 'dream'),
    ...(desk.nextAtMs.length > 0 && { nextAtMs: Math.min(...desk.nextAtMs) }),
    problems: [...read.problems.map(({ path, line, column, message }) => `.kairos/${path}:${line}:${column}: ${message}`), ...problems],
  };
}

/** Keeps in the history what became of a run that the reducer knows of. A history that cannot be written holds nothing up. */
export async function noteTask(world: World, ws: Workspace, view: LogView, row: HistoryRow): Promise<undefined> {
  await addHistory(world, ws, view, [row]).catch((error: unknown) => world.log.warn(`history of tasks: ${errorText(error)}`));
}

/** Those of the runs whose task is gone that are over, each once it was told. */
async function endedLeft(desk: Desk, left: readonly LeftRun[]): Promise<readonly LeftRun[]> {
  const { world, ws, view, look, writer } = desk;
  const ended: LeftRun[] = [];
  for (const run of left) {
    const end = await endOfLeft(world, ws, view, run, { running: look.running, records: await desk.records(), writer });
    if (!end) continue;
    say(desk, run, end.outcome, end.detail, run.plannedMs, end.outcome === 'failed' ? 'warn' : 'quiet');
    ended.push(run);
  }
  return ended;
}

async function lookAtTask(
  desk: Desk,
  task: Task,
  approvedAtMs: number,
  given: TaskStanding,
): Promise<{ readonly after: TaskStanding; readonly hasFired: boolean }> {
  let standing = given;
  const expiryMs = expiryOf(task, approvedAtMs);
  const waited = await retriesOf(desk, task, given);
  for (const act of given.acts) {
    // A daemon that was killed, or a disk that was full: that it begins may be all that was kept.
    if (desk.isUnsure) {
      const draft = fireDraft(task, { ...act, lateMs: 0, isLast: false }, desk.writer);
      await appendEntries(desk.world, desk.ws, desk.view, [{ ...draft, text: act.entry ?? draft.text }]);
    }
    if (!waited.includes(act)) standing = withResult(desk, task, standing, act, await goOn(desk, task, act, expiryMs));
  }
  if (desk.look.isLast) return { after: standing, hasFired: false };
  if (standing.isOver || standing.isHeld) return { after: await tryAgain(desk, task, approvedAtMs, standing, waited), hasFired: false };
  const retries = await retriesOf(desk, task, standing);
  const plan = await planNow(desk, task, approvedAtMs, standing, retries);
  // A planned run is not kept from its time by tries of the last one, which take its place in turn.
  if (plan.fires.length > 0 && task.overlap !== 'allow')
    for (const act of retries) standing = withResult(desk, task, standing, act, givenUp(act, 'its next run is due'));
  else standing = await tryAgain(desk, task, approvedAtMs, standing, waited);
  const { world, ws, view, writer } = desk;
  const drafts = plan.passed.map((passed) => passedDraft(task, passed, writer));
  if (drafts.length > 0) await appendEntries(world, ws, view, drafts);
  for (const passed of plan.passed) say(desk, task, 'passed', `${countText(passed)}, ${whyText(passed.why, task)}`, passed.toMs, 'quiet');
  let hasFired = false;
  for (const fire of plan.fires) {
    const begun = await begin(desk, task, fire, { standing, expiryMs });
    if (!begun) continue;
    hasFired = true;
    standing = begun;
  }
  const isMoved = plan.accountedMs !== standing.accountedMs;
  if (plan.isOver && plan.fires.length === 0) await tellOver(desk, task, plan, approvedAtMs, standing);
  if (plan.nextAtMs !== undefined) desk.nextAtMs.push(plan.nextAtMs);
  if (!isMoved && !plan.isOver) return { after: standing, hasFired };
  const highMs = Math.max(standing.highMs ?? 0, standing.accountedMs);
  return {
    after: { ...standing, accountedMs: plan.accountedMs, highMs, ...(plan.isOver && standing.isHeld !== true && { isOver: true }) },
    hasFired,
  };
}

/** Those of its runs that failed and wait to be tried again. */
async function retriesOf({ ws, look, calls, records }: Desk, task: Task, { acts }: TaskStanding): Promise<readonly Act[]> {
  if (acts.every(({ attempt }) => attempt === 1)) return [];
  const running = [...look.running, ...calls.flatMap((call) => call.task ?? [])];
  const known = { running, records: await records(), gitDir: ws.gitDir };
  return acts.filter((act) => waitsToRetry(task, act, known));
}

/** Tries them again when their time has come, and no more where the task has expired by then. */
async function tryAgain(desk: Desk, task: Task, approvedAtMs: number, given: TaskStanding, retries: readonly Act[]): Promise<TaskStanding> {
  const expiryMs = expiryOf(task, approvedAtMs);
  let standing = given;
  for (const act of retries) {
    const isTooLate = expiryMs !== undefined && Math.max(act.notBeforeMs, desk.world.clock.now()) > expiryMs;
    const result = isTooLate ? givenUp(act, `its task expired at ${isoTime(expiryMs)}`) : await goOn(desk, task, act, expiryMs);
    standing = withResult(desk, task, standing, act, result);
  }
  return standing;
}

async function planNow(desk: Desk, task: Task, approvedAtMs: number, standing: TaskStanding, retries: readonly Act[]): Promise<Plan> {
  const { world, ws, view, look } = desk;
  const nowMs = world.clock.now();
  const from = { approvedAtMs, accountedMs: standing.accountedMs };
  const isStart = task.rule.kind === 'start' && !look.once;
  // What runs at the start, or tells the news, waits for the second look, a moment later: by then it is noted what happened while no daemon ran.
  const isNews = isStart || (task.routine === 'morning-checkin' && !look.once);
  if (isNews && desk.isFirst) return { fires: [], passed: [], accountedMs: standing.accountedMs, nextAtMs: nowMs + AT_START_MS };
  const startedAtMs = isStart ? { startedAtMs: look.startedAtMs } : {};
  const plan = planOf(task, from, { nowMs, isRunning: false, ...startedAtMs });
  if (plan.fires.length === 0 || task.overlap === 'allow') return plan;
  const isRunning =
    standing.acts.length > retries.length ||
    look.running.some((key) => taskOfCall(key) === task.id) ||
    (standing.message !== undefined && (await isWaiting(world, ws, view, standing.message)));
  return isRunning ? planOf(task, from, { nowMs, isRunning, ...startedAtMs }) : plan;
}

/** Begins a run: undefined where it had run already. The entry stands before anything else of it is done. */
async function begin(
  desk: Desk,
  task: Task,
  fire: Fire,
  { standing, expiryMs }: { readonly standing: TaskStanding; readonly expiryMs: number | undefined },
): Promise<TaskStanding | undefined> {
  const { world, ws, view, writer, mode } = desk;
  const { plannedMs } = fire;
  const isHeld = task.command !== undefined && mode !== 'on';
  const why =
    mode === 'off'
      ? `act is off; "kairos config set act ${isOneOff(task) ? 'propose" and "kairos task run" let it run' : 'on" lets it run by itself'}`
      : `act is propose; "kairos task run" does it${isOneOff(task) ? '' : ', "kairos config set act on" lets it run by itself'}`;
  const draft = fireDraft(task, fire, writer, isHeld ? why : undefined);
  const act = { plannedMs, attempt: 1, notBeforeMs: 0, entry: draft.text };
  const moved = {
    ...standing,
    accountedMs: Math.max(standing.accountedMs, plannedMs),
    highMs: Math.max(standing.highMs ?? standing.accountedMs, plannedMs),
  };
  const waiting = { ...moved, acts: [...standing.acts, act] };
  // A clock that was set back comes to times that had been: what stands there ran.
  const hadCome = plannedMs <= (standing.highMs ?? standing.accountedMs);
  // Whoever is killed from here on goes on with it, and with its entry first.
  desk.memory.isWriting = true;
  if (!hadCome && !isHeld) await desk.keep(task.id, waiting);
  const written = await appendEntries(world, ws, view, [draft]);
  desk.memory.isWriting = desk.isUnsure;
  // What stands there has fired, whatever else is lost: a run that was cut off after this stands among the acts, and is not begun here.
  if (written.length === 0) {
    if (!hadCome && !isHeld) await desk.keep(task.id, moved);
    return undefined;
  }
  const notes = notesOf(fire).map((note) => `${note}; `);
  const head = `${notes.join('')}${whatOf(task)}`;
  if (isHeld) {
    say(desk, task, 'held', `${why}: ${head}`, plannedMs, 'warn');
    // It is left for a person to run, who takes it out then.
    const held = { ...moved, ...(isOneOff(task) && { isHeld: true as const }) };
    await desk.keep(task.id, held);
    return held;
  }
  const done = withResult(desk, task, waiting, act, await goOn(desk, task, act, expiryMs), notes.join(''));
  await desk.keep(task.id, done);
  return done;
}

/** Does what is to be done for a run, or looks how far it has come. No try is promised for a time at which the task is over. */
async function goOn(desk: Desk, task: Task, act: TaskStanding['acts'][number], expiryMs: number | undefined): Promise<ActResult> {
  const result = await stepOf(desk, task, act);
  if (result.is !== 'again' || expiryMs === undefined || result.notBeforeMs <= expiryMs) return result;
  const why = `its task ${expiryMs <= desk.world.clock.now() ? 'expired' : 'expires'} at ${isoTime(expiryMs)}`;
  return { is: 'done', outcome: 'failed', detail: `${result.detail}, and is not tried again: ${why}` };
}

async function stepOf(desk: Desk, task: Task, act: TaskStanding['acts'][number]): Promise<ActResult> {
  const { world, ws, view, look, writer } = desk;
  const { heardMs } = desk.memory;
  if (task.command !== undefined)
    return commandAct(task, act, { nowMs: world.clock.now(), running: look.running, records: await desk.records(), gitDir: ws.gitDir });
  if (act.notBeforeMs > world.clock.now()) return { is: 'waits', notBeforeMs: act.notBeforeMs };
  if (task.routine === 'dream') return { is: 'dream' };
  const thinks = isThinker({ model: world.model?.name, once: look.once, rights: look.rights });
  if (task.routine && !thinks) {
    if (!maySend('normal', look.rights)) return { is: 'done', outcome: 'nothing', detail: 'the agent may send no messages' };
    return routineAct(world, ws, view, task, act, { ...look, heardMs });
  }
  return promptAct(world, ws, view, task, act, { writer, heardMs });
}

function withResult(
  desk: Desk,
  task: Task,
  standing: TaskStanding,
  act: TaskStanding['acts'][number],
  result: ActResult,
  notes = '',
): TaskStanding {
  const { plannedMs } = act;
  const others = standing.acts.filter((one) => one.plannedMs !== plannedMs);
  switch (result.is) {
    case 'waits':
      if (result.notBeforeMs !== undefined) desk.nextAtMs.push(result.notBeforeMs);
      return standing;
    case 'starts':
      if (desk.look.isLast) return standing;
      desk.calls.push(result.call);
      if (act.attempt > 1 || act.isTold) return standing;
      say(desk, task, 'started', `${notes}${whatOf(task)}`, plannedMs, 'good');
      return { ...standing, acts: [...others, { ...act, isTold: true }] };
    case 'dream':
      desk.dreamRun = { id: task.id, plannedMs };
      say(desk, task, 'started', `${notes}${GATES_DECIDE}`, plannedMs, 'quiet');
      return { ...standing, acts: others };
    case 'again':
      say(desk, task, 'waits', `${result.detail}; again at ${isoTime(result.notBeforeMs)}`, plannedMs, 'warn');
      desk.nextAtMs.push(result.notBeforeMs);
      return { ...standing, acts: [...others, { ...act, attempt: act.attempt + 1, notBeforeMs: result.notBeforeMs }] };
    case 'done':
      say(
        desk,
        task,
        result.outcome,
        `${notes}${result.detail}`,
        plannedMs,
        result.outcome === 'failed' ? 'warn' : result.outcome === 'nothing' ? 'quiet' : 'good',
      );
      return { ...standing, acts: others, ...(result.message !== undefined && { message: result.message }) };
  }
}

async function tellOver(desk: Desk, task: Task, plan: Plan, approvedAtMs: number, standing: TaskStanding): Promise<void> {
  const { world, ws, view, writer } = desk;
  // What comes once was passed over, which was told; or it ran, and an older copy of the file brought it back.
  if (plan.isOver !== 'expired' && (plan.passed.length > 0 || standing.accountedMs > approvedAtMs)) return;
  const expiryMs = expiryOf(task, approvedAtMs);
  await appendEntries(world, ws, view, [expiredDraft(task, writer, expiryMs ?? approvedAtMs, expiryMs)]);
  say(
    desk,
    task,
    'ended',
    expiryMs === undefined ? 'its time had passed when it was approved' : `it expired at ${isoTime(expiryMs)}`,
    undefined,
    'quiet',
  );
}

function say(
  desk: Desk,
  { id }: Pick<Task, 'id'>,
  outcome: RunOutcome,
  detail: string,
  plannedMs: number | undefined,
  tone: TaskTold['tone'],
): void {
  const atMs = desk.world.clock.now();
  desk.told.push({ id, text: `${outcome}: ${detail}`, tone });
  desk.history.push({ atMs, id, outcome, detail, ...(plannedMs !== undefined && { plannedMs }) });
}
