/**
 * Turns changes of refs into events: a text for readers, and a key made of object ids and names, which is the same on all clones. Pure. Reflog
 * lines, which other clones lack, must not enter a key; they only choose the words.
 */
import { formatMove } from '../memory/commit-moves.js';
import { GIT_REFS, isTagRef } from '../base/refs.js';
import { shortId } from '../base/git-objects.js';
import { plural } from '../base/plural.js';
import type { Kind } from '../memory/kinds.js';
import { formatCreated } from '../memory/ref-text.js';
import type { Commit } from '../world/git-history.js';
import type { Head, ObjectId, ReflogLine } from '../world/git-refs.js';
import { commitDraft, validMs } from './commit-entry.js';
import { shortName } from './labels.js';
import { actorOf, cleanName, cleanSubject, cutLines } from './message.js';
import { isAmend, pairRewritten, amendsIn, type Rewrite } from './rewritten.js';
import type { EntryDraft } from '../memory/entry.js';

const LIST_BYTES = 12_000;
const LIST_SUBJECT_CHARS = 160;

export interface RefEvent {
  readonly kind: Kind;
  /** Made of object ids and names only, so that it does not depend on this clone. */
  readonly key: string;
  /** Milliseconds since 1970. Undefined: nothing says when, so the time of observation counts. */
  readonly atMs: number | undefined;
  readonly actor?: string;
  readonly text: string;
}

/** A branch (or a detached HEAD) that points to another commit than before. */
export interface Move {
  readonly name: string;
  readonly old: ObjectId;
  readonly new: ObjectId;
  /** Its reflog since `old`; [] if there is none. */
  readonly lines: readonly ReflogLine[];
  /** Commits that left the branch, oldest first; undefined if git no longer has `old`. */
  readonly dropped: readonly Commit[] | undefined;
  /** Commits that came to the branch, oldest first. */
  readonly added: readonly Commit[];
  /** Of `added`, those that no ref reached before. */
  readonly fresh: ReadonlySet<ObjectId>;
  /** Of `dropped`, those that some branch or tag still reaches. */
  readonly kept: ReadonlySet<ObjectId>;
}

export interface MoveReading {
  readonly events: readonly RefEvent[];
  /** Entries of commits that the move itself explains (an amend). */
  readonly drafts: readonly EntryDraft[];
  /** Commits that the events or drafts describe, so that they get no entry of their own. */
  readonly told: ReadonlySet<ObjectId>;
}

/** Classifies a move: forward, an amend, a rebase (one event for all its commits), or a reset. */
export function readMove(move: Move): MoveReading {
  const none: MoveReading = { events: [], drafts: [], told: new Set() };
  if (move.dropped?.length === 0) {
    const event = forwardEvent(move);
    return event === undefined ? none : { ...none, events: [event] };
  }
  const pairs = pairRewritten(move.dropped ?? [], move.added, amendsIn(move.lines));
  const [only] = pairs;
  if (only !== undefined && pairs.length === 1 && move.dropped?.length === 1 && isAmend(only)) {
    return { events: [], drafts: [commitDraft(only.new, shortName(move.name), { replaces: only.old.id })], told: new Set([only.new.id]) };
  }
  if (pairs.length > 0) return { events: [rebaseEvent(move, pairs)], drafts: [], told: new Set(pairs.map((pair) => pair.new.id)) };
  return { ...none, events: [resetEvent(move)] };
}

/** The event of a move forward. New commits alone need none; a pull, or taking over commits of other refs (a fast-forward), is one. */
function forwardEvent(move: Move): RefEvent | undefined {
  const { name, old, new: tip, lines, added, fresh } = move;
  const taken = onFirstParents(added, tip, old).filter((id) => !fresh.has(id)).length;
  const said = lines.findLast(({ message }) => /^(?:pull\b|merge\b.*fast-forward)/i.test(message));
  if (said === undefined && taken === 0) return undefined;
  const line = said ?? lines.at(-1);
  const label = line?.message ?? '';
  const pull = /^pull\b/.test(label);
  const kind = pull ? 'pull' : /^(?:reset:|branch: Reset)/.test(label) ? 'reset' : 'merge';
  const how = pull
    ? `pulled ${plural(added.length, 'commit')}`
    : `moved forward over ${plural(taken > 0 ? taken : added.length, 'commit')}`;
  return {
    kind,
    key: eventKey(tip, 'forward', name, old),
    text: `${nameOf(name)}: ${how}, ${formatMove(old, tip)}${quoted(label)}`,
    ...timeAndActor(line),
  };
}

function rebaseEvent(move: Move, pairs: readonly Rewrite[]): RefEvent {
  const { name, old, new: tip, lines, dropped = [], kept } = move;
  const line = lines.findLast(({ message }) => /rebase|pull/.test(message)) ?? lines.at(-1);
  const matched = new Set(pairs.map((pair) => pair.old.id));
  const base = pairs[0]?.new.parents[0];
  const list = [
    ...pairs.map((pair) => `${formatMove(pair.old.id, pair.new.id)} ${subjectOf(pair.new)}`),
    ...dropped
      .filter(({ id }) => !matched.has(id) && !kept.has(id))
      .map((commit) => `dropped or squashed ${shortId(commit.id)} ${subjectOf(commit)}`),
  ];
  return {
    kind: 'rebase',
    key: eventKey(tip, 'rebase', name, old),
    text: cutLines(
      [
        `${nameOf(name)}: rebased ${plural(pairs.length, 'commit')}${base === undefined ? '' : ` onto ${shortId(base)}`}, ${formatMove(old, tip)}`,
        ...list,
      ].join('\n'),
      LIST_BYTES,
    ),
    ...timeAndActor(line),
    // The commit's time and not the reflog's: it is the same on every clone.
    atMs: validMs(pairs.at(-1)?.new.committedAtMs ?? 0),
  };
}

function resetEvent(move: Move): RefEvent {
  const { name, old, new: tip, lines, dropped, added, kept } = move;
  const line = lines.at(-1);
  const gone = (dropped ?? []).filter(({ id }) => !kept.has(id));
  const where = added.length === 0 ? 'back' : 'aside';
  const facts = [
    dropped === undefined ? 'the old commit is no longer in the repository' : undefined,
    gone.length > 0 ? `${plural(gone.length, 'commit')} dropped` : undefined,
    kept.size > 0 ? `${plural(kept.size, 'commit')} still held elsewhere` : undefined,
  ].filter((fact) => fact !== undefined);
  return {
    kind: 'reset',
    key: eventKey(tip, 'reset', name, old),
    text: cutLines(
      [
        `${nameOf(name)}: moved ${where}, ${formatMove(old, tip)}: ${facts.join(', ')}${quoted(line?.message ?? '')}`,
        ...listed('dropped', gone),
      ].join('\n'),
      LIST_BYTES,
    ),
    ...timeAndActor(line),
  };
}

/** The event of a new branch or tag. @param commit what it points at, if git has it. */
export function createdEvent(
  ref: { name: string; id: ObjectId; commit?: ObjectId },
  commit: Commit | undefined,
  lines: readonly ReflogLine[],
): RefEvent {
  const line = lines[0];
  return {
    kind: kindOfRef(ref.name),
    key: eventKey(ref.id, 'created', ref.name),
    text: formatCreated(nameOf(ref.name), `${pointOf(ref.commit ?? ref.id, commit)}${quoted(line?.message ?? '')}`),
    ...timeAndActor(line),
  };
}

/** The event of a deleted branch or tag. @param gone commits that no branch or tag reaches any more, oldest first. */
export function deletedEvent(
  ref: { name: string; id: ObjectId; commit?: ObjectId },
  commit: Commit | undefined,
  gone: readonly Commit[],
): RefEvent {
  const lost = gone.length === 0 ? '' : `: ${plural(gone.length, 'commit')} no longer held by any branch or tag`;
  return {
    kind: kindOfRef(ref.name),
    key: eventKey(ref.id, 'deleted', ref.name),
    text: cutLines(
      [`${nameOf(ref.name)} deleted, was at ${pointOf(ref.commit ?? ref.id, commit)}${lost}`, ...listed('dropped', gone)].join('\n'),
      LIST_BYTES,
    ),
    atMs: undefined,
  };
}

/** The event of a renamed branch, from full names. */
export function renamedEvent(from: string, to: string, id: ObjectId, line: ReflogLine | undefined): RefEvent {
  return {
    kind: 'branch',
    key: eventKey(id, 'renamed', from, to),
    text: `${nameOf(from)} renamed to ${nameOf(to)}`,
    ...timeAndActor(line),
  };
}

/** The event of a tag that points elsewhere than before. */
export function tagMovedEvent(name: string, old: ObjectId, now: { id: ObjectId; commit?: ObjectId }, commit: Commit | undefined): RefEvent {
  return {
    kind: 'tag',
    key: eventKey(now.id, 'moved', name, old),
    text: `${nameOf(name)} moved from ${shortId(old)} to ${pointOf(now.commit ?? now.id, commit)}`,
    atMs: undefined,
  };
}

/** The event of a stashed commit that came or went. */
export function stashEvent(id: ObjectId, what: 'pushed' | 'gone', commit: Commit | undefined, line: ReflogLine | undefined): RefEvent {
  const subject = line?.message ?? commit?.subject ?? '';
  return {
    kind: 'stash',
    key: eventKey(id, what, GIT_REFS.stash),
    text: `stash ${what === 'pushed' ? 'pushed' : 'popped or dropped'}: ${shortId(id)}${subject === '' ? '' : ` ${cleanSubject(subject)}`}`,
    ...(what === 'pushed' ? timeAndActor(line) : { atMs: undefined }),
  };
}

/** The event of HEAD on another branch, or detached; undefined if neither happened. */
export function headEvent(old: Head, now: Head, lines: readonly ReflogLine[]): RefEvent | undefined {
  if (old.ref === now.ref && (now.ref !== undefined || old.commit === now.commit)) return undefined;
  if (old.ref === undefined && old.commit === undefined) return undefined;
  const line = lines.findLast(({ message }) => message.startsWith('checkout:'));
  return {
    kind: 'head',
    key: eventKey(now.commit ?? '', 'head', old.ref ?? old.commit ?? '', now.ref ?? ''),
    text: `HEAD: ${standing(old)} -> ${standing(now)}`,
    ...timeAndActor(line),
  };
}

function standing(head: Head): string {
  if (head.ref !== undefined) return nameOf(head.ref);
  return head.commit === undefined ? 'nothing' : `${shortId(head.commit)} (detached)`;
}

function eventKey(id: ObjectId, event: string, ...names: readonly string[]): string {
  return [id, event, ...names].join(':');
}

function kindOfRef(name: string): 'branch' | 'tag' {
  return isTagRef(name) ? 'tag' : 'branch';
}

function nameOf(ref: string): string {
  return cleanName(shortName(ref));
}

function pointOf(id: ObjectId, commit: Commit | undefined): string {
  return commit === undefined ? shortId(id) : `${shortId(id)} (${subjectOf(commit)})`;
}

function subjectOf(commit: Commit): string {
  const subject = cleanSubject(commit.subject);
  return subject.length <= LIST_SUBJECT_CHARS ? subject : `${subject.slice(0, LIST_SUBJECT_CHARS).replace(/[\ud800-\udbff]$/, '')}…`;
}

function listed(word: string, commits: readonly Commit[]): string[] {
  return commits.map((commit) => `${word} ${shortId(commit.id)} ${subjectOf(commit)}`);
}

function quoted(message: string): string {
  return message === '' ? '' : ` (${cleanSubject(message)})`;
}

function timeAndActor(line: ReflogLine | undefined): { atMs: number | undefined; actor?: string } {
  if (line === undefined) return { atMs: undefined };
  return { atMs: validMs(line.atMs), ...(line.actor.trim() === '' ? {} : { actor: actorOf(line.actor) }) };
}

/** The ids from the tip along first parents, until `old` or a commit that is not among `commits`. */
function onFirstParents(commits: readonly Commit[], tip: ObjectId, old: ObjectId): ObjectId[] {
  const byId = new Map(commits.map((commit) => [commit.id, commit]));
  const chain: ObjectId[] = [];
  for (let commit = byId.get(tip); commit !== undefined && commit.id !== old; commit = byId.get(commit.parents[0] ?? ''))
    chain.push(commit.id);
  return chain;
}
