/**
 * Rules of git's own formats: names, paths, messages, signatures. Pure; the real and the virtual Git port share them. Everything that reaches git
 * as an argument or in a stream must pass these checks.
 */
import { KairosError } from './errors.js';
import type { Commit } from '../world/git-history.js';
import type { Busy, ObjectId } from '../world/git-refs.js';
import type { NewCommit, RefUpdate, Signature } from '../world/git-write.js';

/** The largest blob that is read. Anything that a person reviews is far smaller; the limit keeps a huge blob from filling the memory. */
export const BLOB_LIMIT_BYTES = 64 * 1024 * 1024;

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
// The rules of git-check-ref-format(1), for full names below refs/.
// eslint-disable-next-line no-control-regex -- control characters are what is looked for, here and below
const BAD_REF = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|[./]$/;
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;
// What HFS+ ignores in a name (".g\u200cit" is ".git" there), and the short name that NTFS gives to ".git".
const HFS_IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;
const DOT_GIT = /^(?:\.git|git~\d+)$/i;

/** True for a full object id: 40 or 64 hexadecimal digits. */
export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text);
}

/** Returns a full object id unchanged. @throws KairosError `usage` for any other text. */
export function checkObjectId(id: string): ObjectId {
  if (!OBJECT_ID.test(id)) throw new KairosError('usage', `"${id}" is not a full object id`);
  return id;
}

/** Returns a full ref name (`refs/...`) unchanged. @throws KairosError `usage` for any other text. */
export function checkRef(name: string): string {
  if (!name.startsWith('refs/') || name.length < 6 || BAD_REF.test(name))
    throw new KairosError('usage', `"${name}" is not a full ref name`);
  return name;
}

/**
 * Returns the path unchanged if kairos may write it into a commit: relative, `/` only, no `.git` in any spelling, nothing that Windows cannot
 * hold. Git is less strict: git 2.39 accepts `.git/hooks/x` and `a/../b` from a fast-import stream.
 * @throws KairosError `bad-path`.
 */
export function checkPath(path: string): string {
  const bad = (why: string): KairosError => new KairosError('bad-path', `the path ${JSON.stringify(path)} ${why}`);
  if (path === '') throw bad('is empty');
  if (path.startsWith('/')) throw bad('is absolute');
  if (path.includes('\\') || path.includes(':')) throw bad('holds a backslash or a colon');
  // eslint-disable-next-line no-control-regex -- as above
  if (/[\u0000-\u001f\u007f]/.test(path)) throw bad('holds a control character');
  if (/\p{Surrogate}/u.test(path)) throw bad('is not valid Unicode');
  for (const part of path.split('/')) {
    if (part === '' || part === '.' || part === '..') throw bad('has an empty, "." or ".." part');
    if (DOT_GIT.test(part.replace(HFS_IGNORED, '').replace(/[. ]+$/, ''))) throw bad('reaches into .git');
    if (WINDOWS_DEVICE.test(part)) throw bad(`has a part that is a device on Windows ("${part}")`);
    if (/[. ]$/.test(part)) throw bad(`has a part that ends in a dot or a space ("${part}")`);
  }
  return path;
}

/** The commit message in the form that is stored: no NUL, one newline at the end. */
export function storedMessage(message: string): string {
  return `${message.replaceAll('\0', '').replace(/\n+$/, '')}\n`;
}

/** `Ann <ann@example.com> 1772442000 +0000`: characters that git's header cannot hold are dropped. */
export function signatureLine({ name, email, atMs }: Signature): string {
  return `${headerText(name) || 'unknown'} <${headerText(email)}> ${Math.floor(atMs / 1000)} +0000`;
}

function headerText(text: string): string {
  // eslint-disable-next-line no-control-regex -- as above
  return text.replace(/[<>\u0000-\u001f\u007f]/g, '').trim();
}

/** The object text of a commit, for writing one without git. @param commit.committer left out: the author. */
export function commitText(
  tree: ObjectId,
  parents: readonly ObjectId[],
  { author, committer = author, message }: Pick<NewCommit, 'author' | 'message'> & { readonly committer?: Signature },
): string {
  const heads = parents.map((parent) => `parent ${parent}\n`).join('');
  return `tree ${tree}\n${heads}author ${signatureLine(author)}\ncommitter ${signatureLine(committer)}\n\n${storedMessage(message)}`;
}

/** Splits a message into its subject (the first paragraph on one line, as git's %s) and the rest. */
export function splitMessage(message: string): Pick<Commit, 'subject' | 'body'> {
  const text = message
    .replaceAll('\r\n', '\n')
    .replace(/^(?:[ \t]*\n)+/, '')
    .trimEnd();
  const end = /\n[ \t]*\n/.exec(text);
  const first = end ? text.slice(0, end.index) : text;
  const subject = first
    .split('\n')
    .map((line) => line.trim())
    .join(' ')
    .trim();
  return { subject, body: end ? text.slice(end.index + end[0].length).replace(/^(?:[ \t]*\n)+/, '') : '' };
}

/** Replaces `#0`, `#1` ... in `new` by the chain's ids, and checks ids and names. @throws KairosError `usage`. */
export function resolveUpdates(updates: readonly RefUpdate[], chain: readonly ObjectId[]): readonly RefUpdate[] {
  return updates.map((update) => {
    const numbered = /^#(\d+)$/.exec(update.new ?? '');
    const next = numbered ? chain[Number(numbered[1])] : update.new;
    if (numbered && next === undefined) throw new KairosError('usage', `${update.new} names no commit of a chain of ${chain.length}`);
    if (next !== undefined) checkObjectId(next);
    if (update.old !== undefined) checkObjectId(update.old);
    return { ref: checkRef(update.ref), old: update.old, new: next };
  });
}

/** The error `ref-moved` for refs that no longer have the expected value. Returns it, does not throw it. */
export function refMoved(
  moved: readonly { readonly ref: string; readonly old: ObjectId | undefined; readonly now: ObjectId | undefined }[],
): KairosError {
  const list = moved.map(({ ref, old, now }) => `${ref} is ${standing(now)}, not ${standing(old)}`).join('; ');
  return new KairosError('ref-moved', `somebody else moved a ref meanwhile: ${list}`, { hint: 'run the command again' });
}

function standing(id: ObjectId | undefined): string {
  return id === undefined ? 'absent' : shortId(id);
}

/** The twelve digits by which text names an object. */
export function shortId(id: ObjectId): string {
  return id.slice(0, 12);
}

/** Files in the git directory that show a running operation, in the order of asking: a stopped rebase leaves CHERRY_PICK_HEAD, too. */
const BUSY_FILES: readonly (readonly [file: string, busy: Busy])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply/applying', 'am'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['sequencer', 'cherry-pick'],
  ['BISECT_LOG', 'bisect'],
  ['index.lock', 'index.lock'],
];

/** The running operation, if any. @param exists whether a file exists in the git directory. */
export async function busyBy(exists: (file: string) => Promise<boolean>): Promise<Busy | undefined> {
  for (const [file, busy] of BUSY_FILES) if (await exists(file)) return busy;
  return undefined;
}
