/** What stands of the verdicts on claims: of each claim the last word counts, and who reopens it takes its refusals back. Pure. */
import { claimHash, sameClaim, type Decision, type Verdict } from './verdict.js';

/** Verdicts on the claims of one dream, by candidate id. */
export interface Standing {
  readonly decided: ReadonlyMap<string, { readonly decision: Decision; readonly atMs: number }>;
  /** Undecided again since a person reopened them, whatever the report says of their rejection. */
  readonly reopened: ReadonlySet<string>;
  /** How often each was reopened: a decision after that is another one, even if it is the same. */
  readonly rounds: ReadonlyMap<string, number>;
}

/** The standing of a dream's claims. */
export function standingOf(dream: string, verdicts: readonly Verdict[]): Standing {
  const decided = new Map<string, { decision: Decision; atMs: number }>();
  const reopened = new Set<string>();
  const rounds = new Map<string, number>();
  for (const { dream: of, candidateId: id, decision, atMs } of inTime(verdicts)) {
    if (of !== dream) continue;
    if (decision === 'reopened') {
      decided.delete(id);
      reopened.add(id);
      rounds.set(id, (rounds.get(id) ?? 0) + 1);
    } else {
      decided.set(id, { decision, atMs });
      reopened.delete(id);
    }
  }
  return { decided, reopened, rounds };
}

/** Verdicts that refused a claim or took it back, and that nobody has taken back since. */
export function refusalsIn(verdicts: readonly Verdict[]): Verdict[] {
  let refusals: Verdict[] = [];
  for (const verdict of inTime(verdicts)) {
    if (verdict.decision === 'rejected' || verdict.decision === 'undone') refusals.push(verdict);
    else if (verdict.decision === 'reopened') refusals = refusals.filter((refusal) => !speaksOf(verdict, refusal));
  }
  return refusals;
}

/** What keeps the claim from being proposed is lifted whole, whichever dream it was refused in. */
function speaksOf(reopened: Verdict, { candidateId, claimHash: hash, claim }: Verdict): boolean {
  return (
    reopened.candidateId === candidateId ||
    reopened.claimHash === hash ||
    claimHash(reopened.claim) === hash ||
    sameClaim(reopened.claim, claim)
  );
}

function inTime(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.toSorted((a, b) => a.atMs - b.atMs);
}
