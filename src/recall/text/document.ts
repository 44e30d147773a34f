/** What recall finds: one bullet of a log or a topic as a flat value, and how a file becomes such values. Pure; reads no disk. */
import { COMMIT_KINDS, commitWords, readCommitText } from '../../memory/commit-text.js';
import { parseDailyLog } from '../../memory/daily-log.js';
import type { Entry, Problem } from '../../memory/entry.js';
import type { Kind, Origin } from '../../memory/kinds.js';
import { kindRow } from '../../memory/kinds.js';
import { claimStartMs, type Touch, touchesOf } from '../../memory/strength.js';
import type { Topic, TopicBullet } from '../../memory/topic.js';
import { readClaim } from '../../memory/topic-bullet.js';

/** Short-term: a bullet in a daily log. Long-term: a bullet in a topic. */
export type Tier = 'stm' | 'ltm';

/** One bullet that may be found. */
export interface Doc {
  readonly id: string;
  /** Relative to `.kairos`. */
  readonly path: string;
  readonly line: number;
  readonly tier: Tier;
  readonly kind: string;
  /** Who said or did it; '' if nobody is named. */
  readonly actor: string;
  /** True for a turn of a conversation: its neighbours in the file are its context. */
  readonly turn: boolean;
  /** 0 for a topic bullet without a date. */
  readonly atMs: number;
  readonly text: string;
  readonly origin: Origin;
  /** Slug of the topic (long-term memory only). */
  readonly topic?: string;
  /** Title of the topic: its bullets rarely repeat it. */
  readonly title?: string;
  /** Twelve digits: the entry's own commit, where a moved ref points now, or the first commit that a topic bullet cites. */
  readonly commit?: string;
  /** The further commits that a topic bullet cites, as it writes them. */
  readonly cites?: readonly string[];
  /** A struck topic bullet: the id that replaced it ('' if it does not say). */
  readonly struckBy?: string;
  /** As the log's parser gave it, for the edges between entries. */
  readonly ours: boolean;
  readonly defined: boolean;
}

const SPEAKER = /^\*\*([^*\n]{1,60}?):?\*\*:?[ \t]+/;
/** In the entries of refs: `main: moved back, <old> -> <new>`, `v1.0 created at <new>`. */
const REF_AT = /(?:-> |\bat |\bto |^stash [a-z ]+: )([0-9a-f]{12})\b/;
const REF_KINDS: ReadonlySet<string> = new Set(['branch', 'tag', 'reset', 'rebase', 'pull', 'stash'] satisfies Kind[]);

/** What an entry says for others, and which entry that is. */
export interface SavedTouch extends Touch {
  readonly from: string;
}

/**
 * The findable entries of one day file, and what any of its entries says for others. Kinds that are not indexed (life cycle, verdicts, ...)
 * are left out of `docs`, not of `touches`.
 */
export function docsOfLog(text: string, path: string, day: string): { docs: Doc[]; touches: SavedTouch[]; problems: Problem[] } {
  const { entries, problems } = parseDailyLog(text, { path, day, writer: '' });
  const docs = entries.filter((entry) => kindRow(entry.kind, entry.actor).indexed).map(docOfEntry);
  const touches = entries.flatMap((entry) => touchesOf(entry).map((touch) => ({ ...touch, from: entry.id })));
  return { docs, touches, problems };
}

/** An entry of any kind as a document. */
export function docOfEntry(entry: Entry): Doc {
  const speaker = entry.actor === undefined ? SPEAKER.exec(entry.text)?.[1] : undefined;
  const commit = entry.ours ? commitOf(entry) : undefined;
  return {
    id: entry.id,
    tier: 'stm',
    path: entry.source.path,
    line: entry.source.line,
    kind: entry.kind,
    actor: entry.actor ?? speaker ?? '',
    turn: speaker !== undefined,
    atMs: entry.atMs,
    text: entry.text,
    origin: entry.origin,
    ours: entry.ours,
    defined: entry.defined,
    ...(commit === undefined ? {} : { commit }),
  };
}

function commitOf({ kind, text }: Entry): string | undefined {
  if (REF_KINDS.has(kind)) return REF_AT.exec(firstLine(text))?.[1];
  return COMMIT_KINDS.has(kind) ? readCommitText(text)?.commit : undefined;
}

/** The bullets of a topic, struck ones too: what was once true is still asked for. */
export function docsOfTopic(topic: Topic): Doc[] {
  return topic.bullets.filter((bullet) => bullet.text !== '').map((bullet) => docOfClaim(topic, bullet));
}

/** A bullet of a topic as a document. */
export function docOfClaim(topic: Topic, bullet: TopicBullet): Doc {
  return {
    id: bullet.id ?? bullet.address,
    tier: 'ltm',
    path: topic.path,
    line: bullet.line,
    kind: 'claim',
    actor: '',
    turn: false,
    atMs: claimStartMs(bullet.date),
    text: bullet.text,
    // A topic is on the branch, changed only by what a person merged or wrote.
    origin: 'repo',
    topic: topic.slug,
    title: topic.title,
    ours: bullet.id !== undefined,
    defined: bullet.id !== undefined,
    ...(bullet.commits[0] === undefined ? {} : { commit: bullet.commits[0] }),
    ...(bullet.commits.length > 1 ? { cites: bullet.commits.slice(1) } : {}),
    ...(bullet.struck ? { struckBy: bullet.supersededBy ?? '' } : {}),
  };
}

/** Back to an entry, for what speaks of entries: edges, weights. Only for documents of a log. */
export function entryOf(doc: Doc): Entry {
  return {
    id: doc.id,
    defined: doc.defined,
    ours: doc.ours,
    kind: doc.kind,
    actor: doc.actor === '' || doc.turn ? undefined : doc.actor,
    atMs: doc.atMs,
    text: doc.text,
    source: { path: doc.path, line: doc.line, writer: '' },
    origin: doc.origin,
  };
}

/** The text of a topic bullet without its date; a full stop that stood behind the date goes with it, as it always did: chunks are known by their text. */
export function undatedText(text: string): string {
  const { claim, date } = readClaim(text);
  return date === undefined ? text : claim.replace(/\.$/, '');
}

/**
 * What a document is found by: its own words, and its context (who, in which topic), which is found as well but does not make it longer.
 * Counts, references and the date of a topic bullet are no words. The subject of what kairos wrote counts twice, against the paths and
 * the body after it.
 */
export function searchable(doc: Doc): { words: string; context: string } {
  const words = doc.text.replace(/\(\^[A-Za-z0-9-]+\)/g, ' ');
  if (doc.tier === 'ltm') return { words: undatedText(words), context: `${doc.title ?? ''} ${doc.topic ?? ''}` };
  if (!doc.ours) return { words, context: '' };
  const read = COMMIT_KINDS.has(doc.kind) ? readCommitText(words) : undefined;
  if (read) return { words: `${firstLine(commitWords({ ...read, changes: [] }))}\n${commitWords(read)}`, context: doc.actor };
  // Events of refs name the subject of what they point at in parentheses.
  const subject = firstLine(words).replace(/ \([^()]*\)$/, '');
  return { words: `${subject}\n${words}`, context: doc.actor };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string;
}
