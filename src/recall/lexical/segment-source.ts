/** The inputs of a segment: sources that were just read, and sources that another segment holds. Pure. */
import { touchesOfTopic } from '../../memory/strength.js';
import type { Topic } from '../../memory/topic.js';
import { docsOfTopic, type Doc, type SavedTouch } from '../text/document.js';
import { runOf, type Segment } from './segment.js';

/** The content of a source: its documents, reinforcements and citations of other entries, and relations of topics. */
export interface SourceContent {
  readonly docs: readonly Doc[];
  readonly touches: readonly SavedTouch[];
  readonly relates: Readonly<Record<string, readonly string[]>>;
}

/** A source for a segment: just read, or to be copied from another segment. */
export type Part = { readonly path: string } & (SourceContent | { readonly from: Segment });

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
