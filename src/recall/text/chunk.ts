/**
 * What of a document is embedded: texts of at most some 200 tokens, each with its header, each known by the hash of its text. Pure; it
 * embeds nothing and knows no model.
 */
import { utcDay } from '../../dates/day.js';
import { sha256 } from '../../base/hash.js';
import { commitWords, readCommitText } from '../../memory/commit-text.js';
import { type Doc, undatedText } from './document.js';

/** Part of the folder's name: raise it when headers, cuts or limits change, so that vectors of older texts are not taken for these. */
export const CHUNKER = 'c1';
/** The smallest window among the models is MiniLM's: 256 tokens, the rest is cut off unseen. The estimate below is a tenth too low at most. */
export const CHUNK_TOKENS = 200;
/** Of an entry of 16 KB of prose all is embedded; what is denser than that is found by its words from there on. */
export const MAX_CHUNKS = 20;
/** A turn that says this much needs no neighbours to be understood. */
const SHORT_TURN_TOKENS = 120;
const HEADER_TOKENS = 40;
const NEAR_MS = 30 * 60 * 1000;
/** Turns are embedded with their neighbours, too. */
const WINDOWS = true;

export interface Chunk {
  /** 24 hexadecimal digits: the first twelve bytes of SHA-256 of the text. */
  readonly key: string;
  readonly text: string;
}

export interface DocChunks {
  /** One at least; none of what is nothing but a name. */
  readonly own: readonly Chunk[];
  /** A short turn of a conversation between its neighbours. */
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

/** The chunks of a file's documents, given in the order of the file: a turn's neighbours are the turns right before and after it, within half an hour. */
export function chunksOfFile(docs: readonly Doc[]): DocChunks[] {
  const near = (doc: Doc, other: Doc | undefined): Doc | undefined =>
    doc.turn && other?.turn === true && other.path === doc.path && Math.abs(other.atMs - doc.atMs) <= NEAR_MS ? other : undefined;
  return docs.map((doc, at) => {
    const [before, after] = [near(doc, docs[at - 1]), near(doc, docs[at + 1])];
    return chunksOf(doc, { ...(before ? { before } : {}), ...(after ? { after } : {}) });
  });
}

/**
 * `v2.0.0 created at 3b0057d8eee9`: found by its words. A model cannot tell one version from another, and takes all of them for near to
 * whatever is short: the tags of a history stood above what was asked for.
 */
function isBareName({ ours, kind, text }: Doc): boolean {
  return ours && kind === 'tag' && /^\S+ created at [0-9a-f]{12}$/.test(text.trim());
}

function chunkOf(text: string): Chunk {
  return { key: sha256(text).slice(0, 24), text };
}

// ---------------------------------------------------------------- header

const TURN = /^\*\*[^*\n]{1,60}?:?\*\*:?[ \t]+/;
const REFERENCES = /[ \t]*\(\^[A-Za-z0-9-]+\)/g;
/** Object ids say nothing to a model and cost it six to eight tokens each. */
const OBJECT_ID = /\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12}\b(?: -> )?/g;

/** Who, in which topic, what kind, which day: what a reader of the file sees around the text, and the text alone does not say. */
function partsOf(doc: Doc): { header: string; body: string } {
  const { header, body } = plainPartsOf(doc);
  return { header, body: spelled(body) };
}

/** camelCase, and PascalCase of three parts and more: what has one capital inside is a name (GitHub, JavaScript, iPhone). */
const CAMEL = /(?<![A-Za-z0-9])(?:[a-z]{2,}[a-z0-9]*[A-Z]|[A-Z][a-z0-9]+[A-Z][a-z0-9]+[A-Z])[A-Za-z0-9]*/g;

/** Identifiers in words, as a person would ask for them: +2.4 points of recall at 5 on questions about code, nothing lost elsewhere. */
function spelled(text: string): string {
  return text.replace(/(?<=[A-Za-z0-9])_+(?=[A-Za-z0-9])/g, ' ').replace(CAMEL, (name) => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' '));
}

function plainPartsOf(doc: Doc): { header: string; body: string } {
  const text = doc.text.replace(REFERENCES, '').trim();
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

/** before, this, after, a line each; the neighbours share what room this turn leaves, the one before from its end, the one after from its beginning. */
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

/** From the strongest boundary to the weakest; a text between two of them that is still too long is cut between characters. */
const BOUNDARIES: readonly RegExp[] = [/(?<=\n)[ \t]*\n+/, /(?<=\n)/, /(?<=[.!?。！？;；][)"'”’]?)\s+|(?<=[。！？；])/, /(?<=\s)/];

/**
 * A text in pieces of at most `room` tokens, cut at paragraphs, else at lines, sentences, words, and of about equal size, so that the last
 * one is no crumb. [''] for an empty text.
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

/** Splits after each match and loses no character. */
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

/** A run without any boundary: minified code, base64, CJK without a full stop. No character makes more than three tokens. */
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
/** Letters with digits between them, or very many on end: hashes, base64, names out of a machine. */
const DENSE = /\d|^.{25}/;
const HANGUL = /[\uac00-\ud7af]/;

/**
 * How many tokens a model of BERT's family makes of a text, about: one for each five letters begun of a Latin word, three for each four characters
 * of a number or of letters and digits mixed, three for a Hangul syllable, one for every other character (CJK, Cyrillic, punctuation). Over prose, code,
 * diffs and logs MiniLM's own tokenizer makes 0.73 to 1.10 of it.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [lexeme] of text.matchAll(LEXEME)) {
    if (lexeme.length === 1) tokens += HANGUL.test(lexeme) ? 3 : 1;
    else tokens += Math.ceil(DENSE.test(lexeme) ? (lexeme.length * 3) / 4 : lexeme.length / 5);
  }
  return tokens;
}
