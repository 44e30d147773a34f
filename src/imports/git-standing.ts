/** What git says of files that are imported: whether they are the repository's, and when they were committed last. It reads only. */
import { isBlob } from '../base/hash.js';
import type { World } from '../world/world.js';

export interface GitStanding {
  /** Git tracks a file under this path, from the root. */
  isTracked(path: string): boolean;
  /** When the last commit touched the file, in milliseconds since 1970; undefined where it is not as it was committed, or in no commit. */
  committedAtMs(path: string, bytes: Uint8Array): number | undefined;
}

/** So many commits are read at once. */
const COMMITS_AT_ONCE = 500;
const NOTHING: GitStanding = { isTracked: () => false, committedAtMs: () => undefined };

/** @param roots files or folders, from the root of the work tree; '' is all of it. */
export async function gitStanding({ git }: Pick<World, 'git'>, roots: readonly string[], hasGit: boolean): Promise<GitStanding> {
  if (!hasGit || roots.length === 0) return NOTHING;
  const blobs = new Map((await git.index(roots)).map(({ path, id }) => [path, id]));
  if (blobs.size === 0) return NOTHING;
  const times = new Map<string, number>();
  const ids = [...(await git.commitsTouching(roots))];
  for (let from = 0; from < ids.length; from += COMMITS_AT_ONCE) {
    for (const { committedAtMs, paths } of await git.commits(ids.slice(from, from + COMMITS_AT_ONCE)))
      for (const { path } of paths) if (blobs.has(path)) times.set(path, Math.max(times.get(path) ?? 0, committedAtMs));
  }
  return {
    isTracked: (path) => blobs.has(path),
    committedAtMs: (path, bytes) => (isBlob(bytes, blobs.get(path) ?? '') ? times.get(path) : undefined),
  };
}
