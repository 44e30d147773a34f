/**
 * One bullet of a daily log as a value: its types, its text and its id. Pure; daily-log.ts reads whole files, store.ts the disk.
 *
 *     - 14:05:11.020Z note@user The integration tests need Redis on port 6380,
 *       because 6379 is taken on the CI hosts. ^k81m2pp0zd
 *       └ time        └ kind@actor └ text, further lines indented by two   └ id, always last
 */
import { inTwoForms } from '../base/two-forms.js';
import { LAST_MOMENT_MS, isoTime } from '../dates/day.js';
import { KairosError } from '../base/errors.js';
import { withoutControls } from '../base/harmless-text.js';
import { shortHash } from '../base/hash.js';
import { isEntryId } from '../base/ids.js';
import type { Kind, Origin } from './kinds.js';

/** The most bytes of UTF-8 in one entry with its newline. Commit messages may have any length; entries may not. */
export const ENTRY_LIMIT_BYTES = 16 * 1024;

/** A part of a file that could not be read. The file keeps it; reading skips it. */
export interface Problem {
  /** Relative to `.kairos`. */
  readonly path: string;
  /** From 1; 0 for the whole file. */
  readonly line: number;
  readonly message: string;
}

export interface EntrySource {
  /** Relative to `.kairos`: logs/2026/11/2026-11-20.md or peers/<writer>/2026/11/2026-11-20.md */
  readonly path: string;
  /** 1-based line of the bullet's marker. */
  readonly line: number;
  readonly writer: string;
}

export interface Entry {
  /** The written `^id`, or the derived address of a bullet without one. Unique among the entries of one reading. */
  readonly id: string;
  /** True when the id is written in the file. */
  readonly defined: boolean;
  /** True when the bullet begins with our time and kind. */
  readonly ours: boolean;
  /** `bullet` for a bullet without our kind. */
  readonly kind: string;
  readonly actor: string | undefined;
  /** Milliseconds since 1970. Without a time of its own: that of the entry above, or the beginning of the day. */
  readonly atMs: number;
  /** Without time, kind and id; further lines un-indented, joined by `\n`. */
  readonly text: string;
  readonly source: EntrySource;
  readonly origin: Origin;
}

/** An entry for the store to write. */
export interface EntryDraft {
  readonly kind: Kind;
  readonly actor?: string;
  readonly atMs: number;
  readonly text: string;
  /** The natural key from which the id is made, equal on all clones. Default: writer, time, text and ordinal. */
  readonly key?: string;
  readonly id?: string;
}

// Letters of any script: an actor is often the slug of an author's name.
const ACTOR = inTwoForms(String.raw`^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,63}$`, 'u');
const KIND = /^[a-z][a-z0-9-]{0,31}$/;
const ENCODER = new TextEncoder();

/** The id of an entry: ten base32 characters of SHA-256 over kind and natural key. */
export function entryId(kind: string, key: string): string {
  return shortHash([kind, key]);
}

/** The default key of an entry. `ordinal` tells equal texts of one writer in one millisecond apart. @throws RangeError for a bad time. */
export function localKey(writer: string, atMs: number, text: string, ordinal: number): string {
  return [writer, isoTime(atMs), String(ordinal), normalizeText(text)].join('\0');
}

/**
 * The form of a text that can be written to a log and read back unchanged: CRLF and lone CR become `\n`, sequences that steer a terminal are dropped
 * whole and so are other control characters except the tab, halves of surrogate pairs become U+FFFD, lines of blanks become empty, and blanks around
 * the whole are cut.
 */
export function normalizeText(text: string): string {
  return withoutControls(text.replace(/\r\n?/g, '\n'))
    .replace(/\p{Surrogate}/gu, '\uFFFD')
    .replace(/^[ \t]+$/gm, '')
    .replace(/^[ \t\n]+/, '')
    .replace(/(?<![ \t\n])[ \t\n]+$/, '');
}

/**
 * The lines of the bullet with the final newline, ready for one append. The text is normalised first.
 * @throws KairosError `too-large` above 16 KB, `bad-entry` for a time, kind, actor or id that the grammar does not allow.
 */
export function formatEntry(entry: Pick<Entry, 'atMs' | 'kind' | 'actor' | 'text' | 'id'>): string {
  const { atMs, kind, actor, id } = entry;
  if (!Number.isInteger(atMs) || atMs < 0 || atMs > LAST_MOMENT_MS)
    throw new KairosError('bad-entry', `${atMs} is not a time between 1970 and 9999`);
  if (!KIND.test(kind)) throw new KairosError('bad-entry', `"${kind}" is not a kind`);
  if (actor !== undefined && !ACTOR(actor).test(actor)) throw new KairosError('bad-entry', `"${actor}" is not an actor`);
  if (!isEntryId(id)) throw new KairosError('bad-entry', `"${id}" is not an id`, { hint: 'an id has ten digits and lower-case letters' });
  const head = `- ${isoTime(atMs).slice(11)} ${actor === undefined ? kind : `${kind}@${actor}`}`;
  const text = normalizeText(entry.text).replace(/\n(?!\n)/g, '\n  ');
  const bullet = `${text === '' ? head : `${head} ${text}`} ^${id}\n`;
  const bytes = byteLength(bullet);
  if (bytes > ENTRY_LIMIT_BYTES) {
    throw new KairosError('too-large', `an entry of ${bytes} bytes is over the limit of ${ENTRY_LIMIT_BYTES}`, {
      hint: 'shorten it, or put the text into a file and note where that is',
    });
  }
  return bullet;
}

/** The number of bytes in UTF-8. */
export function byteLength(text: string): number {
  return ENCODER.encode(text).length;
}
