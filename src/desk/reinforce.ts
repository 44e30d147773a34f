/** Says that a memory proved right, as an entry that strength counts. The one writer of such entries: recall and reading never come here. */
import { utcDay } from '../dates/day.js';
import { KairosError } from '../base/errors.js';
import type { Entry } from '../memory/entry.js';
import { kindRow } from '../memory/kinds.js';
import { appendEntries, type LogView, readEntries, readTopics } from '../memory/store.js';
import { replaceSecrets } from '../observe/secrets.js';
import type { Workspace } from '../base/workspace.js';
import type { World } from '../world/world.js';
import { checkSessionId, openSession } from './session.js';

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
  /** That it was said in. */
  readonly session?: string;
}

export interface ReinforceOptions {
  readonly id: string;
  /** `user`, or the name of the client or agent that says so. */
  readonly actor: string;
  readonly reason?: string;
  /** Of the agent; a person's is the one that is open in the log. */
  readonly session?: string;
  /** Where the caller knows that the id is a memory, nothing is read to find it. */
  readonly target?: ReinforceTarget;
}

/**
 * Appends `reinforce@ACTOR (^id) reason`. The entry's key is id, actor and session (or day), so that saying it again is no second entry.
 * @throws KairosError `not-found` for an id that is no memory, `usage` for a session that is not one word, `too-large`.
 */
export async function reinforce(
  world: Pick<World, 'files' | 'clock' | 'random'>,
  ws: Workspace,
  view: LogView,
  options: ReinforceOptions,
): Promise<Reinforced> {
  const { id, actor, reason = '', session } = options;
  if (session !== undefined) checkSessionId(session);
  const target = options.target ?? (await memoryOf(world, ws, view, id));
  if (!target) throw new KairosError('not-found', `there is no memory ^${id}`, { hint: 'kairos recall WORDS shows ids' });
  const atMs = world.clock.now();
  const within = session ?? (actor === 'user' ? await openSession(world, ws, view) : undefined);
  const { text: said } = await replaceSecrets(reason.trim());
  const text = `(^${id})${within === undefined ? '' : ` session ${within}:`}${said === '' ? '' : ` ${said}`}`;
  const key = `${id}:${actor}:${within ?? utcDay(atMs)}`;
  const [entry] = await appendEntries(world, ws, view, [{ kind: 'reinforce', actor, atMs, text, key }]);
  return { target, ...(entry && { entry }), ...(within === undefined ? {} : { session: within }) };
}

async function memoryOf(world: Pick<World, 'files'>, ws: Workspace, view: LogView, id: string): Promise<ReinforceTarget | undefined> {
  const { topics } = await readTopics(world, ws, view);
  for (const { bullets, path } of topics) {
    const bullet = bullets.find(({ address }) => address === id);
    if (bullet) return { id, text: bullet.text, source: `${path}:${bullet.line}` };
  }
  const { entries } = await readEntries(world, ws, view);
  const entry = entries.find((one) => one.id === id && kindRow(one.kind, one.actor).indexed);
  return entry && { id, text: entry.text, source: `${entry.source.path}:${entry.source.line}` };
}
