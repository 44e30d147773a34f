/**
 * The shard files of one vector space: lists, adds, merges and removes rows. All of it is derived state: the folder may be deleted at any time.
 *
 *     index/vectors/<model>-<digest>-<dimensions>-<chunker>/<24 hexadecimal digits>.shard
 *
 * A file is written whole, under a name from its content, and never changed. A merge writes the larger file first and removes the smaller ones
 * then, so that every row is in at least one file at any moment. A reader who misses a listed file lists again.
 */
import { compareText } from '../../base/order.js';
import { KairosError } from '../../base/errors.js';
import { withLock } from '../../base/lock.js';
import { GIT_REFS } from '../../base/refs.js';
import { isTrackedIn, type LogView } from '../../memory/log-view.js';
import type { Workspace } from '../../base/workspace.js';
import type { EmbedderModel } from '../../world/embedders.js';
import type { World } from '../../world/world.js';
import { CHUNKER } from '../text/chunk.js';
import { embeddingLocks } from './embedding-locks.js';
import {
  compareKeys,
  encodeShard,
  formatShard,
  isSpace,
  KEY_BYTES,
  parseShard,
  shardName,
  type NewRow,
  type Shard,
  type Space,
} from './shard.js';

type Disk = Pick<World, 'files'>;
type LockWorld = Pick<World, 'files' | 'clock' | 'random' | 'processes'>;

const NAME = /^[0-9a-f]{24}\.shard$/;
/** Larger files are not read: kairos writes none. */
const SHARD_LIMIT_BYTES = 256 * 1024 * 1024;
/** How long to wait for the lock. An append holds it for some 10 ms, a merge of 64 MB for a second. */
const PATIENCE_MS = 10_000;
/** A merge starts when there are so many files. */
const MERGE_FILES = 8;
/** Files are not merged beyond this size. */
const MERGED_LIMIT_BYTES = 64 * 1024 * 1024;

/** The space of a model's vectors of our chunks. @throws KairosError `bad-path` for a model whose name cannot name a folder. */
export function spaceOf(model: EmbedderModel): Space {
  const space = { model, chunker: CHUNKER };
  if (isSpace(space)) return space;
  throw new KairosError('bad-path', `the vectors of ${model.name} (${model.digest}, ${model.dimensions} dimensions) have no place`, {
    hint: 'choose another model or fewer dimensions',
  });
}

/** The folder of a space, absolute. */
export function folderOf(ws: Pick<Workspace, 'vectorIndex'>, { model, chunker }: Space): string {
  return `${ws.vectorIndex}/${model.name}-${model.digest}-${model.dimensions}-${chunker}`;
}

/** False if git tracks files in the index folder: they belong to a branch, and are neither read nor replaced. */
export function isOurs(view: LogView): boolean {
  return !isTrackedIn(view, 'index');
}

/**
 * Makes the folder for a model's vectors. Call it before embedding, so that a folder that cannot be written fails before hours of work.
 * @throws KairosError `not-writable`, `disk-full`, `bad-path`.
 */
export async function preparePlace(world: Disk, ws: Pick<Workspace, 'vectorIndex'>, model: EmbedderModel): Promise<void> {
  const folder = folderOf(ws, spaceOf(model));
  await clearFor(world, ws.vectorIndex, 'directory');
  // Without `kairos init` nothing else keeps git from adding the index to a commit. Writing it each time also tests that the folder is writable.
  await world.files.write(`${ws.vectorIndex}/.gitignore`, '*\n');
  await clearFor(world, folder, 'directory');
  await world.files.mkdir(folder);
}

/** Removes what is at the path if it is of another kind. The index is derived, so all of it may be deleted. */
async function clearFor(world: Disk, path: string, kind: 'file' | 'directory'): Promise<void> {
  const stat = await world.files.stat(path);
  if (stat && stat.kind !== kind) await world.files.remove(path);
}

/** Names of the shards in a folder, sorted; [] if there is no folder. */
export async function listShards(world: Disk, folder: string): Promise<string[]> {
  return (await world.files.list(folder)).filter(({ name, kind }) => kind === 'file' && NAME.test(name)).map(({ name }) => name);
}

/** Reads a shard (of `space`, if given); 'gone' if there is no such file, 'unusable' if it is damaged, of another space or too large. */
export async function readShard(world: Disk, folder: string, name: string, space?: Space): Promise<Shard | 'gone' | 'unusable'> {
  const path = `${folder}/${name}`;
  const stat = await world.files.stat(path);
  if (!stat) return 'gone';
  if (stat.kind !== 'file' || stat.sizeBytes > SHARD_LIMIT_BYTES) return 'unusable';
  const bytes = await world.files.readBytes(path).catch(() => new Uint8Array(0));
  if (!bytes) return 'gone';
  const shard = parseShard(bytes);
  return shard && shardName(bytes) === name && (!space || isSame(shard, space)) ? shard : 'unusable';
}

function isSame(a: Space, b: Space): boolean {
  const same = a.model.name === b.model.name && a.model.digest === b.model.digest && a.model.dimensions === b.model.dimensions;
  return same && a.chunker === b.chunker;
}

/** Runs a short action while no other process adds, merges or removes rows. @throws KairosError `lock-held`. */
function alone<T>(world: LockWorld, ws: Workspace, action: () => Promise<T>): Promise<T> {
  return withLock(world, embeddingLocks(ws), 'vectors', PATIENCE_MS, action);
}

/**
 * Adds vectors as one new file, and merges small files when there are many. Does nothing without `.kairos`, which embedding must not create.
 * @param wanted called when the lock is held; rows that its test refuses (entries forgotten meanwhile) are not written.
 * @throws KairosError `not-writable`, `disk-full`, `bad-path`, `lock-held`.
 */
export async function appendVectors(
  world: LockWorld,
  ws: Workspace,
  model: EmbedderModel,
  rows: readonly NewRow[],
  wanted: () => Promise<(row: NewRow) => boolean> = () => Promise.resolve(() => true),
): Promise<void> {
  const space = spaceOf(model);
  if (rows.length === 0 || !(await mayMakeAgain(world, ws))) return;
  const folder = folderOf(ws, space);
  await alone(world, ws, async () => {
    const left = rows.filter(await wanted());
    if (left.length === 0) return;
    // Without `kairos init` nothing else keeps git from adding the index to a commit.
    await world.files.create(`${ws.vectorIndex}/.gitignore`, '*\n');
    await writeShard(world, folder, formatShard(space, left));
    await mergeShards(world, folder, space);
  });
}

/** An index that was deleted alone is made again. One that went with the logs lies in a stash, and must find nothing in its way when it comes back. */
async function mayMakeAgain({ files }: Disk, ws: Workspace): Promise<boolean> {
  if ((await files.stat(ws.vectorIndex)) || (await files.stat(ws.logs))) return true;
  return (await files.stat(ws.kairos)) !== undefined && !(await files.stat(`${ws.commonDir}/logs/${GIT_REFS.stash}`));
}

/**
 * Removes all rows for which `stays` is false, in all spaces of this chunker. Without `olderThanMs` it also removes unreadable files and spaces
 * of other chunkers, because after a deletion no vector of the text may remain.
 * @param stays called for each row, with its key. @param olderThanMs leaves alone files written later than that time (milliseconds since 1970).
 * @throws KairosError `not-writable`, `lock-held`.
 */
export async function keepVectors(
  world: LockWorld,
  ws: Workspace,
  stays: (keys: Uint8Array, at: number) => boolean,
  olderThanMs?: number,
): Promise<void> {
  const spaces = (await world.files.list(ws.vectorIndex)).filter(({ kind }) => kind === 'directory');
  if (spaces.length === 0) return;
  await alone(world, ws, async () => {
    for (const { name: space } of spaces) {
      const folder = `${ws.vectorIndex}/${space}`;
      if (olderThanMs === undefined && !space.endsWith(`-${CHUNKER}`)) await world.files.remove(folder);
      if (olderThanMs === undefined) await removeOthers(world, folder);
      for (const name of await listShards(world, folder)) {
        const path = `${folder}/${name}`;
        if (olderThanMs !== undefined && ((await world.files.stat(path))?.mtimeMs ?? olderThanMs) >= olderThanMs) continue;
        const shard = await readShard(world, folder, name);
        if (shard === 'unusable' && olderThanMs === undefined) await world.files.remove(path);
        if (typeof shard === 'string' || shard.chunker !== CHUNKER) continue;
        if (!everyKey(shard, stays)) await replaceShards(world, folder, shard, [{ name, shard }], stays);
      }
    }
  });
}

/** Removes files that are no shards: a killed write leaves a temporary file with all its rows. */
async function removeOthers(world: Disk, folder: string): Promise<void> {
  const shards = new Set(await listShards(world, folder));
  for (const { name } of await world.files.list(folder)) if (!shards.has(name)) await world.files.remove(`${folder}/${name}`);
}

function everyKey({ keys }: Shard, stays: (keys: Uint8Array, at: number) => boolean): boolean {
  for (let at = 0; at < keys.length; at += KEY_BYTES) if (!stays(keys, at)) return false;
  return true;
}

async function writeShard(world: Disk, folder: string, bytes: Uint8Array): Promise<string> {
  const name = shardName(bytes);
  await clearFor(world, `${folder}/${name}`, 'file');
  await world.files.write(`${folder}/${name}`, bytes);
  return name;
}

/**
 * From eight files on, merges the smallest ones: each that is at most twice as large as all smaller ones together. So a row is rewritten only
 * logarithmically often in the number of rows. Files that cannot be used stay.
 */
async function mergeShards(world: Disk, folder: string, space: Space): Promise<void> {
  const names = await listShards(world, folder);
  if (names.length < MERGE_FILES) return;
  const sized = await Promise.all(
    names.map(async (name) => ({ name, bytes: (await world.files.stat(`${folder}/${name}`))?.sizeBytes ?? 0 })),
  );
  const shards: { name: string; shard: Shard }[] = [];
  let sum = 0;
  for (const { name, bytes } of sized.sort((a, b) => a.bytes - b.bytes || compareText(a.name, b.name))) {
    if (shards.length >= 2 && (bytes > 2 * sum || sum + bytes > MERGED_LIMIT_BYTES)) break;
    const shard = await readShard(world, folder, name, space);
    if (typeof shard === 'string') continue;
    shards.push({ name, shard });
    sum += bytes;
  }
  if (shards.length < MERGE_FILES / 2) return;
  await replaceShards(world, folder, space, shards, () => true);
}

/** Writes the rows that stay as one file, then removes the files that held them. */
async function replaceShards(
  world: Disk,
  folder: string,
  space: Space,
  shards: readonly { readonly name: string; readonly shard: Shard }[],
  stays: (keys: Uint8Array, at: number) => boolean,
): Promise<void> {
  const merged = merge(
    shards.map(({ shard }) => shard),
    space,
    stays,
  );
  const name = merged && (await writeShard(world, folder, merged));
  for (const old of shards) if (old.name !== name) await world.files.remove(`${folder}/${old.name}`);
}

/** One shard with the rows that stay, in the order of keys; undefined if none stays. */
function merge(shards: readonly Shard[], space: Space, stays: (keys: Uint8Array, at: number) => boolean): Uint8Array | undefined {
  const { dimensions } = space.model;
  const from = shards.flatMap((shard) => Array.from({ length: shard.count }, (_, n) => ({ shard, n })));
  const sorted = from
    .filter(({ shard, n }) => stays(shard.keys, n * KEY_BYTES))
    .sort((a, b) => compareKeys(a.shard.keys, a.n * KEY_BYTES, b.shard.keys, b.n * KEY_BYTES))
    .filter((row, at, all) => {
      const before = all[at - 1];
      return !before || compareKeys(before.shard.keys, before.n * KEY_BYTES, row.shard.keys, row.n * KEY_BYTES) !== 0;
    });
  if (sorted.length === 0) return undefined;
  const keys = new Uint8Array(sorted.length * KEY_BYTES);
  const scales = new Float32Array(sorted.length);
  const values = new Int8Array(sorted.length * dimensions);
  sorted.forEach(({ shard, n }, at) => {
    keys.set(shard.keys.subarray(n * KEY_BYTES, (n + 1) * KEY_BYTES), at * KEY_BYTES);
    scales[at] = shard.scales[n] as number;
    values.set(shard.values.subarray(n * dimensions, (n + 1) * dimensions), at * dimensions);
  });
  return encodeShard(space, { keys, scales, values });
}
