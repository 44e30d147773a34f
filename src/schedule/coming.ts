/** What tasks will run soon, and which wait: for whoever looks ahead. */
import type { Workspace } from '../base/workspace.js';
import { isoTime } from '../dates/day.js';
import type { LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';
import { comingRun } from './plan.js';
import { readStanding, standingNow } from './standing-file.js';
import { type PlacedTask, readTasks, tasksInForce } from './store.js';
import { type Consent, consentOf, readTaskJournal } from './task-journal.js';
import { whatOf } from './task.js';

/** A task that is due and has not begun, or for which a person has to say a word. */
export interface WaitingTask {
  readonly id: string;
  readonly what: string;
  /** Below `.kairos`. */
  readonly path: string;
  readonly is: 'due' | 'new' | 'changed';
  /** When it was to run. */
  readonly dueMs?: number;
}

interface Standing extends PlacedTask {
  readonly consent: Consent['is'];
  readonly next?: { readonly plannedMs: number; readonly atMs: number } | undefined;
}

type Reader = Pick<World, 'files' | 'clock' | 'git'>;

/** What lies ahead of the tasks of a work tree. */
export interface Ahead {
  /** The approved ones that run within the time asked for, the next first: `standup at 2026-11-20T09:00:00.000Z: Say what waits`. */
  readonly coming: readonly string[];
  /** Those that are due and have not begun, as while no daemon runs, and those that nobody approved as they stand. */
  readonly waiting: readonly WaitingTask[];
}

/** @throws KairosError as `readTaskJournal`. */
export async function tasksAhead(world: Reader, ws: Workspace, view: LogView, withinMs: number): Promise<Ahead> {
  const nowMs = world.clock.now();
  const standing = await standingTasks(world, ws, view);
  const coming = standing.flatMap(({ task, next }) => (next && next.atMs <= nowMs + withinMs ? [{ task, atMs: next.plannedMs }] : []));
  return {
    coming: coming.toSorted((a, b) => a.atMs - b.atMs).map(({ task, atMs }) => `${task.id} at ${isoTime(atMs)}: ${whatOf(task)}`),
    waiting: standing.flatMap(({ task, path, consent, next }): WaitingTask[] => {
      const about = { id: task.id, what: whatOf(task), path };
      if (consent !== 'approved') return [{ ...about, is: consent }];
      const isDue = next !== undefined && next.atMs <= nowMs && task.missed !== 'skip';
      return isDue ? [{ ...about, is: 'due', dueMs: next.plannedMs }] : [];
    }),
  };
}

async function standingTasks(world: Reader, ws: Workspace, view: LogView): Promise<readonly Standing[]> {
  const read = await readTasks(world, ws, view);
  if (read.tasks.length === 0 && read.broken.length === 0) return [];
  const journal = await readTaskJournal(world, ws, view);
  const file = (await readStanding(world, ws)) ?? { tasks: {} };
  return (await tasksInForce(world, ws, read, journal)).map((placed) => {
    const consent = consentOf(placed.task, journal);
    if (consent.is !== 'approved') return { ...placed, consent: consent.is };
    const { id } = placed.task;
    const standing = standingNow(id, consent.approval, file, journal);
    return { ...placed, consent: consent.is, next: comingRun(placed.task, standing, world.clock.now(), journal.ahead.get(id)) };
  });
}
