/** The proposal to strike a claim for which nothing takes its place. Pure. */
import { utcDay } from '../../dates/day.js';
import type { Message } from '../reading/message.js';
import { topicFields, type Candidate } from '../report/candidate.js';
import { claimHash } from '../report/verdict.js';
import { evidenceOf } from './citable.js';
import type { Placed } from './known-claims.js';

/** @param by the message that ended it. @returns none for a bullet without an id, which nothing can name. */
export function strikeBy({ topic, bullet }: Placed, by: Message, reason: string): Candidate[] {
  if (bullet.id === undefined) return [];
  return [
    {
      id: bullet.id,
      type: 'supersede',
      ...topicFields(topic),
      target: bullet.id,
      before: bullet.text,
      date: utcDay(by.entry.atMs),
      evidence: [evidenceOf(by)],
      reason,
      claimHash: claimHash(bullet.claim),
    },
  ];
}
