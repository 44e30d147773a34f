/**
 * Writes a dream's proposal into git: its branch and the ref of the open dream, in one transaction. It touches neither HEAD nor index nor work tree.
 * If another dream has proposed meanwhile, this one is refused, because only one dream may be open.
 */
import { lookAnew } from '../../base/look-anew.js';
import { byText } from '../../base/order.js';
import { utcDay } from '../../dates/day.js';
import { KairosError } from '../../base/errors.js';
import { shortHash } from '../../base/hash.js';
import type { Git } from '../../world/git.js';
import type { FileChange, NewCommit, RefUpdate } from '../../world/git-write.js';
import type { World } from '../../world/world.js';
import { dreamOfPath, reportPath } from '../../base/memory-paths.js';
import { branchName, branchRef, dreamBranch, dreamBranchPrefix, GIT_REFS, REFS } from '../../base/refs.js';
import { checkedOutAt, refuseBusy, tipOf, type BaseBranch } from '../tree/base-branch.js';
import type { Candidate } from '../report/candidate.js';
import { assertDreamPaths, type MemoryFiles } from '../tree/memory-files.js';
import { KAIROS } from '../../base/signer.js';
import { SNAPSHOT_TRAILER, TRAILER, type OpenDream } from './open-dream.js';
import { countsLine, countsOf, renderReport, type Report } from '../report/report.js';

export interface Proposal {
  readonly base: BaseBranch;
  /** Memory on the base. */
  readonly committed: MemoryFiles;
  /** What a person changed by hand, put under the dream in a commit of its own. */
  readonly edits: MemoryFiles;
  /** Memory with everything applied. */
  readonly after: MemoryFiles;
  readonly candidates: readonly Candidate[];
  readonly notes: readonly string[];
  /** How many more claims wait for the next dream. */
  readonly waiting: number;
  /** The open dream that this one takes the place of. */
  readonly replaces: OpenDream | undefined;
}

export interface Proposed {
  readonly id: string;
  readonly branch: string;
  readonly commit: string;
  readonly reportPath: string;
}

const ID_LENGTH = 6;
const TRIES = 5;

/**
 * Commits the proposal and opens the dream.
 * @throws KairosError `dream-open` when another dream is open, `foreign-commit` when the one to replace holds a person's commits,
 * `work-tree-in-the-way` when its branch is checked out, `ref-moved`, `git-busy`. Nothing has changed then.
 */
export async function propose(world: World, proposal: Proposal): Promise<Proposed> {
  // The computing may have taken long: a person may have worked on branches meanwhile.
  lookAnew(world);
  await refuseBusy(world.git);
  if (proposal.replaces) await refuseForeignDream(world.git, proposal.replaces);
  const atMs = world.clock.now();
  const author = { ...KAIROS, atMs };
  const { id, branch } = await freshName(world.git, proposal, atMs);
  const report: Report = {
    dream: id,
    date: utcDay(atMs),
    branch,
    base: proposal.base.name,
    baseCommit: proposal.base.tip,
    state: 'proposed',
    candidates: proposal.candidates,
    marks: new Map(),
    notes: proposal.notes,
    ...(proposal.waiting > 0 && { waiting: proposal.waiting }),
  };
  const path = reportPath(report);
  const under = new Map([...proposal.committed, ...proposal.edits]);
  const chain: NewCommit[] = [];
  if (proposal.edits.size > 0) {
    const message = `Snapshot of memory as edited by hand, before dream ${id}\n\n${SNAPSHOT_TRAILER}: ${id}\n`;
    chain.push({ message, author, parent: proposal.base.tip, changes: changesBetween(proposal.committed, under) });
  }
  const message = `Dream ${id}: ${countsLine(countsOf(proposal.candidates))}\n\n${TRAILER}: ${id}\n`;
  chain.push({
    message,
    author,
    parent: proposal.base.tip,
    changes: changesBetween(under, new Map([...proposal.after, [path, renderReport(report)]])),
  });
  assertDreamPaths(chain.flatMap((commit) => commit.changes.map((change) => change.path)));
  const tip = `#${chain.length - 1}`;
  const updates: RefUpdate[] = [
    ...replacedRefs(proposal.replaces),
    { ref: REFS.openDream, old: proposal.replaces?.openCommit, new: tip },
    { ref: branchRef(branch), old: undefined, new: tip },
  ];
  try {
    const ids = await world.git.commitChain(chain, updates);
    return { id, branch, commit: ids.at(-1) as string, reportPath: path };
  } catch (error) {
    const open = await tipOf(world.git, REFS.openDream);
    if (error instanceof KairosError && error.code === 'ref-moved' && open !== undefined && open !== proposal.replaces?.openCommit) {
      throw new KairosError('dream-open', 'another dream was proposed meanwhile', { hint: 'kairos review', cause: error });
    }
    throw error;
  }
}

function changesBetween(before: MemoryFiles, after: MemoryFiles): FileChange[] {
  return [...after]
    .filter(([path, text]) => before.get(path) !== text)
    .map(([path, content]) => ({ path, content }))
    .toSorted(byText(({ path }) => path));
}

function replacedRefs(replaced: OpenDream | undefined): RefUpdate[] {
  return replaced?.isLocal && replaced.branchRef !== undefined ? [{ ref: replaced.branchRef, old: replaced.tip, new: undefined }] : [];
}

/** Refuses a branch that a person committed on or has checked out. @throws KairosError `foreign-commit`, `work-tree-in-the-way`. */
export async function refuseForeignDream(git: Git, dream: OpenDream): Promise<void> {
  if (dream.tip !== dream.openCommit) {
    throw new KairosError('foreign-commit', `somebody committed on ${dream.report.branch}`, { hint: 'review it: kairos review' });
  }
  const [where] = dream.branchRef === undefined ? [] : await checkedOutAt(git, dream.branchRef);
  if (where === undefined) return;
  throw new KairosError('work-tree-in-the-way', `${dream.report.branch} is checked out in ${where}`, {
    hint: `there: git switch ${dream.report.base}`,
  });
}

/**
 * An id and a branch that nobody has. The id is a hash of what is proposed, when and on what, so that equal days give equal dreams.
 */
async function freshName(git: Git, proposal: Proposal, atMs: number): Promise<{ id: string; branch: string }> {
  const names = new Set((await git.refs([GIT_REFS.branches])).map(({ name }) => branchName(name)));
  const prefix = dreamBranchPrefix(names);
  const content = [proposal.base.tip, String(atMs), ...proposal.candidates.map((candidate) => `${candidate.type} ${candidate.id}`)];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const id = shortHash([...content, String(attempt)], ID_LENGTH);
    const branch = dreamBranch(prefix, utcDay(atMs), id);
    const isTaken = [...names].some((name) => name === branch || name.startsWith(`${branch}/`));
    if (!isTaken && ![...proposal.after.keys()].some((path) => dreamOfPath(path) === id)) return { id, branch };
  }
  throw new KairosError('ref-moved', `no free name for a branch like ${dreamBranch(prefix, utcDay(atMs), '…')}`, {
    hint: 'delete old dream branches',
  });
}
