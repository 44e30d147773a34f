/**
 * One text for how all logs stand, own and peers': what was made from the logs then need not be compared with each of them. It reads stamps, the
 * forgotten ids, and of logs only the few that have just changed, whose stamps prove nothing.
 */
import { folderStamp } from '../base/folder-stamp.js';
import { sha256 } from '../base/hash.js';
import { compareText } from '../base/order.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import type { Problem } from './entry.js';
import type { LogView } from './log-view.js';
import { isRealFolder } from './no-links.js';
import { peersOf, readForgotten } from './read-logs.js';
import { knownWriter, LOCAL_WRITER } from './writer.js';

/** As in git's index: a file that changed so shortly before it was read may change again under the same stamp. FAT counts two seconds. */
export const RACY_MS = 2000;

/** Logs that changed so recently are compared by what they say: within a minute of a note others are asked, and nothing else may count then. */
const FRESH_MS = 60_000;
/** Of more logs than this the stamps must do: a history has just been read. */
const FRESH_MOST = 8;

export interface LogsStand {
  /** Only to be compared. */
  readonly text: string;
  /** False where too many logs have just changed: nothing may be kept under this stand. */
  readonly isSettled: boolean;
}

/**
 * How the logs stand. Undefined where stamps do not tell: a view that hides or replaces something, a folder that is a link.
 * @throws KairosError `damaged` for a writer file that cannot be read.
 */
export async function standOfLogs(world: Pick<World, 'files' | 'clock'>, ws: Workspace, view: LogView): Promise<LogsStand | undefined> {
  if (view.hidden.size > 0 || view.overlay.size > 0) return undefined;
  const own = (await knownWriter(world, ws)) ?? LOCAL_WRITER;
  const problems: Problem[] = [];
  const folders = (await isRealFolder(world, ws, '', problems)) && (await isRealFolder(world, ws, 'logs', problems)) ? ['logs'] : [];
  for (const peer of await peersOf(world, ws, own, problems)) folders.push(`peers/${peer}`);
  if (problems.length > 0) return undefined;
  const parts = [own, ...(await readForgotten(world, ws))];
  const nowMs = world.clock.now();
  const fresh: string[] = [];
  let isRacy = false;
  for (const folder of folders) {
    const stats = await world.files.stats(`${ws.kairos}/${folder}`);
    for (const [path, { mtimeMs }] of stats) {
      if (mtimeMs + FRESH_MS <= nowMs) continue;
      fresh.push(`${folder}/${path}`);
      isRacy ||= mtimeMs + RACY_MS > nowMs;
    }
    parts.push(folder, folderStamp(stats));
  }
  const areFew = fresh.length <= FRESH_MOST;
  // A folder is listed in any order.
  for (const path of areFew ? fresh.toSorted(compareText) : [])
    parts.push(path, sha256((await world.files.read(`${ws.kairos}/${path}`)) ?? ''));
  return { text: sha256(parts.join('\n')), isSettled: areFew || !isRacy };
}
