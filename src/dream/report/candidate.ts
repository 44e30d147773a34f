/** What a dream proposes: one change to one bullet, with the evidence it stands on. Types and identity only; it decides nothing. */
import { shortHash } from '../../base/hash.js';
import { allMarkings, markingsIn, type Marking } from '../reading/agent-orders.js';
import { normaliseClaim } from './verdict.js';
import type { Origin } from '../../memory/kinds.js';
import type { About } from '../../memory/topic-anchors.js';
import { readClaim } from '../../memory/topic-bullet.js';
import type { ObjectId } from '../../world/git-refs.js';

/**
 * add: a new bullet. supersede: strikes `target`; `after` is its replacement where there is one. update: the bullet's text or evidence changes.
 * merge: two bullets become one (`target` goes into the bullet `id`). remove: takes out a bullet that was struck earlier.
 */
export type CandidateType = 'add' | 'supersede' | 'update' | 'merge' | 'remove';
export const CANDIDATE_TYPES = ['add', 'supersede', 'update', 'merge', 'remove'] as const satisfies readonly CandidateType[];

/** One cited entry, quoted so that the claim can be judged where no journal is. */
export interface Evidence {
  readonly id: string;
  readonly atMs: number;
  readonly kind: string;
  readonly actor?: string;
  readonly origin: Origin;
  /** The entry's text, word for word, without what nobody sees. */
  readonly text: string;
  /** How many invisible characters were removed from it; absent for none. */
  readonly invisible?: number;
  /** Twelve digits, as texts cite it. */
  readonly commit?: string;
  /** The full id, where it is known. */
  readonly commitId?: ObjectId;
}

export interface Candidate {
  /** The id of the bullet that holds the claim; of the struck bullet where there is no claim. Unique within a dream. */
  readonly id: string;
  readonly type: CandidateType;
  /** Slug of the topic's file. */
  readonly topic: string;
  /** Used where the topic is new. */
  readonly topicTitle: string;
  readonly topicDescription: string;
  /** Id of the bullet that is struck, updated, merged away or removed. */
  readonly target?: string;
  /** Its text as it stands, date and further lines included. */
  readonly before?: string;
  /** The claim, without its date; absent for pure strikes and removals. */
  readonly after?: string;
  /** YYYY-MM-DD of the newest evidence. */
  readonly date: string;
  readonly evidence: readonly Evidence[];
  /** Why it is proposed, for the reviewer. */
  readonly reason: string;
  /** Of `claimOf`, for verdicts. */
  readonly claimHash: string;
  /** The fact of one current value that the claim tells, and then the files that it is about; absent for most. */
  readonly slot?: string;
  readonly about?: readonly About[];
  /** The bullets of the topic whose lines `about:` an update renews, and the lines; it changes nothing else. */
  readonly renews?: readonly { readonly id: string; readonly about: readonly About[] }[];
  /** Why a person has to name it to accept it; absent for most. */
  readonly marked?: readonly Marking[];
}

/** Where a candidate's bullet stands, or will stand. */
export function topicFields(topic: {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
}): Pick<Candidate, 'topic' | 'topicTitle' | 'topicDescription'> {
  return { topic: topic.slug, topicTitle: topic.title, topicDescription: topic.description };
}

/** The id of a new bullet: the same claim in the same topic gets the same id on every clone. @param claim without a date behind it. */
export function candidateId(topic: string, claim: string): string {
  return shortHash(['claim', topic, normaliseClaim(claim)]);
}

/** What a candidate says: its claim, or the text that it strikes or removes; without a date behind it, for comparing and for verdicts. */
export function claimOf(candidate: Pick<Candidate, 'before' | 'after'>): string {
  return readClaim(candidate.after ?? candidate.before ?? '').claim;
}

/** A text as the claim of a candidate of that day: without the date that the topic will put behind it. Another date is part of what is said. */
export function claimSince(text: string, date: string): string {
  const read = readClaim(text);
  return read.date === date ? read.claim : text;
}

/** Its marks, with those that its words and its sources' words give anew: a report may come from elsewhere. @param text the claim in other words. */
export function markingsOf({ marked = [], after = '', evidence }: Candidate, text = ''): readonly Marking[] {
  return allMarkings(marked, ...[after, text, ...evidence.map((cited) => cited.text)].map(markingsIn));
}
