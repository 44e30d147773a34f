/**
 * Cuts documents into chunks for embedding: texts of at most some 200 tokens, each with a header, and with the hash of its text as the key. Pure; it
 * embeds nothing and knows no model.
 */
import { utcDay } from '../../dates/day.js';
import { harmless } from '../../base/harmless-text.js';
import { sha256 } from '../../base/hash.js';
import { commitWords, readCommitText } from '../../memory/commit-text.js';
import { readCreated } from '../../memory/ref-text.js';
import { withoutReferences } from '../../memory/references.js';
import { type Doc, undatedText } from './document.js';

/** The version of the rules here, part of the folder's name: raise it when headers, cuts or limits change, so that older vectors are not used. */
export const CHUNKER = 'c1';
/** The size of a chunk. MiniLM has the smallest window, 256 tokens, and ignores the rest; the estimate below is at most a tenth too low. */
export const CHUNK_TOKENS = 200;
/** Enough for an entry of 16 KB of prose. Denser text beyond it is not embedded, but found by its words. */
export const MAX_CHUNKS = 20;
/** A turn of at least this size is clear without its neighbours, so it gets no window. */
const SHORT_TURN_TOKENS = 120;
const HEADER_TOKENS = 40;
const NEAR_MS = 30 * 60 * 1000;
/** Whether short turns are also embedded with their neighbours. */
const WINDOWS = true;

export interface Chunk {
  /** 24 hexadecimal digits: the first twelve bytes of SHA-256 of the text. */
  readonly key: string;
  readonly text: string;
}

export interface DocChunks {
  /** At least one; none for a document that is nothing but a name. */
  readonly own: readonly Chunk[];
  /** For a short turn of a conversation: its text with its neighbours. */
  readonly window?: Chunk;
}

/**
 * The chunks of one document.
 * @param around for turns only: the turns next to it in the same file, if they are near in time.
 */
export function chunksOf(doc: Doc, around: { readonly before?: Doc; readonly after?: Doc } = {}): DocChunks {
  if (isBareName(doc)) return { own: [] };
  const { header, body } = partsOf(doc);
  const room = CHUNK_TOKENS - estimateTokens(header);
  const own = cut(body, room)
    .slice(0, MAX_CHUNKS)
    .map((piece) => chunkOf(`${header}${piece}`));
  const window = WINDOWS && doc.turn && own.length === 1 ? windowOf(doc, around) : undefined;
  return window === undefined ? { own } : { own, window: chunkOf(window) };
}

/** The chunks of a file's documents, in the order of the file. The neighbours of a turn are the turns directly before and after it, within 30 minutes. */
export function chunksOfFile(docs: readonly Doc[]): DocChunks[] {
  return docs.map((doc, at) => chunksBeside(doc, docs[at - 1], docs[at + 1]));
}

/** The same of one document of a file. @param before the one above it in the file. @param after the one below it. */
export function chunksBeside(doc: Doc, before: Doc | undefined, after: Doc | undefined): DocChunks {
  const isNear = (other: Doc | undefined): other is Doc =>
    doc.turn && other?.turn === true && other.path === doc.path && Math.abs(other.atMs - doc.atMs) <= NEAR_MS;
  return chunksOf(doc, { ...(isNear(before) && { before }), ...(isNear(after) && { after }) });
}

/**
 * True for `v2.0.0 created at 3b0057d8eee9`, which is found by its words alone. A model cannot tell versions apart and puts all of them near any
 * short question, so that tags would rank above the answers.
 */
function isBareName({ ours, kind, text }: Doc): boolean {
  return ours && kind === 'tag' && readCreated(text.trim())?.isBare === true;
}

/** Words that something invisible cuts apart mean nothing to a model. */
function chunkOf(written: string): Chunk {
  const text = harmless(written);
  return { key: sha256(text).slice(0, 24), text };
}

// ---------------------------------------------------------------- header

const TURN = /^\*\*[^*\n]{1,60}?:?\*\*:?[ \t]+/;
/** Object ids mean nothing to a model and cost six to eight tokens each. */
const OBJECT_ID = /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12}\b(?: -> )?/g;

/** The header and the body of a document. The header names actor, topic, kind and day, which the text itself does not say. */
function partsOf(doc: Doc): { header: string; body: string } {
  const { header, body } = plainPartsOf(doc);
  return { header, body: spelled(body) };
}

/** camelCase, and PascalCase of three parts and more. With one inner capital it is a name (GitHub, JavaScript, iPhone). */
const CAMEL = /(?<![A-Za-z0-9])(?:[a-z]{2,}[a-z0-9]*[A-Z]|[A-Z][a-z0-9]+[A-Z][a-z0-9]+[A-Z])[A-Za-z0-9]*/g;

/** The text with identifiers split into words, as a person asks for them. It gains 2.4 points of recall at 5 on questions about code. */
function spelled(text: string): string {
  return text.replace(/(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])/g, ' ').replace(CAMEL, (name) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' '));
}

function plainPartsOf(doc: Doc): { header: string; body: string } {
  const text = withoutReferences(doc.text).trim();
  if (doc.tier === 'ltm') return { header: headerOf([doc.title ?? doc.topic ?? '']), body: undatedText(text) };
  if (doc.turn) return { header: headerOf([doc.actor]), body: text.replace(TURN, '') };
  if (!doc.ours) return { header: '', body: text };
  const commit = readCommitText(text);
  const day = doc.atMs === 0 ? '' : utcDay(doc.atMs);
  const who = doc.actor === '' || doc.actor === 'unknown' ? doc.kind : `${doc.kind} by ${doc.actor}`;
  const body = commit ? commitWords(commit).slice(commit.commit.length + 1) : text;
  return { header: headerOf([[who, day].filter((part) => part !== '').join(', ')]), body: body.replace(OBJECT_ID, '').trim() };
}

function headerOf(parts: readonly string[]): string {
  const header = parts
    .filter((part) => part !== '')
    .join(', ')
    .replace(/\s+/g, ' ')
    .trim();
  return header === '' ? '' : `${cut(header, HEADER_TOKENS)[0] ?? ''}: `;
}

// ---------------------------------------------------------------- window

/** The turn between its neighbours, a line each. The neighbours share the room that the turn leaves: the end of the one before, the beginning of the other. */
function windowOf(doc: Doc, { before, after }: { readonly before?: Doc; readonly after?: Doc }): string | undefined {
  if (!before && !after) return undefined;
  const middle = spoken(doc);
  const size = estimateTokens(middle);
  if (size > SHORT_TURN_TOKENS) return undefined;
  const room = (CHUNK_TOKENS - size) / (before && after ? 2 : 1);
  const lines: string[] = [];
  if (before) {
    const { header, body } = partsOf(before);
    lines.push(`${header}${cut(body, Math.max(8, room - estimateTokens(header))).at(-1) ?? ''}`);
  }
  lines.push(middle);
  if (after) lines.push(cut(spoken(after), room)[0] ?? '');
  return lines.join('\n');
}

function spoken(doc: Doc): string {
  const { header, body } = partsOf(doc);
  return `${header}${body}`;
}

// ---------------------------------------------------------------- cutting

/** From the strongest boundary to the weakest; a text without any that is too long is cut between characters. */
const BOUNDARIES: readonly RegExp[] = [/(?<=\n)[ \t]*\n+/, /(?<=\n)/, /(?<=[.!?。！？;；][)"'”’]?)\s+|(?<=[。！？；])/, /(?<=\s)/];

/**
 * Cuts a text into pieces of at most `room` tokens, at paragraphs, else at lines, sentences or words. The pieces have about equal sizes, so that the
 * last one is not tiny. [''] for an empty text.
 */
function cut(text: string, room: number): string[] {
  const total = estimateTokens(text);
  if (total <= room) return [text.trim()];
  const share = total / Math.ceil(total / room);
  const pieces: string[] = [];
  let [piece, size] = ['', 0];
  for (const { text: atom, tokens } of atoms(text, room, 0)) {
    if (piece !== '' && (size >= share || size + tokens > room)) {
      pieces.push(piece.trim());
      [piece, size] = ['', 0];
    }
    piece += atom;
    size += tokens;
  }
  pieces.push(piece.trim());
  return pieces.filter((one) => one !== '');
}

function atoms(text: string, room: number, level: number): { text: string; tokens: number }[] {
  const tokens = estimateTokens(text);
  if (tokens <= room) return [{ text, tokens }];
  const boundary = BOUNDARIES[level];
  if (!boundary) return characters(text, room);
  return splitKeeping(text, boundary).flatMap((part) => atoms(part, room, level + 1));
}

/** Splits after each match; the joined pieces are the text. */
function splitKeeping(text: string, boundary: RegExp): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(new RegExp(boundary.source, 'gu'))) {
    const end = match.index + match[0].length;
    if (end > from && end < text.length) {
      parts.push(text.slice(from, end));
      from = end;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** Cuts a run without boundaries: minified code, base64, CJK without a full stop. No character makes more than three tokens. */
function characters(text: string, room: number): { text: string; tokens: number }[] {
  const step = Math.max(1, Math.floor(room / 3));
  const letters = Array.from(text);
  const parts: { text: string; tokens: number }[] = [];
  for (let at = 0; at < letters.length; at += step) {
    const part = letters.slice(at, at + step).join('');
    parts.push({ text: part, tokens: estimateTokens(part) });
  }
  return parts;
}

const LEXEME = /[A-Za-z0-9\u00c0-\u024f]+|[^\s]/gu;
/** Letters mixed with digits, or a very long run: hashes, base64, generated names. */
const DENSE = /\d|^.{25}/;
const HANGUL = /[\uac00-\ud7af]/;

/**
 * An estimate of the number of tokens that a model of BERT's family makes of a text: one for each five letters of a Latin word, rounded up; three for
 * each four characters of a number or of mixed letters and digits; three for a Hangul syllable; one for every other character (CJK, Cyrillic,
 * punctuation). On prose, code, diffs and logs MiniLM's tokenizer makes 0.73 to 1.10 times as many.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [lexeme] of text.matchAll(LEXEME)) {
    if (lexeme.length === 1) tokens += HANGUL.test(lexeme) ? 3 : 1;
    else tokens += Math.ceil(DENSE.test(lexeme) ? (lexeme.length * 3) / 4 : lexeme.length / 5);
  }
  return tokens;
}
