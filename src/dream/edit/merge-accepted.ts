/**
 * Computes the files that an accept writes: a three-way merge of the accepted bullets on the dream's branch with the base and the person's files.
 * Pure: texts in, texts and conflicts out. On a conflict the person's text stays and the proposal goes back to review.
 */
import { MEMORY, topicPath } from '../../base/memory-paths.js';
import { byteLength } from '../../memory/entry.js';
import { deriveIndex, FIRST_MEMORY } from '../../memory/memory-index.js';
import { mergeTopics } from '../../memory/topic-merge.js';
import { TOPIC_LIMIT_BYTES } from '../../memory/topic.js';
import { slugsIn, topicOf, touchedBy, withBulletsFrom } from './bullets.js';
import type { Candidate } from '../report/candidate.js';
import type { MemoryFiles } from '../tree/memory-files.js';
import { withIndex } from './with-index.js';

export interface AcceptInput {
  readonly candidates: readonly Candidate[];
  /** Memory under the dream, and on its branch. */
  readonly before: MemoryFiles;
  readonly after: MemoryFiles;
  /** Memory on the base's tip, and what a person changed of it by hand in this work tree. */
  readonly base: MemoryFiles;
  readonly edits: MemoryFiles;
  readonly accepted: ReadonlySet<string>;
  /** Take over as well what people changed on the branch apart from the proposals: with the accept that closes the dream. */
  readonly withRest: boolean;
  /** Of the block of MEMORY.md; left out: the default. */
  readonly budgetBytes?: number;
}

export interface Conflict {
  /** Candidate; '' for other lines of the topic. */
  readonly id: string;
  readonly topic: string;
  readonly reason: string;
}

export interface Accepted {
  readonly files: ReadonlyMap<string, string | undefined>;
  /** Hand-edited files among them, as they are now. */
  readonly carried: ReadonlyMap<string, string>;
  readonly conflicts: readonly Conflict[];
}

/** Merges the accepted bullets. A conflict is part of the result and is not thrown. */
export function mergeAccepted(input: AcceptInput): Accepted {
  const files = new Map<string, string | undefined>();
  const carried = new Map<string, string>();
  const conflicts: Conflict[] = [];
  for (const slug of slugsIn(input.before, input.after)) {
    const path = topicPath(slug);
    const merged = mergeTopic(input, slug);
    conflicts.push(...merged.conflicts);
    if (merged.text === undefined) continue;
    const edit = input.edits.get(path);
    if (merged.text === (edit ?? input.base.get(path)) && edit === undefined) continue;
    files.set(path, merged.text);
    if (edit !== undefined) carried.set(path, edit);
  }
  if (files.size > 0 || (input.withRest && personal(input.after.get(MEMORY.index)) !== personal(input.before.get(MEMORY.index))))
    mergeIndex(input, files, carried, conflicts);
  return { files, carried, conflicts };
}

/** The topic's new text; undefined where nothing of it is accepted. */
function mergeTopic(input: AcceptInput, slug: string): { text: string | undefined; conflicts: Conflict[] } {
  const path = topicPath(slug);
  const [before, after] = [input.before.get(path), input.after.get(path)];
  const ours = input.edits.get(path) ?? input.base.get(path);
  const all = input.candidates.filter((candidate) => candidate.topic === slug);
  let chosen = all.filter((candidate) => input.accepted.has(candidate.id));
  if (after === undefined || after === before) return { text: undefined, conflicts: [] };
  const conflicts: Conflict[] = [];
  const failed = (candidates: readonly Candidate[], reason: string): void => {
    conflicts.push(...candidates.map(({ id }) => ({ id, topic: slug, reason })));
    chosen = chosen.filter((candidate) => !candidates.includes(candidate));
  };
  if (ours === undefined && before !== undefined) failed(chosen, `the topic ${slug} is gone from the base`);
  while (chosen.length > 0 || input.withRest) {
    const kept = new Set(chosen.flatMap(touchedBy));
    const theirs = withBulletsFrom(
      after,
      before,
      slug,
      all
        .filter((candidate) => !chosen.includes(candidate))
        .flatMap(touchedBy)
        .filter((id) => !kept.has(id)),
    );
    // Nothing but proposals that were not chosen: there is no rest.
    if (theirs === before || (before === undefined && topicOf(theirs, slug).bullets.length === 0)) return { text: undefined, conflicts };
    if (ours === undefined && before !== undefined)
      return { text: undefined, conflicts: [...conflicts, beside(slug, `the topic ${slug} is gone from the base`)] };
    const merged = ours === undefined ? { text: theirs, conflicts: [] } : mergeTopics(before ?? '', ours, theirs);
    const bytes = byteLength(merged.text);
    const clashing =
      bytes > TOPIC_LIMIT_BYTES
        ? chosen
        : chosen.filter((candidate) => merged.conflicts.some(({ id }) => touchedBy(candidate).includes(id)));
    if (clashing.length === 0) {
      for (const { id } of merged.conflicts)
        conflicts.push(beside(slug, id === '' ? 'text beside the bullets was changed on both sides' : `^${id} was changed on both sides`));
      return { text: merged.text, conflicts };
    }
    failed(clashing, bytes > TOPIC_LIMIT_BYTES ? `the topic would have ${bytes} bytes` : 'the bullet was changed meanwhile');
  }
  return { text: undefined, conflicts };
}

/** A conflict over what a person wrote on the branch and no proposal speaks of: the dream's branch stays until they have seen to it. */
function beside(topic: string, what: string): Conflict {
  return { id: '', topic, reason: `${what}; take it over by hand, then delete the branch` };
}

/** MEMORY.md: the person's text three-way as one piece, the derived block made anew. */
function mergeIndex(input: AcceptInput, files: Map<string, string | undefined>, carried: Map<string, string>, conflicts: Conflict[]): void {
  const edit = input.edits.get(MEMORY.index);
  const ours = edit ?? input.base.get(MEMORY.index);
  const [before, after] = [input.before.get(MEMORY.index), input.after.get(MEMORY.index)];
  const changedThere = personal(after) !== personal(before);
  const changedHere = personal(ours) !== personal(before);
  if (changedThere && changedHere && personal(after) !== personal(ours))
    conflicts.push(beside('MEMORY.md', 'it was changed on both sides'));
  putIndex(input, files, carried, changedThere && !changedHere ? after : ours);
}

/**
 * The merge with its report, whose verdicts say something of the strength of claims, so that the block is that of the tree that is to be.
 * @param path of the report.
 */
export function withReport(input: AcceptInput, merged: Accepted, path: string, report: string): Pick<Accepted, 'files' | 'carried'> {
  const [files, carried] = [new Map(merged.files).set(path, report), new Map(merged.carried)];
  const ours = input.edits.get(MEMORY.index) ?? input.base.get(MEMORY.index);
  putIndex(input, files, carried, merged.files.get(MEMORY.index) ?? ours);
  return { files, carried };
}

/** Makes the block anew for the base with these files. @param text MEMORY.md with the person's text as it is to be. */
function putIndex(
  input: AcceptInput,
  files: Map<string, string | undefined>,
  carried: Map<string, string>,
  text: string | undefined,
): void {
  const edit = input.edits.get(MEMORY.index);
  const next = new Map<string, string>();
  for (const [path, content] of [...input.base, ...files, [MEMORY.index, text] as const]) {
    if (content === undefined) next.delete(path);
    else next.set(path, content);
  }
  const made = withIndex(next, input.budgetBytes).files.get(MEMORY.index);
  files.delete(MEMORY.index);
  carried.delete(MEMORY.index);
  if (made === undefined || made === (edit ?? input.base.get(MEMORY.index))) return;
  files.set(MEMORY.index, made);
  if (edit !== undefined) carried.set(MEMORY.index, edit);
}

/** MEMORY.md with an empty block: what a person wrote in it. None is as good as one that init laid down. */
function personal(text: string = FIRST_MEMORY): string {
  return deriveIndex(text, []).text;
}
