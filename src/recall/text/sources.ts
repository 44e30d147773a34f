/** Lists the files that recall searches, with their stamps, by which unchanged ones are recognised. It reads names and stamps, no contents. */
import { byText } from '../../base/order.js';
import { sha256 } from '../../base/hash.js';
import type { Problem } from '../../memory/entry.js';
import type { LogView } from '../../memory/log-view.js';
import { RACY_MS, standOfLogs, type LogsStand } from '../../memory/logs-stand.js';
import { listLogs } from '../../memory/read-logs.js';
import type { Workspace } from '../../base/workspace.js';
import type { World } from '../../world/world.js';

export interface Source {
  /** The path of a log relative to `.kairos`, or `TOPICS` for all topics together. */
  readonly path: string;
  /** UTC day of a log; '' for the topics. */
  readonly day: string;
  /** The stamp of the file; a hash of the text if the view replaces the file. */
  readonly stamp: string;
  /** The time of the newest file, in milliseconds since 1970; 0 for a text of the view. A file that changed just before it was read is read again. */
  readonly mtimeMs: number;
}

/** The source of all topics. Reading one of them loads the Markdown parser, so they are read all together or not at all. */
export const TOPICS = 'topics';

/** The logs (own and peers') as the view shows them, and the topics, sorted by path. @throws KairosError `damaged` for a bad writer file. */
export async function listSources(
  world: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
): Promise<{ sources: Source[]; problems: Problem[] }> {
  const { places, problems } = await listLogs(world, ws, view);
  const sources: Source[] = [];
  for (const { path, day, stat } of places) {
    const { stamp, mtimeMs } = stat ?? (await stampOf(world, ws, view, path));
    if (stamp !== undefined) sources.push({ path, day, stamp, mtimeMs });
  }
  const topics = await stampTopics(world, ws, view);
  if (topics) sources.push(topics);
  return { sources: sources.sort(byText(({ path }) => path)), problems };
}

/** How all sources stand, to be compared with how they stood; undefined where stamps do not tell. @throws KairosError `damaged`. */
export async function standOfSources(world: Pick<World, 'files' | 'clock'>, ws: Workspace, view: LogView): Promise<LogsStand | undefined> {
  const logs = await standOfLogs(world, ws, view);
  if (!logs) return undefined;
  const topics = await stampTopics(world, ws, view);
  const isSettled = logs.isSettled && (topics?.mtimeMs ?? 0) + RACY_MS <= world.clock.now();
  return { text: sha256(`${logs.text} ${topics?.stamp ?? ''}`), isSettled };
}

async function stampOf(
  world: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
  path: string,
): Promise<{ stamp: string | undefined; mtimeMs: number }> {
  const overlay = view.overlay.get(path);
  if (overlay !== undefined) return { stamp: sha256(overlay), mtimeMs: 0 };
  const stat = await world.files.stat(`${ws.kairos}/${path}`);
  if (stat?.kind !== 'file') return { stamp: undefined, mtimeMs: 0 };
  return { stamp: stat.stamp, mtimeMs: stat.mtimeMs };
}

async function stampTopics(world: Pick<World, 'files'>, ws: Workspace, view: LogView): Promise<Source | undefined> {
  if ((await world.files.stat(ws.topics))?.kind !== 'directory') return undefined;
  const stamps: string[] = [];
  let newestMs = 0;
  for (const { name } of await world.files.list(ws.topics)) {
    if (!name.endsWith('.md')) continue;
    const { stamp, mtimeMs } = await stampOf(world, ws, view, `${TOPICS}/${name}`);
    stamps.push(`${name} ${stamp ?? 'no file'}`);
    newestMs = Math.max(newestMs, mtimeMs);
  }
  return stamps.length === 0 ? undefined : { path: TOPICS, day: '', stamp: sha256(stamps.join('\n')), mtimeMs: newestMs };
}
