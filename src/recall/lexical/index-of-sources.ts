/** An index of words in memory, made from sources that no work tree holds: a memory as a commit has it. Pure; it saves nothing. */
import { lexicalIndexOf, type LexicalIndex } from './lexical-index.js';
import { presentIn } from './live-slots.js';
import { formatSegment } from './segment-build.js';
import type { Part } from './segment-source.js';
import { parseSegment, type Segment } from './segment.js';
import { supersededIn } from './superseded.js';

/** The index of these sources; equal sources give equal answers to those of the index that a work tree keeps. */
export function indexOfSources(parts: readonly Part[]): LexicalIndex {
  const segment = parseSegment(formatSegment(parts)) as Segment;
  const superseded = supersededIn([{ segment, has: presentIn(segment, () => true) }]);
  return lexicalIndexOf([segment], () => 0, { superseded, problems: [], forgotten: new Set() });
}
