/** Finds commits that are rewritten older ones (rebase, amend), by author, time and subject, since refs and reflogs may not tell. Pure. */
import type { Commit } from '../world/git-history.js';
import type { ObjectId, ReflogLine } from '../world/git-refs.js';

const AMENDED = 'commit (amend)';

export interface Rewrite {
  readonly old: Commit;
  readonly new: Commit;
}

/** Author, authored time and subject, which a rebase does not change. */
export function rewriteKey(commit: Commit): string {
  return `${authorship(commit)}\0${commit.subject}`;
}

/**
 * Pairs commits that left a branch with their rewritten forms among those that came to it, in the order of `added`.
 * @param amended new id -> old id, from the reflog; it also pairs commits whose author, time or subject changed.
 */
export function pairRewritten(
  dropped: readonly Commit[],
  added: readonly Commit[],
  amended: ReadonlyMap<ObjectId, ObjectId> = new Map(),
): Rewrite[] {
  const left = new Map(dropped.map((commit) => [commit.id, commit]));
  const found = new Map<ObjectId, Commit>();
  const pair = (fresh: Commit, old: Commit | undefined): void => {
    if (old !== undefined && fresh.id !== old.id && left.delete(old.id)) found.set(fresh.id, old);
  };
  const open = (): Commit[] => added.filter(({ id }) => !found.has(id));
  for (const fresh of added) pair(fresh, left.get(amended.get(fresh.id) ?? ''));
  const byKey = grouped([...left.values()], rewriteKey);
  for (const fresh of open()) pair(fresh, byKey.get(rewriteKey(fresh))?.shift());
  // If the subject changed: by author and time alone, if only one commit on each side has them.
  const [oldTimes, newTimes] = [grouped(dropped, authorship), grouped(added, authorship)];
  for (const fresh of open()) {
    const [old, another] = oldTimes.get(authorship(fresh)) ?? [];
    if (another === undefined && newTimes.get(authorship(fresh))?.length === 1) pair(fresh, old);
  }
  return added.flatMap((fresh) => {
    const old = found.get(fresh.id);
    return old === undefined ? [] : [{ old, new: fresh }];
  });
}

function authorship(commit: Commit): string {
  return [commit.authorName, commit.authorEmail, commit.authoredAtMs].join('\0');
}

function grouped(commits: readonly Commit[], keyOf: (commit: Commit) => string): Map<string, Commit[]> {
  const groups = new Map<string, Commit[]>();
  for (const commit of commits) {
    const group = groups.get(keyOf(commit));
    if (group === undefined) groups.set(keyOf(commit), [commit]);
    else group.push(commit);
  }
  return groups;
}

/** True if the new commit has the parents of the old one: an amend, not a rebase. */
export function isAmend({ old, new: fresh }: Rewrite): boolean {
  return old.parents.join(' ') === fresh.parents.join(' ');
}

/** New id -> the first id of its chain of amends. */
export function amendsIn(lines: readonly ReflogLine[]): Map<ObjectId, ObjectId> {
  const origin = new Map<ObjectId, ObjectId>();
  for (const { old, new: fresh, message } of lines) {
    if (message.startsWith(AMENDED)) origin.set(fresh, origin.get(old) ?? old);
  }
  return origin;
}

interface LostLine {
  readonly id: ObjectId;
  /** Branch or id that HEAD stood on, as the reflog names it. */
  readonly on: string;
}

/**
 * Commits that HEAD's reflog records as made and that no later amend replaced: candidates for commits made and dropped between two snapshots.
 * @param now short name of the branch that HEAD is on.
 */
export function madeIn(lines: readonly ReflogLine[], now: string): LostLine[] {
  const replaced = new Set(lines.filter(({ message }) => message.startsWith(AMENDED)).map(({ old }) => old));
  const made: LostLine[] = [];
  let on = now;
  for (const line of [...lines].reverse()) {
    if (/^(?:commit|cherry-pick|revert|merge|pull|am)\b/.test(line.message) && !replaced.has(line.new)) made.push({ id: line.new, on });
    on = /^checkout: moving from (\S+) to \S+/.exec(line.message)?.[1] ?? on;
  }
  return made.reverse();
}

/** A string that identifies a reflog line, to find it again later. */
export function reflogMark(line: ReflogLine | undefined): string {
  return line === undefined ? '' : `${line.old} ${line.new} ${line.atMs}`;
}

/** The lines after the marked one; [] if the mark is gone, so that an expired reflog does not make old lines look new. */
export function linesAfter(lines: readonly ReflogLine[], mark: string): readonly ReflogLine[] {
  if (mark === '') return lines;
  const at = lines.findLastIndex((line) => reflogMark(line) === mark);
  return at < 0 ? [] : lines.slice(at + 1);
}

/** The lines of a branch's reflog since it pointed to `old`. */
export function linesSince(lines: readonly ReflogLine[], old: ObjectId): readonly ReflogLine[] {
  return lines.slice(lines.findLastIndex((line) => line.new === old) + 1);
}
