/** What tasks will run soon, for whoever looks ahead. */
import type { Workspace } from '../base/workspace.js';
import { isoTime } from '../dates/day.js';
import type { LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';
import { nextRun } from './plan.js';
import { readStanding, standingNow } from './standing-file.js';
import { readTasks, tasksInForce } from './store.js';
import { consentOf, readTaskJournal } from './task-journal.js';
import { whatOf } from './task.js';

/** The approved tasks that run up to `untilMs`, the next first: `standup at 2026-11-20T09:00:00.000Z: Say what waits`. @throws KairosError as `readTaskJournal`. */
export async function comingTasks(
  world: Pick<World, 'files' | 'clock'>,
  ws: Workspace,
  view: LogView,
  untilMs: number,
): Promise<readonly string[]> {
  const read = await readTasks(world, ws, view);
  if (read.tasks.length === 0 && read.broken.length === 0) return [];
  const journal = await readTaskJournal(world, ws, view);
  const file = (await readStanding(world, ws)) ?? { tasks: {} };
  const tasks = tasksInForce(world, read, file.lastGood);
  const coming = tasks.flatMap(({ task }) => {
    const consent = consentOf(task, journal);
    const next = consent.is === 'approved' ? nextRun(task, standingNow(task.id, consent.approval, file, journal)) : undefined;
    return next && next.atMs <= untilMs ? [{ task, atMs: next.plannedMs }] : [];
  });
  return coming.toSorted((a, b) => a.atMs - b.atMs).map(({ task, atMs }) => `${task.id} at ${isoTime(atMs)}: ${whatOf(task)}`);
}
