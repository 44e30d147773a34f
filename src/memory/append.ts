/**
 * Appends entries to the tail and the log; no other code of memory writes logs. It never rewrites, never writes through a symbolic link, and does not
 * commit the journal.
 */
import { isUnwritable } from '../base/errors.js';
import { dayPath, type Workspace } from '../base/workspace.js';
import { refuseNewerFormat } from '../config/config.js';
import { utcDay } from '../dates/day.js';
import type { World } from '../world/world.js';
import { type Entry, type EntryDraft, entryId, formatEntry, localKey, normalizeText } from './entry.js';
import { kindRow } from './kinds.js';
import { isHidden, type LogView } from './log-view.js';
import { refuseLinks } from './no-links.js';
import { knownBlocks, parsedLog } from './parsed-logs.js';
import { peersOf, readForgotten, readLog, readPeerLog } from './read-logs.js';
import { writerOf } from './writer.js';

/**
 * Writes drafts, each to the log of its UTC day: all lines of a day first to the tail in the git directory, then the same bytes to the live log,
 * in one append each, and the tail synced before it returns, so that after a kill or a loss of power the ref and the tail together hold the whole journal. Skips a draft
 * whose id is in an own or peer's log of that day, or was forgotten. If only the live log cannot be written, the tail keeps the lines, and a
 * restore adds them later. Returns the written entries by day and time.
 * @throws KairosError `bad-entry`, `too-large` as `formatEntry`, `newer-format`, `damaged` for a bad writer file, and `bad-path` if a link is in the
 * way; nothing is written then.
 */
export async function appendEntries(
  world: Pick<World, 'files' | 'random'>,
  ws: Workspace,
  view: LogView,
  drafts: readonly EntryDraft[],
): Promise<Entry[]> {
  if (drafts.length === 0) return [];
  await refuseNewerFormat(await world.files.read(ws.config));
  const writer = await writerOf(world, ws);
  const forgotten = await readForgotten(world, ws);
  const days = new Map<string, Bullet[]>();
  for (const bullet of bulletsOf(drafts, writer)) {
    if (forgotten.has(bullet.id)) continue;
    const day = utcDay(bullet.draft.atMs);
    const others = days.get(day);
    if (others) others.push(bullet);
    else days.set(day, [bullet]);
  }
  // Where a branch put a link, the live log is not written, and the tail takes the lines.
  for (const day of days.keys()) if (!isHidden(view, `logs/${dayPath(day)}`)) await refuseLinks(world, ws, `logs/${dayPath(day)}`);
  const peers = await peersOf(world, ws, writer, []);
  const written: Entry[] = [];
  for (const day of [...days.keys()].toSorted()) {
    const path = `logs/${dayPath(day)}`;
    const tail = `${ws.tails}/${writer}/${day}.md`;
    const own = (await readLog(world, ws, view, path)) ?? '';
    const copies = await Promise.all(peers.map((peer) => readPeerLog(world, ws, view, peer, day)));
    const standing = idsIn([ws.hasGit ? await world.files.read(tail) : undefined, ...copies]);
    // A bullet of anybody may have the id of an event that everybody can compute, and must not keep the entry of that event out.
    for (const { id, ours } of parsedLog(own, { path, day, writer }).entries) if (ours) standing.add(id);
    const fresh: Bullet[] = [];
    for (const bullet of (days.get(day) ?? []).toSorted((a, b) => a.draft.atMs - b.draft.atMs)) {
      if (standing.has(bullet.id)) continue;
      standing.add(bullet.id);
      fresh.push(bullet);
    }
    if (fresh.length === 0) continue;
    const lines = fresh.map((bullet) => bullet.lines).join('');
    if (ws.hasGit) await appendToTail(world, tail, lines);
    if (!isHidden(view, path)) {
      await world.files.append(`${ws.kairos}/${path}`, lines, { synced: !ws.hasGit }).catch((error: unknown) => {
        // The lines are safe in the tail and are read from there; an error would make the caller write them again.
        if (!ws.hasGit || !isUnwritable(error)) throw error;
      });
    }
    // An answer that says "noted" holds after a loss of power. Not before the log has the lines: a disk takes longer over this than a restore waits for
    // lines that the tail has and the log has not, and they would stand twice.
    if (ws.hasGit) await world.files.append(tail, '', { synced: true });
    written.push(...entriesOf(fresh, own, path, writer));
  }
  return written;
}

/** A tail that is new is made first, so that its name is on the disk; an empty one may be what a full disk or a kill left of that. */
async function appendToTail(world: Pick<World, 'files'>, tail: string, lines: string): Promise<void> {
  if (((await world.files.stat(tail))?.sizeBytes ?? 0) === 0) await world.files.append(tail, '', { synced: true });
  await world.files.append(tail, lines);
}

interface Bullet {
  readonly draft: EntryDraft;
  readonly id: string;
  readonly lines: string;
}

function bulletsOf(drafts: readonly EntryDraft[], writer: string): Bullet[] {
  const ordinals = new Map<string, number>();
  return drafts.map((draft) => {
    const alike = `${draft.kind}\0${localKey(writer, draft.atMs, draft.text, 0)}`;
    const ordinal = draft.key === undefined && draft.id === undefined ? (ordinals.get(alike) ?? 0) : 0;
    ordinals.set(alike, ordinal + 1);
    const id = draft.id ?? entryId(draft.kind, draft.key ?? localKey(writer, draft.atMs, draft.text, ordinal));
    return { draft, id, lines: formatEntry({ ...draft, actor: draft.actor, id }) };
  });
}

function entriesOf(bullets: readonly Bullet[], before: string, path: string, writer: string): Entry[] {
  let line = before === '' ? 1 : before.split('\n').length + (before.endsWith('\n') ? 0 : 1);
  return bullets.map(({ draft, id, lines }) => {
    const source = { path, line, writer };
    line += lines.split('\n').length - 1;
    const { kind, actor, atMs } = draft;
    return {
      id,
      defined: true,
      ours: true,
      kind,
      actor,
      atMs,
      text: normalizeText(draft.text),
      source,
      origin: kindRow(kind, actor).origin,
    };
  });
}

function idsIn(texts: readonly (string | undefined)[]): Set<string> {
  const ids = new Set<string>();
  for (const text of texts) for (const block of text ? knownBlocks(text) : []) if (block.id !== undefined) ids.add(block.id);
  return ids;
}
