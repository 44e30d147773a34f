/**
 * How much of the memory is embedded, for who only counts. The numbers are kept in one derived file under the stand of all sources and vectors: while these
 * stand so, neither the index of words nor a vector is read, nor the code that reads them. The file may be deleted.
 */
import { sha256 } from '../../base/hash.js';
import { jsonFile, parseObject } from '../../base/json.js';
import type { Workspace } from '../../base/workspace.js';
import { isTrackedIn, type LogView } from '../../memory/log-view.js';
import type { LogsStand } from '../../memory/logs-stand.js';
import type { EmbedderModel } from '../../world/embedders.js';
import type { World } from '../../world/world.js';
import { standOfSources } from '../text/sources.js';
import type { Coverage } from './coverage.js';

type Disk = Pick<World, 'files' | 'clock'>;

const FORMAT = 1;

/**
 * Counts the live entries, and those that this model's vectors cover. Without a model none is.
 * @throws KairosError what reading logs and topics throws, and `bad-path` for a model whose name cannot name a folder.
 */
export async function coverageNow(world: Disk, ws: Workspace, view: LogView, model: EmbedderModel | undefined): Promise<Coverage> {
  const stand = ws.hasGit && !isTrackedIn(view, 'index') ? await standOf(world, ws, view, model) : undefined;
  const kept = stand && keptUnder(stand.text, await world.files.read(ws.coverageFile));
  if (kept) return kept;
  const { openLexical } = await import('../lexical/open-lexical.js');
  const { coverage } = await import('./missing-chunks.js');
  const index = await openLexical(world, ws, view);
  const vectors = model && (await (await import('../vectors/vectors.js')).openVectors(world, ws, view, model));
  const counted = coverage(index, vectors);
  // A question about an empty memory must not make a folder for it.
  if (stand?.isSettled === true && counted.entries > 0)
    await world.files.write(ws.coverageFile, jsonFile({ format: FORMAT, stand: stand.text, ...counted })).catch(() => undefined);
  return counted;
}

/** How sources and vectors stand. A shard is never changed, but may be damaged, and then counts no more. */
async function standOf(world: Disk, ws: Workspace, view: LogView, model: EmbedderModel | undefined): Promise<LogsStand | undefined> {
  const sources = await standOfSources(world, ws, view);
  if (!sources || !model) return sources;
  const { folderOf, listShards, spaceOf } = await import('../vectors/shard-files.js');
  const folder = folderOf(ws, spaceOf(model));
  const parts = [sources.text, folder];
  for (const name of await listShards(world, folder)) parts.push(name, (await world.files.stat(`${folder}/${name}`))?.stamp ?? '');
  return { ...sources, text: sha256(parts.join('\n')) };
}

/** Undefined for the numbers of another stand, and for what something else damaged. */
function keptUnder(stand: string, text: string | undefined): Coverage | undefined {
  const { format, stand: kept, embedded, entries } = parseObject(text) ?? {};
  if (format !== FORMAT || kept !== stand || typeof embedded !== 'number' || typeof entries !== 'number') return undefined;
  return { embedded, entries };
}
