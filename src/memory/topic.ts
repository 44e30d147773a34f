/**
 * A topic file: read by the positions that remark reports, changed by splices, so that all it does not understand stays byte for byte.
 * Never prints Markdown from a tree. Merging two versions is topic-merge.ts.
 */
import matter from 'gray-matter';
import { remark } from 'remark';
import { errorText, KairosError } from '../base/errors.js';
import { shortHash } from '../base/hash.js';
import type { Problem } from './entry.js';
import { byteLength, isEntryId } from './entry.js';
import { bulletParts, claimLine, formatTopicBullet, readTopicBullet, TOPIC_LIMIT_BYTES } from './topic-bullet.js';
import type { NewBullet, TopicBullet } from './topic-bullet.js';
import { isRelatesLine, namesIn, relatesIn, relatesText, tidy } from './topic-relates.js';

export { TOPIC_LIMIT_BYTES } from './topic-bullet.js';
export type { NewBullet, TopicBullet } from './topic-bullet.js';

export interface Topic {
  /** The file's name without `.md`; the file's name counts, not the front matter. */
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly bullets: readonly TopicBullet[];
  /** Approved edges, of `relates:` lines anywhere in the topic: slugs (also of topics that are not there) and `^id`s, sorted, each once. */
  readonly relates: readonly string[];
  readonly text: string;
  /** Relative to `.kairos`. */
  readonly path: string;
}

/** gray-matter runs `---js` blocks unless every such engine throws. */
const refuse = (): never => {
  throw new Error('front matter is YAML and nothing else');
};
const ENGINES = Object.fromEntries(['js', 'javascript', 'json', 'coffee', 'coffeescript', 'cson', 'toml'].map((name) => [name, refuse]));

/** Only blocks are asked of remark: without inline constructs it is several times faster and has no worst cases to be fed. */
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

/** Beyond these remark takes from seconds to minutes for a file of 256 KB, which a branch could carry. Below them, two seconds at worst. */
const LINES_LIMIT = 8_000;
const MARKERS_LIMIT = 4_000;
const DEPTH_LIMIT = 50;
const MARKER = /[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$))/y;

const OPENING = /^---[ \t]*([^\s-][^\r\n]*)?\r?\n/;
const CLOSING = /^---[ \t]*(?:\r?\n|$)/gm;

/** Reads a topic; bad front matter, twice used ids and the like are problems, and the rest is read all the same. */
export function parseTopic(text: string, path: string): { topic: Topic; problems: Problem[] } {
  const slug = path.replace(/^.*\//, '').replace(/\.md$/, '');
  const problems: Problem[] = [];
  const report = (line: number, message: string): void => void problems.push({ path, line, message });
  const front = readFrontMatter(text);
  for (const message of front.problems) report(1, message);
  if (front.topic !== '' && front.topic !== slug)
    report(1, `front matter says topic "${front.topic}", the file is named "${slug}"; the name counts`);
  const layout = layoutOf(text, front.end);
  if (layout.failed !== undefined) report(0, `is not read: ${layout.failed}`);
  const starts = lineStarts(text);
  const occurrences = new Map<string, number>();
  const seen = new Set<string>();
  const bullets = layout.items.map(({ start, end }): TopicBullet => {
    const read = readTopicBullet(text.slice(start, end));
    const line = lineOf(starts, start);
    const occurrence = occurrences.get(read.text) ?? 0;
    occurrences.set(read.text, occurrence + 1);
    const again = read.id !== undefined && seen.has(read.id);
    if (again) report(line, `^${read.id} stands in this topic already; edits go to the first`);
    const address = read.id === undefined || again ? shortHash(['topic', slug, read.text, String(occurrence)]) : read.id;
    seen.add(address);
    return { ...read, address, line, start, end };
  });
  const said = [...front.relates, ...layout.paragraphs.flatMap(({ start, end }) => relatesIn(text.slice(start, end)))];
  const relates = tidy([...said, ...bullets.flatMap((bullet) => bullet.relates ?? [])], slug);
  const title = layout.title || front.title || slug;
  return { topic: { slug, title, description: front.description, bullets, relates, text, path }, problems };
}

/** The text of a topic that does not exist yet. @throws KairosError as `formatTopicBullet`. */
export function newTopicText(topic: Pick<Topic, 'slug' | 'title' | 'description'> & { readonly bullets: readonly NewBullet[] }): string {
  const head = `---\ntopic: ${yamlText(topic.slug)}\ndescription: ${yamlText(topic.description)}\n---\n# ${claimLine(topic.title)}\n`;
  return topic.bullets.length === 0 ? head : addBullets(head, topic.bullets);
}

/**
 * Adds bullets at the end of the last list that holds ids of ours, else at the end of the file.
 * @throws KairosError `too-large` when the topic would pass 256 KB, and as `formatTopicBullet`.
 */
export function addBullets(text: string, bullets: readonly NewBullet[]): string {
  const eol = eolOf(text);
  const added = addSources(
    text,
    bullets.map((bullet) => formatTopicBullet(bullet, '- ', eol)),
  );
  const bytes = byteLength(added);
  if (bytes > TOPIC_LIMIT_BYTES) {
    throw new KairosError('too-large', `the topic would have ${bytes} bytes, over the limit of ${TOPIC_LIMIT_BYTES}`, {
      hint: 'split it into two topics',
    });
  }
  return added;
}

/**
 * Adds bullets given by their source (from column 0, newline included), where `addBullets` does. A fence or comment that a person left open
 * would swallow them at the end of the file: then they go before it.
 * @throws KairosError `damaged` when no place is found where they are read as bullets.
 */
export function addSources(text: string, sources: readonly string[]): string {
  if (sources.length === 0) return text;
  const eol = eolOf(text);
  const front = readFrontMatter(text).end;
  const { items, lastBlock, failed } = layoutOf(text, front);
  if (failed !== undefined)
    throw new KairosError('too-large', `the topic cannot be added to: ${failed}`, { hint: 'split it into two topics' });
  const ours = items.findLast(({ start, end }) => isEntryId(bulletParts(text.slice(start, end)).id ?? ''));
  const list = ours && items.findLast(({ list: number }) => number === ours.list);
  const before = items.map(({ start, end }) => text.slice(start, end).trimEnd());
  const wanted = sources.map((source) => source.trimEnd());
  for (const at of [list?.end, text.length, lastBlock, front]) {
    if (at === undefined) continue;
    const result = insertAt(text, at, sources.join(''), eol, at === list?.end);
    const after = layoutOf(result, front).items.map(({ start, end }) => result.slice(start, end).trimEnd());
    if (sameBag(after, [...before, ...wanted])) return result;
  }
  throw new KairosError('damaged', 'the topic has no place where a new bullet would be read as one', {
    hint: 'close its open code fence or HTML comment',
  });
}

/** The text with these names related as well: on the first `relates:` line between the bullets, else on a new one below the title. */
export function addRelates(text: string, names: readonly string[]): string {
  if (names.length === 0) return text;
  const eol = eolOf(text);
  const front = readFrontMatter(text).end;
  const { paragraphs, titleEnd } = layoutOf(text, front);
  for (const { start, end } of paragraphs) {
    let at = start;
    for (const raw of text.slice(start, end).split(/(?<=\n)/)) {
      if (isRelatesLine(raw)) {
        const line = raw.trimEnd().replace(/[,;]$/, '');
        const said = `${line}${/relates:$/i.test(line) ? ' ' : ', '}${relatesText(names)}`;
        return text.slice(0, at) + said + raw.slice(raw.trimEnd().length) + text.slice(at + raw.length);
      }
      at += raw.length;
    }
  }
  const place = titleEnd ?? front;
  return insertAt(text, place, `relates: ${relatesText(names)}${eol}`, eol, false);
}

/** Strikes a bullet through and names what took its place; one that is superseded already stays as it is. @throws KairosError `not-found`. */
export function strikeBullet(text: string, id: string, how: { readonly by: string; readonly on: string }): string {
  const bullet = find(text, id);
  if (bullet.supersededBy !== undefined) return text;
  const parts = bulletParts(text.slice(bullet.start, bullet.end));
  const [from, to] = [bullet.start + parts.textStart, bullet.start + parts.textEnd];
  const claim = text.slice(from, to);
  const struck = bullet.struck ? claim.replace(/\.$/, '') : `~~${claim}~~`;
  return `${text.slice(0, from)}${struck} superseded ${how.on} by (^${how.by})${text.slice(to)}`;
}

/** Puts another claim with its evidence in a bullet's place; nested and further lines of a person's stay. @throws KairosError `not-found`. */
export function replaceBullet(text: string, id: string, bullet: NewBullet): string {
  const old = find(text, id);
  const source = text.slice(old.start, old.end);
  const parts = bulletParts(source);
  const rest = parts.rest
    .filter(({ evidence }) => !evidence)
    .map(({ raw }) => raw)
    .join('');
  const replaced = formatTopicBullet(bullet, parts.lead, eolOf(text));
  return `${text.slice(0, old.start)}${rest === '' && !source.endsWith('\n') ? replaced.trimEnd() : replaced}${rest}${text.slice(old.end)}`;
}

/** Takes a bullet out with all its lines. @throws KairosError `not-found`. */
export function removeBullet(text: string, id: string): string {
  const { start, end } = find(text, id);
  return text.slice(0, start) + text.slice(end);
}

/** By id; a bullet without one by its address, which needs the topic's name from the front matter. */
function find(text: string, id: string): TopicBullet {
  const bullet = parseTopic(text, `${readFrontMatter(text).topic}.md`).topic.bullets.find((candidate) => candidate.address === id);
  if (!bullet) throw new KairosError('not-found', `no bullet ^${id} in this topic`);
  return bullet;
}

/** How this text ends its lines, by its first line. */
export function eolOf(text: string): string {
  return /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
}

function insertAt(text: string, at: number, source: string, eol: string, inList: boolean): string {
  const before = text.slice(0, at);
  const after = text.slice(at);
  const closed = before === '' || before === '\uFEFF' || before.endsWith('\n') ? before : before + eol;
  const gap = inList || closed.trim() === '' || /(?:^|\n)[ \t]*\r?\n$/.test(closed) ? '' : eol;
  const below = inList || after.trim() === '' || /^[ \t]*\r?\n/.test(after) ? '' : eol;
  return closed + gap + source + below + after;
}

interface FrontMatter {
  /** Offset behind the closing line; behind the BOM where there is no front matter. */
  readonly end: number;
  readonly topic: string;
  readonly title: string;
  readonly description: string;
  readonly relates: readonly string[];
  readonly problems: readonly string[];
}

function readFrontMatter(text: string): FrontMatter {
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
    // Options are passed so that gray-matter does not cache: a file that failed once would read as empty the second time.
    const data: Record<string, unknown> = matter(`---\n${yaml}${yaml.endsWith('\n') || yaml === '' ? '' : '\n'}---\n`, {
      engines: ENGINES,
      language: 'yaml',
    }).data;
    const said = (key: string): string => (typeof data[key] === 'string' || typeof data[key] === 'number' ? String(data[key]).trim() : '');
    const relates = namesIn(data['relates']);
    return { end, topic: said('topic'), title: said('title'), description: said('description'), relates, problems: [] };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] as string) : String(error);
    return { ...nothing, end, problems: [`front matter is not YAML: ${reason}`] };
  }
}

interface Layout {
  readonly title: string;
  /** Items of the top-level lists, by whole lines; `list` numbers the list. */
  readonly items: readonly { readonly start: number; readonly end: number; readonly list: number }[];
  /** Top-level paragraphs, by whole lines. */
  readonly paragraphs: readonly { readonly start: number; readonly end: number }[];
  /** Behind the title's line. */
  readonly titleEnd: number | undefined;
  /** Where the last top-level block begins. */
  readonly lastBlock: number | undefined;
  readonly failed?: string;
}

const NO_LAYOUT: Layout = { title: '', titleEnd: undefined, items: [], paragraphs: [], lastBlock: undefined };

/** The blocks of the body that matter here. Offsets are those of the whole text: front matter and BOM are cut off before remark counts. */
function layoutOf(text: string, from: number): Layout {
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
        // Behind an open fence or comment remark puts an item's end into the block that follows.
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

/** Why a body is too much for remark, or undefined. Counts what opens lists and quotes, line by line. */
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

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineOf(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sameBag(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [a.toSorted(), b.toSorted()];
  return left.length === right.length && left.every((value, at) => value === right[at]);
}

/** A YAML scalar that reads back as this very string. */
function yamlText(text: string): string {
  const line = claimLine(text).replace(/^\\~~/, '~~');
  const plain = /^[A-Za-z][\w ,.()/'+-]*$/.test(line) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(line);
  return plain ? line : JSON.stringify(line);
}
