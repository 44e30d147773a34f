/** Writes the entries of commits and events, after replacing secrets and limiting sizes. The only part of this room that writes entries. */
import { byteLength, entryId, type Entry, type EntryDraft } from '../memory/entry.js';
import { appendEntries } from '../memory/append.js';
import type { LogView } from '../memory/log-view.js';
import type { Workspace } from '../base/workspace.js';
import { endOfName } from '../memory/commit-text-names.js';
import type { ChangedPath, Commit } from '../world/git-history.js';
import type { World } from '../world/world.js';
import type { RefEvent } from './events.js';
import { cleanBody, cutLines } from './message.js';
import { replaceSecrets } from './secrets.js';

/** The limit of a text: below the 16 KB of an entry, with room for time, kind, id and indentation. */
const TEXT_BYTES = 14_000;

interface Cleaned<T> {
  readonly value: T;
  readonly secrets: number;
}

/** The commit with secrets replaced in its message and its author's name. Call it before cutting texts: half a secret would not be recognised. */
export async function withoutSecrets(commit: Commit): Promise<Cleaned<Commit>> {
  const isKept = cleanBody(commit.subject, commit.body, commit.authorName) !== '';
  // In one piece: a subject may name what stands below it.
  const message = await replaceSecrets(isKept ? `${commit.subject}\n\n${commit.body}` : commit.subject);
  const [subject = '', ...body] = message.text.split('\n');
  const paths = await Promise.all(commit.paths.map(pathWithoutSecrets));
  // Before it is turned into an actor: in lower case a key is no longer recognised, but still reveals most of itself.
  const author = await replaceSecrets(commit.authorName);
  return {
    value: {
      ...commit,
      subject,
      body: body.join('\n').replace(/^\n/, ''),
      authorName: author.text,
      paths: paths.map(({ value }) => value),
    },
    secrets: message.found.length + author.found.length + paths.reduce((sum, { secrets }) => sum + secrets, 0),
  };
}

/** A name that the entry will cut, with its secrets replaced; shorter ones are looked at in the entry. */
async function pathWithoutSecrets(changed: ChangedPath): Promise<Cleaned<ChangedPath>> {
  const { path, from = '' } = changed;
  if (endOfName(path).mark === '' && endOfName(from).mark === '') return { value: changed, secrets: 0 };
  const [now, before] = [await replaceSecrets(path), await replaceSecrets(from)];
  const value = { ...changed, path: now.text, ...(changed.from !== undefined && { from: before.text }) };
  return { value, secrets: now.found.length + before.found.length };
}

/** The draft with secrets replaced, which its paths and names may still hold, and cut to the limit. */
async function draftWithoutSecrets(draft: EntryDraft): Promise<Cleaned<EntryDraft>> {
  const { text, found } = await replaceSecrets(draft.text);
  return { value: { ...draft, text: byteLength(text) > TEXT_BYTES ? cutLines(text, TEXT_BYTES) : text }, secrets: found.length };
}

/** Appends the drafts; the store skips entries that exist. @throws KairosError what appending entries throws. */
export async function writeDrafts(
  world: Pick<World, 'files' | 'random'>,
  ws: Workspace,
  view: LogView,
  drafts: readonly EntryDraft[],
): Promise<{ written: Entry[]; secrets: number }> {
  let secrets = 0;
  const clean: EntryDraft[] = [];
  for (const draft of drafts) {
    const cleaned = await draftWithoutSecrets(draft);
    secrets += cleaned.secrets;
    clean.push(cleaned.value);
  }
  return { written: await appendEntries(world, ws, view, clean), secrets };
}

/**
 * Drafts of events. At its first time the id of an event comes from its key alone, so that clones agree; if the same event happens again (a tag
 * deleted and made again), an ordinal is added.
 * @param repeats counts up to the last finished observation, so that an interrupted one is repeated with the same ids.
 * @param nowMs the time of events that have none, in milliseconds since 1970.
 */
export function eventDrafts(
  events: readonly RefEvent[],
  repeats: ReadonlyMap<string, number>,
  nowMs: number,
): { drafts: EntryDraft[]; repeats: Map<string, number> } {
  const counts = new Map(repeats);
  const drafts = events.map(({ kind, key, atMs, actor, text }): EntryDraft => {
    const first = entryId(kind, key);
    const count = (counts.get(first) ?? 0) + 1;
    counts.delete(first);
    counts.set(first, count);
    const id = count === 1 ? first : entryId(kind, `${key}:${count}`);
    return { kind, atMs: atMs ?? nowMs, text, id, ...(actor === undefined ? {} : { actor }) };
  });
  return { drafts, repeats: counts };
}
