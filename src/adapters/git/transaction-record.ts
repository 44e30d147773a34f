/**
 * Records of what we are about to lock in git, one file a transaction, written and synced before git begins and removed when it has ended:
 *
 *   <common git directory>/kairos/transaction-<pid>-<random>.json
 *
 * A process that is killed together with its git leaves git's lock files behind, and these block the person's own git. The record says who may have
 * made which lock, and when. A lock of anybody else's git must never be removed, so one goes only if all of this holds: its owner is dead; it is
 * named in the record and was not there before; its time lies in the moments after the record; no git runs here that may hold it.
 */
import { randomBytes } from 'node:crypto';
import { promises as fs, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { KairosError } from '../../base/errors.js';
import { jsonFile } from '../../base/json.js';
import type { Repository } from '../../world/git.js';
import type { ProcessIdentity } from '../../world/processes.js';
import { codeOf } from '../files-guard.js';
import { livenessOf, ownIdentity } from '../processes-identity.js';
import { gitRuns } from './live-gits.js';

export interface Intended {
  /** Absolute paths of the locks that git may make. */
  readonly locks: readonly string[];
  /** A copy of the index that becomes `index.lock` by a hard link: where both are one file, the lock is ours beyond doubt. */
  readonly copy?: { readonly path: string; readonly lock: string };
}

interface Transaction extends Intended {
  readonly format: 1;
  readonly owner: ProcessIdentity;
  readonly startedMs: number;
  /** Path -> stamp of the locks that stood before us. */
  readonly before: Readonly<Record<string, string>>;
}

const RECORD = /^transaction-(\d+)-[0-9a-f]+\.json$/;
/** A file system stamps files with the time of the last timer interrupt, which lies behind the clock. */
const STAMP_LAG_MS = 20;
/** A transaction of ours takes milliseconds. A lock that is made later than this after its record is not taken for ours. */
const WINDOW_MS = 10_000;
/** A younger lock is looked at again before it is removed: its owner may be a program that we do not see. */
const STILL_MS = 300;
/** While another git runs here, a lock must be this old: no transaction of refs takes so long. */
const PATIENCE_MS = 60_000;
/** A record whose owner cannot be looked at, from another host or container, is kept this long. */
const KEPT_MS = 24 * 60 * 60 * 1000;
/** A process that removes the leftovers of a record has ended after this time. */
const CLAIM_MS = 60_000;

/** The records of this process whose transaction is under way. */
const underWay = new Set<string>();

/**
 * Runs `action` with a record of what it may lock. `action` says whether its git ended by itself: one that was killed alone leaves locks, too, which are
 * then removed at once. @throws KairosError `disk-full`, `not-writable` where the record cannot be written; what the action throws.
 */
export async function recorded<T>(repository: Repository, intended: Intended, action: (killed: () => void) => Promise<T>): Promise<T> {
  const folder = folderOf(repository);
  const name = nameOf(process.pid);
  const record: Transaction = {
    format: 1,
    ...intended,
    owner: ownIdentity(),
    startedMs: Date.now(),
    before: Object.fromEntries(
      (await Promise.all(intended.locks.map(async (path) => [path, (await look(path))?.stamp] as const))).filter(
        (pair): pair is readonly [string, string] => pair[1] !== undefined,
      ),
    ),
  };
  underWay.add(name);
  let isKilled = false;
  try {
    await writeSynced(folder, name, jsonFile(record));
    return await action(() => (isKilled = true));
  } finally {
    const isDone = !isKilled || (await removeLocks(repository, record, Date.now()));
    if (isDone) await fs.rm(`${folder}/${name}`, { force: true }).catch(() => undefined);
    underWay.delete(name);
  }
}

/** Removes what transactions of dead processes left: their locks, their copies of the index, their records. Never throws. */
export async function removeLeftovers(repository: Repository): Promise<void> {
  const folder = folderOf(repository);
  for (const name of namesIn(folder)) {
    const found = await readRecord(folder, name);
    if (found === 'none' || !(await isLeft(folder, name, found))) continue;
    // Two that removed the same lock could remove the one that a third made in between: whoever renames the record has it to himself.
    const claim = nameOf(process.pid);
    underWay.add(claim);
    try {
      await fs.rename(`${folder}/${name}`, `${folder}/${claim}`);
      if (found === 'damaged' || (await removeLocks(repository, found, found.startedMs + WINDOW_MS)))
        await fs.rm(`${folder}/${claim}`, { force: true });
      else await fs.rename(`${folder}/${claim}`, `${folder}/${name}`);
    } catch {
      // Another process has it, or nothing can be written here; the next command looks again.
    } finally {
      underWay.delete(claim);
    }
  }
}

/** The paths among these locks that a dead process of ours left, which the next command removes. */
export async function leftBehind(repository: Repository): Promise<ReadonlySet<string>> {
  const folder = folderOf(repository);
  const left = new Set<string>();
  for (const name of namesIn(folder)) {
    const found = await readRecord(folder, name);
    if (found === 'none' || found === 'damaged' || !(await isLeft(folder, name, found))) continue;
    for (const path of found.locks) if (await isOurs(path, found, found.startedMs + WINDOW_MS)) left.add(path);
    if (found.copy && (await isSameFile(found.copy))) left.add(found.copy.lock);
  }
  return left;
}

function folderOf({ commonDir }: Repository): string {
  return `${commonDir}/kairos`;
}

function nameOf(pid: number): string {
  return `transaction-${pid}-${randomBytes(6).toString('hex')}.json`;
}

/** Makes a folder of the git directory, and never the git directory itself: it may have been moved away meanwhile. */
export async function makeFolder(folder: string): Promise<void> {
  await fs.mkdir(folder).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

async function writeSynced(folder: string, name: string, text: string): Promise<void> {
  try {
    await makeFolder(folder);
    const file = await fs.open(`${folder}/${name}`, 'wx');
    try {
      await file.writeFile(text);
      await file.datasync();
    } finally {
      await file.close();
    }
    const entries = await fs.open(folder, 'r');
    try {
      await entries.sync();
    } finally {
      await entries.close();
    }
  } catch (error) {
    await fs.rm(`${folder}/${name}`, { force: true }).catch(() => undefined);
    const isFull = ['ENOSPC', 'EDQUOT'].includes(codeOf(error));
    throw new KairosError(isFull ? 'disk-full' : 'not-writable', `${folder} cannot be written (${codeOf(error)})`, { cause: error });
  }
}

async function readRecord(folder: string, name: string): Promise<Transaction | 'damaged' | 'none'> {
  if (!RECORD.test(name)) return 'none';
  const text = await fs.readFile(`${folder}/${name}`, 'utf8').catch(() => undefined);
  if (text === undefined) return 'none';
  try {
    const record = JSON.parse(text) as Transaction;
    const isWhole = typeof record.owner?.pid === 'number' && typeof record.startedMs === 'number' && Array.isArray(record.locks);
    return record.format === 1 && isWhole && typeof record.before === 'object' ? record : 'damaged';
  } catch {
    return 'damaged';
  }
}

/** Without a promise, for every command that reads asks it, and loading the others takes two milliseconds. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Whether a record has no living owner and nobody who works at it. */
async function isLeft(folder: string, name: string, record: Transaction | 'damaged'): Promise<boolean> {
  if (underWay.has(name)) return false;
  const stat = await fs.lstat(`${folder}/${name}`).catch(() => undefined);
  if (!stat) return false;
  if (record === 'damaged') return Date.now() - stat.mtimeMs > CLAIM_MS;
  const by = Number(RECORD.exec(name)?.[1]);
  const own = ownIdentity();
  // A transaction of our own that is not open any more was killed alone, and its locks could not be removed then.
  if (record.owner.pid === own.pid && record.owner.start === own.start && record.owner.bootId === own.bootId) return true;
  const liveness = livenessOf(record.owner);
  if (liveness === 'unknown')
    return Date.now() - record.startedMs > KEPT_MS && (await Promise.all(record.locks.map(look))).every((one) => !one);
  if (liveness === 'alive') return false;
  return by === record.owner.pid || by === own.pid || Date.now() - stat.ctimeMs > CLAIM_MS;
}

/** False if one of the locks may still be held by somebody: then the record must stay. */
async function removeLocks(repository: Repository, record: Transaction, untilMs: number): Promise<boolean> {
  let isDone = true;
  for (const path of record.locks) {
    const seen = (await isOurs(path, record, untilMs)) ? await look(path) : undefined;
    if (!seen) continue;
    await sleep(Math.max(0, STILL_MS - (Date.now() - seen.atMs)));
    if (Date.now() - seen.atMs < PATIENCE_MS && (await gitRuns(repository))) isDone = false;
    else await removeExactly(path, seen.stamp, `${folderOf(repository)}/lock-${randomBytes(6).toString('hex')}`);
  }
  if (record.copy) {
    if (await isSameFile(record.copy)) await fs.rm(record.copy.lock, { force: true }).catch(() => undefined);
    await fs.rm(record.copy.path, { force: true }).catch(() => undefined);
    await fs.rm(`${record.copy.path}.lock`, { force: true }).catch(() => undefined);
  }
  return isDone;
}

async function isOurs(path: string, { startedMs, before }: Transaction, untilMs: number): Promise<boolean> {
  const seen = await look(path);
  return seen !== undefined && seen.stamp !== before[path] && seen.atMs >= startedMs - STAMP_LAG_MS && seen.atMs <= untilMs;
}

/** Removes the file with this stamp. Another one that took its name in between gets it back. */
async function removeExactly(path: string, stamp: string, aside: string): Promise<void> {
  const isMoved = await fs.rename(path, aside).then(
    () => true,
    () => false,
  );
  if (!isMoved) return;
  if ((await look(aside))?.stamp !== stamp) await fs.link(aside, path).catch(() => undefined);
  await fs.rm(aside, { force: true });
}

async function isSameFile({ path, lock }: { readonly path: string; readonly lock: string }): Promise<boolean> {
  const [copy, locked] = await Promise.all([fs.lstat(path).catch(() => undefined), fs.lstat(lock).catch(() => undefined)]);
  return copy !== undefined && locked !== undefined && copy.isFile() && copy.ino === locked.ino && copy.dev === locked.dev;
}

/** A plain file of this user. */
async function look(path: string): Promise<{ readonly atMs: number; readonly stamp: string } | undefined> {
  const found = await fs.lstat(path).catch(() => undefined);
  if (!found?.isFile() || (process.getuid && found.uid !== process.getuid())) return undefined;
  return { atMs: found.mtimeMs, stamp: `${found.dev} ${found.ino} ${found.mtimeMs} ${found.size}` };
}
