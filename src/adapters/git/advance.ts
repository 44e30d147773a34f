/**
 * Moves the checked-out branch, with index and work tree, for the few paths that differ between two trees. This is the only code that changes
 * the user's files; only commands that a person runs may call it.
 *
 * Order, and the state after a kill:
 *   1. prepare a copy of the index in the git directory    nothing of the user's has changed
 *   2. `read-tree -m -u` writes files and the copy         some files are new; index and branch are old
 *   3. put the copy in place of the index                  files and index are new, the branch is old
 *   4. move the branch
 * Running it again with the same arguments finishes the work from any of these points: a path that already is as in `to` counts as done.
 *
 * Filters (`filter.<name>.smudge`, `clean`, `process`) are programs that a repository's own configuration may name, and read-tree would start
 * them. All are switched off here: files are written with the bytes of the commit, which is how kairos commits them. Git still converts line
 * endings, since that starts no program.
 */
import type { Advance } from '../../world/advance.js';
import { randomBytes } from 'node:crypto';
import { constants, promises as fs } from 'node:fs';
import { KairosError } from '../../base/errors.js';
import { checkObjectId, checkPath, checkRef, refMoved } from '../../base/git-objects.js';
import { branchName } from '../../base/refs.js';
import type { Repository } from '../../world/git.js';
import type { ObjectId } from '../../world/git-refs.js';
import { readBusy, readHead } from './refs.js';
import type { Runner, RunOptions } from './runner.js';
import { disarm } from './disarm-config.js';
import { moveRefs } from './move-refs.js';
import { makeFolder, recorded } from './transaction-record.js';
import { readBlobs, readIndex } from './trees.js';
import { writeBlobs } from './write.js';

type Move = Parameters<Advance['advance']>[0];

/** What one path is in two trees; undefined where it is absent. */
interface Pair {
  readonly a: Entry | undefined;
  readonly b: Entry | undefined;
}
interface Entry {
  readonly mode: string;
  readonly id: ObjectId;
}
type Staging = ReadonlyMap<string, Entry | undefined>;

/** Git leaves the index and refs to the system's own time, and so it does the files that it lays. */
const DURABLE = ['core.fsync=added,reference'];

/**
 * The `advance` verb of the Git port.
 * @throws KairosError `git-busy` while another operation is under way or the index is locked, `usage` if `ref` is not checked out here,
 * `ref-moved` if it is not at `old`, `work-tree-in-the-way` with the paths that the user has changed, `bad-path`, `over-limit`, `git-failed`.
 * Nothing is changed then.
 */
export async function advance(git: Runner, repository: Repository, options: Move): Promise<void> {
  await check(git, repository, options);
  const index = `${repository.gitDir}/index`;
  const copy = `${repository.gitDir}/kairos/index.${process.pid}-${randomBytes(4).toString('hex')}`;
  await recorded(repository, { locks: [], copy: { path: copy, lock: `${index}.lock` } }, () =>
    advanceBy(git, repository, options, index, copy),
  );
}

async function advanceBy(git: Runner, repository: Repository, options: Move, index: string, copy: string): Promise<void> {
  const { ref, old, from, to } = options;
  const before = await fs.readFile(index).catch(absent);
  const calls: RunOptions = { indexFile: copy, config: [...(await disarm(git)), ...DURABLE] };
  try {
    await makeFolder(`${repository.gitDir}/kairos`);
    if (before) await fs.copyFile(index, copy);
    const affected = await differing(git, from, to);
    await stage(git, calls, to.length, await stagingOf(git, repository, calls, options, affected));
    await readTreeOrRefuse(git, calls, options, affected);
    for (const path of affected.keys()) await syncLaid(repository.root, path);
    const after = await fs.readFile(copy);
    try {
      await replaceIndex(index, before, copy);
      const reason = options.reason ?? 'kairos: accept';
      await moveRefs(git, repository, { refs: [ref], commands: `update ${ref} ${to} ${old}\n`, reason, config: calls.config ?? [] });
    } catch (error) {
      // Undo in the order of doing: files first, then the index, byte for byte.
      await git.run(['read-tree', '-m', '-u', to, from], { ...calls, accept: [128] });
      if (Buffer.compare(after, (await fs.readFile(index).catch(absent)) ?? Buffer.alloc(0)) === 0)
        await putBack(index, before, after, copy);
      const now = await readHead(git);
      throw now.commit === old ? error : refMoved([{ ref, old, now: now.commit }]);
    }
  } finally {
    await fs.rm(copy, { force: true });
    await fs.rm(`${copy}.lock`, { force: true });
  }
}

async function check(git: Runner, repository: Repository, { ref, old, from, to, staged }: Move): Promise<void> {
  for (const { path } of staged) checkPath(path);
  [old, from, to].forEach(checkObjectId);
  const busy = await readBusy(git, repository);
  if (busy !== undefined)
    throw new KairosError(
      'git-busy',
      busy === 'index.lock' ? 'another git command holds the index (index.lock)' : `a ${busy} is under way here`,
      { hint: 'finish or abort it, then run the command again' },
    );
  const head = await readHead(git);
  if (head.ref !== checkRef(ref)) {
    throw new KairosError('usage', `${ref} is not checked out here; HEAD is ${head.ref ?? 'detached'}`, {
      hint: `git switch ${branchName(ref)}`,
    });
  }
  if (head.commit !== old) throw refMoved([{ ref, old, now: head.commit }]);
}

/**
 * What the copy of the index must hold before read-tree compares it with `from`: the caller's `staged` first. Of the other paths only those
 * where the user has staged nothing (index as in `old`): a file that is as in `to` counts as done, one that is as in `from` may be replaced,
 * and where `from` and `to` agree the index follows the branch while the file stays.
 */
async function stagingOf(
  git: Runner,
  repository: Repository,
  calls: RunOptions,
  { old, to, staged }: Move,
  affected: ReadonlyMap<string, Pair>,
): Promise<Staging> {
  const moved = await differing(git, old, to);
  const paths = [...new Set([...affected.keys(), ...moved.keys()])].sort();
  const entries = new Map((await readIndex(withCalls(git, calls), paths)).map((entry) => [entry.path, entry] as const));
  const blobs = await readBlobs(
    git,
    [...affected.values()].flatMap(({ a, b }) => [a, b]).flatMap((entry) => (entry?.mode.startsWith('100') ? [entry.id] : [])),
  );
  const wanted = new Map<string, Entry | undefined>();
  for (const path of paths) {
    const pair = affected.get(path);
    const original = moved.has(path) ? moved.get(path)?.a : pair?.b;
    const entry = entries.get(path);
    if (entry?.id !== original?.id || (entry && entry.stage !== 0)) continue;
    if (pair === undefined) {
      wanted.set(path, moved.get(path)?.b);
      continue;
    }
    const live = await liveBytes(`${git.root}/${path}`);
    const same = (side: Entry | undefined): boolean =>
      side === undefined ? live === undefined : live !== undefined && equal(live, blobs.get(side.id));
    if (same(pair.b)) wanted.set(path, pair.b);
    else if (same(pair.a)) wanted.set(path, pair.a);
  }
  const ids = await writeBlobs(
    git,
    repository,
    calls.config ?? [],
    staged.map(({ content }) => content),
  );
  staged.forEach(({ path }, at) => {
    const pair = affected.get(path);
    wanted.set(path, { mode: (pair?.a ?? pair?.b ?? entries.get(path))?.mode ?? '100644', id: ids[at] ?? '' });
  });
  return wanted;
}

async function stage(git: Runner, calls: RunOptions, idLength: number, staging: Staging): Promise<void> {
  if (staging.size > 0) {
    const lines = [...staging].map(([path, entry]) => `${entry?.mode ?? '0'} ${entry?.id ?? '0'.repeat(idLength)}\t${path}\0`);
    await git.run(['update-index', '-z', '--index-info'], { ...calls, input: lines.join('') });
  }
  // read-tree trusts the times in the index, and entries set by id have none. Exit code 1 only means that some file of the user's differs.
  await git.run(['update-index', '-q', '--refresh'], { ...calls, accept: [1] });
}

async function readTreeOrRefuse(git: Runner, calls: RunOptions, { from, to }: Move, affected: ReadonlyMap<string, Pair>): Promise<void> {
  const { code, stderr } = await git.run(['read-tree', '-m', '-u', from, to], { ...calls, accept: [128] });
  if (code === 0) return;
  const told = [...stderr.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');
  const paths = [...affected.keys()];
  const entries = new Map((await readIndex(withCalls(git, calls), paths)).map((entry) => [entry.path, entry.id] as const));
  const edited = new Set(
    paths.length > 0
      ? (await git.text(['diff-files', '-z', '--name-only', '--no-ext-diff', '--no-textconv', '--', ...paths], calls)).split('\0')
      : [],
  );
  const inTheWay = paths.filter((path) => {
    const { a, b } = affected.get(path) ?? {};
    const entry = entries.get(path);
    return told.includes(path) || (entry !== b?.id && (entry !== a?.id || edited.has(path)));
  });
  if (inTheWay.length === 0 && told.length === 0) throw new KairosError('git-failed', `git read-tree ended with ${code}: ${stderr.trim()}`);
  throw new KairosError(
    'work-tree-in-the-way',
    `these files have changes of your own: ${[...new Set(inTheWay.length > 0 ? inTheWay : told)].sort().join(', ')}`,
    {
      hint: 'commit or stash them, then run the command again',
    },
  );
}

/**
 * Makes a file that git laid, or its absence, durable: a loss of power would leave a part of it, which nobody could tell from what a hand cut. Some systems
 * cannot sync a folder.
 */
async function syncLaid(root: string, path: string): Promise<void> {
  const parts = path.split('/');
  for (let length = parts.length; length >= 0; length -= 1) {
    const place = [root, ...parts.slice(0, length)].join('/');
    const file = await fs.open(place, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => undefined);
    await file?.sync().catch(() => undefined);
    await file?.close();
  }
}

/** The paths that differ between two trees. */
async function differing(git: Runner, a: ObjectId, b: ObjectId): Promise<ReadonlyMap<string, Pair>> {
  const fields = (
    await git.text(['diff-tree', '-r', '-z', '--raw', '--no-renames', '--full-index', '--no-ext-diff', '--no-textconv', a, b])
  ).split('\0');
  const pairs = new Map<string, Pair>();
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [modeA = '', modeB = '', idA = '', idB = ''] = (fields[at] ?? '').slice(1).split(' ');
    pairs.set(fields[at + 1] ?? '', { a: entryOf(modeA, idA), b: entryOf(modeB, idB) });
  }
  return pairs;
}

function entryOf(mode: string, id: ObjectId): Entry | undefined {
  return /^0+$/.test(mode) ? undefined : { mode, id };
}

/**
 * Takes git's own lock (`index.lock`) with the content of the copy, checks that the index is as expected, and renames. The lock is a hard link to the copy
 * wherever there are such links: by that it is known for ours when we are killed. @throws KairosError `git-busy`.
 */
async function replaceIndex(index: string, expected: Buffer | undefined, copy: string): Promise<void> {
  const lock = `${index}.lock`;
  try {
    await fs
      .link(copy, lock)
      .catch((error: unknown) => (isCode(error, 'EEXIST') ? Promise.reject(error) : fs.copyFile(copy, lock, constants.COPYFILE_EXCL)));
  } catch (error) {
    throw isCode(error, 'EEXIST') ? indexBusy() : error;
  }
  const now = await fs.readFile(index).catch(absent);
  if (now === undefined ? expected !== undefined : expected === undefined || !equal(now, expected)) {
    await fs.rm(lock, { force: true });
    throw indexBusy();
  }
  await fs.rename(lock, index);
}

function indexBusy(): KairosError {
  return new KairosError('git-busy', 'another git command is changing the index', { hint: 'run the command again' });
}

async function putBack(index: string, before: Buffer | undefined, after: Buffer, copy: string): Promise<void> {
  if (!before) return fs.rm(index, { force: true });
  await fs.rm(copy, { force: true });
  await fs.writeFile(copy, before, { flag: 'wx' });
  await replaceIndex(index, after, copy);
}

async function liveBytes(path: string): Promise<Uint8Array | undefined> {
  const stat = await fs.lstat(path).catch(absent);
  return stat?.isFile() ? fs.readFile(path) : undefined;
}

/** A runner whose `text` uses the copied index, for `readIndex`. */
function withCalls(git: Runner, calls: RunOptions): Runner {
  return { ...git, text: (args, options) => git.text(args, { ...calls, ...options }) };
}

function equal(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b !== undefined && Buffer.compare(a, b) === 0;
}

function absent(error: unknown): undefined {
  if (isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR')) return undefined;
  throw error;
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === code;
}
