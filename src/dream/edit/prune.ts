/**
 * The last stage of a dream: drops the candidates that would break a limit or a guard. Each candidate is applied to the texts to find out; a dropped
 * one is listed in the report with the reason. Pure.
 */
import { topicPath } from '../../base/memory-paths.js';
import { plural } from '../../base/plural.js';
import { isProtectedTopic } from '../../memory/topic-layout.js';
import { TOPIC_LIMIT_BYTES } from '../../memory/topic.js';
import { isTopicSlug } from '../../base/workspace.js';
import { applyToTopic } from './apply.js';
import { topicOf } from './bullets.js';
import { claimOf, type Candidate } from '../report/candidate.js';
import type { MemoryFiles } from '../tree/memory-files.js';
import { inReviewOrder } from '../report/report.js';
import { withIndex, type Indexed } from './with-index.js';

/** No dream may take more than this share out of a topic of so many bullets: 0.25 of 8. */
export const REMOVALS_MOST = 0.25;
export const REMOVALS_FROM_BULLETS = 8;

export interface Pruned {
  readonly candidates: readonly Candidate[];
  /** Memory with all of them applied and MEMORY.md's block brought up to date. */
  readonly files: MemoryFiles;
  /** One sentence each for the report: what was left out, and why. */
  readonly notes: readonly string[];
  /** How many more could be proposed, and wait for the next dream. */
  readonly waiting: number;
}

export interface PruneOptions {
  /** Of the block of MEMORY.md. */
  readonly budgetBytes?: number;
  /** So many candidates are proposed at most; left out: all. */
  readonly most?: number;
  /** Ids of candidates, those that come first in front; others come behind. */
  readonly ranking?: readonly string[];
}

/** @param before memory that the dream stands on: the base's, with the live hand edits. */
export function prune(before: MemoryFiles, proposed: readonly Candidate[], options: PruneOptions = {}): Pruned {
  const { budgetBytes, most = Infinity, ranking = [] } = options;
  // What could never stand takes no place from what can.
  const all = tried(before, proposed);
  const chosen = all.candidates.length <= most ? all : tried(before, bestOf(all.candidates, ranking, most));
  const index = withIndex(chosen.files, budgetBytes);
  const notes = [...all.notes];
  if (index.leftOut > 0 || index.shown < index.claims) notes.push(`MEMORY.md has room for ${roomText(index)} (memory.budget)`);
  return {
    candidates: inReviewOrder(chosen.candidates),
    files: chosen.candidates.length === 0 ? before : index.files,
    notes: notes.toSorted(),
    waiting: all.candidates.length - chosen.candidates.length,
  };
}

function bestOf(candidates: readonly Candidate[], ranking: readonly string[], most: number): Candidate[] {
  const places = new Map(ranking.map((id, place) => [id, place]));
  const placeOf = ({ id }: Candidate): number => places.get(id) ?? ranking.length;
  return candidates.toSorted((a, b) => placeOf(a) - placeOf(b)).slice(0, most);
}

/** The candidates that can stand, with the files that they make. */
function tried(
  before: MemoryFiles,
  proposed: readonly Candidate[],
): { candidates: Candidate[]; files: Map<string, string>; notes: string[] } {
  const notes: string[] = [];
  const candidates: Candidate[] = [];
  const tooMany = topicsLosingTooMuch(before, proposed);
  for (const [slug, { removals, bullets }] of tooMany) {
    notes.push(
      `${removals} removals from the topic ${slug} were dropped: it has ${bullets} bullets, and a dream may remove a quarter at most`,
    );
  }
  const files = new Map(before);
  // Strikes and removals last: an added claim may be what a bullet is struck for.
  const possible = inReviewOrder(proposed)
    .toReversed()
    .filter((candidate) => candidate.type !== 'remove' || !tooMany.has(candidate.topic));
  const leaveOut = (candidate: Candidate, why: string): void =>
    void notes.push(`left out of ${candidate.topic}: "${excerpt(claimOf(candidate))}", because ${why}`);
  for (const slug of new Set(possible.map(({ topic }) => topic))) {
    const wanted: Candidate[] = [];
    const refusal = protectionOf(slug, before.get(topicPath(slug)) ?? '');
    for (const candidate of possible.filter(({ topic }) => topic === slug)) {
      const why = refusal(candidate) ?? refusalOf(candidate);
      if (why === undefined) wanted.push(candidate);
      else leaveOut(candidate, why);
    }
    const { text, applied, refused } = applyToTopic(slug, files.get(topicPath(slug)), wanted);
    for (const { candidate, why } of refused) leaveOut(candidate, why);
    candidates.push(...applied);
    if (text !== undefined && applied.length > 0) files.set(topicPath(slug), text);
  }
  return { candidates, files, notes };
}

function roomText({ shown, claims, leftOut }: Pick<Indexed, 'shown' | 'claims' | 'leftOut'>): string {
  const some = `${shown} of ${plural(claims, 'claim')}`;
  return leftOut === 0 ? some : `${some}, and names all but ${plural(leftOut, 'topic')}`;
}

/** Why a candidate may not change what a person protected of a topic: all of it, or single claims. */
function protectionOf(slug: string, text: string): (candidate: Candidate) => string | undefined {
  if (isProtectedTopic(text)) return () => 'the topic is protected';
  // A topic that is too large is not parsed: what it would change is refused where it is applied.
  const bullets = text === '' || text.length > TOPIC_LIMIT_BYTES ? [] : topicOf(text, slug).bullets;
  const ids = new Set(bullets.flatMap(({ isProtected, address }) => (isProtected ? [address] : [])));
  return ({ id, target, renews = [] }) =>
    [id, ...(target === undefined ? [] : [target]), ...renews.map((one) => one.id)].some((one) => ids.has(one))
      ? 'the claim is protected'
      : undefined;
}

function refusalOf({ topic, type, evidence, about = [] }: Candidate): string | undefined {
  if (!isTopicSlug(topic)) return `"${topic}" is no name for a topic`;
  // What takes nothing but a struck bullet away says nothing that would need a source; a manifest is one.
  return type !== 'remove' && evidence.length + about.length === 0 ? 'it cites nothing' : undefined;
}

function topicsLosingTooMuch(before: MemoryFiles, proposed: readonly Candidate[]): Map<string, { removals: number; bullets: number }> {
  const losing = new Map<string, { removals: number; bullets: number }>();
  const slugs = new Set(proposed.filter(({ type }) => type === 'remove').map(({ topic }) => topic));
  for (const slug of [...slugs].toSorted()) {
    const text = before.get(topicPath(slug));
    if (text === undefined || text.length > TOPIC_LIMIT_BYTES) continue;
    const bullets = topicOf(text, slug).bullets.length;
    const removals = proposed.filter(({ type, topic }) => type === 'remove' && topic === slug).length;
    if (bullets >= REMOVALS_FROM_BULLETS && removals > bullets * REMOVALS_MOST) losing.set(slug, { removals, bullets });
  }
  return losing;
}

function excerpt(claim: string): string {
  return claim.length <= 60 ? claim : `${claim.slice(0, 57)}...`;
}
