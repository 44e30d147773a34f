/** One look at where the refs stand, and its file in the git directory. Reads git; writes only the seen file. */
import { KairosError } from '../base/errors.js';
import type { Workspace } from '../base/workspace.js';
import type { Head, ObjectId, Ref, ReflogLine } from '../world/git-refs.js';
import type { World } from '../world/world.js';
import { isOwnRef } from '../base/refs.js';
import { reflogMark } from './rewritten.js';
import { formatSeen, parseSeen, SEEN_FORMAT, type Seen, type SeenRef } from './seen.js';

export interface RefSnapshot {
  readonly head: Head;
  /** Branches and tags without kairos's own. */
  readonly refs: ReadonlyMap<string, SeenRef>;
  /** Stashed commits, oldest first. */
  readonly stashes: readonly ObjectId[];
  readonly stashLog: readonly ReflogLine[];
  readonly headLog: readonly ReflogLine[];
  /** A rebase or the like is under way: HEAD is in the midst of something and says nothing. */
  readonly busy: boolean;
}

/** Where everything stands now. */
export async function readRefSnapshot(world: Pick<World, 'git'>): Promise<RefSnapshot> {
  const { git } = world;
  // Asked first: an operation that begins after it moves no branch before it ends.
  const busy = (await git.busy()) !== undefined;
  const [refs, head, headLog] = await Promise.all([git.refs(['refs/heads/', 'refs/tags/', 'refs/stash']), git.head(), git.reflog('HEAD')]);
  const stash = refs.find(({ name }) => name === 'refs/stash');
  const stashLog = stash === undefined ? [] : await git.reflog('refs/stash');
  return {
    head,
    refs: new Map(refs.filter(({ name }) => name !== 'refs/stash' && !isOwnRef(name)).map((ref) => [ref.name, seenRef(ref)])),
    stashes: stash === undefined ? [] : stashLog.length > 0 ? stashLog.map((line) => line.new) : [stash.id],
    stashLog,
    headLog,
    busy,
  };
}

/** What is to be remembered of a look. In the midst of a rebase HEAD stays where it was seen last. */
export function seenOf(now: RefSnapshot, before: Seen | undefined, repeats: ReadonlyMap<string, number>): Seen {
  const head = now.busy ? (before?.head ?? {}) : now.head;
  const headLog = now.busy && before !== undefined ? before.headLog : reflogMark(now.headLog.at(-1));
  return { head, refs: now.refs, stashes: now.stashes, headLog, repeats };
}

/** @returns undefined before the first look. @throws KairosError `newer-format`. */
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

/** Writes only what differs: the folder is watched for the hooks' file. */
export async function writeSeen(world: Pick<World, 'files'>, ws: Workspace, seen: Seen): Promise<void> {
  const text = formatSeen(seen);
  if ((await world.files.read(ws.seenFile)) !== text) await world.files.write(ws.seenFile, text);
}

function seenRef({ id, commit }: Ref): SeenRef {
  return commit === undefined ? { id } : { id, commit };
}
