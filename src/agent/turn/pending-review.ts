/** What the agent is told of the dream that awaits review, before all else. Pure. */
import { plural } from '../../base/plural.js';

export interface PendingReview {
  readonly branch: string;
  /** Claims on which the person has not decided. */
  readonly pending: number;
  /** Of these so many were rejected by a model. */
  readonly refused: number;
  /** The first of them, quoted. */
  readonly rows: readonly string[];
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
