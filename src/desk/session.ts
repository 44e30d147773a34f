/** Sessions as entries of the log: when a person worked, and how many inputs they gave. The activity gate counts them. */
import { lastDays } from '../dates/day.js';
import { shortHash } from '../base/hash.js';
import { KairosError } from '../base/errors.js';
import { isSessionName } from '../base/ids.js';
import type { Entry } from '../memory/entry.js';
import { appendEntries } from '../memory/append.js';
import type { LogView } from '../memory/log-view.js';
import { readEntries } from '../memory/read-logs.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';

/** How many days back an open session is searched for. */
const OPEN_DAYS_MAX = 7;
const TEXT = /^(start|end) (\S+)(?: input (\d+))?$/;

type SessionWorld = Pick<World, 'files' | 'clock' | 'random'>;

/**
 * Writes `start ID` into the log. Without `id` one is made. @returns the id. @throws KairosError `usage` for an id that is not one word.
 */
export async function startSession(
  world: SessionWorld,
  ws: Workspace,
  view: LogView,
  id: string = world.random.base32(8),
): Promise<string> {
  const name = await sessionName(id);
  await write(world, ws, view, `start ${name}`);
  return name;
}

/**
 * Writes `end ID input N` (N: how many inputs the person gave). Without `id` it ends the newest open session. A session that was never started may be
 * ended, because agents report only the end; not with `mustBeOpen`, for a person who may have mistyped it.
 * @throws KairosError `usage` for an id that is not one word and for a bad number of inputs; `not-found` without `id` if none is open, and as said.
 */
export async function endSession(
  world: SessionWorld,
  ws: Workspace,
  view: LogView,
  options: { readonly id?: string; readonly inputs: number | string; readonly mustBeOpen?: boolean },
): Promise<string> {
  const inputs = Number(options.inputs);
  if (!Number.isSafeInteger(inputs) || inputs < 0) {
    throw new KairosError('usage', `--inputs takes a whole number, not "${options.inputs}"`, { hint: 'kairos session end --inputs 3' });
  }
  const id = options.id === undefined ? await newestOpen(world, ws, view) : await sessionName(options.id);
  if (options.mustBeOpen === true && !(await openSessions(world, ws, view)).has(id))
    throw new KairosError('not-found', `no session "${id}" was started in the last ${OPEN_DAYS_MAX} days and left open`, {
      hint: `kairos session end ${id} --only-end, if nothing told of its start`,
    });
  await write(world, ws, view, `end ${id} input ${inputs}`);
  return id;
}

/** What a session entry says, or undefined if it says nothing of the kind. */
export function sessionOf(
  entry: Pick<Entry, 'kind' | 'text'>,
): { readonly event: 'start' | 'end'; readonly id: string; readonly inputs: number } | undefined {
  const [, event, id, inputs] = (entry.kind === 'session' && TEXT.exec(entry.text)) || [];
  return id === undefined ? undefined : { event: event === 'start' ? 'start' : 'end', id, inputs: Number(inputs ?? 0) };
}

/**
 * The open session that began last, or undefined. A session left open for more than a week is ignored: it was most likely never ended.
 */
export async function openSession(world: Pick<World, 'files' | 'clock'>, ws: Workspace, view: LogView): Promise<string | undefined> {
  return [...(await openSessions(world, ws, view))].at(-1);
}

/** In the order in which they began. */
async function openSessions(world: Pick<World, 'files' | 'clock'>, ws: Workspace, view: LogView): Promise<ReadonlySet<string>> {
  const { entries } = await readEntries(world, ws, view, { days: lastDays(world.clock.now(), OPEN_DAYS_MAX) });
  const open = new Set<string>();
  for (const entry of entries) {
    const session = sessionOf(entry);
    if (session?.event === 'start') open.add(session.id);
    else if (session) open.delete(session.id);
  }
  return open;
}

async function newestOpen(world: SessionWorld, ws: Workspace, view: LogView): Promise<string> {
  const newest = await openSession(world, ws, view);
  if (newest === undefined)
    throw new KairosError('not-found', `no session was started in the last ${OPEN_DAYS_MAX} days and left open`, {
      hint: 'kairos session start',
    });
  return newest;
}

/** The id; of one that is a secret (a token, given as a name), a digest, the same each time. @throws KairosError `usage` if it is not one word of letters, digits, dot, dash and underscore, 64 at most. */
export async function sessionName(id: string): Promise<string> {
  if (!isSessionName(id))
    throw new KairosError('usage', `"${id}" is not a session id`, { hint: 'letters, digits, dot, dash and underscore' });
  return (await replaceSecrets(id)).found.length === 0 ? id : shortHash(['session', id]);
}

async function write(world: SessionWorld, ws: Workspace, view: LogView, text: string): Promise<void> {
  await appendEntries(world, ws, view, [{ kind: 'session', actor: 'user', atMs: world.clock.now(), text }]);
}
