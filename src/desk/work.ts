/** What is left to do, as the repository shows it now. It only reads, and keeps nothing. */
import { gatherWork } from '../agent/work/facts.js';
import { workList, type WorkItem } from '../agent/work/work-list.js';
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import { workBeside } from '../daemon/work-beside.js';
import type { LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';

export type { WorkItem } from '../agent/work/work-list.js';

/** The items, the most pressing first. @throws KairosError `git-failed`, and as `workBeside`. */
export async function workNow(
  world: Pick<World, 'files' | 'git' | 'clock'>,
  ws: Workspace,
  view: LogView,
  config: Config,
): Promise<readonly WorkItem[]> {
  const { tasks, checks } = await workBeside(world, ws, view, config);
  const facts = { ...(await gatherWork(world, ws, config)), tasks, checks };
  return workList(facts, world.clock.now());
}
