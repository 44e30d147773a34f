/**
 * One bullet of a topic file: reads its parts by position, and writes a new one. Pure; topic.ts finds where bullets begin and end.
 *
 *     - ~~They use port 6379 (2026-11-02).~~ superseded 2026-11-20 by (^k9x0aa1b2c) ^k2aa0b1c3d
 *     └ lead                                 └ what replaced it                   └ id
 *       evidence: (^k81m2pp0zd) commit 3f2a91c04d11
 *       slot: node
 *       about: src/pipe/tcp.js@3f2a91c04d11
 *       protected: true
 */
import { KairosError } from '../base/errors.js';
import { harmless } from '../base/harmless-text.js';
import { ANCHOR, isAnyId, isEntryId, REFERENCE } from '../base/ids.js';
import { byteLength, ENTRY_LIMIT_BYTES } from './entry.js';
import { referencesIn } from './references.js';
import { aboutIn, aboutText, isAnchorLine, isProtectedLine, slotIn, type About } from './topic-anchors.js';
import { isRelatesLine, relatesIn } from './topic-relates.js';

export const TOPIC_LIMIT_BYTES = 256 * 1024;

export interface TopicBullet {
  /** The written `^id`; undefined for a person's bullet without one. */
  readonly id?: string;
  /** The id, or the address derived from topic, text and occurrence. */
  readonly address: string;
  /** Without strike, `superseded` suffix, id and evidence; the date suffix is kept. Further and nested lines joined by `\n`. */
  readonly text: string;
  /** `text` without the date suffix, with its own final mark. */
  readonly claim: string;
  readonly struck: boolean;
  /** The id of the bullet that replaced it. */
  readonly supersededBy?: string;
  /** YYYY-MM-DD */
  readonly supersededOn?: string;
  /** YYYY-MM-DD, from the suffix `(2026-11-20).`; FORMAT.md explains the mark behind it. */
  readonly date?: string;
  /** Ids of the entries cited. */
  readonly entries: readonly string[];
  /** Object ids cited, as written (twelve digits from us). */
  readonly commits: readonly string[];
  /** The fact of one current value that it tells, from a `slot:` line; absent for most. */
  readonly slot?: string;
  /** The files that it is about and the blobs in which it was seen, from `about:` lines; absent if there are none. */
  readonly about?: readonly About[];
  /** A line `protected: true` below it says that dreams leave it as it is; absent for most. */
  readonly isProtected?: true;
  /** The slugs and `^id`s of a `relates:` line in the bullet, as written; absent if there is none. */
  readonly relates?: readonly string[];
  /** 1-based. */
  readonly line: number;
  /** UTF-16 offsets in the topic's text: from the first line's start to behind the last line's newline. */
  readonly start: number;
  readonly end: number;
}

/** A claim to write into a topic. */
export interface NewBullet {
  readonly id: string;
  /** One sentence or a few, without the date; blanks and newlines become single spaces. */
  readonly text: string;
  /** YYYY-MM-DD: the day since which it is valid. */
  readonly date?: string;
  readonly entries: readonly string[];
  readonly commits: readonly string[];
  readonly slot?: string | undefined;
  readonly about?: readonly About[] | undefined;
}

/** The parts of a bullet's source. Offsets are relative to the source. */
export interface BulletParts {
  /** Indentation, marker and the blanks behind it. */
  readonly lead: string;
  readonly id: string | undefined;
  /** The claim's offsets: without the lead, and without the blanks before the id. */
  readonly textStart: number;
  readonly textEnd: number;
  /** The offset behind the newline of the claim's last line. */
  readonly headEnd: number;
  /** The lines behind the claim, with their newlines. */
  readonly rest: readonly { readonly raw: string; readonly evidence: boolean }[];
}

const LEAD = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)/;
const NESTED = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)/;
const EVIDENCE = /^[ \t]*evidence:(?:[ \t]|$)/i;
const DEFINED = new RegExp(ANCHOR);
const STRUCK = new RegExp(`^~~([^]*)~~ superseded (\\d{4}-\\d{2}-\\d{2}) by ${REFERENCE}$`);
const STRUCK_PLAIN = /^~~((?:(?!~~)[\s\S])+)~~[.]?$/;
const DATE = /\((\d{4}-\d{2}-\d{2})\)([.!?]?)$/;
/** A text that ends in a final mark of its own, so that the full stop behind its date is not part of it. A full stop of its own moved behind the date. */
const ENDED = /(?:(?!\.)[\p{Sentence_Terminal}…]|[\p{Sentence_Terminal}…][\p{Pe}\p{Pf}"'`*_]+)$/u;
const COMMIT = /\bcommit ([0-9a-f]{7,64})\b/g;

/**
 * Splits a bullet's source. The claim ends with the line that ends in the id, or without an id before the first blank, nested or evidence line. Text
 * that a person added behind the id is kept in `rest`.
 */
export function bulletParts(source: string): BulletParts {
  const raws = source.split(/(?<=\n)/);
  const contents = raws.map((raw) => raw.replace(/\r?\n$/, ''));
  const lead = LEAD.exec(contents[0] ?? '')?.[0] ?? '';
  const first = (contents[0] ?? '').slice(lead.length);
  const lineAt = (at: number): string => (at === 0 ? first : (contents[at] ?? ''));
  const last = headLine(raws.length, lineAt);
  const anchor = DEFINED.exec(lineAt(last));
  const lineStart = raws.slice(0, last).join('').length + (last === 0 ? lead.length : 0);
  const textEnd = lineStart + (anchor ? anchor.index : lineAt(last).trimEnd().length);
  const headEnd = raws.slice(0, last + 1).join('').length;
  return {
    lead,
    id: anchor?.[1],
    textStart: lead.length,
    textEnd: Math.max(lead.length, textEnd),
    headEnd,
    rest: raws.slice(last + 1).map((raw) => ({ raw, evidence: EVIDENCE.test(raw) })),
  };
}

/** True for a line that is no text of the claim. */
function isOfItsOwn(line: string): boolean {
  return EVIDENCE.test(line) || isRelatesLine(line) || isAnchorLine(line) || isProtectedLine(line);
}

/** The index of the claim's last line. */
function headLine(count: number, lineAt: (at: number) => string): number {
  let end = 1;
  const ends = (line: string): boolean => /^[ \t]*$/.test(line) || NESTED.test(line) || isOfItsOwn(line);
  while (end < count && !ends(lineAt(end))) end++;
  if (DEFINED.test(lineAt(end - 1))) return end - 1;
  for (let at = end - 2; at >= 0; at--) if (isEntryId(DEFINED.exec(lineAt(at))?.[1] ?? '')) return at;
  // A bullet of several paragraphs has its id at the end of the last one.
  for (let at = count - 1; at >= end; at--) {
    if (isOfItsOwn(lineAt(at)) || /^[ \t]*$/.test(lineAt(at))) continue;
    const nested = Array.from({ length: at + 1 - end }, (_, index) => lineAt(end + index)).some((line) => NESTED.test(line));
    return !nested && DEFINED.test(lineAt(at)) ? at : end - 1;
  }
  return end - 1;
}

/** Reads a bullet from its source. */
export function readTopicBullet(source: string): Omit<TopicBullet, 'address' | 'line' | 'start' | 'end'> {
  const parts = bulletParts(source);
  const claim = unindent(source.slice(parts.textStart, parts.textEnd), parts.lead.length);
  const struck = STRUCK.exec(claim);
  const plain = struck ? null : STRUCK_PLAIN.exec(claim);
  const inner = struck?.[1] ?? plain?.[1] ?? claim;
  const more = unindent(
    parts.rest
      .filter(({ raw }) => !isOfItsOwn(raw))
      .map(({ raw }) => raw)
      .join(''),
    parts.lead.length,
    true,
  ).replace(/\s+$/, '');
  const cited = parts.rest
    .filter(({ evidence }) => evidence)
    .map(({ raw }) => raw)
    .join(' ');
  const relates = parts.rest.flatMap(({ raw }) => relatesIn(raw));
  const slot = parts.rest.map(({ raw }) => slotIn(raw)).find((name) => name !== undefined);
  const about = parts.rest.flatMap(({ raw }) => aboutIn(raw));
  const { claim: said, date } = readClaim(inner);
  const withMore = (text: string): string => (more === '' ? text : `${text}\n${more}`);
  return {
    ...(parts.id === undefined ? {} : { id: parts.id }),
    text: withMore(inner),
    claim: withMore(said),
    struck: struck !== null || plain !== null,
    ...(struck ? { supersededOn: struck[2] as string, supersededBy: struck[3] as string } : {}),
    ...(date === undefined ? {} : { date }),
    entries: referencesIn(cited),
    commits: [...new Set(Array.from(cited.matchAll(COMMIT), (match) => match[1] as string))],
    ...(slot === undefined ? {} : { slot }),
    ...(about.length === 0 ? {} : { about }),
    ...(parts.rest.some(({ raw }) => isProtectedLine(raw)) && { isProtected: true as const }),
    ...(relates.length === 0 ? {} : { relates }),
  };
}

function unindent(text: string, width: number, firstToo = false): string {
  return text
    .replace(/\r\n/g, '\n')
    .split('\n')
    .map((line, at) => (at === 0 && !firstToo ? line : line.replace(new RegExp(`^(?:\t| {1,${Math.max(1, width)}})`), '')))
    .join('\n');
}

/** The claim in the form for a bullet, before the date: on one line, without what nobody sees, and with a leading `~~` escaped, which would read as struck. */
export function claimLine(text: string): string {
  const line = harmless(text.replace(/\r/g, '\n'))
    .replace(/\s+/g, ' ')
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .trim();
  return line.startsWith('~~') ? `\\${line}` : line;
}

/**
 * The claim with the date as its suffix: `They need Redis (2026-11-20).`, `Why Redis? (2026-11-20).`, or `They need Redis (2026-11-20)` without a
 * final mark. `readClaim` gives claim and date back. A text that already ends in this date is not changed.
 */
export function datedClaim(claim: string, date: string | undefined): string {
  const line = claimLine(claim);
  if (date === undefined || readClaim(line).date === date) return line;
  const shapes = [...(line.endsWith('.') ? [`${line.slice(0, -1)} (${date}).`] : []), `${line} (${date}).`];
  // Without a mark behind the date, any claim is read back unchanged.
  return (shapes.find((shape) => readClaim(shape).claim === line) ?? `${line} (${date})`).trimStart();
}

/**
 * The claim and its date, from a text that may end in a date: a line of a topic, or a quotation of it in reports and verdicts. The only reader of the
 * date suffix. The claim gets its own final mark back: `They need Redis.`, `Why Redis?`.
 */
export function readClaim(text: string): { readonly claim: string; readonly date?: string } {
  const match = DATE.exec(text);
  if (!match) return { claim: text };
  const [, date, mark] = match as unknown as [string, string, string];
  const body = text.slice(0, match.index).trimEnd();
  return { claim: mark === '.' && (body === '' || ENDED.test(body)) ? body : `${body}${mark}`, date };
}

/**
 * The source of a new bullet, with its newline.
 * @throws KairosError `bad-entry` for an id, date or commit that the grammar does not allow, `over-limit` above 16 KB.
 */
export function formatTopicBullet(bullet: NewBullet, lead: string, eol: string): string {
  if (!isAnyId(bullet.id)) throw new KairosError('bad-entry', `"${bullet.id}" is not an id`);
  if (bullet.date !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(bullet.date))
    throw new KairosError('bad-entry', `"${bullet.date}" is not a day`);
  for (const commit of bullet.commits)
    if (!/^[0-9a-f]{7,64}$/.test(commit)) throw new KairosError('bad-entry', `"${commit}" is not a commit`);
  for (const entry of bullet.entries) if (!isAnyId(entry)) throw new KairosError('bad-entry', `"${entry}" is not an entry's id`);
  const claim = datedClaim(bullet.text, bullet.date);
  const cited = [...bullet.entries.map((id) => `(^${id})`), ...bullet.commits.map((id) => `commit ${id}`)];
  const evidence = cited.length === 0 ? '' : `${' '.repeat(lead.length)}evidence: ${cited.join(' ')}${eol}`;
  const below = [...(bullet.slot === undefined ? [] : [`slot: ${bullet.slot}`]), ...(bullet.about ?? []).map(aboutText)];
  const anchors = below.map((line) => `${' '.repeat(lead.length)}${line}${eol}`).join('');
  const source = `${lead}${claim}${claim === '' ? '' : ' '}^${bullet.id}${eol}${evidence}${anchors}`;
  if (byteLength(source) > ENTRY_LIMIT_BYTES) {
    throw new KairosError('over-limit', `bullet ^${bullet.id} is over the limit of ${ENTRY_LIMIT_BYTES} bytes`, {
      hint: 'shorten it or cite less',
    });
  }
  return source;
}
