/**
 * Reads a daily log in one pass over its lines: our bullets strictly, those of people and importers leniently. Pure; it never throws on bad text.
 * It is no Markdown parser: fences and comments have no meaning, so that a stray fence cannot hide entries.
 */
import { inTwoForms } from '../base/two-forms.js';
import { dayStartMs, isRealDay } from '../dates/day.js';
import { shortHash } from '../base/hash.js';
import { ANCHOR, isEntryId } from '../base/ids.js';
import type { Entry, Problem } from './entry.js';
import { byteLength, ENTRY_LIMIT_BYTES } from './entry.js';
import { KINDS, kindRow } from './kinds.js';

/** A piece of a log: a bullet with all its lines, or one other line. The joined pieces are the log, byte for byte. */
export interface LogBlock {
  /** The written id; undefined for other lines, for bullets without one and for torn ones. */
  readonly id?: string;
  readonly bullet: boolean;
  /** 1-based. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

interface LogMeta {
  /** Relative to `.kairos`. */
  readonly path: string;
  /** UTC day, YYYY-MM-DD. */
  readonly day: string;
  readonly writer: string;
}

/** A byte order mark, also in byte text (one character a byte), which the journal passes in. */
const BOM = /^(?:\uFEFF|\u00EF\u00BB\u00BF)/;
const BULLET = /^(?:\uFEFF|\u00EF\u00BB\u00BF)? {0,3}[-*+](?:[ \t]|$)/;
const RULE = /^(?:\uFEFF|\u00EF\u00BB\u00BF)? {0,3}([-*])(?:[ \t]*\1){2,}[ \t]*$/;
const MARK = /^(?:\uFEFF|\u00EF\u00BB\u00BF)? *[-*+][ \t]*/;
const OUR_TIME = /^(\d\d):(\d\d):(\d\d)\.(\d{3})Z(?: |$)/;
const ANY_TIME = /^(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{3}))?)?Z?(?=[ \t]|$)/;
const TIME_BEGUN = /^\d\d?(?::\d{0,2}){0,2}(?:\.\d{0,3}Z?)?$/;
const HEAD = inTwoForms(String.raw`^([a-z][a-z0-9-]*)(?:@([\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*))?(?: |$)`, 'u');
const DEFINED = new RegExp(ANCHOR);
const FRONT_MATTER = /^(?:\uFEFF|\u00EF\u00BB\u00BF)?---[ \t]*\r?\n[A-Za-z_][\w-]*:/;

/**
 * The entries of one day's file, in the order of the file, and problems for skipped parts. A bullet that begins with our time and kind must end in
 * an id of ten characters; if not, it is torn: a problem, not an entry.
 */
export function parseDailyLog(text: string, meta: LogMeta): { entries: Entry[]; problems: Problem[] } {
  const dayMs = dayStartMs(meta.day);
  if (dayMs === undefined || !isRealDay(meta.day)) {
    return { entries: [], problems: [{ path: meta.path, line: 0, message: `"${meta.day}" is not a day; the file is not read` }] };
  }
  const entries: Entry[] = [];
  const problems: Problem[] = [];
  const occurrences = new Map<string, number>();
  let atMs = dayMs;
  for (const block of scan(text)) {
    if (!block.bullet) continue;
    const read = isTooLong(block.text)
      ? { torn: `the bullet is over the limit of ${ENTRY_LIMIT_BYTES} bytes and is not read` }
      : readBullet(block.text);
    if ('torn' in read) {
      problems.push({ path: meta.path, line: block.line, message: read.torn });
      continue;
    }
    if (read.timeMs !== undefined) atMs = dayMs + read.timeMs;
    let id = read.id;
    if (id === undefined) {
      const occurrence = occurrences.get(read.text) ?? 0;
      occurrences.set(read.text, occurrence + 1);
      id = bulletAddress(meta.day, read.text, occurrence);
    }
    entries.push({
      id,
      defined: read.id !== undefined,
      ours: read.ours,
      kind: read.kind,
      actor: read.actor,
      atMs,
      text: read.text,
      source: { path: meta.path, line: block.line, writer: meta.writer },
      origin: kindRow(read.kind, read.actor).origin,
    });
  }
  return { entries, problems };
}

/**
 * The address of a bullet without an id. It is made from the day, not from the path, so that a line has the same address in its writer's log and in
 * the copy under `peers/`, and evidence is found on every clone.
 */
export function bulletAddress(day: string, text: string, occurrence: number): string {
  return shortHash(['bullet', day, text, String(occurrence)]);
}

/**
 * The bullet without the kinds by which a reader takes it for one of ours, so that it is anybody's, of origin `external`; undefined if it is none of ours.
 * Its id, its time and its lines stay.
 */
export function withoutKind(block: string): string | undefined {
  const read = readBullet(block);
  if ('torn' in read || !read.ours) return undefined;
  const mark = MARK.exec(block)?.[0] ?? '';
  const time = OUR_TIME.exec(block.slice(mark.length))?.[0] ?? '';
  const before = mark + time;
  const line = block.slice(before.length).split(/\r?\n/, 1)[0] ?? '';
  const head = HEAD(line).exec(line)?.[0] ?? '';
  const plain = before + block.slice(before.length + head.length);
  // What follows the kind may look like one, too.
  return withoutKind(plain) ?? plain;
}

/** The pieces of a log, byte for byte: each bullet with its continuation lines, every other line alone. */
export function logBlocks(text: string): LogBlock[] {
  return scan(text).map((block) => {
    const read = block.bullet ? readBullet(block.text) : undefined;
    return read && 'id' in read && read.id !== undefined ? { ...block, id: read.id } : block;
  });
}

interface ReadBullet {
  readonly id: string | undefined;
  readonly ours: boolean;
  readonly kind: string;
  readonly actor: string | undefined;
  /** Milliseconds since the beginning of the day. */
  readonly timeMs: number | undefined;
  readonly text: string;
}

function scan(text: string): LogBlock[] {
  const blocks: LogBlock[] = [];
  let open: { start: number; end: number; line: number } | undefined;
  let blanks: { start: number; end: number; line: number }[] = [];
  const push = (part: { start: number; end: number; line: number }, bullet: boolean): void => {
    blocks.push({ bullet, line: part.line, start: part.start, end: part.end, text: text.slice(part.start, part.end) });
  };
  const close = (): void => {
    if (open) push(open, true);
    for (const blank of blanks) push(blank, false);
    open = undefined;
    blanks = [];
  };
  let line = frontMatterLines(text);
  let start = 0;
  for (let skipped = 1; skipped <= line; skipped++) {
    const end = lineEnd(text, start);
    push({ start, end, line: skipped }, false);
    start = end;
  }
  while (start < text.length) {
    const end = lineEnd(text, start);
    line += 1;
    const content = text.slice(start, end).replace(/\r?\n$/, '');
    const part = { start, end, line };
    start = end;
    if (open) {
      if (/^[ \t]*$/.test(content)) {
        blanks.push(part);
        continue;
      }
      if (content.startsWith(' ') || content.startsWith('\t')) {
        open.end = end;
        blanks = [];
        continue;
      }
      close();
    }
    if (BULLET.test(content) && !RULE.test(content)) open = part;
    else push(part, false);
  }
  close();
  return blocks;
}

function lineEnd(text: string, start: number): number {
  const newline = text.indexOf('\n', start);
  return newline === -1 ? text.length : newline + 1;
}

/** The number of lines of a leading YAML block, which importers write; its lists are no entries. 0 if there is none or it is not closed. */
function frontMatterLines(text: string): number {
  if (!FRONT_MATTER.test(text)) return 0;
  const lines = text.slice(0, ENTRY_LIMIT_BYTES).split('\n');
  return lines.findIndex((line, at) => at > 0 && /^---[ \t]*\r?$/.test(line)) + 1;
}

function isTooLong(block: string): boolean {
  return block.length > ENTRY_LIMIT_BYTES || (block.length * 3 > ENTRY_LIMIT_BYTES && byteLength(block) > ENTRY_LIMIT_BYTES);
}

function readBullet(block: string): ReadBullet | { torn: string } {
  const lines = block.replace(BOM, '').replace(/\r\n/g, '\n').replace(/\n$/, '').split('\n');
  for (let at = 1; at < lines.length; at++) lines[at] = (lines[at] as string).replace(/^(?:\t| {1,2})/, '').replace(/^[ \t]+$/, '');
  const first = (lines[0] as string).replace(/^ *[-*+][ \t]*/, '');
  const anchor = DEFINED.exec(lines.length === 1 ? first : (lines.at(-1) as string));
  lines[0] = first;
  return readOurs(lines, anchor) ?? readLenient(lines, anchor);
}

/** Reads a bullet of ours; undefined if it does not begin like one. */
function readOurs(lines: readonly string[], anchor: RegExpExecArray | null): ReadBullet | { torn: string } | undefined {
  const first = lines[0] as string;
  if (lines.length === 1 && (first === '' || TIME_BEGUN.test(first)))
    return { torn: 'a bullet without text: empty, or a write that was cut off' };
  const time = OUR_TIME.exec(first);
  if (!time) return undefined;
  const timeMs = timeOf(time);
  if (timeMs === undefined) return undefined;
  const rest = first.slice(time[0].length);
  const head = HEAD(rest).exec(rest);
  const id = anchor?.[1];
  const complete = id !== undefined && isEntryId(id);
  if (head && (Object.hasOwn(KINDS, head[1] as string) || (complete && head[2] !== undefined))) {
    if (!complete) return { torn: 'torn: it begins with our time and kind and does not end in an id of ten characters' };
    return {
      id,
      ours: true,
      kind: head[1] as string,
      actor: head[2],
      timeMs,
      text: textOf(lines, time[0].length + head[0].length, anchor),
    };
  }
  const cut = lines.length === 1 && Object.keys(KINDS).some((kind) => kind.startsWith(rest) || rest === `${kind}@`);
  return cut ? { torn: 'torn: cut off in its kind' } : undefined;
}

function readLenient(lines: readonly string[], anchor: RegExpExecArray | null): ReadBullet {
  const first = lines[0] as string;
  const time = ANY_TIME.exec(first);
  const timeMs = time ? timeOf(time) : undefined;
  const text = textOf(lines, time && timeMs !== undefined ? time[0].length : 0, anchor);
  return { id: anchor?.[1], ours: false, kind: 'bullet', actor: undefined, timeMs, text };
}

function textOf(lines: readonly string[], headLength: number, anchor: RegExpExecArray | null): string {
  const last = lines.at(-1) as string;
  const end = anchor ? anchor.index : last.length;
  if (lines.length === 1) return trim(last.slice(Math.min(headLength, end), end));
  return trim([(lines[0] as string).slice(headLength), ...lines.slice(1, -1), last.slice(0, end)].join('\n'));
}

function trim(text: string): string {
  return text.replace(/^[ \t\n]+/, '').replace(/(?<![ \t\n])[ \t\n]+$/, '');
}

function timeOf(match: RegExpExecArray): number | undefined {
  const [hours, minutes, seconds, millis] = [match[1], match[2], match[3] ?? '0', match[4] ?? '0'].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + millis;
}
