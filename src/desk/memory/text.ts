/**
 * Formats answers of tools as text. An entry is one block: first its own `^id`, its time, author and place, then its text as quoted lines. Beside it only
 * evidence has a caret, so that the ids of a list of hits, in order, are its ranking; and text of a repository cannot imitate a block.
 */
import { isoTime } from '../../dates/day.js';
import { marksOf } from '../marks.js';
import { harmless } from '../../base/harmless-text.js';
import type { Hit } from '../ask.js';
import { KairosError, errorText } from '../../base/errors.js';
import { SHOWS_IDS } from '../hints.js';
import { withReferences } from '../references.js';

/** Characters of all texts of an answer together; clients cut or refuse much longer answers. */
export const ANSWER_CHARACTERS = 40_000;
const LONGEST_TEXT = 2_000;
const SHORTEST_TEXT = 240;
/** So many commits that a squash took in are named. */
const TOOK_MOST = 3;
const SUPERSEDING_CHARACTERS = 240;

/** What people call the tiers. */
const TIERS = { stm: 'journal', ltm: 'memory' } as const;

/** The fields of an entry that its first line shows. */
export interface Head {
  readonly id: string;
  /** Where it stands; evidence may stand in the report of a dream. */
  readonly tier: Hit['tier'] | 'report';
  readonly source: string;
  readonly at?: string;
  readonly kind: string;
  readonly actor?: string;
  readonly origin: string;
  readonly topic?: string;
  readonly archived?: boolean;
  /** Why to be careful with its text. */
  readonly marked?: readonly string[];
  /** How many entries say the same. */
  readonly copies?: number;
}

/** How many characters of each text fit into an answer with so many hits. */
export function roomFor(hits: number): number {
  return Math.min(LONGEST_TEXT, Math.max(SHORTEST_TEXT, Math.floor(ANSWER_CHARACTERS / Math.max(1, hits))));
}

/** The beginning of a text, cut at a word where there is one near; whole characters only. */
export function beginningOf(text: string, characters: number): { text: string; cut: boolean } {
  if (text.length <= characters) return { text, cut: false };
  const head = text.slice(0, characters).replace(/[\uD800-\uDBFF]$/, '');
  return { text: head.replace(/\s\S{0,24}$/, ''), cut: true };
}

/** The ISO time of an entry; undefined for a claim without a date. */
export function timeOf({ tier, atMs }: Pick<Hit, 'tier' | 'atMs'>): string | undefined {
  return tier === 'ltm' && atMs === 0 ? undefined : isoTime(atMs);
}

/** `^id  2026-11-20 14:05Z  note by user  journal logs/2026/11/2026-11-20.md:2  origin user` */
export function headLine(head: Head): string {
  const { id, tier, source, at, kind, actor, origin, topic, archived, marked, copies } = head;
  const time = at === undefined ? 'undated' : topic === undefined ? `${at.slice(0, 10)} ${at.slice(11, 16)}Z` : at.slice(0, 10);
  const place = tier === 'report' ? tier : TIERS[tier];
  return [
    `^${id}`,
    time,
    `${kind}${actor === undefined ? '' : ` by ${plain(actor)}`}${topic === undefined ? '' : ` in ${plain(topic)}`}`,
    `${place} ${plain(source)}`,
    `origin ${origin}`,
    ...(copies === undefined ? [] : [`said ${copies} times`]),
    ...(archived === true ? ['faded'] : []),
    ...(marked === undefined ? [] : [`marked: ${marked.join(', ')}`]),
  ].join('  ');
}

/** Each line behind a mark, references without their carets. */
export function quoted(text: string): string {
  return withReferences(harmless(text), bare)
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

/** The hits, best first. */
export function hitsText(hits: readonly Hit[], room: number): string {
  return hits.map((hit) => hitText(hit, room)).join('\n\n');
}

function hitText(hit: Hit, room: number): string {
  const at = timeOf(hit);
  const { text, cut } = beginningOf(hit.text, room);
  const lines = [headLine({ ...hit, ...marksOf(hit.text), ...(at === undefined ? {} : { at }) }), quoted(text)];
  if (cut) lines.push(`(${hit.text.length - text.length} more characters: memory_recall_by_id ${hit.id})`);
  if (hit.supersededBy) lines.push(supersededLine(hit.supersededBy));
  if (hit.suspect) lines.push(`suspect: ${plain(hit.suspect.join(', '))} changed since this was written; look there before you rely on it`);
  for (const other of hit.seeAlso ?? []) lines.push(otherLine(other));
  for (const { id, text: step } of (hit.took ?? []).slice(0, TOOK_MOST)) lines.push(`took in ${id}: ${plain(step.split('\n')[0] ?? '')}`);
  return lines.join('\n');
}

/** `superseded (reverted) by k81m2pp0zd: > text` on one line. */
export function supersededLine({ id, text, why }: { readonly id: string; readonly text: string; readonly why: string }): string {
  const says = beginningOf(text.replace(/\s+/g, ' ').trim(), SUPERSEDING_CHARACTERS);
  return `no longer holds: ${why}, superseded by ${id}${says.text === '' ? '' : `, which says: "${plain(says.text)}${says.cut ? ' ...' : ''}"`}`;
}

/** `another value is given by k81m2pp0zd: "text"` on one line. */
function otherLine({ id, text }: { readonly id: string; readonly text: string }): string {
  const says = beginningOf(text.replace(/\s+/g, ' ').trim(), SUPERSEDING_CHARACTERS);
  return `see also ${id}, which gives another value: "${plain(says.text)}${says.cut ? ' ...' : ''}"`;
}

/** One line of text that came from a repository, without carets before ids. */
export function plain(text: string): string {
  return withReferences(harmless(text).replace(/\s+/g, ' '), bare);
}

/** A reference without its caret. */
function bare(id: string): string {
  return `(${id})`;
}

/** Words a failure for the model, with a hint what to do about it. Carets are for the ids of a result alone. */
export function failureText(error: unknown): string {
  if (!(error instanceof KairosError)) return harmless(`kairos failed: ${errorText(error)}`);
  // The argument of a tool has the name of the option, so that only the dashes are removed.
  const message = withoutCarets(error.message.replace(/^--(?=[a-z]+ )/, ''));
  return error.hint === undefined
    ? message
    : `${message}\nhint: ${withoutCarets(error.hint.replace(SHOWS_IDS, 'memory_recall shows the ids that there are'))}`;
}

function withoutCarets(text: string): string {
  return harmless(text).replace(/\^(?=[A-Za-z0-9])/g, '');
}
