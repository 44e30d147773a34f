/**
 * One `git update-ref` transaction: recorded before it begins, so that the locks of a killed one can be removed, and with a clear error where a lock of
 * somebody else's is in the way. It checks no expected values but those that git checks.
 */
import { existsSync } from 'node:fs';
import { KairosError } from '../../base/errors.js';
import { isBranchRef } from '../../base/refs.js';
import { shellWord } from '../../base/shell-word.js';
import type { Repository } from '../../world/git.js';
import type { Runner } from './runner.js';
import { recorded, removeLeftovers } from './transaction-record.js';

/** Git waits so long for a lock of another git, in milliseconds. Its own default for refs is a tenth of a second. */
const PATIENT = ['core.filesRefLockTimeout=2000', 'core.packedRefsTimeout=2000'];
/** A reflog of a ref that is ours alone would keep what was forgotten. */
const UNLOGGED = ['core.logAllRefUpdates=false'];

interface RefMove {
  /** Full names of all refs in it. */
  readonly refs: readonly string[];
  /** The commands of `update-ref --stdin` between `start` and `prepare`, each with its newline. */
  readonly commands: string;
  /** The line for the reflog. */
  readonly reason: string;
  readonly config: readonly string[];
}

/**
 * Carries out the commands, all or none.
 * @throws KairosError `git-busy` where another git, or one that was killed, holds a lock; `git-failed`; `disk-full` and `not-writable` for the record.
 */
export async function moveRefs(git: Runner, repository: Repository, { refs, commands, reason, config }: RefMove): Promise<void> {
  const attempt = (): Promise<string | undefined> =>
    recorded(repository, { locks: locksOf(repository, refs) }, async (killed) => {
      const args = ['update-ref', '-m', reason, '--stdin'];
      const settings = [...config, ...PATIENT, ...(refs.some(isBranchRef) ? [] : UNLOGGED)];
      const options = { input: `start\n${commands}prepare\ncommit\n`, config: settings, accept: [128] };
      const { code, stderr } = await git.run(args, options).catch((error: unknown) => {
        // A git that ends by itself removes its locks.
        killed();
        throw error;
      });
      return code === 0 ? undefined : stderr;
    });
  let said = await attempt();
  let lock = said === undefined ? undefined : lockIn(repository, said);
  if (lock !== undefined) {
    await removeLeftovers(repository);
    if (!existsSync(lock)) said = await attempt();
  }
  if (said === undefined) return;
  lock = lockIn(repository, said);
  if (lock === undefined) throw new KairosError('git-failed', `git update-ref ended with 128: ${said.trim().slice(0, 2000)}`);
  throw new KairosError('git-busy', `another git command holds ${lock}, or one that was killed left it`, {
    hint: `run the command again; if no git runs here: rm ${shellWord(lock)}`,
  });
}

/** What git may lock to move these refs, in both formats of refs. */
function locksOf({ gitDir, commonDir }: Repository, refs: readonly string[]): readonly string[] {
  return [
    ...refs.map((ref) => `${commonDir}/${ref}.lock`),
    `${commonDir}/packed-refs.lock`,
    // Git writes the reflog of HEAD, too, where HEAD stands on one of them.
    ...(refs.some(isBranchRef) ? [`${gitDir}/HEAD.lock`] : []),
    `${commonDir}/reftable/tables.list.lock`,
  ];
}

function lockIn({ commonDir }: Repository, said: string): string | undefined {
  if (/\bdata is locked\b/.test(said)) return `${commonDir}/reftable/tables.list.lock`;
  return /Unable to create '(.+?\.lock)': File exists/.exec(said)?.[1];
}
