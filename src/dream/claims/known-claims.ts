/** Tells which claims need not be proposed again: those in a topic, and those that a person rejected. Pure. */
import { readClaim } from '../../memory/topic-bullet.js';
import type { Topic, TopicBullet } from '../../memory/topic.js';
import { claimOf, type Candidate } from '../report/candidate.js';
import { claimHash, normaliseClaim, sameClaim, type Verdict } from '../report/verdict.js';
import type { Message } from '../reading/message.js';
import type { Finding } from './finding.js';
import type { Reverts } from './reverts.js';
import { claimCoreOf, isSameCore } from './same-core.js';
import { toldAmong } from './told-claims.js';
import { unlabelled } from './topic-of-claim.js';

/** A bullet and the topic in which it stands. */
export interface Placed {
  readonly topic: Topic;
  readonly bullet: TopicBullet;
}

export interface KnownClaims {
  /** Which of these findings a topic cites or says, struck or not. @param all also those that were overruled. */
  knownAmong(all: readonly Finding[]): (finding: Finding) => boolean;
  isRejected(claim: string): boolean;
  /** True for a strike or a replacement that a person refused. */
  wasRejected(candidate: Candidate): boolean;
}

/**
 * @param told all that topics hold. A claim that was struck for the sake of a commit that was itself taken back is not among what is known: it holds again.
 * @param rejected verdicts that refused or took back a claim. @param edited verdicts that accepted one in other words.
 */
export function knownClaims(
  told: readonly Placed[],
  messages: readonly Message[],
  { rejected, edited }: { readonly rejected: readonly Verdict[]; readonly edited: readonly Verdict[] },
  { restored, undone }: Pick<Reverts, 'restored' | 'undone'>,
): KnownClaims {
  const endedIds = endedAmong(told, messages, undone);
  const bullets = told.filter(({ bullet }) => !bullet.struck || !endedIds.has(bullet.supersededBy ?? ''));
  const isRejected = (claim: string, hash = claimHash(claim)): boolean =>
    rejected.some((v) => v.claimHash === hash || saysTheSame(v.claim, claim));
  return {
    knownAmong: (all) => {
      const cited = toldAmong(
        all,
        bullets.map(({ bullet }) => bullet),
        {
          saysTheSame,
          isRejected: ({ claim }) => isRejected(readClaim(claim.text).claim),
          isEdited: ({ claim }) => edited.some((verdict) => saysTheSame(verdict.claim, readClaim(claim.text).claim)),
        },
      );
      const isOfAnother = ofAnotherAmong(all);
      const cores = new Map(
        bullets.filter(({ bullet }) => bullet.commits.length > 0).map(({ bullet }) => [bullet, claimCoreOf(bullet.claim)]),
      );
      const isOneCore = (bullet: TopicBullet, { claim: { text, message } }: Finding): boolean => {
        const core = message.commit === undefined ? undefined : cores.get(bullet);
        return core !== undefined && isSameCore(core, claimCoreOf(readClaim(text).claim, message.label));
      };
      return (finding) => {
        const { sources } = finding;
        const { claim } = readClaim(finding.claim.text);
        const ended = sources.flatMap((source) => restored.get(source) ?? []);
        if (ended.length === 0)
          return (
            cited.has(finding) ||
            bullets.some(({ bullet }) => (saysTheSame(bullet.claim, claim) || isOneCore(bullet, finding)) && !isOfAnother(bullet, finding))
          );
        // What stands again is told by no claim that was struck meanwhile, and by none that tells how it was taken back.
        return bullets.some(
          ({ bullet }) =>
            !bullet.struck &&
            (saysTheSame(bullet.claim, claim) ||
              (sources.some((source) => cites(bullet, source)) && !ended.some((one) => cites(bullet, one)))),
        );
      };
    },
    isRejected: (claim) => isRejected(claim),
    wasRejected: (candidate) =>
      candidate.after === undefined
        ? rejected.some((v) => v.candidateId === candidate.id && strikes(v, candidate))
        : isRejected(claimOf(candidate), candidate.claimHash),
  };
}

/**
 * True for a bullet that is word for word another finding than the one asked about, and stands for that one: of two that say nearly the same ("the router
 * holds 3 workers", "the mailer holds 3 workers") one may wait while the other is told.
 */
export function ofAnotherAmong(findings: readonly Finding[]): (bullet: Pick<TopicBullet, 'claim'>, finding: Finding) => boolean {
  const byWords = new Map<string, Finding[]>();
  for (const finding of findings) {
    const words = normaliseClaim(readClaim(finding.claim.text).claim);
    byWords.set(words, [...(byWords.get(words) ?? []), finding]);
  }
  return ({ claim }, finding) => {
    const own = byWords.get(normaliseClaim(claim)) ?? byWords.get(normaliseClaim(unlabelled(claim)));
    return own !== undefined && !own.includes(finding);
  };
}

/** Ids of entries, and of the claims that cite nothing else, whose commits were taken back. */
function endedAmong(told: readonly Placed[], messages: readonly Message[], undone: ReadonlySet<string>): ReadonlySet<string> {
  if (undone.size === 0) return NONE;
  const isUndone = (commits: readonly string[]): boolean => commits.length > 0 && commits.every((commit) => undone.has(commit));
  const claims = told.filter(({ bullet }) => bullet.id !== undefined && isUndone(bullet.commits));
  const entries = messages.filter(({ commit }) => commit !== undefined && undone.has(commit));
  return new Set([...claims.map(({ bullet }) => bullet.id ?? ''), ...entries.map(({ entry }) => entry.id)]);
}

const NONE: ReadonlySet<string> = new Set();

function cites({ entries, commits }: TopicBullet, { entry, commit }: Message): boolean {
  return entries.includes(entry.id) || (commit !== undefined && commits.includes(commit));
}

/** A bare strike is refused for the bullet as it is. Early verdicts hashed its text with the date. */
function strikes(verdict: Verdict, { before, claimHash: hash }: Candidate): boolean {
  return verdict.claimHash === hash || verdict.claimHash === claimHash(before ?? '');
}

/** With the label of its component or without it. */
function saysTheSame(one: string, other: string): boolean {
  return sameClaim(one, other) || sameClaim(unlabelled(one), other);
}
