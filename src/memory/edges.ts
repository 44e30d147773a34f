/** What took whose place: reverts and amends among entries, struck bullets in topics. Pure; it reads texts and follows no claim in a circle. */
import { COMMIT_KINDS, readCommitText } from './commit-text.js';
import type { CommitText } from './commit-text.js';
import type { Entry } from './entry.js';
import type { Topic } from './topic.js';

export type SupersessionReason = 'reverted' | 'amended' | 'struck';

export interface Supersession {
  /** What holds now: the end of the chain. */
  readonly by: string;
  /** Why the memory itself was replaced, the first step of the chain. */
  readonly why: SupersessionReason;
}

interface CommitEntry extends CommitText {
  readonly entry: Entry;
}

const REVERTS = /\bThis reverts (?:merge )?commits?\s+((?:[0-9a-f]{7,64}(?:\s*,\s*(?:and\s+)?|\s+and\s+)?)+)/g;
const QUOTED = /^Revert "(.*)"/;
const SHA = /\b[0-9a-f]{7,64}\b/g;

/**
 * Id of each memory that no longer holds -> what took its place.
 * A revert counts by the object id in its body, or without one by a quoted subject that exactly one earlier commit has. A revert that was
 * itself reverted counts no longer, so what it took back holds again. Chains end at what holds; circles, which only a lie can make, are cut.
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

/** Target id -> the newest revert of it that still counts. */
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

/** Whether a commit counts: no revert of it does. Without recursion, since a branch may carry a chain of any length. */
function liveIds(reverters: ReadonlyMap<string, readonly string[]>): Map<string, boolean> {
  const live = new Map<string, boolean>();
  const open = new Set<string>();
  for (const target of reverters.keys()) {
    const stack = [target];
    for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
      open.add(id);
      // One that is still open closes a circle: it is taken as not counting.
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

/** @param bySubject the commits that stand above this one. */
function revertedBy(
  commit: CommitEntry,
  find: (sha: string) => Entry | undefined,
  bySubject: ReadonlyMap<string, readonly CommitEntry[]>,
): string[] {
  const named = [...commit.body.matchAll(REVERTS)].flatMap((match) => (match[1] as string).match(SHA) ?? []);
  if (named.length > 0) return named.flatMap((sha) => find(sha)?.id ?? []);
  const quoted = QUOTED.exec(commit.subject)?.[1];
  const earlier = quoted === undefined ? [] : (bySubject.get(quoted) ?? []);
  return earlier.length === 1 ? [(earlier[0] as CommitEntry).entry.id] : [];
}

/** An amend says which object id it took the place of; of other kinds such a line is the author's words. */
function amends(commits: readonly CommitEntry[]): { entry: string; by: string }[] {
  const find = finder(commits);
  return commits.flatMap(({ entry, replaces }) => {
    const sha = entry.kind === 'amend' ? replaces : undefined;
    const old = sha === undefined ? undefined : find(sha);
    return old && old.id !== entry.id ? [{ entry: old.id, by: entry.id }] : [];
  });
}

/** Finds the entry of a commit by an object id of seven digits or more; undefined if none or several fit. */
function finder(commits: readonly CommitEntry[]): (sha: string) => Entry | undefined {
  const byStart = new Map<string, CommitEntry[]>();
  for (const commit of commits) for (const length of [7, 12]) addTo(byStart, commit.commit.slice(0, length), commit);
  return (sha) => {
    const fits = (byStart.get(sha.slice(0, sha.length < 12 ? 7 : 12)) ?? []).filter(({ commit }) => commit.startsWith(sha.slice(0, 12)));
    const ids = new Set(fits.map(({ entry }) => entry.id));
    return ids.size === 1 ? fits[0]?.entry : undefined;
  };
}

function addTo<V>(lists: Map<string, V[]>, key: string, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Every chain followed to its end; a circle loses all its members, since none of them can be what holds. */
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
