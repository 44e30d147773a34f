/** Opens real repositories for the tests of the git adapter, and gives a commit to write into them. */
import type { Advance } from '../../src/world/advance.js';
import { findRepository, openGit } from '../../src/adapters/git.js';
import type { Git, Repository } from '../../src/world/git.js';
import type { NewCommit } from '../../src/world/git-write.js';
import { realRepo, type RealRepo } from '../real-repo.js';

export const KAIROS = { name: 'kairos', email: 'kairos@example.invalid', atMs: Date.UTC(2026, 10, 20, 12) };
export const NOBODY = '1234567890123456789012345678901234567890';

const open: RealRepo[] = [];

export function make(options?: Parameters<typeof realRepo>[0]): RealRepo {
  const repo = realRepo(options);
  open.push(repo);
  return repo;
}

/** For `afterEach`. */
export function removeAll(): void {
  open.splice(0).forEach((repo) => repo.cleanup());
}

export async function opened(
  repo: RealRepo,
  at = repo.root,
  env: Readonly<Record<string, string>> = {},
): Promise<Git & Advance & { repository: Repository }> {
  const repository = (await findRepository(at, { ...repo.env, ...env })) as Repository;
  return { ...openGit(repository, { env: { ...repo.env, ...env } }), repository };
}

export function note(
  parent: string | undefined,
  files: Readonly<Record<string, string | undefined>> = { '.kairos/topics/x.md': 'x\n' },
): NewCommit {
  return { message: 'Dream', author: KAIROS, parent, changes: Object.entries(files).map(([path, content]) => ({ path, content })) };
}
