/**
 * The last stage of a dream: what of the proposed may stand. Each candidate is tried on the texts; what would break a limit or a guard is left
 * out and said so. Pure.
 */
import { MEMORY, topicPath } from '../../base/memory-paths.js';
import { deriveIndex, MEMORY_CAP_BYTES } from '../../memory/memory-index.js';
import { TOPIC_LIMIT_BYTES } from '../../memory/topic.js';
import { isTopicSlug } from '../../base/workspace.js';
import { archivedIn, type Aging } from './aging.js';
import { applyCandidate, topicOf } from './apply.js';
import { claimOf, type Candidate } from '../report/candidate.js';
import { topicsIn, type MemoryFiles } from '../tree/memory-files.js';
import { inReviewOrder } from '../report/report.js';

/** No dream may take more than this share out of a topic of so many bullets: 0.25 of 8. */
const REMOVALS_MOST = 0.25;
const REMOVALS_FROM_BULLETS = 8;

export interface Pruned {
  readonly candidates: readonly Candidate[];
  /** Memory with all of them applied and MEMORY.md's block brought up to date. */
  readonly files: MemoryFiles;
  /** One sentence each for the report: what was left out, and why. */
  readonly notes: readonly string[];
}

/**
 * @param before memory that the dream stands on: the base's, with the live hand edits.
 * @param aging left out: nothing is archived.
 */
export function prune(before: MemoryFiles, proposed: readonly Candidate[], aging?: Aging): Pruned {
  const notes: string[] = [];
  const candidates: Candidate[] = [];
  const seen = new Set<string>();
  const tooMany = topicsLosingTooMuch(before, proposed);
  for (const [slug, { removals, bullets }] of tooMany) {
    notes.push(
      `${removals} removals from the topic ${slug} were dropped: it has ${bullets} bullets, and a dream may remove a quarter at most`,
    );
  }
  let files = before;
  // Strikes and removals last: an added claim may be what a bullet is struck for.
  for (const candidate of inReviewOrder(proposed).toReversed()) {
    if (candidate.type === 'remove' && tooMany.has(candidate.topic)) continue;
    const refusal = refuse(candidate, seen);
    const applied = refusal ?? applyCandidate(files, candidate);
    if (typeof applied === 'string') {
      notes.push(`left out of ${candidate.topic}: "${excerpt(claimOf(candidate))}", because ${applied}`);
      continue;
    }
    for (const id of [candidate.id, candidate.target]) if (id !== undefined) seen.add(id);
    files = applied;
    candidates.push(candidate);
  }
  const index = withIndex(files, { aging, fresh: candidates.map(({ id }) => id) });
  if (index.leftOut > 0) notes.push(`MEMORY.md names the newest topics; ${index.leftOut} did not fit under ${MEMORY_CAP_BYTES} bytes`);
  return { candidates: inReviewOrder(candidates), files: candidates.length === 0 ? before : index.files, notes: notes.toSorted() };
}

function refuse(candidate: Candidate, seen: ReadonlySet<string>): string | undefined {
  if (!isTopicSlug(candidate.topic)) return `"${candidate.topic}" is no name for a topic`;
  if (seen.has(candidate.id) || (candidate.target !== undefined && seen.has(candidate.target)))
    return 'another proposal of this dream touches the same bullet';
  // What takes nothing but a struck bullet away says nothing that would need a source.
  if (candidate.type !== 'remove' && candidate.evidence.length === 0) return 'it cites nothing';
  return undefined;
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

/**
 * The files with MEMORY.md's derived block made anew from the topics among them; the person's text in it stays.
 * @param options.fresh ids of claims that are proposed or accepted now.
 */
export function withIndex(
  files: MemoryFiles,
  options: { readonly aging?: Aging | undefined; readonly fresh?: Iterable<string> } = {},
): { files: Map<string, string>; leftOut: number } {
  const isArchived = options.aging && archivedIn(files, options.aging, options.fresh);
  const { text, leftOut } = deriveIndex(files.get(MEMORY.index), topicsIn(files).topics, isArchived && { isArchived });
  return { files: new Map([...files, [MEMORY.index, text]]), leftOut };
}
