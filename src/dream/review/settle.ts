/**
 * Reads back what people did with the open dream by git's own means: merged it (also squashed or rebased, on a forge), or deleted its branch.
 * Notes the verdicts and clears our refs away; touches neither the base nor a work tree.
 */
import { GIT_REFS, REFS } from '../../base/refs.js';
import { errorText } from '../../base/errors.js';
import { appendEntries } from '../../memory/append.js';
import { readEntries, readForgotten } from '../../memory/read-logs.js';
import type { LogView } from '../../memory/log-view.js';
import type { Workspace } from '../../base/workspace.js';
import type { Git } from '../../world/git.js';
import type { World } from '../../world/world.js';
import { checkedOutAt, tipOf } from '../tree/base-branch.js';
import { topicReader } from '../edit/bullets.js';
import { isStillOpen, noteStillOpen, stillOpen } from './still-open.js';
import { decisionByBase, itemsOf, verdictOn, withoutForgotten } from './candidate-state.js';
import { deciding } from './landing.js';
import { memoryAt, type MemoryFiles } from '../tree/memory-files.js';
import { baseRefOf, closingRefs, findOpenDream, hasLanded, type OpenDream } from '../branch/open-dream.js';
import { parseReport } from '../report/report-parse.js';
import { standingOf } from '../report/standing.js';
import { verdictDraft, verdictsIn, type Verdict } from '../report/verdict.js';

export interface Settled {
  readonly dream: string;
  readonly base: string;
  /** merged: its claims stand on the base. closed: its branch was deleted without that, so all that was undecided is rejected. */
  readonly outcome: 'merged' | 'closed';
  readonly verdicts: readonly Verdict[];
  /** Set when the branch is left standing because it is checked out there. */
  readonly branchKept?: string;
  /** One line for people. */
  readonly message: string;
}

/**
 * Called by every command and by the daemon's tick; without an open dream it only reads the refs. A failure is a warning and does not stop the
 * command; the next one tries again.
 */
export async function settle(world: World, ws: Workspace, view: LogView): Promise<Settled | undefined> {
  if (!ws.hasGit) return undefined;
  try {
    if ((await tipOf(world.git, REFS.openDream)) === undefined || (await world.files.stat(ws.acceptIntent))) return undefined;
    if (await isStillOpen(world, ws)) return undefined;
    const dream = await findOpenDream(world.git);
    // Where the refs stand is read before what is judged: what moves in between is another stand, and looked at again.
    const still = dream && (await stillOpen(world.git, dream));
    if ((await outcomeOf(world.git)) === undefined) {
      if (still !== undefined) await noteStillOpen(world, ws, still);
      return undefined;
    }
    return await deciding(world, ws, () => settleNow(world, ws, view));
  } catch (error) {
    world.log.warn(`the open dream could not be settled: ${errorText(error)}`);
    return undefined;
  }
}

interface Outcome {
  readonly dream: OpenDream;
  readonly outcome: Settled['outcome'];
  readonly baseFiles: MemoryFiles;
}

/** What became of the dream; undefined while it is open. Without its base nothing can be said: a base that was renamed comes back by config. */
async function outcomeOf(git: Git): Promise<Outcome | undefined> {
  const dream = await findOpenDream(git);
  const baseTip = dream?.openCommit === undefined ? undefined : await tipOf(git, baseRefOf(dream));
  if (dream === undefined || baseTip === undefined) return undefined;
  const outcome = (await hasLanded(git, dream, baseTip)) ? 'merged' : (await isGone(git, dream)) ? 'closed' : undefined;
  return outcome && { dream, outcome, baseFiles: (await memoryAt(git, baseTip)).files };
}

async function settleNow(world: World, ws: Workspace, view: LogView): Promise<Settled | undefined> {
  const found = await outcomeOf(world.git);
  if (!found) return undefined;
  const { dream, outcome, baseFiles } = found;
  const marks = parseReport(baseFiles.get(dream.reportPath) ?? '').report?.marks ?? new Map();
  const atMs = world.clock.now();
  const known = verdictsIn((await readEntries(world, ws, view)).entries);
  const { decided: noted, rounds } = standingOf(dream.id, known);
  const topics = topicReader(baseFiles);
  const decided = itemsOf(dream, marks, known).flatMap(({ candidate, state }) => {
    if (noted.has(candidate.id)) return [];
    const undecided = outcome === 'merged' ? decisionByBase(candidate, topics) : 'rejected';
    // What a model said of a claim counts for nothing where people decided by git's own means.
    const isOpen = state === 'pending' || state === 'refused';
    const decision = state === 'withdrawn' ? 'rejected' : isOpen ? undecided : state;
    return [verdictOn(candidate, decision, { dream: dream.id, atMs, round: rounds.get(candidate.id) })];
  });
  const verdicts = withoutForgotten(decided, dream.report.candidates, await readForgotten(world, ws));
  await appendEntries(world, ws, view, verdicts.map(verdictDraft));
  const [where] = dream.branchRef === undefined || !dream.isLocal ? [] : await checkedOutAt(world.git, dream.branchRef);
  await world.git.updateRefs(closingRefs(dream).filter(({ ref }) => where === undefined || ref === REFS.openDream));
  const message = `${settleMessage(dream, outcome, verdicts)}${where === undefined ? '' : `; its branch stays, checked out in ${where}`}`;
  return { dream: dream.id, base: dream.report.base, outcome, verdicts, message, ...(where === undefined ? {} : { branchKept: where }) };
}

function settleMessage(dream: OpenDream, outcome: Settled['outcome'], verdicts: readonly Verdict[]): string {
  const { branch, base } = dream.report;
  const count = (decision: Verdict['decision']): number => verdicts.filter((verdict) => verdict.decision === decision).length;
  if (outcome === 'closed')
    return `${branch} was deleted without being merged: dream ${dream.id} is closed, ${count('rejected')} of its claims count as rejected`;
  return `dream ${dream.id} was merged into ${base}: ${count('accepted')} accepted, ${count('edited')} edited, ${count('rejected')} rejected`;
}

/** True when the branch is gone and no other branch holds what we proposed: a renamed branch, or one merged elsewhere first, is still open. */
async function isGone(git: Git, dream: OpenDream): Promise<boolean> {
  if (dream.branchRef !== undefined || dream.openCommit === undefined) return false;
  const tips = (await git.refs([GIT_REFS.branches, GIT_REFS.remotes])).flatMap(({ commit }) => commit ?? []);
  return (await git.between([dream.openCommit], tips)).includes(dream.openCommit);
}
