/** Gathers what the agent sees when it looks by itself. Reads only; everything of the repository comes out of git's objects or the journal. */
import { MEMORY } from '../../base/memory-paths.js';
import type { Workspace } from '../../base/workspace.js';
import type { Config } from '../../config/config.js';
import { utcDay } from '../../dates/day.js';
import { memoryAt } from '../../dream/tree/memory-files.js';
import type { LogView } from '../../memory/log-view.js';
import { readEntries } from '../../memory/read-logs.js';
import type { World } from '../../world/world.js';
import { baseOf, gatherWork, type WorkFacts } from '../work/facts.js';
import { workList } from '../work/work-list.js';
import { taskAtHand } from './task-at-hand.js';
import type { Look } from './tick-text.js';

/** What there is to be seen now. @param readsLog false: MEMORY.md alone is read. @param beside what git does not show. @throws KairosError `git-failed`, and as reading the logs. */
export async function lookAround(
  world: World,
  ws: Workspace,
  view: LogView,
  config: Config,
  readsLog: boolean,
  beside: Pick<WorkFacts, 'tasks' | 'checks'>,
): Promise<Omit<Look, 'focus' | 'budget' | 'coming'>> {
  const atMs = world.clock.now();
  const { entries } = readsLog ? await readEntries(world, ws, view, { days: [utcDay(atMs)] }) : { entries: undefined };
  const base = await baseOf(world, ws, config);
  const facts = await gatherWork(world, ws, config);
  return {
    atMs,
    log: entries,
    memory: base && (await memoryAt(world.git, base.tip)).files.get(MEMORY.index),
    work: workList({ ...facts, ...beside }, atMs),
    review: facts.review && (await (await import('./read-review.js')).reviewNow(world, ws, view, facts.review.branch)),
    mayReject: readsLog && config.review.verdicts === 'model',
    atHand: await taskAtHand(world, ws, view, config, { base: base?.name, messages: [] }),
  };
}
