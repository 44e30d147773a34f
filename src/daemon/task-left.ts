/** Runs that had begun when their task was taken out of the file or changed: each is told how it ends, or that it did not begin. */
import { readOutbox } from '../agent/outbox.js';
import type { Workspace } from '../base/workspace.js';
import { utcDay } from '../dates/day.js';
import { appendEntries } from '../memory/append.js';
import { entryId } from '../memory/entry.js';
import type { LogView } from '../memory/log-view.js';
import { readEntries } from '../memory/read-logs.js';
import { goneDraft } from '../schedule/entries.js';
import { type HistoryRow, readHistory, type RunOutcome } from '../schedule/history.js';
import type { LeftRun, StandingFile } from '../schedule/standing-file.js';
import type { World } from '../world/world.js';
import { endText } from './job-end-text.js';
import type { JobRecord } from './job-record.js';
import { messageKey, sealedName } from './message-seal.js';
import { isWaiting } from './queue.js';
import { routineKey } from './routine-rules.js';
import { promptStamp, runKey } from './task-acts.js';

/** What the history says of a run of the task of dreams that has begun. */
export const GATES_DECIDE = 'the gates decide';

/** The runs of the standings `before` that those `after` do not know any more. Pure. @param standing ids of tasks that stand in a file. */
export function leftRuns(before: StandingFile, after: Pick<StandingFile, 'tasks'>, standing: ReadonlySet<string>): readonly LeftRun[] {
  const gone = Object.entries(before.tasks).flatMap(([id, { approval, acts }]) =>
    after.tasks[id]?.approval === approval
      ? []
      : acts.map((act): LeftRun => ({ ...act, id, ...(standing.has(id) && { isChanged: true as const }) })),
  );
  return [...(before.left ?? []), ...gone];
}

/** The file without those of which it was told how they ended. Pure. */
export function withoutLeft({ left = [], ...file }: StandingFile, told: readonly LeftRun[]): StandingFile {
  const others = left.filter((one) => !told.includes(one));
  return { ...file, ...(others.length > 0 && { left: others }) };
}

/** What became of such a run; undefined: it goes on. */
export interface LeftEnd {
  readonly outcome: RunOutcome;
  readonly detail: string;
}

/**
 * How such a run ended. One that did not begin gets an entry that says so.
 * @param running the runs of tasks whose command runs. @throws KairosError as `appendEntries` and reading the logs.
 */
export async function endOfLeft(
  world: World,
  ws: Workspace,
  view: LogView,
  run: LeftRun,
  { running, records, writer }: { readonly running: readonly string[]; readonly records: readonly JobRecord[]; readonly writer: string },
): Promise<LeftEnd | undefined> {
  const key = runKey(run.id, run);
  const why = run.isChanged === true ? 'its task was changed' : 'its task was taken out';
  const record = records.find((one) => one.task === key && one.gitDir === ws.gitDir);
  if (record?.end) {
    const isDone = record.end.why === 'exited' && record.end.code === 0;
    return { outcome: isDone ? 'ran' : 'failed', detail: `job ${record.id}, ${endText(record.end)}; ${why}` };
  }
  if (record || running.includes(key)) return undefined;
  if (run.attempt > 1) return { outcome: 'failed', detail: `it failed, and is not tried again: ${why}` };
  if (await wasTold(world, ws, view, run, writer)) return { outcome: 'told', detail: why };
  await appendEntries(world, ws, view, [goneDraft(run.id, run.plannedMs, writer, why)]);
  return { outcome: 'passed', detail: `1 run, ${why}` };
}

/** For the history, at the first look of a daemon: runs of the task of dreams whose daemon ended, by a kill say, before it could note what came of them. */
export async function cutOffDreams(world: Pick<World, 'files' | 'clock'>, ws: Workspace, view: LogView): Promise<readonly HistoryRow[]> {
  const newest = new Map((await readHistory(world, ws, view)).map((row) => [row.id, row]));
  return [...newest.values()]
    .filter(({ outcome, detail }) => outcome === 'started' && detail.endsWith(GATES_DECIDE))
    .map((row) => ({ ...row, atMs: world.clock.now(), outcome: 'failed', detail: 'its daemon ended before anything came of it' }));
}

/** Whether its prompt had become a message, or its routine had told the person, before the daemon was killed. */
async function wasTold(world: World, ws: Workspace, view: LogView, { id, plannedMs }: LeftRun, writer: string): Promise<boolean> {
  const stamp = promptStamp(writer, id, plannedMs);
  if (await isWaiting(world, ws, view, sealedName(stamp))) return true;
  if ((await readOutbox(world, ws)).some(({ key }) => key === routineKey(id, plannedMs))) return true;
  const { entries } = await readEntries(world, ws, view, { days: [utcDay(plannedMs)] });
  return entries.some((entry) => entry.id === entryId('message', messageKey(stamp.id)));
}
