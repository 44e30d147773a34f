/** The parts of a Markdown text: its title, and its blocks with the headings that they stand under. Pure. */
import { markdownBlocks, type MarkdownBlocks } from '../memory/markdown-blocks.js';

type Block = MarkdownBlocks['blocks'][number];

export interface Part {
  readonly kind: 'text' | 'item' | 'code' | 'other';
  /** Without the marker of a list, further lines moved to the left. */
  readonly text: string;
  /** The headings above it, the outermost first, without the title. */
  readonly trail: readonly string[];
  /** Its line is the first below a heading. */
  readonly beginsSection: boolean;
  /** Where it begins in the text. */
  readonly start: number;
}

export interface Parts {
  /** The first heading of the first level. */
  readonly title: string;
  readonly parts: readonly Part[];
  /** Why the text was too much to be parsed. */
  readonly failed?: string;
}

/** The parts in their order; each item of a list is one. A sentence that announces a list is one of the headings of its items. */
export function partsOf(body: string): Parts {
  const { blocks, failed } = markdownBlocks(body);
  if (failed !== undefined) return { title: '', parts: [], failed };
  let title = '';
  let headings: { readonly depth: number; readonly text: string }[] = [];
  let begins = true;
  const parts: Part[] = [];
  for (const [at, block] of blocks.entries()) {
    const source = sourceOf(body, block);
    if (block.type === 'heading') {
      const text = headingText(source);
      begins = true;
      if (block.depth === 1 && title === '') title = text;
      else headings = [...headings.filter(({ depth }) => depth < block.depth), { depth: block.depth, text }];
      continue;
    }
    const trail = headings.map(({ text }) => text).filter((text) => text !== '');
    if (block.type === 'paragraph' && /:[*_]*$/.test(source) && blocks[at + 1]?.type === 'list') continue;
    for (const part of partsOfBlock(body, block, introOf(body, blocks, at))) {
      parts.push({ ...part, trail: [...trail, ...part.trail], beginsSection: begins });
      begins = false;
    }
  }
  return { title, parts };
}

function partsOfBlock(body: string, block: Block, intro: string | undefined): Omit<Part, 'beginsSection'>[] {
  const start = block.position?.start.offset ?? 0;
  const source = sourceOf(body, block);
  if (block.type === 'list')
    return block.children.map((item) => ({
      kind: 'item',
      text: itemText(sourceOf(body, item)),
      trail: intro === undefined ? [] : [intro],
      start: item.position?.start.offset ?? start,
    }));
  if (block.type === 'paragraph') return [{ kind: 'text', text: dedented(source), trail: [], start }];
  if (SILENT.has(block.type)) return [];
  return [{ kind: block.type === 'code' ? 'code' : 'other', text: source, trail: [], start }];
}

/** Blocks that say nothing by themselves. */
const SILENT: ReadonlySet<string> = new Set(['thematicBreak', 'definition', 'html']);

/** The sentence before a list that announces it. */
function introOf(body: string, blocks: readonly Block[], at: number): string | undefined {
  const before = blocks[at - 1];
  if (blocks[at]?.type !== 'list' || before?.type !== 'paragraph') return undefined;
  const text = sourceOf(body, before).replace(/\s+/g, ' ');
  return /:[*_]*$/.test(text) ? text.replace(/:([*_]*)$/, '$1') : undefined;
}

function sourceOf(body: string, { position }: Pick<Block, 'position'>): string {
  return body.slice(position?.start.offset, position?.end.offset);
}

/** `## 3. Why` -> `3. Why`, and the underlined form. */
export function headingText(source: string): string {
  return source
    .replace(/^[ \t]*#+[ \t]*/, '')
    .replace(/\n[ \t]*(?:=+|-+)[ \t]*$/, '')
    .replace(/[ \t]+#+[ \t]*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function itemText(source: string): string {
  return dedented(source.replace(/^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/, ''));
}

/** Further lines without the blanks that all of them begin with. */
function dedented(text: string): string {
  const [first = '', ...rest] = text.split('\n');
  const depths = rest.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)?.[0].length ?? 0);
  const depth = depths.length === 0 ? 0 : Math.min(...depths);
  return [first.trim(), ...rest.map((line) => line.slice(depth).trimEnd())].join('\n').trim();
}
