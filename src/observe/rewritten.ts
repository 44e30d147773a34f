/** Which commits are older commits written anew (rebase, amend), told by author, time and subject, as no ref or reflog needs to say it. Pure. */
import type { Commit } from '../world/git-history.js';
import type { ObjectId, ReflogLine } from '../world/git-refs.js';

const AMENDED = 'commit (amend)';

export interface Rewrite {
  readonly old: Commit;
  readonly new: Commit;
}

/** Author, authored time and subject: what a rebase keeps. */
export function rewriteKey(commit: Commit): string {
  return `${authorship(commit)}\0${commit.subject}`;
}

/**
 * Pairs what left a branch with what came to it, in the order of `added`.
 * @param amended new id -> old id, from the reflog; it holds also where author, time or subject were changed.
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
  // A changed subject: author and time alone, where nothing else has them.
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

/** True where one tip was replaced in its place: same parents. */
export function isAmend({ old, new: fresh }: Rewrite): boolean {
  return old.parents.join(' ') === fresh.parents.join(' ');
}

/** New id -> the id that it replaced at first, through chains of amends. */
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
 * Commits that HEAD's reflog saw being made and no later amend replaced: candidates for what came and went between two looks.
 * @param now short name of the branch that HEAD stands on.
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

/** One string for a line, to find it again at the next look. */
export function reflogMark(line: ReflogLine | undefined): string {
  return line === undefined ? '' : `${line.old} ${line.new} ${line.atMs}`;
}

/** Lines after the marked one; [] where the mark is gone (an expired reflog must not make the past look new). */
export function linesAfter(lines: readonly ReflogLine[], mark: string): readonly ReflogLine[] {
  if (mark === '') return lines;
  const at = lines.findLastIndex((line) => reflogMark(line) === mark);
  return at < 0 ? [] : lines.slice(at + 1);
}

/** Of a branch's reflog, the lines since it stood at `old`. */
export function linesSince(lines: readonly ReflogLine[], old: ObjectId): readonly ReflogLine[] {
  return lines.slice(lines.findLastIndex((line) => line.new === old) + 1);
}
