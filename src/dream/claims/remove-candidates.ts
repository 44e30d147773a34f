/** Proposes the removal of bullets that were struck long ago. Pure. */
import { utcDay } from '../../dates/day.js';
import { DAY_MS } from '../../dates/units.js';
import { topicFields, type Candidate } from '../report/candidate.js';
import { claimHash } from '../report/verdict.js';
import type { Placed } from './known-claims.js';

/** A struck bullet is proposed for removal after the half-life of long-term memory. */
const STRUCK_DAYS = 180;

/** What was struck long ago is proposed for removal, as a candidate of its own. */
export function removeCandidates(bullets: readonly Placed[], nowMs: number): Candidate[] {
  const limit = utcDay(nowMs - STRUCK_DAYS * DAY_MS);
  return bullets
    .filter(({ bullet }) => bullet.struck && bullet.id !== undefined && bullet.supersededOn !== undefined && bullet.supersededOn < limit)
    .map(({ topic, bullet }) => ({
      id: bullet.id as string,
      type: 'remove' as const,
      ...topicFields(topic),
      target: bullet.id as string,
      before: bullet.text,
      date: bullet.supersededOn as string,
      evidence: [],
      reason: `superseded on ${bullet.supersededOn}, more than ${STRUCK_DAYS} days ago`,
      claimHash: claimHash(bullet.claim),
    }));
}
