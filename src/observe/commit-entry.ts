/** A commit as a draft of a log entry, and which commits are kairos's own and therefore no news. Pure. */
import { LAST_MOMENT_MS } from '../dates/day.js';
import { entryId, type EntryDraft } from '../memory/entry.js';
import type { Commit } from '../world/git-history.js';
import type { ObjectId } from '../world/git-refs.js';
import { isBesideMemory } from '../base/memory-paths.js';
import { actorOf, cleanBody, cleanName, cleanSubject, pathSummary } from './message.js';

const OWN_TRAILER = /^Kairos-Dream:[ \t]*\S/m;

/** The twelve digits by which text names an object. */
export function shortId(id: ObjectId): string {
  return id.slice(0, 12);
}

/**
 * The id of a commit's entry. It is the same whether the commit was met as news, in the history, or as an amend, so that one commit is one entry
 * on every clone.
 */
export function commitEntryId(id: ObjectId): string {
  return entryId('commit', `${id}:commit`);
}

/**
 * The entry of one commit, in the log of its committer's day: `<12 digits> <branch>: <subject> (<paths>)`, then the body where it explains.
 * @param label the branch it was met on.
 * @param replaces the commit that it amends.
 * @param lost true when no branch or tag holds it any more.
 */
export function commitDraft(
  commit: Commit,
  label: string,
  { replaces, lost = false }: { replaces?: ObjectId; lost?: boolean } = {},
): EntryDraft {
  const subject = cleanSubject(commit.subject);
  const paths = pathSummary(commit.paths);
  const lines = [`${shortId(commit.id)} ${cleanName(label).replace(/\s/g, '-')}: ${subject}${paths === '' ? '' : ` (${paths})`}`];
  const body = cleanBody(commit.subject, commit.body, commit.authorName);
  if (body !== '') lines.push(body);
  if (replaces !== undefined) lines.push(`replaces ${shortId(replaces)}`);
  if (lost) lines.push('no branch or tag held it any more when it was seen');
  return {
    kind: replaces !== undefined ? 'amend' : commit.parents.length > 1 ? 'merge' : 'commit',
    actor: actorOf(commit.authorName),
    atMs: validMs(commit.committedAtMs),
    text: lines.join('\n'),
    id: commitEntryId(commit.id),
  };
}

/**
 * True for what a dream wrote: only long-term memory is touched AND the trailer says so. The trailer alone is worth nothing (anybody can write
 * it), and a commit that touches one path more is news.
 */
export function isOwnCommit(commit: Commit): boolean {
  return (
    commit.paths.length > 0 &&
    OWN_TRAILER.test(commit.body) &&
    commit.paths.every(({ path, from }) => isBesideMemory(path) && (from === undefined || isBesideMemory(from)))
  );
}

/** A time that has a day in the logs: commits may claim any date. */
export function validMs(atMs: number): number {
  return Number.isFinite(atMs) ? Math.min(Math.max(Math.trunc(atMs), 0), LAST_MOMENT_MS) : 0;
}
