/** Bullets that no longer hold: a later choice, a later figure or a revert overrules them. Where that was said as a claim, it takes their place. Pure. */
import { dayStartMs, utcDay } from '../../dates/day.js';
import { DAY_MS } from '../../dates/units.js';
import { readClaim } from '../../memory/topic-bullet.js';
import type { TopicBullet } from '../../memory/topic.js';
import type { Message } from '../reading/message.js';
import { candidateId, claimOf, claimSince, topicFields, type Candidate } from '../report/candidate.js';
import { claimHash, sameClaim } from '../report/verdict.js';
import { citedOf, evidenceOf, type CitedMessages } from './citable.js';
import type { Finding } from './finding.js';
import { successorAmong, type EditOf } from './import-edits.js';
import { ofAnotherAmong, type Placed } from './known-claims.js';
import { nearChoices, nearFindings } from './later.js';
import { notedAmong } from './noted.js';
import { overruledBy, saidIn, type End, type Overruling } from './overruling.js';
import type { Parts, Steps } from './parts.js';
import type { Reverts } from './reverts.js';
import { statementIn } from './statement.js';
import { turnsAmong } from './turns.js';
import { unlabelled } from './topic-of-claim.js';
import type { MadeChoice } from './choices.js';

/** What is held against the bullets. */
export interface Later {
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly citedBy: CitedMessages;
  readonly reverts: Reverts;
  readonly findings: readonly Finding[];
  readonly choices: readonly MadeChoice[];
  readonly isRejected: Overruling['isRejected'];
  readonly editOf: EditOf;
}

/** One candidate for each bullet that does not hold any more, in the order of the bullets. Pauses after each bullet. */
export function* supersedeCandidates(
  bullets: readonly Placed[],
  { messages, citedBy, reverts, findings, choices, isRejected, editOf }: Later,
  parts: Parts,
): Steps<Candidate[]> {
  const { undone } = reverts;
  const places = new Map(messages.map((message, place) => [message, place]));
  const live = messages.filter((m) => m.commit === undefined || !undone.has(m.commit));
  const later = {
    choices: nearChoices(choices),
    findings: nearFindings(findings),
    noted: notedAmong(findings),
    said: saidIn(
      live,
      findings.map(({ claim }) => claim),
    ),
    isRejected,
  };
  const turns = turnsAmong(findings, isRejected);
  const isOfAnother = ofAnotherAmong(findings);
  const out: Candidate[] = [];
  let asked = 0;
  for (const { topic, bullet } of bullets) {
    yield undefined;
    if (bullet.struck || bullet.id === undefined) continue;
    const sources = citedBy(bullet.entries, bullet.commits);
    const saidAt = sources.length > 0 ? Math.max(...sources.map((s) => s.entry.atMs)) : endOfDay(bullet.date);
    if (saidAt === undefined) continue;
    const revert = revertOf(sources, reverts);
    // What one of several reverts took back another commit says as before.
    if (revert && findings.some(({ claim }) => sameClaim(readClaim(claim.text).claim, bullet.claim))) continue;
    const statement = statementIn(unlabelled(bullet.claim), sources[0]?.commit === undefined);
    const found = parts.at('bullets', asked++, () => {
      const over: End | undefined = revert
        ? { by: revert, why: revert.subject }
        : (editOf(bullet) ?? turns.against(statement, saidAt, sources) ?? overruledBy(statement, saidAt, sources, later));
      // Of two values of which a person refused the newer the older holds.
      return over && !(over.undecided && over.refused)
        ? { by: places.get(over.by) ?? -1, why: over.why, ...(over.undecided ? { undecided: true } : {}) }
        : null;
    });
    const by = found && messages[found.by];
    if (!by) continue;
    const end = { by, why: found.why };
    const isUndecided = found.undecided === true;
    const successor = successorAmong(bullet.claim, end.by, findings);
    const date = utcDay(end.by.entry.atMs);
    const after = successor && claimSince(successor.claim.text, date);
    const claim = after === undefined ? bullet.claim : claimOf({ after });
    const isToldBy = (other: TopicBullet): boolean =>
      successor !== undefined && !other.struck && sameClaim(other.claim, claim) && !isOfAnother(other, successor);
    const known = after !== undefined && bullets.some((b) => isToldBy(b.bullet));
    out.push({
      id: after === undefined || known ? bullet.id : candidateId(topic.slug, claim),
      type: 'supersede',
      ...topicFields(topic),
      target: bullet.id,
      before: bullet.text,
      ...(after === undefined || known ? {} : { after }),
      date,
      evidence: [...new Set([end.by, ...citedOf(successor?.sources ?? []), ...(isUndecided ? citedOf(sources) : [])])].map(evidenceOf),
      reason: isUndecided ? otherValueOf(bullet.claim, bullet.date) : `overruled by "${end.why}"`,
      claimHash: claimHash(claim),
      ...(after === undefined || known || successor?.about === undefined ? {} : { about: successor.about }),
      ...marksOf(isUndecided, after !== undefined && !known && successor?.isUnseen === true),
    });
  }
  return onePerId(out);
}

function marksOf(isUndecided: boolean, isUnseen: boolean): Pick<Candidate, 'marked'> {
  const marked = [...(isUndecided ? (['another value was noted'] as const) : []), ...(isUnseen ? (['not seen in the tree'] as const) : [])];
  return marked.length === 0 ? {} : { marked };
}

/**
 * What took back all that say a claim. A claim that tells of a revert cites what was reverted, too, and is not overruled by what it tells; one
 * that was said twice holds while one of the two stands.
 */
function revertOf(sources: readonly Message[], { targets, endedBy }: Reverts): Message | undefined {
  const taken = new Set(sources.flatMap((source) => targets.get(source) ?? []));
  const saying = sources.filter((source) => !taken.has(source));
  const enders = (saying.length > 0 ? saying : sources).map((source) => endedBy.get(source));
  return enders.every((by) => by !== undefined && !sources.includes(by)) ? enders.at(-1) : undefined;
}

function onePerId(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>();
  // Two bullets with one successor: the first gives way to it, the second is only struck.
  return candidates.map((c) => {
    if (c.target === undefined || !seen.has(c.id)) {
      seen.add(c.id);
      return c;
    }
    const { after: _, ...rest } = c;
    return { ...rest, id: c.target };
  });
}

/** The reason of a candidate that a person must decide: what stands against it, and what either decision does. */
export function otherValueOf(claim: string, date: string | undefined): string {
  return `it gives another value than "${claim}"${date === undefined ? '' : ` (${date})`}: accepting takes the newer, rejecting keeps the older`;
}

function endOfDay(date: string | undefined): number | undefined {
  const startMs = date === undefined ? undefined : dayStartMs(date);
  return startMs === undefined ? undefined : startMs + DAY_MS - 1;
}
