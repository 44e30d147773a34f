/**
 * Keeps the refs that short commands begin with, and how git's files stood before git listed them: while they stand so, the next command starts no git for
 * it. The file is derived and may be deleted. Only stamps are compared; what a ref is, git says.
 */
import { isObjectId } from '../../base/git-objects.js';
import { isObject, jsonFile, parseObject } from '../../base/json.js';
import type { Repository } from '../../world/git.js';
import type { Files, FileStat } from '../../world/files.js';
import type { Head, Ref } from '../../world/git-refs.js';
import type { Listing } from './refs.js';

const FORMAT = 1;
/** The coarsest clock of a file system is two seconds (FAT): a file that changed more recently may change again under the same stamp. */
const RACY_MS = 2000;
/** To look at more files takes longer than git does. */
const FILES_MOST = 500;

/** @param file where it is kept. @param program the stamp of the git that lists: another one must say itself what it is. */
export interface Keeping {
  readonly files: Files;
  readonly file: string;
  readonly program: string;
}

/**
 * The listing of these prefixes: as it was kept where git's files stand as they did, else what `list` returns, which is kept then.
 * @throws as `list`; a note that cannot be written is left out.
 */
export async function keptListing(
  { files, file, program }: Keeping,
  repository: Repository,
  prefixes: readonly string[],
  list: () => Promise<Listing>,
): Promise<Listing> {
  const sinceMs = Date.now() - RACY_MS;
  const found = await standOf(files, repository, prefixes);
  if (!found) return list();
  const stand = [program, ...found.parts].join('\n');
  const kept = parseObject(await files.read(file));
  const known = kept?.['format'] === FORMAT && kept['stand'] === stand ? readListing(kept['listing']) : undefined;
  if (known) return known;
  const listing = await list();
  // Where a symbolic ref stands, the file of its target tells; of a file that has just changed, no stamp does.
  if (found.newestMs > sinceMs || listing.hasSymbolic) return listing;
  // A command that only looks lays down nothing where kairos was never used.
  if ((await files.stat(file.slice(0, file.lastIndexOf('/'))))?.kind !== 'directory') return listing;
  const { refs, times, head } = listing;
  const text = jsonFile({ format: FORMAT, stand, listing: { refs, times: [...times], ...(head && { head }) } });
  await files.write(file, text).catch(() => undefined);
  return listing;
}

/** Undefined where stamps do not tell: other formats than files, files in unusual shapes, very many of them. */
async function standOf(
  files: Files,
  { gitDir, commonDir }: Repository,
  prefixes: readonly string[],
): Promise<{ readonly parts: readonly string[]; readonly newestMs: number } | undefined> {
  if ((await files.stat(`${commonDir}/reftable`)) !== undefined) return undefined;
  const parts: string[] = [];
  const stats: FileStat[] = [];
  const add = (path: string, stat: FileStat): void => {
    parts.push(path, stat.stamp);
    stats.push(stat);
  };
  for (const path of [`${gitDir}/HEAD`, `${commonDir}/config`, `${commonDir}/packed-refs`]) {
    const stat = await files.stat(path);
    if (stat) add(path, stat);
  }
  for (const prefix of prefixes) {
    const path = `${commonDir}/${prefix.replace(/\/$/, '')}`;
    const stat = await files.stat(path);
    parts.push(prefix);
    if (stat?.kind !== 'directory') {
      if (stat) add(path, stat);
      continue;
    }
    const below = [...(await files.stats(path))].toSorted(([a], [b]) => (a < b ? -1 : 1));
    if (below.length > FILES_MOST) return undefined;
    for (const [name, one] of below) add(name, one);
  }
  const newestMs = Math.max(0, ...stats.map(({ mtimeMs }) => mtimeMs));
  return stats.every(({ kind }) => kind === 'file') ? { parts, newestMs } : undefined;
}

function readListing(value: unknown): Listing | undefined {
  if (!isObject(value)) return undefined;
  const { refs, times, head } = value;
  if (!Array.isArray(refs) || !refs.every(isRef) || !Array.isArray(times) || !times.every(isTime)) return undefined;
  if (head !== undefined && !isHead(head)) return undefined;
  return { refs, times: new Map(times), ...(head && { head }) };
}

function isRef(value: unknown): value is Ref {
  if (!isObject(value)) return false;
  const { name, id, commit } = value;
  return typeof name === 'string' && isId(id) && (commit === undefined || isId(commit));
}

function isTime(value: unknown): value is [string, number] {
  return Array.isArray(value) && value.length === 2 && isId(value[0]) && typeof value[1] === 'number';
}

function isHead(value: unknown): value is Head {
  return isObject(value) && typeof value['ref'] === 'string' && isId(value['commit']);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && isObjectId(value);
}
