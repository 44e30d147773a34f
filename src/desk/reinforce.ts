/** Records that a memory proved right, as an entry that raises its strength. Nothing else writes such entries: recall and reading never reinforce. */
import { utcDay } from '../dates/day.js';
import { KairosError } from '../base/errors.js';
import type { Entry } from '../memory/entry.js';
import { kindRow } from '../memory/kinds.js';
import { appendEntries } from '../memory/append.js';
import type { LogView } from '../memory/log-view.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { findWhole } from './find.js';
import { SHOWS_IDS } from './hints.js';
import { diskLookup, type Lookup } from './lookup.js';
import { openSession, sessionName } from './session.js';

/** What is reinforced. */
export interface ReinforceTarget {
  readonly id: string;
  readonly text: string;
  /** `logs/2026/11/2026-11-20.md:12`, relative to `.kairos`. */
  readonly source: string;
}

export interface Reinforced {
  readonly target: ReinforceTarget;
  /** Undefined: this actor has reinforced it in this session (without a session: on this day) already, which counts. */
  readonly entry?: Entry;
  /** The session in which it was said. */
  readonly session?: string;
}

export interface ReinforceOptions {
  readonly id: string;
  /** `user`, or the name of the client or agent that says so. */
  readonly actor: string;
  readonly reason?: string;
  /** The agent's session; a person's is the one that is open in the log. */
  readonly session?: string;
}

/**
 * Appends `reinforce@ACTOR (^id) reason`. The entry's key is id, actor and session (or day), so that saying it again is no second entry.
 * @param lookup where the memory is found; left out, on disk.
 * @throws KairosError `not-found` for an id that is no memory, `usage` for a session that is not one word, `too-large`.
 */
export async function reinforce(
  world: Pick<World, 'files' | 'clock' | 'random'>,
  ws: Workspace,
  view: LogView,
  options: ReinforceOptions,
  lookup: Lookup = diskLookup(world, ws, view),
): Promise<Reinforced> {
  const { actor, reason = '' } = options;
  const session = options.session === undefined ? undefined : await sessionName(options.session);
  const target = await targetOf(lookup, options.id);
  const { id } = target;
  const atMs = world.clock.now();
  const within = session ?? (actor === 'user' ? await openSession(world, ws, view) : undefined);
  const { text: said } = await replaceSecrets(reason.trim());
  const text = `(^${id})${within === undefined ? '' : ` session ${within}:`}${said === '' ? '' : ` ${said}`}`;
  const key = `${id}:${actor}:${within ?? utcDay(atMs)}`;
  const [entry] = await appendEntries(world, ws, view, [{ kind: 'reinforce', actor, atMs, text, key }]);
  return { target, ...(entry && { entry }), ...(within === undefined ? {} : { session: within }) };
}

/** Refuses entries that recall never returns: sessions, verdicts, life cycle. @throws KairosError `not-found`. */
async function targetOf(lookup: Lookup, id: string): Promise<ReinforceTarget> {
  const found = await findWhole(lookup, id);
  if (found.is === 'claim') return { id: found.id, text: found.bullet.text, source: `${found.topic.path}:${found.bullet.line}` };
  const { kind, actor, text, source } = found.entry;
  if (!kindRow(kind, actor).indexed) {
    throw new KairosError('not-found', `^${found.id} is a ${kind} entry, and no memory to reinforce`, {
      hint: SHOWS_IDS,
    });
  }
  return { id: found.id, text, source: `${source.path}:${source.line}` };
}
