/**
 * The vectors of one model in memory: read from the shards, updated at each opening. It writes nothing; shards that cannot be used are ignored.
 */
import type { LogView } from '../../memory/log-view.js';
import type { Workspace } from '../../base/workspace.js';
import type { EmbedderModel } from '../../world/embedders.js';
import type { World } from '../../world/world.js';
import { keyTable, type KeyTable } from './key-table.js';
import { rowTable, type RowTable } from './kernel.js';
import { mostRows, type Shard, type Space } from './shard.js';
import { folderOf, isOurs, listShards, readShard, spaceOf } from './shard-files.js';

/** A snapshot of the vectors: rows added later are not in it. */
export interface Vectors {
  readonly model: EmbedderModel;
  readonly dims: number;
  /** Rows are numbered 0 to count - 1; their order has no meaning. */
  readonly count: number;
  /** 'simd', or 'plain' where there is no WebAssembly. */
  readonly kind: RowTable['kind'];
  /** The row of a key in 24 hexadecimal digits, or -1. */
  rowOf(key: string): number;
  /** The rows of many keys, 12 bytes each; -1 where there is none. Cached for this array: it must not be written to. */
  rowsOf(keys: Uint8Array): Int32Array;
  /**
   * The cosine of each row with a query of unit length. The buffer is overwritten by the next scan or opening: use it before the next `await`.
   */
  scan(query: Float32Array): Float32Array;
  /** One row, nearly of unit length. */
  vectorOf(row: number): Float32Array;
}

/** The data that the snapshots of one folder share. It only grows; when a file that it holds is gone, it is made anew. */
interface Held {
  readonly folder: string;
  readonly dimensions: number;
  readonly names: Set<string>;
  /** Unusable file -> its stamp when it was read. */
  readonly unusable: Map<string, string>;
  readonly rows: RowTable;
  readonly keys: KeyTable;
}

const held = new WeakMap<Vectors, Held>();
/** A try fails only if a merge removed listed files meanwhile. */
const TRIES = 5;

/**
 * The vectors of a model as of now.
 * @param previous the result of an earlier call in this process: it is returned again when nothing changed (one listing), and only new files are
 * read.
 * @param options `plain`: do not use WebAssembly.
 * @throws KairosError `bad-path` for a model whose name cannot name a folder.
 */
export async function openVectors(
  world: Pick<World, 'files'>,
  ws: Workspace,
  view: LogView,
  model: EmbedderModel,
  previous?: Vectors,
  { plain = false }: { readonly plain?: boolean } = {},
): Promise<Vectors> {
  const space = spaceOf(model);
  const folder = folderOf(ws, space);
  const before = previous && held.get(previous);
  let now = before?.folder === folder ? before : undefined;
  for (let tried = 0; tried < TRIES; tried++) {
    const names = isOurs(view) ? await listShards(world, folder) : [];
    const listed = new Set(names);
    if (!now || [...now.names].some((name) => !listed.has(name))) now = emptyHeld(folder, model, plain);
    if (await addAll(world, now, space, names)) break;
  }
  const current = now ?? emptyHeld(folder, model, plain);
  return previous && before === current && previous.count === current.rows.count ? previous : vectorsOf(current, model);
}

function emptyHeld(folder: string, model: EmbedderModel, plain: boolean): Held {
  const { dimensions } = model;
  return { folder, dimensions, names: new Set(), unusable: new Map(), rows: rowTable(dimensions, plain), keys: keyTable() };
}

/** Reads the new files. False if one was gone: another process has merged it into a file that was not listed. */
async function addAll(world: Pick<World, 'files'>, held: Held, space: Space, names: readonly string[]): Promise<boolean> {
  let whole = true;
  await reserveFor(world, held, names);
  for (const name of names) {
    if (held.names.has(name)) continue;
    const known = held.unusable.get(name);
    if (known !== undefined && known === (await stampOf(world, held, name))) continue;
    const shard = await readShard(world, held.folder, name, space);
    // Two callers may refresh one state at once.
    if (held.names.has(name)) continue;
    if (shard === 'gone') whole = false;
    else if (shard !== 'unusable' && addShard(held, shard)) held.names.add(name);
    else held.unusable.set(name, await stampOf(world, held, name));
  }
  return whole;
}

/** Makes room for all new rows at once, by the sizes of their files: else each file moves those before it. */
async function reserveFor(world: Pick<World, 'files'>, held: Held, names: readonly string[]): Promise<void> {
  const fresh = names.filter((name) => !held.names.has(name) && !held.unusable.has(name));
  if (fresh.length < 2) return;
  let bytes = 0;
  for (const name of fresh) bytes += (await world.files.stat(`${held.folder}/${name}`))?.sizeBytes ?? 0;
  held.rows.reserve(mostRows(bytes, held.dimensions));
}

/** The stamp of a file. A damaged file is read again when its stamp changes, since its good replacement has the same name. */
async function stampOf(world: Pick<World, 'files'>, { folder }: Held, name: string): Promise<string> {
  return (await world.files.stat(`${folder}/${name}`))?.stamp ?? '';
}

/** Adds the rows whose keys are new. False if there is not enough memory. */
function addShard({ rows, keys }: Held, shard: Shard): boolean {
  // Before the keys, which then have the numbers of the rows.
  if (!rows.reserve(shard.count)) return false;
  const { added, isNew } = keys.addAll(shard.keys);
  const { values, scales } = added === shard.count ? shard : rowsThat(shard, isNew, added);
  return rows.append(values, scales);
}

function rowsThat(shard: Shard, isNew: Uint8Array, count: number): Pick<Shard, 'values' | 'scales'> {
  const dims = shard.model.dimensions;
  const [values, scales] = [new Int8Array(count * dims), new Float32Array(count)];
  let at = 0;
  for (let n = 0; n < shard.count; n++) {
    if (isNew[n] !== 1) continue;
    values.set(shard.values.subarray(n * dims, (n + 1) * dims), at * dims);
    scales[at] = shard.scales[n] as number;
    at += 1;
  }
  return { values, scales };
}

function vectorsOf(state: Held, model: EmbedderModel): Vectors {
  const { rows, keys } = state;
  const count = rows.count;
  const joined = new WeakMap<Uint8Array, Int32Array>();
  const within = (row: number): number => (row < count ? row : -1);
  const vectors: Vectors = {
    model,
    dims: model.dimensions,
    count,
    kind: rows.kind,
    rowOf: (key) => within(keys.findHex(key)),
    rowsOf(asked) {
      const known = joined.get(asked);
      if (known) return known;
      const found = keys.findAll(asked);
      if (keys.count > count) for (let n = 0; n < found.length; n++) found[n] = within(found[n] as number);
      joined.set(asked, found);
      return found;
    },
    scan: (query) => rows.scan(query).subarray(0, count),
    vectorOf: (row) => rows.row(row),
  };
  held.set(vectors, state);
  return vectors;
}
