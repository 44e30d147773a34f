/** A real repository that kairos observes, with a clock that stands still. Shared by the tests of this folder. */
import { rmSync } from 'node:fs';
import { realFiles } from '../../src/adapters/files.js';
import { findRepository, openGit } from '../../src/adapters/git.js';
import type { Entry } from '../../src/memory/entry.js';
import { PLAIN_VIEW } from '../../src/memory/log-view.js';
import { readEntries } from '../../src/memory/read-logs.js';
import { observeHistory } from '../../src/observe/history.js';
import { observe } from '../../src/observe/observe.js';
import { virtualClock } from '../../src/replay/virtual-clock.js';
import { virtualRandom } from '../../src/replay/virtual-random.js';
import { workspaceOf, type Workspace } from '../../src/base/workspace.js';
import type { Git } from '../../src/world/git.js';
import type { World } from '../../src/world/world.js';
import { realRepo, type RealRepo } from '../real-repo.js';

/** 2026-11-20T12:00:00Z */
export const NOW_MS = Date.UTC(2026, 10, 20, 12);

export interface Watcher {
  readonly world: Pick<World, 'clock' | 'files' | 'git' | 'random'>;
  readonly ws: Workspace;
  /** Observes; entries as `kind text`, first lines only. */
  look(): Promise<string[]>;
  entries(): Promise<Entry[]>;
  history(options?: Parameters<typeof observeHistory>[3]): ReturnType<typeof observeHistory>;
}

export interface ObservedRepo extends Watcher {
  readonly repo: RealRepo;
  /** A second pair of eyes on another work tree or clone. */
  watcher(root: string, seed?: string): Promise<Watcher>;
  /** Full id of a revision. */
  id(revision?: string): string;
}

export async function watch(
  root: string,
  env: Readonly<Record<string, string>>,
  seed: string,
  wrap: (git: Git) => Git = (git) => git,
): Promise<Watcher> {
  const repository = await findRepository(root, env);
  if (!repository) throw new Error(`no repository at ${root}`);
  const ws = workspaceOf(repository, `${root}/../home/.config/kairos`);
  const world = { clock: virtualClock(NOW_MS), files: realFiles(), git: wrap(openGit(repository, { env })), random: virtualRandom(seed) };
  return {
    world,
    ws,
    look: async () => (await observe(world, ws, PLAIN_VIEW)).written.map(({ kind, text }) => `${kind} ${text.split('\n', 1)[0]}`),
    entries: async () => (await readEntries(world, ws, PLAIN_VIEW)).entries,
    history: (options) => observeHistory(world, ws, PLAIN_VIEW, options),
  };
}

export async function observed(options: { sha256?: boolean; first?: boolean } = {}): Promise<ObservedRepo> {
  const repo = realRepo(options);
  repo.git('config', 'core.logAllRefUpdates', 'true');
  if (options.first !== false) repo.commit('first', { 'a.txt': 'a\n' });
  const watcher = await watch(repo.root, repo.env, 'one');
  return {
    ...watcher,
    repo,
    watcher: (root, seed = root) => watch(root, repo.env, seed),
    id: (revision = 'HEAD') => repo.git('rev-parse', revision),
  };
}

/** As a git that keeps no reflogs. */
export function forgetReflogs(repo: RealRepo): void {
  repo.git('config', 'core.logAllRefUpdates', 'false');
  rmSync(`${repo.root}/.git/logs`, { recursive: true, force: true });
}
