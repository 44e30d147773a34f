/** What became of the runs of tasks, in `state/task-history.jsonl`: for people, so that nothing follows from it, and a line that cannot be read is passed over. */
import { jsonFile, parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import { isoTime, parseTime } from '../dates/day.js';
import { isHidden, type LogView } from '../memory/log-view.js';
import type { World } from '../world/world.js';

/** `told`: as a message to the daemon, or to the person. `nothing`: there was nothing to tell. `held`: it may not begin. `waits`: it begins later. */
export type RunOutcome = 'told' | 'nothing' | 'started' | 'ran' | 'failed' | 'held' | 'passed' | 'waits' | 'ended';

export interface HistoryRow {
  readonly atMs: number;
  readonly id: string;
  /** Left out where it is about no single run. */
  readonly plannedMs?: number;
  readonly outcome: RunOutcome;
  readonly detail: string;
}

const PATH = 'state/task-history.jsonl';
const BYTES_MOST = 512 * 1024;
const KEPT = 1000;

/** Adds rows; a long history loses its oldest. @throws KairosError as `files.append`. */
export async function addHistory(
  { files }: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
  rows: readonly HistoryRow[],
): Promise<void> {
  if (rows.length === 0 || isHidden(view, PATH)) return;
  await files.append(ws.taskHistory, rows.map(lineOf).join(''));
  if (((await files.stat(ws.taskHistory))?.sizeBytes ?? 0) <= BYTES_MOST) return;
  const kept = ((await files.read(ws.taskHistory)) ?? '').split('\n').slice(-KEPT - 1);
  await files.write(ws.taskHistory, kept.join('\n'));
}

/** The rows, the oldest first. @param id of one task. */
export async function readHistory(
  { files }: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
  id?: string,
): Promise<readonly HistoryRow[]> {
  if (isHidden(view, PATH)) return [];
  const rows = ((await files.read(ws.taskHistory)) ?? '').split('\n').flatMap((line) => rowOf(line) ?? []);
  return id === undefined ? rows : rows.filter((row) => row.id === id);
}

function lineOf({ atMs, plannedMs, ...row }: HistoryRow): string {
  return jsonFile({ ...row, at: isoTime(atMs), ...(plannedMs !== undefined && { planned: isoTime(plannedMs) }) });
}

function rowOf(line: string): HistoryRow | undefined {
  const { at, id, planned, outcome, detail } = parseObject(line) ?? {};
  const atMs = typeof at === 'string' ? parseTime(at) : undefined;
  if (atMs === undefined || typeof id !== 'string' || typeof outcome !== 'string' || typeof detail !== 'string') return undefined;
  const plannedMs = typeof planned === 'string' ? parseTime(planned) : undefined;
  return { atMs, id, outcome: outcome as RunOutcome, detail, ...(plannedMs !== undefined && { plannedMs }) };
}
