/**
 * What a person means by the words behind `show` and `blame`: an id or its beginning, a commit in any of git's spellings, or a path. It only reads.
 */
import { shortId } from '../base/git-objects.js';
import { messageWithId, type InboxMessage } from '../agent/outbox.js';
import { bareId } from '../base/ids.js';
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import { movesIn } from '../memory/commit-moves.js';
import { COMMIT_KINDS, readCommitText } from '../memory/commit-text.js';
import type { Entry } from '../memory/entry.js';
import { commitEntryId } from '../observe/commit-entry.js';
import type { ObjectId } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { askedPath } from './asked-path.js';
import { find, findBeginning, findExact, type Found } from './find.js';
import { SHOWS_IDS } from './hints.js';
import type { Lookup } from './lookup.js';
import { setUpHint } from './set-up-hint.js';

/** So many letters of an id are typed rather than those of a branch. */
const BEGINNING_LEAST = 5;

export type Addressed =
  | Found
  | { readonly is: 'path'; readonly path: string }
  /** What the agent sent: its id is like those of memories, and stands where these stand. */
  | { readonly is: 'message'; readonly message: InboxMessage };

/**
 * What stands at an address. An exact id comes first, of a memory or of a message of the agent, then a commit (`3f2a91c`, `HEAD~2`, `v1.0`; one that a rebase made is found by the commit that
 * it was), then a path that stands or stood in the work tree, then the beginning of an id. `^` before a word says that it is an id, and git is not asked
 * where the word looks like one, with a digit and a letter behind f among five or more.
 * @param cwd the folder where it was typed, absolute, with `/`.
 * @throws KairosError `not-found`, with what may have been meant; `usage` for a mark before what is no id.
 */
export async function addressed(world: World, ws: Workspace, lookup: Lookup, cwd: string, typed: string): Promise<Addressed> {
  const id = idIn(typed);
  const exact = id === undefined ? undefined : await findExact(lookup, id);
  if (exact) return exact;
  const message = id === undefined ? undefined : await messageWithId(world, ws, id);
  if (message) return { is: 'message', message };
  const isMarked = /^\(?\^/.test(typed.trim());
  const begun = id === undefined || isMarked || !(await isLikeId(world, cwd, id)) ? undefined : await findBeginning(lookup, id);
  if (begun) return begun;
  const commit = isMarked || !ws.hasGit ? undefined : await world.git.resolve(typed);
  if (commit !== undefined) return await ofCommit(world, ws, lookup, commit);
  if (!isMarked && (await isPath(world, ws, cwd, typed))) return { is: 'path', path: typed };
  if (id !== undefined || isMarked) return find(lookup, bareId(typed));
  const { likelyPaths, orText } = await import('./likely-names.js');
  const meant = ws.hasGit ? await likelyPaths(world, typed) : [];
  throw new KairosError('not-found', `"${typed}" is no id, commit or path that this repository has`, {
    hint: meant.length === 0 ? SHOWS_IDS : `did you mean ${orText(meant)}?`,
  });
}

/** A word that can be no commit's id and is no file here, and so long that it begins an id by chance no more: git need not be asked. */
async function isLikeId({ files }: Pick<World, 'files'>, cwd: string, word: string): Promise<boolean> {
  return word.length >= BEGINNING_LEAST && /[g-z]/.test(word) && /\d/.test(word) && (await files.stat(`${cwd}/${word}`)) === undefined;
}

function idIn(typed: string): string | undefined {
  try {
    return bareId(typed);
  } catch {
    return undefined;
  }
}

async function isPath(world: World, ws: Workspace, cwd: string, typed: string): Promise<boolean> {
  try {
    const { path, touching } = await askedPath(world, ws, cwd, typed);
    if (touching !== undefined && touching.size > 0) return true;
    for (const one of Array.isArray(path) ? path : []) if ((await world.files.stat(`${ws.root}/${one}`)) !== undefined) return true;
    return false;
  } catch (error) {
    if (error instanceof KairosError && error.code === 'usage') return false;
    throw error;
  }
}

async function ofCommit(world: World, ws: Workspace, lookup: Lookup, commit: ObjectId): Promise<Found> {
  const id = commitEntryId(commit);
  const entry = (await lookup.entry(id)) ?? tellingOf(await lookup.entries(), shortId(commit));
  if (entry) return { is: 'entry', id: entry.id, entry };
  throw new KairosError('not-found', `no entry tells of commit ${shortId(commit)}`, {
    hint: (await setUpHint(world, ws)) ?? 'kairos observe --all',
  });
}

/** The entry of a commit, or of the one that a rebase made it of: a copy has no entry of its own. */
function tellingOf(entries: readonly Entry[], commit: string): Entry | undefined {
  const byCommit = new Map<string, Entry>();
  const was = new Map<string, string>();
  for (const entry of entries) {
    if (!entry.ours) continue;
    if (entry.kind === 'rebase') for (const move of movesIn(entry.text)) was.set(move.is, move.was);
    const read = COMMIT_KINDS.has(entry.kind) ? readCommitText(entry.text) : undefined;
    if (read) byCommit.set(read.commit, entry);
  }
  const seen = new Set<string>();
  for (let at: string | undefined = commit; at !== undefined && !seen.has(at); at = was.get(at)) {
    const entry = byCommit.get(at);
    if (entry) return entry;
    seen.add(at);
  }
  return undefined;
}
