/** The inputs of a segment: sources that were just read, and sources that another segment holds. Pure. */
import { touchesOfTopic } from '../../memory/strength.js';
import type { Topic } from '../../memory/topic.js';
import { docsOfTopic, type Doc, type SavedTouch } from '../text/document.js';
import { docAt, runOf, type Segment } from './segment.js';

/** The content of a source: its documents, reinforcements and citations of other entries, and relations of topics. */
export interface SourceContent {
  readonly docs: readonly Doc[];
  readonly touches: readonly SavedTouch[];
  readonly relates: Readonly<Record<string, readonly string[]>>;
}

/** The first documents of a source that was just read, as another segment holds them, from `first` on. */
export interface Kept {
  readonly from: Segment;
  readonly first: number;
  readonly count: number;
}

/** A source for a segment: just read, maybe with what it `kept` of an earlier reading, or to be copied from another segment. */
export type Part = { readonly path: string } & ((SourceContent & { readonly kept?: Kept }) | { readonly from: Segment });

/** What was just read, and how much of its beginning the segment holds that had it before: a log grows at its end. */
export function keptIn(segment: Segment | undefined, path: string, content: SourceContent): Part {
  const part = { path, ...content };
  if (!segment) return part;
  const { first, count: held } = runOf(segment, path);
  const most = Math.min(held, content.docs.length);
  let count = 0;
  while (count < most && isSame(docAt(segment, first + count), content.docs[count])) count += 1;
  return count === 0 ? part : { ...part, kept: { from: segment, first, count } };
}

/** True if both are found by the same words and cut into the same chunks, wherever they stand in the file. */
function isSame(one: Doc, other: Doc | undefined): boolean {
  const keys = Object.keys(one) as (keyof Doc)[];
  if (!other || keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => key === 'line' || one[key] === other[key]);
}

/** What all topics together offer. */
export function contentOfTopics(topics: readonly Topic[]): SourceContent {
  return {
    docs: topics.flatMap(docsOfTopic),
    touches: topics.flatMap((topic) => touchesOfTopic(topic).map((touch) => ({ ...touch, from: '' }))),
    relates: Object.fromEntries(topics.flatMap(({ slug, relates }) => (relates.length > 0 ? [[slug, relates]] : []))),
  };
}

/** The number of documents of a source. */
export function countOf(part: Part): number {
  return 'from' in part ? runOf(part.from, part.path).count : part.docs.length;
}
