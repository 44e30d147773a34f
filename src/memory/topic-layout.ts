/**
 * The parts of a topic's text by position: its front matter, and the blocks of its body as remark reports them. It reads no bullet and changes nothing.
 * Pure.
 */
import { errorText } from '../base/errors.js';
import { readYamlFront } from './front-matter.js';
import { markdownBlocks } from './markdown-blocks.js';
import { namesIn } from './topic-relates.js';

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
  const { end, data, problem } = readYamlFront(text);
  const said = (key: string): string => (typeof data[key] === 'string' || typeof data[key] === 'number' ? String(data[key]).trim() : '');
  return {
    end,
    topic: said('topic'),
    title: said('title'),
    description: said('description'),
    relates: namesIn(data['relates']),
    problems: problem === undefined ? [] : [problem],
  };
}

/** True for a topic that says `protected: true` of itself in its front matter. Never throws. */
export function isProtectedTopic(text: string): boolean {
  return readYamlFront(text).data['protected'] === true;
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
  const { blocks, failed } = markdownBlocks(body);
  if (failed !== undefined) return { ...NO_LAYOUT, failed };
  try {
    let title = '';
    let titleEnd: number | undefined;
    const paragraphs: { start: number; end: number }[] = [];
    const items: { start: number; end: number; list: number }[] = [];
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
