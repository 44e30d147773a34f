/** The documents that recall finds: one flat value for each bullet of a log or a topic, made from the text of a file. Pure; reads no disk. */
import { COMMIT_KINDS, commitWords, readCommitText } from '../../memory/commit-text.js';
import { parseDailyLog } from '../../memory/daily-log.js';
import type { Entry, Problem } from '../../memory/entry.js';
import type { Kind, Origin } from '../../memory/kinds.js';
import { kindRow } from '../../memory/kinds.js';
import { commitOfRef } from '../../memory/ref-text.js';
import { replaceReferences } from '../../memory/references.js';
import { slotWords } from './slot-words.js';
import { claimStartMs, type Touch, touchesOf } from '../../memory/strength.js';
import type { Topic, TopicBullet } from '../../memory/topic.js';
import { readClaim } from '../../memory/topic-bullet.js';

/** Short-term: a bullet in a daily log. Long-term: a bullet in a topic. */
export type Tier = 'stm' | 'ltm';

/** One bullet that recall can find. */
export interface Doc {
  readonly id: string;
  /** Relative to `.kairos`. */
  readonly path: string;
  readonly line: number;
  readonly tier: Tier;
  readonly kind: string;
  /** The speaker or author; '' if none is named. */
  readonly actor: string;
  /** True for a turn of a conversation: its neighbours in the file are its context. */
  readonly turn: boolean;
  /** Milliseconds since 1970; 0 for a topic bullet without a date. */
  readonly atMs: number;
  readonly text: string;
  readonly origin: Origin;
  /** Slug of the topic (long-term memory only). */
  readonly topic?: string;
  /** Title of the topic: its bullets rarely repeat it. */
  readonly title?: string;
  /** The fact of one current value that a topic bullet tells. */
  readonly slot?: string;
  /** Twelve digits: the entry's own commit, the commit that a moved ref points to, or the first commit that a topic bullet cites. */
  readonly commit?: string;
  /** The further commits that a topic bullet cites, as it writes them. */
  readonly cites?: readonly string[];
  /** Set for a struck topic bullet: the id that replaced it, or '' if none is named. */
  readonly struckBy?: string;
  /** As the parser of the log gives it; needed to find replaced entries. */
  readonly ours: boolean;
  readonly defined: boolean;
}

/** The name before what a turn of a conversation says. */
export const SPEAKER = /^\*\*([^*\n]{1,60}?):?\*\*:?[ \t]+/;
const REF_KINDS: ReadonlySet<string> = new Set(['branch', 'tag', 'reset', 'rebase', 'pull', 'stash'] satisfies Kind[]);

/** An event that an entry adds to another one, with the id of the entry that adds it. */
export interface SavedTouch extends Touch {
  readonly from: string;
}

/**
 * The documents of one log, and the events that its entries add to others. Kinds that are not indexed (life cycle, verdicts, ...) are left out of
 * `docs`, but not of `touches`.
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
  if (REF_KINDS.has(kind)) return commitOfRef(firstLine(text));
  return COMMIT_KINDS.has(kind) ? readCommitText(text)?.commit : undefined;
}

/** The bullets of a topic, with struck ones, because people also ask for what was true before. */
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
    // A topic is part of the branch, and changes only when a person merges or writes.
    origin: 'repo',
    topic: topic.slug,
    title: topic.title,
    ...(bullet.slot === undefined ? {} : { slot: bullet.slot }),
    ours: bullet.id !== undefined,
    defined: bullet.id !== undefined,
    ...(bullet.commits[0] === undefined ? {} : { commit: bullet.commits[0] }),
    ...(bullet.commits.length > 1 ? { cites: bullet.commits.slice(1) } : {}),
    ...(bullet.struck ? { struckBy: bullet.supersededBy ?? '' } : {}),
  };
}

/** A document of a log as an entry, for functions that take entries (edges, weights). */
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

/** The text of a topic bullet without its date and without the full stop behind it. It must not change, because the keys of chunks depend on it. */
export function undatedText(text: string): string {
  const { claim, date } = readClaim(text);
  return date === undefined ? text : claim.replace(/\.$/, '');
}

/** Actors that are roles, not names: they say who wrote nearly all, so that they find nothing, and a question about "users" names no speaker. */
export const ROLES: ReadonlySet<string> = new Set(['', 'user', 'agent', 'assistant', 'model', 'system', 'human', 'kairos']);

/**
 * The words that find a document: its own, and those of its context (actor, topic, what its slot is asked by), which do not count for its length. Counts of lines, references,
 * the date of a topic bullet and the names of roles are left out. The subject of an entry by kairos counts twice, to outweigh the paths and the body behind it.
 */
export function searchable(doc: Doc): { words: string; context: string } {
  const words = replaceReferences(doc.text, () => ' ');
  if (doc.tier === 'ltm') return { words: undatedText(words), context: [doc.title, doc.topic, slotWords(doc.slot)].join(' ') };
  const isRole = ROLES.has(doc.actor.toLowerCase());
  if (!doc.ours) return { words: doc.turn && isRole ? words.replace(SPEAKER, '') : words, context: '' };
  const context = isRole ? '' : doc.actor;
  const read = COMMIT_KINDS.has(doc.kind) ? readCommitText(words) : undefined;
  if (read) return { words: `${firstLine(commitWords({ ...read, changes: [] }))}\n${commitWords(read)}`, context };
  // Events of refs have the subject of the commit in parentheses at the end.
  const subject = firstLine(words).replace(/ \([^()]*\)$/, '');
  return { words: `${subject}\n${words}`, context };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string;
}
