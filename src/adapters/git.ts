/** The Git port on the user's own git: finds the repository, checks the version, and joins the verbs. It starts git through the runner alone. */
import type { Advance } from '../world/advance.js';
import { statSync } from 'node:fs';
import { KairosError } from '../base/errors.js';
import type { Git, Repository } from '../world/git.js';
import { addedLines } from './git/added-lines.js';
import { advance } from './git/advance.js';
import { authors, between, commits, commitsTouching, committedAtMs, formerNames, lastCommitOf, reachable } from './git/history.js';
import { listedOnce } from './git/listed-once.js';
import { keptListing, type Keeping } from './git/kept-listing.js';
import { readLocks } from './git/locks.js';
import {
  readBusy,
  readConfig,
  readHead,
  readIdentity,
  readListing,
  readReflog,
  readRefs,
  readWorktrees,
  resolveRevision,
  type Listing,
} from './git/refs.js';
import { gitRunner, type Runner } from './git/runner.js';
import { signed } from './git/sign.js';
import { removeLeftovers } from './git/transaction-record.js';
import { entryKind, readBlobs, readIndex, readTree } from './git/trees.js';
import { unasked, withoutEvents } from './git/unasked.js';
import { commitChain, sweepLooseScratch, sweepScratch, updateRefs } from './git/write.js';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The first version that knows `safe.bareRepository`. Older versions ignore the setting without a word, and would then obey the configuration
 * of a bare repository that a checkout lays down as plain files.
 */
const MINIMUM = [2, 38] as const;

/**
 * The version of git, "2.39.5".
 * @throws KairosError `git-too-old` below 2.38, `git-failed` where git is not installed.
 */
export async function gitVersion(env: Environment = process.env): Promise<string> {
  const out = await gitRunner('/', env).text(['--version']);
  return checkVersion(out);
}

/** Reads the version out of what `git --version` prints. Exported for its test. @throws KairosError `git-too-old` below 2.38. */
export function checkVersion(out: string): string {
  const [, version = '', major, minor] = /(\d+)\.(\d+)[\d.]*/.exec(out)?.[0] ? (/((\d+)\.(\d+)(?:\.\d+)*)/.exec(out) ?? []) : [];
  const old = Number(major) < MINIMUM[0] || (Number(major) === MINIMUM[0] && Number(minor) < MINIMUM[1]);
  if (version === '' || old) {
    throw new KairosError('git-too-old', `git ${version || 'of unknown version'} is too old; kairos needs ${MINIMUM.join('.')}`, {
      hint: 'install a newer git (https://git-scm.com)',
    });
  }
  return version;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/**
 * The work tree that `cwd` is in, or undefined outside of any.
 * @throws KairosError `not-a-repository` for a bare repository, the inside of a git directory, or a repository that git itself refuses, with
 * git's reason; `git-failed` where git is not installed, `git-too-old` below 2.38.
 */
export async function findRepository(cwd: string, env: Environment = process.env): Promise<Repository | undefined> {
  if (!isFolder(cwd)) return undefined;
  const { code, stdout, stderr } = await gitRunner(cwd, env, { waits: true }).run(
    ['rev-parse', '--path-format=absolute', '--show-toplevel', '--absolute-git-dir', '--git-common-dir'],
    { accept: [128], traced: true },
  );
  const [said, events] = withoutEvents(stderr);
  await refuseOld(events, env);
  if (code !== 0) {
    if (/not a git repository \(or any/.test(said)) return undefined;
    throw notUsable(cwd, said.trim());
  }
  const lines = stdout.trimEnd().split('\n');
  const [root, gitDir, commonDir] = lines;
  if (root === undefined || gitDir === undefined || commonDir === undefined || lines.length > 3) {
    throw new KairosError(
      'not-a-repository',
      `the path of this repository has a line break, which kairos cannot handle: ${JSON.stringify(stdout)}`,
    );
  }
  return { root, gitDir, commonDir };
}

/** @throws KairosError `git-too-old`. A git that does not tell its version in passing is asked for it. */
async function refuseOld(events: string, env: Environment): Promise<void> {
  const version = /"event":"version"[^\n]*"exe":"([^"]+)"/.exec(events)?.[1];
  if (version === undefined) await gitVersion(env);
  else checkVersion(version);
}

function notUsable(cwd: string, said: string): KairosError {
  if (/bare repository/.test(said)) {
    return new KairosError('not-a-repository', `${cwd} is a bare repository: it has no work tree to keep .kairos in`, {
      hint: 'run kairos in a clone or a linked work tree of it',
    });
  }
  if (/must be run in a work tree/.test(said)) {
    return new KairosError('not-a-repository', `${cwd} is inside a git directory, not in a work tree`, {
      hint: 'run kairos in the work tree',
    });
  }
  if (/dubious ownership/.test(said)) {
    return new KairosError('not-a-repository', `git refuses this repository, and so does kairos: ${said}`, {
      hint: 'if it is yours, follow what git says above',
    });
  }
  return new KairosError('not-a-repository', `git cannot read the repository at ${cwd}: ${said}`);
}

interface OpenOptions {
  readonly env?: Environment;
  readonly signal?: AbortSignal;
  readonly listOnce?: () => Promise<readonly string[]>;
  readonly keeping?: Keeping;
  readonly isUnasked?: boolean;
}

/**
 * The port on one work tree. Calls may overlap.
 *
 * Every verb throws KairosError `git-failed` when git fails, `cancelled` when `signal` aborts, and `usage` for ids, refs or keys of a wrong
 * form. Beyond that: `readBlobs` `over-limit`; `commitChain` and `updateRefs` `ref-moved`, `git-busy`, `bad-path`; `advance` these and
 * `work-tree-in-the-way`.
 * @param options.listOnce for a command that ends soon: refs are listed once (see `listedOnce`), these prefixes at the first question.
 * @param options.keeping where the first of these listings is kept for the next command (see `keptListing`).
 * @param options.isUnasked the repository was found without git (`quickRepository`): the first verb also throws what `findRepository` throws.
 */
export function openGit(repository: Repository, options: OpenOptions = {}): Git & Advance {
  const git = runnerAt(repository, options);
  let swept: Promise<void> | undefined;
  // A lock that the first look had to leave, since its git was still ending, may have gone meanwhile.
  const thenSwept = async <T>(work: Promise<T>): Promise<T> => {
    const done = await work;
    await sweepLooseScratch(git, repository);
    return done;
  };
  const port: Git & Advance = {
    refs: (prefixes) => readRefs(git, prefixes),
    head: () => readHead(git),
    resolve: (revision) => resolveRevision(git, revision),
    between: (tips, exclude, options) => between(git, tips, exclude, options),
    commits: (ids) => commits(git, ids),
    authors: (tip) => authors(git, tip),
    committedAtMs: (id) => committedAtMs(git, id),
    reachable: (ids, tip) => reachable(git, ids, tip),
    reflog: (ref) => readReflog(git, ref),
    readTree: (revision, paths) => readTree(git, revision, paths),
    entryKind: (revision, path) => entryKind(git, revision, path),
    readBlobs: (ids, options) => readBlobs(git, ids, options),
    async commitChain(chain, updates) {
      await removeLeftovers(repository);
      swept ??= sweepScratch(git, repository);
      await swept;
      return thenSwept(commitChain(git, repository, chain, updates));
    },
    async updateRefs(updates) {
      await removeLeftovers(repository);
      return thenSwept(updateRefs(git, repository, updates));
    },
    async sweep() {
      await removeLeftovers(repository);
      await sweepLooseScratch(git, repository);
    },
    index: (paths) => readIndex(git, paths),
    lastCommitOf: (path) => lastCommitOf(git, path),
    commitsTouching: (paths, options) => commitsTouching(git, paths, options),
    formerNames: (path) => formerNames(git, path),
    addedLines: (ids, options) => addedLines(git, ids, options),
    busy: () => readBusy(git, repository),
    locks: () => readLocks(repository),
    worktrees: () => readWorktrees(git, repository),
    config: (key) => readConfig(git, key),
    identity: () => readIdentity(git),
    async advance(move) {
      await removeLeftovers(repository);
      return advance(git, repository, move);
    },
    signed: (chain) => signed(git, chain),
  };
  const { listOnce, keeping } = options;
  if (!listOnce) return port;
  const list = async (prefixes: readonly string[]): Promise<Listing> => readListing(git, prefixes);
  return listedOnce(
    port,
    list,
    listOnce,
    keeping && (async (prefixes) => keptListing(keeping, repository, prefixes, () => list(prefixes))),
  );
}

function runnerAt({ root }: Repository, { env = process.env, signal, listOnce, isUnasked = false }: OpenOptions): Runner {
  const git = gitRunner(root, env, { pinned: true, waits: listOnce !== undefined, ...(signal && { signal }) });
  if (!isUnasked) return git;
  return unasked(git, { version: async (events) => refuseOld(events, env), repository: async () => findRepository(root, env) });
}

/** The port where there is no repository: every verb throws KairosError `not-a-repository`. */
export function noGit(): Git & Advance {
  return {
    refs: refuse,
    head: refuse,
    resolve: refuse,
    between: refuse,
    commits: refuse,
    authors: refuse,
    committedAtMs: refuse,
    reachable: refuse,
    reflog: refuse,
    readTree: refuse,
    entryKind: refuse,
    readBlobs: refuse,
    commitChain: refuse,
    updateRefs: refuse,
    sweep: refuse,
    index: refuse,
    lastCommitOf: refuse,
    commitsTouching: refuse,
    formerNames: refuse,
    addedLines: refuse,
    busy: refuse,
    locks: refuse,
    worktrees: refuse,
    config: refuse,
    identity: refuse,
    advance: refuse,
    signed: refuse,
  };
}

async function refuse(): Promise<never> {
  throw new KairosError('not-a-repository', 'this needs a git repository, and this folder is not in one', {
    hint: 'run "git init", or change into a repository',
  });
}
