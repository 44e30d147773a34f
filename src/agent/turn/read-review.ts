/** Reads the dream that awaits review, for a look: how much is undecided, and the first of it, edges before all else. Loaded where a dream is open. */
import { errorText } from '../../base/errors.js';
import type { Workspace } from '../../base/workspace.js';
import { claimOf } from '../../dream/report/candidate.js';
import { triageIn } from '../../dream/report/triage.js';
import { verdictsIn } from '../../dream/report/verdict.js';
import { readReview, type Review, type ReviewItem } from '../../dream/review/review.js';
import type { LogView } from '../../memory/log-view.js';
import { readTally } from '../../memory/tally.js';
import { readClaim } from '../../memory/topic-bullet.js';
import type { World } from '../../world/world.js';
import type { PendingReview } from './pending-review.js';
import { quotedLine } from './quote.js';

const ROWS_MOST = 12;
const EVIDENCE_MOST = 3;
const CLAIM_CHARACTERS = 200;

/** The open dream as a look shows it. What replaces, strikes or joins a claim that stands comes first. */
function pendingReview({ branch, items, pending, refused = 0 }: Review): PendingReview {
  const open = items.filter(({ state }) => state === 'pending');
  const first = [...open.filter(isEdge), ...open.filter((item) => !isEdge(item))];
  return { branch, pending: pending + refused, refused, rows: first.slice(0, ROWS_MOST).map(rowOf) };
}

/** It as it stands by git and by the journal. Of one that cannot be read only the branch is told. */
export async function reviewNow(world: World, ws: Workspace, view: LogView, branch: string): Promise<PendingReview> {
  try {
    const { told } = await readTally(world, ws, view);
    const review = await readReview(world, verdictsIn(told), triageIn(told));
    if (review) return pendingReview(review);
  } catch (error) {
    world.log.warn(`the open dream could not be read: ${errorText(error)}`);
  }
  return { branch, pending: 0, refused: 0, rows: [] };
}

function isEdge({ candidate: { target } }: ReviewItem): boolean {
  return target !== undefined;
}

function rowOf({ id, candidate, marked, agent }: ReviewItem): string {
  const { type, topic, target, before, evidence } = candidate;
  const replaces = target === undefined || before === undefined ? '' : ` (in place of ^${target}: ${shortened(readClaim(before).claim)})`;
  const more = evidence.length > EVIDENCE_MOST ? ` and ${evidence.length - EVIDENCE_MOST} more` : '';
  const by = evidence.slice(0, EVIDENCE_MOST).map((one) => `^${one.id} ${one.kind} origin ${one.origin}`);
  const marks = marked === undefined ? '' : `; marked: ${marked.join(', ')}`;
  const said = agent === undefined || agent.notes.length === 0 ? '' : '; annotated';
  return quotedLine(`^${id} ${type} in ${topic}: ${shortened(claimOf(candidate))}${replaces}; by ${by.join(', ')}${more}${marks}${said}`);
}

function shortened(text: string): string {
  return text.length <= CLAIM_CHARACTERS ? text : `${text.slice(0, CLAIM_CHARACTERS - 1)}…`;
}
