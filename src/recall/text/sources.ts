/** Which files hold what recall may find, and by what sign each is known to be unchanged. Reads names and stamps, no contents. */
import { byText } from '../../base/order.js';
import { sha256 } from '../../base/hash.js';
import type { Problem } from '../../memory/entry.js';
import type { LogView } from '../../memory/log-view.js';
import { listLogs } from '../../memory/read-logs.js';
import type { Workspace } from '../../base/workspace.js';
import type { World } from '../../world/world.js';

export interface Source {
  /** Of a log, relative to `.kairos`; all topics together are one source. */
  readonly path: string;
  /** UTC day of a log; '' for the topics. */
  readonly day: string;
  /** Of the file; the content's hash where the view gives a text in place of the file. */
  readonly stamp: string;
  /** The newest file's; 0 for a text of the view. A file changed within the same tick of the clock as it was read needs a second look. */
  readonly mtimeMs: number;
}

/** The source of all topics: reading one of them loads the Markdown parser, so that they are read together or not at all. */
export const TOPICS = 'topics';

/** The logs (own and peers') as the view has them and the topics, sorted by path. */
export async function listSources(
  world: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
): Promise<{ sources: Source[]; problems: Problem[] }> {
  const { places, problems } = await listLogs(world, ws, view);
  const sources: Source[] = [];
  for (const { path, day } of places) {
    const { stamp, mtimeMs } = await stampOf(world, ws, view, path);
    if (stamp !== undefined) sources.push({ path, day, stamp, mtimeMs });
  }
  const topics = await stampTopics(world, ws, view);
  if (topics) sources.push(topics);
  return { sources: sources.sort(byText(({ path }) => path)), problems };
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
