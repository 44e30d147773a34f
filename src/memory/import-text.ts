/**
 * The text of an entry that was imported from a file: what stands there, and a last line that says where. Written and read here alone. Pure.
 *
 *     We keep sessions in Redis.
 *     imported from docs/adr/0003-sessions.md (adr), in place of (^k81m2pp0zd)
 *
 *     No longer in CLAUDE.md: Never commit generated files.
 *     imported from CLAUDE.md (rule), taken out, in place of (^k81m2pp0zd)
 */
import { ID } from '../base/ids.js';

/** What a file is: a decision record, a note, the memory of a coding agent, or rules for agents. */
export const IMPORT_SOURCES = ['adr', 'note', 'memory', 'rule'] as const;
export type ImportSource = (typeof IMPORT_SOURCES)[number];

export interface ImportPlace {
  /** From the root of the work tree with `/`, or, for a file outside of it, absolute. */
  readonly path: string;
  /** The headings that it stands under, where the file was imported in parts. */
  readonly section?: string;
  readonly source: ImportSource;
  /** The text of the entry that this one replaces stands there no longer, and nothing in its place. */
  readonly isTakenOut?: true;
  /** The entry of the same place whose text this one replaces. */
  readonly inPlaceOf?: string;
  /** The entry of the record that this one names as its successor. */
  readonly supersededBy?: string;
}

export interface ImportText extends ImportPlace {
  /** Without the last line. */
  readonly body: string;
}

/** Names that need no quotes; every other one is written as JSON writes it, what nobody sees by its number. */
const PLAIN =
  /^[^\s"(),\p{C}\p{Default_Ignorable_Code_Point}][^"(),\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]*(?: [^"(),\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]+)*$/u;
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
const LAST_LINE = new RegExp(
  `(?:^|\\n)imported from (${QUOTED}|[^"(),\\n]+)(?:, (${QUOTED}))? \\((${IMPORT_SOURCES.join('|')})\\)(, taken out)?` +
    `(?:, in place of \\(\\^(${ID})\\))?(?:, superseded by \\(\\^(${ID})\\))?$`,
);

/** The text with its last line. */
export function formatImportText({ body, path, section, source, isTakenOut, inPlaceOf, supersededBy }: ImportText): string {
  return [
    `${body}\nimported from ${PLAIN.test(path) ? path : quoted(path)}`,
    section === undefined ? '' : `, ${quoted(section)}`,
    ` (${source})${isTakenOut === true ? ', taken out' : ''}`,
    inPlaceOf === undefined ? '' : `, in place of (^${inPlaceOf})`,
    supersededBy === undefined ? '' : `, superseded by (^${supersededBy})`,
  ].join('');
}

/** Reads what `formatImportText` wrote; undefined for any other text. */
export function readImportText(text: string): ImportText | undefined {
  const match = LAST_LINE.exec(text);
  if (!match) return undefined;
  const [, place = '', section, source, takenOut, inPlaceOf, supersededBy] = match;
  return {
    body: text.slice(0, match.index),
    path: unquoted(place),
    source: source as ImportSource,
    ...(section !== undefined && { section: unquoted(section) }),
    ...(takenOut !== undefined && { isTakenOut: true as const }),
    ...(inPlaceOf !== undefined && { inPlaceOf }),
    ...(supersededBy !== undefined && { supersededBy }),
  };
}

function quoted(name: string): string {
  const numbered = (unseen: string): string =>
    Array.from({ length: unseen.length }, (_, n) => `\\u${unseen.charCodeAt(n).toString(16).padStart(4, '0')}`).join('');
  return JSON.stringify(name).replace(UNSEEN, numbered);
}

function unquoted(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
