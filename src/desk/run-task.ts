/** Runs a task now, because a person asks for it. It stays what it is: its next planned time comes as before. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { loadConfig } from '../config/config.js';
import { runTool } from '../daemon/tools.js';
import { endText } from '../daemon/job-end-text.js';
import { promptAct, routineAct, type ActResult } from '../daemon/task-acts.js';
import { isThinker } from '../daemon/turn-begin.js';
import { TOOL_RUN_MAX_MS } from '../daemon/job-table.js';
import { tailOf } from '../daemon/left-jobs.js';
import { appendEntries } from '../memory/append.js';
import type { LogView } from '../memory/log-view.js';
import { writerOf } from '../memory/writer.js';
import { replaceSecrets } from '../observe/secrets.js';
import { byHandDraft } from '../schedule/entries.js';
import { addHistory, type RunOutcome } from '../schedule/history.js';
import { consentOf, readTaskJournal } from '../schedule/task-journal.js';
import { whatOf } from '../schedule/task.js';
import type { World } from '../world/world.js';
import { NO_WISHES, rightsNow } from './activation.js';
import { daemonState } from './daemon-state.js';
import { taskOf } from './tasks.js';

export interface RanTask {
  readonly outcome: RunOutcome;
  readonly detail: string;
  /** What its command printed, the end of it. */
  readonly output?: string;
}

const TAIL_BYTES = 8192;
/** It is the first and the only try. */
const ATTEMPT = { attempt: 1, notBeforeMs: 0 };

/**
 * Runs an approved task. A command runs here until it ends, or until `signal` ends it with all its processes.
 * @throws KairosError `not-found`; `needs-answer` for one that nobody approved, or a command while `act` is off; `usage` for the task of dreams.
 */
export async function runTaskNow(world: World, ws: Workspace, view: LogView, id: string, signal: AbortSignal): Promise<RanTask> {
  const { task } = await taskOf(world, ws, view, id);
  if (consentOf(task, await readTaskJournal(world, ws, view)).is !== 'approved')
    throw new KairosError('needs-answer', `nobody approved the task "${id}" as it stands`, { hint: `kairos task approve ${id}` });
  const { config } = await loadConfig(world, ws);
  if (task.command && config.act === 'off')
    throw new KairosError('needs-answer', `"${id}" runs a command, and act is off`, { hint: 'kairos config set act propose' });
  if (task.routine === 'dream') throw new KairosError('usage', `"${id}" only lets a dream begin`, { hint: 'kairos dream --now' });
  const writer = await writerOf(world, ws);
  const plannedMs = world.clock.now();
  await appendEntries(world, ws, view, [byHandDraft(task, writer, plannedMs)]);
  const ran = task.command ? await runCommand(world, ws, task.command, `${id}: ${whatOf(task)}`, signal) : await ask();
  await addHistory(world, ws, view, [{ atMs: world.clock.now(), id, plannedMs, outcome: ran.outcome, detail: `by hand: ${ran.detail}` }]);
  return ran;

  async function ask(): Promise<RanTask> {
    const act = { plannedMs, ...ATTEMPT };
    // Without a daemon whose agent takes turns, its message would wait for one, or be answered like a question.
    const thinks =
      (await daemonState(world, ws)).is === 'running' &&
      isThinker({ model: world.model?.name, once: false, rights: await rightsNow(world, ws, NO_WISHES) });
    const result =
      task.routine !== undefined && !thinks
        ? await routineAct(world, ws, view, task, act, { startedAtMs: plannedMs })
        : await promptAct(world, ws, view, task, act, { writer });
    return ranOf(result);
  }
}

function ranOf(result: ActResult): RanTask {
  if (result.is === 'done') return { outcome: result.outcome, detail: result.detail };
  return { outcome: 'failed', detail: result.is === 'again' ? result.detail : '' };
}

async function runCommand(world: World, ws: Workspace, argv: readonly string[], title: string, signal: AbortSignal): Promise<RanTask> {
  let record: string | undefined;
  const call = { tool: 'task', title: title.slice(0, 200), argv };
  const ended = new Promise<RanTask>((resolve) => {
    const run = runTool(
      world,
      ws,
      { type: 'startTool', id: 'by-hand', call, place: 'foreground', deadlineMs: TOOL_RUN_MAX_MS },
      {
        started: (id) => (record = id),
        stays: () => undefined,
        ended: (end, id) => {
          record = id ?? record;
          const outcome = end.why === 'exited' && end.code === 0 ? 'ran' : 'failed';
          // The person sees it here: no message tells it again.
          void run.change({ told: 'turn' }).then(() => resolve({ outcome, detail: endText(end) }));
        },
      },
    );
    if (signal.aborted) run.stop.abort();
    else signal.addEventListener('abort', () => run.stop.abort(), { once: true });
  });
  const ran = await ended;
  if (record === undefined) return ran;
  const { text } = await tailOf(world, ws, record, TAIL_BYTES);
  return { ...ran, output: (await replaceSecrets(text)).text };
}
