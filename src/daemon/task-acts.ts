/** What a run of a task does: a message to the agent, a command, or a routine of kairos itself. Each may be asked for again after a kill, and is done once. */
import { sendUserMessage } from '../agent/outbox.js';
import { shortHash } from '../base/hash.js';
import { errorText, KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { isoTime } from '../dates/day.js';
import { MINUTE_MS } from '../dates/units.js';
import type { LogView } from '../memory/log-view.js';
import type { RunOutcome } from '../schedule/history.js';
import type { Act } from '../schedule/standing-file.js';
import { type Task, whatOf } from '../schedule/task.js';
import type { World } from '../world/world.js';
import type { ToolCall } from './event.js';
import { endText } from './job-end-text.js';
import type { JobRecord } from './job-record.js';
import { MESSAGE_ID_LENGTH, sealedName } from './message-seal.js';
import { postMessage } from './post.js';
import { routineKey } from './routine-rules.js';
import { taskOfCall } from './task-rules.js';

/** How a run stands. `again`: it failed, and is tried again. `starts`: the reducer is to start its command. */
export type ActResult =
  | { readonly is: 'waits'; readonly notBeforeMs?: number }
  | { readonly is: 'starts'; readonly call: ToolCall }
  | { readonly is: 'dream' }
  | { readonly is: 'again'; readonly notBeforeMs: number; readonly detail: string }
  | { readonly is: 'done'; readonly outcome: RunOutcome; readonly detail: string; readonly message?: string };

/** A run that failed is tried so often again, the first time after a minute, then after twice as long each time. */
const RETRIES_MOST = 3;
const RETRY_FIRST_MS = MINUTE_MS;

/**
 * Lays the prompt of a task into the queue, as the person's word: they approved it as it stands. What a routine found in the repository goes before it as a
 * message of its own, of a tool, since nobody approved that. Of one run they are always the same files.
 */
export async function promptAct(
  world: World,
  ws: Workspace,
  view: LogView,
  task: Task,
  { plannedMs, attempt }: Act,
  { writer, heardMs }: { readonly writer: string; readonly heardMs?: number | undefined },
): Promise<ActResult> {
  const run = [writer, task.id, isoTime(plannedMs)];
  const stamp = promptStamp(writer, task.id, plannedMs);
  const facts =
    task.routine && task.routine !== 'dream' ? (await routineText(world, ws, view, task.routine, plannedMs, heardMs))?.text : undefined;
  try {
    const { priority, routine } = task;
    const ofTask = { priority, task: task.id, ...(routine !== undefined && { routine }) };
    const id = shortHash(['task facts', ...run], MESSAGE_ID_LENGTH);
    if (facts !== undefined) await postMessage(world, ws, view, { id, atMs: plannedMs, ...ofTask, origin: 'tool', text: facts });
    await postMessage(world, ws, view, { ...stamp, ...ofTask, origin: 'user', text: `[task ${task.id}] ${task.prompt}` });
  } catch (error) {
    if (!(error instanceof KairosError)) throw error;
    return failed(world.clock.now(), attempt, errorText(error));
  }
  return { is: 'done', outcome: 'told', detail: whatOf(task), message: sealedName(stamp) };
}

/** By what the message of a run is known, in the queue and by its entry. */
export function promptStamp(writer: string, id: string, plannedMs: number): { readonly id: string; readonly atMs: number } {
  return { id: shortHash(['task', writer, id, isoTime(plannedMs)], MESSAGE_ID_LENGTH), atMs: plannedMs };
}

/** By what the job of a try is known. */
export function runKey(id: string, { plannedMs, attempt }: Pick<Act, 'plannedMs' | 'attempt'>): string {
  return `${id} ${isoTime(plannedMs)} ${attempt}`;
}

/** True for a try that waits for its time: nothing of its run goes on meanwhile. @param running the runs of tasks whose command runs, by their keys. */
export function waitsToRetry(
  task: Task,
  act: Act,
  { running, records, gitDir }: { readonly running: readonly string[]; readonly records: readonly JobRecord[]; readonly gitDir: string },
): boolean {
  const key = runKey(task.id, act);
  return act.attempt > 1 && !running.includes(key) && !records.some((one) => one.task === key && one.gitDir === gitDir);
}

/** What becomes of a run that failed and is not tried again. @param why in words. */
export function givenUp({ attempt }: Act, why: string): ActResult {
  return {
    is: 'done',
    outcome: 'failed',
    detail: `it failed ${attempt === 2 ? 'once' : `${attempt - 1} times`}, and is not tried again: ${why}`,
  };
}

/** Starts a command, or says how the one that was started came out. Its record is the truth: it is on the disk before the command is. */
export function commandAct(
  task: Task,
  act: Act,
  {
    nowMs,
    running,
    records,
    gitDir,
  }: { readonly nowMs: number; readonly running: readonly string[]; readonly records: readonly JobRecord[]; readonly gitDir: string },
): ActResult {
  const { attempt, notBeforeMs } = act;
  const key = runKey(task.id, act);
  const record = records.find((one) => one.task === key && one.gitDir === gitDir);
  if (record?.end) {
    const { end, id } = record;
    const said = `job ${id}, ${endText(end)}`;
    if (end.why === 'exited' && end.code === 0) return { is: 'done', outcome: 'ran', detail: said };
    // Of one that was ended from outside nobody knows how far it had come.
    const isRetried = ['exited', 'not-started', 'too-long'].includes(end.why);
    return isRetried ? failed(nowMs, attempt, said) : { is: 'done', outcome: 'failed', detail: said };
  }
  // One run of a task at a time, unless they may overlap: the record of the next is looked for when this one is over.
  const isBesides = task.overlap !== 'allow' && running.some((other) => taskOfCall(other) === task.id);
  if (record || running.includes(key) || isBesides) return { is: 'waits' };
  if (notBeforeMs > nowMs) return { is: 'waits', notBeforeMs };
  return { is: 'starts', call: { tool: 'task', title: `${task.id}: ${whatOf(task)}`.slice(0, 200), argv: task.command ?? [], task: key } };
}

/** Does a routine without a model: one message to the person, or none where there is nothing to tell. */
export async function routineAct(
  world: World,
  ws: Workspace,
  view: LogView,
  task: Task,
  { plannedMs, attempt }: Act,
  { startedAtMs, heardMs }: { readonly startedAtMs: number; readonly heardMs?: number | undefined },
): Promise<ActResult> {
  const facts =
    task.routine && task.routine !== 'dream'
      ? await routineText(world, ws, view, task.routine, Math.max(plannedMs, startedAtMs), heardMs)
      : undefined;
  if (!facts) return { is: 'done', outcome: 'nothing', detail: 'nothing happened, and nothing waits' };
  const key = routineKey(task.id, plannedMs);
  const sending = await sendUserMessage(world, ws, { kind: 'normal', key, text: facts.text, refs: facts.refs });
  if (sending.is === 'held') return failed(world.clock.now(), attempt, 'too many messages were sent within the hour');
  return { is: 'done', outcome: 'told', detail: facts.text.split('\n', 1)[0] ?? '' };
}

function failed(nowMs: number, attempt: number, detail: string): ActResult {
  if (attempt > RETRIES_MOST) return { is: 'done', outcome: 'failed', detail: `${detail}, at the ${attempt}th try` };
  return { is: 'again', notBeforeMs: nowMs + RETRY_FIRST_MS * 2 ** (attempt - 1), detail };
}

async function routineText(
  world: World,
  ws: Workspace,
  view: LogView,
  routine: 'catch-up' | 'morning-checkin',
  atMs: number,
  heardMs: number | undefined,
): Promise<{ readonly text: string; readonly refs: readonly string[] } | undefined> {
  // It reads topics and refs: a daemon that idles does not carry it.
  const { checkIn } = await import('../agent/work/check-in.js');
  return checkIn(world, ws, view, routine, atMs, heardMs);
}
