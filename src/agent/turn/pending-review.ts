/** What the agent is shown of the dream that awaits review: how much is undecided, and the first of it, edges before all else. Pure. */
import type { Review, ReviewItem } from '../../dream/review/review.js';
import { claimOf } from '../../dream/report/candidate.js';
import { readClaim } from '../../memory/topic-bullet.js';
import { plural } from '../../base/plural.js';
import { quotedLine } from './quote.js';

export interface PendingReview {
  readonly branch: string;
  /** Claims on which the person has not decided. */
  readonly pending: number;
  /** Of these so many were rejected by a model. */
  readonly refused: number;
  /** The first of them, quoted. */
  readonly rows: readonly string[];
}

const ROWS_MOST = 12;
const EVIDENCE_MOST = 3;
const CLAIM_CHARACTERS = 200;

/** The open dream as a look shows it. What replaces, strikes or joins a claim that stands comes first. */
export function pendingReview({ branch, items, pending, refused = 0 }: Review): PendingReview {
  const open = items.filter(({ state }) => state === 'pending');
  const first = [...open.filter(isEdge), ...open.filter((item) => !isEdge(item))];
  return { branch, pending: pending + refused, refused, rows: first.slice(0, ROWS_MOST).map(rowOf) };
}

/** `mayReject`: a turn may reject and annotate. */
export function pendingText(
  { branch, pending, refused, rows }: PendingReview,
  mayReject: boolean,
): { title: string; rows: readonly string[] } {
  if (pending === 0) return { title: `pending verdicts: none is undecided; the dream on ${branch} is open`, rows };
  const yours = refused === 0 ? '' : `, of which ${refused} you rejected`;
  const shown = rows.length === 0 ? '' : `, the first ${rows.length}`;
  const who = mayReject
    ? 'look at each, then reject or annotate with ReviewClaim; to accept is the user\'s ("kairos review")'
    : 'to decide is the user\'s ("kairos review")';
  return { title: `pending verdicts: ${plural(pending, 'claim')} of the dream on ${branch}${yours}${shown}; ${who}`, rows };
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
