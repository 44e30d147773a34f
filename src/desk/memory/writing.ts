/** Writes for a client: notes and reinforcements, under the client's own name, never as the user. */
import { MINUTE_MS } from '../../dates/units.js';
import type { Lookup } from '../lookup.js';
import { writeNote } from '../note.js';
import { reinforce } from '../reinforce.js';
import { KairosError } from '../../base/errors.js';
import type { LogView } from '../prepare.js';
import type { Workspace } from '../../base/workspace.js';
import type { World } from '../../world/world.js';
import { plain } from './text.js';

/** Limits of writing. A model that exceeds them is in a loop, and would fill the journal with useless notes. */
const WRITES_PER_MINUTE = 20;
const WRITES_PER_SESSION = 500;
/** Actors that already mean somebody else in a log. */
const TAKEN: ReadonlySet<string> = new Set(['agent', 'kairos', 'model', 'nobody', 'system', 'tool', 'unknown', 'user']);

/** The name that a client gave itself, as an actor: lower-case ASCII, and never one that lends it another's origin. */
export function actorOf(client: string): string {
  const name = client
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 48)
    .replace(/[^a-z0-9]+$/, '');
  if (name === '') return 'mcp-client';
  return TAKEN.has(name) ? `mcp-${name}` : name;
}

export interface Pace {
  /** @throws KairosError `usage` above 20 a minute or 500 in all. */
  count(): void;
}

/** Limits how fast one session may write: 20 entries a minute, 500 in all. `count` throws KairosError `usage` above that. */
export function paceOf(world: Pick<World, 'clock'>): Pace {
  let all = 0;
  let lately: number[] = [];
  return {
    count: () => {
      const nowMs = world.clock.now();
      lately = lately.filter((atMs) => nowMs - atMs < MINUTE_MS);
      if (lately.length >= WRITES_PER_MINUTE)
        throw new KairosError('usage', `more than ${WRITES_PER_MINUTE} writes in a minute`, {
          hint: 'write one note for what belongs together',
        });
      if (all >= WRITES_PER_SESSION)
        throw new KairosError('usage', `this session has written ${WRITES_PER_SESSION} entries, which is all it may`);
      lately.push(nowMs);
      all += 1;
    },
  };
}

/** Writes a note under the client's name. @throws KairosError as `writeNote`. */
export async function noteDown(
  world: Pick<World, 'files' | 'clock' | 'random'>,
  ws: Workspace,
  view: LogView,
  note: { readonly text: string; readonly actor: string },
): Promise<string> {
  const { entry, secretsReplaced: found } = await writeNote(world, ws, view, note);
  const { path, line } = entry.source;
  const secrets = found.length === 0 ? '' : `\nsecrets were replaced in it (${found.join(', ')}): secrets do not belong in notes`;
  return `noted ^${entry.id} in .kairos/${path}:${line}, as ${note.actor}${secrets}`;
}

/** Reinforces a memory. @param session one connection of one client. @throws KairosError `not-found` for an id that is no memory. */
export async function reinforceById(
  world: Pick<World, 'files' | 'clock' | 'random'>,
  ws: Workspace,
  view: LogView,
  lookup: Lookup,
  asked: { readonly id: string; readonly reason: string; readonly actor: string; readonly session: string },
): Promise<string> {
  // A reason is one line: what it says stands behind the reference, never on a line of its own.
  const reason = plain(asked.reason).trim();
  const { entry, target } = await reinforce(world, ws, view, { ...asked, reason }, lookup);
  return entry ? `reinforced ^${target.id}` : `^${target.id} was reinforced in this session already; once counts`;
}
