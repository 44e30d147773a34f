/** The note of a day: what was found on it, word for word and by id, without a model. Pure. */
import { harmless } from '../../base/harmless-text.js';
import { plural } from '../../base/plural.js';
import { dayStartMs } from '../../dates/day.js';
import { DAY_MS } from '../../dates/units.js';
import { COMMIT_KINDS, withoutCommitHead } from '../../memory/commit-text.js';
import type { Entry, EntryDraft } from '../../memory/entry.js';

export interface DayNote {
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  /** By time. */
  readonly findings: readonly { readonly id: string; readonly text: string }[];
  /** How many were left out. */
  readonly more: number;
}

const FINDINGS_MOST = 12;
const CHARACTERS_MOST = 120;
/** The first kinds say most; within a kind the newest. */
const KINDS: readonly string[] = ['verdict', 'note', 'message', 'anomaly', 'merge', 'tag'];

/** What the entries of a day come to; undefined where nothing was found on it. @param entries of that day, by time. */
export function dayNoteOf(day: string, entries: readonly Entry[]): DayNote | undefined {
  const found = entries.filter(({ kind, ours, origin }) => ours && rankOf(kind) >= 0 && (kind !== 'message' || origin === 'user'));
  if (found.length === 0) return undefined;
  const chosen = found.toSorted((a, b) => rankOf(a.kind) - rankOf(b.kind) || b.atMs - a.atMs).slice(0, FINDINGS_MOST);
  const findings = found.filter((entry) => chosen.includes(entry)).map((entry) => ({ id: entry.id, text: lineOf(entry) }));
  return { day, findings, more: found.length - findings.length };
}

/** The entry of the note, at the last moment of its day. @param writer of the journal: two work trees may each note the same day. */
export function dayNoteDraft({ day, findings, more }: DayNote, writer: string): EntryDraft {
  const rest = more === 0 ? '' : `, and ${more} more`;
  const head = `${day}: ${plural(findings.length, 'finding')}${rest}`;
  const rows = findings.map(({ id, text }) => `- ${text} (^${id})`);
  return {
    kind: 'summary',
    actor: 'agent',
    atMs: (dayStartMs(day) ?? 0) + DAY_MS - 1,
    text: [head, ...rows].join('\n'),
    key: dayNoteKey(day, writer),
  };
}

/** The key of the note of a day. */
export function dayNoteKey(day: string, writer: string): string {
  return `day ${day} ${writer}`;
}

function rankOf(kind: string): number {
  return COMMIT_KINDS.has(kind) && kind !== 'merge' ? KINDS.length : KINDS.indexOf(kind);
}

function lineOf({ kind, text }: Entry): string {
  const [first = ''] = (COMMIT_KINDS.has(kind) ? withoutCommitHead(text) : text).split('\n', 1);
  const one = harmless(`${kind} ${first}`).trim();
  return one.length <= CHARACTERS_MOST ? one : `${one.slice(0, CHARACTERS_MOST - 1)}…`;
}
