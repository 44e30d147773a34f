/** A note as one memory, or, if it is long, as one for each run of its sections. Observations and relations of Basic Memory stay as they are written. Pure. */
import { isObject } from '../base/json.js';
import { byteLength } from '../memory/entry.js';
import { frontText } from './file-text.js';
import type { FileText, ImportUnit } from './imported-file.js';
import { partsOf, type Part } from './markdown-parts.js';

/** A note of more bytes is cut before a heading. */
const UNIT_BYTES = 6_000;
/** Types that say nothing. */
const PLAIN_TYPES: ReadonlySet<string> = new Set(['', 'note']);

/** @returns why the text was too much to be read. */
export function noteIn({ file, front, body }: FileText): ImportUnit[] | { readonly why: string } {
  const name = (file.path.split('/').at(-1) ?? '').replace(/\.\w+$/, '');
  const isShort = byteLength(body) <= UNIT_BYTES;
  const { title: heading, parts, failed } = partsOf(body);
  if (failed !== undefined) return { why: failed };
  // An agent names its memories by slugs, and says in the description what they are.
  const ownTitle = file.source === 'memory' ? ['title', 'description', 'name'] : ['title', 'name'];
  const title = frontText(front, ...ownTitle) || heading || name;
  const about = aboutLines(front, title);
  const text = withoutTitle(body, heading);
  if (isShort) return [{ text: [title, about, text].filter((part) => part !== '').join('\n\n') }];
  return pieces(body, parts).map(({ section, piece }) => ({
    text: [title, about, withoutTitle(piece, heading)].filter((part) => part !== '').join('\n\n'),
    ...(section !== '' && { section }),
  }));
}

/** What the front matter says of the note beside its title. */
function aboutLines(front: FileText['front'], title: string): string {
  const { metadata } = front;
  const type = frontText(front, 'type') || (isObject(metadata) ? frontText(metadata, 'type') : '');
  const named = ['name', 'tags', 'permalink'].map((field) => [field, frontText(front, field)] as const);
  const lines = [
    frontText(front, 'description'),
    ...(PLAIN_TYPES.has(type.toLowerCase()) ? [] : [`type: ${type}`]),
    ...named.filter(([, value]) => value !== '' && value !== title).map(([field, value]) => `${field}: ${value}`),
  ];
  return lines.filter((line) => line !== '' && line !== title).join('\n');
}

function withoutTitle(body: string, heading: string): string {
  const text = body.trim();
  const [first = '', second = ''] = text.split('\n');
  if (heading === '') return text;
  if (/^#[ \t]/.test(first)) return text.slice(first.length).trim();
  return /^=+[ \t]*$/.test(second) ? text.slice(first.length + 1 + second.length).trim() : text;
}

interface Piece {
  readonly section: string;
  readonly piece: string;
}

/** Runs of whole sections below the limit; a section that is longer alone is cut between its paragraphs. */
function pieces(body: string, parts: readonly Part[]): Piece[] {
  const starts = parts.filter(({ beginsSection }) => beginsSection);
  const offsets = starts.map(({ start }, at) => (at === 0 ? 0 : headingBefore(body, start)));
  const sections = offsets.map((from, at) => ({ section: starts[at]?.trail.join(' > ') ?? '', piece: body.slice(from, offsets[at + 1]) }));
  return joined(sections.flatMap(paragraphs));
}

/** A section that is too long, by its paragraphs. */
function paragraphs({ section, piece }: Piece): Piece[] {
  if (byteLength(piece) <= UNIT_BYTES) return [{ section, piece }];
  return joined(piece.split(/(?<=\n)(?=\n)/).map((one) => ({ section, piece: one })));
}

/** Neighbours together, as long as they are below the limit. */
function joined(list: readonly Piece[]): Piece[] {
  const found: Piece[] = [];
  for (const { section, piece } of list) {
    const last = found.at(-1);
    if (last && byteLength(last.piece) + byteLength(piece) <= UNIT_BYTES)
      found[found.length - 1] = { section: last.section, piece: last.piece + piece };
    else found.push({ section, piece });
  }
  return found;
}

/** Where the headings begin that stand right above an offset. */
function headingBefore(body: string, offset: number): number {
  let at = body.lastIndexOf('\n', offset - 1) + 1;
  for (;;) {
    const before = body.slice(0, Math.max(0, at - 1));
    const line = before.slice(before.lastIndexOf('\n') + 1);
    if (at === 0 || !(line.trim() === '' || /^[ \t]*#/.test(line) || /^[ \t]*(?:=+|-+)[ \t]*$/.test(line))) return at;
    at = before.length - line.length;
  }
}
