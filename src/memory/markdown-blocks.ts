/** The top-level blocks of Markdown as remark reports them, by position. Only blocks: no link, emphasis or code of a line is looked at. Pure. */
import { remark } from 'remark';
import { errorText } from '../base/errors.js';

/** Inline constructs that are switched off in remark: only blocks are needed, and without these it is several times faster and has no worst cases. */
const INLINE = [
  'attention',
  'autolink',
  'characterEscape',
  'characterReference',
  'codeText',
  'hardBreakEscape',
  'htmlText',
  'labelEnd',
  'labelStartImage',
  'labelStartLink',
];
const BLOCKS = remark()
  .data('micromarkExtensions', [{ disable: { null: INLINE } }])
  .freeze();

/** Above these limits remark takes seconds to minutes for a file of 256 KB, which a branch could bring. Below them it takes two seconds at most. */
const LINES_LIMIT = 8_000;
const MARKERS_LIMIT = 4_000;
const DEPTH_LIMIT = 50;
const MARKER = /[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$))/y;

export interface MarkdownBlocks {
  /** In the order of the text, with their offsets. */
  readonly blocks: ReturnType<typeof BLOCKS.parse>['children'];
  /** Why the text was not parsed; `blocks` is then empty. */
  readonly failed?: string;
}

/** The blocks of a text without front matter. Never throws: what is too much for remark is told in `failed`. */
export function markdownBlocks(body: string): MarkdownBlocks {
  const failed = tooMuch(body);
  if (failed !== undefined) return { blocks: [], failed };
  try {
    return { blocks: BLOCKS.parse(body).children };
  } catch (error) {
    return { blocks: [], failed: errorText(error) };
  }
}

/** Why a body is too much for remark, or undefined. Counts the markers of lists and quotes in each line. */
function tooMuch(body: string): string | undefined {
  const lines = body.split(/\r?\n/);
  let markers = 0;
  let deepest = 0;
  for (const line of lines) {
    let depth = 0;
    MARKER.lastIndex = 0;
    while (MARKER.test(line)) depth++;
    markers += depth;
    deepest = Math.max(deepest, depth);
  }
  if (lines.length > LINES_LIMIT) return `${lines.length} lines are over the limit of ${LINES_LIMIT}`;
  if (markers > MARKERS_LIMIT) return `${markers} bullets and quotes are over the limit of ${MARKERS_LIMIT}`;
  return deepest > DEPTH_LIMIT ? `bullets nested ${deepest} deep in one line are over the limit of ${DEPTH_LIMIT}` : undefined;
}
