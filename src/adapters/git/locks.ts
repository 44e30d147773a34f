/** Lists the lock files that stand in a git directory, for people to judge. It removes none. */
import { promises as fs } from 'node:fs';
import type { Repository } from '../../world/git.js';
import type { GitLock } from '../../world/git-refs.js';
import { leftBehind } from './transaction-record.js';

/** Those that keep a person's git from moving refs, from staging, and from collecting. */
const NAMES = ['HEAD.lock', 'config.lock', 'index.lock', 'packed-refs.lock', 'shallow.lock'];

/** The `locks` verb of the Git port. */
export async function readLocks(repository: Repository): Promise<readonly GitLock[]> {
  const { gitDir, commonDir } = repository;
  const below = async (folder: string): Promise<string[]> =>
    (await fs.readdir(folder, { recursive: true }).catch(() => []))
      .filter((name) => name.endsWith('.lock'))
      .map((name) => `${folder}/${name}`);
  const paths = [
    ...new Set([gitDir, commonDir].flatMap((folder) => NAMES.map((name) => `${folder}/${name}`))),
    ...(await below(`${commonDir}/refs`)),
    ...(await below(`${commonDir}/reftable`)),
  ];
  const ours = await leftBehind(repository);
  const found: GitLock[] = [];
  for (const path of paths.sort()) {
    const seen = await fs.stat(path).catch(() => undefined);
    if (seen?.isFile()) found.push({ path, ageMs: Math.max(0, Date.now() - seen.mtimeMs), isOurs: ours.has(path) });
  }
  return found;
}
