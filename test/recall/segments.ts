/** Makes word indexes from documents of a test, without a disk. */
import type { Doc } from '../../src/recall/text/document.js';
import { formatSegment } from '../../src/recall/lexical/segment-build.js';
import { parseSegment, type Segment } from '../../src/recall/lexical/segment.js';
import { lexicalIndexOf, type LexicalIndex } from '../../src/recall/lexical/lexical-index.js';

export const PATH = 'logs/2026/11/2026-11-18.md';

/** A line that a person wrote. */
export function docOfText(text: string, n: number, more: Partial<Doc> = {}): Doc {
  const id = n.toString(36).padStart(10, '0');
  return {
    id,
    tier: 'stm',
    path: PATH,
    line: n + 1,
    kind: 'bullet',
    actor: '',
    turn: false,
    atMs: n,
    text,
    origin: 'external',
    ours: false,
    defined: true,
    ...more,
  };
}

export function segmentOf(docs: readonly Doc[]): Segment {
  const paths = [...new Set(docs.map(({ path }) => path))];
  const parts = paths.map((path) => ({ path, docs: docs.filter((doc) => doc.path === path), touches: [], relates: {} }));
  return parseSegment(formatSegment(parts)) as Segment;
}

/** Each list is a segment; a file that stands in several is alive in the last. */
export function indexOf(...lists: readonly (readonly Doc[])[]): LexicalIndex {
  const segments = lists.map(segmentOf);
  const segmentNumberOf = (path: string): number => segments.findLastIndex(({ meta }) => meta.files.some(([name]) => name === path));
  return lexicalIndexOf(segments, segmentNumberOf, { superseded: new Map(), problems: [], forgotten: new Set() });
}
