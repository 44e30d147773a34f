/**
 * The parts of a topic's text by position: its front matter, and the blocks of its body as remark reports them. It reads no bullet and changes nothing.
 * Pure.
 */
import matter from 'gray-matter';
import { remark } from 'remark';
import { errorText } from '../base/errors.js';
import { namesIn } from './topic-relates.js';

/** gray-matter would run `---js` blocks, so every engine but YAML is replaced by one that throws. */
const refuse = (): never => {
  throw new Error('front matter is YAML and nothing else');
};
const ENGINES = Object.fromEntries(['js', 'javascript', 'json', 'coffee', 'coffeescript', 'cson', 'toml'].map((name) => [name, refuse]));

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

const OPENING = /^---[ \t]*([^\s-][^\r\n]*)?\r?\n/;
const CLOSING = /^---[ \t]*(?:\r?\n|$)/gm;

/** The line end of a text, by its first line. */
export function eolOf(text: string): string {
  return /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
}

export interface FrontMatter {
  /** The offset behind the closing line, or behind the BOM if there is no front matter. */
  readonly end: number;
  readonly topic: string;
  readonly title: string;
  readonly description: string;
  readonly relates: readonly string[];
  readonly problems: readonly string[];
}

/** Reads the front matter of a topic. Never throws: bad front matter is reported in `problems`, and its fields are then empty. */
export function readFrontMatter(text: string): FrontMatter {
  const bom = text.startsWith('\uFEFF') ? 1 : 0;
  const nothing = { end: bom, topic: '', title: '', description: '', relates: [], problems: [] };
  const opening = OPENING.exec(text.slice(bom, bom + 1000));
  if (!opening) return nothing;
  CLOSING.lastIndex = bom + opening[0].length;
  const closing = CLOSING.exec(text);
  if (!closing) return { ...nothing, problems: ['front matter is opened by --- and never closed'] };
  const end = closing.index + closing[0].length;
  if (opening[1] !== undefined)
    return {
      ...nothing,
      end,
      problems: [`front matter in "${opening[1].trim().slice(0, 40)}" is not read; only YAML is, behind a plain ---`],
    };
  try {
    const yaml = text.slice(bom + opening[0].length, closing.index);
    // Options are passed because without them gray-matter caches, and a file that failed once would read as empty the second time.
    const data: Record<string, unknown> = matter(`---\n${yaml}${yaml.endsWith('\n') || yaml === '' ? '' : '\n'}---\n`, {
      engines: ENGINES,
      language: 'yaml',
    }).data;
    const said = (key: string): string => (typeof data[key] === 'string' || typeof data[key] === 'number' ? String(data[key]).trim() : '');
    const relates = namesIn(data['relates']);
    return { end, topic: said('topic'), title: said('title'), description: said('description'), relates, problems: [] };
  } catch (error) {
    const reason = errorText(error).split('\n')[0];
    return { ...nothing, end, problems: [`front matter is not YAML: ${reason}`] };
  }
}

export interface Layout {
  readonly title: string;
  /** Items of the top-level lists, in whole lines; `list` is the number of the list. */
  readonly items: readonly { readonly start: number; readonly end: number; readonly list: number }[];
  /** Top-level paragraphs, in whole lines. */
  readonly paragraphs: readonly { readonly start: number; readonly end: number }[];
  /** The offset behind the title's line. */
  readonly titleEnd: number | undefined;
  /** The offset of the last top-level block. */
  readonly lastBlock: number | undefined;
  readonly failed?: string;
}

const NO_LAYOUT: Layout = { title: '', titleEnd: undefined, items: [], paragraphs: [], lastBlock: undefined };

/** The title, lists and paragraphs of the body. Offsets are those of the whole text; remark gets the body without front matter and BOM. */
export function layoutOf(text: string, from: number): Layout {
  const body = text.slice(from);
  const lineStart = (offset: number): number => from + body.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = (offset: number): number => {
    const newline = body.indexOf('\n', offset);
    return newline === -1 ? text.length : from + newline + 1;
  };
  const failed = tooMuch(body);
  if (failed !== undefined) return { ...NO_LAYOUT, failed };
  try {
    let title = '';
    let titleEnd: number | undefined;
    const paragraphs: { start: number; end: number }[] = [];
    const items: { start: number; end: number; list: number }[] = [];
    const blocks = BLOCKS.parse(body).children;
    for (const [list, block] of blocks.entries()) {
      const [blockStart, blockEnd] = [block.position?.start.offset ?? 0, block.position?.end.offset ?? 0];
      if (block.type === 'heading' && block.depth === 1 && title === '') {
        title = headingText(body, block.position);
        titleEnd = lineEnd(blockEnd);
      }
      if (block.type === 'paragraph') paragraphs.push({ start: lineStart(blockStart), end: lineEnd(blockEnd) });
      if (block.type !== 'list') continue;
      for (const [index, { position }] of block.children.entries()) {
        const [start, end] = [position?.start.offset ?? 0, position?.end.offset ?? 0];
        // Before an open fence or comment, remark puts the end of an item into the following block.
        const next = (block.children[index + 1] ?? blocks[list + 1])?.position?.start.offset;
        const limit = next === undefined ? text.length : lineStart(next);
        const reach = Math.min(limit, end > start && body[end - 1] === '\n' ? from + end : lineEnd(end));
        const source = text.slice(lineStart(start), reach);
        const blanks = /(?:(?<=\n)[ \t]*(?:\r?\n|$))*$/.exec(source)?.[0].length ?? 0;
        items.push({ start: lineStart(start), end: reach - blanks, list });
      }
    }
    const last = blocks.at(-1)?.position?.start.offset;
    return { title, titleEnd, items, paragraphs, lastBlock: last === undefined ? undefined : lineStart(last) };
  } catch (error) {
    return { ...NO_LAYOUT, failed: errorText(error) };
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

function headingText(
  body: string,
  position: { start: { offset?: number | undefined }; end: { offset?: number | undefined } } | undefined,
): string {
  const source = body.slice(position?.start.offset, position?.end.offset);
  return source
    .replace(/^#+[ \t]*/, '')
    .replace(/\r?\n[ \t]*=+[ \t]*$/, '')
    .trim();
}
