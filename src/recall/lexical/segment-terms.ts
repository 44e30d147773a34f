/** Inverts documents: computes for each term the documents that have it and how often, in the order that a segment stores. Pure. */
import { searchable, type Doc } from '../text/document.js';
import { termsSaid } from '../text/says.js';
import { encodeAll, grown } from './typed-array.js';
import { countOf, type Part } from './segment-source.js';
import { runOf, termsOf, type Sections, type Segment } from './segment.js';
import { indexTerms, type WordMemo } from '../text/tokenize.js';

export type TermSection = 'length' | 'says' | 'terms' | 'termStart' | 'postingStart' | 'postingDoc' | 'postingCount';

/** The largest frequency that a segment stores, in one byte. */
const MOST = 255;

/** Occurrences as growing columns: a term, a document that has it, and how often. */
interface Occurrences {
  readonly numbers: Map<string, number>;
  term: Int32Array<ArrayBuffer>;
  doc: Int32Array<ArrayBuffer>;
  count: Uint8Array<ArrayBuffer>;
  size: number;
}

/** The term sections of a segment. @param parts sources in order. @param docs all their documents, in the same order. */
export function invert(parts: readonly Part[], docs: readonly Doc[]): Pick<Sections, TermSection> {
  const length = new Int32Array(docs.length);
  const says = new Uint8Array(docs.length);
  const room = 1024 + docs.length * 32;
  const found: Occurrences = {
    numbers: new Map(),
    term: new Int32Array(room),
    doc: new Int32Array(room),
    count: new Uint8Array(room),
    size: 0,
  };
  const taken = new Map<Segment, Int32Array>();
  const memo: WordMemo = new Map();
  const latest: number[] = [];
  let at = 0;
  for (const part of parts) {
    const count = countOf(part);
    const kept = 'from' in part ? { from: part.from, ...runOf(part.from, part.path) } : part.kept;
    if (kept) {
      const { from, first } = kept;
      const places = taken.get(from) ?? new Int32Array(from.count).fill(-1);
      taken.set(from, places);
      for (let n = 0; n < kept.count; n++) {
        places[first + n] = at + n;
        length[at + n] = from.length[first + n] as number;
        says[at + n] = from.says[first + n] as number;
      }
    }
    for (let n = kept?.count ?? 0; n < count; n++) {
      const doc = docs[at + n] as Doc;
      length[at + n] = read(found, latest, doc, at + n, memo);
      if (doc.turn) says[at + n] = termsSaid(doc.text, memo);
    }
    at += count;
  }
  for (const [segment, places] of taken) takeOver(found, segment, places);
  return { length, says, ...sortOccurrences(found, docs.length) };
}

function put(found: Occurrences, term: string, doc: number, count: number): number {
  const at = found.size++;
  if (at === found.term.length) {
    found.term = grown(found.term, at + 1);
    found.doc = grown(found.doc, at + 1);
    found.count = grown(found.count, at + 1);
  }
  let number = found.numbers.get(term);
  if (number === undefined) found.numbers.set(term, (number = found.numbers.size));
  found.term[at] = number;
  found.doc[at] = doc;
  found.count[at] = count;
  return number;
}

/**
 * Adds a document's terms and returns the number of distinct ones among its own words.
 * @param latest number of a term -> its last occurrence.
 */
function read(found: Occurrences, latest: number[], doc: Doc, at: number, memo: WordMemo): number {
  const { words, context } = searchable(doc);
  let distinct = 0;
  const add = (term: string, counts: boolean): void => {
    const known = latest[found.numbers.get(term) ?? -1];
    if (known !== undefined && found.doc[known] === at) {
      if ((found.count[known] as number) < MOST) found.count[known] = (found.count[known] as number) + 1;
      return;
    }
    latest[put(found, term, at, 1)] = found.size - 1;
    if (counts) distinct += 1;
  };
  for (const term of indexTerms(words, memo)) add(term, true);
  for (const term of indexTerms(context, memo)) add(term, false);
  return distinct;
}

/** Copies the occurrences of another segment. @param places document there -> document here, or -1. */
function takeOver(found: Occurrences, segment: Segment, places: Int32Array): void {
  const { postingStart, postingDoc, postingCount } = segment;
  for (const [n, term] of termsOf(segment).entries()) {
    const end = postingStart[n + 1] as number;
    for (let at = postingStart[n] as number; at < end; at++) {
      const doc = places[postingDoc[at] as number] as number;
      if (doc >= 0) put(found, term, doc, postingCount[at] as number);
    }
  }
}

/** Sorts postings by term, and those of a term by document. */
function sortOccurrences(
  { numbers, term, doc, count, size }: Occurrences,
  docs: number,
): Omit<Pick<Sections, TermSection>, 'length' | 'says'> {
  const sorted = sortedByBytes([...numbers.keys()]);
  const rank = new Int32Array(sorted.length);
  for (const [n, name] of sorted.entries()) rank[numbers.get(name) as number] = n;
  const ranks = term.subarray(0, size).map((number) => rank[number] as number);
  const byDoc = countingSort(doc.subarray(0, size), undefined, docs).order;
  const { order, starts } = countingSort(ranks, byDoc, sorted.length);
  const termStart = new Uint32Array(sorted.length + 1);
  const terms = encodeAll(sorted, termStart);
  return {
    terms,
    termStart,
    postingStart: starts,
    postingDoc: Int32Array.from(order, (at) => doc[at] as number),
    postingCount: Uint8Array.from(order, (at) => count[at] as number),
  };
}

/** A stable counting sort: the indexes of `before` ordered by their keys (all below `limit`), and the place where each key begins. */
function countingSort(keys: Int32Array, before: Uint32Array | undefined, limit: number): { order: Uint32Array; starts: Uint32Array } {
  const starts = new Uint32Array(limit + 1);
  for (const key of keys) starts[key + 1] = (starts[key + 1] as number) + 1;
  for (let key = 0; key < limit; key++) starts[key + 1] = (starts[key + 1] as number) + (starts[key] as number);
  const next = starts.slice();
  const order = new Uint32Array(keys.length);
  for (let n = 0; n < keys.length; n++) {
    const at = before ? (before[n] as number) : n;
    const key = keys[at] as number;
    order[next[key] as number] = at;
    next[key] = (next[key] as number) + 1;
  }
  return { order, starts };
}

/** Sorts as the UTF-8 bytes sort, that is by code point. Strings sort by code unit, which differs only where surrogates occur. */
function sortedByBytes(terms: string[]): string[] {
  terms.sort();
  if (!terms.some((term) => /[\ud800-\udfff]/.test(term))) return terms;
  return terms.sort((a, b) => {
    const [left, right] = [Array.from(a), Array.from(b)];
    for (let n = 0; n < left.length && n < right.length; n++) {
      const difference = ((left[n] as string).codePointAt(0) ?? 0) - ((right[n] as string).codePointAt(0) ?? 0);
      if (difference !== 0) return difference;
    }
    return left.length - right.length;
  });
}
