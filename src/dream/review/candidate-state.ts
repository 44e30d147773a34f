/**
 * What has become of each proposal of a dream, read off its branch, the base and the journal; none of the three is needed for the others. Pure.
 */
import { bulletOf, rawBullet, topicOf, touchedBy } from '../edit/apply.js';
import { claimOf, type Candidate } from '../report/candidate.js';
import { topicPath } from '../../base/memory-paths.js';
import type { MemoryFiles } from '../tree/memory-files.js';
import { readClaim } from '../../memory/topic-bullet.js';
import type { OpenDream } from '../branch/open-dream.js';
import type { Mark } from '../report/report.js';
import { normaliseClaim, type Decision, type Verdict } from '../report/verdict.js';

/** withdrawn: a person took it out of the branch by hand; it counts as rejected. */
export type ItemState = 'pending' | 'withdrawn' | Decision;

export interface Item {
  readonly candidate: Candidate;
  readonly state: ItemState;
  /** The claim as the branch has it now, where a person changed it there. */
  readonly editedText?: string;
}

/** The proposals in review order. `marks`: from the report on the base, where part of the dream has landed. */
export function itemsOf(
  dream: Pick<OpenDream, 'id' | 'report' | 'before' | 'after'>,
  marks: ReadonlyMap<string, Mark>,
  verdicts: readonly Verdict[],
): Item[] {
  const decided = new Map<string, Decision>(
    verdicts.filter((verdict) => verdict.dream === dream.id).map((verdict) => [verdict.candidateId, verdict.decision]),
  );
  return dream.report.candidates.map((candidate) => {
    const known = marks.get(candidate.id)?.decision ?? dream.report.marks.get(candidate.id)?.decision ?? decided.get(candidate.id);
    const editedText = editOf(candidate, dream.after);
    const state = known ?? (isWithdrawn(candidate, dream) ? 'withdrawn' : 'pending');
    return { candidate, state, ...(editedText === undefined ? {} : { editedText }) };
  });
}

function isWithdrawn(candidate: Candidate, { before, after }: Pick<OpenDream, 'before' | 'after'>): boolean {
  const { topic } = candidate;
  const path = topicPath(topic);
  return touchedBy(candidate).every((id) => rawBullet(after.get(path), topic, id) === rawBullet(before.get(path), topic, id));
}

/** The claim's text in these files where it is not the proposed one. */
function editOf(candidate: Candidate, files: MemoryFiles): string | undefined {
  if (candidate.after === undefined) return undefined;
  const text = claimIn(files, candidate.topic, candidate.id);
  return text === undefined || normaliseClaim(text) === normaliseClaim(candidate.after) ? undefined : text;
}

/** What a bullet says; undefined where it does not stand. */
function claimIn(files: MemoryFiles, slug: string, id: string): string | undefined {
  const text = files.get(topicPath(slug));
  const bullet = text === undefined ? undefined : bulletOf(topicOf(text, slug), id);
  return bullet?.claim;
}

/** What a person decided by what they merged: read off the base after the dream's branch has landed there by whatever way. */
export function decisionByBase(candidate: Candidate, base: MemoryFiles): 'accepted' | 'edited' | 'rejected' {
  const { type, topic: slug, target, after, before } = candidate;
  const text = base.get(topicPath(slug));
  const topic = text === undefined ? undefined : topicOf(text, slug);
  if (type === 'remove') return bulletOf(topic, target) ? 'rejected' : 'accepted';
  if (after === undefined) return bulletOf(topic, target)?.struck === false ? 'rejected' : 'accepted';
  const wanted = normaliseClaim(after);
  const stands = claimIn(base, slug, candidate.id);
  if (stands === undefined) return topic?.bullets.some((bullet) => normaliseClaim(bullet.claim) === wanted) ? 'accepted' : 'rejected';
  if (normaliseClaim(stands) === wanted) return 'accepted';
  return before !== undefined && normaliseClaim(stands) === normaliseClaim(readClaim(before).claim) ? 'rejected' : 'edited';
}

/** A verdict about a candidate. */
export function verdictOn(candidate: Candidate, decision: Decision, dream: string, atMs: number): Verdict {
  return {
    decision,
    candidateId: candidate.id,
    claimHash: candidate.claimHash,
    claim: claimOf(candidate),
    topic: candidate.topic,
    dream,
    atMs,
  };
}

/** The decided ones as marks for the report. */
export function marksOf(decisions: ReadonlyMap<string, Decision>, on: string): Map<string, Mark> {
  return new Map([...decisions].map(([id, decision]) => [id, { decision, on }]));
}
