/**
 * Changes the text of a topic by splices. It never prints Markdown from a syntax tree, so that whatever kairos does not parse stays byte for byte. Pure.
 */
import { isTypedWord } from '../base/yaml-words.js';
import { KairosError } from '../base/errors.js';
import { isEntryId } from '../base/ids.js';
import { byteLength } from './entry.js';
import { bulletParts, claimLine, formatTopicBullet, readTopicBullet, TOPIC_LIMIT_BYTES } from './topic-bullet.js';
import type { NewBullet } from './topic-bullet.js';
import { eolOf, layoutOf, readFrontMatter } from './topic-layout.js';
import { aboutIn, aboutText, isAnchorLine, type About } from './topic-anchors.js';
import { isRelatesLine, relatesText } from './topic-relates.js';
import { parseTopic, type Topic } from './topic.js';

/** The text of a new topic. @throws KairosError `bad-entry`, `over-limit`, `damaged`, as `addBullets`. */
export function newTopicText(topic: Pick<Topic, 'slug' | 'title' | 'description'> & { readonly bullets: readonly NewBullet[] }): string {
  const head = `---\ntopic: ${yamlText(topic.slug)}\ndescription: ${yamlText(topic.description)}\n---\n# ${claimLine(topic.title)}\n`;
  return topic.bullets.length === 0 ? head : addBullets(head, topic.bullets);
}

/**
 * Adds bullets at the end of the last list with ids of ours, else at the end of the file.
 * @throws KairosError `over-limit` if the topic would exceed 256 KB, `bad-entry` as `formatTopicBullet`, `damaged` as `addSources`.
 */
export function addBullets(text: string, bullets: readonly NewBullet[]): string {
  const eol = eolOf(text);
  const added = addSources(
    text,
    bullets.map((bullet) => formatTopicBullet(bullet, '- ', eol)),
  );
  const bytes = byteLength(added);
  if (bytes > TOPIC_LIMIT_BYTES) {
    throw new KairosError('over-limit', `the topic would have ${bytes} bytes, over the limit of ${TOPIC_LIMIT_BYTES}`, {
      hint: 'split it into two topics',
    });
  }
  return added;
}

/**
 * Adds bullets given by their source (from column 0, with newline), at the same place as `addBullets`. Behind a fence or comment that a person left
 * open they would not be read as bullets; then they go before it.
 * @throws KairosError `damaged` if no place is found where they are read as bullets, `over-limit` if the topic is too much for remark.
 */
export function addSources(text: string, sources: readonly string[]): string {
  if (sources.length === 0) return text;
  const eol = eolOf(text);
  const front = readFrontMatter(text).end;
  const { items, lastBlock, failed } = layoutOf(text, front);
  if (failed !== undefined)
    throw new KairosError('over-limit', `the topic cannot be added to: ${failed}`, { hint: 'split it into two topics' });
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

/** The text with these names added to its relations: on the first `relates:` line of a paragraph, else on a new line below the title. */
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

/** Maps a bullet's source (newline included) to its new source; '' removes the bullet. */
export type SourceChange = (source: string) => string;

/** A change that strikes a bullet through and names its successor. A bullet that is already superseded is left as it is. */
export function struck(how: { readonly by: string; readonly on: string }): SourceChange {
  return (source) => {
    const bullet = readTopicBullet(source);
    if (bullet.supersededBy !== undefined) return source;
    const { textStart, textEnd } = bulletParts(source);
    const claim = source.slice(textStart, textEnd);
    const line = bullet.struck ? claim.replace(/\.$/, '') : `~~${claim}~~`;
    return `${source.slice(0, textStart)}${line} superseded ${how.on} by (^${how.by})${source.slice(textEnd)}`;
  };
}

/**
 * A change that replaces a bullet's claim and evidence. Nested lines and other lines that a person wrote under it stay.
 * @param eol line end of the topic.
 * @throws KairosError `bad-entry`, `over-limit` as `formatTopicBullet`, when the change is applied.
 */
export function replaced(bullet: NewBullet, eol: string): SourceChange {
  return (source) => {
    const parts = bulletParts(source);
    const rest = parts.rest
      .filter(({ raw, evidence }) => !evidence && !isAnchorLine(raw))
      .map(({ raw }) => raw)
      .join('');
    const own = formatTopicBullet(bullet, parts.lead, eol);
    return `${rest === '' && !source.endsWith('\n') ? own.trimEnd() : own}${rest}`;
  };
}

/** A change that writes these `about:` lines in the place of those that a bullet has. Everything else stays. @param eol line end of the topic. */
export function reanchored(about: readonly About[], eol: string): SourceChange {
  return (source) => {
    const { lead, headEnd, rest } = bulletParts(source);
    const lines = about.map((one) => `${' '.repeat(lead.length)}${aboutText(one)}${eol}`);
    const kept: string[] = [];
    for (const { raw } of rest) {
      if (aboutIn(raw).length === 0) kept.push(raw);
      else if (lines.length > 0) kept.push(...lines.splice(0));
    }
    const text = `${source.slice(0, headEnd)}${kept.join('')}${lines.join('')}`;
    return source.endsWith('\n') ? text : text.trimEnd();
  };
}

/**
 * Applies changes to bullets and returns the new text of the topic.
 * @param changes by bullet id, or by address for a bullet without an id.
 * @throws KairosError `not-found` if the topic lacks one of these bullets, and whatever a change throws.
 */
export function changeBullets(topic: Topic, changes: ReadonlyMap<string, SourceChange>): string {
  const { text, bullets } = topic;
  let [changed, at] = ['', 0];
  const found = bullets.filter(({ address }) => changes.has(address));
  const missing = [...changes.keys()].find((id) => !found.some(({ address }) => address === id));
  if (missing !== undefined) throw new KairosError('not-found', `no bullet ^${missing} in this topic`);
  for (const { address, start, end } of found) {
    changed += text.slice(at, start) + (changes.get(address) as SourceChange)(text.slice(start, end));
    at = end;
  }
  return changed + text.slice(at);
}

/** Applies `struck` to one bullet of a text. @throws KairosError `not-found`. */
export function strikeBullet(text: string, id: string, how: { readonly by: string; readonly on: string }): string {
  return changeBullet(text, id, struck(how));
}

/** Applies `replaced` to one bullet of a text. @throws KairosError `not-found`; `bad-entry`, `over-limit` as `formatTopicBullet`. */
export function replaceBullet(text: string, id: string, bullet: NewBullet): string {
  return changeBullet(text, id, replaced(bullet, eolOf(text)));
}

/** Removes a bullet with all its lines. @throws KairosError `not-found`. */
export function removeBullet(text: string, id: string): string {
  return changeBullet(text, id, () => '');
}

/** Parses the text under the name in its front matter, because the address of a bullet contains the topic's name. */
function changeBullet(text: string, id: string, change: SourceChange): string {
  return changeBullets(parseTopic(text, `${readFrontMatter(text).topic}.md`).topic, new Map([[id, change]]));
}

function insertAt(text: string, at: number, source: string, eol: string, inList: boolean): string {
  const before = text.slice(0, at);
  const after = text.slice(at);
  const closed = before === '' || before === '\uFEFF' || before.endsWith('\n') ? before : before + eol;
  const gap = inList || closed.trim() === '' || /(?:^|\n)[ \t]*\r?\n$/.test(closed) ? '' : eol;
  const below = inList || after.trim() === '' || /^[ \t]*\r?\n/.test(after) ? '' : eol;
  return closed + gap + source + below + after;
}

function sameBag(a: readonly string[], b: readonly string[]): boolean {
  const [left, right] = [a.toSorted(), b.toSorted()];
  return left.length === right.length && left.every((value, at) => value === right[at]);
}

/** A YAML scalar that reads back as the same string. */
function yamlText(text: string): string {
  const line = claimLine(text).replace(/^\\~~/, '~~');
  const plain = /^[A-Za-z][\w ,.()/'+-]*$/.test(line) && !isTypedWord(line);
  return plain ? line : JSON.stringify(line);
}
