/** Describes the files of the vector index, for `doctor`. It reads every shard; it repairs and removes nothing. */
import type { LogView } from '../../memory/log-view.js';
import type { Workspace } from '../../base/workspace.js';
import type { EmbedderModel } from '../../world/embedders.js';
import type { World } from '../../world/world.js';
import { CHUNKER } from '../text/chunk.js';
import { folderOf, isOurs, listShards, readShard } from '../vectors/shard-files.js';

export interface SpaceReport {
  /** The folder's name. */
  readonly folder: string;
  /** Undefined where no file in it can be used. */
  readonly model?: EmbedderModel;
  /** True if its texts were cut into chunks as this version does. */
  readonly isCurrent: boolean;
  readonly files: number;
  readonly rows: number;
  readonly bytes: number;
  /** Names of files that are damaged, of another space, or too large; recall ignores them. */
  readonly unusable: readonly string[];
}

/** One report for each vector space, sorted by folder; [] where git tracks the index folder. */
export async function reportShards(world: Pick<World, 'files'>, ws: Workspace, view: LogView): Promise<SpaceReport[]> {
  if (!isOurs(view)) return [];
  const folders = (await world.files.list(ws.vectorIndex)).filter(({ kind }) => kind === 'directory');
  const reports: SpaceReport[] = [];
  for (const { name } of folders) reports.push(await reportSpace(world, ws, name));
  return reports;
}

async function reportSpace(world: Pick<World, 'files'>, ws: Workspace, name: string): Promise<SpaceReport> {
  const folder = `${ws.vectorIndex}/${name}`;
  const unusable: string[] = [];
  let model: EmbedderModel | undefined;
  let [files, rows, bytes] = [0, 0, 0];
  for (const file of await listShards(world, folder)) {
    const shard = await readShard(world, folder, file);
    if (shard === 'gone') continue;
    if (shard === 'unusable' || folderOf(ws, shard) !== folder) {
      unusable.push(file);
      continue;
    }
    ({ model } = shard);
    files += 1;
    rows += shard.count;
    bytes += (await world.files.stat(`${folder}/${file}`))?.sizeBytes ?? 0;
  }
  return { folder: name, ...(model ? { model } : {}), isCurrent: name.endsWith(`-${CHUNKER}`), files, rows, bytes, unusable };
}
