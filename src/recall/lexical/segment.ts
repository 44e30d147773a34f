/**
 * A segment: the postings and documents of a set of files as one run of bytes. It is built once (segment-build.ts) and never changed. Pure.
 *
 *     magic, format, bytes of meta, then offset and length of each section     Uint32, in the order of SECTIONS
 *     meta                                                                    JSON: names that columns refer to by number
 *     sections                                                                each at a multiple of eight
 *
 * Columns and postings are typed arrays over these bytes, so that opening needs no parsing and no memory beyond the file's; a document is
 * decoded only when it is a hit. Numbers are in the machine's byte order; on a machine of the other order the format number reads wrong, and the
 * segment is made again.
 */
import { ID_LENGTH, isEntryId } from '../../base/ids.js';
import { ORIGINS } from '../../memory/kinds.js';
import type { Doc, SavedTouch } from '../text/document.js';

/** Raise it when terms, documents or this layout change: older segments are then rebuilt. */
export const SEGMENT_FORMAT = 7;
export const MAGIC = 0x52494b4b;

/** Bits of a document. */
export const LONG_TERM = 1;
export const TURN = 2;
export const OURS = 4;
export const DEFINED = 8;
export const STRUCK = 16;
/** The last chunk of the document is a window over its neighbours. */
export const WINDOW = 32;
/** A commit that may replace another entry. */
export const REVISES = 64;

/** Sections and their element types. Documents are numbered in the order of file and line; columns have one value a document. */
export const SECTIONS = {
  /** See `numberOfId`. */
  id: Float64Array,
  /** Milliseconds since 1970; 0 for a topic's bullet without a date. */
  atMs: Float64Array,
  /** Twelve hexadecimal digits as a number; -1 for none, -2 for one in `meta.commits`. */
  commit: Float64Array,
  /** Documents sorted by id, those of one id in order, for binary search. */
  byId: Int32Array,
  line: Int32Array,
  /** Distinct terms. */
  length: Int32Array,
  /** Index into `meta.paths`. */
  file: Int32Array,
  /** Index into `meta.actors`; 0 is ''. */
  actor: Int32Array,
  /** A hash of the root of a commit's subject; 0 for what is no commit. */
  subject: Uint32Array,
  textStart: Uint32Array,
  chunkStart: Int32Array,
  /** Terms in order of their UTF-8 bytes. */
  termStart: Uint32Array,
  postingStart: Uint32Array,
  postingDoc: Int32Array,
  /** Index into `meta.kinds`. */
  kind: Uint16Array,
  /** How often the document has the term, 255 at most. */
  postingCount: Uint8Array,
  /** Index into ORIGINS. */
  origin: Uint8Array,
  /** Of a turn of a conversation, see `termsSaid`; 0 for other documents. */
  says: Uint8Array,
  flags: Uint8Array,
  chunkKeys: Uint8Array,
  terms: Uint8Array,
  text: Uint8Array,
} as const;

export type SectionName = keyof typeof SECTIONS;
type Loosely<T> = T extends Float64Array
  ? Float64Array
  : T extends Int32Array
    ? Int32Array
    : T extends Uint32Array
      ? Uint32Array
      : T extends Uint16Array
        ? Uint16Array
        : Uint8Array;
export type Sections = { readonly [Name in SectionName]: Loosely<InstanceType<(typeof SECTIONS)[Name]>> };
export const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[];
/** Magic, format, bytes of meta, one unused. */
export const HEADER_WORDS = 4;

export interface SegmentMeta {
  readonly actors: readonly string[];
  /** Claim -> the commits that it cites beside the one in the column. */
  readonly cites: Readonly<Record<string, readonly string[]>>;
  /** Document -> commit, where it does not have twelve digits. */
  readonly commits: Readonly<Record<string, string>>;
  /** Claim -> the fact of one current value that it tells, as its `slot:` line names it. */
  readonly facts: Readonly<Record<string, string>>;
  /** Source, first document, number of documents. */
  readonly files: readonly (readonly [string, number, number])[];
  readonly kinds: readonly string[];
  /** Ids that are not ten digits and letters, sorted: a person's anchors. */
  readonly otherIds: readonly string[];
  /** Paths of logs and topics, sorted. */
  readonly paths: readonly string[];
  /** Slug -> slugs. */
  readonly relates: Readonly<Record<string, readonly string[]>>;
  /** Struck document -> what replaced it. */
  readonly struckBy: Readonly<Record<string, string>>;
  /** For each of `paths`: the title of a topic, '' for a log. */
  readonly titles: readonly string[];
  /** Source -> events that its entries add to others (citations, reinforcements). */
  readonly touches: Readonly<Record<string, readonly SavedTouch[]>>;
}

export interface Segment extends Sections {
  /** The whole segment, as it is saved. */
  readonly bytes: Uint8Array;
  readonly meta: SegmentMeta;
  /** The number of documents. */
  readonly count: number;
  readonly termCount: number;
}

/** Reads a segment; undefined if the bytes are not a whole one of this format. The arrays are views, so the bytes must not be changed. */
export function parseSegment(given: Uint8Array): Segment | undefined {
  const bytes = given.byteOffset % 8 === 0 ? given : given.slice();
  const words = HEADER_WORDS + 2 * SECTION_NAMES.length;
  if (bytes.length < words * 4) return undefined;
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, words);
  if (header[0] !== MAGIC || header[1] !== SEGMENT_FORMAT) return undefined;
  try {
    const sections = Object.fromEntries(
      SECTION_NAMES.map((name, n) => {
        const offset = header[HEADER_WORDS + 2 * n] as number;
        const length = header[HEADER_WORDS + 2 * n + 1] as number;
        if (offset + length * SECTIONS[name].BYTES_PER_ELEMENT > bytes.length) throw new RangeError(name);
        return [name, new SECTIONS[name](bytes.buffer as ArrayBuffer, bytes.byteOffset + offset, length)];
      }),
    ) as unknown as Sections;
    const meta = JSON.parse(DECODER.decode(bytes.subarray(words * 4, words * 4 + (header[2] as number)))) as SegmentMeta;
    return { ...sections, bytes, meta, count: sections.id.length, termCount: sections.termStart.length - 1 };
  } catch {
    return undefined;
  }
}

// ---------------------------------------------------------------- ids

/** An id of ten digits and letters as a number below 2^53; other ids are -1, -2, ... by their place in `otherIds`, NaN if not in it. */
export function numberOfId(id: string, otherIds: readonly string[]): number {
  if (isEntryId(id)) return parseInt(id, 36);
  const at = firstAtLeast(otherIds.length, (n) => (otherIds[n] as string) >= id);
  return otherIds[at] === id ? -1 - at : NaN;
}

/** The written id of a document. */
export function idAt({ id, meta }: Segment, at: number): string {
  const number = id[at] as number;
  return number >= 0 ? number.toString(36).padStart(ID_LENGTH, '0') : (meta.otherIds[-1 - number] ?? '');
}

/** The documents of an id, ascending. */
export function docsWithId(segment: Segment, id: string): number[] {
  const number = numberOfId(id, segment.meta.otherIds);
  return Number.isNaN(number) ? [] : docsWithNumber(segment, number);
}

function docsWithNumber({ id, byId, count }: Segment, number: number): number[] {
  const found: number[] = [];
  const first = firstAtLeast(count, (n) => (id[byId[n] as number] as number) >= number);
  for (let n = first; n < count && id[byId[n] as number] === number; n++) found.push(byId[n] as number);
  return found;
}

/** Binary search: the first of the numbers below `count` for which `reached` is true; `count` if there is none. */
export function firstAtLeast(count: number, reached: (n: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

// ---------------------------------------------------------------- terms

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** The number of a term, or -1. Its postings are `postingStart[n]` to `postingStart[n + 1]`. */
export function termNumber(segment: Segment, term: string): number {
  const bytes = ENCODER.encode(term);
  const at = firstTermFrom(segment, bytes);
  return at < segment.termCount && compareTerm(segment, at, bytes) === 0 ? at : -1;
}

/** The terms with this prefix, in order. */
export function termsWithPrefix(segment: Segment, prefix: string): string[] {
  const { first, end } = prefixRange(segment, prefix);
  return Array.from({ length: end - first }, (_, n) => termAt(segment, first + n));
}

/** The numbers of the terms with this prefix: `first` to `end - 1`. */
export function prefixRange(segment: Segment, prefix: string): { first: number; end: number } {
  const bytes = ENCODER.encode(prefix);
  const first = firstTermFrom(segment, bytes);
  const more = firstAtLeast(segment.termCount - first, (n) => !beginsWith(segment, first + n, bytes));
  return { first, end: first + more };
}

/** The n-th term. */
export function termAt({ terms, termStart }: Segment, n: number): string {
  return DECODER.decode(terms.subarray(termStart[n], termStart[n + 1]));
}

/** All terms, in order. */
export function termsOf(segment: Segment): string[] {
  return Array.from({ length: segment.termCount }, (_, n) => termAt(segment, n));
}

function firstTermFrom(segment: Segment, bytes: Uint8Array): number {
  return firstAtLeast(segment.termCount, (at) => compareTerm(segment, at, bytes) >= 0);
}

function compareTerm({ terms, termStart }: Segment, at: number, bytes: Uint8Array): number {
  const start = termStart[at] as number;
  const length = (termStart[at + 1] as number) - start;
  const common = Math.min(length, bytes.length);
  for (let n = 0; n < common; n++) {
    const difference = (terms[start + n] as number) - (bytes[n] as number);
    if (difference !== 0) return difference;
  }
  return length - bytes.length;
}

function beginsWith({ terms, termStart }: Segment, at: number, bytes: Uint8Array): boolean {
  const start = termStart[at] as number;
  if ((termStart[at + 1] as number) - start < bytes.length) return false;
  for (let n = 0; n < bytes.length; n++) if (terms[start + n] !== bytes[n]) return false;
  return true;
}

// ---------------------------------------------------------------- documents

/** One document of a segment, decoded. */
export function docAt(segment: Segment, at: number): Doc {
  const { meta, flags, file, actor, kind, origin, atMs, line } = segment;
  const bits = flags[at] as number;
  const path = meta.paths[file[at] as number] ?? '';
  const ltm = (bits & LONG_TERM) !== 0;
  const commit = commitAt(segment, at);
  return {
    id: idAt(segment, at),
    tier: ltm ? 'ltm' : 'stm',
    path,
    line: line[at] as number,
    kind: meta.kinds[kind[at] as number] ?? '',
    actor: meta.actors[actor[at] as number] ?? '',
    turn: (bits & TURN) !== 0,
    atMs: atMs[at] as number,
    text: textAt(segment, at),
    origin: ORIGINS[origin[at] as number] ?? 'external',
    ours: (bits & OURS) !== 0,
    defined: (bits & DEFINED) !== 0,
    ...(ltm ? { topic: slugOf(path), title: meta.titles[file[at] as number] ?? '' } : {}),
    ...(commit === undefined ? {} : { commit }),
    ...(ltm && meta.cites[at] ? { cites: meta.cites[at] } : {}),
    ...(ltm && meta.facts[at] !== undefined ? { slot: meta.facts[at] } : {}),
    ...((bits & STRUCK) === 0 ? {} : { struckBy: meta.struckBy[at] ?? '' }),
  };
}

/** The text of one document. */
export function textAt({ text, textStart }: Segment, at: number): string {
  return DECODER.decode(text.subarray(textStart[at], textStart[at + 1]));
}

function commitAt({ commit, meta }: Segment, at: number): string | undefined {
  const number = commit[at] as number;
  return number >= 0 ? number.toString(16).padStart(12, '0') : number === -1 ? undefined : meta.commits[at];
}

/** `topics/redis.md` -> `redis` */
function slugOf(path: string): string {
  return path.slice(path.indexOf('/') + 1, -'.md'.length);
}

/** The first document and the number of documents of a source; count 0 for a source that is not in the segment. */
export function runOf(segment: Segment, source: string): { readonly first: number; readonly count: number } {
  const { files } = segment.meta;
  const row = files[firstAtLeast(files.length, (n) => (files[n] as readonly [string, number, number])[0] >= source)];
  return row?.[0] === source ? { first: row[1], count: row[2] } : { first: 0, count: 0 };
}
