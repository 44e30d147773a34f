/**
 * Makes steps of commits: with the files that they changed, on branches as they stood on each other; reverts and merges as such where git makes them again
 * without a hand. Secrets are replaced. It reads git and changes nothing but the record.
 */
import { revertedIn } from '../../memory/reverted.js';
import { replaceSecrets } from '../../observe/secrets.js';
import type { Commit } from '../../world/git-history.js';
import type { ObjectId } from '../../world/git-refs.js';
import type { World } from '../../world/world.js';
import { recordedLines, type Lines } from './record-lines.js';

/** What git says of a revert, and no reason. */
const BARE_REVERT = /^This reverts commit [0-9a-f]{7,64}\.?$/;
/** Larger files, and such that are no text, are left out. */
const FILE_MOST = 20_000;
/** How the line begins that stands for such a file. */
export const LEFT_OUT = 'left out of the recording';
/** So many commits in a row that no entry tells are recorded below one. */
const UNTOLD_MOST = 20;

/** What was recorded of git so far. */
export interface GitRecord {
  readonly git: World['git'];
  /** When the time that is recorded begins, in milliseconds since 1970. */
  readonly fromMs: number;
  readonly lines: Lines;
  /** Texts by path, as the first commits found them. */
  readonly before: Map<string, string>;
  /** Paths that a step wrote. */
  readonly written: Set<string>;
  /** The real first parents of what lies on the start. */
  readonly below: Set<ObjectId>;
}

export function emptyRecord(git: World['git'], fromMs: number): GitRecord {
  return { git, fromMs, lines: recordedLines(), before: new Map(), written: new Set(), below: new Set() };
}

/** The commit that digits of an id name, if git still has it. */
export async function commitOf({ git }: GitRecord, digits: string): Promise<Commit | undefined> {
  const id = await git.resolve(digits);
  return id === undefined ? undefined : (await git.commits([id]))[0];
}

/** The steps of a commit where its parent stands, with those of parents that no entry tells, such as what a dream landed. */
export async function committed(record: GitRecord, commit: Commit, depth = 0): Promise<unknown[]> {
  const { git, fromMs, lines, below } = record;
  const [parent, other] = commit.parents;
  const isUntold = parent !== undefined && lines.find(parent) === undefined && depth < UNTOLD_MOST;
  const [untold] = isUntold ? await git.commits([parent]) : [];
  const steps = untold && untold.committedAtMs >= fromMs ? await committed(record, untold, depth + 1) : [];
  steps.push(...lines.standOn(await foundation(record, parent)));
  const merged = other === undefined ? undefined : await mergeStep(record, commit, other);
  steps.push(merged ?? (await revertStep(record, commit)) ?? { commit: await commitStep(record, commit) });
  const here = lines.here();
  if (here.ids.length === 0 && parent !== undefined) below.add(parent);
  here.ids = [...here.ids, commit.id];
  return steps;
}

/** The parent, or, where it is not recorded, the newest commit below it that is. */
async function foundation({ git, lines }: GitRecord, parent: ObjectId | undefined): Promise<ObjectId | undefined> {
  if (parent === undefined || lines.find(parent) === parent) return parent;
  const reached = await git.reachable(lines.here().ids, parent);
  return lines.here().ids.findLast((id) => reached.has(id));
}

/** Of a merge that no hand had to finish. */
async function mergeStep(record: GitRecord, commit: Commit, other: ObjectId): Promise<unknown> {
  const { lines } = record;
  if (lines.find(other) !== other || !(await areApart(record, commit.parents[0] ?? '', other))) return undefined;
  return { merge: { branch: lines.revision(other), message: await messageOf(commit) } };
}

/** True if no path was changed on both sides of a fork. */
export async function areApart({ git }: GitRecord, one: ObjectId, other: ObjectId): Promise<boolean> {
  const paths = async (tip: ObjectId, without: ObjectId): Promise<readonly string[]> =>
    (await git.commits(await git.between([tip], [without]))).flatMap((commit) => commit.paths.flatMap(namesOf));
  const known = new Set(await paths(one, other));
  return (await paths(other, one)).every((path) => !known.has(path));
}

/** What a revert takes back may lie outside of the time, and it may say why: then it is a commit like any other. */
async function revertStep(record: GitRecord, commit: Commit): Promise<unknown> {
  const reverted = BARE_REVERT.test(commit.body.trim()) ? revertedIn(commit.body) : [];
  const { ids } = record.lines.here();
  const back = ids.findLastIndex((one) => reverted.some((id) => one.startsWith(id)));
  if (back < 0 || !(await isUndone(record, commit, ids[back] ?? ''))) return undefined;
  // Its files are written by it, though it names none.
  await commitStep(record, commit);
  return { revert: `HEAD~${ids.length - 1 - back}` };
}

/** True if a commit brings the files of another one back to what they were, and touches no others: git makes it anew from that one. */
async function isUndone({ git }: GitRecord, { id, paths }: Commit, other: ObjectId): Promise<boolean> {
  const [undone] = await git.commits([other]);
  const names = (of: Commit['paths']): string => of.flatMap(namesOf).toSorted().join('\n');
  if (!undone || names(undone.paths) !== names(paths)) return false;
  for (const { path } of undone.paths)
    if ((await contentAt(git, id, path)) !== (await contentAt(git, undone.parents[0], path))) return false;
  return true;
}

export interface CommitStep {
  readonly message: string;
  readonly author: string;
  readonly files: Readonly<Record<string, string | null>>;
}

/** The commit with its files as they stood after it. */
export async function commitStep({ git, before, written }: GitRecord, commit: Commit): Promise<CommitStep> {
  const files: Record<string, string | null> = {};
  for (const { path, from } of commit.paths) {
    for (const old of [path, ...(from === undefined ? [] : [from])]) {
      const text = before.has(old) || written.has(old) ? undefined : await contentAt(git, commit.parents[0], old);
      if (text !== undefined) before.set(old, text);
    }
    if (from !== undefined) files[from] = null;
    const text = await contentAt(git, commit.id, path);
    if (text !== undefined || before.has(path) || written.has(path)) files[path] = text ?? null;
    written.add(path);
  }
  const name = (await replaceSecrets(commit.authorName)).text;
  const author = `${name} <${name.toLowerCase().replace(/[^a-z0-9]+/g, '.')}@example.invalid>`;
  // Without files a step writes one of its own, which other branches write, too.
  return { message: await messageOf(commit), author, files };
}

export function namesOf({ path, from }: Commit['paths'][number]): string[] {
  return from === undefined ? [path] : [path, from];
}

async function messageOf({ subject, body }: Pick<Commit, 'subject' | 'body'>): Promise<string> {
  return (await replaceSecrets(`${subject}${body === '' ? '' : `\n\n${body}`}`)).text;
}

/** The same, and for a file that is large or no text a line that stands for it: which paths a commit changed, and which merges conflict, stays as it was. */
export async function contentAt(git: World['git'], revision: string | undefined, path: string): Promise<string | undefined> {
  const text = await textAt(git, revision, path);
  if (text !== undefined || revision === undefined) return text;
  const [file] = await git.readTree(revision, [path]);
  return file?.path === path && file.size !== undefined ? `${LEFT_OUT}, ${file.size} bytes, ${file.id.slice(0, 12)}\n` : undefined;
}

/** A file of a revision without its secrets; undefined where there is none, or none that is a short text. */
export async function textAt(
  git: Pick<World['git'], 'readTree' | 'readBlobs'>,
  revision: string | undefined,
  path: string,
): Promise<string | undefined> {
  const [file] = revision === undefined ? [] : await git.readTree(revision, [path]);
  if (!file || file.path !== path || (file.size ?? Infinity) > FILE_MOST) return undefined;
  const bytes = (await git.readBlobs([file.id])).get(file.id);
  return bytes === undefined || bytes.includes(0) ? undefined : (await replaceSecrets(new TextDecoder().decode(bytes))).text;
}
