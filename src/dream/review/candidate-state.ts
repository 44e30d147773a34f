/**
 * Determines the state of each proposal of a dream from its branch, the base and the journal. Each of the three may be missing. Pure.
 */
import { bulletOf, rawBullet, topicReader, touchedBy, type TopicReader } from '../edit/bullets.js';
import type { Marking } from '../reading/agent-orders.js';
import { claimOf, markingsOf, type Candidate } from '../report/candidate.js';
import type { Topic } from '../../memory/topic.js';
import { readClaim } from '../../memory/topic-bullet.js';
import type { OpenDream } from '../branch/open-dream.js';
import { standingOf } from '../report/standing.js';
import type { Mark } from '../report/report.js';
import { agentsWords, type AgentsWord, type Triage } from '../report/triage.js';
import { isQuotedFrom, normaliseClaim, withoutWords, type Decision, type Verdict } from '../report/verdict.js';

/**
 * withdrawn: a person took it out of the branch by hand; it counts as rejected. refused: a model rejected it; it counts as rejected when a person closes the
 * dream, and until then they may decide otherwise by its id.
 */
export type ItemState = 'pending' | 'withdrawn' | 'refused' | Decision;

export interface Item {
  readonly candidate: Candidate;
  readonly state: ItemState;
  /** The claim as the branch has it now, where a person changed it there. */
  readonly editedText?: string;
  /** Of the claim as it is proposed, and as the branch has it now. */
  readonly marked: readonly Marking[];
  /** What a model said of it, where it said anything. */
  readonly agent?: AgentsWord;
  /** The person took a rejection of it back in this dream: no model rejects it again. */
  readonly isReopened?: true;
}

/**
 * The proposals in review order. `marks`: from the report on the base, where part of the dream has landed. `triage`: what a model said of them.
 */
export function itemsOf(
  dream: Pick<OpenDream, 'id' | 'report' | 'before' | 'after'>,
  marks: ReadonlyMap<string, Mark>,
  verdicts: readonly Verdict[],
  triage: readonly Triage[] = [],
): Item[] {
  const { decided, reopened, rounds } = standingOf(dream.id, verdicts);
  const words = agentsWords(dream.id, triage, verdicts);
  const [before, after] = [topicReader(dream.before), topicReader(dream.after)];
  return dream.report.candidates.map((candidate) => {
    const marked = marks.get(candidate.id)?.decision ?? dream.report.marks.get(candidate.id)?.decision;
    const isReopened = marked === 'rejected' && reopened.has(candidate.id);
    const known = isReopened ? undefined : (marked ?? decided.get(candidate.id)?.decision);
    const [was, is] = [before(candidate.topic), after(candidate.topic)];
    const editedText = editOf(candidate, is);
    const agent = words.get(candidate.id);
    const undecided = isAbsent(candidate, was, is) ? 'withdrawn' : agent?.rejected === undefined ? 'pending' : 'refused';
    return {
      candidate,
      state: known ?? undecided,
      marked: markingsOf(candidate, editedText),
      ...(editedText === undefined ? {} : { editedText }),
      ...(agent && { agent }),
      ...(rounds.has(candidate.id) && { isReopened: true }),
    };
  });
}

/** True where the branch holds nothing of the proposal: what it touches is as it was before the dream. */
export function isAbsent(candidate: Candidate, was: Topic | undefined, is: Topic | undefined): boolean {
  return touchedBy(candidate).every((id) => rawBullet(is, id) === rawBullet(was, id));
}

/** The claim's text in its topic where it is not the proposed one. */
function editOf(candidate: Candidate, topic: Topic | undefined): string | undefined {
  if (candidate.after === undefined) return undefined;
  const claim = bulletOf(topic, candidate.id)?.claim;
  return claim === undefined || normaliseClaim(claim) === normaliseClaim(candidate.after) ? undefined : claim;
}

/** What a person decided by what they merged: read off the base after the dream's branch has landed there by whatever way. */
export function decisionByBase(candidate: Candidate, base: TopicReader): 'accepted' | 'edited' | 'rejected' {
  const { id, type, target, after, before } = candidate;
  const topic = base(candidate.topic);
  if (type === 'remove') return bulletOf(topic, target) ? 'rejected' : 'accepted';
  if (after === undefined) return bulletOf(topic, target)?.struck === false ? 'rejected' : 'accepted';
  const wanted = normaliseClaim(after);
  const stands = bulletOf(topic, id)?.claim;
  if (stands === undefined) return topic?.bullets.some((bullet) => normaliseClaim(bullet.claim) === wanted) ? 'accepted' : 'rejected';
  if (normaliseClaim(stands) === wanted) return 'accepted';
  return before !== undefined && normaliseClaim(stands) === normaliseClaim(readClaim(before).claim) ? 'rejected' : 'edited';
}

/** The same verdicts, without the words of those whose claim quotes an entry that was forgotten. @param candidates what they are about. */
export function withoutForgotten(
  verdicts: readonly Verdict[],
  candidates: readonly Candidate[],
  forgotten: ReadonlySet<string>,
): readonly Verdict[] {
  if (forgotten.size === 0) return verdicts;
  const gone = new Set(
    candidates
      .filter((one) => one.evidence.some(({ id, text }) => forgotten.has(id) && isQuotedFrom(claimOf(one), text)))
      .map(({ id }) => id),
  );
  return verdicts.map((verdict) => (gone.has(verdict.candidateId) ? withoutWords(verdict) : verdict));
}

/** A verdict about a candidate. @param dream where it was decided, and how often it had been reopened there. */
export function verdictOn(
  candidate: Candidate,
  decision: Verdict['decision'],
  { dream, atMs, round = 0 }: { readonly dream: string; readonly atMs: number; readonly round?: number | undefined },
): Verdict {
  return {
    ...(round > 0 && { round }),
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
