/**
 * Commits, their order, and what they touch. Reads only. Ids go to git on standard input, because ten thousand do not fit into arguments. Every function throws
 * KairosError `usage` for an id of a wrong form, besides what the runner throws.
 */
import { globPathspecs } from '../../base/glob.js';
import { byText } from '../../base/order.js';
import { checkObjectId, splitMessage } from '../../base/git-objects.js';
import { KairosError } from '../../base/errors.js';
import { REFS } from '../../base/refs.js';
import type { Author, ChangedPath, Commit } from '../../world/git-history.js';
import type { ObjectId } from '../../world/git-refs.js';
import { peel } from './refs.js';
import type { Runner } from './runner.js';

/** Commits per git process, so that its output stays within some ten megabytes. */
const CHUNK = 1000;
const AT_ONCE = 2;
/** Above this many changed files git compares no contents for renames, so that a commit that moves a tree does not take minutes. */
const RENAME_LIMIT = 400;

const FIELDS = ['%H', '%T', '%P', '%an', '%ae', '%at', '%ct', '%B'];
// git reads --stdin at its place among the options, so --ignore-missing comes before it.
const LOG = [
  'log',
  '--no-walk=unsorted',
  '--ignore-missing',
  '--stdin',
  '-z',
  '--encoding=UTF-8',
  '--no-notes',
  '--no-mailmap',
  `--format=${FIELDS.join('%x00')}`,
];
const PATHS = [
  '--diff-merges=off',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--ignore-submodules=none',
  '--numstat',
  '--find-renames',
  `-l${RENAME_LIMIT}`,
];

/** The standard input of rev-list: tips, then what to exclude. */
function revisions(tips: readonly ObjectId[], exclude: readonly ObjectId[]): string {
  return [...tips.map(checkObjectId), ...exclude.map((id) => `^${checkObjectId(id)}`)].map((line) => `${line}\n`).join('');
}

function words(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

/** The `between` verb of the Git port: oldest first, parents before children. */
export async function between(
  git: Runner,
  tips: readonly ObjectId[],
  exclude: readonly ObjectId[],
  { most }: { readonly most?: number } = {},
): Promise<readonly ObjectId[]> {
  if (tips.length === 0) return [];
  // The order of all commits needs the whole history; without it, the newest are found at once.
  const order = most === undefined ? ['--date-order'] : [`--max-count=${most}`];
  return words(await git.text(['rev-list', ...order, '--reverse', '--ignore-missing', '--stdin'], { input: revisions(tips, exclude) }));
}

/** The `authors` verb of the Git port. */
export async function authors(git: Runner, tip: ObjectId): Promise<ReadonlyMap<ObjectId, Author>> {
  const fields = (
    await git.text(
      ['log', '-z', '--ignore-missing', '--stdin', '--encoding=UTF-8', '--no-notes', '--no-mailmap', '--format=%H%x00%an%x00%ae'],
      {
        input: revisions([tip], []),
      },
    )
  ).split('\0');
  const found = new Map<ObjectId, Author>();
  for (let at = 0; at + 2 < fields.length; at += 3)
    found.set(fields[at] ?? '', { name: fields[at + 1] ?? '', email: fields[at + 2] ?? '' });
  return found;
}

/** The `reachable` verb of the Git port. */
export async function reachable(git: Runner, ids: readonly ObjectId[], tip: ObjectId): Promise<ReadonlySet<ObjectId>> {
  if (ids.length === 0) return new Set();
  const unique = [...new Set(ids)];
  unique.forEach(checkObjectId);
  // What can be walked to from the ids but not from the tip includes every id that the tip does not reach.
  const [beyond, known] = await Promise.all([
    git.text(['rev-list', '--ignore-missing', '--stdin'], { input: revisions(unique, [tip]) }).then((out) => new Set(words(out))),
    peel(git, [...unique, tip]),
  ]);
  return new Set(known.has(tip) ? unique.filter((id) => known.get(id) === id && !beyond.has(id)) : []);
}

/** The `commits` verb of the Git port: in the order asked, unknown ids left out. */
export async function commits(git: Runner, ids: readonly ObjectId[]): Promise<readonly Commit[]> {
  ids.forEach(checkObjectId);
  const unique = [...new Set(ids)];
  const chunks = Array.from({ length: Math.ceil(unique.length / CHUNK) }, (_, at) => unique.slice(at * CHUNK, (at + 1) * CHUNK));
  const found = new Map<ObjectId, Commit>();
  const worker = async (): Promise<void> => {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
      for (const commit of parseLog(await logOf(git, `${chunk.join('\n')}\n`))) found.set(commit.id, commit);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** The `committedAtMs` verb of the Git port. */
export async function committedAtMs(git: Runner, id: ObjectId): Promise<number | undefined> {
  const told = await git.text(['log', '--no-walk', '--ignore-missing', '--format=%H %ct', '--stdin'], { input: `${checkObjectId(id)}\n` });
  const [commit, seconds] = told.trim().split(' ');
  return commit === id ? milliseconds(seconds) : undefined;
}

async function logOf(git: Runner, input: string): Promise<string> {
  try {
    return await git.text([...LOG, ...PATHS], { input });
  } catch (error) {
    if (!(error instanceof KairosError) || error.code !== 'git-failed') throw error;
    // A partial clone lacks the contents to count lines in, but not the paths.
    return git.text([...LOG, '--diff-merges=off', '--no-renames', '--name-only', '--ignore-submodules=none'], { input });
  }
}

/**
 * Parses `git log -z`: eight fields ended by NUL, then for a commit with changes a newline and its paths. A line count starts each path, so
 * that neither a path nor a message is taken for the other. Without counts (`--name-only`) a path that looks like an id still starts no
 * commit, because seven fields of the right form would have to follow it.
 */
export function parseLog(output: string): Commit[] {
  const fields = output.split('\0');
  const found: Commit[] = [];
  let at = 0;
  while (at + FIELDS.length - 1 < fields.length) {
    if (!startsCommit(fields, at)) {
      at += 1;
      continue;
    }
    const [id = '', tree = '', parents = '', authorName = '', authorEmail = '', authored, committed, message = ''] = fields.slice(
      at,
      at + FIELDS.length,
    );
    at += FIELDS.length;
    const paths: ChangedPath[] = [];
    while (at < fields.length && !startsCommit(fields, at)) at = readPath(fields, at, paths);
    found.push({
      id,
      tree,
      parents: parents === '' ? [] : parents.split(' '),
      authorName,
      authorEmail,
      authoredAtMs: milliseconds(authored),
      committedAtMs: milliseconds(committed),
      ...splitMessage(message),
      paths: paths.sort(byText((path) => path.path)),
    });
  }
  return found;
}

const ID = /^\n?(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function startsCommit(fields: readonly string[], at: number): boolean {
  return (
    ID.test(fields[at] ?? '') &&
    ID.test(fields[at + 1] ?? '') &&
    /^-?\d*$/.test(fields[at + 5] ?? 'x') &&
    /^-?\d*$/.test(fields[at + 6] ?? 'x')
  );
}

function readPath(fields: readonly string[], at: number, paths: ChangedPath[]): number {
  const field = (fields[at] ?? '').replace(/^\n/, '');
  const counted = /^(-|\d+)\t(-|\d+)\t([^]*)$/.exec(field);
  if (!counted) {
    if (field !== '') paths.push({ path: field });
    return at + 1;
  }
  const counts = counted[1] === '-' ? {} : { added: Number(counted[1]), deleted: Number(counted[2]) };
  if (counted[3] !== '') {
    paths.push({ path: counted[3] ?? '', ...counts });
    return at + 1;
  }
  paths.push({ path: fields[at + 2] ?? '', from: fields[at + 1] ?? '', ...counts });
  return at + 3;
}

function milliseconds(seconds: string | undefined): number {
  const value = Number(seconds ?? 0);
  return Number.isSafeInteger(value) ? value * 1000 : 0;
}

/** The `lastCommitOf` verb of the Git port: the newest commit reachable from HEAD that added or changed the path. */
export async function lastCommitOf(git: Runner, path: string): Promise<ObjectId | undefined> {
  const { code, stdout } = await git.run(
    [
      'log',
      '-1',
      '--format=%H',
      '--no-renames',
      '--diff-filter=AMT',
      '--diff-merges=first-parent',
      '--name-only',
      '--no-ext-diff',
      '--no-textconv',
      '--end-of-options',
      'HEAD',
      '--',
      path,
    ],
    { accept: [128] },
  );
  return code === 0 && stdout !== '' ? stdout.split('\n', 1)[0] : undefined;
}

/** See the port. Git follows one file at a time, along the history of HEAD. */
export async function formerNames(git: Runner, path: string): Promise<readonly string[]> {
  const flags = ['--follow', '--find-renames', `-l${RENAME_LIMIT}`, '--diff-filter=R', '--name-status', '-z', '--format='];
  const { code, stdout } = await git.run(['log', ...flags, '--no-ext-diff', '--no-textconv', '--end-of-options', 'HEAD', '--', path], {
    accept: [128],
  });
  if (code !== 0) return [];
  // R100, the name before, the name after; commits are parted by a line feed.
  const fields = stdout.split('\0').map((field) => field.replace(/^\n+/, ''));
  const names: string[] = [];
  for (const [at, field] of fields.entries()) {
    const [before = '', after] = fields.slice(at + 1);
    if (/^R\d+$/.test(field) && after === (names.at(-1) ?? path)) names.push(before);
  }
  return [...new Set(names)].filter((name) => name !== path);
}

/** See the port. Merges aside, on every ref but our own. */
export async function commitsTouching(
  git: Runner,
  paths: readonly string[],
  { arePatterns = false }: { readonly arePatterns?: boolean } = {},
): Promise<ReadonlySet<ObjectId>> {
  if (paths.length === 0) return new Set();
  const pathspecs = arePatterns ? paths.flatMap(globPathspecs) : paths.map((path) => path || '.');
  // Without the full history git leaves out a side branch whose merge kept nothing of it. The runner makes paths literal ones unless it is told not to.
  const refs = [`--exclude=${REFS.own}*`, '--all', '--no-merges', '--full-history'];
  const found = await git.text(['rev-list', ...refs, '--end-of-options', '--', ...pathspecs], { hasMagic: arePatterns });
  return new Set(words(found));
}
