/** Takes a snapshot of the refs, and reads and writes the last one (the seen file in the git directory). It writes no other file. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { Head, ObjectId, Ref, ReflogLine } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { GIT_REFS, isOwnRef } from '../base/refs.js';
import { reflogMark } from './rewritten.js';
import { formatSeen, parseSeen, SEEN_FORMAT, type Seen, type SeenRef } from './seen.js';

export interface RefSnapshot {
  readonly head: Head;
  /** Branches and tags by full name, without kairos's own. */
  readonly refs: ReadonlyMap<string, SeenRef>;
  /** Stashed commits, oldest first. */
  readonly stashes: readonly ObjectId[];
  readonly stashLog: readonly ReflogLine[];
  readonly headLog: readonly ReflogLine[];
  /** True during a rebase or the like, when HEAD is only a step of the operation and must be ignored. */
  readonly busy: boolean;
}

/** A snapshot of refs, HEAD, stash and reflogs. */
export async function readRefSnapshot(world: Pick<World, 'git'>): Promise<RefSnapshot> {
  const { git } = world;
  // Asked first. An operation that begins later moves no branch before it ends, so the refs read below are still consistent.
  const busy = (await git.busy()) !== undefined;
  const [refs, head, headLog] = await Promise.all([
    git.refs([GIT_REFS.branches, GIT_REFS.tags, GIT_REFS.stash]),
    git.head(),
    git.reflog('HEAD'),
  ]);
  const stash = refs.find(({ name }) => name === GIT_REFS.stash);
  const stashLog = stash === undefined ? [] : await git.reflog(GIT_REFS.stash);
  return {
    head,
    refs: new Map(refs.filter(({ name }) => name !== GIT_REFS.stash && !isOwnRef(name)).map((ref) => [ref.name, seenRef(ref)])),
    stashes: stash === undefined ? [] : stashLog.length > 0 ? stashLog.map((line) => line.new) : [stash.id],
    stashLog,
    headLog,
    busy,
  };
}

/** What to save of a snapshot. During a rebase HEAD stays as it was seen last. */
export function seenOf(now: RefSnapshot, before: Seen | undefined, repeats: ReadonlyMap<string, number>): Seen {
  const head = now.busy ? (before?.head ?? {}) : now.head;
  const headLog = now.busy && before !== undefined ? before.headLog : reflogMark(now.headLog.at(-1));
  return { head, refs: now.refs, stashes: now.stashes, headLog, repeats };
}

/** The saved snapshot; undefined if there is none or it cannot be read. @throws KairosError `newer-format`. */
export async function readSeen(world: Pick<World, 'files'>, ws: Workspace): Promise<Seen | undefined> {
  const text = await world.files.read(ws.seenFile);
  if (text === undefined) return undefined;
  const { seen, format = 0 } = parseSeen(text);
  if (format > SEEN_FORMAT) {
    throw new KairosError('newer-format', `${ws.seenFile} has format ${format}, this kairos knows ${SEEN_FORMAT}`, {
      hint: 'update kairos',
    });
  }
  return seen;
}

/** Saves a snapshot if it differs. An equal one is not written, because the daemon watches the folder. */
export async function writeSeen(world: Pick<World, 'files'>, ws: Workspace, seen: Seen): Promise<void> {
  const text = formatSeen(seen);
  if ((await world.files.read(ws.seenFile)) !== text) await world.files.write(ws.seenFile, text);
}

function seenRef({ id, commit }: Ref): SeenRef {
  return commit === undefined ? { id } : { id, commit };
}
