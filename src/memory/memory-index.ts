/**
 * MEMORY.md: a person's text, and one derived block between two marker lines. Only the block may be rewritten or shortened to keep the size limit.
 * Lines that somebody wrote inside the block are moved below it, never dropped. Pure.
 */
import { harmless } from '../base/harmless-text.js';
import { plural } from '../base/plural.js';
import { compareText } from '../base/order.js';
import { byteLength } from './entry.js';
import type { Problem } from './entry.js';
import type { Topic, TopicBullet } from './topic.js';

export const INDEX_START = '<!-- kairos:index -->';
export const INDEX_END = '<!-- /kairos:index -->';
/** The limit of MEMORY.md, so that it fits whole into any prompt. */
export const MEMORY_CAP_BYTES = 25_000;

/** What `kairos init` lays down. As long as MEMORY.md holds these bytes, nobody has written in it. */
export const FIRST_MEMORY = `# Memory

What everyone who works here should know first. This text is yours; kairos keeps only the list below.

${INDEX_START}
${INDEX_END}
`;

const PATH = 'MEMORY.md';
const NOTE = '<!-- Made from topics/ by kairos. Write above or below: lines in here are replaced. -->';
const DERIVED = /^- \[.*\]\(topics\/[^)]*\.md\)/;
const LEFT_OUT = /^_\d+ older topics? (?:is|are) not listed here\._$/;
const DESCRIPTION_LENGTH = 200;
const TITLE_LENGTH = 100;

export interface DerivedIndex {
  readonly text: string;
  /** The number of topics that had no room: the oldest ones. */
  readonly leftOut: number;
  readonly problems: readonly Problem[];
}

/**
 * MEMORY.md with a new block. The person's bytes stay. Without markers the block goes to the end; stray or second markers are dropped, and the text
 * between them stays.
 * @param memoryText undefined if there is no file yet.
 * @param options.isArchived true for claims that are too weak by age; a topic whose valid claims are all archived is not listed.
 */
export function deriveIndex(
  memoryText: string | undefined,
  topics: readonly Topic[],
  options: { readonly capBytes?: number; readonly isArchived?: (bullet: TopicBullet) => boolean } = {},
): DerivedIndex {
  const { capBytes = MEMORY_CAP_BYTES, isArchived } = options;
  const text = memoryText ?? '# Memory\n';
  // CRLF only if all lines end so: judged by one line, the answer could change when that line is removed.
  const eol = text.includes('\r\n') && !/(?:^|[^\r])\n/.test(text) ? '\r\n' : '\n';
  const { before, after, problems } = split(text, eol);
  const person = byteLength(before) + byteLength(after);
  const listed = isArchived ? topics.filter((topic) => !isAllArchived(topic, isArchived)) : topics;
  const archived = topics.length - listed.length;
  const lines = listed
    .map((topic) => ({ slug: topic.slug, newest: newestDate(topic), line: indexLine(topic) }))
    // Newest first, since topics without room are dropped from the end.
    .toSorted((a, b) => compareText(b.newest, a.newest) || compareText(a.slug, b.slug));
  let room = lines.length;
  const block = (): string => blockOf(lines.slice(0, room), archived + lines.length - room, eol);
  const sizes = lines.map(({ line }) => byteLength(line + eol));
  let size = person + byteLength(blockOf([], topics.length, eol)) + sizes.reduce((sum, bytes) => sum + bytes, 0);
  if (person + byteLength(block()) >= capBytes) {
    while (room > 0 && size >= capBytes) size -= sizes[--room] as number;
  }
  if (person >= capBytes) {
    const message = `${person} bytes of your own text leave the index no room: all of MEMORY.md must stay below ${capBytes}; move some of it into a topic`;
    problems.push({ path: PATH, line: 0, message });
  }
  return { text: before + block() + after, leftOut: lines.length - room, problems };
}

/** True if all valid claims are archived. A topic without a valid claim is a person's page and never archived. */
function isAllArchived({ bullets }: Topic, isArchived: (bullet: TopicBullet) => boolean): boolean {
  const holding = bullets.filter(({ struck }) => !struck);
  return holding.length > 0 && holding.every(isArchived);
}

interface Split {
  readonly before: string;
  readonly after: string;
  readonly problems: Problem[];
}

/** Splits the person's text at the place of the block. */
function split(text: string, eol: string): Split {
  const raws = text.split(/(?<=\n)/).filter((raw) => raw !== '');
  const lines = raws.map((raw) => raw.replace(/^\uFEFF/, '').trim());
  const problems: Problem[] = [];
  const end = lines.findIndex((line, at) => line === INDEX_END && lines.lastIndexOf(INDEX_START, at) !== -1);
  const start = end === -1 ? -1 : lines.lastIndexOf(INDEX_START, end);
  const keep = (from: number, to: number): string =>
    raws
      .slice(from, to)
      .filter((_, at) => !isMarker(lines[from + at] as string))
      .join('');
  const strays = lines.filter(isMarker).length - (end === -1 ? 0 : 2);
  if (strays > 0)
    problems.push({
      path: PATH,
      line: lines.findIndex(isMarker) + 1,
      message: 'has index markers without a partner, or twice; one pair is kept',
    });
  if (end === -1) {
    const at = lines.findIndex(isMarker);
    if (at !== -1) return { before: keep(0, at), after: keep(at, raws.length), problems };
    const closed = text === '' || text === '\uFEFF' || text.endsWith('\n') ? text : text + eol;
    return { before: closed.trim() === '' || /\n[ \t]*\r?\n$/.test(closed) ? closed : closed + eol, after: '', problems };
  }
  const block = lines.slice(start + 1, end);
  const foreign = raws
    .slice(start + 1, end)
    .filter((_, at) => !isDerived(block[at] as string))
    .map((raw) => (raw.endsWith('\n') ? raw : raw + eol));
  if (foreign.length > 0)
    problems.push({ path: PATH, line: start + 1, message: `${foreign.length} lines written inside the index were moved below it` });
  // A byte order mark in front of the marker belongs to the file, not to the block.
  const bom = start === 0 && text.startsWith('\uFEFF') ? '\uFEFF' : '';
  return { before: bom + keep(0, start), after: foreign.join('') + keep(end + 1, raws.length), problems };
}

function isMarker(line: string): boolean {
  return line === INDEX_START || line === INDEX_END;
}

function isDerived(line: string): boolean {
  return line === '' || line === NOTE || DERIVED.test(line) || LEFT_OUT.test(line);
}

function blockOf(listed: readonly { readonly slug: string; readonly line: string }[], leftOut: number, eol: string): string {
  const rest = leftOut === 0 ? [] : [`_${plural(leftOut, 'older topic is', 'older topics are')} not listed here._`];
  const lines = listed.toSorted((a, b) => compareText(a.slug, b.slug)).map(({ line }) => line);
  return [INDEX_START, NOTE, ...lines, ...rest, INDEX_END].map((line) => line + eol).join('');
}

function indexLine(topic: Topic): string {
  const claims = topic.bullets.filter(({ struck }) => !struck).length;
  const newest = newestDate(topic);
  const facts = `${plural(claims, 'claim')}${newest === '' ? '' : `, ${newest}`}`;
  const description = oneLine(topic.description, DESCRIPTION_LENGTH);
  const title = oneLine(topic.title, TITLE_LENGTH).replace(/[[\]\\]/g, '\\$&');
  return `- [${title}](topics/${topic.slug}.md):${description === '' ? '' : ` ${description}`} (${facts})`;
}

function newestDate(topic: Topic): string {
  return topic.bullets.flatMap(({ date }) => date ?? []).reduce((newest, date) => (date > newest ? date : newest), '');
}

/** The text on one line without what nobody sees, cut at whole characters, and with `<!--` escaped, which would hide the lines below. */
function oneLine(text: string, length: number): string {
  const line = harmless(text).replace(/\s+/g, ' ').trim().replaceAll('<!--', '<\\!--');
  const characters = Array.from(line);
  return characters.length <= length ? line : `${characters.slice(0, length - 1).join('')}…`;
}
