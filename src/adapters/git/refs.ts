/**
 * Refs, HEAD, reflogs, work trees, configuration, and the operation under way. Reads only, and reads refs through git, never the files below
 * `.git/refs`. Every function also throws what the runner throws.
 */
import { byText } from '../../base/order.js';
import { existsSync, promises as fs } from 'node:fs';
import { dirname } from 'node:path';
import { busyBy, checkRef, isObjectId } from '../../base/git-objects.js';
import { KairosError } from '../../base/errors.js';
import type { Repository } from '../../world/git.js';
import type { Busy, Head, ObjectId, Ref, ReflogLine, WorktreeState } from '../../world/git-refs.js';
import type { Runner } from './runner.js';

export interface Listing {
  readonly refs: readonly Ref[];
  /** Of commits that a ref points at: when they were committed, in milliseconds since 1970. */
  readonly times: ReadonlyMap<ObjectId, number>;
  /** Where HEAD stands on one of the listed branches. */
  readonly head?: Head;
  /** Some ref names another one, which may lie elsewhere. */
  readonly hasSymbolic?: boolean;
}

/** The `refs` verb of the Git port: refs below the prefixes, sorted by name, tags peeled. @throws KairosError `usage` for a bad prefix. */
export async function readRefs(git: Runner, prefixes: readonly string[]): Promise<readonly Ref[]> {
  return (await readListing(git, prefixes)).refs;
}

/** The same with HEAD, in one process. @throws KairosError `usage` for a bad prefix. */
export async function readListing(git: Runner, prefixes: readonly string[]): Promise<Listing> {
  if (prefixes.length === 0) return { refs: [], times: new Map() };
  for (const prefix of prefixes) if (prefix !== 'refs/') checkRef(prefix.replace(/\/$/, ''));
  const fields = ['refname', 'objectname', 'objecttype', '*objectname', '*objecttype', 'HEAD', 'committerdate:unix', 'symref'];
  const format = fields.map((field) => `%(${field})`).join('%00');
  const listed = await git.text(['for-each-ref', `--format=${format}`, '--', ...prefixes]);
  const rows = listed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\0') as [string, string, string, string, string, string, string, string]);
  // %(*objectname) peels one step only before git 2.45, so tags of tags are peeled by id.
  const peeled = await peel(
    git,
    rows.filter(([, , , , behind]) => behind === 'tag').map(([, id]) => id),
  );
  const refs = rows
    .map(([name, id, type, target, behind]): Ref => {
      const commit = type === 'commit' ? id : behind === 'commit' ? target : peeled.get(id);
      return commit === undefined ? { name, id } : { name, id, commit };
    })
    .sort(byText((ref) => ref.name));
  const current = rows.find(([, , , , , mark]) => mark === '*');
  const head = current && refs.find(({ name }) => name === current[0]);
  const times = new Map(rows.flatMap(([, id, type, , , , seconds]) => (type === 'commit' ? [[id, Number(seconds) * 1000] as const] : [])));
  const hasSymbolic = rows.some(([, , , , , , , target]) => target !== '');
  return {
    refs,
    times,
    ...(head?.commit !== undefined && { head: { ref: head.name, commit: head.commit } }),
    ...(hasSymbolic && { hasSymbolic }),
  };
}

/** The commit behind each id, through any number of tags; ids that lead to no commit are left out. */
export async function peel(git: Runner, ids: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, ObjectId>> {
  const found = new Map<ObjectId, ObjectId>();
  if (ids.length === 0) return found;
  const lines = (
    await git.text(['cat-file', '--batch-check=%(objectname) %(objecttype)'], { input: ids.map((id) => `${id}^{commit}\n`).join('') })
  ).split('\n');
  ids.forEach((id, at) => {
    const [commit = '', type] = (lines[at] ?? '').split(' ');
    if (type === 'commit' && isObjectId(commit)) found.set(id, commit);
  });
  return found;
}

/** The `head` verb of the Git port. */
export async function readHead(git: Runner): Promise<Head> {
  const [symbolic, commit] = await Promise.all([
    git.run(['symbolic-ref', '-q', 'HEAD'], { accept: [1] }),
    git.run(['rev-parse', '--verify', '-q', 'HEAD^{commit}'], { accept: [1, 128] }),
  ]);
  const ref = symbolic.stdout.trim();
  const id = commit.stdout.trim();
  return { ...(ref ? { ref } : {}), ...(id ? { commit: id } : {}) };
}

/** The `resolve` verb of the Git port: the commit that a revision names, or undefined, also for text that cannot be one. */
export async function resolveRevision(git: Runner, revision: string): Promise<ObjectId | undefined> {
  // eslint-disable-next-line no-control-regex -- no revision holds one
  if (revision === '' || revision.length > 1000 || /[\u0000-\u001f\u007f]/.test(revision)) return undefined;
  const { stdout } = await git.run(['rev-parse', '--verify', '-q', '--end-of-options', `${revision}^{commit}`], { accept: [1, 128] });
  const id = stdout.trim();
  return isObjectId(id) ? id : undefined;
}

/**
 * The `reflog` verb of the Git port, oldest first. `old` of a line is `new` of the line before it; the first has the null id.
 * @throws KairosError `usage` for a ref that is neither HEAD nor a full name.
 */
export async function readReflog(git: Runner, ref: string): Promise<readonly ReflogLine[]> {
  if (ref !== 'HEAD') checkRef(ref);
  const { code, stdout } = await git.run(
    ['log', '-g', '-z', '--encoding=UTF-8', '--date=unix', '--format=%H%x00%gd%x00%gn%x00%gs', '--end-of-options', ref, '--'],
    { accept: [128] },
  );
  if (code !== 0) return [];
  const fields = stdout.split('\0');
  const lines: ReflogLine[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [id = '', selector = '', actor = '', message = ''] = fields.slice(at, at + 4);
    const seconds = /@\{(-?\d+)\}$/.exec(selector)?.[1];
    lines.push({ old: '', new: id, atMs: Number(seconds ?? 0) * 1000, actor, message });
  }
  lines.reverse();
  return lines.map((line, at) => ({ ...line, old: lines[at - 1]?.new ?? '0'.repeat(line.new.length) }));
}

/** The `busy` verb of the Git port: the user's operation under way, if any. */
export async function readBusy(git: Runner, repository: Repository): Promise<Busy | undefined> {
  const busy = await busyBy(async (file) => existsSync(`${repository.gitDir}/${file}`));
  if (busy !== undefined || !existsSync(`${repository.commonDir}/reftable`)) return busy;
  // With reftable these two are refs, not files.
  for (const [name, kind] of [
    ['CHERRY_PICK_HEAD', 'cherry-pick'],
    ['REVERT_HEAD', 'revert'],
  ] as const) {
    if ((await resolveRevision(git, name)) !== undefined) return kind;
  }
  return undefined;
}

/** Work trees whose folder exists, in git's order: the main one first. */
export async function readWorktrees(git: Runner, repository: Repository): Promise<readonly WorktreeState[]> {
  const [listed, gitDirs] = await Promise.all([git.text(['worktree', 'list', '--porcelain', '-z']), linkedGitDirs(repository.commonDir)]);
  const states: WorktreeState[] = [];
  listed
    .split('\0\0')
    .filter((block) => block !== '')
    .forEach((block, at) => {
      const fields = new Map(block.split('\0').map((line) => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1)] as const));
      const root = fields.get('worktree') ?? '';
      const gitDir = at === 0 ? repository.commonDir : gitDirs.get(root);
      if (gitDir === undefined || fields.has('prunable')) return;
      const ref = fields.get('branch');
      states.push({ root, gitDir, ...(ref ? { ref } : {}) });
    });
  return states;
}

/** Root of each linked work tree -> its git directory, from the back links that git keeps. */
async function linkedGitDirs(commonDir: string): Promise<ReadonlyMap<string, string>> {
  const names = await fs.readdir(`${commonDir}/worktrees`).catch(() => []);
  const pairs = await Promise.all(
    names.map(async (name) => {
      const gitDir = `${commonDir}/worktrees/${name}`;
      const back = await fs.readFile(`${gitDir}/gitdir`, 'utf8').catch(() => '');
      return [dirname(back.trim()), gitDir] as const;
    }),
  );
  return new Map(pairs);
}

/** One value as git reads it; the last where there are several. @throws KairosError `usage` for text that cannot be a key. */
export async function readConfig(git: Runner, key: string): Promise<string | undefined> {
  // eslint-disable-next-line no-control-regex -- control characters are refused
  if (!/^[A-Za-z][A-Za-z0-9-]*\.(?:[^\u0000-\u001f]+\.)?[A-Za-z][A-Za-z0-9-]*$/.test(key))
    throw new KairosError('usage', `"${key}" is not a key of git's configuration`);
  const { code, stdout } = await git.plain(['config', '--null', '--get', key], { accept: [1] });
  return code === 0 ? stdout.replace(/\0$/, '') : undefined;
}

/**
 * The name and email that git would sign with; undefined unless both are set. Of the environment only the committer counts: while git applies other people's
 * commits, it puts their authors there.
 */
export async function readIdentity(git: Runner): Promise<{ readonly name: string; readonly email: string } | undefined> {
  const { stdout } = await git.plain(['config', '--null', '--get-regexp', '^(user|author)\\.(name|email)$'], { accept: [1] });
  const values = new Map(
    stdout.split('\0').map((line): [string, string] => [line.split('\n', 1)[0] ?? '', line.slice(line.indexOf('\n') + 1)]),
  );
  const name = git.committer.name ?? (values.get('author.name') || values.get('user.name'));
  const email = git.committer.email ?? (values.get('author.email') || values.get('user.email'));
  return name && email ? { name, email } : undefined;
}
