/**
 * How many claims a memory takes in over its life, and which come first. Notes of a person and recorded decisions stand apart from the quota. It decides an
 * order and never what is true. Pure.
 */
import { compareText } from '../../base/order.js';
import type { Topic } from '../../memory/topic.js';
import { markingsIn } from '../reading/agent-orders.js';
import type { Candidate } from '../report/candidate.js';
import type { Verdict } from '../report/verdict.js';
import type { Finding } from './finding.js';
import { inTurn } from './in-turn.js';
import type { Placed } from './known-claims.js';
import { byWorth } from './worth.js';

/** At most this many claims for a hundred commits, over the whole life of a memory; notes of a person and recorded decisions do not count. */
export const CLAIMS_PER_HUNDRED = 3;
/** Taken from the worth of what comes behind all else. */
const LAST = 1000;
/** So that a young repository has something to review. */
const CLAIMS_LEAST = 3;

/** What takes the place of a bullet costs nothing: else a claim that waits could be lost to a strike that came before it. */
export function spentOn(bullets: readonly Placed[], rejected: readonly Verdict[]): number {
  const successors = new Set(bullets.map(({ bullet }) => bullet.supersededBy));
  const told = bullets.filter(({ bullet }) => bullet.commits.length > 0 && bullet.slot === undefined && !successors.has(bullet.address));
  return told.length + rejected.length;
}

/** Notes of a person, rules of documents, and decisions that somebody recorded as such. */
function isApart(finding: Finding): boolean {
  const { kind, message, text, document } = finding.claim;
  if (document) return true;
  return kind === 'note' ? message.entry.origin === 'user' : kind === 'decision' && markingsIn(text).length === 0;
}

/** What speaks to agents has the words of a rule and of its reason: it takes no place from a claim of the project, nor does what the tree does not show. */
export function behindAll({ claim, isUnseen }: Finding): number {
  return (markingsIn(claim.text).length > 0 ? 2 * LAST : 0) + (isUnseen === true ? LAST : 0);
}

/** The findings of the quota, and those that stand apart from it. */
export function withinQuota(
  findings: readonly Finding[],
  worth: ReadonlyMap<Finding, number>,
  { commits, spent }: { readonly commits: number; readonly spent: number },
): { chosen: Finding[]; left: number } {
  const quota = Math.max(0, Math.max(CLAIMS_LEAST, Math.floor((commits * CLAIMS_PER_HUNDRED) / 100)) - spent);
  const compare = byWorth(worth);
  const ranked = findings.toSorted((a, b) => compare(a, b) || compareText(a.claim.text, b.claim.text));
  const rest = ranked.filter((f) => !isApart(f));
  return { chosen: [...ranked.filter(isApart), ...rest.slice(0, quota)], left: Math.max(0, rest.length - quota) };
}

/** The ids of all candidates, those that come first in front: what ends a claim that stands, then new claims in turn, then the tidying of topics. */
export function rankingOf(
  topics: readonly Topic[],
  ending: readonly Candidate[],
  told: readonly Candidate[],
  worth: readonly number[],
  tidying: readonly Candidate[],
): string[] {
  const existing = new Set(topics.map(({ slug }) => slug));
  const worths = new Map(told.map((candidate, at) => [candidate, worth[at] ?? 0]));
  const inTurns = inTurn(told, {
    topicOf: ({ topic }) => topic,
    worthOf: (candidate) => worths.get(candidate) ?? 0,
    isNew: (topic) => !existing.has(topic),
  });
  return [...ending, ...inTurns, ...tidying].map(({ id }) => id);
}
