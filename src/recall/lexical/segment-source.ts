/** What a segment is made of: sources read afresh, and sources that another segment has. Pure. */
import type { Doc, SavedTouch } from '../text/document.js';
import { runOf, type Segment } from './segment.js';

/** What a source gives: its documents, and what it says beside them. */
export interface SourceContent {
  readonly docs: readonly Doc[];
  readonly touches: readonly SavedTouch[];
  readonly relates: Readonly<Record<string, readonly string[]>>;
}

/** A source for a segment: read afresh, or as another segment has it. */
export type Part = { readonly path: string } & (SourceContent | { readonly from: Segment });

/** Documents of a source. */
export function countOf(part: Part): number {
  return 'from' in part ? runOf(part.from, part.path).count : part.docs.length;
}
