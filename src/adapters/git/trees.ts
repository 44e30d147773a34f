/** Reads trees, blobs and the index; changes nothing. Every function throws KairosError `usage` for a bad id, and what the runner throws. */
import { byText } from '../../base/order.js';
import { KairosError } from '../../base/errors.js';
import { BLOB_LIMIT_BYTES, checkObjectId, shortId } from '../../base/git-objects.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { IndexEntry, TreeFile } from '../../world/git-tree.js';
import { codeOf } from '../files-guard.js';
import type { Runner } from './runner.js';

/** Blobs that a listing of a tree showed to be here and within the limit: reading them needs no second look. */
const sizedBy = new WeakMap<Runner, Set<ObjectId>>();
const SIZED_MOST = 20_000;

/** The `readTree` verb of the Git port: files at or below the paths, sorted by path. */
export async function readTree(git: Runner, revision: ObjectId, paths: readonly string[]): Promise<readonly TreeFile[]> {
  if (paths.length === 0) return [];
  const wanted = paths.includes('') ? [] : paths;
  const list = async (...how: readonly string[]): Promise<string> =>
    git.text(['ls-tree', '-r', '-z', ...how, '--full-tree', checkObjectId(revision), '--', ...wanted]);
  let listed: string;
  try {
    listed = await list('--long');
  } catch (error) {
    if (!(error instanceof KairosError && error.code === 'git-failed')) throw error;
    return sized(git, revision, rows(await list()));
  }
  const small = sizedBy.get(git) ?? new Set<ObjectId>();
  sizedBy.set(git, small);
  if (small.size > SIZED_MOST) small.clear();
  return rows(listed)
    .map(({ head, path }): TreeFile => {
      const [mode = '', type, id = '', size] = head.filter((word) => word !== '');
      // Of a blob that is not here (a partial clone) git says BAD.
      const isHere = type === 'blob' && /^\d+$/.test(size ?? '');
      if (isHere && Number(size) <= BLOB_LIMIT_BYTES) small.add(id);
      return { path, mode, id, ...(isHere && { size: Number(size) }) };
    })
    .sort(byText((file) => file.path));
}

/** The files of a partial clone that lacks blobs of them: there git fails at the first one whose size it is asked for. */
async function sized(git: Runner, revision: ObjectId, listed: readonly Row[]): Promise<readonly TreeFile[]> {
  const reached = await git.text(['rev-list', '--objects', '--no-object-names', '--missing=print', `${revision}^{tree}`]);
  const missing = new Set(reached.split('\n').flatMap((line) => (line.startsWith('?') ? [line.slice(1)] : [])));
  const files = listed.map(({ head: [mode = '', type, id = ''], path }) => ({
    path,
    mode,
    id,
    isHere: type === 'blob' && !missing.has(id),
  }));
  const here = [...new Set(files.flatMap(({ id, isHere }) => (isHere ? [id] : [])))];
  const sizes = new Map<ObjectId, number>();
  if (here.length > 0) {
    for (const line of (await git.text(['cat-file', '--batch-check'], { input: here.map((id) => `${id}\n`).join('') })).split('\n')) {
      const [id = '', type, size] = line.split(' ');
      if (type === 'blob') sizes.set(id, Number(size));
    }
  }
  return files
    .map(({ path, mode, id }): TreeFile => {
      const size = sizes.get(id);
      return { path, mode, id, ...(size !== undefined && { size }) };
    })
    .sort(byText((file) => file.path));
}

const KINDS: Readonly<Record<string, 'tree' | 'link' | 'submodule'>> = { '040000': 'tree', '120000': 'link', '160000': 'submodule' };

/** The `entryKind` verb of the Git port; undefined where nothing is at the path. */
export async function entryKind(
  git: Runner,
  revision: ObjectId,
  path: string,
): Promise<'tree' | 'file' | 'link' | 'submodule' | undefined> {
  const [entry] = rows(await git.text(['ls-tree', '-z', '--full-tree', checkObjectId(revision), '--', path.replace(/\/+$/, '')]));
  return entry && (KINDS[entry.head[0] ?? ''] ?? 'file');
}

/** So many blobs are read without a look at their sizes first, which would be a second git: they seldom come to the limit together. */
const UNSIZED_MOST = 64;

/** The `readBlobs` verb of the Git port; ids that are no blobs are left out. @throws KairosError `over-limit` above 64 MiB, unless these are passed over. */
export async function readBlobs(
  git: Runner,
  ids: readonly ObjectId[],
  { passLarge = false }: { readonly passLarge?: boolean } = {},
): Promise<ReadonlyMap<ObjectId, Uint8Array>> {
  const unique = [...new Set(ids)];
  if (unique.length === 0) return new Map();
  unique.forEach(checkObjectId);
  const small = sizedBy.get(git);
  const areSized = unique.every((id) => small?.has(id));
  const short = areSized || unique.length > UNSIZED_MOST ? undefined : await withinLimit(git, unique);
  if (short) return blobsIn(short, unique);
  const present = areSized ? unique : await presentOf(git, unique, passLarge);
  return present.length === 0 ? new Map() : blobsIn(await git.catFile(['--batch'], lines(present)), present);
}

/** The contents, if all together are within the limit of one. */
async function withinLimit(git: Runner, ids: readonly ObjectId[]): Promise<Uint8Array | undefined> {
  try {
    return await git.catFile(['--batch'], lines(ids), { mostBytes: BLOB_LIMIT_BYTES });
  } catch (error) {
    if (codeOf(error) === 'ENOBUFS') return undefined;
    throw error;
  }
}

function lines(ids: readonly ObjectId[]): string {
  return ids.map((id) => `${id}\n`).join('');
}

/** The blobs in what `cat-file --batch` printed for these ids. */
function blobsIn(out: Uint8Array, ids: readonly ObjectId[]): Map<ObjectId, Uint8Array> {
  const blobs = new Map<ObjectId, Uint8Array>();
  let at = 0;
  for (const id of ids) {
    const end = out.indexOf(10, at);
    const [, type, bytes] = Buffer.from(out.subarray(at, end)).toString('latin1').split(' ');
    at = end + 1;
    // Not here, or gone since it was listed: git prunes in the background.
    if (bytes === undefined) continue;
    const size = Number(bytes);
    // A copy: a view would keep the whole output alive as long as one blob is held.
    if (type === 'blob') blobs.set(id, new Uint8Array(out.subarray(at, at + size)));
    at += size + 1;
  }
  return blobs;
}

/** Those that are blobs here, in the order asked. @throws KairosError `over-limit`, unless such ones are passed over. */
async function presentOf(git: Runner, ids: readonly ObjectId[], passLarge: boolean): Promise<readonly ObjectId[]> {
  const sizes = await git.text(['cat-file', '--batch-check'], { input: lines(ids) });
  return sizes.split('\n').flatMap((line) => {
    const [id = '', type, size] = line.split(' ');
    if (type !== 'blob') return [];
    if (Number(size) > BLOB_LIMIT_BYTES) {
      if (passLarge) return [];
      throw new KairosError('over-limit', `the blob ${shortId(id)} has ${size} bytes; kairos reads up to ${BLOB_LIMIT_BYTES}`);
    }
    return [id];
  });
}

/** The `index` verb of the Git port: entries at or below the paths, by path and stage. */
export async function readIndex(git: Runner, paths: readonly string[]): Promise<readonly IndexEntry[]> {
  if (paths.length === 0) return [];
  const wanted = paths.includes('') ? [] : paths;
  return rows(await git.text(['ls-files', '-t', '--stage', '-z', '--full-name', '--', ...wanted]))
    .map(({ head: [tag, mode = '', id = '', stage], path }): IndexEntry => ({
      path,
      mode,
      id,
      stage: Number(stage),
      ...(tag === 'S' && { isLeftOut: true }),
    }))
    .sort((a, b) => byText<IndexEntry>((entry) => entry.path)(a, b) || a.stage - b.stage);
}

interface Row {
  readonly head: readonly string[];
  readonly path: string;
}

/** Parses rows that end in NUL: words, a tab, a path. */
function rows(output: string): Row[] {
  return output
    .split('\0')
    .filter((row) => row !== '')
    .map((row) => {
      const tab = row.indexOf('\t');
      return { head: row.slice(0, tab).split(' '), path: row.slice(tab + 1) };
    });
}
