/**
 * Writes commits and moves refs without touching an index, a work tree or a checked-out branch: one `git fast-import` onto a scratch ref, then
 * one `update-ref` transaction with the expected old values. Every function also throws what the runner throws.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, promises as fs, readdirSync } from 'node:fs';
import { errorText, KairosError } from '../../base/errors.js';
import { checkObjectId, checkPath, refMoved, resolveUpdates, signatureLine, storedMessage } from '../../base/git-objects.js';
import type { Repository } from '../../world/git.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { NewCommit, RefUpdate } from '../../world/git-write.js';
import { isBranchRef, REFS } from '../../base/refs.js';
import { mayExist, ownIdentity, startOf } from '../processes-identity.js';
import { readRefs } from './refs.js';
import type { Runner } from './runner.js';
import { disarm } from './disarm-config.js';
import { removeLitter } from './litter.js';
import { moveRefs } from './move-refs.js';

/**
 * Git leaves small commits and refs to the system's own time, up to half a minute. Our tail lets go of lines once a commit holds them, so the commit and
 * its ref must be on the disk when the verb returns.
 */
const DURABLE = ['core.fsync=committed,reference'];

/**
 * The `commitChain` verb of the Git port.
 * @throws KairosError `ref-moved`, `git-busy` for a branch that is checked out, `bad-path`, `usage` for bad ids or refs, `git-failed`. No ref
 * is moved then.
 */
export async function commitChain(
  git: Runner,
  repository: Repository,
  chain: readonly NewCommit[],
  updates: readonly RefUpdate[],
): Promise<readonly ObjectId[]> {
  if (chain.length === 0) {
    await updateRefs(git, repository, updates);
    return [];
  }
  // Checks all updates before anything is written. The chain's ids are not known yet, so zero ids stand in for them.
  resolveUpdates(
    updates,
    chain.map(() => '0'.repeat(40)),
  );
  const scratch = `${REFS.scratch}${process.pid}-${startOfOwn()}-${randomBytes(6).toString('hex')}`;
  const stream = importStream(chain, scratch);
  const config = [...(await disarm(git)), ...DURABLE];
  let ids: readonly ObjectId[];
  try {
    ids = await fastImport(git, repository, stream, config);
    if (ids.length !== chain.length) throw new KairosError('git-failed', `git fast-import told ${ids.length} of ${chain.length} ids`);
    ids.forEach(checkObjectId);
  } catch (error) {
    await removeScratch(git, config, scratch);
    throw error;
  }
  try {
    const tip = ids[ids.length - 1];
    await transact(git, repository, config, [...resolveUpdates(updates, ids), { ref: scratch, old: tip, new: undefined }]);
  } catch (error) {
    await removeScratch(git, config, scratch);
    throw error;
  }
  return ids;
}

/** The `updateRefs` verb of the Git port. @throws KairosError `ref-moved`, `git-busy`, `usage`, `git-failed`; no ref is moved then. */
export async function updateRefs(git: Runner, repository: Repository, updates: readonly RefUpdate[]): Promise<void> {
  if (updates.length > 0) await transact(git, repository, [...(await disarm(git)), ...DURABLE], resolveUpdates(updates, []));
}

/** Stores contents as blobs, without filters, in one process; returns their ids in the same order. @throws KairosError `git-failed`. */
export async function writeBlobs(
  git: Runner,
  repository: Repository,
  config: readonly string[],
  contents: readonly Uint8Array[],
): Promise<readonly ObjectId[]> {
  if (contents.length === 0) return [];
  const parts = contents.flatMap((content, at) => [
    Buffer.from(`blob\nmark :${at + 1}\ndata ${content.length}\n`),
    content,
    Buffer.from('\n'),
  ]);
  const questions = contents.map((_, at) => `get-mark :${at + 1}\n`).join('');
  return fastImport(git, repository, Buffer.concat([...parts, Buffer.from(`${questions}done\n`)]), config);
}

/** What fast-import answers to the `get-mark` questions of its input, line by line. A failure leaves no file behind. */
async function fastImport(git: Runner, repository: Repository, input: Buffer, config: readonly string[]): Promise<readonly string[]> {
  const startedMs = Date.now();
  try {
    return (await git.text(['fast-import', '--quiet', '--done'], { input, config })).trim().split('\n');
  } catch (error) {
    await removeLitter(repository, startedMs, errorText(error));
    throw error;
  }
}

/**
 * As `sweepScratch`, for every command: starts a git only where something is left and no lock is in the way, and never throws. With reftable the next
 * commit does it.
 */
export async function sweepLooseScratch(git: Runner, repository: Repository): Promise<void> {
  if (existsSync(`${repository.commonDir}/packed-refs.lock`)) return;
  try {
    if (readdirSync(`${repository.commonDir}/${REFS.scratch}`).some(isOfDead)) await sweepScratch(git, repository);
  } catch {
    // Mostly there is no such folder.
  }
}

/**
 * Removes the scratch refs of processes that have ended, and the locks that these left on them.
 * @throws KairosError `git-failed`.
 */
export async function sweepScratch(git: Runner, { commonDir }: Repository): Promise<void> {
  const folder = `${commonDir}/${REFS.scratch}`;
  for (const name of await fs.readdir(folder).catch(() => []))
    if (name.endsWith('.lock') && isOfDead(name)) await fs.rm(`${folder}${name}`, { force: true }).catch(() => undefined);
  for (const { name } of await readRefs(git, [REFS.scratch]))
    if (isOfDead(name.slice(REFS.scratch.length))) await removeScratch(git, await disarm(git), name);
}

/** When this process began, in characters that a ref may have: a later process may get its number. */
function startOfOwn(): string {
  return ownIdentity().start.replace(/[^A-Za-z0-9]/g, '');
}

function isOfDead(scratch: string): boolean {
  const [, pid, start] = /^(\d+)-(?:([A-Za-z0-9]*)-)?[A-Za-z0-9]+(?:\.lock)?$/.exec(scratch) ?? [];
  if (pid === undefined) return false;
  if (Number(pid) === process.pid) return start !== undefined && start !== startOfOwn();
  return !isRunning(Number(pid), start);
}

function isRunning(pid: number, start: string | undefined): boolean {
  const found = startOf(pid);
  if (found === undefined) return mayExist(pid);
  return !found.gone && (!start || found.start.replace(/[^A-Za-z0-9]/g, '') === start);
}

async function removeScratch(git: Runner, config: readonly string[], scratch: string): Promise<void> {
  // An absent ref is fine. Other failures are swept later, and must not hide the error that led here.
  await git.run(['update-ref', '--no-deref', '-d', scratch], { accept: [1, 128], config }).catch(() => undefined);
}

/** Moves all refs or none. `no-deref`: a symbolic ref at one of our names must not lead the write to the user's branch. */
async function transact(git: Runner, repository: Repository, config: readonly string[], updates: readonly RefUpdate[]): Promise<void> {
  await refuseCheckedOut(git, updates);
  const zero = '0'.repeat(updates.flatMap((update) => update.old ?? update.new ?? [])[0]?.length ?? 40);
  const lines = updates.map(({ ref, old, new: next }) => {
    const command =
      next !== undefined ? `update ${ref} ${next} ${old ?? zero}` : old !== undefined ? `delete ${ref} ${old}` : `verify ${ref} ${zero}`;
    return `option no-deref\n${command}\n`;
  });
  try {
    await moveRefs(git, repository, { refs: updates.map(({ ref }) => ref), commands: lines.join(''), reason: 'kairos', config });
  } catch (error) {
    const now = new Map(
      (
        await readRefs(
          git,
          updates.map((update) => update.ref),
        )
      ).map((ref) => [ref.name, ref.id]),
    );
    const moved = updates.map(({ ref, old }) => ({ ref, old, now: now.get(ref) })).filter((update) => update.old !== update.now);
    if (moved.length > 0) throw refMoved(moved);
    throw error;
  }
}

/** Refuses a branch that is checked out: git's plumbing would move it all the same, and the whole work tree would then look changed. */
async function refuseCheckedOut(git: Runner, updates: readonly RefUpdate[]): Promise<void> {
  if (!updates.some(({ ref, new: next, old }) => isBranchRef(ref) && (next ?? old) !== undefined)) return;
  const listed = await git.text(['worktree', 'list', '--porcelain', '-z']);
  for (const block of listed.split('\0\0')) {
    const branch = /(?:^|\0)branch ([^\0]+)/.exec(block)?.[1];
    if (branch === undefined || !updates.some(({ ref }) => ref === branch)) continue;
    const root = /^worktree ([^\0]+)/.exec(block)?.[1] ?? '?';
    throw new KairosError('git-busy', `${branch} is checked out in ${root}`, { hint: 'switch that work tree to another branch first' });
  }
}

/** The input of fast-import: the chain on one scratch branch, then a `get-mark` for each id. */
function importStream(chain: readonly NewCommit[], scratch: string): Buffer {
  const parts: Buffer[] = [];
  const put = (content: string | Uint8Array): unknown => parts.push(Buffer.from(content));
  const data = (content: string | Uint8Array): void => {
    const bytes = Buffer.from(content);
    put(`data ${bytes.length}\n`);
    parts.push(bytes);
    put('\n');
  };
  chain.forEach((commit, at) => {
    const line = signatureLine(commit.author);
    put(`commit ${scratch}\nmark :${at + 1}\nauthor ${line}\ncommitter ${line}\n`);
    data(storedMessage(commit.message));
    if (at > 0) put(`from :${at}\n`);
    else if (commit.parent !== undefined) put(`from ${checkObjectId(commit.parent)}\n`);
    for (const parent of commit.mergeParents ?? []) put(`merge ${checkObjectId(parent)}\n`);
    if (commit.fresh) put('deleteall\n');
    for (const { path, content } of commit.changes) {
      if (content === undefined) put(`D ${quoted(path)}\n`);
      else {
        put(`M 100644 inline ${quoted(path)}\n`);
        data(content);
      }
    }
    put('\n');
  });
  chain.forEach((_, at) => put(`get-mark :${at + 1}\n`));
  put('done\n');
  return Buffer.concat(parts);
}

/** Quotes a path for fast-import. A checked path holds no control character and no backslash, so only quotes need an escape. */
function quoted(path: string): string {
  return `"${checkPath(path).replaceAll('"', '\\"')}"`;
}
