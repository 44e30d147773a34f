/** What the work list shows beside what git does: tasks that wait, and checks that fail, as their last runs ended. Both are told, and nothing follows from them. */
import type { WorkFacts } from '../agent/work/facts.js';
import type { Workspace } from '../base/workspace.js';
import type { Config } from '../config/config.js';
import { DAY_MS } from '../dates/units.js';
import type { LogView } from '../memory/log-view.js';
import { tasksAhead } from '../schedule/coming.js';
import type { World } from '../world/world.js';
import { endText } from './job-end-text.js';
import { readRecords, type JobRecord } from './job-record.js';

/** `coming`: the tasks of the next day. @throws KairosError as `tasksAhead`. */
export async function workBeside(
  world: Pick<World, 'files' | 'clock' | 'git'>,
  ws: Workspace,
  view: LogView,
  { work }: Pick<Config, 'work'>,
): Promise<Required<Pick<WorkFacts, 'tasks' | 'checks'>> & { readonly coming: readonly string[] }> {
  const records = work.checks.length === 0 ? [] : (await readRecords(world, ws)).filter(({ gitDir }) => gitDir === ws.gitDir);
  const { coming, waiting } = await tasksAhead(world, ws, view, DAY_MS);
  return {
    coming,
    tasks: waiting,
    checks: work.checks.flatMap((id) => failedCheck(records, id) ?? []),
  };
}

/** The last run of the task that came to an end of its own, where that was a failure. Pure. */
export function failedCheck(records: readonly JobRecord[], id: string): NonNullable<WorkFacts['checks']>[number] | undefined {
  const ends = records.flatMap(({ id: job, tool, title, end }) =>
    tool === 'task' && title.startsWith(`${id}: `) && end?.why === 'exited' ? [{ job, what: title.slice(id.length + 2), end }] : [],
  );
  const last = ends.toSorted((a, b) => a.end.atMs - b.end.atMs).at(-1);
  return !last || last.end.code === 0 ? undefined : { id, what: last.what, job: last.job, how: endText(last.end), atMs: last.end.atMs };
}
