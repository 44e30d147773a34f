/**
 * Builds the bytes of a segment from newly read documents and from files that another segment holds. Terms and chunk keys of the latter are
 * copied, since computing them is most of the work. Equal documents give equal bytes, whether read or copied. Pure.
 */
import { byText } from '../../base/order.js';
import { readCommitText, COMMIT_KINDS } from '../../memory/commit-text.js';
import { sortedJson } from '../../base/json.js';
import { ORIGINS } from '../../memory/kinds.js';
import { readImportText } from '../../memory/import-text.js';
import { mayReverse, reversedIn } from '../../memory/reverted.js';
import { chunksBeside } from '../text/chunk.js';
import type { Doc } from '../text/document.js';
import { encodeAll, grown } from './typed-array.js';
import { countOf, type Part } from './segment-source.js';
import {
  DEFINED,
  docAt,
  HEADER_WORDS,
  LONG_TERM,
  MAGIC,
  numberOfId,
  OURS,
  REVISES,
  runOf,
  SECTION_NAMES,
  SEGMENT_FORMAT,
  STRUCK,
  TURN,
  WINDOW,
  type SectionName,
  type Segment,
  type SegmentMeta,
  type Sections,
} from './segment.js';
import { bytesOfHex, KEY_BYTES } from '../vectors/shard.js';
import { invert, type TermSection } from './segment-terms.js';

const TWELVE_DIGITS = /^[0-9a-f]{12}$/;
const NUMBER_OF_ORIGIN = new Map<string, number>(ORIGINS.map((origin, n) => [origin, n]));

/** The bytes of a segment over these sources, given in any order. */
export function formatSegment(given: readonly Part[]): Uint8Array {
  const parts = [...given].sort(byText(({ path }) => path));
  const docs = parts.flatMap((part) => docsOfPart(part));
  const { columns, meta } = columnsOf(docs);
  let first = 0;
  const whole: SegmentMeta = {
    ...meta,
    files: parts.map((part): [string, number, number] => {
      const count = countOf(part);
      return [part.path, (first += count) - count, count];
    }),
    relates: Object.assign({}, ...parts.map((part) => ('from' in part ? relatesIn(part) : part.relates))) as SegmentMeta['relates'],
    touches: Object.fromEntries(
      parts.flatMap((part) => {
        const touches = 'from' in part ? (part.from.meta.touches[part.path] ?? []) : part.touches;
        return touches.length === 0 ? [] : [[part.path, touches]];
      }),
    ),
  };
  return layOut(whole, { ...columns, ...chunkColumns(parts, docs, columns.flags), ...invert(parts, docs) });
}

function docsOfPart(part: Part): readonly Doc[] {
  if (!('from' in part)) return part.docs;
  const { first, count } = runOf(part.from, part.path);
  return Array.from({ length: count }, (_, n) => docAt(part.from, first + n));
}

/** The `relates:` lines that a source brings; only the source of all topics has any. */
function relatesIn({ from, path }: { readonly from: Segment; readonly path: string }): SegmentMeta['relates'] {
  const { first, count } = runOf(from, path);
  return count > 0 && ((from.flags[first] as number) & LONG_TERM) !== 0 ? from.meta.relates : {};
}

// ---------------------------------------------------------------- columns

type Columns = Record<Exclude<SectionName, ChunkSection | TermSection>, Sectioned>;
type ChunkSection = 'chunkStart' | 'chunkKeys';
type Sectioned = Sections[SectionName];

function columnsOf(docs: readonly Doc[]): {
  columns: Columns & { flags: Uint8Array };
  meta: Omit<SegmentMeta, 'files' | 'relates' | 'touches'>;
} {
  const otherIds = uniqueSorted(docs.map(({ id }) => id)).filter((id) => Number.isNaN(numberOfId(id, [])));
  const actors = ['', ...uniqueSorted(docs.map(({ actor }) => actor)).filter((actor) => actor !== '')];
  const kinds = uniqueSorted(docs.map(({ kind }) => kind));
  const titleOf = new Map(docs.map(({ path, title }) => [path, title ?? '']));
  const paths = [...titleOf.keys()].sort();
  const [actorAt, kindAt, pathAt] = [actors, kinds, paths].map((list) => new Map(list.map((name, n) => [name, n])));
  const commits: Record<string, string> = {};
  const struckBy: Record<string, string> = {};
  const cites: Record<string, readonly string[]> = {};
  const facts: Record<string, string> = {};
  for (const [at, doc] of docs.entries()) {
    if (doc.commit !== undefined && !TWELVE_DIGITS.test(doc.commit)) commits[at] = doc.commit;
    if (doc.struckBy !== undefined && doc.struckBy !== '') struckBy[at] = doc.struckBy;
    if (doc.cites !== undefined) cites[at] = doc.cites;
    if (doc.slot !== undefined) facts[at] = doc.slot;
  }
  const id = Float64Array.from(docs, (doc) => numberOfId(doc.id, otherIds));
  const columns = {
    id,
    atMs: Float64Array.from(docs, ({ atMs }) => atMs),
    commit: Float64Array.from(docs, ({ commit }) => (commit === undefined ? -1 : TWELVE_DIGITS.test(commit) ? parseInt(commit, 16) : -2)),
    byId: Int32Array.from(docs.keys()).sort((a, b) => (id[a] as number) - (id[b] as number) || a - b),
    line: Int32Array.from(docs, ({ line }) => line),
    file: Int32Array.from(docs, ({ path }) => pathAt?.get(path) ?? 0),
    actor: Int32Array.from(docs, ({ actor }) => actorAt?.get(actor) ?? 0),
    subject: Uint32Array.from(docs, (doc) => subjectHash(doc)),
    kind: Uint16Array.from(docs, ({ kind }) => kindAt?.get(kind) ?? 0),
    origin: Uint8Array.from(docs, ({ origin }) => NUMBER_OF_ORIGIN.get(origin) ?? 0),
    flags: Uint8Array.from(docs, flagsOf),
    ...textColumns(docs),
  };
  return {
    columns,
    meta: { actors, cites, commits, facts, kinds, otherIds, paths, struckBy, titles: paths.map((path) => titleOf.get(path) ?? '') },
  };
}

function uniqueSorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}

function flagsOf(doc: Doc): number {
  return (
    (doc.tier === 'ltm' ? LONG_TERM : 0) |
    (doc.turn ? TURN : 0) |
    (doc.ours ? OURS : 0) |
    (doc.defined ? DEFINED : 0) |
    (doc.struckBy === undefined ? 0 : STRUCK) |
    ((isCommit(doc) && mayRevise(doc)) || isReplacingImport(doc) ? REVISES : 0)
  );
}

function isCommit(doc: Doc): boolean {
  return doc.ours && doc.commit !== undefined && COMMIT_KINDS.has(doc.kind);
}

/** An import that names an entry which it replaces, or one that replaces it. */
function isReplacingImport({ ours, kind, text }: Doc): boolean {
  const read = ours && kind === 'import' ? readImportText(text) : undefined;
  return (read?.inPlaceOf ?? read?.supersededBy) !== undefined;
}

/** Whether a commit may replace another entry: one without these marks cannot. See superseded.ts. */
function mayRevise({ kind, text }: Doc): boolean {
  if (kind === 'amend') return true;
  const read = readCommitText(text);
  return read !== undefined && mayReverse(read.subject, read.body);
}

/** Of the root of the subject, so that a revert is found by what it reverts. */
function subjectHash(doc: Doc): number {
  const subject = isCommit(doc) ? readCommitText(doc.text)?.subject : undefined;
  return subject === undefined ? 0 : hashOf(reversedIn(subject).base);
}

/** FNV-1a over the code units, never 0. Equal texts have equal hashes; callers compare the texts behind equal hashes. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193);
  return hash >>> 0 || 1;
}

const ENCODER = new TextEncoder();

function textColumns(docs: readonly Doc[]): { text: Uint8Array; textStart: Uint32Array } {
  const textStart = new Uint32Array(docs.length + 1);
  const text = encodeAll(
    docs.map((doc) => doc.text),
    textStart,
  );
  return { text, textStart };
}

// ---------------------------------------------------------------- chunks

const NOTHING = { chunkStart: new Int32Array(), chunkKeys: new Uint8Array(), flags: new Uint8Array() };

/** The chunk keys by document. Also sets the flag WINDOW of documents whose last chunk is a window. */
function chunkColumns(parts: readonly Part[], docs: readonly Doc[], flags: Uint8Array): Record<ChunkSection, Sectioned> {
  const chunkStart = new Int32Array(docs.length + 1);
  let keys = new Uint8Array(KEY_BYTES * (docs.length + 64) * 2);
  let [at, end] = [0, 0];
  const add = (source: Uint8Array): void => {
    if (end + source.length > keys.length) keys = grown(keys, end + source.length);
    keys.set(source, end);
    end += source.length;
  };
  for (const part of parts) {
    const kept = 'from' in part ? { from: part.from, ...runOf(part.from, part.path) } : part.kept;
    // The window of a turn reaches into the next one, which may be new.
    const held = kept ? kept.count - ('from' in part ? 0 : 1) : 0;
    const { chunkStart: starts, chunkKeys, flags: bits } = kept?.from ?? NOTHING;
    for (let n = 0; n < held; n++, at++) {
      const from = (kept?.first ?? 0) + n;
      chunkStart[at] = end / KEY_BYTES;
      add(chunkKeys.subarray((starts[from] as number) * KEY_BYTES, (starts[from + 1] as number) * KEY_BYTES));
      flags[at] = (flags[at] as number) | ((bits[from] as number) & WINDOW);
    }
    const fresh = 'from' in part ? [] : part.docs;
    for (let n = held; n < fresh.length; n++, at++) {
      const { own, window } = chunksBeside(fresh[n] as Doc, fresh[n - 1], fresh[n + 1]);
      chunkStart[at] = end / KEY_BYTES;
      for (const { key } of window ? [...own, window] : own) add(bytesOfHex(key));
      if (window) flags[at] = (flags[at] as number) | WINDOW;
    }
  }
  chunkStart[docs.length] = end / KEY_BYTES;
  return { chunkStart, chunkKeys: keys.subarray(0, end) };
}

// ---------------------------------------------------------------- bytes

function layOut(meta: SegmentMeta, sections: Record<SectionName, Sectioned>): Uint8Array {
  const json = ENCODER.encode(sortedJson(meta));
  const words = HEADER_WORDS + 2 * SECTION_NAMES.length;
  const header = new Uint32Array(words);
  header.set([MAGIC, SEGMENT_FORMAT, json.length]);
  let end = aligned(words * 4 + json.length);
  for (const [n, name] of SECTION_NAMES.entries()) {
    header.set([end, sections[name].length], HEADER_WORDS + 2 * n);
    end = aligned(end + sections[name].byteLength);
  }
  const bytes = new Uint8Array(end);
  bytes.set(new Uint8Array(header.buffer));
  bytes.set(json, words * 4);
  for (const [n, name] of SECTION_NAMES.entries()) {
    const { buffer, byteOffset, byteLength } = sections[name];
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), header[HEADER_WORDS + 2 * n]);
  }
  return bytes;
}

function aligned(length: number): number {
  return Math.ceil(length / 8) * 8;
}
