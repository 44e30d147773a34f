/** How far the reading of a history has come, as a file that stands from its start to its end: whatever cuts it off, somebody can tell of the rest. */
import { jsonFile, parseObject } from '../base/json.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

const FORMAT = 1;

/** In commits. */
export interface HistoryProgress {
  readonly done: number;
  readonly total: number;
  /** The revision behind which it began; left out: the whole history. */
  readonly since?: string;
}

/** The reading that was not finished, or is under way; undefined where there is none. */
export async function unfinishedHistory({ files }: Pick<World, 'files'>, ws: Workspace): Promise<HistoryProgress | undefined> {
  const { format, done, total, since } = parseObject(await files.read(ws.historyFile)) ?? {};
  if (format !== FORMAT || typeof done !== 'number' || typeof total !== 'number') return undefined;
  return { done, total, ...(typeof since === 'string' && { since }) };
}

/** Notes how far it has come. Best effort: reading the history is worth more than being able to tell of it. */
export async function noteHistory({ files }: Pick<World, 'files'>, ws: Workspace, progress: HistoryProgress): Promise<void> {
  await files.write(ws.historyFile, jsonFile({ format: FORMAT, ...progress })).catch(() => undefined);
}

/** The reading has come to its end. */
export async function historyEnded({ files }: Pick<World, 'files'>, ws: Workspace): Promise<void> {
  await files.remove(ws.historyFile);
}
