/** Which memories were replaced, and by which: reverts and amends among entries, struck bullets in topics. Pure; it cuts circles. */
import { shortId } from '../base/git-objects.js';
import { COMMIT_KINDS, readCommitText } from './commit-text.js';
import type { CommitText } from './commit-text.js';
import type { Entry } from './entry.js';
import { revertedIn, revertedSubject } from './reverted.js';
import type { Topic } from './topic.js';

export type SupersessionReason = 'reverted' | 'amended' | 'struck';

export interface Supersession {
  /** The valid memory at the end of the chain. */
  readonly by: string;
  /** Why the memory was replaced: the first step of the chain. */
  readonly why: SupersessionReason;
}

interface CommitEntry extends CommitText {
  readonly entry: Entry;
}

/**
 * Id of each replaced memory -> what replaced it.
 * A revert counts by the object ids in its body, or without any by a quoted subject that exactly one earlier commit has. A revert that was itself
 * reverted does not count, so that what it reverted is valid again. Members of circles, which only false texts can make, are left out.
 */
export function supersession(entries: readonly Entry[], topics: readonly Topic[]): Map<string, Supersession> {
  const commits = entries.flatMap((entry): CommitEntry[] => {
    const read = COMMIT_KINDS.has(entry.kind) && entry.ours ? readCommitText(entry.text) : undefined;
    return read ? [{ ...read, entry }] : [];
  });
  const direct = new Map<string, Supersession>();
  for (const { entry, by } of amends(commits)) direct.set(entry, { by, why: 'amended' });
  for (const [id, by] of liveReverts(commits)) direct.set(id, { by, why: 'reverted' });
  for (const topic of topics) {
    for (const { address, struck, supersededBy } of topic.bullets) {
      if (struck && supersededBy !== undefined && supersededBy !== address) direct.set(address, { by: supersededBy, why: 'struck' });
    }
  }
  return ended(direct);
}

/** Id -> the newest revert of it that counts. */
function liveReverts(commits: readonly CommitEntry[]): Map<string, string> {
  const find = finder(commits);
  const bySubject = new Map<string, CommitEntry[]>();
  const reverters = new Map<string, string[]>();
  for (const commit of commits) {
    for (const target of revertedBy(commit, find, bySubject)) if (target !== commit.entry.id) addTo(reverters, target, commit.entry.id);
    addTo(bySubject, commit.subject, commit);
  }
  const live = liveIds(reverters);
  const result = new Map<string, string>();
  for (const [target, ids] of reverters) {
    const by = ids.findLast((id) => live.get(id) ?? true);
    if (by !== undefined) result.set(target, by);
  }
  return result;
}

/** Whether a commit counts, that is, no revert of it counts. Without recursion, since a chain of reverts may have any length. */
function liveIds(reverters: ReadonlyMap<string, readonly string[]>): Map<string, boolean> {
  const live = new Map<string, boolean>();
  const open = new Set<string>();
  for (const target of reverters.keys()) {
    const stack = [target];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      open.add(id);
      // A reverter that is still open closes a circle; it counts as not valid.
      const next = live.has(id) ? undefined : reverters.get(id)?.find((reverter) => !live.has(reverter) && !open.has(reverter));
      if (next !== undefined) {
        stack.push(next);
        continue;
      }
      if (!live.has(id)) live.set(id, !(reverters.get(id) ?? []).some((reverter) => live.get(reverter) === true));
      open.delete(id);
      stack.pop();
    }
  }
  return live;
}

/** The ids that a commit reverts. @param bySubject the earlier commits by subject. */
function revertedBy(
  commit: CommitEntry,
  find: (sha: string) => Entry | undefined,
  bySubject: ReadonlyMap<string, readonly CommitEntry[]>,
): string[] {
  const named = revertedIn(commit.body);
  if (named.length > 0) return named.flatMap((sha) => find(sha)?.id ?? []);
  const quoted = revertedSubject(commit.subject);
  const earlier = quoted === undefined ? [] : (bySubject.get(quoted) ?? []);
  return earlier.length === 1 ? [(earlier[0] as CommitEntry).entry.id] : [];
}

/** The replacements by amends. In other kinds of commits a `replaces` line is the author's own text. */
function amends(commits: readonly CommitEntry[]): { entry: string; by: string }[] {
  const find = finder(commits);
  return commits.flatMap(({ entry, replaces }) => {
    const sha = entry.kind === 'amend' ? replaces : undefined;
    const old = sha === undefined ? undefined : find(sha);
    return old && old.id !== entry.id ? [{ entry: old.id, by: entry.id }] : [];
  });
}

/** A function that finds a commit's entry by an object id of seven digits or more; undefined if none or several match. */
function finder(commits: readonly CommitEntry[]): (sha: string) => Entry | undefined {
  const byStart = new Map<string, CommitEntry[]>();
  for (const commit of commits) for (const length of [7, 12]) addTo(byStart, commit.commit.slice(0, length), commit);
  return (sha) => {
    const fits = (byStart.get(sha.slice(0, sha.length < 12 ? 7 : 12)) ?? []).filter(({ commit }) => commit.startsWith(shortId(sha)));
    const ids = new Set(fits.map(({ entry }) => entry.id));
    return ids.size === 1 ? fits[0]?.entry : undefined;
  };
}

function addTo<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Follows every chain to its end. All members of a circle are left out, since none of them can be the valid one. */
function ended(direct: ReadonlyMap<string, Supersession>): Map<string, Supersession> {
  const result = new Map<string, Supersession>();
  for (const [id, { why }] of direct) {
    const seen = new Set([id]);
    let by = (direct.get(id) as Supersession).by;
    while (direct.has(by) && !seen.has(by)) {
      seen.add(by);
      by = (direct.get(by) as Supersession).by;
    }
    if (!seen.has(by)) result.set(id, { by, why });
  }
  return result;
}
