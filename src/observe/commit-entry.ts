/** Makes the draft of a log entry from a commit, and recognises kairos's own commits and refs, which get no entries. Pure. */
import { shortId } from '../base/git-objects.js';
import { invisibleIn } from '../base/harmless-text.js';
import { isBesideMemory } from '../base/memory-paths.js';
import { LAST_MOMENT_MS } from '../dates/day.js';
import { formatCommitText } from '../memory/commit-text.js';
import { entryId, type EntryDraft } from '../memory/entry.js';
import type { Commit } from '../world/git-history.js';
import type { ObjectId } from '../world/git-refs.js';
import { actorOf, cleanBody, cleanName, cleanSubject } from './message.js';

const OWN_TRAILER = /^Kairos-Dream:[ \t]*\S/m;
const OWN_MERGE = /^Merge \S+ into dream [a-z0-9]+$/;

/**
 * The id of a commit's entry. It is the same whether the commit was observed as new, in the history, or as an amend, so that one commit is one
 * entry on every clone.
 */
export function commitEntryId(id: ObjectId): string {
  return entryId('commit', `${id}:commit`);
}

/**
 * The entry of one commit, in the log of its committer's day: `<12 digits> <branch>: <subject> (<paths>)`, then the body if it explains something.
 * @param label the branch that it was found on.
 * @param replaces the commit that it amends.
 * @param lost true if no branch or tag reaches it any more.
 */
export function commitDraft(
  commit: Commit,
  label: string,
  { replaces, lost = false }: { replaces?: ObjectId; lost?: boolean } = {},
): EntryDraft {
  const invisible = invisibleIn(commit.subject) + invisibleIn(commit.body);
  return {
    kind: replaces !== undefined ? 'amend' : commit.parents.length > 1 ? 'merge' : 'commit',
    actor: actorOf(commit.authorName),
    atMs: validMs(commit.committedAtMs),
    text: formatCommitText({
      commit: shortId(commit.id),
      branch: cleanName(label).replace(/\s/g, '-'),
      subject: cleanSubject(commit.subject),
      body: cleanBody(commit.subject, commit.body, commit.authorName),
      paths: commit.paths,
      lost,
      ...(invisible > 0 && { invisible }),
      ...(replaces === undefined ? {} : { replaces: shortId(replaces) }),
    }),
    id: commitEntryId(commit.id),
  };
}

/**
 * True for a commit of a dream: it changes only long-term memory AND has the trailer. The trailer alone is not enough, since anybody can write
 * it; a commit that changes any other path gets an entry. Git lists no path of a merge: that of a dream with its base says nothing beside the trailer, so
 * that leaving it out hides no text.
 */
export function isOwnCommit({ subject, body, parents, paths }: Commit): boolean {
  if (!OWN_TRAILER.test(body)) return false;
  if (paths.length === 0) return parents.length > 1 && OWN_MERGE.test(subject) && body.trim().split('\n').length === 1;
  return paths.every(({ path, from }) => isBesideMemory(path) && (from === undefined || isBesideMemory(from)));
}

/** The time limited to the years 1970 to 9999, in milliseconds since 1970, because commits may state any date. */
export function validMs(atMs: number): number {
  return Number.isFinite(atMs) ? Math.min(Math.max(Math.trunc(atMs), 0), LAST_MOMENT_MS) : 0;
}
