/** What a look writes into the files of tasks: when one ran, for people, and without those that are over. */
import { errorText } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { isoTime } from '../dates/day.js';
import type { LogView } from '../memory/log-view.js';
import { editTasks, type PlacedTask, SESSION_TASKS_PATH, TASKS_PATH } from '../schedule/store.js';
import { rawTasks, withoutTask, withTask } from '../schedule/task-file.js';
import type { Task } from '../schedule/task.js';
import type { World } from '../world/world.js';

/** Notes for people when tasks ran, and takes out those that are over. A file that cannot be written now is tidied at a later look. */
export async function tidy(
  world: World,
  ws: Workspace,
  view: LogView,
  ran: readonly PlacedTask[],
  over: readonly PlacedTask[],
): Promise<void> {
  const at = isoTime(world.clock.now()).replace(/\.\d+Z$/, 'Z');
  for (const path of [TASKS_PATH, SESSION_TASKS_PATH] as const) {
    const gone = over.filter((one) => one.path === path).map(({ task }) => task.id);
    const noted = ran.filter((one) => one.path === path && !gone.includes(one.task.id)).map(({ task }) => task.id);
    if (gone.length + noted.length === 0 || (await world.files.stat(`${ws.kairos}/${path}`)) === undefined) continue;
    try {
      await editTasks(world, ws, view, path, (text) => {
        const stand = rawTasks(text);
        let next = text;
        for (const id of noted) if (stand?.has(id)) next = withTask(next, id, { ...stand.get(id), lastRun: at });
        for (const id of gone) next = withoutTask(next, id);
        return next;
      });
    } catch (error) {
      world.log.warn(`tasks not tidied: ${errorText(error)}`);
    }
  }
}

/** A note each second would disturb whoever edits the file, and tell nobody anything. */
export function isNoted({ rule }: Task): boolean {
  return rule.kind === 'cron' ? !rule.hasSeconds : rule.kind !== 'every' || rule.everyMs >= 60_000;
}
