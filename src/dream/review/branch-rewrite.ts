/**
 * The dream's branch after a decision that leaves the dream open: without what was rejected, with what was reworded, so that merging the branch by hand
 * brings what is left; with it again where that is taken back. Pure: it makes the commit, `land` writes it.
 */
import { topicPath } from '../../base/memory-paths.js';
import { byKey } from '../../base/order.js';
import { KairosError } from '../../base/errors.js';
import { REFS } from '../../base/refs.js';
import type { NewCommit, RefUpdate } from '../../world/git-write.js';
import { KAIROS } from '../../base/signer.js';
import { TRAILER, type OpenDream } from '../branch/open-dream.js';
import { applyToTopic } from '../edit/apply.js';
import { topicOf, touchedBy, withBulletsFrom } from '../edit/bullets.js';
import { withIndex } from '../edit/with-index.js';
import type { Candidate } from '../report/candidate.js';
import { noteMarks } from '../report/report-parse.js';
import type { Mark } from '../report/report.js';
import type { Decision } from '../report/verdict.js';
import type { MemoryFiles } from '../tree/memory-files.js';
import type { Item } from './candidate-state.js';

/** A commit on the dream's branch, and what moves to it ('#0'). */
export interface BranchRewrite {
  /** Without its parent where it stands on what lands: that commit is made first. */
  readonly commit: NewCommit;
  readonly isOnLanded: boolean;
  readonly refs: readonly RefUpdate[];
}

export interface Rewriting {
  /** Memory as the branch has it, with the claims reworded. */
  readonly after: MemoryFiles;
  readonly marks: ReadonlyMap<string, Mark | undefined>;
  readonly decisions: ReadonlyMap<string, Decision>;
  readonly items: readonly Item[];
  /** Of the block of MEMORY.md. */
  readonly budgetBytes: number;
  readonly atMs: number;
}

/** Rejections and edits as a commit on the dream's branch. Our own ref moves along where only we have written there. */
export function rewriteOf(dream: OpenDream & { readonly branchRef: string }, what: Rewriting): BranchRewrite {
  const files = new Map(what.after);
  for (const { candidate } of what.items) {
    const path = topicPath(candidate.topic);
    const text = files.get(path);
    if (what.decisions.get(candidate.id) !== 'rejected' || text === undefined) continue;
    const left = takenOut(text, candidate, dream, what);
    if (dream.before.has(path) || topicOf(left, candidate.topic).bullets.length > 0) files.set(path, left);
    else files.delete(path);
  }
  return commitOn(dream, files, { ...what, message: `Take verdicts on dream ${dream.id}` });
}

/**
 * What is left after some claims landed, as a merge of the base into the dream's branch: merging that by hand brings the rest, and does not conflict with what
 * was accepted. @param left the files that accepting all the rest would write onto what lands.
 */
export function joinOf(
  dream: OpenDream & { readonly branchRef: string },
  left: ReadonlyMap<string, string | undefined>,
  { marks, atMs }: Pick<Rewriting, 'marks' | 'atMs'>,
): BranchRewrite {
  const files = new Map(left).set(dream.reportPath, noteMarks(dream.reportText, marks, dream.report.state));
  return {
    commit: {
      message: `Merge ${dream.report.base} into dream ${dream.id}\n\n${TRAILER}: ${dream.id}\n`,
      author: { ...KAIROS, atMs },
      parent: undefined,
      mergeParents: [dream.tip],
      changes: [...files].toSorted(byKey).map(([path, content]) => ({ path, content })),
    },
    isOnLanded: true,
    refs: movedRefs(dream),
  };
}

/** The branch, and our own ref where only we have written there. */
function movedRefs(dream: OpenDream & { readonly branchRef: string }): RefUpdate[] {
  return [
    { ref: dream.branchRef, old: dream.tip, new: '#0' },
    ...(dream.openCommit === dream.tip ? [{ ref: REFS.openDream, old: dream.openCommit, new: '#0' }] : []),
  ];
}

/**
 * The branch with rejected claims put back as they were proposed, to be decided again.
 * @throws KairosError `usage` where one cannot stand there any more.
 */
export function restoringOf(
  dream: OpenDream & { readonly branchRef: string },
  candidates: readonly Candidate[],
  { budgetBytes, atMs }: Pick<Rewriting, 'budgetBytes' | 'atMs'>,
): BranchRewrite {
  const files = new Map(dream.after);
  for (const candidate of candidates) {
    const path = topicPath(candidate.topic);
    const { text, applied, refused } = applyToTopic(candidate.topic, files.get(path), [candidate]);
    if (applied.length === 0 || text === undefined)
      throw new KairosError('usage', `^${candidate.id} cannot be put back onto ${dream.report.branch}: ${refused[0]?.why ?? ''}`);
    files.set(path, text);
  }
  const marks = new Map(candidates.map(({ id }) => [id, undefined]));
  return commitOn(dream, files, { budgetBytes, atMs, marks, message: `Reopen claims of dream ${dream.id}` });
}

function commitOn(
  dream: OpenDream & { readonly branchRef: string },
  files: MemoryFiles,
  what: Pick<Rewriting, 'budgetBytes' | 'atMs' | 'marks'> & { readonly message: string },
): BranchRewrite {
  const report = noteMarks(dream.reportText, what.marks, dream.report.state);
  const next = withIndex(new Map(files).set(dream.reportPath, report), what.budgetBytes).files;
  const paths = [...new Set([...dream.after.keys(), ...next.keys()])].toSorted().filter((path) => next.get(path) !== dream.after.get(path));
  return {
    commit: {
      message: `${what.message}\n\n${TRAILER}: ${dream.id}\n`,
      author: { ...KAIROS, atMs: what.atMs },
      parent: dream.tip,
      changes: paths.map((path) => ({ path, content: next.get(path) })),
    },
    isOnLanded: false,
    refs: movedRefs(dream),
  };
}

/** A topic without one rejected proposal; bullets that another proposal shares with it stay as that one has them. */
function takenOut(text: string, candidate: Candidate, dream: OpenDream, { items, decisions }: Rewriting): string {
  const others = items.filter((item) => item.candidate.id !== candidate.id && decisions.get(item.candidate.id) !== 'rejected');
  const shared = new Set(others.flatMap((item) => touchedBy(item.candidate)));
  const ids = touchedBy(candidate).filter((id) => !shared.has(id));
  return withBulletsFrom(text, dream.before.get(topicPath(candidate.topic)), candidate.topic, ids);
}
