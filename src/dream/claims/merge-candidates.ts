/** Finds bullets of one topic that say the same, and proposes to merge them. Pure. */
import { topicFields, type Candidate } from '../report/candidate.js';
import { claimHash, isSaidAgain } from '../report/verdict.js';
import { citedOf, evidenceOf, type CitedMessages } from './citable.js';
import type { Placed } from './known-claims.js';

/** Two bullets of one meaning become the newer one, with the evidence of both. Archived bullets are not merged; they are still struck when overruled. */
export function mergeCandidates(bullets: readonly Placed[], citedBy: CitedMessages): Candidate[] {
  const out: Candidate[] = [];
  const gone = new Set<string>();
  const live = bullets.filter(({ bullet }) => !bullet.struck && bullet.id !== undefined);
  for (const [i, a] of live.entries()) {
    for (const b of live.slice(i + 1)) {
      if (
        gone.has(a.bullet.id ?? '') ||
        gone.has(b.bullet.id ?? '') ||
        a.topic.slug !== b.topic.slug ||
        !isSaidAgain(a.bullet.claim, b.bullet.claim)
      )
        continue;
      const [older, newer] = (a.bullet.date ?? '') <= (b.bullet.date ?? '') ? [a, b] : [b, a];
      gone.add(older.bullet.id ?? '');
      const cited = citedBy([...older.bullet.entries, ...newer.bullet.entries], []);
      out.push({
        id: newer.bullet.id as string,
        type: 'merge',
        ...topicFields(newer.topic),
        target: older.bullet.id as string,
        before: older.bullet.text,
        after: newer.bullet.claim,
        date: newer.bullet.date ?? older.bullet.date ?? '',
        evidence: citedOf(cited).map(evidenceOf),
        reason: 'two bullets say the same',
        claimHash: claimHash(newer.bullet.claim),
      });
    }
  }
  return out.filter((c) => c.evidence.length > 0 && c.date !== '');
}
