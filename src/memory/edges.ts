/** Which memories were replaced, and by which: reverts and amends among entries, imports of an edited file, struck bullets in topics. Pure; it cuts circles. */
import { COMMIT_KINDS, readCommitText } from './commit-text.js';
import type { CommitText } from './commit-text.js';
import type { Entry } from './entry.js';
import { readImportText, type ImportText } from './import-text.js';
import { commitFinder, reversalsAmong } from './reversals.js';
import type { Topic } from './topic.js';

export type SupersessionReason = 'reverted' | 'amended' | 'edited' | 'superseded' | 'struck';

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
 * What reverts and brings again is found by reversals.ts: a revert that was itself reverted does not count, so that what it reverted is valid again.
 * Members of circles, which only false texts can make, are left out.
 */
export function supersession(entries: readonly Entry[], topics: readonly Topic[]): Map<string, Supersession> {
  const commits = entries.flatMap((entry): CommitEntry[] => {
    const read = COMMIT_KINDS.has(entry.kind) && entry.ours ? readCommitText(entry.text) : undefined;
    return read ? [{ ...read, entry }] : [];
  });
  const direct = new Map<string, Supersession>();
  const told = commits.map(({ entry, commit, subject, body }) => ({ key: entry.id, commits: [commit], subject, body }));
  for (const { entry, by } of amends(commits, commitFinder(told))) direct.set(entry, { by, why: 'amended' });
  const { endedBy } = reversalsAmong(told.map((one) => ({ ...one, isReplaced: direct.has(one.key) })));
  for (const [id, by] of endedBy) direct.set(id, { by, why: 'reverted' });
  for (const { id, by, why } of importSteps(entries)) direct.set(id, { by, why });
  for (const topic of topics) {
    for (const { address, struck, supersededBy } of topic.bullets) {
      if (struck && supersededBy !== undefined && supersededBy !== address) direct.set(address, { by: supersededBy, why: 'struck' });
    }
  }
  return ended(direct);
}

/** What imports say of each other, where both entries are there: a later text in place of an earlier one, a decision superseded by another. */
function importSteps(entries: readonly Entry[]): { id: string; by: string; why: SupersessionReason }[] {
  const imports = new Map<string, ImportText | undefined>(
    entries.flatMap((entry) => (entry.kind === 'import' && entry.ours ? [[entry.id, readImportText(entry.text)] as const] : [])),
  );
  const steps: { id: string; by: string; why: SupersessionReason }[] = [];
  for (const [id, read] of imports) {
    const { inPlaceOf, supersededBy } = read ?? {};
    if (inPlaceOf !== undefined && imports.has(inPlaceOf)) steps.push({ id: inPlaceOf, by: id, why: 'edited' });
    if (supersededBy !== undefined && imports.has(supersededBy)) steps.push({ id, by: supersededBy, why: 'superseded' });
  }
  return steps;
}

/** The replacements by amends. In other kinds of commits a `replaces` line is the author's own text. */
function amends(commits: readonly CommitEntry[], find: (sha: string) => string | undefined): { entry: string; by: string }[] {
  return commits.flatMap(({ entry, replaces }) => {
    const sha = entry.kind === 'amend' ? replaces : undefined;
    const old = sha === undefined ? undefined : find(sha);
    return old !== undefined && old !== entry.id ? [{ entry: old, by: entry.id }] : [];
  });
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
