/**
 * A segment: the postings and documents of a set of files as one text, made once and never changed. Pure.
 *
 *     {"format":1, "files":[["logs/2026/11/2026-11-20.md",0,12], ...], "id":[...], "at":[...], ...}     head: columns, a value a document
 *     parser\t0,1,7,2                                                                                   a term; document, frequency, ...
 *     ...                                                                                               (terms sorted by code unit)
 *                                                                                                       an empty line
 *     {"id":"k7d0c1m2xq", ...}                                                                          the documents, in order
 *
 * A search needs the lines of a few terms and of a few documents, and decodes only those: a MiniSearch of everything takes 150 to
 * 200 ms and 60 MB to load at 12,000 entries (measured).
 */
import { shortHash } from '../hash.js';
import type { Doc } from './document.js';
import { searchable } from './document.js';
import { indexTerms, type WordMemo } from './tokenize.js';

/** Raise it when terms, documents or this layout change: older segments are rebuilt unasked. */
export const SEGMENT_FORMAT = 1;

/** Columns: entry n of each is about document n. */
export interface SegmentHead {
  readonly format: number;
  /** Source, first document, number of documents. */
  readonly files: readonly (readonly [string, number, number])[];
  readonly id: readonly string[];
  /** For bullets that kairos did not write, a digest of the text: a person may use one anchor twice. '' for the rest. */
  readonly digest: readonly string[];
  readonly atMs: readonly number[];
  readonly line: readonly number[];
  /** Distinct terms. */
  readonly length: readonly number[];
  /** Index into `topics`; the first is ''. */
  readonly topic: readonly number[];
  readonly topics: readonly string[];
  /** Index into `actors`; the first is ''. */
  readonly actor: readonly number[];
  readonly actors: readonly string[];
  /** Bits: 1 long-term, 2 turn of a conversation. */
  readonly flags: readonly number[];
}

export interface Segment {
  readonly head: SegmentHead;
  /** The lines of the terms, without the last newline. */
  readonly postings: string;
  /** Where each of those lines begins, for a search by halves. */
  readonly starts: Int32Array;
  readonly docs: readonly string[];
}

/** Sorted, so that equal documents give equal bytes. */
const DOC_KEYS: (keyof Doc)[] = [
  'actor',
  'atMs',
  'commit',
  'defined',
  'id',
  'kind',
  'line',
  'origin',
  'ours',
  'path',
  'struckBy',
  'text',
  'tier',
  'title',
  'topic',
  'turn',
];

/** The text of a segment over the documents of some files, given in order of path. */
export function formatSegment(files: readonly { readonly path: string; readonly docs: readonly Doc[] }[]): string {
  const docs = files.flatMap((file) => file.docs);
  const { postings, length } = invert(docs);
  const actors = [
    '',
    ...new Set(
      docs
        .map((doc) => doc.actor)
        .filter((actor) => actor !== '')
        .sort(),
    ),
  ];
  const actorNumber = new Map(actors.map((actor, at) => [actor, at]));
  const topics = ['', ...new Set(docs.flatMap((doc) => (doc.tier === 'ltm' ? [doc.path] : [])).sort())];
  let first = 0;
  const head: SegmentHead = {
    actor: docs.map((doc) => actorNumber.get(doc.actor) ?? 0),
    actors,
    atMs: docs.map((doc) => doc.atMs),
    digest: docs.map((doc) => (doc.ours ? '' : shortHash([doc.text]))),
    files: files.map(({ path, docs: { length: count } }) => [path, (first += count) - count, count]),
    flags: docs.map((doc) => (doc.tier === 'ltm' ? 1 : 0) | (doc.turn ? 2 : 0)),
    format: SEGMENT_FORMAT,
    id: docs.map((doc) => doc.id),
    length,
    line: docs.map((doc) => doc.line),
    topic: docs.map((doc) => (doc.tier === 'ltm' ? topics.indexOf(doc.path) : 0)),
    topics,
  };
  const lines = [...postings.keys()].sort().map((term) => `${term}\t${(postings.get(term) as number[]).join(',')}`);
  return `${[JSON.stringify(head), ...lines, '', ...docs.map((doc) => JSON.stringify(doc, DOC_KEYS))].join('\n')}\n`;
}

/**
 * Term -> document, frequency, document, ..., and each document's number of distinct terms: what MiniSearch exports, without the tree
 * that it would build first (0.7 of 1.4 s at 12,000 entries).
 */
function invert(docs: readonly Doc[]): { postings: Map<string, number[]>; length: number[] } {
  const postings = new Map<string, number[]>();
  const memo: WordMemo = new Map();
  /** True for the first time that the document has the term. */
  const count = (term: string, at: number): boolean => {
    const list = postings.get(term);
    const known = list !== undefined && list[list.length - 2] === at;
    if (known) list[list.length - 1] = (list[list.length - 1] as number) + 1;
    else if (list) list.push(at, 1);
    else postings.set(term, [at, 1]);
    return !known;
  };
  const length = docs.map((doc, at) => {
    const { words, context } = searchable(doc);
    let distinct = 0;
    for (const term of indexTerms(words, memo)) if (count(term, at)) distinct += 1;
    for (const term of indexTerms(context, memo)) count(term, at);
    return distinct;
  });
  return { postings, length };
}

/** Reads a segment, or undefined if the text is not a whole one of this format. */
export function parseSegment(text: string): Segment | undefined {
  const headEnd = text.indexOf('\n');
  const postingsEnd = text.indexOf('\n\n', headEnd);
  if (headEnd < 0 || postingsEnd < 0 || !text.endsWith('\n')) return undefined;
  try {
    const head = JSON.parse(text.slice(0, headEnd)) as SegmentHead;
    const docs = postingsEnd + 2 >= text.length ? [] : text.slice(postingsEnd + 2, -1).split('\n');
    if (head.format !== SEGMENT_FORMAT || head.id.length !== docs.length) return undefined;
    const postings = text.slice(headEnd + 1, Math.max(headEnd + 1, postingsEnd));
    return { head, postings, starts: lineStarts(postings), docs };
  } catch {
    return undefined;
  }
}

function lineStarts(text: string): Int32Array {
  const starts: number[] = [];
  for (let at = 0; at < text.length;) {
    starts.push(at);
    const newline = text.indexOf('\n', at);
    at = newline < 0 ? text.length : newline + 1;
  }
  return Int32Array.from(starts);
}

function termAt({ postings, starts }: Segment, line: number): string {
  const start = starts[line] as number;
  return postings.slice(start, postings.indexOf('\t', start));
}

/** The first line whose term is not less than this one. */
function lineOf(segment: Segment, term: string): number {
  let [low, high] = [0, segment.starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (termAt(segment, middle) < term) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The documents that have a term, with their frequencies: document, frequency, document, ... */
export function postingsOf(segment: Segment, term: string): number[] {
  const line = lineOf(segment, term);
  if (line === segment.starts.length || termAt(segment, line) !== term) return [];
  const end = segment.starts[line + 1];
  const list = segment.postings.slice((segment.starts[line] as number) + term.length + 1, end === undefined ? undefined : end - 1);
  return list.split(',').map(Number);
}

/** Terms that begin so, in order. */
export function termsWithPrefix(segment: Segment, prefix: string): string[] {
  const terms: string[] = [];
  for (let line = lineOf(segment, prefix); line < segment.starts.length; line++) {
    const term = termAt(segment, line);
    if (!term.startsWith(prefix)) break;
    terms.push(term);
  }
  return terms;
}

/** One document of a segment, decoded. */
export function docAt(segment: Segment, at: number): Doc {
  return JSON.parse(segment.docs[at] ?? 'null') as Doc;
}
